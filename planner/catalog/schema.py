"""What the files of a catalog may say. One source for validation, JSON Schema and `docs/catalog.md`.

A catalog is a folder: ``models/*.yaml`` (one file a provider), ``evidence/*.yaml`` (benchmark results),
``benchmarks.yaml``, ``tasks.yaml``, ``holidays.yaml`` and ``fx.yaml``. Every figure carries a source and a date.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field, model_validator

from planner.catalog.price_schema import Hours as Hours
from planner.catalog.price_schema import Multiply as Multiply
from planner.catalog.price_schema import Number as Number
from planner.catalog.price_schema import Price as Price
from planner.catalog.price_schema import Rates as Rates
from planner.catalog.price_schema import Source as Source
from planner.catalog.price_schema import SourceRef as SourceRef
from planner.catalog.price_schema import Strict as Strict
from planner.catalog.price_schema import Tier as Tier
from planner.catalog.price_schema import VolumeTier as VolumeTier

Modality = Literal["text", "image", "audio", "video"]
Kind = Literal[
    "language",  # text out; may read images, audio, video
    "embedding",
    "rerank",
    "speech-to-text",
    "text-to-speech",
    "voice",  # speech in and out in one model
    "image",
    "video",
    "avatar",
    "music",
    "ocr",
]


class Names(Strict):
    en: str
    zh: str | None = None


class Cache(Strict):
    """How prompt caching works for a model."""

    minimum: int | None = Field(None, description="Shortest prefix that is cached, tokens")
    ttl: str | None = Field(None, description="How long an entry lives: 5m, 1h")
    refresh: bool | None = Field(None, description="Does use restart the time to live?")
    automatic: bool | None = Field(None, description="Without a mark in the request?")
    source: SourceRef


class UnitTokens(Strict):
    """How many tokens an image, a second of audio or video, or a page is billed as."""

    image: float | None = None
    image_size: str | None = Field(None, description="The size the image figure holds for, as 1024x1024")
    audio_second: float | None = None
    video_second: float | None = None
    video_second_out: float | None = Field(
        None, description="Tokens of output_video for a second of video that is made"
    )
    page: float | None = None
    source: SourceRef


class Limit(Strict):
    tier: str | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None
    requests_per_day: int | None = None
    concurrency: int | None = None
    source: SourceRef


class Latency(Strict):
    """Measured speed of a served model. What is not known stays out."""

    first_token_p50_ms: float | None = None
    first_token_p95_ms: float | None = None
    tokens_per_second_p50: float | None = None
    tokens_per_second_p5: float | None = Field(
        None, description="The slow end: 95% of answers stream at least this fast"
    )
    setting: str | None = Field(None, description="What was measured: input length, reasoning effort, region")
    source: SourceRef


class Model(Strict):
    id: str = Field(description="Without the provider: `gpt-5`; the full name is `openai/gpt-5`")
    name: str
    zh: str | None = None
    kind: Kind = "language"
    base: str | None = Field(
        None,
        description="Full name of the model whose weights these are, where another provider made it: evidence is shared",
    )
    aliases: list[str] = Field(default_factory=list)
    tokenizer: str | None = Field(None, description="A family of planner/tokens: o200k_base, qwen, deepseek, ...")
    input: list[Modality] = Field(["text"])
    output: list[Modality] = Field(["text"])
    reasoning: Literal["none", "optional", "always"] | None = Field(None, description="Does it think in billed tokens?")
    context: int | None = Field(None, description="Context window, tokens")
    max_output: int | None = None
    released: dt.date | None = None
    deprecated: dt.date | None = None
    retires: dt.date | None = None
    open_weights: bool | None = None
    licence: str | None = None
    parameters: str | None = Field(None, description="As published: `1.6T, 49B active`")
    languages: list[str] | None = None
    source: SourceRef = Field(description="Where the specification comes from")
    cache: Cache | None = None
    unit_tokens: UnitTokens | None = None
    character_weight: dict[Literal["han"], float] | None = Field(
        None, description="How many billed characters one character of a script is: {han: 2}"
    )
    limits: list[Limit] = Field(default_factory=list)
    latency: list[Latency] = Field(default_factory=list)
    prices: list[Price] = Field(default_factory=list)
    note: str | None = None


class Residency(Strict):
    regions: list[str] = Field(description="Where requests are processed: CN, US, EU, ...")
    source: SourceRef


class ProviderFile(Strict):
    """``models/<provider>.yaml``"""

    provider: str
    name: Names
    currency: str
    residency: Residency | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
    models: list[Model]


class Result(Strict):
    model: str = Field(description="Full name of a model: the maker's, not a reseller's")
    benchmark: str
    score: float = Field(description="On the benchmark's own scale, as published")
    n: int | None = Field(None, description="Questions, where it differs from the benchmark's")
    setting: str | None = Field(None, description="Effort, harness, prompt")
    measured: dt.date | None = None
    source: SourceRef | None = Field(None, description="Unless the file's `source` says it")


class EvidenceFile(Strict):
    """``evidence/<name>.yaml``"""

    source: SourceRef | None = None
    sources: dict[str, Source] = Field(default_factory=dict)
    results: list[Result]


class Benchmark(Strict):
    name: str
    url: str
    measures: str = Field(description="One line: what a right answer is")
    link: Literal["rate", "elo", "wer", "index"] = Field(
        description="rate: share of right answers; elo: a rating; wer: word error rate (lower is better); index: a composite score"
    )
    scale: float = Field(1.0, description="What a perfect score reads: 1 or 100")
    chance: float = Field(0.0, description="Share right by guessing, 0-1")
    ceiling: float = Field(1.0, description="Share a perfect model can reach (label errors), 0-1")
    n: int | None = Field(None, description="Number of questions")
    reference: float | None = Field(None, description="elo: the rating that counts as even")
    note: str | None = None


class Task(Strict):
    zh: str
    en: str
    kinds: list[Kind]
    input: list[Modality]
    output: list[Modality]
    billed_in: Literal["tokens", "units"]
    benchmarks: dict[str, float] = Field(default_factory=dict, description="Which speak for the task, and how much")


class Calendar(Strict):
    """The public holidays of a country in one year, as its government declared them."""

    country: str
    year: int
    days: list[dt.date]
    source: Source

    @model_validator(mode="after")
    def _year(self) -> Calendar:
        if any(day.year != self.year for day in self.days):
            raise ValueError(f"days of {self.year} only")
        return self


class HolidayFile(Strict):
    """``holidays.yaml``"""

    calendars: list[Calendar]


class FxRate(Strict):
    date: dt.date
    rates: dict[str, Number] = Field(description="Units of the currency for one unit of the base")
    source: Source


class FxFile(Strict):
    """``fx.yaml``: dated exchange rates. A date uses the newest rate not after it."""

    base: str
    rates: list[FxRate]
