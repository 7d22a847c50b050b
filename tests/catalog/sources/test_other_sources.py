"""models.dev and OpenRouter: small hand-made responses, right and wrong."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from planner.catalog.sources import SourceSnapshot, read_source

TODAY = dt.date(2026, 11, 22)


def reading(tmp_path: Path, source: str, data: Any) -> SourceSnapshot:
    file = tmp_path / "data.json"
    file.write_text(data if isinstance(data, str) else json.dumps(data))
    return read_source(source, str(file), today=TODAY)


def models_dev(tmp_path: Path, **models: Any) -> SourceSnapshot:
    return reading(
        tmp_path,
        "models.dev",
        {"acme": {"id": "acme", "name": "Acme", "doc": "https://acme.example/prices", "models": models}},
    )


def openrouter(tmp_path: Path, *models: Any) -> SourceSnapshot:
    return reading(tmp_path, "openrouter", {"data": list(models)})


def test_models_dev_prices_tiers_and_specification(tmp_path: Path) -> None:
    said = {
        "name": "M",
        "cost": {
            "input": 2.5,
            "output": 15.0,
            "cache_read": 0.25,
            "reasoning": 20,
            "tiers": [{"input": 5, "tier": {"type": "context", "size": 272000}}],
            "context_over_200k": {"input": 5},
        },
        "limit": {"context": 400000, "output": 128000},
        "modalities": {"input": ["text", "image", "pdf"], "output": ["text"]},
        "release_date": "2026-03-05",
        "open_weights": False,
    }
    snapshot = models_dev(tmp_path, m=said)
    (model,) = snapshot.providers[0].models
    assert model.prices[0].rates == {"input": "2.5", "output": "15", "cache_read": "0.25", "reasoning": "20"}
    assert [(t.input_above, t.rates) for t in model.prices[0].tiers] == [(272000, {"input": "5"})]
    assert (model.context, model.max_output, model.input, str(model.released), model.open_weights) == (
        400000,
        128000,
        ["text", "image"],
        "2026-03-05",
        False,
    )
    assert snapshot.providers[0].sources["prices"].url == "https://acme.example/prices"
    assert snapshot.skipped == ()


def test_models_dev_legacy_tier_and_modes(tmp_path: Path) -> None:
    cost = {"input": 1, "output": 2, "context_over_200k": {"input": 2, "output": 3}}
    snapshot = models_dev(
        tmp_path,
        m={"name": "M", "cost": cost, "experimental": {"modes": {"fast": {"cost": {"input": 6, "output": 12}}}}},
    )
    standard, fast = snapshot.providers[0].models[0].prices
    assert standard.tiers[0].input_above == 200_000
    assert (fast.variant, fast.rates) == ("fast", {"input": "6", "output": "12"})


def test_models_dev_bad_entries(tmp_path: Path) -> None:
    snapshot = models_dev(
        tmp_path,
        zero={"name": "Z", "cost": {"input": 0, "output": 0}},
        free={"name": "F", "cost": {"input": 0, "output": 0}},
        text={"name": "T", "cost": {"input": "dear", "output": 1}},
        none={"name": "N"},
        other={"name": "O", "cost": {"input": 1, "per_song": 2}},
    )
    assert [m.id for m in snapshot.providers[0].models] == ["text", "other"]
    reasons = {(s.entry, s.field): s.reason for s in snapshot.skipped}
    assert "zero" in reasons["acme/zero", "cost.input"]
    assert "not a number" in reasons["acme/text", "cost.input"]
    assert reasons["acme/none", "cost"] == "names no price"
    assert "no dimension" in reasons["acme/other", "cost.per_song"]


def test_models_dev_free_is_said_in_the_name(tmp_path: Path) -> None:
    data = {"acme": {"name": "Acme", "models": {"m:free": {"name": "M", "cost": {"input": 0, "output": 0}}}}}
    assert reading(tmp_path, "models.dev", data).providers[0].models[0].prices[0].free


def test_models_dev_twice(tmp_path: Path) -> None:
    one, two = '{"name": "M", "cost": {"input": 1, "output": 1}}', '{"name": "M", "cost": {"input": 2, "output": 1}}'
    snapshot = reading(tmp_path, "models.dev", f'{{"acme": {{"models": {{"m": {one}, "m": {two}}}}}, "odd": 3}}')
    assert snapshot.providers == ()
    assert [s.entry for s in snapshot.skipped] == ["acme/m", "odd"]


def test_openrouter_per_token_text_becomes_per_million(tmp_path: Path) -> None:
    pricing = {
        "prompt": "0.00000125",
        "completion": "0.00001",
        "request": "0",
        "image": "0.001238",
        "web_search": "0.014",
        "input_cache_write": "0.00000008333333333333334",
    }
    snapshot = openrouter(
        tmp_path,
        {
            "id": "openai/gpt-5",
            "name": "GPT-5",
            "canonical_slug": "openai/gpt-5-2025-08-07",
            "context_length": 400000,
            "pricing": pricing,
        },
    )
    (model,) = snapshot.providers[0].models
    assert model.prices[0].rates == {
        "input": "1.25",
        "output": "10",
        "images_in": "0.001238",
        "searches": "0.014",
        "cache_write": "0.08333333333333334",
    }
    assert (snapshot.providers[0].provider, model.id, model.aliases) == (
        "openrouter",
        "openai/gpt-5",
        ["openai/gpt-5-2025-08-07"],
    )


def test_openrouter_bad_entries(tmp_path: Path) -> None:
    snapshot = openrouter(
        tmp_path,
        {"id": "openrouter/auto", "pricing": {"prompt": "-1", "completion": "-1"}},
        {"id": "a/negative", "pricing": {"prompt": "-0.1", "completion": "0.1"}},
        {"id": "a/words", "pricing": {"prompt": "cheap"}},
        {"id": "a/zero", "pricing": {"prompt": "0", "completion": "0"}},
        {"id": "a/b:free", "pricing": {"prompt": "0", "completion": "0"}},
        {"id": "a/new", "pricing": {"prompt": "0.1", "per_dance": "1"}},
        {"name": "nameless"},
        {"id": "a/none"},
    )
    assert [m.id for m in snapshot.providers[0].models] == ["a/negative", "a/b:free", "a/new"]
    assert snapshot.providers[0].models[1].prices[0].free
    said = {(s.entry, s.field) for s in snapshot.skipped}
    assert ("openrouter/openrouter/auto", "pricing.prompt") in said
    assert ("openrouter/a/negative", "pricing.prompt") in said
    assert ("openrouter/a/words", "pricing.prompt") in said
    assert ("openrouter/a/zero", "pricing.completion") in said
    assert ("openrouter/a/new", "pricing.per_dance") in said
    assert ("openrouter/a/none", "pricing") in said
    assert any("nameless" in s.field for s in snapshot.skipped)
