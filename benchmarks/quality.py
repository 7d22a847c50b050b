"""How well public results predict each other: the fitted spreads, and held-out results against plain baselines.

    python benchmarks/quality.py [--fit]

`--fit` searches the standard deviations of planner/quality by maximum marginal likelihood (a minute or two).
The table leaves out a tenth of the results at a time and predicts them from the rest: root mean square error in logits
beside two baselines (the benchmark's mean; the model's mean plus the benchmark's mean), and how many of the held-out
results lie inside the 80% interval that was claimed.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections import defaultdict

import numpy as np

import planner.quality.scale as scale
from planner.catalog.catalog import open_catalog
from planner.quality.ability import GENERAL, SPECIFIC, fit

DAY = dt.date.today()


def search() -> None:
    """Coordinate ascent over the five spreads; prints each round."""
    catalog = open_catalog()
    current = {"general": GENERAL, "specific": SPECIFIC, **{k: v for k, v in scale.RESIDUAL.items() if k != "wer"}}

    def likelihood(spreads: dict[str, float]) -> float:
        scale.RESIDUAL.update({k: spreads[k] for k in ("rate", "elo", "index")}, wer=spreads["rate"])
        return fit(
            scale.observations(catalog, DAY), catalog.tasks, general=spreads["general"], specific=spreads["specific"]
        ).log_likelihood

    best = likelihood(current)
    for _ in range(4):
        for name in current:
            for factor in (0.6, 0.8, 1.25, 1.6):
                trial = current | {name: current[name] * factor}
                if (value := likelihood(trial)) > best:
                    best, current = value, trial
        print(f"{best:10.1f}  " + "  ".join(f"{k} {v:.3f}" for k, v in current.items()))


def held_out() -> None:
    """Ten folds over the results of models with at least three."""
    catalog = open_catalog()
    seen = scale.observations(catalog, DAY)
    per_model: dict[str, int] = defaultdict(int)
    for o in seen:
        per_model[o.model] += 1
    eligible = [i for i, o in enumerate(seen) if per_model[o.model] >= 3]
    folds = np.random.default_rng(0).permutation(eligible)
    errors: dict[str, list[float]] = defaultdict(list)
    inside = 0
    for k in range(10):
        out = set(folds[k::10].tolist())
        rest = [o for i, o in enumerate(seen) if i not in out]
        abilities = fit(rest, catalog.tasks)
        row, column = {m: i for i, m in enumerate(abilities.models)}, {b: i for i, b in enumerate(abilities.benchmarks)}
        by_benchmark, by_model = _means(rest)
        everywhere = float(np.mean([o.logit for o in rest]))
        for i in out:
            o = seen[i]
            if o.model not in row or o.benchmark not in column:
                continue
            tasks = [t for t in catalog.tasks if o.benchmark in catalog.tasks[t].benchmarks]
            index = [abilities.tasks.index(t) for t in tasks] or [0]
            mean = abilities.mean[row[o.model], index].mean() + abilities.ease[column[o.benchmark]]
            sd = np.sqrt(abilities.sd[row[o.model], index].mean() ** 2 + o.variance)
            errors["planner"].append(o.logit - mean)
            errors["benchmark mean"].append(o.logit - by_benchmark[o.benchmark])
            errors["model + benchmark mean"].append(
                o.logit - (by_model[o.model] + by_benchmark[o.benchmark] - everywhere)
            )
            inside += abs(o.logit - mean) < 1.2816 * sd
    base = _rms(errors["benchmark mean"])
    print(f"{len(errors['planner'])} held-out results")
    for name, gaps in errors.items():
        print(f"{name:24} rmse {_rms(gaps):.3f} logits   {_rms(gaps) / base:.2f} x benchmark mean")
    print(f"80% intervals cover {inside / len(errors['planner']):.1%}")


def _means(rows: list[scale.Observation]) -> tuple[dict[str, float], dict[str, float]]:
    by_benchmark, by_model = defaultdict(list), defaultdict(list)
    for o in rows:
        by_benchmark[o.benchmark].append(o.logit)
        by_model[o.model].append(o.logit)
    return {k: float(np.mean(v)) for k, v in by_benchmark.items()}, {k: float(np.mean(v)) for k, v in by_model.items()}


def _rms(gaps: list[float]) -> float:
    return float(np.sqrt(np.mean(np.square(gaps))))


if __name__ == "__main__":
    if "--fit" in sys.argv:
        search()
    held_out()
