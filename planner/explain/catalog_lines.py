"""Lines of the catalog's files: where a price, a fact or a rate stands, and what is written there."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from planner.catalog.catalog import builtin_folder
from planner.workspace import Workspace

SHOWN = 120  # characters of a line that are shown


def folders(workspace: Workspace) -> list[Path]:
    """The folders of the workspace's catalogs, the last first: later ones count over earlier."""
    return [
        builtin_folder() if name == "builtin" else workspace.root / name
        for name in reversed(workspace.settings.catalogs)
    ]


def catalog_lines(workspace: Workspace, shown: str) -> tuple[str, ...]:
    """The lines of a catalog file under the name it is shown by; none where it cannot be read."""
    for folder in folders(workspace):
        head, _, rest = shown.partition("/")
        if head == folder.name and (lines := _lines(folder / rest)):
            return lines
    return ()


@lru_cache(maxsize=128)
def _lines(path: Path) -> tuple[str, ...]:
    try:
        return tuple(path.read_text(encoding="utf-8").splitlines())
    except OSError:
        return ()


def line_of(workspace: Workspace, shown: str, line: int | None) -> str | None:
    """A line as it is written, None where it cannot be read."""
    lines = catalog_lines(workspace, shown)
    return lines[line - 1].strip()[:SHOWN] if line is not None and 0 < line <= len(lines) else None


def find_line(workspace: Workspace, name: str, pattern: str) -> tuple[str, int, str] | None:
    """(file as shown, line, text) of the first line of a catalog file that has ``pattern`` at its beginning."""
    wanted = re.compile(rf"^[\s-]*{pattern}")
    for folder in folders(workspace):
        for number, text in enumerate(_lines(folder / name), 1):
            if wanted.match(text):
                return f"{folder.name}/{name}", number, text.strip()[:SHOWN]
    return None


def near(workspace: Workspace, shown: str, line: int, pattern: str, within: int = 12) -> int:
    """The line at or below ``line`` that says ``pattern``, before the next item of the list begins; else ``line``."""
    lines = catalog_lines(workspace, shown)
    wanted = re.compile(pattern)
    for number in range(line, min(line + within, len(lines)) + 1):
        if number > line and lines[number - 1].lstrip().startswith("- "):
            break
        if 0 < number <= len(lines) and wanted.search(lines[number - 1]):
            return number
    return line


def below(workspace: Workspace, shown: str, line: int, field: str) -> int:
    """The line of a model's ``field``, which stands below the model's own line; else that line."""
    lines = catalog_lines(workspace, shown)
    for number in range(line, len(lines) + 1):
        text = lines[number - 1]
        if number > line and re.match(r"\s*- id:", text):
            break
        if re.match(rf"[\s-]*{re.escape(field)}:", text):
            return number
    return line
