"""Where prices can be synchronised from: one small adapter a source, all giving a snapshot in our own schema."""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.catalog.sources.snapshot import Skipped, SourceSnapshot

__all__ = ["SOURCES", "Skipped", "SourceSnapshot", "read_source"]

SOURCES = {
    "genai-prices": "genai_prices",
    "litellm": "litellm",
    "models.dev": "models_dev",
    "openrouter": "openrouter",
}


def read_source(name: str, where: str | None = None, *, today: dt.date | None = None) -> SourceSnapshot:
    """What the source says. ``where``: a file, an https address, or None for the installed package (where there is one).

    Raises InputError for an unknown source and for data that cannot be read at all; what is wrong with one entry is in
    ``skipped``.
    """
    from planner.files.diagnostics import closest, problem

    if name not in SOURCES:
        guess = closest(name, SOURCES)
        raise problem(
            "unknown-source",
            f"no price source is called {name!r}",
            expected="one of: " + ", ".join(SOURCES),
            suggestion=f"did you mean `{guess}`?" if guess else None,
        )
    module = import_module(f"planner.catalog.sources.{SOURCES[name]}")
    snapshot: SourceSnapshot = module.read(where, today=today)
    return snapshot


def __getattr__(name: str) -> object:
    if name in ("Skipped", "SourceSnapshot"):
        return getattr(import_module("planner.catalog.sources.snapshot"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
