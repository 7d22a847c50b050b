"""Exchange rates: a dated table with sources, and what-if rates over it. A day uses the newest rate that is not after it."""

from __future__ import annotations

import bisect
import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from planner.catalog.schema import FxFile, Source

_PAIR = re.compile(r"([A-Za-z]{3})/([A-Za-z]{3})")
_NUMBER = re.compile(r"[0-9]{0,12}(\.[0-9]{0,12})?")


class NoExchangeRate(ValueError):
    """No rate is known between two currencies on a day."""


@dataclass(frozen=True, slots=True)
class StatedRate:
    """A what-if: ``value`` units of ``target`` for one unit of ``source``, whatever the table says."""

    source: str
    target: str
    value: Decimal

    @property
    def pair(self) -> str:
        return f"{self.source}/{self.target}"

    @classmethod
    def parse(cls, pair: str, value: str | float | Decimal) -> StatedRate:
        """``CNY/USD``, ``0.1405``. Raises ValueError with what was expected."""
        found = _PAIR.fullmatch(pair.strip())
        if found is None:
            raise ValueError(f"{pair!r} is no pair of currencies; expected one such as CNY/USD")
        source, target = found[1].upper(), found[2].upper()
        if source == target:
            raise ValueError(f"{pair}: a currency has no exchange rate with itself")
        written = str(value).strip()
        try:
            amount = Decimal(written) if not isinstance(value, str) or _NUMBER.fullmatch(written) else Decimal("NaN")
        except InvalidOperation:
            amount = Decimal("NaN")
        if not amount.is_finite() or amount <= 0 or not Decimal("1e-9") <= amount <= Decimal("1e9"):
            raise ValueError(
                f"{source}/{target}: {written!r} is no exchange rate; expected a number above zero, as 0.1405"
            )
        return cls(source, target, amount)


def stated_rates(said: Mapping[str, str | float | Decimal] | Iterable[StatedRate]) -> tuple[StatedRate, ...]:
    """What-if rates as they are given (``{"CNY/USD": 0.1405}``), each pair once. Raises ValueError."""
    rates = [StatedRate.parse(*item) for item in said.items()] if isinstance(said, Mapping) else list(said)
    seen: set[frozenset[str]] = set()
    for rate in rates:
        if frozenset((rate.source, rate.target)) in seen:
            raise ValueError(f"{rate.pair} is given twice: a pair has one exchange rate, in one direction")
        seen.add(frozenset((rate.source, rate.target)))
    return tuple(rates)


@dataclass(frozen=True, slots=True)
class Rate:
    """Units of ``target`` for one unit of ``source_currency``, and the oldest day it rests on.

    ``stated``: it rests on a what-if of the user's, not on the table alone; then it has no date where no table was needed.
    """

    source_currency: str
    target: str
    value: Decimal
    date: dt.date | None
    sources: tuple[Source, ...]
    stated: bool = False

    @property
    def text(self) -> str | None:
        """``CNY/USD 0.150308 of 2026-10-30``, ``CNY/USD 0.1405 (--fx)``; None where nothing is converted."""
        if self.source_currency == self.target:
            return None
        day = f" of {self.date}" if self.date is not None else ""
        return f"{self.source_currency}/{self.target} {self.value:.6g}{day}{' (--fx)' if self.stated else ''}"


@dataclass(frozen=True)
class ExchangeRates:
    """Rates against one base currency: ``table[currency]`` = rising days with their rates.

    ``stated`` rates stand before the table. One against the base currency replaces the table's for that currency, so that
    crosses follow it; another replaces the cross of its two currencies only.
    """

    base: str
    table: dict[str, list[tuple[dt.date, Decimal, Source]]]
    stated: tuple[StatedRate, ...] = ()

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

    def what_if(self, stated: Iterable[StatedRate]) -> ExchangeRates:
        """This table under other rates. Raises NoExchangeRate for a currency that the table does not know."""
        rates = tuple(stated)
        for currency in (name for rate in rates for name in (rate.source, rate.target)):
            if currency not in self.currencies:
                raise self._unknown(currency)
        return replace(self, stated=rates)

    def dated(self) -> ExchangeRates:
        """The table without any what-if."""
        return replace(self, stated=())

    def rate(self, source: str, target: str, day: dt.date) -> Rate:
        """Units of ``target`` for one unit of ``source``; raises NoExchangeRate when either is not known by ``day``."""
        if source == target:
            return Rate(source, target, Decimal(1), None, ())
        said = self._stated(source, target)
        if said is not None:
            return Rate(source, target, said, None, (), stated=True)
        below, above = self._against_base(source, day), self._against_base(target, day)
        used = [leg for leg in (below, above) if leg[0] is not None]
        oldest = min((leg[0] for leg in used if leg[0] is not None), default=None)
        sources = tuple(leg[2] for leg in used if leg[2] is not None)
        stated = any(currency != self.base and self._stated(self.base, currency) for currency in (source, target))
        return Rate(source, target, above[1] / below[1], oldest, sources, stated=stated)

    def _stated(self, source: str, target: str) -> Decimal | None:
        for rate in self.stated:
            if (rate.source, rate.target) == (source, target):
                return rate.value
            if (rate.target, rate.source) == (source, target):
                return 1 / rate.value
        return None

    def _against_base(self, currency: str, day: dt.date) -> tuple[dt.date | None, Decimal, Source | None]:
        if currency == self.base:
            return None, Decimal(1), None
        said = self._stated(self.base, currency)
        if said is not None:
            return None, said, None
        if currency not in self.table:
            raise self._unknown(currency)
        known = self.table[currency]
        index = bisect.bisect_right([d for d, _, _ in known], day) - 1
        if index < 0:
            raise NoExchangeRate(f"no exchange rate for {currency} on {day}: the first known is of {known[0][0]}")
        return known[index]

    def _unknown(self, currency: str) -> NoExchangeRate:
        return NoExchangeRate(f"no exchange rate for {currency}; known: {', '.join(self.currencies)}")
