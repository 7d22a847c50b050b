"""OpenRouter's models response: what it bills itself, in US dollars per token, image, search or request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from planner.catalog.dimensions import BY_NAME
from planner.catalog.sources.reading import read_json
from planner.catalog.sources.snapshot import ALWAYS, Builder, NotANumber, SourceSnapshot, number, rate, shown
from planner.files.diagnostics import problem

NAME = "openrouter"
ADDRESS = "https://openrouter.ai/api/v1/models"
PAGE = "https://openrouter.ai/models"

_RATES = {
    "prompt": ("input", "token"),
    "completion": ("output", "token"),
    "internal_reasoning": ("reasoning", "token"),
    "input_cache_read": ("cache_read", "token"),
    "input_cache_write": ("cache_write", "token"),
    "audio": ("input_audio", "token"),
    "audio_output": ("output_audio", "token"),
    "input_audio_cache": ("cache_read_audio", "token"),
    "image_token": ("input_image", "token"),
    "image_output": ("output_image", "token"),
    "image": ("images_in", "image"),
    "web_search": ("searches", "search"),
    "request": ("requests", "request"),
}


def read(where: str | None = None, *, today: dt.date | None = None) -> SourceSnapshot:
    """All models. ``where``: a file or an https address; None is the service's own address."""
    today = today or dt.datetime.now(dt.UTC).date()
    payload = read_json(where or ADDRESS, today)
    builder = Builder(NAME, NAME, payload.date)
    models = payload.data.get("data") if isinstance(payload.data, Mapping) else payload.data
    if not isinstance(models, list):
        raise problem(
            "not-a-price-list", "openrouter: the response has a list of models under `data`", file=payload.where
        )
    builder.provider(NAME, "OpenRouter", PAGE)
    for said in models:
        if not isinstance(said, Mapping) or not isinstance(said.get("id"), str):
            builder.skip(NAME, shown(said), "not a model: `id` is missing")
        else:
            _model(builder, said)
    return builder.snapshot()


def _model(builder: Builder, said: Mapping[str, Any]) -> None:
    entry = f"{NAME}/{said['id']}"
    pricing = said.get("pricing")
    if not isinstance(pricing, Mapping):
        builder.skip(entry, "pricing", f"not a price: {shown(pricing)}")
        return
    free = said["id"].endswith(":free")
    rates = _rates(builder, entry, pricing, free=free)
    if rates is None or (not rates and not free):
        builder.skip(entry, "pricing", "names no price")
        return
    price: dict[str, Any] = {"from": ALWAYS, "source": "prices", "rates": rates}
    if free and not any(Decimal(value.partition("/")[0]) for value in rates.values()):
        price["free"] = True
    checked = builder.price(entry, price)
    if checked is None:
        return
    model: dict[str, Any] = {
        "id": said["id"],
        "name": str(said.get("name") or said["id"]).strip(),
        "source": "prices",
        "prices": [checked],
    }
    slug = said.get("canonical_slug")
    if isinstance(slug, str) and slug != said["id"]:
        model["aliases"] = [slug]
    if isinstance(said.get("context_length"), int):
        model["context"] = said["context_length"]
    architecture = said.get("architecture")
    for side in ("input", "output"):
        listed = architecture.get(f"{side}_modalities") if isinstance(architecture, Mapping) else None
        known = [m for m in listed or () if m in ("text", "image", "audio", "video")]
        if known:
            model[side] = known
    builder.model(NAME, model)


def _rates(builder: Builder, entry: str, pricing: Mapping[str, Any], *, free: bool) -> dict[str, str] | None:
    """The rates; None where the model routes to others and has no price of its own (written as -1)."""
    rates = {}
    for field, value in pricing.items():
        if field not in _RATES or _RATES[field][0] not in BY_NAME:
            builder.skip(entry, f"pricing.{field}", f"no dimension of ours counts this: {shown(value)}")
            continue
        if str(value).strip() in ("-1", "-1.0"):
            builder.skip(entry, f"pricing.{field}", "-1: the price is that of the model it is routed to")
            return None
        dimension, per = _RATES[field]
        try:
            amount = number(value)
        except NotANumber as wrong:
            builder.skip(entry, f"pricing.{field}", str(wrong))
            continue
        if amount == 0 and not free:
            # The response fills in a zero for everything that a model does not bill.
            if field in ("prompt", "completion"):
                builder.skip(entry, f"pricing.{field}", "zero, and nothing says that it is free")
            continue
        rates[dimension] = rate(amount, per, BY_NAME[dimension].unit)
    return rates
