"""Quadrants at and around the cut."""

from __future__ import annotations

import numpy as np
import pytest

from planner.priority.quadrant import QUADRANTS, quadrant, quadrant_probabilities


@pytest.mark.parametrize(
    ("pain", "difficulty", "expected"),
    [
        (5, 1, "first"),
        (3.01, 3, "first"),
        (5, 5, "stage"),
        (3.01, 3.01, "stage"),
        (1, 1, "fill_in"),
        (3, 3, "fill_in"),
        (1, 5, "leave"),
        (3, 3.01, "leave"),
    ],
)
def test_quadrant(pain: float, difficulty: float, expected: str) -> None:
    assert quadrant(pain, difficulty) == expected
    certain = quadrant_probabilities(pain, difficulty)
    assert certain == {name: float(name == expected) for name in QUADRANTS}


def test_probabilities_are_shares_of_draws() -> None:
    got = quadrant_probabilities([2, 4, 4, 4], [2, 2, 4, 3])
    assert got == {"first": 0.5, "stage": 0.25, "fill_in": 0.25, "leave": 0.0}
    drawn = np.random.default_rng(0).uniform(1, 5, size=(2, 1000))
    assert sum(quadrant_probabilities(*drawn).values()) == pytest.approx(1)


@pytest.mark.parametrize("bad", [0.9, 5.1, float("nan")])
def test_off_the_scale(bad: float) -> None:
    with pytest.raises(ValueError, match="pain"):
        quadrant(bad, 2)
    with pytest.raises(ValueError, match="difficulty"):
        quadrant(2, bad)
    with pytest.raises(ValueError, match="1 to 5"):
        quadrant_probabilities([2, bad], 2)
    with pytest.raises(ValueError, match="no draws"):
        quadrant_probabilities([], 2)
