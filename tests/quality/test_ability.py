"""Abilities from a sparse table: recovered, compared through third models, as sure as they deserve."""

from __future__ import annotations

import numpy as np
import pytest

from planner.catalog.schema import Task
from planner.quality.ability import EASE, GENERAL, SPECIFIC, Abilities, fit
from planner.quality.scale import Observation


def task(**benchmarks: float) -> Task:
    said = {"zh": "t", "en": "t", "kinds": ["language"], "input": ["text"], "output": ["text"]}
    return Task.model_validate({**said, "billed_in": "tokens", "benchmarks": benchmarks})


def seen(model: str, benchmark: str, logit: float, variance: float = 0.05) -> Observation:
    return Observation(model, benchmark, logit, variance, ())


ONE = {"t": task(b1=1, b2=1, b3=1, b4=1)}


def of(found: Abilities, model: str, name: str = "t") -> tuple[float, float]:
    mean, sd, _ = found.of(model, name) or pytest.fail(f"{model} is not known")
    return mean, sd


def test_simulated_abilities_are_recovered() -> None:
    """Forty models on a third of twelve benchmarks each: the truth is within its intervals as often as they say."""
    rng = np.random.default_rng(7)
    names = {"t": task(**{f"b{j}": 1.0 for j in range(12)})}
    general, specific, ease = rng.normal(0, GENERAL, 40), rng.normal(0, SPECIFIC, 40), rng.normal(0, 1, 12)
    rows = [
        seen(f"m{i}", f"b{j}", general[i] + specific[i] + ease[j] + rng.normal(0, 0.3), 0.09)
        for i in range(40)
        for j in rng.permutation(12)[:4]
    ]
    found = fit(rows, names)
    truth = general + specific
    means, sds = np.array([of(found, f"m{i}") for i in range(40)]).T
    # The level of everything is not identified beyond the prior: compare differences to the mean.
    error = (means - means.mean()) - (truth - truth.mean())
    assert np.corrcoef(means, truth)[0, 1] > 0.9
    assert np.mean(np.abs(error) < 1.6449 * sds) > 0.8
    order = [found.benchmarks.index(f"b{j}") for j in range(12)]
    assert np.corrcoef(found.ease[order], ease)[0, 1] > 0.9


def test_one_model_one_benchmark_is_the_textbook_posterior() -> None:
    """y = g + s + e + error: g + s has prior variance G² + S², the rest of y EASE² + v."""
    found = fit([seen("m", "b1", 1.0, 0.2)], {"t": task(b1=1)})
    own, rest = GENERAL**2 + SPECIFIC**2, EASE**2 + 0.2
    mean, sd = of(found, "m")
    assert mean == pytest.approx(own / (own + rest))
    assert sd**2 == pytest.approx(own * rest / (own + rest))
    expected = -0.5 * (np.log(2 * np.pi * (own + rest)) + 1 / (own + rest))
    assert found.log_likelihood == pytest.approx(expected)


def test_models_that_never_met_are_compared_through_a_third() -> None:
    """a on b1, c on b2, both with k: b2 is 2 logits harder by k, so c's equal score is worth more."""
    rows = [seen("k", "b1", 1.0), seen("k", "b2", -1.0), seen("a", "b1", 0.5), seen("c", "b2", 0.5)]
    found = fit(rows, ONE)
    assert of(found, "c")[0] > of(found, "k")[0] > of(found, "a")[0]
    without = fit([rows[2], rows[3]], ONE)
    assert of(without, "c")[0] == pytest.approx(of(without, "a")[0])
    assert of(found, "c")[1] < of(without, "c")[1]


def test_fewer_results_are_less_sure_and_nearer_to_the_middle() -> None:
    panel = [seen(f"p{i}", b, 0.0) for i in range(6) for b in ("b1", "b2", "b3", "b4")]
    rows = panel + [seen("once", "b1", 1.0)] + [seen("often", b, 1.0) for b in ("b1", "b2", "b3", "b4")]
    found = fit(rows, ONE)
    once, often = of(found, "once"), of(found, "often")
    assert once[1] > often[1]
    assert 0 < once[0] < often[0] < 1
    assert found.of("once", "t")[2] == 1
    assert found.of("often", "t")[2] == 4


def test_a_noisy_result_moves_less() -> None:
    panel = [seen(f"p{i}", "b1", 0.0) for i in range(6)]
    sure = fit([*panel, seen("m", "b1", 1.0, 0.01)], ONE)
    unsure = fit([*panel, seen("m", "b1", 1.0, 1.0)], ONE)
    assert of(sure, "m")[0] > of(unsure, "m")[0] > 0
    assert of(sure, "m")[1] < of(unsure, "m")[1]


def test_another_task_learns_from_it_but_is_not_spoken_for() -> None:
    tasks = {"t": task(b1=1, b2=1), "u": task(b3=1)}
    rows = [seen(f"p{i}", b, 0.0) for i in range(5) for b in ("b1", "b2", "b3")]
    rows += [seen("m", "b1", 2.0), seen("m", "b2", 2.0)]
    found = fit(rows, tasks, general=0.6, specific=0.6)
    row = found.models.index("m")
    assert found.of("m", "u") is None
    assert found.of("nobody", "t") is None
    t, u = (found.tasks.index(name) for name in ("t", "u"))
    assert found.mean[row, t] > found.mean[row, u] > 0
    assert found.sd[row, t] < found.sd[row, u]


def test_the_order_of_results_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    rows = [seen(f"m{i}", f"b{j}", float(rng.normal())) for i in range(6) for j in range(1, 5)]
    first, second = fit(rows, ONE), fit([rows[i] for i in rng.permutation(len(rows))], ONE)
    for name in ("m0", "m5"):
        assert of(first, name) == pytest.approx(of(second, name))
    assert first.log_likelihood == pytest.approx(second.log_likelihood)


def test_no_result_at_all() -> None:
    found = fit([], ONE)
    assert found.models == []
    assert found.of("m", "t") is None
