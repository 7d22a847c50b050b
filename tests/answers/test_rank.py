"""The ranking from files: figures by hand, what makes it first, and that no scenario moves another."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import planner
from planner.answers.rank import RankedScenario, RankResult

BASE = {"task": "writing", "volume": {"requests_per_day": 100}, "tokens": {"input": 100, "output": 100}}


def scenario(name: str, pain: Any, difficulty: Any, **more: Any) -> dict[str, Any]:
    return {"id": name, "pain": {"intensity": pain}, "difficulty": difficulty, **BASE, **more}


def ranked(
    folder: Path, *scenarios: dict[str, Any], settings: dict[str, Any] | None = None, seed: int = 0
) -> RankResult:
    (folder / "scenarios").mkdir(parents=True, exist_ok=True)
    (folder / "planner.yaml").write_text(
        yaml.safe_dump({"currency": "CNY", "as_of": "2026-11-21", **(settings or {})}), encoding="utf-8"
    )
    for old in (folder / "scenarios").glob("*.yaml"):
        old.unlink()
    for said in scenarios:
        (folder / "scenarios" / f"{said['id']}.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    return planner.rank(planner.load(folder), seed=seed)


def by_id(answer: RankResult) -> dict[str, RankedScenario]:
    return {s.id: s for s in answer.scenarios}


def test_the_score_of_exact_figures_by_hand(tmp_path: Path) -> None:
    """pain 5 → 1; difficulties 2, 1, 3 → ease 0.75; (0.9 · 4 − 0.1 · 6 − 2)/2 = 0.5 → value 0.75; risk 2 → 0.75."""
    worth = {"per_success": "4 CNY", "per_failure": "-6 CNY", "today": "2 CNY"}
    one = scenario(
        "one", 5, {"technical": 2, "data": 1, "integration": 3, "risk": 2}, value=worth, quality={"target": 0.9}
    )
    answer = ranked(tmp_path, one)
    found = answer.scenarios[0]
    assert found.criteria == {"pain": 1.0, "ease": 0.75, "value": 0.75, "risk": 0.75}
    assert (
        found.score == found.score_low == found.score_high == pytest.approx(0.4 + 0.3 * 0.75 + 0.2 * 0.75 + 0.1 * 0.75)
    )
    assert (found.quadrant, found.pain, found.difficulty) == ("first", 5.0, 2.0)
    assert answer.assumptions == ()


def test_worth_in_another_currency_is_the_same_worth(tmp_path: Path) -> None:
    """The value score is a ratio: it does not depend on the currency that both amounts are in."""
    said = {"risk": 2, "technical": 2, "data": 2, "integration": 2}
    euros = scenario("euros", 4, said, value={"per_success": "4 EUR", "today": "3 EUR"}, quality={"target": 0.9})
    dollars = scenario("dollars", 4, said, value={"per_success": "$4", "today": "$3"}, quality={"target": 0.9})
    found = by_id(ranked(tmp_path, euros, dollars))
    assert found["euros"].criteria["value"] == pytest.approx(found["dollars"].criteria["value"], abs=1e-6)
    assert found["euros"].criteria["value"] == pytest.approx((0.9 * 4 - 3) / 3 / 2 + 0.5, abs=1e-6)


def test_what_is_not_said_is_an_assumption(tmp_path: Path) -> None:
    answer = ranked(
        tmp_path, scenario("one", 4, 2), scenario("two", 4, {"technical": 3}, value={"per_success": 1, "today": 1})
    )
    fields = {(a.scenario, a.field) for a in answer.assumptions}
    assert {
        ("one", "difficulty.risk"),
        ("one", "value"),
        ("two", "difficulty.data"),
        ("two", "difficulty.integration"),
    } <= fields
    assert {("two", "quality.target"), ("two", "value.per_failure")} <= fields
    assert ("one", "difficulty.data") not in fields
    assert by_id(answer)["one"].criteria["value"] == 0.5


@pytest.mark.parametrize(
    ("pain", "difficulty", "quadrant"),
    [(4, 2, "first"), (4, 4, "stage"), (2, 2, "fill_in"), (2, 4, "leave"), (3, 3, "fill_in")],
)
def test_quadrants_are_cut_at_three(tmp_path: Path, pain: float, difficulty: float, quadrant: str) -> None:
    found = ranked(tmp_path, scenario("one", pain, difficulty)).scenarios[0]
    assert found.quadrant == quadrant
    assert found.quadrant_probabilities[quadrant] == 1.0


UNSURE = [
    scenario("high", [3, 5], [1, 3], value={"per_success": ["1 CNY", "3 CNY"], "today": "1 CNY"}),
    scenario("middle", 4, {"technical": [2, 4], "data": 1, "integration": 2, "risk": [1, 5]}),
    scenario("low", {"low": 1, "mode": 2, "high": 4}, 3),
]


def test_adding_a_scenario_changes_nothing_of_the_others(tmp_path: Path) -> None:
    before = by_id(ranked(tmp_path, *UNSURE))
    after = by_id(ranked(tmp_path, *UNSURE, scenario("another", [4, 5], [1, 2]), scenario("an-earlier-one", 1, 5)))
    own = ("score", "score_low", "score_high", "criteria", "quadrant", "quadrant_probabilities", "pain", "difficulty")
    for name, row in before.items():
        assert {f: getattr(row, f) for f in own} == {f: getattr(after[name], f) for f in own}
        assert {o: p for o, p in after[name].beats.items() if o in row.beats} == row.beats
    order = [s.id for s in ranked(tmp_path, *UNSURE).scenarios]
    assert [name for name in after if name in before] == order


def test_the_same_seed_gives_the_same_answer_and_another_one_nearly_the_same(tmp_path: Path) -> None:
    first, again, other = (ranked(tmp_path, *UNSURE, seed=seed) for seed in (7, 7, 8))
    assert first.model_dump_json() == again.model_dump_json()
    assert first.model_dump_json() != other.model_dump_json()
    for name, row in by_id(first).items():
        assert by_id(other)[name].score == pytest.approx(row.score, abs=0.005)


def test_acceptabilities_are_shares_of_every_rank(tmp_path: Path) -> None:
    answer = ranked(tmp_path, *UNSURE)
    for shares in ("rank_acceptability", "rank_acceptability_uniform"):
        table = [getattr(s, shares) for s in answer.scenarios]
        assert [sum(row) for row in table] == pytest.approx([1.0] * 3, abs=1e-5)
        assert [sum(column) for column in zip(*table, strict=True)] == pytest.approx([1.0] * 3, abs=1e-5)


def test_a_range_is_known_by_its_tenths(tmp_path: Path) -> None:
    """A pain of [2, 4] has P10 2 and P90 4: its score (x − 1)/4 · 0.4 spreads over 0.2."""
    found = ranked(
        tmp_path, scenario("one", [2, 4], {"technical": 1, "data": 1, "integration": 1, "risk": 1})
    ).scenarios[0]
    assert found.score_high - found.score_low == pytest.approx(0.2, abs=0.003)


def test_a_bare_range_of_difficulty_is_one_judgement(tmp_path: Path) -> None:
    """Drawn three times over it would be narrower than what was said."""
    found = ranked(tmp_path, scenario("one", 3, [2, 4])).scenarios[0]
    assert found.score_high - found.score_low == pytest.approx(0.3 * 2 / 4, abs=0.003)


def test_the_smallest_change_of_weights_by_hand(tmp_path: Path) -> None:
    """Scores differ in pain (+0.5 for the leader) and ease (+0.5 for the other): level where both weigh the same.

    The weights move along pain − ease alone: 0.05 from pain to ease.
    """
    same = {"risk": 3}
    leader = scenario("leader", 5, {"technical": 3, "data": 3, "integration": 3, **same})
    other = scenario("other", 3, {"technical": 1, "data": 1, "integration": 1, **same})
    found = by_id(ranked(tmp_path, leader, other))
    change = found["other"].first_if
    assert change is not None
    assert change.weights == pytest.approx({"pain": 0.35, "ease": 0.35, "value": 0.2, "risk": 0.1}, abs=1e-5)
    assert change.moved == pytest.approx(0.05, abs=1e-5)
    assert not change.shared
    stays = found["leader"].first_if
    assert stays is not None
    assert stays.moved == 0


def test_a_scenario_that_is_worse_in_everything_is_never_first(tmp_path: Path) -> None:
    worse = scenario(
        "worse", 2, {"technical": 4, "data": 4, "integration": 4, "risk": 4}, value={"per_success": 1, "today": 5}
    )
    better = scenario(
        "better", 4, {"technical": 2, "data": 2, "integration": 2, "risk": 2}, value={"per_success": 5, "today": 1}
    )
    found = by_id(ranked(tmp_path, worse, better))
    assert found["worse"].first_if is None
    assert found["worse"].central_weights is None
    assert found["better"].beats == {"worse": 1.0}


def test_ties_are_ties(tmp_path: Path) -> None:
    answer = ranked(tmp_path, scenario("b", 4, 2), scenario("a", 4, 2), scenario("c", 2, 2))
    assert [(s.id, s.rank, s.tied_with) for s in answer.scenarios] == [("a", 1, ["b"]), ("b", 1, ["a"]), ("c", 3, [])]
    assert by_id(answer)["a"].rank_acceptability[:2] == [0.5, 0.5]


def test_weights_as_ranges_and_as_an_order(tmp_path: Path) -> None:
    pair = (scenario("painful", 5, 4), scenario("easy", 2, 1))
    ranges = ranked(
        tmp_path,
        *pair,
        settings={"priority": {"weights": {"pain": [0.1, 0.7], "ease": [0.1, 0.7], "value": 0.1, "risk": 0.1}}},
    )
    assert ranges.weights.kind == "ranges"
    assert 0.3 < by_id(ranges)["painful"].rank_acceptability[0] < 0.7
    order = ranked(tmp_path, *pair, settings={"priority": {"order": "pain > ease > value > risk"}})
    assert order.weights.kind == "order"
    assert order.weights.nominal == pytest.approx(
        {"pain": 25 / 48, "ease": 13 / 48, "value": 7 / 48, "risk": 3 / 48}, abs=1e-6
    )


@pytest.mark.parametrize(("method", "first"), [("rice", "many"), ("wsjf", "easy"), ("topsis", "painful")])
def test_other_methods_say_where_they_disagree(tmp_path: Path, method: str, first: str) -> None:
    many = scenario("many", 3, 3)
    many["volume"] = {"users": 1000, "per_user_per_day": 50}
    three = (
        many,
        scenario("painful", 5, {"technical": 3, "data": 3, "integration": 3, "risk": 1}),
        scenario("easy", 3, {"technical": 1, "data": 1, "integration": 1, "risk": 5}),
    )
    answer = ranked(tmp_path, *three, settings={"priority": {"method": method}})
    assert answer.method == method
    assert answer.scenarios[0].id == first
    assert [s.method_rank for s in answer.scenarios] == [1, 2, 3]
    additive = {s.id: s.rank for s in answer.scenarios}
    places = {s.id: i for i, s in enumerate(answer.scenarios)}
    for a, b in answer.swapped:
        assert additive[a] < additive[b]
        assert places[a] > places[b]
    assert bool(answer.swapped) == (sorted(additive, key=lambda n: additive[n]) != list(places))


def test_the_result_is_what_the_contract_names(tmp_path: Path) -> None:
    row = ranked(tmp_path, *UNSURE).model_dump(mode="json")["scenarios"][0]
    assert {"id", "score", "rank", "quadrant", "rank_acceptability", "first_if"} <= set(row)
    assert isinstance(row["rank_acceptability"], list)


def test_named_scenarios_are_not_stopped_by_errors_in_others(tmp_path: Path) -> None:
    ranked(tmp_path, *UNSURE)
    (tmp_path / "scenarios" / "broken.yaml").write_text("id: broken\n", encoding="utf-8")
    with pytest.raises(planner.InputError) as caught:
        planner.load(tmp_path)
    assert {d.code for d in caught.value.diagnostics} == {"missing-key"}
    assert [s.id for s in planner.rank(planner.load(tmp_path, only=["low", "high"])).scenarios] == ["high", "low"]
