"""Rates, tiers, tables and bad usage: what a bill may say and what it refuses."""

from __future__ import annotations

from decimal import Decimal, localcontext

import numpy as np
import pytest
from price_cases import NOON, entry, price_lists, schedule

from planner.catalog.dimensions import BY_USAGE
from planner.pricing import (
    AmbiguousRate,
    Bill,
    InvalidSchedule,
    InvalidUsage,
    PricingError,
    UnpricedDimension,
    price,
)


def bill(usage: dict[str, object], options: dict[str, str] | None = None, **fields: object) -> Bill:
    return price(schedule(entry(**fields)), usage, NOON, options=options)  # type: ignore[arg-type]


def test_a_used_dimension_without_a_price_is_an_error_that_says_what_is_priced() -> None:
    with pytest.raises(
        UnpricedDimension,
        match=r"maker/model: cache_write is used but not priced \(standard .*: input, output, reasoning\)",
    ) as caught:
        bill({"input_tokens": 5, "cache_write_tokens": 1}, rates={"input": 1, "output": 2})
    assert (caught.value.model, caught.value.dimension) == ("maker/model", "cache_write")


@pytest.mark.parametrize("column", [c for c in BY_USAGE if c not in ("input_tokens", "requests")])
def test_nothing_falls_back_but_reasoning(column: str) -> None:
    with pytest.raises(UnpricedDimension):
        bill({column: 1}, rates={"input": 1})


def test_reasoning_falls_back_to_output_and_only_to_it() -> None:
    assert bill({"reasoning_tokens": 1_000_000}, rates={"output": 2}).breakdown == {"reasoning": 2}
    assert bill({"reasoning_tokens": 1_000_000}, rates={"output": 2, "reasoning": 3}).total == 3


def test_requests_alone_and_unpriced_are_an_error() -> None:
    with pytest.raises(UnpricedDimension):
        bill({"requests": 3}, rates={"input": 1})


def test_an_unused_dimension_needs_no_price() -> None:
    assert bill({"input_tokens": 0, "cache_write_tokens": 0, "images_out": 0.0}, rates={"input": 1}).total == 0


def test_free_covers_what_has_no_price_of_its_own() -> None:
    found = bill({"input_tokens": 10, "searches": 2}, free=True, rates={"searches": 0.01})
    assert found.breakdown == {"input": 0, "requests": Decimal("0.02")}


@pytest.mark.parametrize("value", [-1, -0.5, float("nan"), float("inf"), Decimal("NaN"), Decimal(-1), True, "5", None])
def test_counts_are_finite_numbers_and_not_negative(value: object) -> None:
    with pytest.raises(InvalidUsage, match=r"input_tokens: a count is"):
        bill({"input_tokens": value}, rates={"input": 1})


@pytest.mark.parametrize(
    ("column", "hint"),
    [
        ("input_token", "input_tokens"),
        ("cached_tokens", "cache"),
        ("cache_read", "cache_read_tokens"),
        ("zzz", "known"),
    ],
)
def test_an_unknown_column_gets_a_suggestion(column: str, hint: str) -> None:
    with pytest.raises(InvalidUsage, match=rf"unknown usage column '{column}'; .*{hint}"):
        bill({column: 1}, rates={"input": 1})


def test_numbers_of_every_kind_are_taken_as_written() -> None:
    for count in (1_500, 1_500.0, Decimal("1500"), np.int64(1_500), np.float64(1_500), np.float32(1_500)):
        assert bill({"input_tokens": count}, rates={"input": 2}).total == Decimal("0.003")
    assert bill({"audio_seconds_in": 0.1}, rates={"audio_seconds_in": 3}).total == Decimal("0.3")


TABLE = {"1024x1024": 0.04, "1024x1024/high": 0.08, "1024x1792/high": 0.12, "low": 0.01}


@pytest.mark.parametrize(
    ("options", "total"),
    [
        ({"size": "1024x1024", "quality": "high"}, "0.08"),
        ({"size": "1024×1024", "quality": "HIGH"}, "0.08"),
        ({"size": "1024x1024", "quality": "medium"}, "0.04"),
        ({"size": "1024x1024"}, "0.04"),
        ({"size": "512x512", "quality": "low"}, "0.01"),
    ],
)
def test_the_most_specific_key_of_a_table_counts(options: dict[str, str], total: str) -> None:
    assert bill({"images_out": 1}, options, rates={"images_out": TABLE}).total == Decimal(total)


@pytest.mark.parametrize(
    "options", [{}, {"quality": "high"}, {"size": "512x512"}, {"size": "1024x1024", "quality": "low"}]
)
def test_a_table_that_leaves_it_open_lists_its_keys(options: dict[str, str]) -> None:
    with pytest.raises(AmbiguousRate, match=r"images_out is priced by 1024x1024, .*low; the request says"):
        bill({"images_out": 1}, options, rates={"images_out": TABLE})


