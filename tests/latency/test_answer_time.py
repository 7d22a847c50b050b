"""How long an answer takes: first token, thinking, generation; one after another; mixtures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from planner.catalog.schema import Model
from planner.demand.assumptions import DEFAULTS, Assumptions
from planner.demand.request import Length, spread
from planner.latency.answer import (
    SAMPLES,
    UNKNOWN,
    AnswerTime,
    answer_time,
    mixture,
    one_after_another,
)

SOURCE = {"url": "https://example.org", "date": "2026-11-01"}
EXACT = {"first_token_p50_ms": 400, "first_token_p95_ms": 400, "tokens_per_second_p50": 50, "tokens_per_second_p5": 50}


def length(mean: float, ratio: float = 1.0) -> Length:
    from planner.demand.distributions import lognormal_of

    return Length(np.full(256, mean), spread(ratio), lognormal_of(1.0, ratio)[1])


def timed(measured: dict[str, Any] | None, answer: Length, thinking: float = 0.0, calls: float = 1.0) -> AnswerTime:
    said = {"id": "m", "name": "m", "source": SOURCE}
    if measured is not None:
        said["latency"] = [{**measured, "source": SOURCE}]
    return answer_time(Model.model_validate(said), "acme/m", answer, thinking, calls, 0, "answers", Assumptions())


def constant(milliseconds: float) -> AnswerTime:
    return AnswerTime(np.full(SAMPLES, milliseconds / 2), np.full(SAMPLES, milliseconds), ())


def test_first_token_and_the_rest_at_the_speed() -> None:
    """400 ms and 100 more tokens at 50 a second."""
    found = timed(EXACT, length(101))
    assert found.first_p95 == pytest.approx(400)
    assert found.total_p95 == pytest.approx(2400)
    assert found.unverified == ()


def test_thinking_comes_before_the_first_token_unless_the_figure_has_it() -> None:
    found = timed(EXACT, length(101), thinking=200)
    assert (found.first_p95, found.total_p95) == pytest.approx((4400, 6400))
    after = timed({**EXACT, "setting": "effort high, first token after thinking"}, length(101), thinking=200)
    assert (after.first_p95, after.total_p95) == pytest.approx((400, 2400))
    thought = timed({**EXACT, "setting": "the first token is a streamed thought"}, length(101), thinking=200)
    assert thought.total_p95 == pytest.approx(6400)


def test_an_agent_answers_in_its_last_call() -> None:
    found = timed(EXACT, length(101), calls=3)
    assert (found.first_p95, found.total_p95) == pytest.approx((2 * 2400 + 400, 3 * 2400))


def test_a_published_p95_is_met_and_a_tail_of_answers_is_theirs() -> None:
    measured = {**EXACT, "first_token_p95_ms": 1500, "tokens_per_second_p5": 20}
    found = timed(measured, length(1))
    assert found.first_p95 == pytest.approx(1500, rel=0.03)
    assert np.median(found.first) == pytest.approx(400, rel=0.03)
    long = timed(EXACT, length(1000, 2.1))
    assert long.total_p95 == pytest.approx(400 + 2099 / 50 * 1000, rel=0.02)


def test_from_a_median_the_tail_is_assumed_and_said() -> None:
    found = timed({"first_token_p50_ms": 400, "tokens_per_second_p50": 50}, length(101))
    assert found.first_p95 == pytest.approx(400 * DEFAULTS["latency.ratio"].value, rel=0.03)
    assert found.unverified == ("latency.first_token_p95", "latency.total_p95")


def test_what_nobody_measured_is_not_known() -> None:
    assert timed(None, length(10)) is UNKNOWN
    only_first = timed({"first_token_p50_ms": 400, "first_token_p95_ms": 900}, length(10))
    assert only_first.first_p95 is not None
    assert only_first.total is None
    assert only_first.unverified == ("latency.total_p95",)


def test_the_p95_of_a_mixture_is_not_a_mean() -> None:
    """Nine in ten answered in one second, one in ten in ten: the p95 is ten."""
    found = mixture([(constant(1000), 0.9), (constant(10_000), 0.1)])
    assert found.total_p95 == pytest.approx(10_000)
    assert found.total.mean() == pytest.approx(1900, rel=0.01)
    rare = mixture([(constant(1000), 0.97), (constant(10_000), 0.03)])
    assert rare.total_p95 == pytest.approx(1000)


def test_a_mixture_of_one_kind_is_itself() -> None:
    alone = timed({**EXACT, "first_token_p95_ms": 1500}, length(300, 2.1))
    both = mixture([(alone, 0.3), (alone, 0.7)])
    assert both.total_p95 == pytest.approx(alone.total_p95, rel=0.02)
    assert mixture([(alone, 1.0), (UNKNOWN, 0.0)]).total_p95 == pytest.approx(alone.total_p95, rel=0.01)


def test_one_part_that_nobody_timed_leaves_the_whole_unknown() -> None:
    assert mixture([(constant(1000), 0.5), (UNKNOWN, 0.5)]).total is None
    assert one_after_another(constant(1), UNKNOWN).total is None
    assert "latency.total_p95" in one_after_another(constant(1), UNKNOWN).unverified


def test_steps_add_up_and_the_first_token_is_the_last_ones() -> None:
    found = one_after_another(constant(1000), constant(3000), constant(500))
    assert (found.first_p95, found.total_p95) == pytest.approx((4250, 4500))


def test_independent_tails_do_not_add_up() -> None:
    """The p95 of a sum of two lies below the sum of their p95s."""
    measured = {**EXACT, "first_token_p95_ms": 2000}
    said = {"id": "m", "name": "m", "source": SOURCE, "latency": [{**measured, "source": SOURCE}]}
    one, two = (
        answer_time(Model.model_validate(said), name, length(1), 0, 1, 0, "answers", Assumptions())
        for name in ("acme/a", "acme/b")
    )
    assert one_after_another(one, two).total_p95 < 0.9 * (one.total_p95 + two.total_p95)
