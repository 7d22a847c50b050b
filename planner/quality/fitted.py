"""Abilities fitted once for a compiled catalog: a tenth of a second that every command would spend again.

`abilities.json` stands beside `compiled.json` and holds for the day of the newest result and after, for one catalog
(by its hash) and one set of constants. Where any of these differs, abilities are fitted on the spot.
"""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import numpy as np

from planner.catalog.catalog import Catalog, builtin_folder, open_catalog
from planner.quality.ability import EASE, GENERAL, SPECIFIC, Abilities, fit
from planner.quality.scale import DEFAULT_N, EFFECTIVE, RESIDUAL, observations

FITTED = "abilities.json"
DIGITS = 5  # of a logit: a hundredth of what the surest ability is unsure by


def abilities_on(catalog: Catalog, day: dt.date) -> Abilities:
    """Abilities from the evidence known by ``day``: the shipped ones where they hold, else fitted now."""
    shipped = builtin_folder() / FITTED
    if shipped.is_file():
        known = json.loads(shipped.read_bytes())
        if (
            known["catalog"] == catalog.sha256
            and known["constants"] == _constants()
            and known["since"] <= day.isoformat()
        ):
            return _read(known)
    return _rounded(fit(observations(catalog, day), catalog.tasks))


def fitted_text() -> str:
    """What the file for the shipped catalog holds."""
    catalog = open_catalog()
    since = max(row.measured or row.source.date for row in catalog.evidence)
    found = _rounded(fit(observations(catalog, since), catalog.tasks))
    value = {
        "catalog": catalog.sha256,
        "constants": _constants(),
        "since": since.isoformat(),
        "models": found.models,
        "tasks": found.tasks,
        "mean": found.mean.tolist(),
        "sd": found.sd.tolist(),
        "spoken_for": found.spoken_for.tolist(),
        "benchmarks": found.benchmarks,
        "ease": found.ease.tolist(),
        "ease_sd": found.ease_sd.tolist(),
        "log_likelihood": found.log_likelihood,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def write_fitted(folder: Path) -> None:
    """Write the file beside the compiled catalog."""
    from planner.files.writing import write_atomic

    write_atomic(folder / FITTED, fitted_text())


def _constants() -> list[float]:
    return [GENERAL, SPECIFIC, EASE, EFFECTIVE, DEFAULT_N, *(RESIDUAL[link] for link in sorted(RESIDUAL))]


def _read(known: dict[str, Any]) -> Abilities:
    mean, sd, ease, ease_sd = (np.array(known[name], dtype=float) for name in ("mean", "sd", "ease", "ease_sd"))
    spoken = np.array(known["spoken_for"], dtype=np.int64)
    return Abilities(
        known["models"], known["tasks"], mean, sd, known["benchmarks"], ease, ease_sd, spoken, known["log_likelihood"]
    )


def _rounded(found: Abilities) -> Abilities:
    """Abilities as the file would give them back: the same bytes whichever way they came."""
    mean, sd, ease, ease_sd = (np.round(x, DIGITS) for x in (found.mean, found.sd, found.ease, found.ease_sd))
    likelihood = round(found.log_likelihood, DIGITS)
    return Abilities(found.models, found.tasks, mean, sd, found.benchmarks, ease, ease_sd, found.spoken_for, likelihood)


if __name__ == "__main__":
    write_fitted(builtin_folder())
