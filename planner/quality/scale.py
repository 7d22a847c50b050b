"""One scale for all public results: the logit of success, corrected for chance and ceiling (methods §4)."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from planner.catalog.catalog import Catalog, Evidence
from planner.catalog.schema import Benchmark

# What a result says less than its sampling error suggests: harness, prompt and transfer differ. Standard deviations in
# logits, fitted on the shipped evidence by maximum marginal likelihood (benchmarks/quality.py).
RESIDUAL: dict[str, float] = {"rate": 0.44, "elo": 0.12, "wer": 0.44, "index": 0.15}
EFFECTIVE = 0.25  # part of a published n that counts for another task: transfer is not free
DEFAULT_N = 100  # where a benchmark's size is not published


@dataclass(frozen=True, slots=True)
class Observation:
    """A model's result on a benchmark, on the logit scale with its variance; ``rows`` are where it stands."""

    model: str
    benchmark: str
    logit: float
    variance: float
    rows: tuple[Evidence, ...]


def observations(catalog: Catalog, as_of: dt.date) -> list[Observation]:
    """Every result known by ``as_of``, under the catalog's own name of its model.

    Of several results of one model on one benchmark in one setting the newest counts; several settings make one
    observation.
    """
    names = _canonical(catalog)
    newest: dict[tuple[str, str, str | None], tuple[dt.date, Evidence]] = {}
    for row in catalog.evidence:
        day = row.measured or row.source.date
        if day > as_of or row.benchmark not in catalog.benchmarks:
            continue
        key = (names.get(row.model, row.model), row.benchmark, row.setting)
        if key not in newest or day >= newest[key][0]:
            newest[key] = day, row
    settings: dict[tuple[str, str], list[Evidence]] = defaultdict(list)
    for (model, benchmark, _), (_, row) in newest.items():
        settings[model, benchmark].append(row)
    return [
        _observation(model, benchmark, rows, catalog.benchmarks[benchmark])
        for (model, benchmark), rows in settings.items()
    ]


def _observation(model: str, benchmark: str, rows: list[Evidence], about: Benchmark) -> Observation:
    """One observation from the results in all settings: their mean, no surer than one of them."""
    scaled = [on_scale(row.score, about, row.n) for row in rows]
    logit = sum(x for x, _ in scaled) / len(scaled)
    apart = sum((x - logit) ** 2 for x, _ in scaled) / len(scaled)
    return Observation(model, benchmark, logit, min(v for _, v in scaled) + apart, tuple(rows))


def _canonical(catalog: Catalog) -> Mapping[str, str]:
    """Aliases of models to their full names."""
    out = {}
    for name in catalog.names:
        provider = name.split("/", 1)[0]
        for alias in catalog.raw(name).get("aliases", ()):
            out[f"{provider}/{alias}"] = name
    return out


def on_scale(score: float, benchmark: Benchmark, n: int | None) -> tuple[float, float]:
    """(logit, variance) of a published score.

    rate and index: logit of the share above chance and below the ceiling; wer: of 1 - error; elo: the log odds
    of winning against the benchmark's reference, ln(10)/400 per point.
    """
    size = (n or benchmark.n or DEFAULT_N) * EFFECTIVE
    residual = RESIDUAL[benchmark.link] ** 2
    if benchmark.link == "elo":
        return (score - (benchmark.reference or 1000.0)) * math.log(10) / 400, residual
    share = score / benchmark.scale
    if benchmark.link == "wer":
        share = 1 - share
    share = (share - benchmark.chance) / (benchmark.ceiling - benchmark.chance)
    share = (min(max(share, 0.0), 1.0) * size + 0.5) / (size + 1)
    return math.log(share / (1 - share)), residual + 1 / (size * share * (1 - share))
