"""How wide a text is on a terminal, where a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata


def safe(text: str) -> str:
    """The text on one line, without characters that would steer a terminal."""
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else " " if c in "\t\n\r\u3000\u00a0" or unicodedata.category(c) == "Zs" else "\ufffd"
        for c in text
    )


def width_of(text: str) -> int:
    """Columns that ``text`` takes."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth

    width: int = wcswidth(text)
    return width if width >= 0 else len(text)


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` columns, with … where something was left out."""
    if width_of(text) <= width:
        return text
    if width <= 1:
        return "…"[:width]
    kept = text[:width]
    while width_of(kept) > width - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def pad(text: str, width: int, *, right: bool = False) -> str:
    """``text`` filled with spaces to ``width`` columns; ``right`` aligns it to the right."""
    gap = " " * max(width - width_of(text), 0)
    return gap + text if right else text + gap


_NOT_FIRST = set("，。、；：！？）》」』】”’…·%％,.;:!?)]}")
_NOT_LAST = set("（《「『【“‘([{¥￥$")


def wrap(line: str, width: int, hang: int = 2) -> list[str]:
    """Lines of at most ``width`` columns: broken at spaces and between Chinese characters, the rest indented by ``hang``
    more than the first."""
    indent = " " * (len(line) - len(line.lstrip()) + hang)
    out: list[str] = []
    while width_of(line) > width:
        fitting = len(line)
        while width_of(line[:fitting]) > width:
            fitting -= 1
        at = next((i for i in range(fitting, len(indent), -1) if _breaks(line, i)), fitting)
        out.append(line[:at].rstrip())
        line = indent + line[at:].lstrip()
    return [*out, line]


def _breaks(line: str, at: int) -> bool:
    """May a line end before character ``at``?"""
    before, after = line[at - 1], line[at]
    if after == " " or before == " ":
        return after == " " or after not in _NOT_FIRST
    chinese = width_of(before) == 2 or width_of(after) == 2
    return chinese and after not in _NOT_FIRST and before not in _NOT_LAST
