"""Rates of many models as a matrix: equal to the bills, with what is missing said."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from price_cases import NOON, entry, price_lists, schedule, utc

from planner.catalog.dimensions import BILL_LINES, BY_USAGE, DIMENSIONS, INDEX
from planner.pricing import (
    AmbiguousRate,
    InvalidUsage,
    NoPriceAt,
    RateTable,
    UnknownVariant,
    UnpricedDimension,
    price,
    price_entry,
)

LISTS = price_lists()
CHAT = [
    "openai/gpt-5.4",
    "anthropic/claude-sonnet-4-5",
    "deepseek/deepseek-v4-pro",
    "alibaba/qwen3-max",
    "bytedance/doubao-seed-1.8",
]


def usage(**counts: float) -> np.ndarray:
    row = np.zeros(len(DIMENSIONS))
    for column, count in counts.items():
        row[INDEX[BY_USAGE[column].name]] = count
    return row


DRAWS = [
    {"input_tokens": 900, "output_tokens": 450, "requests": 1},
    {"input_tokens": 150_000, "output_tokens": 150, "reasoning_tokens": 40},
    {"input_tokens": 210_000, "output_tokens": 150},
    {"input_tokens": 272_001, "output_tokens": 0},
    {"input_tokens": 0, "output_tokens": 8_000},
]


def test_costs_are_those_of_the_bills_and_sum_over_the_lines() -> None:
    table = RateTable.at([LISTS[name] for name in CHAT], NOON)
    draws = np.stack([usage(**draw) for draw in DRAWS])
    costs = table.cost(draws)
    assert costs.shape == (len(CHAT), len(DRAWS))
    for m, name in enumerate(CHAT):
        for d, draw in enumerate(DRAWS):
            assert costs[m, d] == pytest.approx(float(price(LISTS[name], draw, NOON).total), rel=1e-9), (
                name,
                draw,
            )
    lines = table.breakdown(draws)
    assert lines.shape == (len(CHAT), len(DRAWS), len(BILL_LINES))
    assert lines.sum(axis=-1) == pytest.approx(costs, rel=1e-12)
    exact = price(LISTS[CHAT[0]], DRAWS[1], NOON).breakdown
    for line, amount in exact.items():
        assert lines[0, 1, BILL_LINES.index(line)] == pytest.approx(float(amount), rel=1e-12)
    assert table.tiered.tolist() == [True, True, False, True, True]
    assert table.currencies == ("USD", "USD", "USD", "CNY", "CNY")


def test_marginal_tiers() -> None:
    prices = schedule(
        entry(
            rates={"input": 1, "cache_read": 0.1, "output": 10},
            tier_mode="marginal",
            tiers=[{"input_above": 100, "rates": {"input": 2}}, {"input_above": 200, "rates": {"input": 4}}],
        )
    )
    draws: list[dict[str, float]] = [
        {"input_tokens": n, "cache_read_tokens": c, "output_tokens": 3} for n in (0, 100, 150, 250) for c in (0, 33)
    ]
    costs = RateTable.at([prices], NOON).cost(np.stack([usage(**draw) for draw in draws]))
    expected = [float(price(prices, draw, NOON).total) for draw in draws]
    assert costs[0] == pytest.approx(expected, rel=1e-9)


def test_linear_rates_price_mean_usage_by_a_matrix_product() -> None:
    names = ["deepseek/deepseek-v4-pro", "google/gemini-2.5-flash"]
    table = RateTable.at([LISTS[name] for name in names], NOON)
    row = usage(input_tokens=1_000, output_tokens=100)
    assert np.nan_to_num(table.linear) @ row == pytest.approx(table.cost(row), rel=1e-12)
    assert np.isnan(table.linear[0, INDEX["input_audio"]])


def test_totals_place_a_part_of_a_request_in_its_tier() -> None:
    table = RateTable.at([LISTS["alibaba/qwen3-max"]], NOON)
    part = usage(input_tokens=1_000)
    assert table.cost(part)[0] == pytest.approx(0.0025)
    assert table.cost(part, totals=(40_000, 0))[0] == pytest.approx(0.004)


def test_any_leading_axes() -> None:
    table = RateTable.at([LISTS[name] for name in CHAT], NOON)
    draws = np.broadcast_to(usage(input_tokens=10, output_tokens=1), (4, 3, len(DIMENSIONS)))
    assert table.cost(draws).shape == (5, 4, 3)
    assert table.breakdown(draws).shape == (5, 4, 3, len(BILL_LINES))
    assert table.cost(usage(input_tokens=10)).shape == (5,)


def test_what_is_missing_is_an_error_or_nan_never_zero() -> None:
    table = RateTable.at([LISTS[name] for name in CHAT], NOON)
    draws = np.stack([usage(input_tokens=10), usage(input_tokens=10, cache_write_tokens=5)])
    with pytest.raises(UnpricedDimension, match=r"openai/gpt-5.4: cache_write is used but not priced"):
        table.cost(draws)
    costs = table.cost(draws, strict=False)
    assert np.isnan(costs).tolist() == [
        [False, True],
        [False, False],
        [False, True],
        [False, True],
        [False, True],
    ]
    assert np.argwhere(table.missing(draws)).tolist() == [[m, INDEX["cache_write"]] for m in (0, 2, 3, 4)]
    assert np.isnan(table.breakdown(draws, strict=False)[0, 1]).all()


def test_a_model_without_a_price_then_says_why() -> None:
    table = RateTable.at([LISTS["openai/gpt-5.4"], LISTS["openai/tts-1"]], NOON, "batch")
    assert isinstance(table.problems[1], UnknownVariant)
    assert table.currencies == ("USD", "")
    assert np.isnan(table.cost(usage(), strict=False)).tolist() == [False, True]
    with pytest.raises(UnknownVariant, match="openai/tts-1: no variant 'batch'"):
        table.cost(usage(input_tokens=1))
    early = RateTable.at([LISTS["openai/gpt-5.4"]], utc("2020-01-01T00:00"))
    with pytest.raises(NoPriceAt):
        early.cost(usage())


def test_a_variant_for_each_model() -> None:
    table = RateTable.at([LISTS["openai/gpt-5.4"], LISTS["openai/tts-1"]], NOON, ["batch", "standard"])
    assert table.linear[0, INDEX["input"]] == pytest.approx(1.25e-6)
    assert table.problems == (None, None)


def test_tables_need_a_size_only_where_they_are_used() -> None:
    image = [LISTS["openai/gpt-image-1-mini"]]
    open_table = RateTable.at(image, NOON)
    assert open_table.cost(usage(input_tokens=1_000_000))[0] == pytest.approx(2)
    with pytest.raises(AmbiguousRate, match="1024x1024/low"):
        open_table.cost(usage(images_out=1))
    chosen = RateTable.at(image, NOON, options={"size": "1024x1024", "quality": "medium"})
    assert chosen.cost(usage(images_out=2))[0] == pytest.approx(0.022)


def test_a_day_is_the_weighted_mean_of_its_hours() -> None:
    prices = LISTS["deepseek/deepseek-v4-pro"]
    profile = [1.0] * 9 + [5.0] * 9 + [1.0] * 6
    day = dt.date(2026, 11, 20)
    draw: dict[str, Any] = {"input_tokens": 1_000, "cache_read_tokens": 4_000, "output_tokens": 500}
    table = RateTable.over_day([prices], day, profile, "Asia/Shanghai")
    # 7 of the 9 busy hours are at the peak: 35 of 60 parts
    mix = prices.mix_at(day, profile, "Asia/Shanghai")
    assert sum(share for entry, share in mix if entry.limited) == pytest.approx(35 / 60)
    expected = sum(share * float(price_entry(prices.model, entry, draw).total) for entry, share in mix)
    assert table.cost(usage(**draw))[0] == pytest.approx(expected, rel=1e-12)


def test_a_free_model_costs_nothing() -> None:
    assert RateTable.at([LISTS["others/glm-4.7-flash"]], NOON).cost(usage(input_tokens=9, pages_in=2))[0] == 0


@pytest.mark.parametrize("wrong", [np.zeros(3), np.full(len(DIMENSIONS), -1.0), np.full(len(DIMENSIONS), np.nan)])
def test_counts_are_checked(wrong: np.ndarray) -> None:
    with pytest.raises(InvalidUsage):
        RateTable.at([LISTS["openai/gpt-5.4"]], NOON).cost(wrong)


def test_a_day_in_two_currencies_is_refused() -> None:
    change = schedule(entry(rates={"input": 1}), entry("2026-11-22", rates={"input": 7}, currency="CNY"))
    days = RateTable.over_day([change], dt.date(2026, 11, 21), days=2)
    assert "changes its currency" in str(days.problems[0])
