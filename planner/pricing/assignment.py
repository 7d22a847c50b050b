"""Which entry prices which row: models, times, variants and options of a table resolved at once."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from planner.pricing.compiled import CompiledEntry, IntArray
from planner.pricing.entry import PriceEntry, check_options
from planner.pricing.errors import InvalidUsage, PricingError, UnknownVariant
from planner.pricing.schedule import PriceSchedule

Codes = NDArray[np.int32] | NDArray[np.int64]
"""Positions: in 32 bits where they fit, since ten million of them move through memory."""

_SECOND = dt.timedelta(seconds=1)
_PIECE = 1 << 16
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True)
class EntryAssignment:
    """``entry``: (row,) positions in ``entries``, which holds each entry that some row needs once."""

    entries: tuple[CompiledEntry, ...]
    entry: Codes

    def currencies(self) -> NDArray[np.str_]:
        """(row,) currency of each row."""
        names: NDArray[np.str_] = np.array([e.entry.currency for e in self.entries], dtype=np.str_)
        found: NDArray[np.str_] = names[self.entry]
        return found


def assign(
    schedules: Sequence[PriceSchedule],
    model_index: ArrayLike,
    at: dt.datetime | ArrayLike,
    variant: ArrayLike = "standard",
    options: Mapping[str, ArrayLike] | None = None,
) -> EntryAssignment:
    """The entry of each row. Arguments as of ``price_many``; raises UnknownVariant, NoPriceAt with a row."""
    models = _models(model_index, len(schedules))
    labels = {"variant": variant, **(options or {})}
    check_options(options or {})
    coded = [_codes(column, values, len(models)) for column, values in labels.items()]
    names = [known for known, _ in coded]
    small = len(schedules) * math.prod(map(len, names)) < np.iinfo(np.int32).max
    code: Codes = models.astype(np.int32) if small else models
    for known, codes in coded:
        code = code * len(known) + codes if len(known) > 1 else code
    groups, code = _compact(code)
    seconds = _seconds(at, len(models))
    return _Assigner(schedules, tuple(labels), names, groups, code, seconds).run()


@dataclass(slots=True)
class _Assigner:
    """``groups``: the codes of (model, variant, options) that occur; ``code``: (row,) positions in it."""

    schedules: Sequence[PriceSchedule]
    labels: tuple[str, ...]
    names: list[tuple[str, ...]]
    groups: IntArray
    code: Codes
    seconds: IntArray

    def run(self) -> EntryAssignment:
        if not len(self.code):
            return EntryAssignment((), self.code)
        low, high = int(self.seconds.min()), int(self.seconds.max())
        span = (_EPOCH + low * _SECOND, _EPOCH + (high + 1) * _SECOND)
        compiled: dict[tuple[object, ...], int] = {}
        entries: list[CompiledEntry] = []
        starts: list[int] = []
        numbers: list[int] = []
        width = high - low + 1
        for group, code in enumerate(self.groups):
            model, chosen = self._decode(int(code))
            variant, options = chosen.pop("variant"), chosen
            for moment, entry in self._timeline(group, self.schedules[model], variant, span):
                starts.append(group * width + max((moment - _EPOCH) // _SECOND - low, 0))
                if entry is None:
                    numbers.append(-1)
                    continue
                key = (model, entry.key, *options.items())
                if key not in compiled:
                    compiled[key] = len(entries)
                    entries.append(CompiledEntry.of(self.schedules[model].model, entry, options))
                numbers.append(compiled[key])
        found = self._look_up(np.array(starts), np.array(numbers), width, low)
        self._check(found)
        return EntryAssignment(tuple(entries), found)

    def _look_up(self, starts: IntArray, numbers: IntArray, width: int, low: int) -> NDArray[np.int32]:
        """(row,) entry numbers; only groups whose price changes in the span need their times looked at."""
        group_of = starts // width
        first = np.searchsorted(group_of, np.arange(len(self.groups)))
        found: NDArray[np.int32] = numbers.astype(np.int32)[first][self.code]
        changing = np.bincount(group_of, minlength=len(self.groups)) > 1
        if changing.any():
            rows = np.flatnonzero(changing[self.code])
            place = self.code[rows].astype(np.int64) * width + (self.seconds_of(rows) - low)
            found[rows] = numbers[np.searchsorted(starts, place, side="right") - 1]
        return found

    def seconds_of(self, rows: IntArray) -> IntArray:
        return self.seconds[rows] if len(self.seconds) > 1 else np.broadcast_to(self.seconds, rows.shape)

    def _timeline(
        self, group: int, schedule: PriceSchedule, variant: str, span: tuple[dt.datetime, dt.datetime]
    ) -> tuple[tuple[dt.datetime, PriceEntry | None], ...]:
        try:
            return schedule.timeline(*span, variant)
        except UnknownVariant:
            row = int(np.argmax(self.code == group))
            raise UnknownVariant.of(schedule.model, variant, schedule.variants, row=row) from None

    def _check(self, found: NDArray[np.int32]) -> None:
        unpriced = found < 0
        if unpriced.any():
            row = int(np.argmax(unpriced))
            model, chosen = self._decode(int(self.groups[self.code[row]]))
            moment = _EPOCH + int(self.seconds_of(np.array([row]))[0]) * _SECOND
            raise self.schedules[model].no_price(moment, chosen["variant"], row)

    def _decode(self, code: int) -> tuple[int, dict[str, str]]:
        chosen = {"variant": "standard"}
        for label, known in reversed(list(zip(self.labels, self.names, strict=True))):
            code, position = divmod(code, len(known))
            if known[position]:
                chosen[label] = known[position]
        return code, chosen


def _models(model_index: ArrayLike, schedules: int) -> IntArray:
    index = np.asarray(model_index)
    if index.ndim != 1 or (index.size and index.dtype.kind not in "iu"):
        raise InvalidUsage("model_index is one position of a schedule a row")
    models = index.astype(np.int64, copy=False)
    wrong = (models < 0) | (models >= schedules)
    if wrong.any():
        row = int(np.argmax(wrong))
        raise InvalidUsage(f"no schedule {models[row]}; there are {schedules}", row=row)
    return models


def _codes(column: str, values: ArrayLike, rows: int) -> tuple[tuple[str, ...], NDArray[np.int16] | int]:
    """The different labels of a column and (row,) which it is; an empty label says nothing."""
    if isinstance(values, str):
        return (values,), 0
    array = np.asarray(values)
    if array.shape != (rows,) or array.dtype.kind not in "UO":
        raise InvalidUsage(f"{column}: one label, or one for each of {rows} rows")
    known: list[str] = []
    codes = np.empty(rows, dtype=np.int16)
    for start in range(0, rows, _PIECE):
        part = slice(start, start + _PIECE)
        _code_piece(array[part], codes[part], known)
    return tuple(known) or ("",), codes


def _code_piece(labels: NDArray[np.generic], codes: NDArray[np.int16], known: list[str]) -> None:
    """Fills (row,) positions of ``labels`` in ``known``, which grows by those that are new. Labels are few and rows are
    many: comparing is faster than sorting, and comparing the words of fixed-width text faster than comparing strings."""
    codes[:] = -1
    words = _words(labels)
    for number in range(len(known)):
        same = _same(labels, words, known[number])
        codes[same] = number
    while (codes < 0).any():
        label = labels[int(np.argmax(codes < 0))]
        known.append("" if label is None else str(label))
        if len(known) > np.iinfo(np.int16).max:
            raise InvalidUsage("more labels than any price list has")
        codes[(codes < 0) & (labels == label)] = len(known) - 1


def _words(labels: NDArray[np.generic]) -> NDArray[np.uint32] | None:
    """(row, character) of text of a fixed width; None for objects."""
    if labels.dtype.kind != "U" or not labels.dtype.itemsize or labels.dtype.byteorder == ">":
        return None
    return np.ascontiguousarray(labels).view(np.uint32).reshape(len(labels), -1)


def _same(labels: NDArray[np.generic], words: NDArray[np.uint32] | None, label: str) -> NDArray[np.bool_]:
    if words is None:
        return np.asarray([("" if said is None else str(said)) == label for said in labels], dtype=np.bool_)
    width = words.shape[1]
    if len(label) > width:
        return np.zeros(len(words), dtype=np.bool_)
    same = np.ones(len(words), dtype=np.bool_)
    # From the last character that two labels may share on: most differ early, and all are short.
    for place, character in enumerate(label.ljust(width, "\0")):
        same &= words[:, place] == ord(character)
    return same


def _compact(code: Codes) -> tuple[IntArray, Codes]:
    """The codes that occur, ascending, and (row,) positions in them."""
    size = int(code.max(initial=0)) + 1
    if size > max(1 << 20, 4 * len(code)):
        groups, inverse = np.unique(code, return_inverse=True)
        return groups.astype(np.int64), inverse
    groups = np.flatnonzero(np.bincount(code, minlength=size))
    position = np.zeros(size, dtype=np.int32)
    position[groups] = np.arange(len(groups))
    return groups, position[code]


def _seconds(at: dt.datetime | ArrayLike, rows: int) -> IntArray:
    """Seconds since 1970 (UTC): (row,), or (1,) for one moment."""
    if isinstance(at, dt.datetime):
        if at.tzinfo is None:
            raise PricingError(f"{at.isoformat()} has no time zone")
        return np.array([(at - _EPOCH) // _SECOND], dtype=np.int64)
    moments = np.asarray(at)
    if moments.dtype.kind != "M" or moments.shape not in ((), (rows,)):
        raise PricingError("at: one aware datetime, or one datetime64 (UTC) a row")
    missing = np.isnat(moments)
    if missing.any():
        raise PricingError("no time", row=int(np.argmax(missing)))
    return np.atleast_1d(moments.astype("datetime64[s]", copy=False)).view(np.int64)
