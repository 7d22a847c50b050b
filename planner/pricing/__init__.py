"""Price schedule and usage to cost: exactly for one request, in arrays for many.

Importing the room imports neither numpy nor pydantic; the names below load what they need when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.pricing.agreements import Agreement, Commitment, MonthBill, Package, month_cost, settle
    from planner.pricing.agreements_many import month_costs, settle_many
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
    "agreements": ("Agreement", "Commitment", "MonthBill", "Package", "month_cost", "settle"),
    "agreements_many": ("month_costs", "settle_many"),
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
    "Agreement",
    "AmbiguousRate",
    "AmbiguousTime",
    "Bill",
    "BillLine",
    "Commitment",
    "Discount",
    "DiscountedBill",
    "Discounts",
    "InvalidSchedule",
    "InvalidUsage",
    "MonthBill",
    "NoPriceAt",
    "Package",
    "PriceEntry",
    "PriceSchedule",
    "PricingError",
    "RateTable",
    "UnknownVariant",
    "UnpricedDimension",
    "month_cost",
    "month_costs",
    "price",
    "price_entry",
    "price_many",
    "row_currencies",
    "settle",
    "settle_many",
]


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name in names:
            return getattr(import_module(f"planner.pricing.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
