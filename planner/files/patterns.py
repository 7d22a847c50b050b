"""The files of a workspace that a pattern names."""

from __future__ import annotations

from pathlib import Path


def matching(root: Path, pattern: str) -> list[Path]:
    """Files below ``root`` that match ``pattern``, in order of name; never anything outside the workspace."""
    if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
        return []
    inside = root.resolve()
    return sorted(p for p in root.glob(pattern) if p.is_file() and p.resolve().is_relative_to(inside))
