"""Lint of a catalog: prices that are impossible, doubtful or old."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from planner.answers.lint_folder import Folder, known_currencies
from planner.catalog.dimensions import parse_rate
from planner.catalog.schema import Model, Price, Source
from planner.files.diagnostics import Diagnostic
from planner.pricing.entry import PriceEntry
from planner.pricing.errors import PricingError


def _rates(folder: Folder) -> Iterator[Diagnostic]:
    """Prices of zero that nobody said are free, and cached input that costs more than input."""
    for document, file, model, path, price in folder.prices():
        if price.free:
            continue
        tables = [
            (("rates",), price.rates),
            *((("tiers", i, "rates"), tier.rates) for i, tier in enumerate(price.tiers)),
        ]
        for steps, rates in tables:
            for name, rate in rates.items():
                values = rate.values() if isinstance(rate, dict) else (rate,)
                if any(parse_rate(value, name) == 0 for value in values):
                    yield document.diagnostic(
                        "zero-price",
                        f"{file.provider}/{model.id}: {name} costs nothing",
                        (*path, *steps, name),
                        expected="`free: true` where that is meant",
                    )
            read, full = rates.get("cache_read"), rates.get("input", price.rates.get("input"))
            if (
                isinstance(read, str)
                and isinstance(full, str)
                and parse_rate(read, "cache_read") > parse_rate(full, "input")
            ):
                yield document.diagnostic(
                    "cache-read",
                    f"{file.provider}/{model.id}: reading a cached token costs more than reading it anew",
                    (*path, *steps, "cache_read"),
                )


def _outputs(folder: Folder) -> Iterator[Diagnostic]:
    """Language models that are billed for what they read and for nothing they write."""
    for document, file, model, path, price in folder.prices():
        if model.kind == "language" and not price.free and "input" in price.rates and "output" not in price.rates:
            yield document.diagnostic(
                "no-output-price",
                f"{file.provider}/{model.id}: a price for input and none for output",
                (*path, "rates"),
                key=True,
                expected="`output`",
            )


def _schedules(folder: Folder) -> Iterator[Diagnostic]:
    """Entries that say something impossible, and entries of one variant that hold at the same time."""
    for document, file, index, model in folder.models():
        name, path = f"{file.provider}/{model.id}", ("models", index, "prices")
        try:
            entries = [PriceEntry.of(name, i, file.currency, price) for i, price in enumerate(model.prices)]
        except PricingError as error:
            yield document.diagnostic("impossible-price", str(error), path, key=True)
            continue
        for i, one in enumerate(entries):
            for j, other in enumerate(entries[:i]):
                if _overlap(other, one):
                    since = max(one.valid_from, other.valid_from)
                    yield document.diagnostic(
                        "overlapping-prices", f"{name}: two {one.variant} prices hold from {since} on (entries {j + 1} and {i + 1})", (*path, i, "from"),
                        expected="`until` on the earlier entry, or other hours",
                    )  # fmt: skip


def _overlap(one: PriceEntry, other: PriceEntry) -> bool:
    """A later `from` is a new price list, which takes the place of the old one; only entries that begin together, or an
    end that lies after the beginning of a later entry, leave it open which counts."""
    if one.variant != other.variant or one.limited != other.limited:
        return False
    if one.limited and not _share_hours(one, other):
        return False
    first, second = sorted((one, other), key=lambda entry: entry.valid_from)
    if first.valid_from == second.valid_from:
        return True
    return first.until is not None and first.until > second.valid_from


def _share_hours(one: PriceEntry, other: PriceEntry) -> bool:
    """Do both hold at some moment of the week? Looked at every five minutes, in the time zone of the first."""
    if one.hours is None or other.hours is None:
        return True
    start = dt.datetime(2024, 1, 1, tzinfo=one.timezone)
    moments = (start + dt.timedelta(minutes=5 * i) for i in range(7 * 24 * 12))
    return any(one.hours.contains(at) and other.hours.contains(at.astimezone(other.timezone)) for at in moments)


def _currencies(folder: Folder) -> Iterator[Diagnostic]:
    known = known_currencies(folder)
    for document, file in folder.providers:
        if file.currency not in known:
            yield document.diagnostic(
                "unknown-currency",
                f"{file.currency} has no exchange rate",
                ("currency",),
                expected="one of: " + ", ".join(sorted(known)),
            )
    for document, _, _, path, price in folder.prices():
        if price.currency is not None and price.currency not in known:
            yield document.diagnostic(
                "unknown-currency",
                f"{price.currency} has no exchange rate",
                (*path, "currency"),
                expected="one of: " + ", ".join(sorted(known)),
            )


def _old(folder: Folder) -> Iterator[Diagnostic]:
    """Prices that hold today and were last checked long ago."""
    for document, file, model, path, price in folder.prices():
        holds = price.valid_from <= folder.day and (price.until is None or price.until > folder.day)
        if not holds or (model.retires is not None and model.retires <= folder.day):
            continue
        source = price.source if isinstance(price.source, Source) else file.sources.get(price.source)
        age = (folder.day - source.date).days if source is not None else 0
        if age > folder.max_age and not _replaced(model, price, folder.day):
            yield document.diagnostic(
                "old-price",
                f"{file.provider}/{model.id}: {price.variant} price checked {age} days ago",
                (*path, "source"),
                severity="warning",
            )


def _replaced(model: Model, price: Price, day: dt.date) -> bool:
    """Does a newer entry of the variant hold instead?"""
    return any(
        p.variant == price.variant and price.valid_from < p.valid_from <= day and p.hours is None for p in model.prices
    )


PRICE_CHECKS = (_rates, _outputs, _schedules, _currencies, _old)
