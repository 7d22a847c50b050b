"""`planner catalog sync` and `planner catalog diff`, from the shell's side."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from planner.cli.main import main

PRICES = {
    "acme/m": {
        "litellm_provider": "acme",
        "input_cost_per_token": 1e-6,
        "output_cost_per_token": 2e-6,
        "input_cost_per_pixel": 1,
    }
}


@pytest.fixture
def prices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en")
    file = tmp_path / "map.json"
    file.write_text(json.dumps(PRICES))
    return file


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = 0
    try:
        code = main(list(arguments)) or 0
    except SystemExit as exit:
        code = int(exit.code or 0)
    said = capsys.readouterr()
    return code, said.out, said.err


def result(text: str) -> Any:
    return json.loads(text)["result"]


def test_a_rehearsal_writes_nothing(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "catalog", "sync", "litellm", "--from", "map.json", "--dry-run", "-f", "json")
    said = result(out)
    assert (code, said["written"], said["files"]) == (0, False, ["models/acme.yaml"])
    assert [m["model"] for m in said["new_models"]] == ["acme/m"]
    assert [(s["field"], s["used"]) for s in said["not_read"]] == [("input_cost_per_pixel", False)]
    assert not Path("catalogs").exists()


def test_a_sync_can_be_used_at_once(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "catalog", "sync", "litellm", "--from", "map.json", "--as-of", "2026-11-22")
    assert code == 0
    assert "1 new models of 1 providers" in out
    Path("planner.yaml").write_text("catalogs: [builtin, ./catalogs]\n")
    code, out, _ = run(capsys, "catalog", "show", "acme/m", "-f", "json")
    assert result(out)["prices"][0]["rates"] == {"input": "1", "output": "2"}


def test_a_diff_of_a_catalog_and_a_source(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "catalog", "sync", "litellm", "--from", "map.json", "--as-of", "2026-11-01")
    dearer = {"acme/m": {**PRICES["acme/m"], "input_cost_per_token": 1.5e-6}}
    prices.write_text(json.dumps(dearer))
    code, out, _ = run(capsys, "catalog", "diff", "catalogs", "litellm=map.json", "-f", "json")
    (row,) = result(out)["changes"]
    assert (code, row["model"], row["dimension"], row["unit"], row["old"], row["new"]) == (
        0,
        "acme/m",
        "input",
        "M tokens",
        "1",
        "1.5",
    )
    assert row["old_origin"]["since"] == "2026-11-01"
    code, out, _ = run(capsys, "catalog", "diff", "catalogs", "litellm=map.json")
    assert "+50.0%" in out or "USD 1.5" in out


def test_a_diff_of_two_days(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "catalog", "diff", "2025-06-01", "2026-11-21", "--model", "openai/o3", "-f", "json")
    rows = [
        r
        for r in result(out)["changes"]
        if (r["model"], r["variant"], r["dimension"]) == ("openai/o3", "standard", "input")
    ]
    assert code == 0
    assert [(r["old"], r["new"], r["rule"]) for r in rows] == [("10", "2", "later")]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["sync", "litelm"], 1, "did you mean `litellm`"),
        (["sync", "litellm", "--from", "none.json"], 1, "cannot read none.json"),
        (["sync", "litellm", "--from", "map.json", "--provider", "acm"], 1, "did you mean `acme`"),
        (["diff", "builtin", "yesterday"], 2, "is no catalog"),
    ],
)
def test_what_a_user_may_do_wrong(
    prices: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, words: str
) -> None:
    found, _, err = run(capsys, "catalog", *arguments)
    assert found == code
    assert words in err


def test_a_cut_off_file_changes_nothing(prices: Path, capsys: pytest.CaptureFixture[str]) -> None:
    prices.write_text(json.dumps(PRICES)[:-20])
    code, _, err = run(capsys, "catalog", "sync", "litellm", "--from", "map.json")
    assert code == 1
    assert "cut off" in err
    assert not Path("catalogs").exists()
