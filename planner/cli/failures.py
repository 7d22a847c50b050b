"""What a user sees when a command cannot answer: findings with their place, or one line for a defect of ours."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from planner.cli.main import EXIT_DEFECT, EXIT_INPUT
from planner.cli.output import ReaderLeft
from planner.files.diagnostics import InputError


def failed(error: Exception, arguments: Sequence[str]) -> int:
    """Says on standard error what went wrong, and gives the exit code."""
    if isinstance(error, InputError):
        from planner.report.findings import findings_text

        sys.stderr.write(findings_text(error.diagnostics, root=_workspace(arguments), color=_color(arguments)))
        return EXIT_INPUT
    if _verbose(arguments):
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    where = "" if _verbose(arguments) else " Run it again with -v for the traceback."
    sys.stderr.write(
        f"planner: a defect of ours, not of your files: {type(error).__name__}: {' '.join(str(error).split())[:300]}.{where}\n"
    )
    return EXIT_DEFECT


def reader_left(error: Exception) -> bool:
    """Did whoever reads standard output stop reading? Then the interpreter must not complain when it flushes at the end."""
    if not isinstance(error, (BrokenPipeError, ReaderLeft)):
        return False
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def _verbose(arguments: Sequence[str]) -> bool:
    return any(word in ("-v", "--verbose") for word in _flags(arguments))


def _flags(arguments: Sequence[str]) -> Sequence[str]:
    return arguments[: arguments.index("--")] if "--" in arguments else arguments


def _workspace(arguments: Sequence[str]) -> str:
    """The folder of the last -C: the click context is gone when the failure is shown."""
    words, found = _flags(arguments), "."
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word == "-C":
            found = following
        elif word.startswith("-C") and len(word) > 2:
            found = word[2:]
    return found


def _color(arguments: Sequence[str]) -> bool:
    words = " ".join(_flags(arguments)).replace("=", " ").split()
    said = words[words.index("--color") + 1 :][:1] if "--color" in words else []
    if said and said[0] in ("always", "never"):
        return said[0] == "always"
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and sys.stderr.isatty()
