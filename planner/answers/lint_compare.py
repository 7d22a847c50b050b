"""Lint of a catalog: prices that stand oddly beside others - of another variant, another tier, other models."""

from __future__ import annotations

import datetime as dt
import statistics
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any

from planner.answers.lint_folder import Folder
from planner.catalog.catalog import open_catalog
from planner.catalog.dimensions import parse_rate
from planner.catalog.fx import NoExchangeRate
from planner.catalog.schema import Model
from planner.files.diagnostics import Diagnostic
from planner.files.documents import Document, Path_
from planner.pricing.entry import PriceEntry
from planner.pricing.errors import PricingError
from planner.pricing.schedule import PriceSchedule

ODD = 1000.0
"""A rate this many times the median of its kind, or this small a part of it, is a slip of the unit."""

PEERS = 5
"""Rates of other models without which a median says nothing."""

CHEAPER = ("batch", "flex")
"""Variants that are sold for being cheaper."""

# What a model of a kind must have a rate for, any one of them.
SOLD_BY: Mapping[str, tuple[str, ...]] = {
    "language": ("input", "requests"),
    "embedding": ("input", "input_image", "images_in", "requests"),
    "rerank": ("input", "searches", "requests"),
    "speech-to-text": ("audio_seconds_in", "input_audio", "input", "requests"),
    "text-to-speech": ("characters_in", "characters_out", "audio_seconds_out", "output_audio", "requests"),
    "voice": ("input_audio", "audio_seconds_in", "audio_seconds_out", "output_audio", "requests"),
    "image": ("images_out", "output_image", "output", "requests"),
    "video": ("video_seconds_out", "output_video", "requests"),
    "avatar": ("video_seconds_out", "audio_seconds_in", "images_out", "requests"),
    "music": ("audio_seconds_out", "output_audio", "requests"),
    "ocr": ("pages_in", "pages_out", "images_in", "input", "requests"),
}


def _schedules(folder: Folder) -> Iterator[tuple[Document, str, Path_, Model, PriceSchedule]]:
    """The schedules of the folder that make sense by themselves."""
    for document, file, index, model in folder.models():
        name = f"{file.provider}/{model.id}"
        try:
            yield (
                document,
                name,
                ("models", index, "prices"),
                model,
                PriceSchedule.of(name, file.currency, model.prices),
            )
        except PricingError:
            continue


def _factors(folder: Folder) -> Iterator[Diagnostic]:
    """Prices that are a factor on a variant which has none, or which is a factor itself."""
    for document, file, index, model in folder.models():
        name = f"{file.provider}/{model.id}"
        try:
            entries = [PriceEntry.of(name, i, file.currency, price) for i, price in enumerate(model.prices)]
        except PricingError:
            continue  # said already
        variants = {entry.variant: entry.taken_from for entry in entries}
        for i, entry in enumerate(entries):
            if entry.taken_from is not None and variants.get(entry.taken_from, "") is not None:
                yield document.diagnostic(
                    "no-such-variant",
                    f"{name}: {entry.variant} is a factor on {entry.taken_from!r}, which has no rates of its own",
                    ("models", index, "prices", i, "of"),
                    expected="a variant with rates: " + ", ".join(v for v, of in variants.items() if of is None),
                )


def _kinds(folder: Folder) -> Iterator[Diagnostic]:
    """Prices that leave out what a model of the kind is sold by."""
    for document, name, path, model, schedule in _schedules(folder):
        for entry in schedule.entries:
            wanted = SOLD_BY[model.kind]
            if entry.free or entry.taken_from is not None or any(dimension in entry.rates for dimension in wanted):
                continue
            yield document.diagnostic(
                "no-main-price",
                f"{name}: a model of kind {model.kind} without a rate for what it is sold by",
                (*path, entry.index, "rates"),
                key=True,
                severity="warning",
                expected="one of: " + ", ".join(wanted),
            )


