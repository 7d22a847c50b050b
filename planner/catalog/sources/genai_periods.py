"""Conditional prices of genai-prices as periods: from a day on, at some hours, in a variant, one table of prices holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from planner.catalog.sources.snapshot import ALWAYS, NotANumber, shown

_VARIANT_KEYS = ("processing", "service_tier", "speed")
_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class Context:
    """What a request says of itself to get a variant's price: ``{"processing": "batch"}``."""

    when: tuple[tuple[str, str], ...]

    @property
    def label(self) -> str:
        """The variant's name: the value where the key only says that it is a variant, else ``key=value``."""
        return "+".join(value if key in _VARIANT_KEYS else f"{key}={value}" for key, value in self.when)


@dataclass(frozen=True, slots=True)
class Period:
    """``prices`` by price key, as the source has them. ``hours``: (from, to) in UTC, None = all day.

    ``own``: does the variant name prices of its own then? (Before it begins, the package charges the standard price.)
    """

    start: dt.date
    hours: tuple[str, str] | None
    variant: str
    prices: Mapping[str, Any]
    own: bool = True


def context_names(model: Mapping[str, Any]) -> list[Context]:
    """The different contexts that select variants of a model, in the order of the file."""
    found = [Context(tuple(said["when"].items())) for said in model.get("price_variants") or ()]
    return list(dict.fromkeys(found))


def periods(model: Mapping[str, Any], context: Context | None = None) -> Iterator[Period]:
    """The periods of the standard price, or of the variant that ``context`` selects.

    The package takes the last condition that is met, at the moment of the request (dates and hours in UTC), and the first
    price where none is; of a variant, the first override that is met, price by price. Days are cut where a condition
    begins and hours where one begins or ends, and each piece is given the table that the package would take in it.
    """
    said = model["prices"]
    conditions = [{"prices": said}] if isinstance(said, Mapping) else list(said)
    if not conditions:
        conditions = [{"prices": {}}]
    variants = [
        v
        for v in model.get("price_variants") or ()
        if context is not None and Context(tuple(v["when"].items())) == context
    ]
    label = "standard" if context is None else context.label
    constraints = [c.get("constraint") or {} for c in (*conditions, *variants)]
    days = sorted({ALWAYS, *(dt.date.fromisoformat(str(c["start_date"])) for c in constraints if "start_date" in c)})
    edges = sorted(
        {
            minute
            for c in constraints
            if "start_time" in c
            for minute in (_minute(c["start_time"]), _minute(c["end_time"]))
        }
    )
    last: list[tuple[Any, ...]] | None = None
    for day in days:
        rest, own = _table(conditions, variants, day, None)
        pieces: list[tuple[Any, ...]] = [(None, rest, own)]
        for start, end in zip(edges, [*edges[1:], *edges[:1]], strict=True):
            table, own_then = _table(conditions, variants, day, start)
            if table != rest:
                pieces.append(((_clock(start), _clock(end)), table, own_then))
        if pieces != last:
            for hours, table, own_then in pieces:
                yield Period(day, hours, label, table, own_then or context is None)
        last = pieces


def _table(
    conditions: Sequence[Mapping[str, Any]], variants: Sequence[Mapping[str, Any]], day: dt.date, minute: int | None
) -> tuple[dict[str, Any], bool]:
    """The prices that hold on a day at a minute (None: outside all hours), and whether a variant changes any."""
    standard = conditions[0]["prices"]
    for said in reversed(conditions):
        if _active(said.get("constraint"), day, minute):
            standard = said["prices"]
            break
    overrides: dict[str, Any] = {}
    for said in variants:
        if _active(said.get("constraint"), day, minute):
            for key, value in said["prices"].items():
                overrides.setdefault(key, value)
    table = {key: value for key, value in {**standard, **overrides}.items() if value is not None}
    return table, bool(overrides)


def _active(constraint: Mapping[str, Any] | None, day: dt.date, minute: int | None) -> bool:
    if not constraint:
        return True
    if "start_date" in constraint:
        return day >= dt.date.fromisoformat(str(constraint["start_date"]))
    if minute is None:
        return False
    start, end = _minute(constraint["start_time"]), _minute(constraint["end_time"])
    return start <= minute < end if start <= end else minute >= start or minute < end


def _minute(said: object) -> int:
    """Minutes after midnight in UTC. Raises NotANumber for seconds, which our hours do not have."""
    try:
        time = dt.time.fromisoformat(str(said))
    except ValueError:
        raise NotANumber(f"not a time of day: {shown(said)}") from None
    if time.second or time.microsecond:
        raise NotANumber(f"hours of prices are whole minutes, not {shown(said)}")
    offset = time.utcoffset() or dt.timedelta()
    return (time.hour * 60 + time.minute - int(offset.total_seconds()) // 60) % _DAY


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def tiers_of(price: Any) -> tuple[Any, list[tuple[int, Any]]]:
    """The base price of a price key, and its tiers: (total input tokens above which it holds, price), rising."""
    if not isinstance(price, Mapping):
        return price, []
    try:
        return price["base"], sorted((int(tier["start"]), tier["price"]) for tier in price["tiers"])
    except (KeyError, TypeError, ValueError):
        raise NotANumber(f"neither a price nor tiers: {shown(dict(price))}") from None
