"""Prices by the name of a model: the library's `price` and `price_many` (contract, section 6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from planner.pricing.errors import InvalidUsage
from planner.pricing.exact import Bill, Number
from planner.pricing.exact import price as price_schedule
from planner.pricing.schedule import PriceSchedule

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from planner.catalog.catalog import Catalog
    from planner.pricing.compiled import FloatArray
    from planner.pricing.vectorised import Columns, Labels


def price(
    model: str,
    *,
    at: dt.datetime | dt.date | str | None = None,
    variant: str = "standard",
    size: str | None = None,
    quality: str | None = None,
    duration: str | None = None,
    catalog: Catalog | None = None,
    **usage: Number,
) -> Bill:
    """What one request costs: ``.total`` (Decimal), ``.currency`` and ``.breakdown`` by line of the bill.

    ``usage`` counts what the request used: ``input_tokens`` (never the cached ones), ``cache_read_tokens``,
    ``output_tokens``, ``audio_seconds_in``, ... ``at``: a moment, with its time zone or in UTC; a day is its noon in
    UTC; None is now. ``size``, ``quality`` and ``duration`` (``5s``): of images, video and clips. ``catalog``: None is the shipped one.

    Raises InputError for a model nobody knows, and a PricingError (a ValueError) where there is no such variant, no
    price then, or no rate for something that was used.
    """
    said = {"size": size, "quality": quality, "duration": duration}
    options = {name: value for name, value in said.items() if value is not None}
    return price_schedule(_schedule(model, catalog), usage, moment(at), variant, options)


def price_many(
    *,
    models: Sequence[str],
    columns: Columns,
    at: dt.datetime | dt.date | str | ArrayLike | None = None,
    variant: Labels = "standard",
    options: Mapping[str, Labels] | None = None,
    catalog: Catalog | None = None,
) -> FloatArray:
    """(row,) the price of each row, in the currency of its model's price.

    ``models``: (row,) names; ``columns``: usage column to (row,) counts; ``at``: one moment for all, or (row,)
    datetime64 in UTC; ``variant`` and ``options`` (``size``, ``quality``, ``duration``): one for all, or (row,). Raises what ``price``
    raises, for the first row that it holds for.
    """
    import numpy as np

    from planner.pricing.vectorised import price_many as price_rows

    names, index = np.unique(np.asarray(models, dtype=np.str_), return_inverse=True)
    if index.ndim != 1:
        raise InvalidUsage("models: one name a row")
    schedules = [_schedule(str(name), catalog) for name in names]
    single = at is None or isinstance(at, (str, dt.date))
    return price_rows(schedules, index, columns, moment(at) if single else at, variant, options)  # type: ignore[arg-type]


def moment(at: dt.datetime | dt.date | str | None) -> dt.datetime:
    """A moment from text, a date (its noon in UTC) or None (now); without a time zone it is in UTC.

    Raises InvalidUsage for text that is no time.
    """
    if at is None:
        return dt.datetime.now(dt.UTC)
    if isinstance(at, str):
        try:
            at = dt.date.fromisoformat(at) if len(at) == 10 else dt.datetime.fromisoformat(at)
        except ValueError:
            raise InvalidUsage(f"at: {at!r} is not a time, such as 2026-11-21T10:00:00Z") from None
    if not isinstance(at, dt.datetime):
        return dt.datetime.combine(at, dt.time(12), dt.UTC)
    return at if at.tzinfo is not None else at.replace(tzinfo=dt.UTC)


def _schedule(model: str, catalog: Catalog | None) -> PriceSchedule:
    found = (catalog if catalog is not None else _shipped()).find(model)
    return PriceSchedule.of(found.name, found.provider.currency, found.spec.prices)


@lru_cache(maxsize=1)
def _shipped() -> Catalog:
    from planner.catalog.catalog import open_catalog

    return open_catalog()
