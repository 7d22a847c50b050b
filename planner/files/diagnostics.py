"""What is wrong with an input, where, and what was expected: one shape for every file the planner reads."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding. ``line`` and ``column`` count from 1; ``snippet`` is the offending line as written."""

    severity: Severity
    code: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    expected: str | None = None
    suggestion: str | None = None
    snippet: str | None = None
    scenario: str | None = None

    def as_json(self) -> dict[str, object]:
        """The contract's shape: only the keys that say something, `severity`, `code` and `message` always."""
        keys = (
            "severity",
            "code",
            "message",
            "file",
            "line",
            "column",
            "expected",
            "suggestion",
            "snippet",
            "scenario",
        )
        return {key: value for key in keys if (value := getattr(self, key)) is not None}

    @property
    def place(self) -> str:
        """``file:line:column``, as editors and CI understand it."""
        parts = [str(part) for part in (self.file, self.line, self.column) if part is not None]
        return ":".join(parts)


class InputError(Exception):
    """The input is wrong (exit code 1). Carries every finding, not only the first."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__("; ".join(f"{d.place}: {d.message}" if d.place else d.message for d in self.diagnostics))


def problem(
    code: str, message: str, *, file: str | None = None, expected: str | None = None, suggestion: str | None = None
) -> InputError:
    """An InputError of one finding that has no line of its own (a missing file, an empty folder)."""
    return InputError([Diagnostic("error", code, message, file=file, expected=expected, suggestion=suggestion)])


def closest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was probably meant to be, or None."""
    matches = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return matches[0] if matches else None


@dataclass(slots=True)
class Findings:
    """A place where all files leave their findings before anything is decided."""

    items: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        self.items.append(diagnostic)

    @property
    def errors(self) -> list[Diagnostic]:
        return [d for d in self.items if d.severity == "error"]
