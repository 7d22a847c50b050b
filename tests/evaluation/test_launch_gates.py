"""Launch gates: intervals with published figures, sizes found by trying, and the three outcomes."""

from __future__ import annotations

import doctest
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.evaluation.gates import Gate, cases_to_decide, judge, passing_margin, wilson

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_of_newcombe_1998(hits: int, n: int, low: float, high: float) -> None:
    """R. G. Newcombe, Statistics in Medicine 17 (1998), table I, method 3: two-sided 95%, so 97.5% a side.

    Quoted from memory, not looked up.
    """
    assert wilson(hits, n, 0.975) == pytest.approx((low, high), abs=5e-5)


def test_the_edges_of_an_interval() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10)[1] == 1.0
    for hits, n in ((-1, 10), (11, 10), (1, -1)):
        with pytest.raises(ValueError, match="is not a share"):
            wilson(hits, n)


def test_a_confusion_rate_of_nine_percent_fails_only_with_enough_cases() -> None:
    gate = Gate("at_most", 0.08)
    assert judge(gate, 360, 4000).status == "fail"
    few = judge(gate, 9, 100)
    assert (few.status, few.launches) == ("undecided", False)
    assert few.decides_at is not None
    assert judge(gate, math.ceil(0.09 * (few.decides_at + 20)), few.decides_at + 20).status == "fail"


def test_no_cases_decide_nothing() -> None:
    outcome = judge(Gate("at_least", 0.9), 0, 0)
    assert (outcome.status, outcome.launches, outcome.decides_at) == ("undecided", False, None)
    assert judge(Gate("at_least", 0.9), 9, 10).decides_at is None  # exactly on the limit: no number decides


@pytest.mark.parametrize("limit", [0.0, 1.0, -0.1, 1.2])
def test_a_limit_is_a_share(limit: float) -> None:
    with pytest.raises(ValueError, match="share between 0 and 1"):
        Gate("at_least", limit)


@given(st.integers(50, 99), st.sampled_from(["at_least", "at_most"]))
def test_the_number_of_cases_is_the_fewest_that_pass(percent: int, side: str) -> None:
    gate = Gate("at_least", percent / 100) if side == "at_least" else Gate("at_most", 1 - percent / 100)
    n = cases_to_decide(gate)
    margin = passing_margin(gate)
    share = gate.limit + margin if side == "at_least" else gate.limit - margin

    def passes(cases: int) -> bool:
        low, high = wilson(share * cases, cases)
        return low >= gate.limit - 1e-9 if side == "at_least" else high <= gate.limit + 1e-9

    assert passes(n)
    assert not passes(math.floor(n * 0.99) - 1)


@given(st.integers(1, 400), st.data())
def test_a_gate_never_passes_and_fails_and_mirrors(n: int, data: st.DataObject) -> None:
    hits = data.draw(st.integers(0, n))
    limit = data.draw(st.floats(0.01, 0.99))
    at_least, at_most = (
        judge(Gate("at_least", limit), hits, n),
        judge(Gate("at_most", 1 - limit), n - hits, n),
    )
    assert at_least.low <= at_least.share <= at_least.high
    if min(abs(at_least.low - limit), abs(at_least.high - limit)) > 1e-9:
        assert at_least.status == at_most.status


def test_a_margin_of_zero_never_decides() -> None:
    with pytest.raises(ValueError, match="margin above zero"):
        cases_to_decide(Gate("at_least", 0.9), 0.0)


def test_the_worked_examples() -> None:
    failed, tried = doctest.testfile(str(ROOT / "docs" / "methods" / "gates.md"), module_relative=False)
    assert (failed, tried > 5) == (0, True)
