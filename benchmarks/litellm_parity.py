"""LiteLLM's `cost_per_token` beside our bills: of its own map as our adapter reads it, and of the shipped catalog."""

from __future__ import annotations

import datetime as dt
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from planner.answers.price_changes import picked
from planner.catalog.catalog import Catalog
from planner.catalog.holding import holding
from planner.catalog.naming import our_provider, same_model
from planner.catalog.sources import SourceSnapshot, read_source
from planner.pricing.errors import PricingError
from planner.pricing.exact import price
from planner.pricing.schedule import PriceSchedule

TODAY = dt.datetime.now(dt.UTC).date()

COUNTS = ((1_000, 200, 0), (150_000, 2_000, 0), (250_000, 2_000, 0), (400_000, 1_000, 0), (20_000, 800, 15_000))
"""Requests: uncached input, output, cache reads."""

CLASSES = {
    "equal": "equal to 1e-9",
    "zero": "LiteLLM counts something at zero that nothing says is free (or has no price for it)",
    "cache-fallback": "cache reads without a price: LiteLLM bills them as input, here that is an error",
    "perplexity": "Perplexity's models: LiteLLM's program for them knows neither cache reads nor longer-context prices, which its map has",
    "no-tokens": "not billed in tokens: `cost_per_token` has no figure",
    "sonnet-4.5": "Claude Sonnet 4.5 above 200,000 tokens of input: LiteLLM has no long-context price for it",
    "currency": "in the provider's own currency here, in dollars there",
    "vendor-old": "another price: the shipped one was read on the vendor's page (or a copy of it), which wins",
    "newer-old": "another price: the shipped one has the newer source",
    "newer-new": "another price: LiteLLM's map is newer than the shipped source; the next `catalog sync` appends it",
    "same-day": "another price: two collections of the same day disagree",
    "unpriced": "here the request cannot be priced (a dimension without a price, or the model has ended)",
    "other": "anything else",
}


def _litellm() -> Any:
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    try:
        import litellm
    except ImportError:
        return None
    return litellm


def litellm_section(shipped: Catalog, seed: int) -> Iterator[str]:
    module = _litellm()
    if module is None:
        yield "### LiteLLM"
        yield ""
        yield "Not installed in this run (`pip install litellm`)."
        return
    snapshot = read_source("litellm")
    yield f"### {snapshot.via}, `cost_per_token`"
    yield ""
    own, listed = Counter[str](), list[str]()
    for kind, line in _own(module, snapshot):
        own[kind] += 1
        if kind == "other":
            listed.append(line)
    yield "Its own map as our adapter reads it: every entry that is billed in tokens, five requests each."
    yield ""
    yield from _table(own)
    if listed:
        yield ""
        yield f"Anything else, the first of {len(listed)}: {'; '.join(listed[:12])}."
    ours, lines = Counter[str](), list[str]()
    for kind, line in _shipped(module, snapshot, shipped):
        ours[kind] += 1
        if kind not in ("equal", "currency", "unpriced"):
            lines.append(f"| {kind} | {line} |")
    yield ""
    yield "The shipped catalog against it, for every model that both have, the same requests, now:"
    yield ""
    yield from _table(ours)
    yield ""
    yield "| class | request and figures: shipped / LiteLLM, US dollars |"
    yield "| --- | --- |"
    yield from lines


def _table(counts: Counter[str]) -> Iterator[str]:
    yield "| requests | what |"
    yield "| ---: | --- |"
    for kind, meaning in CLASSES.items():
        if counts[kind]:
            yield f"| {counts[kind]:,} | {meaning} |"


def _theirs(module: Any, entry: str, counts: tuple[int, int, int]) -> float | None:
    fresh, output, cached = counts
    try:
        sides = module.cost_per_token(
            model=entry,
            prompt_tokens=fresh + cached,
            completion_tokens=output,
            cache_read_input_tokens=cached,
            custom_llm_provider=module.model_cost[entry].get("litellm_provider"),
        )
    except Exception:
        return None
    return float(sum(sides))


