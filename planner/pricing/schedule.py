"""The prices of one model over time: which entry counts at a moment, and in which mix over a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.pricing.entry import PriceEntry, Rate, TierRates
from planner.pricing.errors import AmbiguousTime, InvalidSchedule, InvalidUsage, NoPriceAt, PricingError, UnknownVariant
from planner.pricing.hours import zone

if TYPE_CHECKING:
    from planner.catalog import schema

__all__ = ["PriceEntry", "PriceSchedule", "Rate", "Segment", "TierRates"]

Segment = tuple[dt.datetime, "PriceEntry | None"]
"""From this moment (UTC) on this entry counts, or none does."""

_DAY = dt.timedelta(days=1)
_HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class PriceSchedule:
    """All entries of one model, in the order of the catalog file. Nothing is ever overwritten.

    **Which entry counts.** Of the entries of the variant whose days contain the moment's day (in UTC, or in
    the time zone of the entry's hours), the latest ``from`` wins, and of equal ones the later in the file.
    An entry limited to hours wins, at those hours, over one that is not - unless that one has a later
    ``from``: a new price list without hours ends the hours of the old. Hours that cover the whole week limit
    nothing: they only say in which time zone the dates are meant. An entry taken from another variant (a regional uplift,
    half price for batch) has at each moment the rates of that variant's entry then, times its factors.
    """

    model: str
    currency: str
    entries: tuple[PriceEntry, ...]
    derived: Mapping[tuple[int, int], PriceEntry] = field(default_factory=dict, repr=False, compare=False)
    """Entries of another variant with their rates, by their place and that of the entry they are taken from."""

    @classmethod
    def of(cls, model_name: str, provider_currency: str, prices: Iterable[schema.Price]) -> PriceSchedule:
        """From the catalog's form. Raises InvalidSchedule where an entry says something impossible."""
        entries = tuple(PriceEntry.of(model_name, i, provider_currency, price) for i, price in enumerate(prices))
        return cls(model_name, provider_currency, entries, _derived(model_name, entries))

    @property
    def variants(self) -> tuple[str, ...]:
        """standard, batch, ...: each once, in the order of the file."""
        return tuple(dict.fromkeys(entry.variant for entry in self.entries))

    def at(self, when: dt.datetime, variant: str = "standard") -> PriceEntry:
        """The entry that counts at a moment (with a time zone).

        Raises UnknownVariant, NoPriceAt, and PricingError for a date or a time without zone: prices may
        depend on the hour, so a day alone is asked of ``on`` or ``mix_at``.
        """
        entry = self._select(self.of_variant(variant), _moment(when, self.model))
        if entry is None:
            raise self.no_price(when, variant)
        return entry

    def on(self, day: dt.date, variant: str = "standard") -> PriceEntry:
        """The entry that counts all through a day (UTC). Raises AmbiguousTime if the price changes in it."""
        start = dt.datetime.combine(day, dt.time(), dt.UTC)
        segments = self.timeline(start, start + _DAY, variant)
        first = segments[0][1]
        if len(segments) > 1:
            times = ", ".join(f"{moment:%H:%M}" for moment, _ in segments[1:])
            raise AmbiguousTime(
                f"{self.model}: the {variant} price changes on {day} at {times} UTC; say when, or use mix_at",
                model=self.model,
            )
        if first is None:
            raise self.no_price(day, variant)
        return first

    def mix_at(
        self,
        day: dt.date,
        profile: Sequence[float] | None = None,
        timezone: str = "UTC",
        variant: str = "standard",
        *,
        days: int = 1,
    ) -> tuple[tuple[PriceEntry, float], ...]:
        """The entries that count on a day and the share of the requests each prices; shares sum to 1.

        ``profile``: 24 weights, requests by hour of the day in ``timezone`` (None = even). ``days`` > 1
        averages over so many days from ``day`` on: 7 for a price that depends on the weekday. The expected
        cost is Σ share x price(entry). Raises NoPriceAt where an hour with requests has no price.
        """
        weights = _profile(profile)
        place = zone(timezone)
        start = dt.datetime.combine(day, dt.time(), place).astimezone(dt.UTC)
        end = dt.datetime.combine(day + days * _DAY, dt.time(), place).astimezone(dt.UTC)
        segments = self.timeline(start, end, variant)
        shares: dict[tuple[int, int | None], float] = {}
        found: dict[tuple[int, int | None], PriceEntry] = {}
        for begin, until, entry in _spans(segments, end):
            share = sum(weights[hour.astimezone(place).hour] * seconds for hour, seconds in _hours(begin, until, start))
            if entry is None and share > 0:
                raise self.no_price(begin, variant)
            if entry is not None and share > 0:
                found[entry.key] = entry
                shares[entry.key] = shares.get(entry.key, 0.0) + share
        total = sum(shares.values())
        return tuple((found[key], share / total) for key, share in shares.items())

    def timeline(self, start: dt.datetime, end: dt.datetime, variant: str = "standard") -> tuple[Segment, ...]:
        """Which entry counts from when on, between two moments (aware); the first begins at ``start``."""
        entries = self.of_variant(variant)
        bases = tuple(
            e for name in {entry.taken_from for entry in entries} - {None} for e in self.of_variant(name or "")
        )
        start, end = _moment(start, self.model), _moment(end, self.model)
        cuts = {start}
        for entry in (*entries, *bases):
            cuts.update(cut for cut in _cuts(entry, start, end) if start < cut < end)
        segments: list[Segment] = []
        for cut in sorted(cuts):
            entry_then = self._select(entries, cut)
            if not segments or segments[-1][1] is not entry_then:
                segments.append((cut, entry_then))
        return tuple(segments)

    def of_variant(self, variant: str) -> tuple[PriceEntry, ...]:
        """The entries of a variant. Raises UnknownVariant, which lists those there are."""
        found = tuple(entry for entry in self.entries if entry.variant == variant)
        if not found:
            raise UnknownVariant.of(self.model, variant, self.variants)
        return found

    def _select(self, entries: tuple[PriceEntry, ...], moment: dt.datetime) -> PriceEntry | None:
        entry = _select(entries, moment)
        if entry is None or entry.taken_from is None:
            return entry
        base = _select(self.of_variant(entry.taken_from), moment)
        return None if base is None else self.derived[entry.index, base.index]

    def no_price(self, when: dt.datetime | dt.date, variant: str, row: int | None = None) -> NoPriceAt:
        """The error that says when the variant does have a price."""
        return NoPriceAt.of(self.model, variant, when, map(str, self.of_variant(variant)), row=row)


