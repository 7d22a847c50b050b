"""The hours of the day and week in which a price holds, in the price list's own time zone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.pricing.errors import InvalidSchedule

if TYPE_CHECKING:
    from planner.catalog import schema

DAY = 24 * 60
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class HoursWindow:
    """From ``start`` up to, not including, ``end`` (minutes after local midnight).

    ``end`` at or before ``start`` runs past midnight; ``days`` (0 = Monday) are the days on which the window
    *starts*, so Saturday 02:00 lies in Friday's window from 22:00 to 06:00. None means every day. ``calendar`` names the
    country on whose public holidays (``closed``) no window starts.
    """

    start: int
    end: int
    days: frozenset[int] | None
    timezone: str
    calendar: str | None = None
    closed: frozenset[dt.date] = frozenset()

    @classmethod
    def of(cls, hours: schema.Hours, model: str) -> HoursWindow:
        """Raises InvalidSchedule for a time of day, a time zone or a calendar of holidays that does not exist."""
        start, end = _minutes(hours.start, model), _minutes(hours.end, model)
        if start == DAY:
            raise InvalidSchedule(f"{model}: hours start at 00:00, not 24:00", model=model)
        days = None if hours.days is None else frozenset(WEEKDAYS.index(day) for day in hours.days)
        zone(hours.timezone, model)
        closed = frozenset() if hours.closed is None else _holidays(hours.closed, model)
        return cls(start, end, None if days == frozenset(range(7)) else days, hours.timezone, hours.closed, closed)

    @property
    def always(self) -> bool:
        """True for all hours of all days: such hours only say in which time zone the dates are meant."""
        return self.days is None and self.calendar is None and (self.end - self.start) % DAY == 0

    def contains(self, local: dt.datetime) -> bool:
        """Does a moment, given in the window's own time zone, lie in it?"""
        minute, day = local.hour * 60 + local.minute, local.date()
        if self.start < self.end:
            inside = self.start <= minute < self.end
        elif minute >= self.start:
            inside = True
        else:
            inside, day = minute < self.end, day - dt.timedelta(days=1)
        return inside and (self.days is None or day.weekday() in self.days) and day not in self.closed

    def edges(self, day: dt.date) -> Iterator[dt.datetime]:
        """The moments (UTC) of a local day at which the window may open or close."""
        place = zone(self.timezone)
        midnight = dt.datetime.combine(day, dt.time(), place)
        following = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), place)
        if midnight.utcoffset() == following.utcoffset():
            for minute in (self.start, self.end):
                yield midnight.astimezone(dt.UTC) + dt.timedelta(minutes=minute)
            return
        # The clocks change: wall times repeat or are missing, so any minute may be an edge.
        moment = midnight.astimezone(dt.UTC)
        while moment <= following.astimezone(dt.UTC):
            yield moment
            moment += dt.timedelta(minutes=1)

    def __str__(self) -> str:
        days = "" if self.days is None else " on " + ", ".join(WEEKDAYS[d] for d in sorted(self.days))
        clock = "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in (self.start, self.end))
        but = "" if self.calendar is None else f", not on public holidays ({self.calendar})"
        return f"{clock}{days} {self.timezone}{but}"


def zone(name: str, model: str | None = None) -> dt.tzinfo:
    """The time zone of that name; raises InvalidSchedule where there is none."""
    if name == "UTC":
        return dt.UTC
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        where = f"{model}: " if model else ""
        raise InvalidSchedule(f"{where}unknown time zone {name!r}", model=model) from None


def _holidays(country: str, model: str) -> frozenset[dt.date]:
    from planner.catalog.holidays import public_holidays

    try:
        return public_holidays(country)
    except KeyError:
        raise InvalidSchedule(f"{model}: no calendar of public holidays is called {country!r}", model=model) from None


def _minutes(clock: str, model: str) -> int:
    hour, minute = (int(part) for part in clock.split(":"))
    if minute > 59 or hour * 60 + minute > DAY:
        raise InvalidSchedule(f"{model}: {clock!r} is not a time of day", model=model)
    return hour * 60 + minute
