"""The price fields of LiteLLM's map in our dimensions: what a field's name says of its figure."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = "token"

BASES: dict[str, tuple[str, str]] = {
    "input_cost_per_token": ("input", _TOKEN),
    "output_cost_per_token": ("output", _TOKEN),
    "cache_read_input_token_cost": ("cache_read", _TOKEN),
    "cache_creation_input_token_cost": ("cache_write", _TOKEN),
    "cache_creation_input_token_cost_above_1hr": ("cache_write_1h", _TOKEN),
    "cache_creation_input_token_cost_above_12hr": ("cache_write_12h", _TOKEN),
    "output_cost_per_reasoning_token": ("reasoning", _TOKEN),
    "input_cost_per_audio_token": ("input_audio", _TOKEN),
    "output_cost_per_audio_token": ("output_audio", _TOKEN),
    "cache_read_input_audio_token_cost": ("cache_read_audio", _TOKEN),
    "input_cost_per_image_token": ("input_image", _TOKEN),
    "output_cost_per_image_token": ("output_image", _TOKEN),
    "cache_read_input_image_token_cost": ("cache_read_image", _TOKEN),
    "input_cost_per_video_token": ("input_video", _TOKEN),
    "output_cost_per_video_token": ("output_video", _TOKEN),
    "citation_cost_per_token": ("citations", _TOKEN),
    "input_cost_per_character": ("characters_in", "character"),
    "output_cost_per_character": ("characters_out", "character"),
    "input_cost_per_audio_per_second": ("audio_seconds_in", "second"),
    "input_cost_per_video_per_second": ("video_seconds_in", "second"),
    "output_cost_per_video_per_second": ("video_seconds_out", "second"),
    "output_cost_per_image": ("images_out", "image"),
    "input_cost_per_query": ("searches", "search"),
    "input_cost_per_request": ("requests", "request"),
    "input_cost_per_text_message": ("messages_in", "message"),
    "ocr_cost_per_page": ("pages_in", "page"),
    "annotation_cost_per_page": ("annotated_pages_in", "page"),
}

# What a field says depends on what the model does.
BY_MODE: dict[tuple[str, str], tuple[str, str]] = {
    ("input_cost_per_second", "audio_transcription"): ("audio_seconds_in", "second"),
    ("input_cost_per_second", "realtime"): ("audio_seconds_in", "second"),
    ("output_cost_per_second", "audio_speech"): ("audio_seconds_out", "second"),
    ("output_cost_per_second", "video_generation"): ("video_seconds_out", "second"),
    ("input_cost_per_image", "image_generation"): ("images_out", "image"),
    ("input_cost_per_image", "image_edit"): ("images_out", "image"),
    ("input_cost_per_image", "embedding"): ("images_in", "image"),
    ("input_cost_per_image", "chat"): ("images_in", "image"),
    ("input_cost_per_image", "responses"): ("images_in", "image"),
    ("input_cost_per_image", "video_generation"): ("images_in", "image"),
}

VARIANTS = {
    "batches": "batch",
    "flex": "flex",
    "priority": "priority",
    "fast": "fast",
    "ultrafast": "ultrafast",
    "balanced": "balanced",
    "decisions": "decisions",
}

KINDS = {
    "embedding": "embedding",
    "rerank": "rerank",
    "audio_transcription": "speech-to-text",
    "audio_speech": "text-to-speech",
    "realtime": "voice",
    "image_generation": "image",
    "image_edit": "image",
    "video_generation": "video",
    "ocr": "ocr",
}

SAME = {"input_cost_per_token_cache_hit": "cache_read_input_token_cost", "cost_per_second": "input_cost_per_second"}
"""Fields that repeat another one under an older name."""

_FIELD = re.compile(rf"(?P<base>.+?)(?:_above_(?P<limit>\d+)k_tokens)?(?:_(?P<variant>{'|'.join(VARIANTS)}))?")
_SIZED = re.compile(r"(?P<base>output_cost_per_(?:image|second))_(?P<size>[0-9.]+[kK]?p?|[0-9.]+K)")


@dataclass(frozen=True, slots=True)
class Field:
    """``limit``: total input tokens above which it holds; ``option``: the size it holds for."""

    dimension: str
    per: str
    variant: str = "standard"
    limit: int | None = None
    option: str = ""


def is_price(name: str) -> bool:
    """Does a field of an entry say what something costs?"""
    return any(part in name for part in ("cost", "price", "pricing", "uplift", "free_requests"))


def field_of(name: str, mode: str) -> Field | None:
    """What a field prices; None where we have no dimension for it."""
    sized = _SIZED.fullmatch(name)
    if sized is not None:
        found = _base(sized["base"], mode)
        return None if found is None else Field(*found, option=sized["size"].lower())
    said = _FIELD.fullmatch(name)
    if said is None:
        return None
    found = _base(said["base"], mode)
    if found is None:
        return None
    limit = int(said["limit"]) * 1000 if said["limit"] else None
    return Field(*found, variant=VARIANTS.get(said["variant"] or "", "standard"), limit=limit)


def _base(name: str, mode: str) -> tuple[str, str] | None:
    return BY_MODE.get((name, mode)) or BASES.get(name)


def windows(said: object, shift: int, problem: Callable[[str], Exception]) -> list[tuple[str, str]]:
    """``10:00-00:00`` (UTC) as windows of a day whose midnight lies ``shift`` minutes later, none of them past midnight."""
    out = []
    for window in [said] if isinstance(said, str) else said if isinstance(said, list) else []:
        match = re.fullmatch(r"(\d\d):(\d\d)-(\d\d):(\d\d)", str(window))
        if match is None:
            raise problem(f"not hours: {window!r}")
        hours = [int(part) for part in match.groups()]
        start, end = (hours[0] * 60 + hours[1]) % 1440, (hours[2] * 60 + hours[3]) % 1440
        length = (end - start) % 1440 or 1440
        start = (start + shift) % 1440
        first = min(length, 1440 - start)
        out.append((start, start + first))
        if length > first:
            out.append((0, length - first))
    return [(f"{a // 60:02d}:{a % 60:02d}", f"{b // 60:02d}:{b % 60:02d}") for a, b in out]
