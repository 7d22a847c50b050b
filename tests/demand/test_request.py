"""What a request consists of: lengths, units, retrieval, calls; and what was assumed on the way."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from small_workspace import scenario

from planner.demand.assumptions import Assumptions
from planner.demand.distributions import Z95, summary
from planner.demand.request import POINTS, Length, Request, parts_of, request, spread
from planner.demand.volume import volume
from planner.scenario import Scenario


def of(root: Path = Path(), family: str = "o200k_base", **said: Any) -> tuple[Request, Assumptions]:
    assumed = Assumptions()
    read = Scenario.model_validate(scenario(**said))
    load = volume(read, dt.date(2026, 11, 22), 12, 0, assumed)
    part = parts_of(read, assumed)[0]
    return request(part, load, family, root, 0, assumed), assumed


def test_spread_is_equal_slices_of_the_lognormal() -> None:
    """Means of sixteen equal slices: their mean is 1, and each lies inside its slice."""
    ratio = 2.5
    sigma = Z95 - math.sqrt(Z95**2 - 2 * math.log(ratio))
    found = spread(ratio)
    assert found.mean() == pytest.approx(1)
    edges = [math.exp(sigma * NormalDist().inv_cdf(i / POINTS) - sigma**2 / 2) for i in range(1, POINTS)]
    assert (found[:-1] <= edges).all()
    assert (found[1:] >= edges).all()
    # A price that is linear between the edges is integrated exactly: E[max(X - e, 0)] at an edge e.
    edge = edges[11]
    draws = np.exp(np.random.default_rng(0).normal(-(sigma**2) / 2, sigma, 400_000))
    assert np.maximum(found - edge, 0).mean() == pytest.approx(np.maximum(draws - edge, 0).mean(), rel=0.02)
    assert spread(1.0) == pytest.approx(1)


def test_the_p95_of_a_length_is_the_stated_one() -> None:
    found, _ = of(tokens={"input": {"mean": 1000, "p95": 2600}, "output": 100})
    assert found.message.p95 == pytest.approx(2600)
    assert found.output.p95 == pytest.approx(210)  # the default ratio
    assert Length(np.full(4, 50.0), np.array([0.5, 1.5])).p95 == pytest.approx(50 * 1.45)


def test_a_range_of_the_mean_is_uncertain_and_single_requests_spread_about_it() -> None:
    found, assumed = of(tokens={"input": [500, 2000], "output": 100})
    low, _, high = summary(found.message.mean)
    assert (low, high) == pytest.approx((500, 2000), rel=0.02)
    said = assumed.items["answers", "tokens.input.p95"]
    assert "Azure" in said.reason


def test_sample_files_are_counted_and_have_no_error_where_the_count_is_exact(tmp_path: Path) -> None:
    for name, words in (("a", 10), ("b", 20), ("c", 60)):
        (tmp_path / f"{name}.md").write_text("hello " * words, encoding="utf-8")
    found, _ = of(tmp_path, tokens={"from": "*.md", "output": {"mean": 10, "p95": 10}})
    sizes = found.message.mean[0] * found.message.spread
    assert found.message.mean[0] == pytest.approx((11 + 21 + 61) / 3, abs=2)
    assert sizes.min() >= 10
    assert sizes.max() <= 65
    assert found.band == (1.0, 1.0)
    rough, _ = of(tmp_path, family="other", tokens={"from": "*.md", "output": {"mean": 10, "p95": 10}})
    assert rough.band[0] < 1 < rough.band[1]
    assert np.ptp(rough.message.mean) > 0


def test_cacheable_is_the_system_prompt_unless_said() -> None:
    tokens = {
        "system": 2000,
        "input": {"mean": 500, "p95": 500},
        "output": {"mean": 10, "p95": 10},
        "retrieval": {"chunks": 3, "tokens_per_chunk": 500},
    }
    for said, tokens_cached in ((None, 2000), (1200, 1200), ("50%", 2000), (9000, 4000)):
        found, assumed = of(tokens=tokens if said is None else {**tokens, "cacheable": said})
        assert found.cacheable[0] == tokens_cached
        assert (("answers", "tokens.cacheable") in assumed.items) is (said is None)
    assert found.retrieved.mean[0] == 1500


def test_units_and_their_options() -> None:
    found, _ = of(
        tokens=None,
        task="speech-to-text",
        units={
            "in": {"audio_seconds": 90, "images": {"count": 2, "size": "1024x1024", "quality": "high"}},
            "out": {"characters": [100, 400]},
            "searches": 1,
        },
    )
    assert {name: float(np.median(v)) for name, v in found.units.items()} == pytest.approx(
        {"audio_seconds_in": 90, "images_in": 2, "characters_out": 200, "searches": 1}, rel=0.02
    )
    assert found.options == {"images_in.size": "1024x1024", "images_in.quality": "high"}
    assert found.message.mean.max() == found.output.mean.max() == 0


def test_calls_of_an_agent_have_a_tail_and_are_never_below_one() -> None:
    found, assumed = of(agent={"calls": {"mean": 6, "p95": 15}, "growth": 300})
    assert found.calls.mean() == pytest.approx(6, rel=0.02)
    assert found.calls.min() >= 1
    assert found.calls.max() > 15
    assert found.call_growth[0] == 300
    assert ("answers", "agent.tools") in assumed.items
    alone, _ = of()
    assert set(alone.calls) == {1.0}


def test_steps_have_their_own_fields_and_share() -> None:
    steps = [
        {"name": "listen", "task": "speech-to-text", "units": {"in": {"audio_seconds": 60}}, "share": 0.5},
        {"name": "tidy", "task": "rewriting", "tokens": {"input": 100, "output": 50}},
    ]
    assumed = Assumptions()
    said = Scenario.model_validate(scenario(tokens=None, steps=steps))
    first, second = parts_of(said, assumed)
    assert (first.path, first.share, first.key("units.in")) == ("steps.listen", 0.5, "steps.listen.units.in")
    assert (second.task, second.share) == ("rewriting", 1.0)
    assert [field for _, field in assumed.items] == ["steps.tidy.share"]


def test_draws_do_not_depend_on_other_scenarios_or_fields() -> None:
    plain, _ = of(tokens={"input": [500, 2000], "output": [50, 100]})
    more, _ = of(tokens={"input": [500, 2000], "output": [50, 100], "system": [10, 20]})
    assert np.array_equal(plain.message.mean, more.message.mean)
    assert np.array_equal(plain.output.mean, more.output.mean)
    assert abs(np.corrcoef(plain.message.mean, plain.output.mean)[0, 1]) < 0.25
