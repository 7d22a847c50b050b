"""What a memo is made of: headings, paragraphs, lists and tables of plain text, which each format writes its own way.

Text here carries no markup and is not escaped: the writer of a format escapes all of it, so that no title, quotation or
catalog entry can become markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Link:
    """A page: written as a link only where its address is an ordinary one."""

    url: str


Cell = str | Link


@dataclass(frozen=True)
class Heading:
    kind: ClassVar[str] = "heading"
    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    text: str


@dataclass(frozen=True)
class Item:
    """A line of a list; ``label`` stands out in front of it."""

    text: str
    label: str = ""


@dataclass(frozen=True)
class Bullets:
    kind: ClassVar[str] = "bullets"
    items: Sequence[Item]


@dataclass(frozen=True)
class Table:
    """Rows under a header; ``right``: columns of figures."""

    kind: ClassVar[str] = "table"
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    right: frozenset[int] = field(default=frozenset())


Block = Heading | Paragraph | Bullets | Table
