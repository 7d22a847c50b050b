"""Files are written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from planner.files.diagnostics import problem


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write to a temporary name beside ``path`` and rename: an interrupted run leaves the old file.

    Raises InputError when the folder does not exist or may not be written.
    """
    data = content.encode("utf-8") if isinstance(content, str) else content
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        raise problem("unwritable", f"cannot write {path}: {error.strerror}", file=str(path)) from None
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise problem("unwritable", f"cannot write {path}: {error.strerror}", file=str(path)) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
