"""Public holidays by country: the shipped calendars, for prices whose hours do not hold on them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.catalog.schema import Calendar

HOLIDAYS = "holidays.yaml"


@cache
def public_holidays(country: str) -> frozenset[dt.date]:
    """All days that the shipped calendars of a country name; a year without a calendar has none.

    Raises KeyError for a country that has no calendar at all, InputError for a file with mistakes.
    """
    days = [frozenset(calendar.days) for calendar in _calendars() if calendar.country == country]
    if not days:
        raise KeyError(country)
    return frozenset(day for calendar in days for day in calendar)


@cache
def _calendars() -> list[Calendar]:
    from planner.catalog.catalog import builtin_folder
    from planner.catalog.schema import HolidayFile
    from planner.files.diagnostics import Findings, InputError
    from planner.files.documents import read_document
    from planner.files.validation import validate

    findings = Findings()
    document = read_document(builtin_folder() / HOLIDAYS, findings, shown_as=HOLIDAYS)
    parsed, errors = validate(HolidayFile, document) if document is not None else (None, findings.items)
    if parsed is None:
        raise InputError(errors)
    return parsed.calendars
