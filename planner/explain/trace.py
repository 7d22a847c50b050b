"""A trace: a figure, the formula that makes it, and what goes into it, down to leaves that stand in a file."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from typing import Literal

from pydantic import Field

from planner.answers.answer import Figures

Kind = Literal[
    "figure",  # computed from its inputs
    "scenario",  # a field of a scenario's file
    "settings",  # a field of planner.yaml
    "sample",  # a file that was counted or read: prompts, outcomes
    "default",  # what holds where the files are silent
    "price",  # a rate of a price list
    "fx",  # an exchange rate
    "catalog",  # any other fact of the catalog
    "evidence",  # a published result
    "constant",  # a constant of the method
]
Operation = Literal["sum", "product"]

CLOSE = 1e-9  # a sum or product is called one only where it gives the value to this relative precision


class Words(Figures):
    """A text in both languages."""

    en: str
    zh: str


class Origin(Figures):
    """Where a figure was published, and the day it was read there."""

    url: str
    date: dt.date
    via: str | None = None
    note: str | None = None


class Trace(Figures):
    """A figure and what it rests on.

    ``operation``: the value is the sum or the product of the values of ``inputs``, to 1e-9; other formulas are
    said in words and symbols only. ``file`` with ``line`` and ``column`` is where a leaf stands, ``text`` the line as
    written; ``reason`` why a default or a constant holds; ``figure`` the path under which the same number is shown.
    """

    kind: Kind
    label: Words
    value: float | str | None = None
    unit: str | None = None
    formula: Words | None = None
    operation: Operation | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    text: str | None = None
    source: Origin | None = None
    reason: Words | None = None
    figure: str | None = None
    inputs: list[Trace] = Field(default_factory=list)

    def walk(self) -> Iterator[Trace]:
        """This trace and everything below it, depth first."""
        yield self
        for below in self.inputs:
            yield from below.walk()

    def leaves(self) -> Iterator[Trace]:
        """What nothing stands below."""
        return (trace for trace in self.walk() if not trace.inputs)

    @property
    def grounded(self) -> bool:
        """Does it say where it stands: a file, a source, or a named default or constant?"""
        return (
            self.file is not None
            or self.source is not None
            or (self.kind in ("default", "constant") and self.reason is not None)
        )


def words(en: str, zh: str) -> Words:
    return Words(en=en, zh=zh)


def figure(
    label: Words,
    value: float | str | None,
    unit: str | None,
    formula: Words,
    inputs: Iterable[Trace],
    *,
    path: str | None = None,
) -> Trace:
    """A figure that ``formula`` makes of ``inputs``."""
    return Trace(kind="figure", label=label, value=value, unit=unit, formula=formula, inputs=list(inputs), figure=path)


def sum_of(label: Words, value: float | str, unit: str | None, formula: Words, inputs: Iterable[Trace]) -> Trace:
    """A figure whose inputs add up to it; ``operation`` says so only where they do."""
    parts = list(inputs)
    return figure(label, value, unit, formula, parts).model_copy(
        update={"operation": "sum" if adds_up(float(value), parts, "sum") else None}
    )


def product_of(label: Words, value: float | str, unit: str | None, formula: Words, inputs: Iterable[Trace]) -> Trace:
    """A figure whose inputs multiply to it. Where both factors are uncertain the mean of the product is not the product
    of the means: then the formula says so and ``operation`` stays empty."""
    parts = list(inputs)
    made = figure(label, value, unit, formula, parts)
    if adds_up(float(value), parts, "product"):
        return made.model_copy(update={"operation": "product"})
    note = words(
        f"{formula.en}; the mean of this over all draws (the factors vary together, so their means need not multiply to it)",
        f"{formula.zh}；对全部抽样取平均（各因子同时变化，均值之积不必等于它）",
    )
    return made.model_copy(update={"formula": note})


def adds_up(value: float, inputs: Iterable[Trace], operation: Operation) -> bool:
    """Do the numbers of ``inputs`` give ``value``?"""
    numbers = []
    for part in inputs:
        try:
            numbers.append(float(part.value if part.value is not None else math.nan))
        except ValueError:
            return False
    made = math.fsum(numbers) if operation == "sum" else math.prod(numbers)
    return bool(numbers) and math.isclose(made, value, rel_tol=CLOSE, abs_tol=1e-15)
