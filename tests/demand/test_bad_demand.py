"""What cannot be planned with is said before anything is computed, with its field."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_workspace import model, scenario, workspace

import planner
from planner.demand.assumptions import Assumptions
from planner.demand.request import parts_of, request
from planner.demand.volume import volume
from planner.files.diagnostics import InputError

MODELS = {"acme": [model("small", {"input": 1, "output": 2})]}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"volume": {"requests_per_day": [0, 100]}}, "a range starts above zero"),
        ({"tokens": {"input": [0, 100], "output": 5}}, "a range starts above zero"),
        ({"tokens": {"input": {"mean": 100, "p95": 400}, "output": 5}}, "no lognormal has a p95 above 3.87"),
        ({"tokens": {"input": {"mean": 100, "p95": 50}, "output": 5}}, "p95 is at least the mean"),
        ({"tokens": {"input": 10, "output": 5, "cacheable": {"share": 3}}}, "cacheable"),
        ({"agent": {"calls": {"from": "*.md"}}}, "calls"),
        ({"volume": {"requests_per_day": 10, "turns": 0.5}}, "turns"),
        ({"volume": {"requests_per_day": -1}}, "requests_per_day"),
        ({"volume": {"requests_per_day": 10, "profile": [0] * 24}}, "profile"),
        ({"volume": {"requests_per_day": 10, "launch": "2027-02-30"}}, "2027-02-30"),
        ({"volume": {"requests_per_day": 10, "growth": "-100%"}}, "growth"),
        ({"task": "writing"}, "do not describe `writing`"),
    ],
)
def test_a_wrong_field_is_an_error_of_its_file(tmp_path: Path, said: Any, message: str) -> None:
    with pytest.raises(InputError, match=r"scenarios/answers\.yaml:1") as caught:
        workspace(tmp_path, [scenario(**said)], MODELS)
    assert message in str(caught.value)


@pytest.mark.parametrize(("content", "message"), [(b"", "hold no text"), (b"\xff\xfe\x00", "a.md")])
def test_samples_that_cannot_be_counted(tmp_path: Path, content: bytes, message: str) -> None:
    said = scenario(tokens={"from": "samples/*.md", "output": 5})
    ws = workspace(tmp_path, [said], MODELS, files={"samples/a.md": "x"})
    (tmp_path / "samples" / "a.md").write_bytes(content)
    with pytest.raises(InputError, match=message):
        planner.cost(ws)


@pytest.mark.parametrize(
    "said",
    [
        {"volume": {"requests_per_day": 0}},
        {"tokens": {"input": 0, "output": 0}},
        {"volume": {"requests_per_day": 10, "launch": "2040-01-01"}},
        {"rules": {"share": [0, 0.5], "quality": [0.8, 1]}},
        {"rules": {"share": {"low": 0.1, "mode": 0.2, "high": 0.5}}},
        {"quality": {"target": 1.0}},
        {"value": {"per_success": ["0 USD", "1 USD"], "today": ["0 USD", "0.2 USD"]}},
        {"difficulty": [1, 5]},
    ],
)
def test_odd_but_possible(tmp_path: Path, said: Any) -> None:
    ws = workspace(tmp_path, [scenario(**said)], MODELS)
    for ask in (planner.rank, planner.cost, planner.route, planner.plan):
        assert [s.id for s in ask(ws).scenarios] == ["answers"]


def test_a_range_of_calls_is_how_much_requests_differ(tmp_path: Path) -> None:
    ws = workspace(tmp_path, [scenario(agent={"calls": [2, 8], "growth": 0, "tools": 0})], MODELS)
    one, assumed = ws.scenarios[0], Assumptions()
    load = volume(one, ws.as_of, 12, 0, assumed)
    calls = request(parts_of(one, assumed)[0], load, "o200k_base", tmp_path, 0, assumed).calls
    assert np.quantile(calls, [0.1, 0.9]) == pytest.approx([2, 8], rel=0.08)
