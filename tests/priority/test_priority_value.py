"""Fixed ranges, their limits, and the property they exist for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from planner.priority.value import (
    CRITERIA,
    DEFAULT_WEIGHTS,
    Criteria,
    additive_value,
    ease_score,
    pain_score,
    ranks,
    risk_score,
    score_table,
    value_score,
)

unit = st.floats(0, 1)
scores = hnp.arrays(np.float64, st.tuples(st.integers(2, 7), st.just(4)), elements=unit)


def test_a_scenario_computed_by_hand() -> None:
    one = Criteria(pain_score(5), ease_score(2, 2, 2), value_score(0.5, 1.0), risk_score(2))
    table = score_table([one])
    assert table.shape == (1, 1, 4)
    np.testing.assert_allclose(table[0, 0], [1, 0.75, 0.75, 0.75])
    assert additive_value(table, DEFAULT_WEIGHTS)[0, 0] == pytest.approx(0.4 + 0.225 + 0.15 + 0.075)


def test_ease_is_one_minus_the_mean_difficulty() -> None:
    assert float(ease_score(1, 3, 5)) == pytest.approx(0.5)
    np.testing.assert_allclose(ease_score([1, 5], 3, 3), [1 - 1 / 3, 1 / 3])


@pytest.mark.parametrize(
    ("net", "today", "expected"),
    [
        (None, 1.0, 0.5),
        (1.0, None, 0.5),
        (0.0, 2.0, 0.5),
        (1.0, 2.0, 0.75),
        (-1.0, 2.0, 0.25),
        (9.0, 2.0, 1.0),
        (-9.0, 2.0, 0.0),
        (0.1, 0.0, 1.0),
        (-0.1, 0.0, 0.0),
        (0.0, 0.0, 0.5),
        (1e300, 5e-324, 1.0),
    ],
)
def test_value_is_net_benefit_over_today_clipped(net: float | None, today: float | None, expected: float) -> None:
    assert float(value_score(net, today)) == pytest.approx(expected)


def test_draws_broadcast() -> None:
    a = Criteria(pain_score([4, 5]), ease_score(1, 1, 1), value_score([0.0, 1.0], 1.0), risk_score(1))
    b = Criteria(0.5, 0.5, 0.5, 0.5)
    table = score_table([a, b])
    assert table.shape == (2, 2, len(CRITERIA))
    np.testing.assert_allclose(table[:, 0, 0], [0.75, 1])
    np.testing.assert_allclose(table[:, 1], 0.5)


@pytest.mark.parametrize("bad", [0.99, 5.01, float("nan"), float("inf")])
def test_what_is_off_the_scale_is_an_error(bad: float) -> None:
    with pytest.raises(ValueError, match="pain intensity"):
        pain_score(bad)
    with pytest.raises(ValueError, match="difficulty data"):
        ease_score(1, bad, 1)
    with pytest.raises(ValueError, match="risk"):
        risk_score([1, bad])


def test_bad_tables_are_errors() -> None:
    with pytest.raises(ValueError, match="no scenarios"):
        score_table([])
    with pytest.raises(ValueError, match="different numbers of draws"):
        score_table([Criteria([0.1, 0.2], 0, 0, 0), Criteria([0.1, 0.2, 0.3], 0, 0, 0)])
    with pytest.raises(ValueError, match="left"):
        score_table([Criteria(1.5, 0, 0, 0)])
    with pytest.raises(ValueError, match="one number a draw"):
        score_table([Criteria([[0.5]], 0, 0, 0)])
    with pytest.raises(ValueError, match="finite"):
        score_table([Criteria(float("nan"), 0, 0, 0)])
    with pytest.raises(ValueError, match="today's cost"):
        value_score(1.0, -1.0)
    with pytest.raises(ValueError, match="criteria but"):
        additive_value([[0.1, 0.2]], [1.0])


def test_ties_share_the_better_rank() -> None:
    assert ranks([0.3, 0.9, 0.3, 0.1]).tolist() == [2, 1, 2, 4]
    assert ranks([0.1 + 0.2, 0.3]).tolist() == [1, 1]


@given(scores, hnp.arrays(np.float64, 4, elements=unit), hnp.arrays(np.float64, (1, 4), elements=unit))
def test_adding_a_scenario_never_reorders_the_others(table: np.ndarray, raw: np.ndarray, extra: np.ndarray) -> None:
    weights = (raw + 0.01) / (raw + 0.01).sum()
    before = ranks(additive_value(table, weights))
    after = ranks(additive_value(np.vstack([table, extra]), weights))[:-1]
    np.testing.assert_array_equal(np.sign(before[:, None] - before), np.sign(after[:, None] - after))


@given(scores, hnp.arrays(np.float64, 4, elements=unit))
def test_a_value_stays_in_the_unit_interval_and_rises_with_each_score(table: np.ndarray, raw: np.ndarray) -> None:
    weights = (raw + 0.01) / (raw + 0.01).sum()
    value = additive_value(table, weights)
    assert np.all((value >= -1e-12) & (value <= 1 + 1e-12))
    assert np.all(additive_value(np.minimum(table + 0.1, 1), weights) >= value)
