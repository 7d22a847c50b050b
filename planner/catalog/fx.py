"""Exchange rates: a dated table with sources. A day uses the newest rate that is not after it."""

from __future__ import annotations

import bisect
import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from planner.catalog.schema import FxFile, Source


class NoExchangeRate(ValueError):
    """No rate is known between two currencies on a day."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of ``target`` for one unit of ``source_currency``, and the newest day it rests on."""

    source_currency: str
    target: str
    value: Decimal
    date: dt.date | None
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class ExchangeRates:
    """Rates against one base currency: ``table[currency]`` = rising days with their rates."""

    base: str
    table: dict[str, list[tuple[dt.date, Decimal, Source]]]

    @classmethod
    def of(cls, files: list[FxFile]) -> ExchangeRates:
        """One table from several files of the same base; a later file wins on the same day."""
        base = files[0].base if files else "USD"
        days: dict[str, dict[dt.date, tuple[Decimal, Source]]] = {}
        for file in files:
            if file.base != base:
                raise NoExchangeRate(f"exchange rates against {file.base} and {base} do not join: use one base")
            for entry in file.rates:
                for currency, value in entry.rates.items():
                    days.setdefault(currency, {})[entry.date] = (Decimal(value), entry.source)
        return cls(base, {c: [(d, *known[d]) for d in sorted(known)] for c, known in days.items()})

    @property
    def currencies(self) -> list[str]:
        return sorted({self.base, *self.table})

    def rate(self, source: str, target: str, day: dt.date) -> Rate:
        """Units of ``target`` for one unit of ``source``; raises NoExchangeRate when either is not known by ``day``."""
        if source == target:
            return Rate(source, target, Decimal(1), None, ())
        below, above = self._against_base(source, day), self._against_base(target, day)
        used = [leg for leg in (below, above) if leg[0] is not None]
        oldest = min((leg[0] for leg in used if leg[0] is not None), default=None)
        return Rate(source, target, above[1] / below[1], oldest, tuple(leg[2] for leg in used if leg[2] is not None))

    def _against_base(self, currency: str, day: dt.date) -> tuple[dt.date | None, Decimal, Source | None]:
        if currency == self.base:
            return None, Decimal(1), None
        if currency not in self.table:
            raise NoExchangeRate(f"no exchange rate for {currency}; known: {', '.join(self.currencies)}")
        known = self.table[currency]
        index = bisect.bisect_right([d for d, _, _ in known], day) - 1
        if index < 0:
            raise NoExchangeRate(f"no exchange rate for {currency} on {day}: the first known is of {known[0][0]}")
        return known[index]
