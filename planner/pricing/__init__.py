"""Price schedule and usage to cost: exactly for one request, in arrays for many.

Importing the room imports neither numpy nor pydantic; the names below load what they need when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.pricing.discounts import Discount, DiscountedBill, Discounts
    from planner.pricing.errors import (
        AmbiguousRate,
        AmbiguousTime,
        InvalidSchedule,
        InvalidUsage,
        NoPriceAt,
        PricingError,
        UnknownVariant,
        UnpricedDimension,
    )
    from planner.pricing.exact import Bill, BillLine, price, price_entry
    from planner.pricing.rate_table import RateTable
    from planner.pricing.schedule import PriceEntry, PriceSchedule
    from planner.pricing.vectorised import price_many, row_currencies

_HOME = {
    "discounts": ("Discount", "DiscountedBill", "Discounts"),
    "errors": (
        "AmbiguousRate",
        "AmbiguousTime",
        "InvalidSchedule",
        "InvalidUsage",
        "NoPriceAt",
        "PricingError",
        "UnknownVariant",
        "UnpricedDimension",
    ),
    "exact": ("Bill", "BillLine", "price", "price_entry"),
    "rate_table": ("RateTable",),
    "schedule": ("PriceEntry", "PriceSchedule"),
    "vectorised": ("price_many", "row_currencies"),
}

__all__ = [
    "AmbiguousRate",
    "AmbiguousTime",
    "Bill",
    "BillLine",
    "Discount",
    "DiscountedBill",
    "Discounts",
    "InvalidSchedule",
    "InvalidUsage",
    "NoPriceAt",
    "PriceEntry",
    "PriceSchedule",
    "PricingError",
    "RateTable",
    "UnknownVariant",
    "UnpricedDimension",
    "price",
    "price_entry",
    "price_many",
    "row_currencies",
]


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"planner.pricing.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
