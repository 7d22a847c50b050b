"""What can go wrong between a usage and its bill. Every message names the model and what is known instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable


class PricingError(ValueError):
    """A bill that cannot be written. ``model``, ``dimension`` and ``row`` say where, when they are known."""

    def __init__(
        self, message: str, *, model: str | None = None, dimension: str | None = None, row: int | None = None
    ) -> None:
        super().__init__(message if row is None else f"row {row}: {message}")
        self.model = model
        self.dimension = dimension
        self.row = row


class InvalidSchedule(PricingError):
    """A price list that says something impossible (a marginal tier without a limit, an unknown time zone)."""


class UnpricedDimension(PricingError):
    """A dimension was used and the price list has no rate for it. Never billed as zero."""

    @classmethod
    def of(
        cls, model: str, dimension: str, known: Iterable[str], *, entry: str, row: int | None = None
    ) -> UnpricedDimension:
        listed = ", ".join(known) or "nothing"
        message = f"{model}: {dimension} is used but not priced ({entry}; priced: {listed})"
        return cls(message, model=model, dimension=dimension, row=row)


class NoPriceAt(PricingError):
    """No entry holds at the moment: before the first, after the last, or outside the hours of all."""

    @classmethod
    def of(
        cls,
        model: str,
        variant: str,
        when: dt.datetime | dt.date,
        known: Iterable[str],
        *,
        row: int | None = None,
    ) -> NoPriceAt:
        message = f"{model}: no {variant} price at {when.isoformat()}; known: {'; '.join(known)}"
        return cls(message, model=model, row=row)


class UnknownVariant(PricingError):
    """The model is not sold in this variant. Another variant's price is never taken instead."""

    @classmethod
    def of(cls, model: str, variant: str, variants: Iterable[str], *, row: int | None = None) -> UnknownVariant:
        listed = ", ".join(variants) or "no variant at all"
        message = f"{model}: no variant {variant!r}; known: {listed}"
        return cls(message, model=model, row=row)


class AmbiguousRate(PricingError):
    """The rate depends on size or quality, and the request does not say which (or says an unknown one)."""

    @classmethod
    def of(cls, model: str, dimension: str, keys: Iterable[str], said: str, *, row: int | None = None) -> AmbiguousRate:
        message = f"{model}: {dimension} is priced by {', '.join(keys)}; the request says {said or 'none'}"
        return cls(message, model=model, dimension=dimension, row=row)


class AmbiguousTime(PricingError):
    """The price changes within the day, so a date alone does not name one."""


class InvalidUsage(PricingError):
    """A usage column nobody knows, or a count that is negative, not finite or not a number."""
