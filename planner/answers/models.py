"""What the catalog knows: a list of models that fit a question, and everything about one of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from planner.answers.answer import Answer, Figures
from planner.catalog.dimensions import BY_NAME, UNITS
from planner.files.diagnostics import closest, problem
from planner.pricing.entry import PriceEntry
from planner.pricing.errors import PricingError
from planner.pricing.schedule import PriceSchedule

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog, CatalogModel


class ListedPrice(Figures):
    """What holds on the day, in the price's own currency or the one asked for; ``high`` where it depends on the hour or size.

    ``unit``: what the rate is for one of, as `M tokens`, `minute`, `image`.
    """

    dimension: str
    low: str
    high: str
    unit: str


class ListedModel(Figures):
    """A row of the list. ``evidence``: published results of the model; ``price_date``: the day its price was read."""

    model: str
    name: str
    zh: str | None
    kind: str
    context: int | None
    open_weights: bool | None
    released: dt.date | None
    retires: dt.date | None
    currency: str | None
    prices: list[ListedPrice]
    price_date: dt.date | None
    evidence: int


class ModelList(Answer):
    """Models in order of name."""

    models: list[ListedModel]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which models are asked for; None = any. ``word`` is looked for in names, titles and aliases."""

    task: str | None = None
    provider: str | None = None
    kind: str | None = None
    open_weights: bool | None = None
    word: str | None = None
    retired: bool = False


def models(catalog: Catalog, wanted: Filter, day: dt.date, currency: str | None = None) -> ModelList:
    """The models that fit, with the prices that hold on ``day``. Raises InputError for an unknown task, provider or kind."""
    _check(catalog, wanted)
    names = [name for name in catalog.names if _fits(catalog, name, wanted, day)]
    counts = _evidence(catalog)
    return ModelList(models=[_listed(catalog, catalog[name], day, currency, counts) for name in names])


def _check(catalog: Catalog, wanted: Filter) -> None:
    providers = {name.split("/", 1)[0] for name in catalog.names}
    known_kinds = {str(catalog.raw(name).get("kind", "language")) for name in catalog.names}
    for what, said, known in (
        ("task", wanted.task, set(catalog.tasks)),
        ("provider", wanted.provider, providers),
        ("kind", wanted.kind, known_kinds),
    ):
        if said is not None and said not in known:
            guess = closest(said, known)
            raise problem(
                f"unknown-{what}",
                f"no {what} is called {said!r}",
                expected="one of: " + ", ".join(sorted(known)),
                suggestion=f"did you mean `{guess}`?" if guess else None,
            )


def _fits(catalog: Catalog, name: str, wanted: Filter, day: dt.date) -> bool:
    raw = catalog.raw(name)
    if wanted.provider is not None and name.split("/", 1)[0] != wanted.provider:
        return False
    if wanted.kind is not None and raw.get("kind", "language") != wanted.kind:
        return False
    if wanted.open_weights and not raw.get("open_weights"):
        return False
    if not wanted.retired and raw.get("retires") and str(raw["retires"]) <= day.isoformat():
        return False
    if wanted.word is not None:
        texts = (name, raw.get("name", ""), raw.get("zh") or "", *raw.get("aliases", ()))
        if not any(wanted.word.casefold() in str(text).casefold() for text in texts):
            return False
    return wanted.task is None or _can(catalog, raw, wanted.task)


def _can(catalog: Catalog, raw: dict[str, Any], task: str) -> bool:
    said = catalog.tasks[task]
    reads, writes = set(raw.get("input", ["text"])), set(raw.get("output", ["text"]))
    return raw.get("kind", "language") in said.kinds and set(said.input) <= reads and set(said.output) <= writes


def _evidence(catalog: Catalog) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in catalog.evidence:
        name = catalog[row.model].name if row.model in catalog else row.model
        counts[name] = counts.get(name, 0) + 1
    return counts


def _listed(
    catalog: Catalog, model: CatalogModel, day: dt.date, currency: str | None, counts: dict[str, int]
) -> ListedModel:
    entries = prices_on(model, day)
    own = entries[0].currency if entries else None
    shown = currency if entries and currency is not None else own
    factor = Decimal(1) if own is None or shown is None else catalog.fx.rate(own, shown, day).value
    spec = model.spec
    return ListedModel(
        model=model.name,
        name=spec.name,
        zh=spec.zh,
        kind=spec.kind,
        context=spec.context,
        open_weights=spec.open_weights,
        released=spec.released,
        retires=spec.retires,
        currency=shown,
        prices=list(_rates(entries, factor)),
        price_date=min((model.source(e.source).date for e in entries), default=None),
        evidence=counts.get(model.base, 0),
    )


def prices_on(model: CatalogModel, day: dt.date, variant: str = "standard") -> tuple[PriceEntry, ...]:
    """The entries that hold at some hour of the week from ``day`` on; none where the model has no such price then."""
    try:
        schedule = PriceSchedule.of(model.name, model.provider.currency, model.spec.prices)
        return tuple(entry for entry, _ in schedule.mix_at(day, variant=variant, days=7))
    except PricingError:
        return ()


def _rates(entries: tuple[PriceEntry, ...], factor: Decimal) -> Iterator[ListedPrice]:
    """Low and high of each dimension over the entries, sizes and qualities; tiers for long inputs are left to `show`."""
    found: dict[str, list[Decimal]] = {}
    for entry in entries:
        for name, rate in entry.rates.items():
            found.setdefault(name, []).extend([rate] if isinstance(rate, Decimal) else rate.values())
    for name, rates in found.items():
        unit = BY_NAME[name].unit
        unit = "minute" if unit == "second" else unit
        low, high = (rate * factor * UNITS[unit] for rate in (min(rates), max(rates)))
        yield ListedPrice(dimension=name, low=_plain(low), high=_plain(high), unit=unit)


def _plain(amount: Decimal) -> str:
    from planner.answers.amounts import money_text

    return money_text(float(amount))