def test_unknown_options_are_errors() -> None:
    with pytest.raises(InvalidUsage, match="unknown option 'resolution'"):
        bill({"images_out": 1}, {"resolution": "4k"}, rates={"images_out": 1})


MARGINAL = {
    "tier_mode": "marginal",
    "rates": {"input": 1, "cache_read": 0.1, "output": 10},
    "tiers": [
        {"input_above": 100, "rates": {"input": 2, "cache_read": 0.2}},
        {"input_above": 200, "rates": {"input": 4}},
        {"output_above": 50, "rates": {"output": 20}},
    ],
}


def test_a_marginal_tier_prices_only_what_is_beyond_it() -> None:
    # 250 input: 100 x 1 + 100 x 2 + 50 x 4 = 500; 60 output: 50 x 10 + 10 x 20 = 700 (per million)
    found = bill({"input_tokens": 250, "output_tokens": 60}, **MARGINAL)
    assert found.total == Decimal("0.0012")
    assert [(line.dimension, line.tier, line.quantity) for line in found.lines] == [
        ("input", 0, 100),
        ("input", 1, 100),
        ("input", 2, 50),
        ("output", 0, 50),
        ("output", 3, 10),
    ]


def test_at_the_limit_a_tier_does_not_begin() -> None:
    assert bill({"input_tokens": 100}, **MARGINAL).total == Decimal("0.0001")
    assert bill({"input_tokens": 101}, **MARGINAL).total == Decimal("0.000102")


def test_what_is_beyond_is_taken_from_all_input_in_proportion() -> None:
    # 160 input: of each dimension 100/160 below and 60/160 beyond. Input 120: 75 x 1 + 45 x 2 = 165;
    # cached 40: 25 x 0.1 + 15 x 0.2 = 5.5; the order in which they are named is of no account
    found = bill({"input_tokens": 120, "cache_read_tokens": 40}, **MARGINAL)
    assert found.breakdown == {"input": Decimal("0.000165"), "cache_read": Decimal("0.0000055")}


def test_parts_that_do_not_end_still_sum() -> None:
    found = bill({"input_tokens": 100, "cache_read_tokens": 7, "output_tokens": 51}, **MARGINAL)
    with localcontext(prec=60):
        assert sum(line.quantity for line in found.lines if line.dimension == "input") == 100
        assert sum(line.amount for line in found.lines) == found.total


@pytest.mark.parametrize(
    "tiers",
    [
        [{"input_above": 100, "rates": {"output": 2}}],
        [{"input_above": 100, "rates": {"images_in": 2}}],
        [{"output_above": 100, "rates": {"input": 2}}],
        [{"input_above": 200, "rates": {"input": 2}}, {"input_above": 100, "rates": {"input": 3}}],
        [{"input_above": 100, "rates": {"input": 2}}, {"input_above": 100, "rates": {"input": 3}}],
    ],
)
def test_marginal_tiers_that_make_no_sense(tiers: list[object]) -> None:
    with pytest.raises(InvalidSchedule, match="maker/model"):
        schedule(entry(tier_mode="marginal", rates={"input": 1, "output": 1}, tiers=tiers))


def test_a_tier_keeps_the_rates_it_does_not_name_and_reasoning_follows_its_output() -> None:
    fields = {
        "rates": {"input": 1, "output": 10, "searches": 0.5},
        "tiers": [{"input_above": 10, "output_above": 5, "rates": {"output": 20}}],
    }
    usage = {"input_tokens": 11, "output_tokens": 3, "reasoning_tokens": 3, "searches": 1}
    assert bill(usage, **fields).breakdown == {
        "input": Decimal("0.000011"),
        "output": Decimal("0.00006"),
        "reasoning": Decimal("0.00006"),
        "requests": Decimal("0.5"),
    }
    # Both limits must be exceeded.
    assert bill(usage | {"reasoning_tokens": 2}, **fields).breakdown["output"] == Decimal("0.00003")


def test_all_errors_are_value_errors_of_one_family() -> None:
    with pytest.raises(ValueError, match="used but not priced") as caught:
        price(price_lists()["openai/tts-1"], {"output_tokens": 1}, NOON)
    assert isinstance(caught.value, PricingError)


def test_currency_of_the_entry_before_that_of_the_provider() -> None:
    prices = schedule(entry(rates={"input": 1}), entry(rates={"input": 1}, currency="CNY", variant="cn"))
    assert price(prices, {"input_tokens": 1}, NOON).currency == "USD"
    assert price(prices, {"input_tokens": 1}, NOON, "cn").currency == "CNY"
