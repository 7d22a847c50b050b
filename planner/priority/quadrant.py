"""Pain against difficulty: which scenarios to build first, prepare for, fit in, or leave."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

Quadrant = Literal["first", "stage", "fill_in", "leave"]

QUADRANTS: tuple[Quadrant, ...] = ("first", "stage", "fill_in", "leave")
CUT = 3.0
"""The middle of both 1-5 scales. Exactly 3 is not high pain and not high difficulty: 'high' needs more than
the middle."""

_BY_SIDE: dict[tuple[bool, bool], Quadrant] = {
    (True, False): "first",
    (True, True): "stage",
    (False, False): "fill_in",
    (False, True): "leave",
}


def quadrant(pain: float, difficulty: float) -> Quadrant:
    """The quadrant of a pain intensity and a difficulty, both 1-5 (methods §7).

    ``first``: pain > 3 and difficulty ≤ 3; ``stage``: pain > 3 and difficulty > 3; ``fill_in``: pain ≤ 3 and
    difficulty ≤ 3; ``leave``: pain ≤ 3 and difficulty > 3. Difficulty is the mean of technical, data and
    integration; risk is a criterion of its own. Raises ValueError outside 1-5.
    """
    for name, x in (("pain", pain), ("difficulty", difficulty)):
        if not 1 <= x <= 5:
            raise ValueError(f"{name} must be from 1 to 5, got {x}")
    return _BY_SIDE[pain > CUT, difficulty > CUT]


def quadrant_probabilities(pain: ArrayLike, difficulty: ArrayLike) -> dict[Quadrant, float]:
    """The share of draws in each quadrant, all four named; ``pain`` and ``difficulty`` (draw,) or scalars
    broadcast.

    Raises ValueError outside 1-5 and without draws.
    """
    p, d = np.broadcast_arrays(np.asarray(pain, dtype=np.float64), np.asarray(difficulty, dtype=np.float64))
    if p.size == 0:
        raise ValueError("no draws")
    if not (np.all((p >= 1) & (p <= 5)) and np.all((d >= 1) & (d <= 5))):
        raise ValueError("pain and difficulty must be from 1 to 5")
    high, hard = p > CUT, d > CUT
    return {name: float(((high == h) & (hard == k)).mean()) for (h, k), name in _BY_SIDE.items()}
