"""Published scores on one scale: logits above chance and below the ceiling."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_workspace import BENCHMARKS, model, result, scenario, workspace

from planner.catalog.schema import Benchmark
from planner.quality.scale import DEFAULT_N, EFFECTIVE, RESIDUAL, observations, on_scale


def benchmark(**said: Any) -> Benchmark:
    return Benchmark.model_validate({"name": "B", "url": "u", "measures": "m", "link": "rate", **said})


def smoothed(share: float, n: float) -> float:
    """The share with half a success and half a failure added, at the part of n that counts."""
    return (share * n * EFFECTIVE + 0.5) / (n * EFFECTIVE + 1)


def logit(share: float) -> float:
    return math.log(share / (1 - share))


def test_a_rate_is_its_logit() -> None:
    found, variance = on_scale(80, benchmark(scale=100, n=1000), None)
    share = smoothed(0.8, 1000)
    assert found == pytest.approx(logit(share))
    assert variance == pytest.approx(RESIDUAL["rate"] ** 2 + 1 / (250 * share * (1 - share)))


def test_chance_counts_as_nothing_and_the_ceiling_as_everything() -> None:
    """Four answers to choose from, a tenth of the labels wrong: 57.5% is half way."""
    guessed = benchmark(chance=0.25, ceiling=0.9, n=4000)
    assert on_scale(0.575, guessed, None)[0] == pytest.approx(0, abs=1e-9)
    worst, best = logit(smoothed(0, 4000)), logit(smoothed(1, 4000))
    assert on_scale(0.20, guessed, None)[0] == pytest.approx(worst)
    assert on_scale(0.95, guessed, None)[0] == pytest.approx(best)
    assert math.isfinite(worst)


def test_a_word_error_rate_is_one_minus_itself() -> None:
    wer, rate = benchmark(link="wer", scale=100, n=500), benchmark(n=500)
    assert on_scale(6, wer, None) == pytest.approx(on_scale(0.94, rate, None))


def test_an_index_is_a_share_of_its_scale_with_a_residual_of_its_own() -> None:
    found, variance = on_scale(45, benchmark(link="index", scale=100, n=400), None)
    share = smoothed(0.45, 400)
    assert found == pytest.approx(logit(share))
    assert variance == pytest.approx(RESIDUAL["index"] ** 2 + 1 / (100 * share * (1 - share)))


def test_400_points_of_elo_are_odds_of_ten_to_one() -> None:
    elo = benchmark(link="elo", reference=1200)
    assert on_scale(1600, elo, None) == pytest.approx((math.log(10), RESIDUAL["elo"] ** 2))
    assert on_scale(1200, elo, 5000)[0] == 0
    unsaid = benchmark(link="elo")
    assert on_scale(1400, unsaid, None)[0] - on_scale(1300, unsaid, None)[0] == pytest.approx(math.log(10) / 4)


def test_more_questions_are_surer_but_never_surer_than_another_task_allows() -> None:
    few, many, endless = (on_scale(0.7, benchmark(), n)[1] for n in (50, 500, 10**9))
    assert few > many > endless
    assert endless == pytest.approx(RESIDUAL["rate"] ** 2, rel=1e-4)
    assert on_scale(0.7, benchmark(), None) == on_scale(0.7, benchmark(n=DEFAULT_N), None)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10_000))
def test_a_better_score_is_never_a_lower_logit(a: float, b: float, n: int) -> None:
    low, high = sorted((a, b))
    said = benchmark(chance=0.1, ceiling=0.95)
    assert on_scale(low, said, n)[0] <= on_scale(high, said, n)[0]


MODELS = {"acme": [model("big", {"input": 1, "output": 1}, aliases=["big-latest"])]}


def test_results_are_known_from_the_day_they_were_measured(tmp_path: Path) -> None:
    ws = workspace(
        tmp_path,
        [scenario()],
        MODELS,
        evidence=[
            result("acme/big", "one", 0.5, measured="2026-01-01"),
            result("acme/big-latest", "one", 0.7, measured="2026-03-01"),
            result("acme/big", "two", 0.9),  # of the day its source was read, 2026-11-01
        ],
    )
    said = BENCHMARKS["one"] | {"measures": "m"}
    one = Benchmark.model_validate(said)

    def seen(day: str) -> dict[tuple[str, str], float]:
        return {(o.model, o.benchmark): o.logit for o in observations(ws.catalog, dt.date.fromisoformat(day))}

    assert seen("2025-12-31") == {}
    assert seen("2026-02-01") == {("acme/big", "one"): pytest.approx(on_scale(0.5, one, None)[0])}
    newer = {("acme/big", "one"): pytest.approx(on_scale(0.7, one, None)[0])}
    assert seen("2026-03-01") == newer  # an alias is the same model, and the newer result counts
    assert set(seen("2026-11-22")) == {("acme/big", "one"), ("acme/big", "two")}


def test_several_settings_make_one_result_no_surer_than_one(tmp_path: Path) -> None:
    ws = workspace(
        tmp_path,
        [scenario()],
        MODELS,
        evidence=[
            result("acme/big", "one", 0.6, setting="effort low"),
            result("acme/big", "one", 0.8, setting="effort high"),
        ],
    )
    one = Benchmark.model_validate(BENCHMARKS["one"])
    (low, v1), (high, v2) = on_scale(0.6, one, None), on_scale(0.8, one, None)
    (found,) = observations(ws.catalog, dt.date(2026, 11, 22))
    assert found.logit == pytest.approx((low + high) / 2)
    assert found.variance == pytest.approx(min(v1, v2) + ((high - low) / 2) ** 2)
    assert len(found.rows) == 2
