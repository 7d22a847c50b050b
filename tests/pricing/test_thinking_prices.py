"""Price lists where thinking re-prices the whole answer (Alibaba: answer 2, with thoughts 8 for both)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import NOON, entry, schedule
from pydantic import ValidationError

from planner.catalog.dimensions import DIMENSIONS, INDEX
from planner.pricing import RateTable, price, price_many

QWEN = schedule(
    entry(
        rates={"input": 0.8, "output": 2, "reasoning": 8},
        thinking="whole",
        tiers=[{"input_above": 128000, "rates": {"input": 2.4, "output": 20, "reasoning": 24}}],
    )
)


def test_an_answer_with_thoughts_costs_what_thoughts_cost() -> None:
    """1,000 x 0.8 + (100 + 300) x 8 a million, against 1,000 x 0.8 + 100 x 2 without thoughts."""
    asked = {"input_tokens": 1000, "output_tokens": 100}
    assert price(QWEN, asked, NOON).total == Decimal("0.001")
    found = price(QWEN, {**asked, "reasoning_tokens": 300}, NOON)
    assert found.total == Decimal("0.004")
    assert found.breakdown == {
        "input": Decimal("0.0008"),
        "output": Decimal("0.0008"),
        "reasoning": Decimal("0.0024"),
    }


def test_in_a_tier_the_thoughts_of_that_tier() -> None:
    """200,000 x 2.4 + (100 + 300) x 24 a million."""
    asked = {"input_tokens": 200_000, "output_tokens": 100, "reasoning_tokens": 300}
    assert price(QWEN, asked, NOON).total == Decimal("0.4896")


def test_apart_is_the_default() -> None:
    apart = schedule(entry(rates={"output": 2, "reasoning": 8}))
    assert price(apart, {"output_tokens": 100, "reasoning_tokens": 300}, NOON).total == Decimal("0.0026")


def test_without_a_rate_of_thoughts_there_is_nothing_to_reprice() -> None:
    with pytest.raises(ValidationError, match="needs a `reasoning` rate"):
        entry(rates={"output": 2}, thinking="whole")


@given(
    st.lists(st.tuples(*[st.integers(0, 300_000)] * 3), min_size=1, max_size=20), st.sampled_from(["whole", "marginal"])
)
def test_columns_and_matrix_equal_the_exact_path(rows: list[tuple[int, int, int]], mode: str) -> None:
    said = schedule(
        entry(
            rates={"input": 0.8, "output": 2, "reasoning": 8},
            thinking="whole",
            tier_mode=mode,
            tiers=[
                {"input_above": 128000, "output_above": 1000, "rates": {"input": 2.4, "output": 20, "reasoning": 24}}
            ],
        )
    )
    names = ("input_tokens", "output_tokens", "reasoning_tokens")
    exact = [float(price(said, dict(zip(names, row, strict=True)), NOON).total) for row in rows]
    columns = dict(zip(names, np.array(rows).T, strict=True))
    assert price_many([said], np.zeros(len(rows), int), columns, NOON) == pytest.approx(exact, rel=1e-9)
    counts = np.zeros((len(rows), len(DIMENSIONS)))
    for name, column in columns.items():
        counts[:, INDEX[name.removesuffix("_tokens")]] = column
    assert RateTable.at([said], NOON).cost(counts)[0] == pytest.approx(exact, rel=1e-9)


def test_catalog_models_that_bill_so() -> None:
    """qwen-plus: 1,000 in, 100 out and 300 thoughts in CNY: 0.0008 + 400 x 8 a million."""
    from planner.pricing.library import price as by_name

    assert Path("catalogs/models/alibaba.yaml").exists()
    asked = {"input_tokens": 1000, "output_tokens": 100}
    at = "2026-11-21T12:00:00Z"
    assert by_name("alibaba/qwen-plus", at=at, **asked).total == Decimal("0.001")
    assert by_name("alibaba/qwen-plus", at=at, reasoning_tokens=300, **asked).total == Decimal("0.004")
