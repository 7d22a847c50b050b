"""The dimensions a request can be billed in: the one table that names them, their units and their usage column.

Every token or unit of a request falls in exactly one dimension (methods §1).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal


@dataclass(frozen=True, slots=True)
class Dimension:
    """One thing a provider can charge for.

    ``usage`` is the column that counts it; a rate without a unit is per ``unit`` (a key of ``UNITS``);
    ``bill`` is the line of a bill it is summed under; ``fallback`` is the dimension whose rate applies where
    the provider names no rate of its own (only where providers say so: reasoning is billed as output).
    """

    name: str
    usage: str
    unit: str
    bill: str
    fallback: str | None = None


# How many of the counted thing one priced unit holds.
UNITS: dict[str, Decimal] = {
    "M tokens": Decimal(1_000_000),
    "k tokens": Decimal(1_000),
    "token": Decimal(1),
    "M characters": Decimal(1_000_000),
    "10k characters": Decimal(10_000),
    "k characters": Decimal(1_000),
    "character": Decimal(1),
    "second": Decimal(1),
    "minute": Decimal(60),
    "hour": Decimal(3600),
    "image": Decimal(1),
    "k images": Decimal(1_000),
    "page": Decimal(1),
    "k pages": Decimal(1_000),
    "search": Decimal(1),
    "k searches": Decimal(1_000),
    "request": Decimal(1),
    "k requests": Decimal(1_000),
    "M token-hours": Decimal(1_000_000),
    "message": Decimal(1),
    "k messages": Decimal(1_000),
}

_DIGITS = Context(prec=50)  # a price per hour has no end as one per second: more digits than any bill shows

_TOKENS = ("M tokens", "k tokens", "token")
_CHARACTERS = ("M characters", "10k characters", "k characters", "character")
_TIME = ("second", "minute", "hour")

# Units a rate of each kind of dimension may be quoted in, by the dimension's default unit.
COMPATIBLE: dict[str, tuple[str, ...]] = {
    "M tokens": _TOKENS,
    "M characters": _CHARACTERS,
    "second": _TIME,
    "image": ("image", "k images"),
    "page": ("page", "k pages"),
    "search": ("search", "k searches"),
    "request": ("request", "k requests"),
    "M token-hours": ("M token-hours",),
    "message": ("message", "k messages"),
}

DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("input", "input_tokens", "M tokens", "input"),
    Dimension("cache_read", "cache_read_tokens", "M tokens", "cache_read"),
    Dimension("cache_write", "cache_write_tokens", "M tokens", "cache_write"),
    Dimension("cache_write_1h", "cache_write_1h_tokens", "M tokens", "cache_write"),
    Dimension("cache_write_12h", "cache_write_12h_tokens", "M tokens", "cache_write"),
    Dimension("cache_storage", "cache_storage_token_hours", "M token-hours", "cache_write"),
    Dimension("output", "output_tokens", "M tokens", "output"),
    Dimension("reasoning", "reasoning_tokens", "M tokens", "reasoning", fallback="output"),
    Dimension("citations", "citation_tokens", "M tokens", "output"),
    Dimension("input_audio", "input_audio_tokens", "M tokens", "audio"),
    Dimension("cache_read_audio", "cache_read_audio_tokens", "M tokens", "cache_read"),
    Dimension("output_audio", "output_audio_tokens", "M tokens", "audio"),
    Dimension("input_image", "input_image_tokens", "M tokens", "images"),
    Dimension("cache_read_image", "cache_read_image_tokens", "M tokens", "cache_read"),
    Dimension("output_image", "output_image_tokens", "M tokens", "images"),
    Dimension("input_video", "input_video_tokens", "M tokens", "video"),
    Dimension("output_video", "output_video_tokens", "M tokens", "video"),
    Dimension("characters_in", "characters_in", "M characters", "characters"),
    Dimension("characters_out", "characters_out", "M characters", "characters"),
    Dimension("audio_seconds_in", "audio_seconds_in", "second", "audio"),
    Dimension("audio_seconds_out", "audio_seconds_out", "second", "audio"),
    Dimension("images_in", "images_in", "image", "images"),
    Dimension("images_out", "images_out", "image", "images"),
    Dimension("video_seconds_in", "video_seconds_in", "second", "video"),
    Dimension("video_seconds_out", "video_seconds_out", "second", "video"),
    Dimension("pages_in", "pages_in", "page", "pages"),
    Dimension("pages_out", "pages_out", "page", "pages"),
    Dimension("annotated_pages_in", "annotated_pages_in", "page", "pages"),
    Dimension("searches", "searches", "search", "requests"),
    Dimension("storage_searches", "storage_searches", "search", "requests"),
    Dimension("messages_in", "messages_in", "message", "requests"),
    Dimension("requests", "requests", "request", "requests"),
)

BY_NAME: dict[str, Dimension] = {d.name: d for d in DIMENSIONS}
BY_USAGE: dict[str, Dimension] = {d.usage: d for d in DIMENSIONS}
INDEX: dict[str, int] = {d.name: i for i, d in enumerate(DIMENSIONS)}

# Total input, which context tiers are measured on: everything the model reads, cached or not.
INPUT_TOKENS: tuple[str, ...] = (
    "input",
    "cache_read",
    "cache_write",
    "cache_write_1h",
    "cache_write_12h",
    "input_audio",
    "cache_read_audio",
    "input_image",
    "cache_read_image",
    "input_video",
)
OUTPUT_TOKENS: tuple[str, ...] = ("output", "reasoning", "citations", "output_audio", "output_image", "output_video")

# Writes whose entries live for a time of their own: dimension to seconds. ``cache_write`` lives for the provider's usual time.
LONG_WRITES: dict[str, float] = {"cache_write_1h": 3600.0, "cache_write_12h": 43_200.0}

# What ``multiply: {tokens: ...}`` covers: everything that is counted in tokens.
TOKENS: frozenset[str] = frozenset(d.name for d in DIMENSIONS if d.unit in ("M tokens", "M token-hours"))

BILL_LINES: tuple[str, ...] = (
    "input",
    "cache_read",
    "cache_write",
    "output",
    "reasoning",
    "characters",
    "images",
    "audio",
    "video",
    "pages",
    "requests",
    "other",
)


def parse_rate(value: object, dimension: str) -> Decimal:
    """The price of ONE counted thing (token, character, second, ...) of ``dimension``.

    ``value`` is a number (per the dimension's own unit, so ``1.25`` for ``input`` is 1.25 per million tokens)
    or a string ``"0.006/minute"``. Raises ValueError for a negative or non-finite number and for a unit that
    does not measure this dimension.
    """
    known = BY_NAME[dimension]
    unit = known.unit
    number: object = value
    if isinstance(value, str) and "/" in value:
        text, _, unit = value.partition("/")
        number, unit = text.strip(), unit.strip()
        if unit not in COMPATIBLE[known.unit]:
            raise ValueError(
                f"{dimension} is not priced per {unit!r}; expected one of: {', '.join(COMPATIBLE[known.unit])}"
            )
    if isinstance(number, bool) or not isinstance(number, (int, float, str, Decimal)):
        raise ValueError(f"a rate is a number or 'number/unit', not {value!r}")
    try:
        amount = Decimal(str(number))
    except ArithmeticError:
        raise ValueError(f"a rate is a number or 'number/unit', not {value!r}") from None
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"a rate is finite and not negative, not {value!r}")
    return _DIGITS.divide(amount, UNITS[unit])
