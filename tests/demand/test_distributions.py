"""Ranges become the distributions the methods name, with their ends at P10 and P90."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.demand.distributions import (
    DRAWS,
    Z90,
    bounded,
    lognormal_of,
    normals,
    positive,
    signed,
    summary,
)
from planner.files.quantities import Range

FINE = np.array([NormalDist().inv_cdf((i + 0.5) / 20_000) for i in range(20_000)])
"""Stratified normals, fine enough to read quantiles off."""


def ends(draws: np.ndarray) -> tuple[float, float]:
    low, high = np.quantile(draws, [0.1, 0.9])
    return float(low), float(high)


def beta_quantile(a: float, b: float, share: float) -> float:
    """By the incomplete beta integral, summed finely."""
    x = (np.arange(400_000) + 0.5) / 400_000
    density = x ** (a - 1) * (1 - x) ** (b - 1)
    area = np.cumsum(density) / density.sum()
    return float(np.interp(share, area, x))


def test_positive_ranges_are_lognormal() -> None:
    draws = positive(Range(100, 1000), FINE)
    sigma = math.log(10) / (2 * Z90)
    assert ends(draws) == pytest.approx((100, 1000), rel=1e-3)
    assert np.median(draws) == pytest.approx(math.sqrt(100 * 1000), rel=1e-3)
    assert draws.mean() == pytest.approx(math.sqrt(100 * 1000) * math.exp(sigma**2 / 2), rel=2e-3)


def test_signed_ranges_are_normal_and_cross_zero() -> None:
    draws = signed(Range(-0.04, 0.10), FINE)
    assert ends(draws) == pytest.approx((-0.04, 0.10), abs=1e-4)
    assert (draws.mean(), draws.std()) == pytest.approx((0.03, 0.07 / Z90), abs=1e-4)


@pytest.mark.parametrize(("a", "b"), [(2, 5), (8, 2), (1, 1), (0.5, 0.5), (60, 40)])
def test_bounded_ranges_are_the_beta_with_these_quantiles(a: float, b: float) -> None:
    low, high = beta_quantile(a, b, 0.1), beta_quantile(a, b, 0.9)
    draws = bounded(Range(low, high), FINE)
    assert draws.mean() == pytest.approx(a / (a + b), abs=2e-3)
    assert draws.var() == pytest.approx(a * b / ((a + b) ** 2 * (a + b + 1)), rel=0.03)


def test_a_beta_is_scaled_to_its_limits() -> None:
    draws = bounded(Range(2, 4), FINE, 1, 5)
    assert ends(draws) == pytest.approx((2, 4), abs=2e-3)
    assert draws.mean() == pytest.approx(3, abs=1e-3)
    assert draws.min() >= 1
    assert draws.max() <= 5


@pytest.mark.parametrize(
    ("said", "low", "high"),
    [
        (Range(0, 0.2), 0.01, 0.2),
        (Range(0.8, 1), 0.8, 0.99),
        (Range(0, 1), 0.01, 0.99),
        (Range(0, 0.01), 0.001, 0.01),
    ],
)
def test_an_end_on_a_limit_is_taken_a_little_inside_it(said: Range, low: float, high: float) -> None:
    assert ends(bounded(said, FINE)) == pytest.approx((low, high), rel=0.01)


@pytest.mark.parametrize("said", [Range(0.001, 0.003), Range(0.97, 0.99), Range(0.5, 0.502)])
def test_ends_near_a_limit_or_each_other_stay_where_they_are(said: Range) -> None:
    assert ends(bounded(said, FINE)) == pytest.approx((said.low, said.high), rel=2e-3)


@settings(max_examples=40, deadline=None)
@given(
    st.tuples(st.floats(0.1, 1e6), st.floats(1.02, 50), st.floats(0, 1)).map(
        lambda t: Range(t[0], t[0] * t[1], t[0] * (1 + (t[1] - 1) * t[2]))
    )
)
def test_with_a_mode_the_ends_still_are_p10_and_p90(said: Range) -> None:
    assert ends(positive(said, FINE)) == pytest.approx((said.low, said.high), rel=0.01)
    assert ends(signed(said, FINE)) == pytest.approx((said.low, said.high), abs=(said.high - said.low) * 3e-3)


def test_the_mode_is_where_the_density_is_highest() -> None:
    draws = signed(Range(0, 10, 3), FINE)
    counts, edges = np.histogram(draws, bins=np.arange(-3.25, 15, 0.5))
    highest = int(counts.argmax())
    assert edges[highest] <= 3 <= edges[highest + 1]


def test_a_mode_of_a_bounded_range_counts() -> None:
    share = bounded(Range(0.1, 0.6, 0.5), FINE)
    assert ends(share) == pytest.approx((0.1, 0.6), rel=5e-3)
    assert share.min() > 0
    assert share.max() < 1
    assert share.mean() > bounded(Range(0.1, 0.6, 0.2), FINE).mean()


def test_an_exact_value_stays_exact() -> None:
    z = normals(1, "a")
    for draw in (positive, signed, bounded):
        assert set(draw(Range(0.25, 0.25), z)) == {0.25}


def test_a_positive_range_does_not_start_at_zero() -> None:
    with pytest.raises(ValueError, match="starts above zero"):
        positive(Range(0, 5), normals(0, "a"))


@pytest.mark.parametrize("sigma", [0.05, 0.3, 0.8, 1.2, 1.6])
def test_lognormal_of_mean_and_p95_is_the_closed_form(sigma: float) -> None:
    """With mean m and sigma s, p95 = m exp(z s - s^2/2): the inverse returns the smaller root."""
    z = NormalDist().inv_cdf(0.95)
    mean = 700.0
    mu, found = lognormal_of(mean, mean * math.exp(z * sigma - sigma**2 / 2))
    assert found == pytest.approx(sigma, abs=1e-9)
    assert mu == pytest.approx(math.log(mean) - sigma**2 / 2)


def test_no_lognormal_beyond_3_87() -> None:
    z = NormalDist().inv_cdf(0.95)
    highest = math.exp(z**2 / 2)
    assert highest == pytest.approx(3.868, abs=5e-4)
    assert lognormal_of(1, highest - 1e-9)[1] == pytest.approx(z, abs=1e-3)
    with pytest.raises(ValueError, match=r"3\.87"):
        lognormal_of(1, 3.87)
    assert lognormal_of(5, 5)[1] == 0


def test_streams_are_their_own() -> None:
    """The draws of a field depend on seed, scenario and field, not on what else is drawn."""
    first = normals(0, "a", "tokens.input")
    assert np.array_equal(first, normals(0, "a", "tokens.input"))
    for other in (
        normals(1, "a", "tokens.input"),
        normals(0, "b", "tokens.input"),
        normals(0, "a", "tokens.output"),
    ):
        assert not np.array_equal(first, other)
        assert abs(np.corrcoef(first, other)[0, 1]) < 0.25
        assert np.array_equal(np.sort(first), np.sort(other))  # one draw from each equal slice
    assert len(first) == DRAWS


def test_summary_is_p10_mean_p90() -> None:
    assert summary(np.arange(11.0)) == (1.0, 5.0, 9.0)
