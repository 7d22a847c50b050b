"""Requests by month, growth, launch, the hours of a day and the peak."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_workspace import scenario

from planner.demand.assumptions import Assumptions
from planner.demand.distributions import Z90, summary
from planner.demand.volume import Volume, peaked, volume
from planner.scenario import Scenario

TODAY = dt.date(2026, 11, 22)


def of(horizon: int = 12, name: str = "answers", seed: int = 0, **said: Any) -> Volume:
    fields = {"growth": 0, "peak_factor": 2, **said}
    fields = {k: v for k, v in fields.items() if v is not None}
    return volume(Scenario.model_validate(scenario(name, volume=fields)), TODAY, horizon, seed, Assumptions())


def test_the_first_month_is_the_next_one_and_months_have_their_days() -> None:
    load = of(requests_per_day=100, horizon=16)
    assert load.months[:3] == ["2026-12", "2027-01", "2027-02"]
    assert load.per_month.mean(axis=0)[:5].tolist() == [3100, 3100, 2800, 3100, 3000]
    assert load.per_month.mean(axis=0)[14] == 2900  # February 2028
    assert load.rate[0] == pytest.approx(100 / 86400)


def test_growth_compounds_by_month() -> None:
    load = of(requests_per_day=100, growth="10%")
    assert load.per_month[0, [0, 1, 2]] == pytest.approx([3100, 3100 * 1.1, 2800 * 1.21])
    assert load.peak_per_second[0] == pytest.approx(100 * 1.1**11 * 2 / 86400)


def test_an_uncertain_growth_widens_with_time() -> None:
    load = of(requests_per_day=100, growth=["-2%", "6%"])
    spread = np.diff(np.quantile(load.per_month / load.days, [0.1, 0.9], axis=0), axis=0)[0]
    assert spread[0] == pytest.approx(0, abs=1e-9)
    assert (np.diff(spread) > 0).all()


def test_a_launch_in_mid_month_counts_the_days_that_are_left() -> None:
    load = of(requests_per_day=100, growth="10%", launch="2027-01-11")
    assert load.per_month[0, :3] == pytest.approx([0, 2100, 2800 * 1.1])
    assert load.days[:3].tolist() == [0, 21, 28]
    assert of(requests_per_day=100, launch="2027-01-11").rate[0] == pytest.approx(100 / 86400)


def test_a_launch_beyond_the_horizon_costs_nothing() -> None:
    load = of(requests_per_day=100, launch="2029-01-01")
    assert load.per_month.sum() == 0
    assert load.rate.sum() == 0
    assert load.peak_per_second.sum() == 0


def test_users_times_requests_each() -> None:
    load = of(users=3000, per_user_per_day=1.5)
    assert load.per_month[0, 0] == 3000 * 1.5 * 31
    uncertain = of(users=[2000, 4000], per_user_per_day=[1, 2])
    apart = np.log(uncertain.per_month[:, 0] / 31)
    # Independent lognormals: variances of the logarithms add.
    assert apart.std() == pytest.approx(np.log(2) / (2 * Z90) * np.sqrt(2), rel=0.1)


def test_requests_per_day_count_where_both_are_said() -> None:
    assert of(requests_per_day=50, users=10, per_user_per_day=1).per_month[0, 0] == 50 * 31


def test_a_profile_is_shared_out_and_its_busiest_hour_is_the_peak() -> None:
    weights = [0.0] * 8 + [1.0] * 8 + [3.0] * 4 + [0.0] * 4
    load = of(requests_per_day=86400, peak_factor=None, profile=weights)
    assert load.profile.sum() == pytest.approx(1)
    assert load.profile[16] == pytest.approx(3 / 20)
    assert load.peak_per_second[0] == pytest.approx(3 / 20 * 24)


@pytest.mark.parametrize(
    ("said", "hours", "part"),
    [
        ("9-21", range(9, 21), 1 / 12),
        ("22-6", [22, 23, 0, 1, 2, 3, 4, 5], 1 / 8),
        ("09:30-10:30", [9, 10], 1 / 2),
    ],
)
def test_opening_hours(said: str, hours: Any, part: float) -> None:
    load = of(requests_per_day=86400, peak_factor=None, hours=said)
    assert np.flatnonzero(load.profile).tolist() == sorted(hours)
    assert load.profile.max() == pytest.approx(part)
    assert load.peak_per_second[0] == pytest.approx(24 * part)


@settings(max_examples=30, deadline=None)
@given(st.floats(1, 23))
def test_a_peak_factor_makes_a_day_with_that_peak(factor: float) -> None:
    profile = peaked(factor)
    assert profile.sum() == pytest.approx(1)
    assert profile.max() * 24 == pytest.approx(factor, rel=1e-3)


def test_beyond_24_the_day_falls_into_one_hour_and_the_factor_sets_the_rate() -> None:
    load = of(requests_per_day=86400, peak_factor=60)
    assert load.profile.max() > 0.99
    assert load.peak_per_second[0] == pytest.approx(60)


def test_what_is_not_said_is_assumed_and_listed() -> None:
    assumed = Assumptions()
    said = Scenario.model_validate(scenario(volume={"requests_per_day": 10}))
    load = volume(said, TODAY, 12, 0, assumed)
    assert {field for _, field in assumed.items} == {"volume.growth", "volume.peak_factor", "volume.turns"}
    assert load.peak_per_second[0] == pytest.approx(3 * 10 / 86400)


def test_a_range_of_the_volume_is_p10_and_p90() -> None:
    low, _, high = summary(of(requests_per_day=[100, 400]).per_month[:, 0] / 31)
    assert (low, high) == pytest.approx((100, 400), rel=0.02)


def test_draws_of_a_scenario_are_its_own() -> None:
    said = {"requests_per_day": [100, 400]}
    assert np.array_equal(of(**said).per_month, of(**said).per_month)
    assert not np.array_equal(of(**said).per_month, of(name="others", **said).per_month)
    assert not np.array_equal(of(**said).per_month, of(seed=1, **said).per_month)
