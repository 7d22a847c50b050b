"""Tokens of a text for a model family: exact where its vocabulary is here, else an estimate with a band."""

from planner.tokens.count import (
    Lengths,
    TokenCount,
    UnreadableText,
    count,
    count_files,
    default_cache_dir,
    lengths,
)
from planner.tokens.encodings import UncountableText, VocabularyError
from planner.tokens.families import FAMILIES, Family, UnknownFamily

__all__ = [
    "FAMILIES",
    "Family",
    "Lengths",
    "TokenCount",
    "UncountableText",
    "UnknownFamily",
    "UnreadableText",
    "VocabularyError",
    "count",
    "count_files",
    "default_cache_dir",
    "lengths",
]
