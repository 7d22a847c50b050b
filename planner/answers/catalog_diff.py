"""What differs between two price lists: catalogs, sources, or one catalog on two days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.answers.answer import Answer, Figures
from planner.answers.price_changes import PriceChange, changes, picked
from planner.catalog.holding import Held, holding, variants
from planner.catalog.naming import our_provider, same_model

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog, CatalogModel
    from planner.catalog.schema import Source


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: ``source`` names the price source whose names of providers it has (None: ours)."""

    label: str
    catalog: Catalog
    day: dt.date
    source: str | None = None


class DiffSide(Figures):
    label: str
    day: dt.date
    models: int


class CatalogDiff(Answer):
    """``changes``: figures that differ, old = A, new = B. ``same``: variants on which both agree in every figure."""

    a: DiffSide
    b: DiffSide
    same: int
    changes: list[PriceChange]
    only_a: list[str]
    only_b: list[str]


def diff(a: Side, b: Side, providers: Sequence[str] = (), model: str | None = None) -> CatalogDiff:
    """Every model that both have, variant by variant, on the day of each side.

    ``rule`` of a row: ``later`` where it is one catalog on two days, else which source counts (see ``picked``).
    """
    ours, theirs = _names(a, providers, model), _names(b, providers, model)
    known = _lookup(theirs, b)
    rows: list[PriceChange] = []
    same = 0
    seen: set[str] = set()
    only_a = []
    for name, full in ours.items():
        other = same_model([name, *_aliases(a, name, full)], known)
        if other is None:
            only_a.append(name)
            continue
        seen.add(other)
        for row in _compared(name, a, a.catalog[full], b, b.catalog[theirs[other]]):
            if row is None:
                same += 1
            else:
                rows.append(row)
    only_b = [name for name in theirs if name not in seen]
    sides = [DiffSide(label=side.label, day=side.day, models=len(names)) for side, names in ((a, ours), (b, theirs))]
    return CatalogDiff(a=sides[0], b=sides[1], same=same, changes=rows, only_a=only_a, only_b=only_b)


def _names(side: Side, providers: Sequence[str], model: str | None) -> dict[str, str]:
    """Our name of each model that has a price on the side's day, to the side's own name."""
    out: dict[str, str] = {}
    for full in side.catalog.names:
        provider, _, bare = full.partition("/")
        name = f"{our_provider(side.source, provider) if side.source else provider}/{bare}"
        if providers and name.partition("/")[0] not in providers:
            continue
        if (model is None or model.lower() in name.lower()) and _priced(side, full):
            out.setdefault(name, full)
    return out


def _priced(side: Side, full: str) -> bool:
    found = side.catalog[full]
    return any(holding(found.spec, found.provider.currency, v, side.day) for v in variants(found.spec))


def _lookup(names: dict[str, str], side: Side) -> dict[str, str]:
    """Lower-case names and aliases to our names; a name counts before an alias of another model."""
    table: dict[str, str] = {}
    for name, full in names.items():
        for alias in _aliases(side, name, full):
            table.setdefault(alias.lower(), name)
    return table | {name.lower(): name for name in names}


def _aliases(side: Side, name: str, full: str) -> list[str]:
    provider = name.partition("/")[0]
    return [f"{provider}/{alias}" for alias in side.catalog.raw(full).get("aliases", ())]


def _compared(name: str, a: Side, one: CatalogModel, b: Side, other: CatalogModel) -> Iterator[PriceChange | None]:
    """The rows of one model; None for a variant on which both agree."""
    for variant in dict.fromkeys((*variants(one.spec), *variants(other.spec))):
        old = holding(one.spec, one.provider.currency, variant, a.day)
        new = holding(other.spec, other.provider.currency, variant, b.day)
        if old is None and new is None:
            continue
        sources = _source(one, old), _source(other, new)
        rule = _rule(a, b, *sources)
        rows = list(changes(name, old, new, *sources, rule))
        yield from rows if rows else (None,)


def _rule(a: Side, b: Side, old: Source | None, new: Source | None) -> str:
    if old is None or new is None:
        return "only-b" if old is None else "only-a"
    if a.catalog is b.catalog:
        return "later"
    return picked(old, new)


def _source(model: CatalogModel, held: Held | None) -> Source | None:
    return model.source(held.entries[0].source) if held is not None else None
