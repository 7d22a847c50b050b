"""What `planner tokens` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.report.numbers import Numbers
from planner.report.tables import Column, Report, Table
from planner.report.text import Language, say

if TYPE_CHECKING:
    from planner.answers.tokens import FileTokens, TokensResult


def tokens_report(answer: TokensResult, language: Language) -> Report:
    """One family: its count of each file and the total. Several: the total of each family."""
    numbers = Numbers(language)
    several = len(answer.totals) > 1
    rows: list[FileTokens] = (
        [*answer.totals] if several else [*answer.counts, *(answer.totals if len(answer.files) > 1 else [])]
    )

    def amount(value: float) -> str:
        return f"{value:,.0f}"

    columns = [
        Column(
            "file",
            say("tokens.file", language),
            lambda c: c.file or say("tokens.total", language),
            stretch=True,
            only="csv" if several else None,
        ),
        Column("family", say("tokens.family", language), lambda c: c.family),
        Column("tokens", say("tokens.tokens", language), lambda c: c.tokens, amount, align="right"),
        Column("low", say("tokens.range", language), lambda c: c.low, only="csv"),
        Column("high", say("tokens.range", language), lambda c: c.high, only="csv"),
        Column(
            "range",
            say("tokens.range", language),
            lambda c: None if c.exact else f"{amount(c.low)}–{amount(c.high)}",
            only="table",
            align="right",
        ),
        Column("method", say("tokens.method", language), lambda c: c.method, optional=1),
        Column("models", say("tokens.models", language), _models, only="table", stretch=True, optional=2),
        Column("note", say("tokens.note", language), lambda c: c.note, only="csv"),
    ]
    notes = (
        [say("tokens.files", language, count=numbers.count(len(answer.files)))]
        if several and len(answer.files) > 1
        else []
    )
    if any(not c.exact for c in rows):
        notes.append(say("tokens.estimated", language))
    missing = sorted(
        {c.note.split(" for an exact count")[0] for c in rows if c.note and c.note.startswith("estimated: install")}
    )
    return Report([Table(columns, rows)], notes=[*notes, *missing])


def _models(count: FileTokens) -> str:
    from planner.tokens import FAMILIES

    return FAMILIES[count.family].models
