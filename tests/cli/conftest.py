"""Runs the command line inside the test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from printed import CASES, Outcome, Run

from planner.cli.main import main


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """English, a hundred columns, nothing that a developer's terminal adds."""
    for name in ("LC_ALL", "LC_MESSAGES", "NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> Outcome:
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Outcome(code, out, err)

    return call


@pytest.fixture
def studio(tmp_path: Path) -> Path:
    """A copy of the small workspace of tests/cases."""
    return Path(shutil.copytree(CASES / "studio", tmp_path / "studio"))
