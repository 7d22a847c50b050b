"""The price of many requests at once: columns in, one amount a row out, equal to the exact path to 1e-9."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.catalog.dimensions import DIMENSIONS, INDEX, INPUT_TOKENS, OUTPUT_TOKENS
from planner.pricing.assignment import Codes, EntryAssignment, assign
from planner.pricing.compiled import REASONING, REQUESTS, FloatArray, IntArray, RateStack
from planner.pricing.errors import InvalidUsage
from planner.pricing.exact import dimension_of
from planner.pricing.schedule import PriceSchedule

CHUNK = 1 << 17
"""Rows priced at a time: the columns of a chunk stay in the processor's cache, and memory stays bounded."""

Columns = Mapping[str, ArrayLike]
Labels = str | Sequence[str] | NDArray[np.str_] | NDArray[np.object_]


def price_many(
    schedules: Sequence[PriceSchedule],
    model_index: ArrayLike,
    columns: Columns,
    at: dt.datetime | ArrayLike,
    variant: Labels = "standard",
    options: Mapping[str, Labels] | None = None,
    *,
    chunk: int = CHUNK,
) -> FloatArray:
    """(row,) the price of each row, in the currency of its entry: ``row_currencies`` says which.

    ``model_index``: (row,) positions in ``schedules``. ``columns``: usage column to (row,) counts. ``at``:
    one aware datetime, or (row,) datetime64 in UTC. ``variant`` and ``options`` (``size``, ``quality``, ``duration``): one
    for all, or (row,). Raises what ``price`` raises, for the first row that it holds for, with its number.
    """
    assignment = assign(schedules, model_index, at, variant, options)
    return price_assigned(assignment, columns, chunk=chunk)


def row_currencies(
    schedules: Sequence[PriceSchedule],
    model_index: ArrayLike,
    at: dt.datetime | ArrayLike,
    variant: Labels = "standard",
) -> NDArray[np.str_]:
    """(row,) the currency each row of ``price_many`` is in."""
    return assign(schedules, model_index, at, variant).currencies()


def price_assigned(assignment: EntryAssignment, columns: Columns, *, chunk: int = CHUNK) -> FloatArray:
    """(row,) prices where the entry of each row is known: one pass, ``chunk`` rows at a time."""
    rows = len(assignment.entry)
    counts = _columns(columns, rows)
    total = np.zeros(rows)
    if not rows:
        return total
    stack = RateStack.of(assignment.entries)
    for start in range(0, rows, chunk):
        part = slice(start, min(start + chunk, rows))
        piece = _Piece(stack, assignment.entry[part], {d: _finite(d, c[part], start) for d, c in counts.items()}, start)
        total[part] = piece.price()
    return total


@dataclass(slots=True)
class _Piece:
    """The rows of one chunk. ``counts``: dimension to (row,)."""

    stack: RateStack
    entry: Codes
    counts: dict[int, FloatArray]
    start: int
    unpriced: list[tuple[int, int]] = field(default_factory=list)

    def price(self) -> FloatArray:
        self._imply_requests()
        totals = np.stack([self._total(INPUT_TOKENS), self._total(OUTPUT_TOKENS)])
        rate_row = self.stack.first[self.entry] + self._tiers(totals)
        if REASONING in self.counts and self.stack.thinking.any():
            rate_row += self.stack.thinking[self.entry] * (self.counts[REASONING] > 0)
        total = np.zeros(len(self.entry))
        for dimension, counts in self.counts.items():
            total += self._filled(counts * self.stack.rates[rate_row, dimension], dimension, counts)
        self._price_marginal(total, totals)
        if self.unpriced:
            row, dimension = min(self.unpriced)
            raise self.stack.entries[self.entry[row]].error(dimension, self.start + row)
        return total

    def _imply_requests(self) -> None:
        """A price list with a fee per request charges it also where requests are not counted."""
        if REQUESTS not in self.counts and self.stack.fees.any():
            self.counts[REQUESTS] = self.stack.fees[self.entry].astype(np.float64)

    def _total(self, side: tuple[str, ...]) -> FloatArray:
        total = np.zeros(len(self.entry))
        for name in side:
            if INDEX[name] in self.counts:
                total += self.counts[INDEX[name]]
        return total

    def _tiers(self, totals: FloatArray) -> IntArray:
        """(row,) the tier of each row; 0 for rows of marginal entries, which are priced apart."""
        found = np.zeros(len(self.entry), dtype=np.int64)
        limits = self.stack.limits
        for tier in range(limits.shape[1]):
            applies = totals[0] > limits[0, tier][self.entry]
            applies &= totals[1] > limits[1, tier][self.entry]
            found[applies] = tier + 1
        if self.stack.marginal.any():
            found[self.stack.marginal[self.entry]] = 0
        return found

    def _filled(
        self, amounts: FloatArray, dimension: int, counts: FloatArray, rows: IntArray | None = None
    ) -> FloatArray:
        """Zero instead of NaN where an unpriced dimension is not used; where it is used, the row is noted."""
        absent = np.isnan(amounts)
        if not absent.any():
            return amounts
        used = absent & (counts != 0)
        if dimension == REQUESTS:
            others = self._others_used()
            used &= ~(others if rows is None else others[rows])
        if used.any():
            place = int(np.argmax(used))
            self.unpriced.append((place if rows is None else int(rows[place]), dimension))
        return np.where(absent, 0.0, amounts)

    def _others_used(self) -> NDArray[np.bool_]:
        used = np.zeros(len(self.entry), dtype=bool)
        for dimension, counts in self.counts.items():
            if dimension != REQUESTS:
                used |= counts != 0
        return used

    def _price_marginal(self, total: FloatArray, totals: FloatArray) -> None:
        for number in np.flatnonzero(self.stack.marginal):
            rows = np.flatnonzero(self.entry == number)
            if rows.size:
                usage = np.zeros((rows.size, len(DIMENSIONS)))
                for dimension, counts in self.counts.items():
                    usage[:, dimension] = counts[rows]
                amounts = self.stack.entries[number].amounts(usage, totals[:, rows])
                for dimension in self.counts:
                    amounts[:, dimension] = self._filled(amounts[:, dimension], dimension, usage[:, dimension], rows)
                total[rows] = amounts.sum(axis=1)


def _columns(columns: Columns, rows: int) -> dict[int, NDArray[np.generic]]:
    counts = {}
    for column, values in columns.items():
        array = np.asarray(values)
        if array.dtype.kind not in "iuf":
            raise InvalidUsage(f"{column}: counts are numbers, not {array.dtype}")
        if array.ndim == 0:
            array = np.broadcast_to(array, (rows,))
        if array.shape != (rows,):
            raise InvalidUsage(f"{column}: {array.shape} counts for {rows} rows")
        counts[INDEX[dimension_of(column).name]] = array
    return counts


def _finite(dimension: int, counts: NDArray[np.generic], start: int) -> FloatArray:
    array = counts.astype(np.float64)
    wrong = ~(array >= 0) | np.isinf(array)
    if wrong.any():
        row = int(np.argmax(wrong))
        column = DIMENSIONS[dimension].usage
        message = f"{column}: a count is finite and not negative, not {array[row]}"
        raise InvalidUsage(message, dimension=DIMENSIONS[dimension].name, row=start + row)
    return array
