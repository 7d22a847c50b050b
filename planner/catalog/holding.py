"""Which prices of a model hold on a day, figure by figure: what a merge and a comparison of catalogs look at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.catalog.dimensions import BY_NAME, TOKENS, UNITS, parse_rate
from planner.catalog.schema import Hours, Model, Price, Rates

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True, order=True)
class Figure:
    """Which figure of a price: of which size (``option``), at which hours, for which length of a request ("" = all)."""

    dimension: str
    option: str = ""
    length: str = ""
    hours: str = ""

    @property
    def when(self) -> str:
        return ", ".join(part for part in (self.option, self.length, self.hours) if part)

    @property
    def label(self) -> str:
        return f"{self.dimension} ({self.when})" if self.when else self.dimension


@dataclass(frozen=True, slots=True)
class Held:
    """``figures``: price of ONE counted thing, by figure. ``entries``: the entries they rest on, the all-day one first."""

    variant: str
    currency: str
    free: bool
    figures: dict[Figure, Decimal]
    entries: tuple[Price, ...]

    @property
    def simple(self) -> bool:
        """One entry for all hours that says its rates itself: a new entry may take over what it does not name."""
        return len(self.entries) == 1 and self.entries[0].of is None

    @property
    def special(self) -> bool:
        """Does it hold more than rates and tiers by length: monthly tiers, quotas, brackets?"""
        return any(map(_special, self.entries))

    @property
    def windows(self) -> frozenset[str]:
        return frozenset(figure.hours for figure in self.figures)

    @property
    def zero(self) -> bool:
        return not any(self.figures.values())


def holding(model: Model, currency: str, variant: str, day: dt.date) -> Held | None:
    """What a variant costs on a day; None where no entry of it holds then.

    Days are days of each entry's own time zone. An entry for some hours counts beside the all-day one unless that one
    began later; of entries for the same hours the later one counts (as ``planner.pricing`` has it).
    """
    plain, limited = _in_force(model.prices, variant, day)
    entries = tuple(entry for entry in (plain, *limited) if entry is not None)
    if not entries:
        return None
    figures: dict[Figure, Decimal] = {}
    for entry in entries:
        hours = _hours(entry.hours)
        for dimension, length, option, amount in _figures(model.prices, entry, day):
            # A tier that repeats the price below its limit says nothing.
            if not length or entry.tier_mode != "whole" or figures.get(Figure(dimension, option, "", hours)) != amount:
                figures[Figure(dimension, option, length, hours)] = amount
    said = next((entry.currency for entry in entries if entry.currency), None)
    return Held(variant, said or currency, all(entry.free for entry in entries), figures, entries)


def variants(model: Model) -> tuple[str, ...]:
    """standard, batch, ...: each once, in the order of the file."""
    return tuple(dict.fromkeys(price.variant for price in model.prices))


def per_unit(amount: Decimal, dimension: str) -> Decimal:
    """The price of one of the dimension's own unit (a million tokens, a second, ...), from the price of one thing."""
    return amount * UNITS[BY_NAME[dimension].unit]


def _in_force(prices: Sequence[Price], variant: str, day: dt.date) -> tuple[Price | None, list[Price]]:
    plain: Price | None = None
    limited: dict[str, Price] = {}
    for price in prices:
        if price.variant != variant or price.valid_from > day or (price.until is not None and price.until <= day):
            continue
        window = _hours(price.hours)
        if not window:
            plain = price if plain is None or price.valid_from >= plain.valid_from else plain
        elif window not in limited or price.valid_from >= limited[window].valid_from:
            limited[window] = price
    return plain, [p for p in limited.values() if plain is None or p.valid_from >= plain.valid_from]


def _figures(prices: Sequence[Price], entry: Price, day: dt.date) -> Iterator[tuple[str, str, str, Decimal]]:
    """(dimension, length, option, price of one) of an entry, those it takes from another variant times its factor."""
    if entry.of is not None:
        base, _ = _in_force(prices, entry.of, day)
        for dimension, length, option, amount in _figures(prices, base, day) if base is not None else ():
            if dimension not in entry.rates:
                yield dimension, length, option, amount * _factor(entry, dimension)
    yield from _rates(entry.rates, "")
    for tier in entry.tiers:
        limits = [
            f"{side} > {limit:,}"
            for side, limit in (("input", tier.input_above), ("output", tier.output_above))
            if limit is not None
        ]
        mode = ["beyond it"] if entry.tier_mode == "marginal" else []
        yield from _rates(tier.rates, ", ".join(limits + mode))


def _rates(rates: Rates, length: str) -> Iterator[tuple[str, str, str, Decimal]]:
    for dimension, rate in rates.items():
        for option, value in rate.items() if isinstance(rate, dict) else (("", rate),):
            yield dimension, length, option, parse_rate(value, dimension)


def _factor(entry: Price, dimension: str) -> Decimal:
    said = entry.multiply
    if said is None or isinstance(said, str):
        return Decimal(said) if said is not None else _ONE
    return Decimal(said.get(dimension, said.get("tokens", "1") if dimension in TOKENS else "1"))


def _hours(hours: Hours | None) -> str:
    """The window as text; "" where it covers the whole week and only says the time zone of the dates."""
    if hours is None or (hours.start == "00:00" and hours.end in ("24:00", "00:00") and hours.days is None):
        return ""
    days = " " + "/".join(hours.days) if hours.days else ""
    return f"{hours.start}-{hours.end}{days} {hours.timezone}"


def _special(price: Price) -> bool:
    return bool(price.volume_tiers or price.free_quota or price.thinking != "apart" or price.tier_mode != "whole")
