"""Every combination of quadrant and verdict has one phase and one reason."""

from __future__ import annotations

import itertools

import pytest

from planner.portfolio.phases import Quadrant, phase

QUADRANTS: tuple[Quadrant, ...] = ("first", "stage", "fill_in", "leave")


@pytest.mark.parametrize(
    ("quadrant", "feasible", "chosen", "expected"),
    [
        ("first", True, True, ("now", "first_within_budget")),
        ("first", True, False, ("next", "first_beyond_budget")),
        ("first", False, False, ("later", "first_infeasible")),
        ("stage", True, True, ("next", "stage")),
        ("stage", True, False, ("next", "stage")),
        ("stage", False, False, ("next", "stage_infeasible")),
        ("fill_in", True, True, ("later", "fill_in")),
        ("fill_in", False, False, ("later", "fill_in")),
        ("leave", True, True, ("later", "leave")),
        ("leave", False, False, ("later", "leave")),
    ],
)
def test_phases(quadrant: Quadrant, feasible: bool, chosen: bool, expected: tuple[str, str]) -> None:
    assert phase(quadrant, feasible=feasible, chosen=chosen, not_ai=False) == expected


def test_no_model_needed_goes_before_all_else() -> None:
    for quadrant, feasible, chosen in itertools.product(QUADRANTS, (True, False), (True, False)):
        assert phase(quadrant, feasible=feasible, chosen=chosen, not_ai=True) == ("not_ai", "no_model_needed")


def test_contradictions_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot have been chosen"):
        phase("first", feasible=False, chosen=True, not_ai=False)
    with pytest.raises(ValueError, match="unknown quadrant"):
        phase("middle", feasible=True, chosen=True, not_ai=False)  # type: ignore[arg-type]
