"""`planner explain` as people and scripts call it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import yaml

from planner.cli.main import main
from planner.report.width import width_of

STUDIO = str(Path(__file__).resolve().parents[2] / "scenarios" / "creator-studio")
FIGURE = "scenarios.script-generation.cost_per_month.base"
QUICK = "cost:scenarios.cover-image.models[0].cost_per_month.base"
SCORE = "rank:scenarios.script-generation.score"


def run(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    assert main(["explain", *arguments, "-C", STUDIO]) == code
    said = capsys.readouterr()
    return said.out if code == 0 else said.err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_tree_fits_the_terminal_in_both_languages(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    shown = run(capsys, FIGURE, "--lang", language)
    assert max(width_of(line) for line in shown.splitlines()) <= 100
    assert "scenarios/script-generation.yaml:23:21" in shown
    assert "catalogs/models/" in shown
    assert ("单次请求成本" if language == "zh" else "cost of a request") in shown


def test_without_a_prefix_the_plan_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, FIGURE, "--depth", "1").startswith(f"plan:{FIGURE} ")
    assert run(capsys, "scenarios.script-generation.requests_per_month", "--depth", "0").startswith("cost:")
    assert run(capsys, "rank:scenarios.script-generation.score", "--depth", "0").startswith("rank:")
    assert run(capsys, "route:scenarios[0].quality_target", "--depth", "0").startswith("route:")


def test_depth_says_what_it_hides(capsys: pytest.CaptureFixture[str]) -> None:
    shallow = run(capsys, SCORE, "--depth", "1", "--lang", "en")
    assert "--depth shows them" in shallow
    assert len(shallow) < len(run(capsys, SCORE, "--lang", "en")) / 3


def test_json_and_yaml_hold_the_whole_tree(capsys: pytest.CaptureFixture[str]) -> None:
    answer = json.loads(run(capsys, QUICK, "-f", "json"))
    assert answer["command"] == "explain"
    assert answer["result"]["figure"].startswith("cost:scenarios.cover-image.models.")
    assert answer["result"]["trace"]["inputs"][0]["label"].keys() == {"en", "zh"}
    assert yaml.safe_load(run(capsys, QUICK, "-f", "yaml")) == answer


def test_rows_for_spreadsheets_and_documents(capsys: pytest.CaptureFixture[str]) -> None:
    rows = list(csv.DictReader(io.StringIO(run(capsys, QUICK, "-f", "csv"))))
    assert rows[0]["level"] == "0"
    assert any(row["kind"] == "price" and row["source"].startswith("https://") for row in rows)
    assert run(capsys, QUICK, "-f", "md").startswith("| # |")


@pytest.mark.parametrize(
    ("figure", "code", "hint"),
    [
        ("rank:scenarios.script-generation.scroe", "unknown-figure", "scenarios.script-generation.score"),
        ("rank:scenarios.script-generatoin.score", "unknown-figure", "scenarios.script-generation.score"),
        ("cost:scenarios.nothing.at.all", "unknown-figure", "no figure is at"),
        ("route:scenarios.cover-image.verdict", "not-a-figure", "not a number"),
        ("rank:scenarios.script-generation.criteria", "not-a-figure", "figures"),
        ("host:replicas", "unknown-figure", "plan:"),
        ("rank:", "unknown-figure", "no figure is at"),
    ],
)
def test_bad_paths_are_errors_with_a_suggestion(
    capsys: pytest.CaptureFixture[str], figure: str, code: str, hint: str
) -> None:
    said = run(capsys, figure, code=1)
    assert code in said
    assert hint in " ".join(said.split())
    assert "Traceback" not in said
