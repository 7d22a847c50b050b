"""The worked examples of docs/methods/price.md."""

from __future__ import annotations

import doctest
from pathlib import Path


def test_the_examples_of_the_method() -> None:
    path = Path(__file__).parents[2] / "docs" / "methods" / "price.md"
    failed, tried = doctest.testfile(str(path), module_relative=False)
    assert (failed, tried > 10) == (0, True)
