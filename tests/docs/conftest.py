"""Fixtures of the tests of documents: the generators."""

from __future__ import annotations

from types import ModuleType

import pytest
from documents import generator


@pytest.fixture(scope="session")
def refresh() -> ModuleType:
    return generator("refresh")


@pytest.fixture(scope="session")
def make_cli(refresh: ModuleType) -> ModuleType:
    return generator("make_cli")


@pytest.fixture(scope="session")
def make_fields() -> ModuleType:
    return generator("make_fields")
