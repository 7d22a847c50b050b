"""A catalog folder is replaced whole or not at all: the new files are checked in a copy, then moved, or moved back."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from planner.catalog.compiled import COMPILED, compile_folder, compiled_text
from planner.files.diagnostics import problem


def replace_files(folder: Path, texts: Mapping[str, str]) -> list[str]:
    """Writes ``texts`` (path inside ``folder`` to content); the names of the files that changed.

    Everything is first written to a copy of the folder and read back with all its checks. Then each file is renamed into
    place; where one cannot be, those already moved are put back. Raises InputError, with the folder as it was, for a
    catalog that does not pass its checks and for a disk that cannot be written.
    """
    changed = {name: text for name, text in texts.items() if _old(folder / name) != text.encode("utf-8")}
    if not changed:
        return []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise problem("unwritable", f"cannot write {folder}: {error.strerror}", file=str(folder)) from None
    try:
        copy = work / folder.name
        shutil.copytree(folder, copy)
        for name, text in changed.items():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_text(text, encoding="utf-8", newline="\n")
        compiled = compile_folder(copy)
        if (folder / COMPILED).is_file():
            changed[COMPILED] = compiled_text(compiled)
            (copy / COMPILED).write_text(changed[COMPILED], encoding="utf-8", newline="\n")
        _move(copy, folder, list(changed))
    except OSError as error:
        raise problem(
            "unwritable", f"cannot write {folder}: {error.strerror or error}; nothing was changed", file=str(folder)
        ) from None
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return sorted(changed)


def _move(copy: Path, folder: Path, names: list[str]) -> None:
    before = {name: _old(folder / name) for name in names}
    made = [parent for name in names if not (parent := (folder / name).parent).is_dir()]
    moved: list[str] = []
    try:
        for parent in made:
            parent.mkdir(parents=True, exist_ok=True)
        for name in names:
            if before[name] is not None:
                shutil.copymode(folder / name, copy / name)
            moved.append(name)
            os.replace(copy / name, folder / name)
    except BaseException:
        for name in moved:
            _restore(folder / name, before[name], copy)
        for parent in reversed(made):
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()
        raise


def _restore(path: Path, content: bytes | None, copy: Path) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    elif _old(path) != content:
        back = copy / f"{path.name}.before"
        back.write_bytes(content)
        shutil.copymode(path, back)
        back.replace(path)


def _old(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
