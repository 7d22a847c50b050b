"""A small workspace with a catalog of its own, for tests that work every figure out by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from planner.workspace import Workspace, load

SOURCE = {"url": "https://example.org/prices", "date": "2026-11-01"}
TASKS = {
    "qa": {"kinds": ["language"], "input": ["text"], "output": ["text"], "billed_in": "tokens"},
    "rewriting": {"kinds": ["language"], "input": ["text"], "output": ["text"], "billed_in": "tokens"},
    "speech-to-text": {
        "kinds": ["speech-to-text"],
        "input": ["audio"],
        "output": ["text"],
        "billed_in": "units",
    },
}
RATE = {"name": "Rate", "url": "https://example.org/rate", "measures": "right answers", "link": "rate"}
BENCHMARKS = {"one": {**RATE, "n": 400}, "two": {**RATE, "n": 400}, "three": {**RATE, "n": 400}}
SPEAKS = {"qa": {"one": 1, "two": 1}, "rewriting": {"three": 1}}


def model(name: str, rates: Mapping[str, Any] | None = None, **spec: Any) -> dict[str, Any]:
    """A model of the catalog; ``rates`` are its standard prices, or give ``prices`` yourself."""
    prices = [{"from": "2026-01-01", "source": SOURCE, "rates": dict(rates)}] if rates is not None else []
    said = {"id": name, "name": name, "source": SOURCE, "tokenizer": "o200k_base", "prices": prices}
    return {**said, "reasoning": "none", "context": 1_000_000, **spec}


def price(rates: Mapping[str, Any], **entry: Any) -> dict[str, Any]:
    return {"from": "2026-01-01", "source": SOURCE, "rates": dict(rates), **entry}


def result(model_name: str, benchmark: str, score: float, **row: Any) -> dict[str, Any]:
    return {"model": model_name, "benchmark": benchmark, "score": score, **row}


def scenario(name: str = "answers", **fields: Any) -> dict[str, Any]:
    """A scenario that needs nothing assumed about its lengths: 1,000 tokens in, 200 out, all alike. None leaves out."""
    said = {
        "id": name,
        "task": "qa",
        "pain": {"intensity": 4},
        "difficulty": {"technical": 2, "data": 2, "integration": 2, "risk": 2},
        "volume": {"requests_per_day": 1000, "peak_factor": 2, "growth": 0},
        "tokens": {"input": {"mean": 1000, "p95": 1000}, "output": {"mean": 200, "p95": 200}},
        "quality": {"target": 0.5},
    }
    return {name: value for name, value in {**said, **fields}.items() if value is not None}


def write(
    folder: Path,
    scenarios: Sequence[Mapping[str, Any]],
    models: Mapping[str, Sequence[Mapping[str, Any]]],
    *,
    evidence: Sequence[Mapping[str, Any]] = (),
    currencies: Mapping[str, str] | None = None,
    providers: Mapping[str, Mapping[str, Any]] | None = None,
    files: Mapping[str, str] | None = None,
    **settings: Any,
) -> Path:
    """Write the workspace: ``models`` by provider, ``files`` by their path in the workspace."""
    said = {
        "currency": "USD",
        "as_of": "2026-11-22",
        "timezone": "UTC",
        "horizon": 12,
        "catalogs": ["./catalog"],
    }
    parts: dict[str, Any] = {"planner.yaml": {**said, **settings}}
    for one in scenarios:
        parts[f"scenarios/{one['id']}.yaml"] = one
    for provider, specs in models.items():
        parts[f"catalog/models/{provider}.yaml"] = {
            "provider": provider,
            "name": {"en": provider},
            "currency": (currencies or {}).get(provider, "USD"),
            "models": list(specs),
            **(providers or {}).get(provider, {}),
        }
    parts["catalog/benchmarks.yaml"] = BENCHMARKS
    parts["catalog/tasks.yaml"] = {
        name: {"zh": name, "en": name, **task, "benchmarks": SPEAKS.get(name, {})} for name, task in TASKS.items()
    }
    parts["catalog/fx.yaml"] = {
        "base": "USD",
        "rates": [
            {"date": "2026-09-30", "rates": {"CNY": 8}, "source": SOURCE},
            {"date": "2026-10-31", "rates": {"CNY": 7.5, "EUR": 0.9}, "source": SOURCE},
            {"date": "2026-12-31", "rates": {"CNY": 5}, "source": SOURCE},
        ],
    }
    if evidence:
        parts["catalog/evidence/results.yaml"] = {"source": SOURCE, "results": list(evidence)}
    for name, content in {
        **{k: json.dumps(v, ensure_ascii=False) for k, v in parts.items()},
        **(files or {}),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def workspace(folder: Path, *args: Any, **kwargs: Any) -> Workspace:
    """Written, and loaded."""
    return load(write(folder, *args, **kwargs))
