"""Columns of requests against the exact path, row by row, and the errors that name a row."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from price_cases import NOON, entry, price_lists, schedule, utc

from planner.catalog.dimensions import BY_USAGE, DIMENSIONS, INPUT_TOKENS, OUTPUT_TOKENS
from planner.pricing import (
    AmbiguousRate,
    InvalidUsage,
    NoPriceAt,
    PriceSchedule,
    PricingError,
    UnknownVariant,
    UnpricedDimension,
    price,
    price_many,
    row_currencies,
)

LISTS = price_lists()
INSTANT = np.datetime64("2026-11-22T12:00", "s")

rate = st.decimals(0, 100, places=6).map(str)
TOKENS = INPUT_TOKENS + OUTPUT_TOKENS


@st.composite
def price_entries(draw: st.DrawFn, variant: str = "standard") -> Any:
    """An entry that prices every dimension, with tiers of either kind, sometimes at some hours only."""
    rates: dict[str, Any] = {d.name: draw(rate) for d in DIMENSIONS}
    rates["images_out"] = {"low": draw(rate), "high": draw(rate)}
    limits = sorted(draw(st.lists(st.integers(0, 5_000), max_size=3, unique=True)))
    sides = draw(st.sampled_from([("input_above",), ("output_above",), ("input_above", "output_above")]))
    priced = [
        n
        for n in TOKENS
        if (n in INPUT_TOKENS and "input_above" in sides) or (n in OUTPUT_TOKENS and "output_above" in sides)
    ]
    tiers = [
        {**dict.fromkeys(sides, limit), "rates": {n: draw(rate) for n in priced if draw(st.booleans())}}
        for limit in limits
    ]
    hours = draw(
        st.none() | st.just({"from": "22:30", "to": "06:15", "days": ["mon", "sun"], "timezone": "Asia/Shanghai"})
    )
    return entry(
        draw(st.sampled_from(["2026-11-01", "2026-11-22", "2026-11-23"])),
        rates=rates,
        tiers=tiers,
        tier_mode=draw(st.sampled_from(["whole", "marginal"])),
        variant=variant,
        **({"hours": hours} if hours else {}),
    )


base = entry("2026-01-01", free=True)
schedules = st.lists(price_entries(), max_size=3).map(lambda entries: schedule(base, *entries))
# Whole tokens, and seconds in eighths: sums of them are exact in both kinds of arithmetic, so tiers agree.
counts = st.one_of(st.integers(0, 8_000), st.just(0), st.integers(0, 9_999).map(lambda n: n / 8))
rows = st.fixed_dictionaries({}, optional=dict.fromkeys(BY_USAGE, counts))
moments = st.datetimes(dt.datetime(2026, 11, 20), dt.datetime(2026, 11, 25))


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(schedules, min_size=1, max_size=3),
    st.lists(st.tuples(st.integers(0, 2), rows, moments), max_size=8),
    st.integers(1, 5),
)
def test_columns_equal_the_exact_path(
    made: list[PriceSchedule], requests: list[tuple[int, dict[str, float], dt.datetime]], chunk: int
) -> None:
    index = [model % len(made) for model, _, _ in requests]
    columns = {column: np.array([float(usage.get(column, 0)) for _, usage, _ in requests]) for column in BY_USAGE}
    quality = np.array(["low" if i % 2 else "high" for i in range(len(requests))], dtype=np.str_)
    at = np.array([when for _, _, when in requests], dtype="datetime64[us]")
    found = price_many(made, np.array(index, dtype=int), columns, at, options={"quality": quality}, chunk=chunk)
    assert found.shape == (len(requests),)
    for row, (_, usage, when) in enumerate(requests):
        exact = price(
            made[index[row]],
            {"requests": 0, **usage},
            when.replace(tzinfo=dt.UTC),
            options={"quality": str(quality[row])},
        )
        assert found[row] == pytest.approx(float(exact.total), rel=1e-9, abs=1e-18)


def test_published_lists_in_one_call() -> None:
    names = [
        "openai/gpt-5.4",
        "alibaba/qwen3-max",
        "bytedance/doubao-seed-1.8",
        "others/sonar-pro",
        "others/glm-4.7-flash",
    ]
    found = price_many(
        [LISTS[name] for name in names],
        [0, 1, 2, 3, 4, 0],
        {
            "input_tokens": [50_000, 200_000, 10_000, 200, 7, 300_000],
            "output_tokens": [1_200, 1_000, 201, 400, 7, 10],
        },
        NOON,
    )
    # The first five as in test_bills; 300,000 x 5/M + 10 x 22.5/M
    assert found == pytest.approx([0.143, 1.428, 0.009608, 0.0206, 0, 1.500225], rel=1e-12)


def test_currencies_of_rows() -> None:
    found = row_currencies(
        [LISTS["alibaba/qwen-plus"], LISTS["alibaba/qwen3-max"]],
        [0, 1, 0],
        NOON,
        ["international", "standard", "international"],
    )
    assert found.tolist() == ["USD", "CNY", "USD"]


def test_variants_and_times_of_rows() -> None:
    # As test_bills: standard and batch of Sonnet; DeepSeek off-peak and at its peak
    found = price_many(
        [LISTS["anthropic/claude-sonnet-4-5"], LISTS["deepseek/deepseek-v4-pro"]],
        [0, 0, 1, 1],
        {"input_tokens": [1_000_000] * 4, "output_tokens": [0] * 4},
        np.array(["2026-11-22", "2026-11-22", "2026-11-20T00:59:59", "2026-11-20T01:00:00"], dtype="datetime64[ns]"),
        variant=np.array(["standard", "batch", "", "standard"]),
    )
    assert found.tolist() == pytest.approx([6, 3, 0.66, 1.32])


def test_one_count_for_all_rows_and_no_rows() -> None:
    prices = [LISTS["openai/gpt-5.4"]]
    assert price_many(prices, [0, 0], {"input_tokens": 1_000_000}, NOON).tolist() == [5, 5]
    assert price_many(prices, [], {"input_tokens": []}, NOON).shape == (0,)
    assert price_many(prices, [0], {}, NOON).tolist() == [0]


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_an_unpriced_dimension_names_model_dimension_and_row(chunk: int) -> None:
    prices = [LISTS["openai/gpt-5.4"], LISTS["openai/tts-1"]]
    with pytest.raises(UnpricedDimension, match=r"row 2: openai/gpt-5.4: cache_write is used but not priced") as caught:
        price_many(
            prices,
            [0, 1, 0, 0],
            {"input_tokens": [1, 0, 1, 1], "characters_in": [0, 1, 0, 0], "cache_write_tokens": [0, 0, 1, 9]},
            NOON,
            chunk=chunk,
        )
    assert (caught.value.model, caught.value.dimension, caught.value.row) == (
        "openai/gpt-5.4",
        "cache_write",
        2,
    )


def test_an_unpriced_dimension_of_a_marginal_list() -> None:
    prices = schedule(
        entry(rates={"input": 1}, tier_mode="marginal", tiers=[{"input_above": 5, "rates": {"input": 2}}])
    )
    with pytest.raises(UnpricedDimension, match="row 1: maker/model: output"):
        price_many([prices], [0, 0], {"input_tokens": [9, 9], "output_tokens": [0, 1]}, NOON)


def test_requests_cost_nothing_without_a_fee_unless_they_are_all_there_is() -> None:
    prices = [LISTS["openai/gpt-5.4"], LISTS["others/sonar-pro"]]
    found = price_many(prices, [0, 1], {"input_tokens": [1_000, 0], "requests": [5, 2]}, NOON)
    assert found.tolist() == pytest.approx([0.0025, 0.028])
    with pytest.raises(UnpricedDimension, match=r"row 0: openai/gpt-5.4: requests"):
        price_many(prices, [0, 1], {"input_tokens": [0, 0], "requests": [5, 2]}, NOON)


def test_tables_by_row() -> None:
    image = [LISTS["openai/gpt-image-1-mini"]]
    options = {"size": "1024x1024", "quality": np.array(["low", "high", "low"])}
    found = price_many(image, [0, 0, 0], {"images_out": [1, 1, 2]}, NOON, options=options)
    assert found.tolist() == pytest.approx([0.005, 0.036, 0.01])
    with pytest.raises(AmbiguousRate, match=r"row 1: .*images_out is priced by 1024x1024/low"):
        price_many(image, [0, 0], {"images_out": [0, 1], "input_tokens": [9, 9]}, NOON)
    with pytest.raises(InvalidUsage, match="unknown option 'length'"):
        price_many(image, [0], {"images_out": [1]}, NOON, options={"length": "8s"})


def test_a_row_without_a_price_in_its_time_or_variant() -> None:
    prices = [LISTS["openai/gpt-5.4"], LISTS["openai/tts-1"]]
    at = np.array(["2026-11-22", "2026-01-01"], dtype="datetime64[s]")
    with pytest.raises(NoPriceAt, match=r"row 1: openai/gpt-5.4: no standard price at 2026-01-01T00:00:00\+00:00"):
        price_many(prices, [0, 0], {"input_tokens": [1, 1]}, at)
    with pytest.raises(UnknownVariant, match=r"row 1: openai/tts-1: no variant 'batch'; known: standard"):
        price_many(prices, [0, 1], {"characters_in": [0, 1]}, NOON, "batch")


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_bad_counts_name_the_row(value: float) -> None:
    with pytest.raises(InvalidUsage, match="row 3: input_tokens: a count is finite and not negative"):
        price_many([LISTS["openai/gpt-5.4"]], [0] * 4, {"input_tokens": [1, 2, 3, value]}, NOON, chunk=2)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"columns": {"input_token": [1, 1]}}, "did you mean 'input_tokens'"),
        ({"columns": {"input_tokens": [1, 1, 1]}}, r"\(3,\) counts for 2 rows"),
        ({"columns": {"input_tokens": ["a", "b"]}}, "counts are numbers"),
        ({"model_index": [0, 1]}, "row 1: no schedule 1; there are 1"),
        ({"model_index": [0, -1]}, "row 1: no schedule -1"),
        ({"model_index": [0.0, 0.0]}, "one position of a schedule a row"),
        ({"at": dt.datetime(2026, 11, 22)}, "no time zone"),
        ({"at": [1, 2]}, "one datetime64"),
        ({"at": np.array(["2026-11-22", "NaT"], dtype="datetime64[s]")}, "row 1: no time"),
        ({"variant": ["standard"]}, "variant: one label, or one for each of 2 rows"),
    ],
)
def test_arguments_that_do_not_fit(changed: dict[str, Any], message: str) -> None:
    arguments: dict[str, Any] = {"model_index": [0, 0], "columns": {"input_tokens": [1, 1]}, "at": NOON}
    with pytest.raises(PricingError, match=message):
        price_many([LISTS["openai/gpt-5.4"]], **(arguments | changed))


def test_a_moment_is_priced_by_its_second() -> None:
    prices = schedule(entry("2026-11-01", rates={"input": 1}), entry("2026-11-22", rates={"input": 2}))
    at = np.array(["2026-11-21T23:59:59.999", "2026-11-22T00:00:00.000"], dtype="datetime64[ms]")
    found = price_many([prices], [0, 0], {"input_tokens": [1_000_000, 1_000_000]}, at)
    assert found.tolist() == [1, 2]
    assert price(prices, {"input_tokens": 1_000_000}, utc("2026-11-21T23:59:59.999")).total == Decimal(1)


def test_importing_the_room_is_light() -> None:
    code = (
        "import sys, planner.pricing; assert not {'numpy', 'pydantic'} & set(sys.modules);"
        "planner.pricing.price; assert not {'numpy', 'pydantic'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
