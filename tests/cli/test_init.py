"""A new workspace: complete, right, and never at the cost of a file that is there."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from printed import Run

from planner.cli.init import examples

MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)$", re.M)


@pytest.mark.parametrize("name", [None, *examples()])
def test_a_new_workspace_is_right_and_its_modelines_resolve(run: Run, tmp_path: Path, name: str | None) -> None:
    target = tmp_path / "new"
    assert run("init", target, *(("--example", name) if name else ())).code == 0
    outcome = run("check", target)
    assert outcome.code == 0, outcome.out
    files = [*target.glob("*.yaml"), *target.glob("scenarios/*.yaml")]
    assert len(files) > 1
    for file in files:
        (schema,) = MODELINE.findall(file.read_text(encoding="utf-8"))
        assert json.loads((file.parent / schema).read_text(encoding="utf-8"))["title"]


def test_nothing_is_overwritten_and_nothing_is_written(run: Run, tmp_path: Path) -> None:
    (tmp_path / "planner.yaml").write_text("mine\n", encoding="utf-8")
    outcome = run("init", tmp_path)
    assert outcome.code == 1
    assert "error[exists]" in outcome.err
    assert "planner.yaml" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == ["planner.yaml"]
    assert (tmp_path / "planner.yaml").read_text(encoding="utf-8") == "mine\n"


def test_a_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    outcome = run("init", tmp_path / "file" / "inside")
    assert outcome.code == 1
    assert "error[unwritable]" in outcome.err


def test_the_list_of_examples(run: Run) -> None:
    listed = json.loads(run("init", "--list", "-f", "json").out)["result"]["examples"]
    assert {row["name"] for row in listed} == set(examples())
    assert all(row["scenarios"] for row in listed)


def test_what_to_do_next_is_said(run: Run, tmp_path: Path) -> None:
    outcome = run("init", tmp_path / "new")
    assert f"planner check -C {tmp_path / 'new'}" in outcome.out
    assert run("init", tmp_path / "quiet", "-q").out == ""
