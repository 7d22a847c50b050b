"""Which scenarios first, and how sure is that order? (methods §7)"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from planner.answers.answer import Answer, Figures
from planner.answers.criteria import Judgement, judge
from planner.catalog.what_if import assume
from planner.demand.assumptions import Assumptions
from planner.files.diagnostics import InputError, problem
from planner.priority.first_if import first_if
from planner.priority.quadrant import Quadrant, quadrant, quadrant_probabilities
from planner.priority.smaa import Robustness, robustness
from planner.priority.value import CRITERIA, DEFAULT_WEIGHTS, additive_value, ranks, score_table
from planner.priority.weights import Weights, from_numbers, from_order, from_ranges

if TYPE_CHECKING:
    from planner.settings import Priority
    from planner.workspace import Workspace

FloatArray = NDArray[np.float64]
Method = Literal["additive", "rice", "wsjf", "topsis"]

_REPEATS = 8  # every draw of the scores meets so many weight vectors
_DIGITS = 6


class FirstIf(Figures):
    """The nearest weights that put a scenario first; ``moved`` is the weight that changes hands, 0 for the leader.

    ``shared``: no weights put it ahead, these put it level with another.
    """

    weights: dict[str, float]
    moved: float
    distance: float
    shared: bool


class RankedScenario(Figures):
    """One scenario of the ranking. Scores are in [0, 1], higher is better; shares in [0, 1]."""

    id: str
    title: dict[str, str]
    score: float
    score_low: float
    score_high: float
    rank: int
    tied_with: list[str]
    quadrant: Quadrant
    quadrant_probabilities: dict[str, float]
    pain: float
    difficulty: float
    criteria: dict[str, float]
    rank_acceptability: list[float]
    rank_acceptability_uniform: list[float]
    central_weights: dict[str, float] | None
    confidence: float | None
    beats: dict[str, float]
    first_if: FirstIf | None
    method_score: float | None = None
    method_rank: int | None = None


class StatedWeights(Figures):
    """What the user said about the importance of the criteria; ``nominal`` makes the headline score."""

    kind: str
    nominal: dict[str, float]
    low: dict[str, float]
    high: dict[str, float]


class RankResult(Answer):
    """Scenarios, the best first. ``swapped``: pairs that the method of the settings orders the other way round."""

    weights: StatedWeights
    method: Method
    swapped: list[tuple[str, str]]
    scenarios: list[RankedScenario]


def rank(workspace: Workspace, *, seed: int = 0) -> RankResult:
    """The scenarios in order of their mean score, and how far that order can be trusted.

    No score depends on which other scenarios there are; the same seed gives the same answer.
    """
    assumed = Assumptions()
    assume(workspace, assumed)
    weights = stated_weights(workspace)
    judged = [judge(workspace, scenario, seed, assumed) for scenario in workspace.scenarios]
    table = score_table([j.criteria for j in judged])
    generator = np.random.default_rng([seed, zlib.crc32(b"rank/weights")])
    many = np.tile(table, (_REPEATS, 1, 1)) if len(table) > 1 else table
    trust = robustness(many, weights, generator)
    scores = [_score(j, weights) for j in judged]
    means = np.array([score[1] for score in scores])
    order = ranks(means)
    centre = np.array([[float(np.mean(getattr(j.criteria, name))) for name in CRITERIA] for j in judged])
    rows = [_row(i, judged, scores[i], order, centre, weights, trust) for i in range(len(judged))]
    result = RankResult(
        weights=StatedWeights(
            kind=weights.kind, nominal=_named(weights.nominal), low=_named(weights.low), high=_named(weights.high)
        ),
        method="additive",
        swapped=[],
        scenarios=sorted(rows, key=lambda row: (row.rank, row.id)),
    )
    if workspace.settings.priority.method not in (None, "additive"):
        from planner.answers.methods import by_method

        result = by_method(workspace, result, judged, centre, weights, assumed)
    return result.resting_on(assumed.items.values(), workspace.warnings, seed)


def stated_weights(workspace: Workspace) -> Weights:
    """The weights of the settings, or the default ones. Raises InputError where no weights fit what is said."""
    try:
        return _weights(workspace.settings.priority)
    except ValueError as error:
        if workspace.settings_document is None:
            raise problem("bad-weights", str(error)) from None
        said = "order" if workspace.settings.priority.order is not None else "weights"
        raise InputError(
            [workspace.settings_document.diagnostic("bad-weights", str(error), ("priority", said))]
        ) from None


def _weights(priority: Priority) -> Weights:
    if priority.order is not None:
        return from_order(priority.order)
    if priority.weights is None:
        return from_numbers(dict(zip(CRITERIA, DEFAULT_WEIGHTS, strict=True)))
    given: dict[str, float | tuple[float, float]] = dict(priority.weights.items())
    numbers = {name: weight for name, weight in given.items() if not isinstance(weight, tuple)}
    if len(numbers) == len(given):
        return from_numbers({name: numbers.get(name, 0.0) for name in CRITERIA})
    return from_ranges({name: given.get(name, 0.0) for name in CRITERIA})


def _score(judgement: Judgement, weights: Weights) -> tuple[float, float, float]:
    """P10, mean and P90 of a scenario's own score; its draws alone, so that no other scenario can move it."""
    values = additive_value(score_table([judgement.criteria]), weights.nominal)[:, 0]
    if values.size == 1:
        return (round(float(values[0]), _DIGITS),) * 3
    low, high = np.quantile(values, [0.1, 0.9])
    return round(float(low), _DIGITS), round(float(values.mean()), _DIGITS), round(float(high), _DIGITS)


def _row(
    i: int,
    judged: list[Judgement],
    score: tuple[float, float, float],
    order: NDArray[np.int64],
    centre: FloatArray,
    weights: Weights,
    trust: Robustness,
) -> RankedScenario:
    own, stated = judged[i], trust.stated
    pain, difficulty = own.mean_pain, own.mean_difficulty
    change = first_if(centre, weights.nominal, i)
    central = stated.central_weights[i]
    known = not bool(np.isnan(central).any())
    return RankedScenario(
        id=own.scenario.id,
        title={"zh": own.scenario.name("zh"), "en": own.scenario.name("en")},
        score=score[1],
        score_low=score[0],
        score_high=score[2],
        rank=int(order[i]),
        tied_with=[j.scenario.id for k, j in enumerate(judged) if k != i and order[k] == order[i]],
        quadrant=quadrant(pain, difficulty),
        quadrant_probabilities={
            name: _share(p) for name, p in quadrant_probabilities(own.pain, own.difficulty).items()
        },
        pain=round(pain, _DIGITS),
        difficulty=round(difficulty, _DIGITS),
        criteria=_named(centre[i]),
        rank_acceptability=[_share(p) for p in stated.rank[i]],
        rank_acceptability_uniform=[_share(p) for p in trust.uniform.rank[i]],
        central_weights=_named(central) if known else None,
        confidence=_share(stated.confidence[i]) if known else None,
        beats={j.scenario.id: _share(stated.pairwise[i, k]) for k, j in enumerate(judged) if k != i},
        first_if=None
        if change is None
        else FirstIf(
            weights=_named(change.weights),
            moved=round(change.moved, _DIGITS),
            distance=round(change.distance, _DIGITS),
            shared=change.shared,
        ),
    )


def _named(values: FloatArray) -> dict[str, float]:
    return {name: round(float(value), _DIGITS) + 0.0 for name, value in zip(CRITERIA, values, strict=True)}


def _share(value: float) -> float:
    return round(float(value), _DIGITS) + 0.0
