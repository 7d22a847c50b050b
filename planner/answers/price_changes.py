"""Two prices of the same thing side by side: the rows that `catalog sync` and `catalog diff` have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from planner.answers.answer import Figures
from planner.catalog.dimensions import BY_NAME
from planner.catalog.holding import Figure, Held, per_unit
from planner.catalog.naming import is_aggregated
from planner.catalog.schema import Source
from planner.catalog.sources.snapshot import ALWAYS, plain


class PriceOrigin(Figures):
    """Where a price stands: ``since`` is the first day it holds, null where its source names none."""

    url: str
    date: dt.date
    via: str | None
    since: dt.date | None


class PriceChange(Figures):
    """One figure that differs. ``old`` and ``new``: per ``unit``, exact decimal text, null where that side has none.

    ``when``: the size, length of the request and hours that the figure holds for, "" = all. ``rule`` says which side
    counts and why: a key of ``planner.catalog.merge.RULES``.
    """

    model: str
    variant: str
    dimension: str
    when: str
    unit: str
    old: str | None
    old_currency: str | None
    old_origin: PriceOrigin | None
    new: str | None
    new_currency: str | None
    new_origin: PriceOrigin | None
    rule: str


def changes(
    model: str,
    old: Held | None,
    new: Held | None,
    old_source: Source | None,
    new_source: Source | None,
    rule: str,
    *,
    only_named: bool = False,
) -> Iterator[PriceChange]:
    """The figures on which two prices differ. ``only_named``: only those that the new one names."""
    one, other = old.figures if old is not None else {}, new.figures if new is not None else {}
    mixed = old is not None and new is not None and old.currency != new.currency
    variant = new.variant if new is not None else old.variant if old is not None else "standard"
    origins = _origin(old, old_source), _origin(new, new_source)
    for figure in sorted(other if only_named else {*one, *other}):
        before, after = one.get(figure), other.get(figure)
        if before == after and not mixed:
            continue
        yield PriceChange(
            model=model,
            variant=variant,
            dimension=figure.dimension,
            when=figure.when,
            unit=_unit(figure),
            old=_text(figure, before),
            old_currency=old.currency if old is not None and before is not None else None,
            old_origin=origins[0] if before is not None else None,
            new=_text(figure, after),
            new_currency=new.currency if new is not None and after is not None else None,
            new_origin=origins[1] if after is not None else None,
            rule=rule,
        )


def picked(old: Source, new: Source) -> str:
    """Which of two sources counts: ``vendor-old``, ``vendor-new``, ``newer-old``, ``newer-new`` or ``same-day``.

    The vendor's page wins over a collection of prices, then the newer date.
    """
    vendors = not is_aggregated(old.url, old.via), not is_aggregated(new.url, new.via)
    if vendors[0] != vendors[1]:
        return "vendor-old" if vendors[0] else "vendor-new"
    if old.date == new.date:
        return "same-day"
    return "newer-old" if old.date > new.date else "newer-new"


def _text(figure: Figure, amount: Decimal | None) -> str | None:
    if amount is None:
        return None
    # A rate per hour or per thousand has no end as one per second; fifteen digits are more than any price list has.
    value = per_unit(amount, figure.dimension) * (60 if _unit(figure) == "minute" else 1)
    return plain(Decimal(f"{value:.15g}"))


def _unit(figure: Figure) -> str:
    """Minutes, not seconds: the figures are readable then."""
    unit = BY_NAME[figure.dimension].unit
    return "minute" if unit == "second" else unit


def _origin(held: Held | None, source: Source | None) -> PriceOrigin | None:
    if held is None or source is None:
        return None
    since = max(entry.valid_from for entry in held.entries)
    return PriceOrigin(url=source.url, date=source.date, via=source.via, since=since if since > ALWAYS else None)
