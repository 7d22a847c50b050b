"""How many tokens, for which model family?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from planner.answers.answer import Answer, Figures
from planner.files.diagnostics import InputError, closest, problem

if TYPE_CHECKING:
    from planner.tokens import TokenCount

MAIN_FAMILIES = ("o200k_base", "claude-4.7", "gemini", "qwen", "deepseek", "doubao", "glm", "kimi")


class FileTokens(Figures):
    """Tokens of one file (or of all, in a total) for one family; ``low`` to ``high`` is where they lie."""

    file: str
    family: str
    tokens: float
    low: float
    high: float
    exact: bool
    method: str
    note: str | None


class TokensResult(Answer):
    """``counts``: every file for every family. ``totals``: all files together, one a family; ``file`` is empty there."""

    files: list[str]
    counts: list[FileTokens]
    totals: list[FileTokens]


def tokens(texts: Mapping[str, Path | str], families: Iterable[str] = MAIN_FAMILIES) -> TokensResult:
    """Counts files, and texts that are at hand, for each family. ``texts``: the name shown to a Path or the text itself.

    Raises InputError for files that cannot be read or counted, all of them at once, and for an unknown family.
    """
    families = list(families)
    for family in families:
        _known(family)
    counts: list[FileTokens] = []
    wrong: dict[str, InputError] = {}
    for family in families:
        for name, text in texts.items():
            try:
                counts.append(_figures(name, family, _counted(text, family)))
            except InputError as error:
                wrong.setdefault(name, error)
    if wrong:
        raise InputError(d for error in wrong.values() for d in error.diagnostics)
    return TokensResult(
        files=list(texts), counts=counts, totals=[_total([c for c in counts if c.family == f]) for f in families]
    )


def _known(family: str) -> None:
    from planner.tokens import FAMILIES

    if family not in FAMILIES:
        guess = closest(family.lower(), FAMILIES)
        raise problem(
            "unknown-family",
            f"no token family is called {family!r}",
            expected="one of: " + ", ".join(FAMILIES),
            suggestion=f"did you mean `{guess}`?" if guess else None,
        )


def _counted(text: Path | str, family: str) -> TokenCount:
    from planner.tokens import UncountableText, UnreadableText, VocabularyError, count, count_files

    file = str(text) if isinstance(text, Path) else "-"
    try:
        return count_files([text], family)[0] if isinstance(text, Path) else count(text, family)
    except VocabularyError as error:
        raise problem("no-vocabulary", str(error)) from None
    except UnreadableText as error:
        raise problem("encoding", str(error), file=file, expected="UTF-8 text") from None
    except UncountableText as error:
        raise problem("uncountable", str(error), file=file) from None
    except OSError as error:
        raise problem("unreadable", f"cannot read the file: {error.strerror or error}", file=file) from None


def _figures(name: str, family: str, found: TokenCount) -> FileTokens:
    return FileTokens(
        file=name,
        family=family,
        tokens=found.tokens,
        low=found.low,
        high=found.high,
        exact=found.exact,
        method=found.method,
        note=found.note,
    )


def _total(counts: list[FileTokens]) -> FileTokens:
    first = counts[0]
    sums = {name: round(sum(getattr(c, name) for c in counts), 1) for name in ("tokens", "low", "high")}
    return first.model_copy(update={"file": "", "exact": all(c.exact for c in counts), **sums})
