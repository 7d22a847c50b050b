"""The exchange rates that an answer rests on, in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable

from planner.report.text import Language, say

_RATE = re.compile(r"(?P<pair>[A-Z]{3}/[A-Z]{3}) (?P<rate>\S+)(?: of (?P<day>\S+))?(?P<stated> \(--fx\))?")


def fx_note(texts: Iterable[str | None], language: Language) -> list[str]:
    """``Exchange rates: USD/CNY 6.65288 of 2026-10-30.`` from the ``fx`` of figures; no line where nothing was converted."""
    shown = [_shown(text, language) for text in sorted({text for text in texts if text is not None})]
    return [say("fx.note", language, rates=("、" if language == "zh" else ", ").join(shown))] if shown else []


def _shown(text: str, language: Language) -> str:
    found = _RATE.fullmatch(text)
    if found is None:
        return text
    kind = "mixed" if found["stated"] and found["day"] else "stated" if found["stated"] else "dated"
    return say(f"fx.{kind}", language, pair=found["pair"], rate=found["rate"], day=found["day"])