def _variants(folder: Folder) -> Iterator[Diagnostic]:
    """Batch and flex prices dearer than the standard price of the same week."""
    for document, name, path, _, schedule in _schedules(folder):
        standard = _held(schedule, "standard", folder.day)
        for variant in CHEAPER:
            for entry in _held(schedule, variant, folder.day):
                dear = [
                    dimension
                    for dimension, rate in entry.rates.items()
                    if isinstance(rate, Decimal) and rate > _highest(standard, dimension, rate)
                ]
                if dear:
                    yield document.diagnostic(
                        "dear-variant",
                        f"{name}: {variant} costs more than standard: {', '.join(dear)}",
                        (*path, entry.index, "rates"),
                        severity="warning",
                        expected="less than the standard price",
                    )


def _held(schedule: PriceSchedule, variant: str, day: dt.date) -> list[PriceEntry]:
    try:
        return [entry for entry, _ in schedule.mix_at(day, variant=variant, days=7)]
    except PricingError:
        return []


def _highest(entries: list[PriceEntry], dimension: str, otherwise: Decimal) -> Decimal:
    rates = [rate for entry in entries if isinstance(rate := entry.rates.get(dimension), Decimal)]
    return max(rates, default=otherwise)


def _tiers(folder: Folder) -> Iterator[Diagnostic]:
    """Tiers that are cheaper than what they follow: some are, so it is a note."""
    for document, name, path, _, schedule in _schedules(folder):
        for entry in schedule.entries:
            if entry.taken_from is not None:
                continue
            for number, tier in enumerate(entry.tiers):
                cheaper = [
                    dimension
                    for dimension, rate in tier.rates.items()
                    if isinstance(rate, Decimal)
                    and isinstance(below := entry.rate(dimension), Decimal)
                    and rate < below
                ]
                if cheaper:
                    yield document.diagnostic(
                        "cheap-tier",
                        f"{name}: longer requests cost less: {', '.join(cheaper)}",
                        (*path, entry.index, "tiers", number, "rates"),
                        severity="note",
                    )


def _units(folder: Folder) -> Iterator[Diagnostic]:
    """Rates a thousand times above or below the median of the models of the kind: per token for per million, say."""
    peers = _medians()
    for document, name, path, model, schedule in _schedules(folder):
        for entry in schedule.entries:
            if entry.taken_from is not None or entry.free:
                continue
            factor = _usd(entry.currency)
            for dimension, rate in entry.rates.items():
                median = peers.get((model.kind, dimension))
                for value in rate.values() if isinstance(rate, Mapping) else (rate,):
                    amount = float(value) * factor
                    if median is None or not amount or median / ODD <= amount <= median * ODD:
                        continue
                    yield document.diagnostic(
                        "odd-unit",
                        f"{name}: {dimension} costs {amount / median:.2g} times what models of kind {model.kind} do",
                        (*path, entry.index, "rates", dimension),
                        severity="warning",
                        expected="the unit of the dimension, or another one said: 0.006/minute",
                    )


@lru_cache(maxsize=1)
def _medians() -> dict[tuple[str, str], float]:
    """The median rate in USD by (kind, dimension) over the shipped catalog, where it has enough of them."""
    catalog = open_catalog()
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name in catalog.names:
        row: dict[str, Any] = catalog.raw(name)
        currency = catalog[name].provider.currency
        for price in row.get("prices", ()):
            if price.get("variant", "standard") != "standard":
                continue
            factor = _usd(price.get("currency") or currency)
            for dimension, rate in price.get("rates", {}).items():
                values = rate.values() if isinstance(rate, dict) else (rate,)
                found[row.get("kind", "language"), dimension] += [
                    float(parse_rate(v, dimension)) * factor for v in values
                ]
    positive = {key: [value for value in values if value] for key, values in found.items()}
    return {key: statistics.median(values) for key, values in positive.items() if len(values) >= PEERS}


@lru_cache(maxsize=64)
def _usd(currency: str) -> float:
    """US dollars for one unit of a currency; 1 where no rate is known: a factor of a thousand is wider than most rates."""
    fx = open_catalog().fx
    newest = max((day for known in fx.table.values() for day, _, _ in known), default=dt.date.max)
    try:
        return float(fx.rate(currency, "USD", newest).value)
    except NoExchangeRate:
        return 1.0


COMPARISONS = (_factors, _kinds, _variants, _tiers, _units)
