"""LiteLLM's map of prices: model_prices_and_context_window.json, as a file, an address, or the installed package's copy."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.catalog.dimensions import BY_NAME
from planner.catalog.sources.litellm_fields import KINDS, SAME, Field, field_of, is_price, windows
from planner.catalog.sources.reading import Pairs, read_json
from planner.catalog.sources.snapshot import ALWAYS, Builder, NotANumber, SourceSnapshot, number, plain, rate, shown
from planner.files.diagnostics import problem

NAME = "litellm"
ADDRESS = "https://raw.githubusercontent.com/BerriAI/litellm/main/model_prices_and_context_window.json"
BACKUP = "model_prices_and_context_window_backup.json"
PAGE = "https://github.com/BerriAI/litellm"

RELEASED = {"1.109.1": dt.date(2026, 11, 12)}
_REACHED = ("xai",)
"""Providers whose longer-context price holds from the limit on, as LiteLLM's own program has it: not only above it."""

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_NOT_MODELS = {"sample_spec": "the format's own example", "fallback_generalizations": "rules for names, no model"}

Table = dict[str, dict[int | None, dict[str, dict[str, Decimal]]]]
"""Variant to limit (None: the entry's own rates) to dimension to option ("" = every size) to the price of one ``per``."""


def read(where: str | None = None, *, today: dt.date | None = None) -> SourceSnapshot:
    """All entries. ``where``: None = the installed package's copy, or the map's own address where it is not installed."""
    today = today or dt.datetime.now(dt.UTC).date()
    copy, version = _installed() if where is None else (None, None)
    payload = read_json(str(copy or where or ADDRESS), today)
    day = RELEASED.get(version, payload.date) if version else payload.date
    builder = Builder(NAME, f"litellm {version}" if version else "litellm, its price map", min(day, today))
    if not isinstance(payload.data, Mapping):
        raise problem("not-a-price-list", "litellm: the data is a map of models", file=payload.where)
    twice = payload.data.twice if isinstance(payload.data, Pairs) else {}
    for name, said in payload.data.items():
        if name in _NOT_MODELS:
            builder.skip(name, "", _NOT_MODELS[name])
        elif name in twice:
            same = all(other == said for other in twice[name])
            reason = "listed twice, the same" if same else "listed twice with different prices: neither is taken"
            builder.skip(name, "", reason, kept=same)
            if same:
                _Entry(builder, name, said).read()
        elif not isinstance(said, Mapping):
            builder.skip(name, "", f"not an entry: {shown(said)}")
        else:
            _Entry(builder, name, said).read()
    return builder.snapshot()


