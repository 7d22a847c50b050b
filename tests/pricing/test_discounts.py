"""Discounts: a factor beside the list price, never mixed into it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from price_cases import NOON, price_lists

from planner.pricing import Discount, Discounts, PricingError, price

AGREED = Discounts.of([Discount.of("openai", 12.5, "enterprise agreement")])


def test_a_discounted_bill_keeps_the_list_price() -> None:
    # 100,000 x 2.5/M = 0.25 and 10,000 x 15/M = 0.15; 12.5% off: 0.21875 and 0.13125
    bill = price(price_lists()["openai/gpt-5.4"], {"input_tokens": 100_000, "output_tokens": 10_000}, NOON)
    paid = AGREED.apply(bill)
    assert paid.bill is bill
    assert (paid.total, paid.saved) == (Decimal("0.35"), Decimal("0.05"))
    assert paid.breakdown == {"input": Decimal("0.21875"), "output": Decimal("0.13125")}
    assert paid.discount is not None
    assert paid.discount.reason == "enterprise agreement"


def test_other_providers_pay_the_list_price() -> None:
    bill = price(price_lists()["others/mistral-ocr"], {"pages_in": 1_000}, NOON)
    paid = AGREED.apply(bill)
    assert (paid.total, paid.saved, paid.discount) == (4, 0, None)


def test_factors_of_models() -> None:
    assert AGREED.factors(["openai/gpt-5.4", "mistral/ocr", "openai-like/x"]).tolist() == [0.875, 1, 1]


@pytest.mark.parametrize("percent", [-1, 100.5, float("nan")])
def test_a_percentage_is_one(percent: float) -> None:
    with pytest.raises(PricingError, match="0 to 100 percent"):
        Discount.of("openai", percent)


def test_two_discounts_of_one_provider_are_refused() -> None:
    with pytest.raises(PricingError, match="two discounts"):
        Discounts.of([Discount.of("openai", 5), Discount.of("openai", 7)])
