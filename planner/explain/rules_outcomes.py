"""The share right in one's own results, with the tables and lines it stands in."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from planner.demand.distributions import Array
from planner.explain.leaves import file_said, said
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_volume import mean_of
from planner.explain.trace import Trace, Words, figure, words
from planner.files.patterns import matching
from planner.quality.success import from_outcomes
from planner.routing.candidates import Candidate
from planner.tables.outcomes import read_outcomes


def from_own_outcomes(ledger: Ledger, piece: Piece, candidate: Candidate, label: Words) -> Trace:
    """Share right in one's own results, with the tables and lines it stands in."""
    name = piece.scenario.id
    quality = piece.scenario.quality
    assert quality is not None
    assert quality.outcomes is not None
    table = read_outcomes(ledger.workspace.root, quality.outcomes)
    known = {ledger.workspace.catalog.find(model).name: np.array(scores) for model, scores in table.scores.items()}
    scores: Array = known[candidate.model.name]
    answered = int((~np.isnan(scores)).sum())
    value = mean_of(from_outcomes({candidate.model.name: scores.copy()}, table.classes, ledger.seed, name).quality(0))
    formula = words(
        f"mean score over {len(table.queries)} queries, {answered} of them answered by the model (the others take its mean on their difficulty); "
        f"plain mean {np.nanmean(scores):.4g}, here the mean of the Bayesian bootstrap over queries",
        f"{len(table.queries)} 个问题的平均得分，其中该模型回答了 {answered} 个（其余取其同难度均值）；简单均值 {np.nanmean(scores):.4g}，此处为按问题贝叶斯自助抽样的均值",
    )
    rows = list(_outcome_files(ledger, quality.outcomes, candidate.model.name))
    return figure(
        label, value, "right", formula, [said(ledger, name, ("quality", "outcomes"), quality.outcomes), *rows]
    )


def _outcome_files(ledger: Ledger, pattern: str, model: str) -> Iterator[Trace]:
    """The tables of own results, with the lines that speak of a model."""
    for path in matching(ledger.workspace.root, pattern):
        file = path.relative_to(ledger.workspace.root).as_posix()
        lines = [line for line, said_of in _models_by_line(path) if said_of and _same(ledger, said_of, model)]
        if lines:
            text = words(
                f"{len(lines)} rows of {model}, lines {lines[0]}–{lines[-1]}",
                f"{model} 的 {len(lines)} 行，第 {lines[0]}–{lines[-1]} 行",
            )
            yield file_said(file, text, float(len(lines)), "answers", line=lines[0])


def _same(ledger: Ledger, said_of: str, model: str) -> bool:
    return (
        said_of == model
        or (said_of in ledger.workspace.catalog and ledger.workspace.catalog.find(said_of).name == model)
        or model.endswith(f"/{said_of}")
    )


def _models_by_line(path: Path) -> Iterator[tuple[int, str | None]]:
    text = path.read_text(encoding="utf-8-sig")
    if path.suffix == ".jsonl":
        for line, record in enumerate(text.splitlines(), 1):
            if record.strip():
                yield line, json.loads(record).get("model")
        return
    for line, row in enumerate(csv.DictReader(text.splitlines()), 2):
        yield line, row.get("model")