class _Entry:
    """One entry of the map, field by field."""

    def __init__(self, builder: Builder, name: str, said: Mapping[str, Any]) -> None:
        self.builder, self.name, self.said = builder, name, said
        self.mode = str(said.get("mode") or "chat")
        self.table: Table = {}
        self.units: dict[str, str] = {}
        self.source = str(said["source"]) if str(said.get("source", "")).startswith("http") else None

    def read(self) -> None:
        provider = self.said.get("litellm_provider")
        if not isinstance(provider, str) or not provider:
            self.builder.skip(self.name, "litellm_provider", "no provider")
            return
        currency = self.said.get("currency", "USD")
        if not isinstance(currency, str) or not re.fullmatch("[A-Z]{3}", currency):
            self.builder.skip(self.name, "currency", f"not a currency: {shown(currency)}")
            return
        for name, value in self.said.items():
            if is_price(name):
                self._field(name, value)
        prices = [{**price, "currency": currency} if currency != "USD" else price for price in self._prices()]
        if not prices:
            self.builder.skip(self.name, "", "names no price")
            return
        self.builder.provider(provider, provider, PAGE)
        self.builder.model(provider, self._model(provider, prices))

    def _model(self, provider: str, prices: list[dict[str, Any]]) -> dict[str, Any]:
        name = self.name.removeprefix(f"{provider}/")
        said: dict[str, Any] = {
            "id": name,
            "name": name,
            "kind": KINDS.get(self.mode, "language"),
            "source": self.builder.source(self.source),
        }
        for ours, theirs in (("context", "max_input_tokens"), ("max_output", "max_output_tokens")):
            if isinstance(self.said.get(theirs), int):
                said[ours] = self.said[theirs]
        day = str(self.said.get("deprecation_date", ""))
        if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
            said["deprecated"] = day
        minimum = self.said.get("prompt_cache_min_tokens")
        if isinstance(minimum, int):
            said["cache"] = {"minimum": minimum, "source": said["source"]}
        return {**said, "prices": prices}

    def _skip(self, field: str, reason: str, *, kept: bool = False) -> None:
        self.builder.skip(self.name, field, reason, kept=kept)

    def _field(self, name: str, value: Any) -> None:
        if name in SAME and SAME[name] in self.said:
            return
        if name == "search_context_cost_per_query":
            self._searches(value)
        elif name == "tiered_pricing":
            self._tiers(value)
        elif name in (
            "off_peak_pricing",
            "regional_processing_uplift_multiplier_eu",
            "regional_processing_uplift_multiplier_us",
            "regional_endpoint_uplift_multiplier",
        ):
            return  # see _prices
        elif name == "input_cost_per_image" and "output_cost_per_image" in self.said:
            self._put(name, Field("images_in", "image"), value)  # otherwise it is what an image that is made costs
        elif value == 0 and not isinstance(value, bool):
            self._skip(name, "zero, and nothing says that it is free")
        elif (field := field_of(name, self.mode)) is None or field.dimension not in BY_NAME:
            self._skip(name, f"no dimension of ours counts this: {shown(value)}")
        else:
            self._put(name, field, value)

    def _put(self, name: str, field: Field, value: Any) -> None:
        try:
            amount = number(value)
        except NotANumber as wrong:
            self._skip(name, str(wrong))
            return
        if isinstance(value, str):
            self._skip(name, "a number written as text", kept=True)
        if amount == 0:
            self._skip(name, "zero, and nothing says that it is free")
            return
        tiers = self.table.setdefault(field.variant, {})
        limit = field.limit
        if limit is not None and self.said.get("litellm_provider") in _REACHED:
            limit -= 1
        tiers.setdefault(limit, {}).setdefault(field.dimension, {})[field.option] = amount
        self.units[field.dimension] = field.per

    def _searches(self, said: Any) -> None:
        if not isinstance(said, Mapping):
            self._skip("search_context_cost_per_query", f"not a price: {shown(said)}")
            return
        sizes = {str(size).removeprefix("search_context_size_"): value for size, value in said.items()}
        values = set(map(str, sizes.values()))
        for size, value in {"": next(iter(sizes.values()))}.items() if len(values) == 1 else sizes.items():
            self._put("search_context_cost_per_query", Field("searches", "search", option=size), value)

    def _tiers(self, said: Any) -> None:
        for tier in said if isinstance(said, list) else []:
            bounds = tier.get("range") if isinstance(tier, Mapping) else None
            if not isinstance(bounds, list) or not bounds:
                self._skip("tiered_pricing", f"a tier without a range of input tokens: {shown(tier)}")
                continue
            limit = int(number(bounds[0])) or None
            for name, value in tier.items():
                field = field_of(name, self.mode) if name != "range" else None
                if field is not None:
                    self._put(name, Field(field.dimension, field.per, limit=limit), value)
                elif name != "range":
                    self._skip(f"tiered_pricing.{name}", f"no dimension of ours counts this: {shown(value)}")

    def _prices(self) -> Iterator[dict[str, Any]]:
        standard = self.table.get("standard", {})
        for variant, tiers in self.table.items():
            named = tiers.get(None, {})
            # What a variant does not name it has of the standard price, if it names anything for a request of any length.
            own = {**standard.get(None, {}), **named} if named else named
            above = {limit: rates for limit, rates in tiers.items() if limit is not None}
            yield from self._price({"variant": variant} if variant != "standard" else {}, own, above)
        if isinstance(self.said.get("off_peak_pricing"), Mapping):
            yield from self._off_peak(self.said["off_peak_pricing"], standard)
        if None in standard:
            yield from self._uplifts()

    def _price(
        self, head: dict[str, Any], own: Mapping[str, Any], above: Mapping[int, Any]
    ) -> Iterator[dict[str, Any]]:
        if not own:
            for limit in above:
                self._skip(f"above {limit}", "a tier without a price below its limit")
            return
        said: dict[str, Any] = {
            "from": ALWAYS,
            "source": self.builder.source(self.source),
            **head,
            "rates": self._rates(own),
        }
        merged: dict[str, Any] = {}
        tiers = []
        for limit in sorted(above):
            merged = {**merged, **above[limit]}
            tiers.append({"input_above": limit, "rates": self._rates(merged)})
        if tiers:
            said["tiers"] = tiers
        price = self.builder.price(self.name, said)
        if price is not None:
            yield price

    def _rates(self, table: Mapping[str, Mapping[str, Decimal]]) -> dict[str, Any]:
        out: dict[str, Any] = {}
        for dimension, options in table.items():
            rates = {
                option: rate(amount, self.units[dimension], BY_NAME[dimension].unit)
                for option, amount in options.items()
            }
            if len(rates) > 1 and "" in rates:
                self._skip(dimension, f"a price by size stands beside it: {rates.pop('')}")
            out[dimension] = rates.get("") or rates
        return out

    def _off_peak(self, said: Mapping[str, Any], standard: Mapping[int | None, Any]) -> Iterator[dict[str, Any]]:
        place = str(said.get("weekday_timezone", "UTC"))
        own = dict(standard.get(None, {}))
        try:
            for name, value in said.items():
                field = field_of(name, self.mode)
                if is_price(name) and field is not None:
                    own[field.dimension] = {"": number(value)}
                    self.units[field.dimension] = field.per
            shift = int(dt.datetime(2026, 1, 1, tzinfo=ZoneInfo(place)).utcoffset().total_seconds()) // 60  # type: ignore[union-attr]
            for window in said.get("windows", ()):
                days = window.get("weekdays")
                for start, end in windows(window["hours_utc"], shift, NotANumber):
                    hours: dict[str, Any] = {"from": start, "to": end, "timezone": place}
                    if days:
                        hours["days"] = [_DAYS[int(day) - 1] for day in days]
                    yield from self._price({"hours": hours}, own, {k: v for k, v in standard.items() if k is not None})
        except (NotANumber, KeyError, IndexError, TypeError, ValueError, AttributeError) as wrong:
            self._skip("off_peak_pricing", f"not understood: {wrong}")

    def _uplifts(self) -> Iterator[dict[str, Any]]:
        """Processing in one region at a factor on the standard price."""
        for name, variant in (
            ("processing_uplift_multiplier_eu", "eu"),
            ("processing_uplift_multiplier_us", "us"),
            ("endpoint_uplift_multiplier", "regional"),
        ):
            value = self.said.get(f"regional_{name}")
            if value is None:
                continue
            try:
                factor = number(value)
            except NotANumber as wrong:
                self._skip(f"regional_{name}", str(wrong))
                continue
            said: dict[str, Any] = {
                "from": ALWAYS,
                "source": self.builder.source(self.source),
                "variant": variant,
                "of": "standard",
                "multiply": {"tokens": plain(factor)},
            }
            if variant != "regional":
                said["regions"] = [variant.upper()]
            price = self.builder.price(self.name, said)
            if price is not None:
                yield price


def _installed() -> tuple[Path | None, str | None]:
    """The copy inside the installed package, found without importing it, and its version."""
    from importlib.metadata import PackageNotFoundError, version

    spec = find_spec("litellm")
    if spec is None or spec.origin is None:
        return None, None
    path = Path(spec.origin).parent / BACKUP
    try:
        return (path, version("litellm")) if path.is_file() else (None, None)
    except PackageNotFoundError:
        return path, None
