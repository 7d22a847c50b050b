"""Success request by request: difficulty makes the same requests hard for every model."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.demand.distributions import DRAWS, Z90
from planner.quality.ability import Abilities
from planner.quality.success import (
    ANCHOR,
    ANCHOR_SD,
    SHIFT,
    WITHIN,
    Success,
    anchor,
    from_outcomes,
    from_public,
)


def abilities(*means: float, sd: float = 0.0) -> Abilities:
    n = len(means)
    table = np.array(means).reshape(n, 1)
    return Abilities(
        [f"m{i}" for i in range(n)], ["t"], table, np.full((n, 1), sd), [], np.zeros(0), np.zeros(0),
        np.ones((n, 1), dtype=np.int64), 0.0,
    )  # fmt: skip


def public(*means: float, mix: tuple[float, float, float] = (0.4, 0.4, 0.2), sd: float = 0.0, seed: int = 0) -> Success:
    names = [f"m{i}" for i in range(len(means))]
    return from_public(names, names, "t", mix, abilities(*means, sd=sd), seed)


def expected(ability: float, mix: tuple[float, float, float]) -> float:
    """∫ σ(anchor + ability − difficulty) over the mix and the uncertain level, summed finely."""
    z = np.linspace(-8, 8, 4001)
    weight = np.exp(-(z**2) / 2) / np.exp(-(z**2) / 2).sum()
    wide = math.hypot(WITHIN, ANCHOR_SD)
    level = math.log(ANCHOR / (1 - ANCHOR)) + ability
    return sum(
        share * float((weight / (1 + np.exp(-(level - shift - wide * z)))).sum())
        for share, shift in zip(mix, SHIFT, strict=True)
    )


@pytest.mark.parametrize("mix", [(1, 0, 0), (0, 1, 0), (0, 0, 1), (0.6, 0.3, 0.1)])
def test_quality_is_the_integral_over_the_mix(mix: tuple[float, float, float]) -> None:
    """Three models with the middle one at the anchor: seven points a class integrate to 1e-3."""
    found = public(-1.0, 0.0, 1.0, mix=mix)
    for index, ability in enumerate((-1.0, 0.0, 1.0)):
        assert found.quality(index).mean() == pytest.approx(expected(ability, mix), abs=2e-3)


def test_the_median_model_is_the_anchor() -> None:
    assert anchor(abilities(-2.0, 0.3, 5.0), "t") == 0.3
    assert public(0.3, 0.3, 0.3).quality(0).mean() == pytest.approx(public(0, 0, 0).quality(0).mean())


def test_an_uncertain_ability_is_an_uncertain_quality() -> None:
    sure, unsure = public(0.0), public(0.0, sd=1.0)
    assert np.ptp(sure.quality(0)) > 0  # the level itself is unsure
    assert unsure.quality(0).std() > 2 * sure.quality(0).std()
    low, high = np.quantile(np.log(unsure.p[0, :, 10] / (1 - unsure.p[0, :, 10])), [0.1, 0.9])
    assert (high - low) / 2 == pytest.approx(Z90 * math.hypot(1.0, ANCHOR_SD), rel=0.15)


def test_draws_of_a_model_do_not_depend_on_the_others() -> None:
    alone = from_public(["m1"], ["m1"], "t", (0.4, 0.4, 0.2), abilities(0.0, 0.5, 1.0, sd=0.5), 0)
    among = from_public(
        ["m0", "m1", "m2"], ["m0", "m1", "m2"], "t", (0.4, 0.4, 0.2), abilities(0.0, 0.5, 1.0, sd=0.5), 0
    )
    assert np.array_equal(alone.p[0], among.p[1])
    assert np.array_equal(among.only(["m1"]).p[0], among.p[1])


@pytest.mark.parametrize("mix", [(0.6, 0.3, 0.1), (0.33, 0.33, 0.335), (1, 0, 0)])
def test_weights_sum_to_one(mix: tuple[float, float, float]) -> None:
    found = public(0.0, mix=mix)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    for cls in range(3):
        assert found.weights[0, found.classes == cls].sum() == pytest.approx(mix[cls] / sum(mix))


def test_small_and_large_are_right_together_more_often_than_by_chance() -> None:
    """What both find hard is shared: P(both) − P(small) P(large) = Cov over requests, and it is positive."""
    found = public(-0.5, 1.0)
    small, large = found.p
    together = (found.weights * small * large).sum(axis=1)
    product = found.quality(0) * found.quality(1)
    assert (together > product).all()
    correlation = (together - product) / np.sqrt(
        found.quality(0) * (1 - found.quality(0)) * found.quality(1) * (1 - found.quality(1))
    )
    assert 0.12 < correlation.mean() < 0.64  # the range measured on public tables


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 0.95), st.floats(0, 0.95))
def test_what_rules_leave_is_harder(first: float, second: float) -> None:
    found = public(-0.5, 1.0)
    less, more = sorted((first, second))
    for index in (0, 1):
        assert (found.harder(more).quality(index) <= found.harder(less).quality(index) + 1e-9).all()
    assert found.harder(more).weights.sum(axis=1) == pytest.approx(1)


def test_rules_take_the_easy_requests_first() -> None:
    found = public(0.0, mix=(0.4, 0.4, 0.2))

    def shares(removed: float) -> list[float]:
        left = found.harder(removed)
        return [round(float(left.weights[0, left.classes == c].sum()), 6) for c in range(3)]

    assert shares(0.0) == [0.4, 0.4, 0.2]
    assert shares(0.2) == pytest.approx([0.25, 0.5, 0.25])
    assert shares(0.4) == pytest.approx([0, 2 / 3, 1 / 3], abs=1e-6)
    assert shares(0.6) == pytest.approx([0, 0.5, 0.5], abs=1e-6)
    assert shares(1.0) == pytest.approx([0, 0, 1], abs=1e-6)


# --- own outcomes -----------------------------------------------------------------------------------------------


def test_outcomes_are_taken_as_they_are_and_bootstrapped() -> None:
    """The Bayesian bootstrap of n answers: mean x̄, variance x̄(1 − x̄)/(n + 1)."""
    n = 200
    right = np.repeat([1.0, 0.0], [150, 50])
    found = from_outcomes({"a": right.copy()}, np.ones(n, dtype=np.int64), 0, "answers")
    assert found.basis == "outcomes"
    assert found.results == (n,)
    assert found.weights.sum(axis=1) == pytest.approx(1)
    assert found.quality(0).mean() == pytest.approx(0.75, abs=0.01)
    assert found.quality(0).std() == pytest.approx(math.sqrt(0.75 * 0.25 / (n + 1)), rel=0.15)


def test_joint_behaviour_is_that_of_the_table() -> None:
    """The same queries wrong for both: together right as often as either, not the product."""
    right = np.repeat([1.0, 0.0], [60, 40])
    found = from_outcomes({"a": right.copy(), "b": right.copy()}, np.ones(100, dtype=np.int64), 0, "answers")
    together = (found.weights * found.p[0] * found.p[1]).sum(axis=1)
    assert together == pytest.approx(found.quality(0))


def test_a_missing_answer_takes_the_models_mean_on_its_class() -> None:
    classes = np.array([0, 0, 0, 2, 2, 2])
    scores = {"a": np.array([1.0, 1.0, np.nan, 0.0, 0.5, np.nan]), "b": np.array([np.nan] * 3 + [0.2, 0.4, 0.6])}
    found = from_outcomes(scores, classes, 0, "answers")
    assert found.p[0, 0].tolist() == [1, 1, 1, 0, 0.5, 0.25]
    assert found.p[1, 0, :3] == pytest.approx([0.4] * 3)  # no answer in the class: the mean of all
    assert found.results == (4, 3)
    assert np.isnan(scores["a"][2])  # the table that was given stays as it was


def test_bootstraps_of_scenarios_are_their_own() -> None:
    def weights(name: str, seed: int) -> np.ndarray:
        return from_outcomes({"a": np.ones(5)}, np.ones(5, dtype=np.int64), seed, name).weights

    assert np.array_equal(weights("x", 0), weights("x", 0))
    assert not np.array_equal(weights("x", 0), weights("y", 0))
    assert not np.array_equal(weights("x", 0), weights("x", 1))
    assert weights("x", 0).shape == (DRAWS, 5)
