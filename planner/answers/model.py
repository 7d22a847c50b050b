"""Everything the catalog says about one model, each figure with its source, date, file and line."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from planner.answers.answer import Answer, Figures
from planner.catalog.dimensions import BY_NAME

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog, CatalogModel, Evidence
    from planner.catalog.schema import Price, Source


class Origin(Figures):
    """Where a figure comes from: the page, the day it was read, and the line of the catalog that holds it."""

    url: str
    date: dt.date
    via: str | None
    note: str | None
    file: str
    line: int


class ShownPrice(Figures):
    """An entry of the price list. ``rates``: as the file says them, ``units``: what each is for one of.

    ``terms``: what else it says: the variant it is a multiple of, regions, monthly tiers, free quotas.
    """

    variant: str
    currency: str
    valid_from: dt.date
    until: dt.date | None
    hours: str | None
    free: bool
    holds: bool
    rates: dict[str, str | dict[str, str]]
    units: dict[str, str]
    tier_mode: str
    tiers: list[dict[str, Any]]
    terms: dict[str, Any]
    note: str | None
    source: Origin


class ShownResult(Figures):
    """A published result; ``setting``: effort, harness, prompt."""

    benchmark: str
    score: float
    n: int | None
    setting: str | None
    measured: dt.date | None
    tasks: list[str]
    source: Origin


class ShownModel(Answer):
    """A model. ``facts``: every other field that its file fills, as the file says it."""

    model: str
    name: str
    zh: str | None
    provider: str
    base: str
    regions: list[str] | None
    facts: dict[str, Any]
    source: Origin
    prices: list[ShownPrice]
    evidence: list[ShownResult]


_TERMS = {"of", "multiply", "regions", "thinking", "volume_mode", "volume_tiers", "free_quota"}
_SHOWN_APART = {"id", "name", "zh", "base", "prices", "source"}


def model(catalog: Catalog, name: str, day: dt.date) -> ShownModel:
    """The model called ``name`` (full, alias, or bare where unambiguous), prices as of ``day``. Raises InputError."""
    found = catalog.find(name)
    return ShownModel(
        model=found.name,
        name=found.spec.name,
        zh=found.spec.zh,
        provider=found.provider.names.get("en") or found.provider.key,
        base=found.base,
        regions=found.regions,
        facts=_facts(found),
        source=_origin(found.source(found.spec.source), found.provider.file, found.line),
        prices=[
            _price(found, price, line, day) for price, line in zip(found.spec.prices, found.price_lines, strict=True)
        ],
        evidence=[
            _result(catalog, row)
            for row in catalog.evidence
            if row.model == found.base or (row.model in catalog and catalog[row.model].name == found.base)
        ],
    )


def _facts(found: CatalogModel) -> dict[str, Any]:
    said = found.spec.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude=_SHOWN_APART)
    return {name: _resolved(found, value) for name, value in said.items() if value not in (None, [], {})}


def _resolved(found: CatalogModel, value: Any) -> Any:
    """The value with the sources it names written out."""
    if isinstance(value, list):
        return [_resolved(found, item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: found.source(item).model_dump(mode="json", exclude_none=True)
        if key == "source" and isinstance(item, str)
        else _resolved(found, item)
        for key, item in value.items()
    }


def _origin(source: Source, file: str, line: int) -> Origin:
    return Origin(url=source.url, date=source.date, via=source.via, note=source.note, file=file, line=line)


def _price(found: CatalogModel, price: Price, line: int, day: dt.date) -> ShownPrice:
    from planner.answers.models import prices_on

    hours = price.hours
    entries = prices_on(found, day, price.variant)
    index = next(i for i, p in enumerate(found.spec.prices) if p is price)
    rates: dict[str, str | dict[str, str]] = {}
    units: dict[str, str] = {}
    held = next((entry for entry in entries if entry.index == index), None)
    said = price.rates if price.of is None or held is None else held.listed()
    for name, rate in said.items():
        values = rate if isinstance(rate, dict) else {"": rate}
        cut = {key: str(value).partition("/") for key, value in values.items()}
        units[name] = next((unit.strip() for _, slash, unit in cut.values() if slash), BY_NAME[name].unit)
        amounts = {key: str(Decimal(number.strip())) for key, (number, _, _) in cut.items()}
        rates[name] = amounts if isinstance(rate, dict) else amounts[""]
    return ShownPrice(
        variant=price.variant,
        currency=price.currency or found.provider.currency,
        valid_from=price.valid_from,
        until=price.until,
        hours=f"{hours.start}-{hours.end}{' ' + ','.join(hours.days) if hours.days else ''} {hours.timezone}"
        if hours is not None
        else None,
        free=price.free,
        holds=any(entry.index == index for entry in entries),
        rates=rates,
        units=units,
        tier_mode=price.tier_mode,
        tiers=[tier.model_dump(mode="json", exclude_none=True) for tier in price.tiers],
        terms=price.model_dump(mode="json", exclude_unset=True, include=_TERMS),
        note=price.note,
        source=_origin(found.source(price.source), found.provider.file, line),
    )


def _result(catalog: Catalog, row: Evidence) -> ShownResult:
    return ShownResult(
        benchmark=row.benchmark,
        score=row.score,
        n=row.n,
        setting=row.setting,
        measured=row.measured,
        tasks=[name for name, task in catalog.tasks.items() if row.benchmark in task.benchmarks],
        source=_origin(row.source, row.file, row.line),
    )
