"""What the command line prints, inside a test, and the files of tests/cases that it is compared with."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CASES = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def matches(name: str, text: str) -> None:
    """``text`` is what tests/cases/``name`` holds; PLANNER_UPDATE_CASES=1 writes it there instead."""
    path = CASES / name
    if os.environ.get("PLANNER_UPDATE_CASES"):
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")