def _ours(schedule: PriceSchedule, counts: tuple[int, int, int]) -> tuple[float | None, str, str]:
    """(total, currency, why not)"""
    fresh, output, cached = counts
    usage = {"input_tokens": fresh, "output_tokens": output, "cache_read_tokens": cached}
    try:
        bill = price(schedule, {column: n for column, n in usage.items() if n}, dt.datetime.now(dt.UTC))
    except PricingError as error:
        return None, "", str(error.dimension or type(error).__name__)
    return float(bill.total), bill.currency, ""


def _own(module: Any, snapshot: SourceSnapshot) -> Iterator[tuple[str, str]]:
    for file, model in snapshot.models():
        entry = next((n for n in (f"{file.provider}/{model.id}", model.id) if n in module.model_cost), None)
        if entry is None or module.model_cost[entry].get("mode") not in ("chat", "responses", "completion"):
            continue
        schedule = PriceSchedule.of(entry, "USD", model.prices)
        for counts in COUNTS:
            theirs, (ours, _, why) = _theirs(module, entry, counts), _ours(schedule, counts)
            line = f"`{entry}` {counts}: {ours} / {theirs}"
            if ours is not None and theirs is not None and _close(ours, theirs):
                yield "equal", line
            elif theirs is None:
                yield "no-tokens", line
            elif not theirs:
                yield "zero", line
            elif ours is not None and file.provider == "perplexity":
                yield "perplexity", line
            elif ours is None:
                yield ("cache-fallback" if why == "cache_read" else "zero"), line
            else:
                yield "other", line


def _shipped(module: Any, snapshot: SourceSnapshot, shipped: Catalog) -> Iterator[tuple[str, str]]:
    known = {name.lower(): name for name in shipped.names}
    for name in shipped.names:
        for alias in shipped.raw(name).get("aliases", ()):
            known.setdefault(f"{name.partition('/')[0]}/{alias}".lower(), name)
    seen = set()
    for file, model in snapshot.models():
        provider = our_provider("litellm", file.provider)
        found = same_model([f"{provider}/{model.id}"], known)
        entry = next((n for n in (f"{file.provider}/{model.id}", model.id) if n in module.model_cost), None)
        if (
            found is None
            or entry is None
            or found in seen
            or module.model_cost[entry].get("mode") not in ("chat", "responses")
        ):
            continue
        seen.add(found)
        spec = shipped[found]
        schedule = PriceSchedule.of(found, spec.provider.currency, spec.spec.prices)
        for counts in COUNTS:
            theirs, (ours, currency, _) = _theirs(module, entry, counts), _ours(schedule, counts)
            kind = _classified(found, counts, ours, currency, theirs)
            if kind == "price":
                held = holding(spec.spec, spec.provider.currency, "standard", TODAY)
                source = model.source if not isinstance(model.source, str) else file.sources[model.source]
                kind = picked(spec.source(held.entries[0].source), source) if held is not None else "other"
            yield kind, f"`{found}` {counts}: {_short(ours)} / {_short(theirs)}"


def _classified(
    name: str, counts: tuple[int, int, int], ours: float | None, currency: str, theirs: float | None
) -> str:
    if ours is None:
        return "unpriced"
    if currency != "USD":
        return "currency"
    if not theirs:
        return "zero"
    if _close(ours, theirs):
        return "equal"
    return "sonnet-4.5" if "sonnet-4-5" in name and counts[0] > 200_000 else "price"


def _short(amount: float | None) -> str:
    return "–" if amount is None else f"{amount:.6g}"


def _close(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(abs(a), abs(b), 1e-12)


def litellm_speed(rows: int, seed: int) -> Iterator[tuple[str, float]]:
    """(name, requests a second); nothing where it is not installed."""
    module = _litellm()
    if module is None:
        return
    draw = random.Random(seed)
    names = [n for n in ("gpt-5", "gpt-4o", "claude-sonnet-4-5", "gpt-4.1-mini") if n in module.model_cost]
    calls = [(draw.choice(names), draw.randrange(100_000), draw.randrange(5_000)) for _ in range(rows)]
    start = time.perf_counter()
    for name, prompt, completion in calls:
        module.cost_per_token(model=name, prompt_tokens=prompt, completion_tokens=completion)
    yield "LiteLLM `cost_per_token`", rows / (time.perf_counter() - start)
