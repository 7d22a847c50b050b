"""Negotiated discounts: a factor on the list price, kept apart from it with its reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from planner.pricing.errors import PricingError
from planner.pricing.exact import Bill

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Discount:
    """``percent`` off everything a provider bills (0-100)."""

    provider: str
    percent: Decimal
    reason: str | None = None

    @classmethod
    def of(cls, provider: str, percent: Decimal | float, reason: str | None = None) -> Discount:
        """With the percentage as it was written: 12.5 is exactly 12.5."""
        return cls(provider, percent if isinstance(percent, Decimal) else Decimal(repr(percent)), reason)

    def __post_init__(self) -> None:
        if not self.percent.is_finite() or not 0 <= self.percent <= 100:
            raise PricingError(f"{self.provider}: a discount is 0 to 100 percent, not {self.percent}")

    @property
    def factor(self) -> Decimal:
        """What is left to pay, as a share of the list price."""
        return (100 - self.percent) / 100


@dataclass(frozen=True, slots=True)
class DiscountedBill:
    """A bill at list price and what is paid of it."""

    bill: Bill
    discount: Discount | None

    @property
    def factor(self) -> Decimal:
        return _ONE if self.discount is None else self.discount.factor

    @property
    def total(self) -> Decimal:
        return self.bill.total * self.factor

    @property
    def saved(self) -> Decimal:
        return self.bill.total - self.total

    @property
    def breakdown(self) -> dict[str, Decimal]:
        return {line: amount * self.factor for line, amount in self.bill.breakdown.items()}


@dataclass(frozen=True, slots=True)
class Discounts:
    """The discounts of a workspace, at most one a provider."""

    by_provider: Mapping[str, Discount]

    @classmethod
    def of(cls, discounts: Iterable[Discount]) -> Discounts:
        """Raises PricingError for two of one provider: only the agreement says if they add or multiply."""
        by_provider: dict[str, Discount] = {}
        for discount in discounts:
            if discount.provider in by_provider:
                raise PricingError(f"{discount.provider}: two discounts; say the one that holds")
            by_provider[discount.provider] = discount
        return cls(by_provider)

    def of_model(self, model: str) -> Discount | None:
        """The discount on a model (full name ``provider/model``), if any."""
        return self.by_provider.get(model.partition("/")[0])

    def apply(self, bill: Bill) -> DiscountedBill:
        return DiscountedBill(bill, self.of_model(bill.model))

    def factors(self, models: Sequence[str]) -> NDArray[np.float64]:
        """(model,) factors to multiply arrays of list prices with."""
        import numpy as np

        found = (self.of_model(model) for model in models)
        return np.array([1.0 if discount is None else float(discount.factor) for discount in found])
