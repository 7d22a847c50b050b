"""The price of one request, exactly: Decimal from the price list to the bill."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import numbers
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Context, Decimal, localcontext

from planner.catalog.dimensions import (
    BILL_LINES,
    BY_NAME,
    BY_USAGE,
    DIMENSIONS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Dimension,
)
from planner.pricing.entry import PriceEntry, check_options, pick
from planner.pricing.errors import AmbiguousRate, InvalidUsage, UnpricedDimension
from planner.pricing.schedule import PriceSchedule

Number = int | float | Decimal

EXACT = Context(prec=60)
"""Digits enough for any product of a count and a rate: nothing is rounded on the way."""

_MONEY = Decimal("1e-32")
_COUNT = Decimal("1e-12")
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class BillLine:
    """``quantity`` counted units of a dimension at ``rate`` each.

    ``tier``: 0 = the entry's own rates, 1 = its first tier, ... Marginal tiers split a dimension over lines.
    """

    dimension: str
    quantity: Decimal
    rate: Decimal
    amount: Decimal
    tier: int


@dataclass(frozen=True, slots=True)
class Bill:
    """What a request costs and why. ``total`` is the sum of the lines, ``breakdown`` the sum by bill line.

    Amounts are kept to 1e-32 of the currency, so that they add up exactly; nothing is rounded to cents.
    """

    model: str
    total: Decimal
    currency: str
    breakdown: Mapping[str, Decimal]
    lines: tuple[BillLine, ...]
    entry: PriceEntry


def price(
    schedule: PriceSchedule,
    usage: Mapping[str, Number],
    at: dt.datetime,
    variant: str = "standard",
    options: Mapping[str, str] | None = None,
) -> Bill:
    """The bill of a request made at a moment.

    ``usage``: counts by usage column (``input_tokens``, ``audio_seconds_in``, ...), each token once.
    ``options``: ``size``, ``quality`` and ``duration`` of images, video and clips, where the rate depends on them.
    Raises UnknownVariant, NoPriceAt, UnpricedDimension, AmbiguousRate, InvalidUsage.
    """
    return price_entry(schedule.model, schedule.at(at, variant), usage, options)


def price_entry(
    model: str, entry: PriceEntry, usage: Mapping[str, Number], options: Mapping[str, str] | None = None
) -> Bill:
    """The bill at a given entry: for each entry of a mix, say. Σ quantity x rate over the dimensions.

    One request is counted where the price list has a fee per request and ``requests`` is not said; where it
    has none, counted requests cost nothing by themselves (they are how often the rest was used).
    """
    options = options or {}
    check_options(options)
    counts = counts_of(entry, usage)
    with localcontext(EXACT):
        lines = tuple(_lines(model, entry, counts, options))
        breakdown = dict.fromkeys(BILL_LINES, _ZERO)
        for line in lines:
            breakdown[BY_NAME[line.dimension].bill] += line.amount
        used = {BY_NAME[line.dimension].bill for line in lines}
        total = plain(sum(breakdown.values(), _ZERO))
    by_line = {name: plain(amount) for name, amount in breakdown.items() if name in used}
    return Bill(model, total, entry.currency, by_line, lines, entry)


def dimension_of(column: str) -> Dimension:
    """The dimension a usage column counts. Raises InvalidUsage with a suggestion for an unknown one."""
    if column in BY_USAGE:
        return BY_USAGE[column]
    close = difflib.get_close_matches(column, [*BY_USAGE, *BY_NAME], n=1, cutoff=0.5)
    name = BY_NAME[close[0]].usage if close and close[0] in BY_NAME else "".join(close)
    hint = f"did you mean {name!r}? Known" if name else "known"
    raise InvalidUsage(f"unknown usage column {column!r}; {hint}: {', '.join(BY_USAGE)}")


def counts_of(entry: PriceEntry, usage: Mapping[str, Number]) -> dict[str, Decimal]:
    """Counts by dimension, in the order of the table of dimensions, those that are zero left out."""
    counts = {dimension_of(column).name: _count(column, value) for column, value in usage.items()}
    if "requests" not in counts and "requests" in entry.rates:
        counts["requests"] = Decimal(1)
    return {d.name: counts[d.name] for d in DIMENSIONS if counts.get(d.name)}


def _count(column: str, value: object) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, (numbers.Real, Decimal)):
        raise InvalidUsage(f"{column}: a count is a number, not {value!r}")
    if not math.isfinite(value) or value < 0:
        raise InvalidUsage(f"{column}: a count is finite and not negative, not {value!r}")
    if isinstance(value, Decimal):
        return value
    return Decimal(int(value)) if isinstance(value, numbers.Integral) else Decimal(repr(float(value)))


def _lines(
    model: str, entry: PriceEntry, counts: Mapping[str, Decimal], options: Mapping[str, str]
) -> Iterator[BillLine]:
    totals = tuple(sum((counts.get(name, _ZERO) for name in side), _ZERO) for side in (INPUT_TOKENS, OUTPUT_TOKENS))
    # Where thinking re-prices the whole answer, a request that thinks pays the rate of its thoughts for it.
    answered = {"output"} if entry.thinking == "whole" and counts.get("reasoning") else set()
    applying = [i for i, tier in enumerate(entry.tiers, 1) if tier.applies(*totals)]
    for name, quantity in counts.items():
        if name == "requests" and len(counts) > 1 and entry.rate(name) is None:
            continue
        if entry.tier_mode == "marginal":
            parts = list(_brackets(entry, name, quantity, totals, applying))
        else:
            # The last tier that applies re-prices the whole request.
            parts = [(applying[-1] if applying else 0, quantity)]
        merged: dict[Decimal, tuple[int, Decimal]] = {}
        for tier, part in parts:
            rate = _rate(model, entry, "reasoning" if name in answered else name, tier, options)
            merged[rate] = (tier, merged.get(rate, (0, _ZERO))[1] + part)
        for rate, (tier, part) in reversed(merged.items()):
            yield BillLine(name, plain(part), rate, plain((part * rate).quantize(_MONEY)), tier)


def _brackets(
    entry: PriceEntry, name: str, quantity: Decimal, totals: tuple[Decimal, ...], applying: list[int]
) -> Iterator[tuple[int, Decimal]]:
    """Splits a count over marginal tiers: (tier, part), summing to the count.

    Tokens beyond a limit are taken from all dimensions of that side (input or output) in proportion to their
    counts: nothing says whether cached tokens come first, and this split alone depends on no order.
    """
    total = totals[0] if name in INPUT_TOKENS else totals[1]
    cuts = [(tier, limit) for tier in applying if (limit := entry.tiers[tier - 1].limit(name)) is not None]
    left = quantity
    for tier, limit in reversed(cuts):
        # Rounding keeps the parts finite; what it moves is less than 1e-12 tokens, and the parts still sum.
        beyond = (quantity * (total - limit) / total).quantize(_COUNT)
        part = beyond - (quantity - left)
        left -= part
        yield tier, part
    yield 0, left


def _rate(model: str, entry: PriceEntry, name: str, tier: int, options: Mapping[str, str]) -> Decimal:
    rate = entry.rate(name, tier)
    if rate is None:
        raise UnpricedDimension.of(model, name, entry.priced(), entry=str(entry))
    figure = pick(rate, options)
    if figure is None:
        keys = rate if isinstance(rate, Mapping) else ()
        raise AmbiguousRate.of(model, name, keys, ", ".join(options.values()))
    return figure


def plain(amount: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 0.22, not 0.2200 or 2.2E-1."""
    normal = amount.normalize(EXACT)
    return normal.quantize(Decimal(1), context=EXACT) if normal.as_tuple().exponent > 0 else normal  # type: ignore[operator]
