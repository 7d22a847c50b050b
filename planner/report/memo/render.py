"""A memo as a file: laid out in the reader's language, written by the template of the format."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from planner.report.memo.appendix import appendix
from planner.report.memo.blocks import Block
from planner.report.memo.document import Memo
from planner.report.memo.front import front
from planner.report.memo.launching import every_launch
from planner.report.memo.markdown import cell, inline, line
from planner.report.memo.scenario import scenario
from planner.report.memo.voice import Voice
from planner.report.numbers import Language

_FIRST_SCENARIO = 3  # sections 1 and 2 are the decision and the order


def markdown(memo: Memo, language: Language) -> str:
    """The memo in Markdown (GitHub's tables). Raises MissingTranslation."""
    return _template("memo.md.j2").render(blocks=list(layout(memo, Voice(language, memo.currency))))


def layout(memo: Memo, voice: Voice) -> Iterator[Block]:
    """All blocks of a memo, in order; the same for every format."""
    yield from front(memo, voice)
    for number, part in enumerate(memo.scenarios, start=_FIRST_SCENARIO):
        yield from scenario(memo, part, number, voice)
    yield from every_launch(memo, _FIRST_SCENARIO + len(memo.scenarios), voice)
    yield from appendix(memo, voice)


@cache
def _template(name: str) -> Template:
    # Markdown escapes by its own filters; autoescaping is for HTML.
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=False,
    )
    environment.filters.update(inline=inline, line=line, cell=cell)
    return environment.get_template(name)
