"""What genai-prices counts, in our dimensions: one row a price key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unit:
    """``usage``: the package's column; its counts include those of more specific columns, ours never do."""

    dimension: str
    per: str
    usage: str


def _tokens(dimension: str, usage: str) -> Unit:
    return Unit(dimension, "M tokens", usage)


UNITS: dict[str, Unit] = {
    "input_mtok": _tokens("input", "input_tokens"),
    "output_mtok": _tokens("output", "output_tokens"),
    "cache_read_mtok": _tokens("cache_read", "cache_read_tokens"),
    "cache_write_mtok": _tokens("cache_write", "cache_write_tokens"),
    "cache_write_1h_mtok": _tokens("cache_write_1h", "cache_write_1h_tokens"),
    "input_audio_mtok": _tokens("input_audio", "input_audio_tokens"),
    "cache_audio_read_mtok": _tokens("cache_read_audio", "cache_audio_read_tokens"),
    "output_audio_mtok": _tokens("output_audio", "output_audio_tokens"),
    "input_image_mtok": _tokens("input_image", "input_image_tokens"),
    "cache_image_read_mtok": _tokens("cache_read_image", "cache_image_read_tokens"),
    "output_image_mtok": _tokens("output_image", "output_image_tokens"),
    "input_video_mtok": _tokens("input_video", "input_video_tokens"),
    "output_video_mtok": _tokens("output_video", "output_video_tokens"),
    "output_reasoning_mtok": _tokens("reasoning", "output_reasoning_tokens"),
    "output_citation_mtok": _tokens("citations", "output_citation_tokens"),
    "input_mchars": Unit("characters_in", "M characters", "input_characters"),
    "audio_hours": Unit("audio_seconds_out", "hour", "audio_seconds"),
    "input_audio_hours": Unit("audio_seconds_in", "hour", "input_audio_seconds"),
    "output_audio_hours": Unit("audio_seconds_out", "hour", "output_audio_seconds"),
    "input_document_kpages": Unit("pages_in", "k pages", "input_document_pages"),
    "input_annotated_document_kpages": Unit("annotated_pages_in", "k pages", "input_annotated_document_pages"),
    "input_text_messages_kcount": Unit("messages_in", "k messages", "input_text_messages"),
    "web_searches_kcount": Unit("searches", "k searches", "web_searches"),
    "storage_searches_kcount": Unit("storage_searches", "k searches", "storage_searches"),
    "rerank_searches_kcount": Unit("searches", "k searches", "rerank_searches"),
    "requests_kcount": Unit("requests", "k requests", "requests"),
}
"""``audio_hours`` counts the audio of both directions: what is not input is output (see ``unit_of``)."""


def unit_of(key: str, priced: Mapping[str, object]) -> Unit | None:
    """The unit of a price key among the other keys ``priced`` in the same price; None where we have no such dimension.

    Audio without a direction is the audio that goes in, unless what goes in has a price of its own.
    """
    if key == "audio_hours" and "input_audio_hours" not in priced:
        return Unit("audio_seconds_in", "hour", "audio_seconds")
    return UNITS.get(key)
