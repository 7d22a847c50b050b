"""The library answers: results that equal the JSON, the same each time, with nothing loaded before or written after."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from small_workspace import model, result, scenario, write

import planner

MODELS = {"acme": [model("small", {"input": 1, "output": 2}), model("large", {"input": 10, "output": 40})]}
EVIDENCE = [result("acme/small", "one", 0.6), result("acme/large", "one", 0.9)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write(tmp_path, [scenario("first"), scenario("second")], MODELS, evidence=EVIDENCE)


def test_a_workspace_is_loaded_and_answers(folder: Path) -> None:
    ws = planner.load(folder)
    assert [s.id for s in ws.scenarios] == ["first", "second"]
    for ask in (planner.rank, planner.cost, planner.route, planner.plan):
        answer = ask(ws)
        assert {s["id"] for s in answer.model_dump()["scenarios"]} == {"first", "second"}
        assert answer.model_dump_json() == ask(planner.load(folder)).model_dump_json()
        assert answer.seed == 0


def test_named_scenarios_only(folder: Path) -> None:
    assert [s.id for s in planner.load(folder, only=["second"]).scenarios] == ["second"]


def test_wrong_input_carries_every_finding(folder: Path) -> None:
    (folder / "scenarios" / "first.yaml").write_text("id: first\ntask: qa\npain: {intensity: 9}\nlatancy: 2s\n")
    with pytest.raises(planner.InputError) as caught:
        planner.load(folder)
    codes = {d.code for d in caught.value.diagnostics}
    assert {"unknown-key", "bad-value", "missing-key"} <= codes
    assert all(d.file == "scenarios/first.yaml" and d.line for d in caught.value.diagnostics)
    assert [s.id for s in planner.load(folder, only=["second"]).scenarios] == ["second"]


def test_importing_the_library_loads_nothing_heavy() -> None:
    check = "import sys, planner; print([m for m in ('numpy', 'pydantic', 'tiktoken', 'yaml', 'jinja2') if m in sys.modules])"
    shown = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "[]"


def test_nothing_is_written_into_a_workspace(folder: Path) -> None:
    before = {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    ws = planner.load(folder)
    planner.plan(ws)
    assert {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()} == before
