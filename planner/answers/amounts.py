"""Figures as results carry them: money as decimal text, and low / base / high wherever there is uncertainty."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np

from planner.answers.answer import Figures
from planner.demand.distributions import Array, summary

DIGITS = 10  # significant digits of money: below a billionth of any bill, above the noise of binary floats


class MoneySpread(Figures):
    """P10, mean and P90 of an amount, as decimal text in the envelope's currency."""

    low: str
    base: str
    high: str


class Spread(Figures):
    """P10, mean and P90 of a number."""

    low: float
    base: float
    high: float


def money_text(amount: float) -> str:
    """Plain decimal text with ten significant digits, never an exponent. Raises ValueError for what is no number."""
    if not math.isfinite(amount):
        raise ValueError("an amount of money is a finite number")
    if amount == 0:
        return "0"
    text = format(Decimal(f"{amount:.{DIGITS}g}"), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_spread(draws: Array) -> MoneySpread:
    """The spread of draws (draw,)."""
    low, base, high = summary(draws)
    return MoneySpread(low=money_text(low), base=money_text(base), high=money_text(high))


def spread(draws: Array, digits: int = 6) -> Spread:
    """The spread of draws (draw,), rounded to ``digits`` decimals."""
    low, base, high = (round(x, digits) for x in summary(draws))
    return Spread(low=low, base=base, high=high)


def optional(value: float | None, digits: int = 6) -> float | None:
    """A number for JSON: None where there is none, NaN never."""
    return None if value is None or not np.isfinite(value) else round(float(value), digits)
