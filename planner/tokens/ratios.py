"""Estimated token counts: the reference encoding's count times a measured ratio by script, with a band.

An estimate is never exact and never passed off as such; ``ratios.yaml`` holds the figures and their sources.
"""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.tokens.families import FAMILIES, Family

REFERENCE = "o200k_base"
SCRIPTS = ("latin", "cjk", "code", "other")
_TABLE = Path(__file__).with_name("ratios.yaml")

# Han, its punctuation and full-width forms; and all that is neither that nor Latin: kana, Cyrillic, emoji.
_HAN_RANGES = (
    "\u2e80-\u2fdf\u3000-\u303f\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff"
)
_HAN = re.compile(f"[{_HAN_RANGES}]")
_OTHER = re.compile(f"[^\x00-\u024f\u2000-\u23ff{_HAN_RANGES}]")
_SYMBOL = re.compile(r"[{}()\[\]<>=;_\\/#$%&|*+@^~`\"':]")
_ASCII = re.compile(r"[!-~]")
# Of the samples, prose has one such symbol for 25 or more visible ASCII characters, code one for 4 to 11.
_CODE_FROM = 0.09


@dataclass(frozen=True, slots=True)
class Ratio:
    """Tokens of a family for one token of the reference encoding, with the range seen over the samples."""

    ratio: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FamilyRatios:
    """The ratio of every script of a family, and what is to be said wherever they are used."""

    by_script: dict[str, Ratio]
    note: str


def script_shares(text: str) -> dict[str, float]:
    """The share of the text's reference tokens in each of ``SCRIPTS``; they sum to one, none for "".

    By character class, and by line for program text; a character counts by how many reference tokens its
    script usually takes.
    """
    characters = dict.fromkeys(SCRIPTS, 0)
    fenced = False
    for line in text.splitlines(keepends=True):
        han, other = (0, 0) if line.isascii() else (len(_HAN.findall(line)), len(_OTHER.findall(line)))
        is_code = fenced or _is_code(line, han)
        fenced = fenced != line.lstrip().startswith("```")
        characters["cjk"] += han
        characters["other"] += other
        characters["code" if is_code else "latin"] += len(line) - han - other
    density = _table()["reference_tokens_per_character"]
    # Scripts that were not measured weigh one token a character, more than most: their band is the widest.
    tokens = {script: count * density.get(script, 1.0) for script, count in characters.items()}
    total = sum(tokens.values())
    return {script: weight / total for script, weight in tokens.items()} if total else {}


def _is_code(line: str, han: int) -> bool:
    if line.startswith(("\t", "    ")):
        return True
    visible = len(_ASCII.findall(line))
    return visible > han and len(_SYMBOL.findall(line)) >= _CODE_FROM * visible


def estimate(text: str, reference_tokens: int, family: Family) -> tuple[float, float, float]:
    """Tokens of ``text`` for ``family``: (estimate, low, high), from its count in the reference encoding.

    The band assumes the worst: that every script errs in the same direction.
    """
    shares = script_shares(text)
    by_script = ratios(family.name).by_script

    parts = [(share * reference_tokens, by_script[script]) for script, share in shares.items()]
    return (
        sum(tokens * of.ratio for tokens, of in parts),
        sum(tokens * of.low for tokens, of in parts),
        sum(tokens * of.high for tokens, of in parts),
    )


@functools.cache
def ratios(name: str) -> FamilyRatios:
    """The ratios of the family called ``name``; a script not measured gets the range of all that were."""
    table = _table()
    families: dict[str, Any] = table["families"]
    members = FAMILIES[name].pools or (name,)
    rows = [families[member] for member in members if member in families]
    by_script: dict[str, Ratio] = {}
    for script in SCRIPTS:
        found = [Ratio(**row[script]) for row in rows if script in row]
        by_script[script] = _union(found) if found else _range_of_all(families, script)
    return FamilyRatios(by_script, _note(table["measured"], members, rows))


def _note(measured: str, members: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    if not rows:
        return "no measurement: the band is the range over all measured families"
    words = {"measured": f"measured {measured} with", "published": "published by"}
    how = "; ".join(f"{row['of']}: {words[row['how']]} {row['source']}" for row in rows)
    missing = [script for script in ("latin", "cjk", "code") if not any(script in row for row in rows)]
    if missing:
        how += f"; {' and '.join(missing)} not measured: the range over all measured families"
    if len(members) > 1:
        how += f"; the generations differ: {' or '.join(members)} has a narrower band"
    return how


def table_version() -> str:
    """Twelve hex digits that change whenever the table of ratios does; part of the cache key of estimates."""
    return hashlib.sha256(_TABLE.read_bytes()).hexdigest()[:12]


def _union(found: list[Ratio]) -> Ratio:
    if len(found) == 1:
        return found[0]
    return Ratio(sum(f.ratio for f in found) / len(found), min(f.low for f in found), max(f.high for f in found))


def _range_of_all(families: dict[str, Any], script: str) -> Ratio:
    """The widest statement the data allow. The reference itself (ratio 1) is one of the families."""
    scripts = ("latin", "cjk", "code") if script == "other" else (script,)
    rows = [row[s] for row in families.values() for s in scripts if s in row]
    middles = sorted([1.0, *(row["ratio"] for row in rows)])
    return Ratio(
        middles[len(middles) // 2],
        min(1.0, *(row["low"] for row in rows)),
        max(1.0, *(row["high"] for row in rows)),
    )


@functools.cache
def _table() -> dict[str, Any]:
    import yaml  # here: an exact count needs no table

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Any] = yaml.load(_TABLE.read_text(encoding="utf-8"), Loader=loader)
    return table