def _derived(model: str, entries: tuple[PriceEntry, ...]) -> dict[tuple[int, int], PriceEntry]:
    """Every entry of another variant with the rates of each entry of that variant."""
    out: dict[tuple[int, int], PriceEntry] = {}
    for entry in entries:
        if entry.taken_from is None:
            continue
        bases = [base for base in entries if base.variant == entry.taken_from]
        if not bases or any(base.taken_from is not None for base in bases):
            why = "has no price" if not bases else "is itself taken from another variant"
            raise InvalidSchedule(
                f"{model}: {entry.variant} is a factor on {entry.taken_from!r}, which {why}", model=model
            )
        out.update({(entry.index, base.index): entry.derived(base) for base in bases})
    return out


def _select(entries: tuple[PriceEntry, ...], moment: dt.datetime) -> PriceEntry | None:
    plain: PriceEntry | None = None
    limited: PriceEntry | None = None
    for entry in entries:
        local = moment.astimezone(entry.timezone)
        if not entry.holds_on(local.date()):
            continue
        if not entry.limited:
            plain = _later(plain, entry)
        elif entry.hours is not None and entry.hours.contains(local):
            limited = _later(limited, entry)
    if limited is not None and (plain is None or limited.valid_from >= plain.valid_from):
        return limited
    return plain


def _later(current: PriceEntry | None, entry: PriceEntry) -> PriceEntry:
    return entry if current is None or entry.valid_from >= current.valid_from else current


def _cuts(entry: PriceEntry, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """The moments between two at which an entry may begin or cease to count."""
    place = entry.timezone
    for day in (entry.valid_from, entry.until):
        if day is not None:
            yield dt.datetime.combine(day, dt.time(), place).astimezone(dt.UTC)
    if entry.limited and entry.hours is not None:
        day = max(start.astimezone(place).date() - _DAY, entry.valid_from - _DAY)
        last = end.astimezone(place).date()
        last = last if entry.until is None else min(last, entry.until)
        while day <= last:
            yield from entry.hours.edges(day)
            day += _DAY


def _moment(when: dt.datetime, model: str) -> dt.datetime:
    if not isinstance(when, dt.datetime):
        raise PricingError(
            f"{model}: a price needs a date and a time, not {when!r}; for a whole day use mix_at", model=model
        )
    if when.tzinfo is None:
        raise PricingError(f"{model}: {when.isoformat()} has no time zone", model=model)
    return when.astimezone(dt.UTC)


def _profile(profile: Sequence[float] | None) -> list[float]:
    weights = [1.0] * 24 if profile is None else [float(weight) for weight in profile]
    if len(weights) != 24 or not all(0 <= weight < float("inf") for weight in weights) or not sum(weights):
        raise InvalidUsage("a profile is 24 weights, none negative, not all zero")
    return weights


def _spans(
    segments: tuple[Segment, ...], end: dt.datetime
) -> Iterator[tuple[dt.datetime, dt.datetime, PriceEntry | None]]:
    stops = [*(moment for moment, _ in segments[1:]), end]
    for (begin, entry), stop in zip(segments, stops, strict=True):
        yield begin, stop, entry


def _hours(begin: dt.datetime, until: dt.datetime, start: dt.datetime) -> Iterator[tuple[dt.datetime, float]]:
    """A span cut at full hours counted from ``start``: the beginning and the seconds of each piece."""
    while begin < until:
        stop = min(until, start + ((begin - start) // _HOUR + 1) * _HOUR)
        yield begin, (stop - begin).total_seconds()
        begin = stop
