"""The generators of docs/ as modules: docs/ is a folder of documents, not a package."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent.parent


def generator(name: str) -> ModuleType:
    """docs/<name>.py as a module of that name."""
    if name not in sys.modules:
        found = importlib.util.spec_from_file_location(name, ROOT / "docs" / f"{name}.py")
        assert found is not None
        assert found.loader is not None
        module = importlib.util.module_from_spec(found)
        sys.modules[name] = module
        found.loader.exec_module(module)
    return sys.modules[name]
