"""Outcomes per query and model (contract §3), from CSV or JSONL files of a workspace."""

from __future__ import annotations

import csv
import io
import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from planner.files.diagnostics import Diagnostic, InputError
from planner.files.patterns import matching

ALIASES = {"correct": "score"}
TRUTHS = {"true": 1.0, "false": 0.0}  # as data frames write a column `correct`
CLASS_NAMES = {"easy": 0, "medium": 1, "hard": 2}


@dataclass(frozen=True)
class Outcomes:
    """``scores[model]`` (query,) in [0, 1], NaN where there is none; ``classes`` (query,): difficulty 0, 1, 2."""

    queries: tuple[str, ...]
    scores: dict[str, NDArray[np.float64]]
    classes: NDArray[np.int64]


def read_outcomes(root: Path, pattern: str) -> Outcomes:
    """The outcome tables that ``pattern`` names, joined. Several samples of a cell are averaged.

    Raises InputError for a missing column, a score outside [0, 1] and rows that disagree.
    """
    cells: dict[tuple[str, str, str], float] = {}
    difficulty: dict[str, int] = {}
    problems: list[Diagnostic] = []
    for path in matching(root, pattern):
        file = path.relative_to(root).as_posix()
        for line, row in _rows(path, file):
            problem = _take(row, cells, difficulty)
            if problem is not None:
                problems.append(Diagnostic("error", problem[0], problem[1], file, line, expected=problem[2]))
    if problems:
        raise InputError(problems)
    queries = tuple(sorted({query for query, _, _ in cells}))
    index = {query: i for i, query in enumerate(queries)}
    by_model: dict[str, list[list[float]]] = defaultdict(lambda: [[] for _ in queries])
    for (query, model, _), score in cells.items():
        by_model[model][index[query]].append(score)
    scores = {
        model: np.array([np.mean(cell) if cell else np.nan for cell in rows])
        for model, rows in sorted(by_model.items())
    }
    return Outcomes(queries, scores, np.array([difficulty.get(q, 1) for q in queries], dtype=np.int64))


def _rows(path: Path, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each row with the line it begins on, under our names of the columns."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise _bad("unreadable", "cannot read the table", file, None, "CSV or JSONL in UTF-8") from None
    for line, row in _json_rows(text, file) if path.suffix == ".jsonl" else _csv_rows(text, file):
        yield line, {ALIASES.get(k, k): v for k, v in row.items()}


def _bad(code: str, message: str, file: str, line: int | None, expected: str | None = None) -> InputError:
    return InputError([Diagnostic("error", code, message, file, line, expected=expected)])


def _json_rows(text: str, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    # Only a line feed ends a line: JSON text may hold the other separators that str.splitlines knows.
    for line, record in enumerate(text.split("\n"), 1):
        if not record.strip():
            continue
        try:
            said = json.loads(record)
        except (ValueError, RecursionError):
            raise _bad("bad-table", "this line is not JSON", file, line) from None
        if not isinstance(said, dict):
            raise _bad(
                "bad-table",
                "this line is not a JSON object",
                file,
                line,
                '{"query_id": ..., "model": ..., "score": ...}',
            )
        yield line, said


def _csv_rows(text: str, file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    line = 1
    try:
        missing = {"query_id", "model", "score"} - {ALIASES.get(n, n) for n in reader.fieldnames or []}
        if missing:
            lacking = f"the table has no column {', '.join(sorted(missing))}"
            raise _bad("bad-table", lacking, file, 1, "query_id, model, score")
        line = reader.line_num + 1
        for row in reader:
            yield line, {k: v for k, v in row.items() if k is not None}
            line = reader.line_num + 1
    except csv.Error as error:
        raise _bad("bad-table", f"this is not CSV: {error}", file, line) from None


def _take(
    row: dict[str, Any], cells: dict[tuple[str, str, str], float], difficulty: dict[str, int]
) -> tuple[str, str, str] | None:
    """Put a row into the cells; a problem (code, message, expected) when it cannot be."""
    missing = [name for name in ("query_id", "model", "score") if row.get(name) in (None, "")]
    if missing:
        return "bad-table", f"no {', '.join(missing)}", "query_id, model and score in every row"
    said = row["score"]
    try:
        score = float(TRUTHS.get(said.strip().lower(), said) if isinstance(said, str) else said)
    except (TypeError, ValueError, OverflowError):
        score = float("nan")
    if not 0 <= score <= 1:
        return "bad-score", f"{row['score']!r} is not a score", "a score from 0 to 1"
    query = str(row["query_id"])
    key = (query, str(row["model"]), str(row.get("sample") or ""))
    if key in cells and cells[key] != score:
        return (
            "duplicate-row",
            f"{key[1]} answers {key[0]} twice, with different scores",
            "one row per query, model and sample",
        )
    cells[key] = score
    level = str(row.get("difficulty") or "").strip().lower()
    if level in CLASS_NAMES:
        difficulty[query] = CLASS_NAMES[level]
    return None
