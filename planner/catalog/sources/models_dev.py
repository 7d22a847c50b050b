"""models.dev's api.json: providers with models, prices in US dollars per million tokens."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planner.catalog.sources.reading import Pairs, read_json
from planner.catalog.sources.snapshot import ALWAYS, Builder, NotANumber, SourceSnapshot, number, plain, shown
from planner.files.diagnostics import problem

NAME = "models.dev"
ADDRESS = "https://models.dev/api.json"

_RATES = {
    "input": "input",
    "output": "output",
    "reasoning": "reasoning",
    "cache_read": "cache_read",
    "cache_write": "cache_write",
    "input_audio": "input_audio",
    "output_audio": "output_audio",
}
_BESIDE = ("tiers", "context_over_200k")


def read(where: str | None = None, *, today: dt.date | None = None) -> SourceSnapshot:
    """All models of all providers. ``where``: a file or an https address; None is the project's own address."""
    today = today or dt.datetime.now(dt.UTC).date()
    payload = read_json(where or ADDRESS, today)
    builder = Builder(NAME, NAME, payload.date)
    if not isinstance(payload.data, Mapping):
        raise problem("not-a-price-list", "models.dev: the data is a map of providers", file=payload.where)
    for key, provider in payload.data.items():
        if not isinstance(provider, Mapping) or not isinstance(provider.get("models"), Mapping):
            builder.skip(key, "", "not a provider: `models` is missing")
            continue
        page = provider.get("doc")
        builder.provider(key, str(provider.get("name") or key), page if isinstance(page, str) and page else ADDRESS)
        models = provider["models"]
        twice = models.twice if isinstance(models, Pairs) else {}
        for name, said in models.items():
            entry = f"{key}/{name}"
            same = all(other == said for other in twice.get(name, ()))
            if name in twice:
                reason = "listed twice, the same" if same else "listed twice with different prices: neither is taken"
                builder.skip(entry, "", reason, kept=same)
            if not isinstance(said, Mapping):
                builder.skip(entry, "", f"not a model: {shown(said)}")
            elif same:
                _model(builder, key, str(name), said)
    return builder.snapshot()


def _model(builder: Builder, provider: str, name: str, said: Mapping[str, Any]) -> None:
    entry = f"{provider}/{name}"
    prices = [
        price
        for variant, cost in _costs(builder, entry, said)
        for price in _prices(builder, entry, name, variant, cost)
    ]
    if not prices:
        builder.skip(entry, "cost", "names no price")
        return
    modalities = said.get("modalities") if isinstance(said.get("modalities"), Mapping) else {}
    limit = said.get("limit") if isinstance(said.get("limit"), Mapping) else {}
    model: dict[str, Any] = {
        "id": name,
        "name": str(said.get("name") or name).strip(),
        "source": "prices",
        "prices": prices,
    }
    for side in ("input", "output"):
        known = [m for m in (modalities or {}).get(side, ()) if m in ("text", "image", "audio", "video")]
        if known:
            model[side] = known
    for ours, theirs in (("context", "context"), ("max_output", "output")):
        if isinstance((limit or {}).get(theirs), int) and (limit or {})[theirs] > 0:
            model[ours] = (limit or {})[theirs]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", str(said.get("release_date", ""))):
        model["released"] = said["release_date"]
    if isinstance(said.get("open_weights"), bool):
        model["open_weights"] = said["open_weights"]
    builder.model(provider, model)


def _costs(builder: Builder, entry: str, said: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    """The standard price, and those of modes that a provider sells under names of their own."""
    found: list[tuple[str, Mapping[str, Any]]] = []
    cost = said.get("cost")
    if isinstance(cost, Mapping):
        found.append(("standard", cost))
    elif cost is not None:
        builder.skip(entry, "cost", f"not a price: {shown(cost)}")
    experimental = said.get("experimental")
    modes = experimental.get("modes") if isinstance(experimental, Mapping) else None
    for mode, details in modes.items() if isinstance(modes, Mapping) else ():
        if isinstance(details, Mapping) and isinstance(details.get("cost"), Mapping):
            found.append((str(mode), details["cost"]))
    return found


def _prices(builder: Builder, entry: str, name: str, variant: str, cost: Mapping[str, Any]) -> list[dict[str, Any]]:
    free = name.endswith((":free", "-free"))
    rates = _rates(builder, entry, cost, free=free)
    if not rates and not (free and cost):
        return []
    price: dict[str, Any] = {"from": ALWAYS, "source": "prices", "rates": rates}
    if variant != "standard":
        price["variant"] = variant
    if free and not any(Decimal(value) for value in rates.values()):
        price["free"] = True
    tiers = _tiers(builder, entry, cost)
    if tiers:
        price["tiers"] = tiers
    checked = builder.price(entry, price)
    return [checked] if checked is not None else []


def _tiers(builder: Builder, entry: str, cost: Mapping[str, Any]) -> list[dict[str, Any]]:
    said = cost.get("tiers")
    over = cost.get("context_over_200k")
    if said is None and isinstance(over, Mapping):
        said = [{**over, "tier": {"size": 200_000}}]
    found: dict[int, dict[str, str]] = {}
    for tier in said if isinstance(said, list) else []:
        limit = tier.get("tier") if isinstance(tier, Mapping) else None
        size = limit.get("size") if isinstance(limit, Mapping) else None
        if not isinstance(size, int) or (limit or {}).get("type", "context") != "context":
            builder.skip(entry, "cost.tiers", f"a tier without a limit on the context: {shown(tier)}")
            continue
        found[size] = _rates(builder, entry, {key: value for key, value in tier.items() if key != "tier"})
    tiers, merged = [], dict[str, str]()
    for size in sorted(found):
        merged = {**merged, **found[size]}
        tiers.append({"input_above": size, "rates": merged})
    return tiers


def _rates(builder: Builder, entry: str, cost: Mapping[str, Any], *, free: bool = False) -> dict[str, str]:
    rates = {}
    for field, value in cost.items():
        if field in _BESIDE:
            continue
        if field not in _RATES:
            builder.skip(entry, f"cost.{field}", f"no dimension of ours counts this: {shown(value)}")
            continue
        try:
            amount = number(value)
        except NotANumber as wrong:
            builder.skip(entry, f"cost.{field}", str(wrong))
            continue
        if isinstance(value, str):
            builder.skip(entry, f"cost.{field}", "a number written as text", kept=True)
        if amount == 0 and not free:
            builder.skip(entry, f"cost.{field}", "zero, and nothing says that it is free")
            continue
        rates[_RATES[field]] = plain(amount)
    return rates
