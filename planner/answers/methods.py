"""The ranking by another method than the additive value, and where the two disagree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from planner.demand.assumptions import Assumptions
from planner.priority.methods import disagreement, rice, topsis, wsjf
from planner.priority.value import CRITERIA, ranks

if TYPE_CHECKING:
    from planner.answers.criteria import Judgement
    from planner.answers.rank import RankResult
    from planner.priority.weights import Weights
    from planner.scenario import Scenario
    from planner.workspace import Workspace

FloatArray = NDArray[np.float64]

_SHOWN_PAIRS = 20
_DAYS_PER_MONTH = 365 / 12
# Shares that RICE names for high, medium and low confidence; what a file holds tells the last two apart.
_WITH_EVIDENCE, _WITHOUT = 0.8, 0.5


def by_method(
    workspace: Workspace,
    answer: RankResult,
    judged: list[Judgement],
    centre: FloatArray,
    weights: Weights,
    assumed: Assumptions,
) -> RankResult:
    """``answer`` with the scores and ranks of the settings' method, in its order; the additive ones stay beside them.

    ``centre``: mean scores (scenario, criterion).
    """
    method = workspace.settings.priority.method
    if method == "topsis":
        values = topsis(centre, weights.nominal)
    elif method == "rice":
        values = _rice(judged, assumed)
    else:
        values = _wsjf(judged, centre, assumed)
    order = ranks(values)
    places = {j.scenario.id: i for i, j in enumerate(judged)}
    additive = np.array([next(s.score for s in answer.scenarios if s.id == j.scenario.id) for j in judged])
    swapped = disagreement(additive, values).swapped[:_SHOWN_PAIRS]
    rows = [
        row.model_copy(
            update={"method_score": round(float(values[places[row.id]]), 6), "method_rank": int(order[places[row.id]])}
        )
        for row in answer.scenarios
    ]
    return answer.model_copy(
        update={
            "method": method,
            "swapped": [(judged[a].scenario.id, judged[b].scenario.id) for a, b in swapped],
            "scenarios": sorted(rows, key=lambda row: (row.method_rank or 0, row.rank, row.id)),
        }
    )


def _rice(judged: list[Judgement], assumed: Assumptions) -> FloatArray:
    """Reach = requests a month, impact = pain, confidence by the evidence of the pain, effort = difficulty."""
    confidence = []
    for j in judged:
        shown = bool(j.scenario.pain.evidence)
        confidence.append(_WITH_EVIDENCE if shown else _WITHOUT)
        reason = (
            "RICE's medium confidence: the pain has evidence"
            if shown
            else "RICE's low confidence: the pain has no evidence"
        )
        assumed.note(j.scenario.id, "priority.rice.confidence", f"{confidence[-1]:g}", reason)
    reach = [_requests_per_day(j.scenario) * _DAYS_PER_MONTH for j in judged]
    return rice(reach, [j.mean_pain for j in judged], confidence, [j.mean_difficulty for j in judged])


def _wsjf(judged: list[Judgement], centre: FloatArray, assumed: Assumptions) -> FloatArray:
    """Value = value score on a 1-5 scale, urgency = pain, risk reduction = 0, job size = difficulty."""
    for j in judged:
        assumed.note(j.scenario.id, "priority.wsjf.risk_reduction", "0", "no scenario says which risks it takes away")
    value = 1 + 4 * centre[:, CRITERIA.index("value")]
    return wsjf(value, [j.mean_pain for j in judged], np.zeros(len(judged)), [j.mean_difficulty for j in judged])


def _requests_per_day(scenario: Scenario) -> float:
    said = scenario.volume
    if said.requests_per_day is not None:
        return (said.requests_per_day.low + said.requests_per_day.high) / 2
    assert said.users is not None
    assert said.per_user_per_day is not None
    return (said.users.low + said.users.high) * (said.per_user_per_day.low + said.per_user_per_day.high) / 4
