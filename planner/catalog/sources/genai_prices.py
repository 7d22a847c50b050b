"""Prices of the genai-prices package: of the one installed, or of its data.json as a file or an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planner.catalog.dimensions import BY_NAME
from planner.catalog.sources.genai_periods import Period, context_names, periods, tiers_of
from planner.catalog.sources.genai_units import UNITS, Unit, unit_of
from planner.catalog.sources.reading import read_json
from planner.catalog.sources.snapshot import Builder, NotANumber, SourceSnapshot, number, rate, shown
from planner.files.diagnostics import problem

NAME = "genai-prices"
ADDRESS = "https://raw.githubusercontent.com/pydantic/genai-prices/main/prices/data.json"
PAGE = "https://github.com/pydantic/genai-prices"

RELEASED = {"0.2.3": dt.date(2026, 11, 10)}
"""The day of a release, which the installed package does not say. Of others, the newest date in the data stands in."""

_MINIMUM = {("groq", "whisper-large-v3"), ("groq", "whisper-large-v3-turbo")}


def read(where: str | None = None, *, today: dt.date | None = None) -> SourceSnapshot:
    """All models of all providers. ``where``: None = the installed package, else a file or an https address.

    Raises InputError where the package is not installed or ``where`` cannot be read.
    """
    today = today or dt.datetime.now(dt.UTC).date()
    if where is None:
        providers, version = _installed()
        newest = max((d for p in providers for m in p["models"] for d in _dates(m)), default="")
        day = RELEASED.get(version) or (dt.date.fromisoformat(newest) if newest else today)
        builder = Builder(NAME, f"genai-prices {version}", min(day, today))
    else:
        payload = read_json(where, today)
        providers = payload.data
        builder = Builder(NAME, "genai-prices, its data file", payload.date)
        if not isinstance(providers, list):
            raise problem("not-a-price-list", "genai-prices: the data is a list of providers", file=where)
    for provider in providers:
        _Provider(builder, provider).read()
    return builder.snapshot()


class _Provider:
    """One provider of the source. Nothing an entry says wrongly stops the others."""

    def __init__(self, builder: Builder, said: Any) -> None:
        self.builder = builder
        self.said = said if isinstance(said, Mapping) else {}
        self.key = str(self.said.get("id") or "")

    def read(self) -> None:
        if not self.key or not isinstance(self.said.get("models"), list):
            self.builder.skip(self.key or shown(self.said), "", "not a provider: `id` or `models` is missing")
            return
        pages = self.said.get("pricing_urls") or [PAGE]
        self.builder.provider(self.key, str(self.said.get("name") or self.key), str(pages[0]))
        taken: set[str] = {str(m["id"]) for m in self.said["models"] if isinstance(m, Mapping) and m.get("id")}
        for model in self.said["models"]:
            if not isinstance(model, Mapping) or not model.get("id"):
                self.builder.skip(self.key, shown(model), "not a model: `id` is missing")
                continue
            self._model(model, taken)

    def _model(self, model: Mapping[str, Any], taken: set[str]) -> None:
        entry = f"{self.key}/{model['id']}"
        try:
            prices = [p for period in periods(model) for p in self._prices(entry, period)]
            for name in context_names(model):
                own = list(periods(model, name))
                if not any(period.own for period in own):
                    self.builder.skip(entry, name.label, "names no price of its own: the standard one holds")
                prices += [p for period in own if period.own for p in self._prices(entry, period)]
        except NotANumber as wrong:
            self.builder.skip(entry, "prices", str(wrong))
            return
        if (self.key, model["id"]) in _MINIMUM:
            self.builder.skip(
                entry, "audio_seconds", "the package's program bills at least 10 seconds, which its data do not say"
            )
        dimensions = {name for price in prices for name in price.get("rates", {})}
        said = {
            "id": str(model["id"]),
            "name": str(model.get("name") or model["id"]),
            "kind": _kind(dimensions, str(model["id"])),
            "aliases": _aliases(model, taken),
            "input": ["text", *(m for m in ("image", "audio", "video") if f"input_{m}" in dimensions)],
            "output": ["text", *(m for m in ("image", "audio", "video") if f"output_{m}" in dimensions)],
            "context": model.get("context_window"),
            "source": "prices",
            "prices": prices,
            "note": model.get("price_comments"),
        }
        self.builder.model(self.key, {key: value for key, value in said.items() if value not in (None, [])})

    def _prices(self, entry: str, period: Period) -> Iterator[dict[str, Any]]:
        rates, tiers = self._rates(entry, period)
        figures = [
            Decimal(str(r).split("/")[0]) for table in (rates, *(t["rates"] for t in tiers)) for r in table.values()
        ]
        if not rates and period.prices:
            return  # every figure of it is in the list of what was skipped
        if not rates:
            self.builder.skip(
                entry, "prices", "none: the package takes such a model as free, and so it is read", kept=True
            )
        said: dict[str, Any] = {"from": period.start, "source": "prices"}
        if period.variant != "standard":
            said["variant"] = period.variant
        if period.hours is not None:
            said["hours"] = {"from": period.hours[0], "to": period.hours[1]}
        if not any(figures):
            said["free"] = True
        if rates:
            said["rates"] = rates
        if tiers:
            said["tiers"] = tiers
        price = self.builder.price(entry, said)
        if price is not None:
            yield price

    def _rates(self, entry: str, period: Period) -> tuple[dict[str, str], list[dict[str, Any]]]:
        units = {key: self._unit(entry, key, period) for key in period.prices}
        found = {key: unit for key, unit in units.items() if unit is not None}
        own = _by_dimension({key: tiers_of(period.prices[key])[0] for key in found}, found)
        limits = sorted({limit for key in found for limit, _ in tiers_of(period.prices[key])[1]})
        tiers = []
        for limit in limits:
            above = {}
            for key in found:
                reached = [amount for start, amount in tiers_of(period.prices[key])[1] if start <= limit]
                if reached:
                    above[key] = reached[-1]
            tiers.append({"input_above": limit, "rates": _by_dimension(above, found)})
        return own, tiers

    def _unit(self, entry: str, key: str, period: Period) -> Unit | None:
        unit = unit_of(key, period.prices)
        if unit is None or unit.dimension not in BY_NAME:
            self.builder.skip(entry, key, f"no dimension of ours counts this: {shown(tiers_of(period.prices[key])[0])}")
            return None
        same = [k for k in period.prices if k != key and k in UNITS and UNITS[k].dimension == unit.dimension]
        if key == "audio_hours" and period.prices.get("input_audio_hours") == period.prices[key]:
            return None  # said only because the package wants the general price beside the particular one
        if same and key != same[0] and same[0] != "audio_hours":
            self.builder.skip(entry, key, f"{same[0]} is already the price of {unit.dimension}")
            return None
        return unit


def _by_dimension(amounts: Mapping[str, object], units: Mapping[str, Unit]) -> dict[str, str]:
    return {
        units[key].dimension: rate(number(amount), units[key].per, BY_NAME[units[key].dimension].unit)
        for key, amount in amounts.items()
    }


def _kind(dimensions: set[str], name: str) -> str:
    if "embed" in name:
        return "embedding"
    if "rerank" in name:
        return "rerank"
    only = {frozenset(["audio_seconds_in"]): "speech-to-text", frozenset(["characters_in"]): "text-to-speech"}
    if dimensions and dimensions <= {"pages_in", "annotated_pages_in"}:
        return "ocr"
    return only.get(frozenset(dimensions), "language")


def _aliases(model: Mapping[str, Any], taken: set[str]) -> list[str]:
    """The exact names the package matches a model by; its patterns are for programs, not for a list."""
    clause = model.get("match") or {}
    clauses = clause.get("or", clause.get("or_", [clause])) if isinstance(clause, Mapping) else []
    found = []
    for said in clauses if isinstance(clauses, list) else []:
        name = said.get("equals") if isinstance(said, Mapping) else None
        if isinstance(name, str) and name not in taken:
            taken.add(name)
            found.append(name)
    return found


def _dates(model: Mapping[str, Any]) -> Iterator[str]:
    conditions = model["prices"] if isinstance(model["prices"], list) else []
    for said in conditions:
        start = (said.get("constraint") or {}).get("start_date")
        if start:
            yield str(start)


def _installed() -> tuple[list[dict[str, Any]], str]:
    try:
        from genai_prices import __version__
        from genai_prices.data import providers
    except ImportError:
        raise problem(
            "not-installed",
            "the package genai-prices is not installed",
            expected="pip install 'planner[sync]', or its data.json: --from FILE",
        ) from None
    from planner.catalog.sources.genai_installed import as_data

    return [as_data(provider) for provider in providers], __version__
