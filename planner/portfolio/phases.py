"""When each scenario is built, and why."""

from __future__ import annotations

from typing import Literal, NamedTuple

Quadrant = Literal["first", "stage", "fill_in", "leave"]
Phase = Literal["now", "next", "later", "not_ai"]
Reason = Literal[
    "no_model_needed",  # rules or the status quo beat every model
    "first_within_budget",
    "first_beyond_budget",
    "stage",  # painful and hard: prepare now, build after
    "stage_infeasible",  # as stage, and no option meets its constraints yet
    "first_infeasible",  # painful and easy, but no option meets its constraints
    "fill_in",
    "leave",
]


class Phased(NamedTuple):
    """A phase with the code of its reason."""

    phase: Phase
    reason: Reason


def phase(quadrant: Quadrant, *, feasible: bool, chosen: bool, not_ai: bool) -> Phased:
    """The phase of a scenario (methods §7).

    ``feasible``: some option meets its constraints; ``chosen``: one fits the shared budget; ``not_ai``: the
    verdict that rules or the status quo beat every model. ``not_ai`` goes before all else; ``now`` = first,
    feasible and within budget; ``next`` = stage, or first but beyond the budget; ``later`` = the rest.
    Raises ValueError for an unknown quadrant and for a scenario that is chosen without a feasible option.
    """
    if not_ai:
        return Phased("not_ai", "no_model_needed")
    if chosen and not feasible:
        raise ValueError("a scenario without a feasible option cannot have been chosen")
    if quadrant == "first":
        if not feasible:
            return Phased("later", "first_infeasible")
        return Phased("now", "first_within_budget") if chosen else Phased("next", "first_beyond_budget")
    if quadrant == "stage":
        return Phased("next", "stage" if feasible else "stage_infeasible")
    if quadrant in ("fill_in", "leave"):
        return Phased("later", quadrant)
    raise ValueError(f"unknown quadrant {quadrant!r}: expected first, stage, fill_in or leave")
