"""The path of a figure: names, places, prefixes, and what is said about one that does not exist."""

from __future__ import annotations

import pytest

from planner.explain.paths import Ambiguous, follow, found_at, is_figure, nearest, number_of, path_of, prefixed, unknown
from planner.files.diagnostics import InputError

RESULT = {
    "scenarios": [
        {
            "id": "letters",
            "models": [
                {
                    "model": "openai/gpt-5.2",
                    "step": None,
                    "cost_per_request": {"low": "0.1", "base": "0.2", "high": "0.3"},
                },
                {"model": "qwen/max", "step": "tidy", "cost_per_request": None},
                {"model": "qwen/max", "step": "read", "cost_per_request": {"low": "1", "base": "2", "high": "3"}},
            ],
            "extras": {"tidy.verifier": "0.004"},
            "verdict": "single",
            "feasible": True,
        },
        {"id": "letters.de", "models": [], "rank_acceptability": [0.25, 0.75]},
    ],
    "months": [{"month": "2026-12", "requests": 31.0}],
}


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        (
            "scenarios.letters.models.openai/gpt-5.2.cost_per_request.low",
            ("scenarios", 0, "models", 0, "cost_per_request", "low"),
        ),
        ("scenarios[0].models[2].cost_per_request.high", ("scenarios", 0, "models", 2, "cost_per_request", "high")),
        ("scenarios.0.models.2.cost_per_request.high", ("scenarios", 0, "models", 2, "cost_per_request", "high")),
        ("scenarios.letters.extras.tidy.verifier", ("scenarios", 0, "extras", "tidy.verifier")),
        ("scenarios.letters.de.rank_acceptability[1]", ("scenarios", 1, "rank_acceptability", 1)),
        ("months.2026-12.requests", ("months", 0, "requests")),
        ("scenarios.nobody.models", None),
        ("scenarios[7].models", None),
    ],
)
def test_a_path_is_read_along_the_result(text: str, steps: tuple[str | int, ...] | None) -> None:
    assert follow(RESULT, text) == steps


def test_a_name_of_several_items_asks_for_the_place() -> None:
    with pytest.raises(Ambiguous, match=r"\[1\], \[2\]"):
        follow(RESULT, "scenarios.letters.models.qwen/max.cost_per_request.base")


def test_paths_are_written_with_places_where_names_are_not_unique() -> None:
    steps = ("scenarios", 0, "models", 2, "cost_per_request", "base")
    assert path_of(RESULT, steps) == "scenarios.letters.models[2].cost_per_request.base"
    assert follow(RESULT, path_of(RESULT, steps)) == steps


def test_of_a_spread_the_base_is_meant() -> None:
    found = found_at("cost", RESULT, ("scenarios", 0, "models", 0, "cost_per_request"))
    assert (found.path, found.value) == ("scenarios.letters.models.openai/gpt-5.2.cost_per_request.base", "0.2")


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        (("scenarios", 0, "verdict"), "not-a-figure"),
        (("scenarios", 0, "feasible"), "not-a-figure"),
        (("scenarios", 0), "not-a-figure"),
        (("scenarios", 0, "id"), "not-a-figure"),
        (("scenarios", 0, "models", 1, "cost_per_request"), "no-figure"),
    ],
)
def test_what_is_no_figure_says_so(steps: tuple[str | int, ...], code: str) -> None:
    with pytest.raises(InputError) as caught:
        found_at("cost", RESULT, steps)
    assert caught.value.diagnostics[0].code == code


@pytest.mark.parametrize(
    ("text", "command", "rest"),
    [
        ("plan: months", "plan", "months"),
        ("rank:scenarios", "rank", "scenarios"),
        ("scenarios.single:qwen/max.x", None, "scenarios.single:qwen/max.x"),
    ],
)
def test_a_prefix_names_the_answer(text: str, command: str | None, rest: str) -> None:
    assert prefixed(text) == (command, rest)


def test_an_unknown_prefix_is_an_error() -> None:
    with pytest.raises(InputError, match="no answer is called 'host'"):
        prefixed("host:replicas")


def test_the_nearest_paths_are_suggested() -> None:
    near = nearest("scenarios.letters.models[0].cost_per_request.bse", {"cost": RESULT})
    assert near[0] == "scenarios.letters.models.openai/gpt-5.2.cost_per_request.base"
    error = unknown("scenarios.lettres", {"cost": RESULT}).diagnostics[0]
    assert error.code == "unknown-figure"
    assert error.suggestion is not None


def test_numbers_are_read_as_they_are_shown() -> None:
    assert [number_of(v) for v in (3, "0.25", "72.5%", "1,024", "2.4 CNY", "2026-11-15")] == [
        3.0,
        0.25,
        0.725,
        1024.0,
        2.4,
        None,
    ]
    assert [is_figure(v) for v in (True, None, "single", "2026-12", 1, "0.2")] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]
    assert not is_figure("123", "id")
    assert is_figure("2026-11-15", "price_date")
