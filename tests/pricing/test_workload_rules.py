"""Rules of price lists in a workload, by hand: thoughts, characters, stored caches, clips, monthly tiers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from small_workspace import SOURCE, model, price, scenario, workspace

from planner.catalog.dimensions import INDEX
from planner.demand.assumptions import Assumptions
from planner.demand.request import parts_of
from planner.demand.volume import volume
from planner.pricing.workload import Biller, ModelCost

RETRIES = 1 + 0.01 + 0.01**2
M = 1e-6


def costed(folder: Path, model_said: Any, **said: Any) -> tuple[ModelCost, Assumptions]:
    ws = workspace(folder, [scenario(**said)], {"acme": [model_said]})
    one, assumed = ws.scenarios[0], Assumptions()
    bill = Biller(ws, parts_of(one, assumed)[0], volume(one, ws.as_of, 12, 0, assumed), 0, assumed)
    return bill.costs([bill.catalog[f"acme/{model_said['id']}"]])[0], assumed


def amount(found: ModelCost) -> float:
    assert found.problem is None, found.problem
    return float(found.per_request.mean()) / RETRIES


TOKENS = {
    "input": {"mean": 1000, "p95": 1000},
    "output": {"mean": 200, "p95": 200},
    "reasoning": {"mean": 600, "p95": 600},
}
WHOLE = {"input": 1, "output": 2, "reasoning": 8}


def test_a_model_that_thinks_pays_for_its_answer_like_for_its_thoughts(tmp_path: Path) -> None:
    """1,000 x 1 + (200 + 600) x 8 a million; the same list without thoughts: 1,000 x 1 + 200 x 2."""
    thinks = model("t", prices=[price(WHOLE, thinking="whole")], reasoning="optional")
    silent = model("s", prices=[price(WHOLE, thinking="whole")])
    assert amount(costed(tmp_path / "t", thinks, tokens=TOKENS)[0]) == pytest.approx(7400 * M)
    assert amount(costed(tmp_path / "s", silent, tokens=TOKENS)[0]) == pytest.approx(1400 * M)


def test_in_a_tier_too(tmp_path: Path) -> None:
    """Every request is above 500: 1,000 x 3 + 800 x 24."""
    tiers = [{"input_above": 500, "rates": {"input": 3, "output": 20, "reasoning": 24}}]
    thinks = model("t", prices=[price(WHOLE, thinking="whole", tiers=tiers)], reasoning="always")
    assert amount(costed(tmp_path, thinks, tokens=TOKENS)[0]) == pytest.approx(22_200 * M)


SPEECH = {"task": "speech-to-text", "tokens": None, "units": {"in": {"characters": 1000}}}


@pytest.mark.parametrize(
    ("title", "factor"), [({"zh": "朗读"}, 2), ({"en": "Reading"}, 1), (None, 1)], ids=["zh", "en", "none"]
)
def test_chinese_characters_may_count_twice(tmp_path: Path, title: Any, factor: int) -> None:
    voice = model("v", {"characters_in": 10}, kind="text-to-speech", output=["audio"], character_weight={"han": 2})
    found, assumed = costed(tmp_path, voice, title=title, **SPEECH)
    assert amount(found) == pytest.approx(0.01 * factor)
    listed = {a.field for a in assumed.items.values()}
    assert ("units.characters.han" in listed) == (factor == 2)


def test_a_cache_that_is_kept_costs_storage(tmp_path: Path) -> None:
    """
    One request a second all day: a prefix of 100,000 tokens stays warm, so 1/3,600 hour of it is stored a request.
    Read at 0.1, stored at 9 a million token-hours, 500 tokens read anew.
    """
    said: dict[str, Any] = {
        "tokens": {
            "input": {"mean": 500, "p95": 500},
            "output": {"mean": 200, "p95": 200},
            "system": {"mean": 100_000, "p95": 100_000},
        },
        "volume": {"requests_per_day": 86_400, "peak_factor": 1, "growth": 0},
    }
    rates = {"input": 1, "cache_read": 0.1, "cache_storage": 9, "output": 2}
    explicit = {"minimum": 1024, "ttl": "5m", "refresh": True, "automatic": False, "source": SOURCE}
    kept, _ = costed(tmp_path / "kept", model("k", rates, cache=explicit), **said)
    expected = 500 * 1 + 100_000 * 0.1 + 100_000 / 3600 * 9 + 200 * 2
    assert amount(kept) == pytest.approx(expected * M, rel=1e-6)
    assert kept.usage[INDEX["cache_storage"]] == pytest.approx(100_000 / 3600, rel=1e-6)
    free, _ = costed(tmp_path / "free", model("f", rates, cache={**explicit, "automatic": True}), **said)
    assert amount(free) == pytest.approx((expected - 100_000 / 3600 * 9) * M, rel=1e-6)


def test_nobody_keeps_a_cache_that_costs_more_than_it_saves(tmp_path: Path) -> None:
    """One request a day, stored at 100,000 a million token-hours: read anew instead."""
    said: dict[str, Any] = {
        "tokens": {
            "input": {"mean": 500, "p95": 500},
            "output": {"mean": 200, "p95": 200},
            "system": {"mean": 9500, "p95": 9500},
        },
        "volume": {"requests_per_day": 1, "peak_factor": 1, "growth": 0},
    }
    explicit = {"minimum": 1024, "ttl": "5m", "refresh": True, "automatic": False, "source": SOURCE}
    rates = {"input": 1, "cache_read": 0.1, "cache_storage": 100_000, "output": 2}
    found, _ = costed(tmp_path, model("k", rates, cache=explicit), **said)
    assert amount(found) == pytest.approx(10_400 * M)
    assert found.usage[INDEX["cache_storage"]] == 0


VIDEO = {"task": "speech-to-text", "tokens": None, "units": {"out": {"video_seconds": 5.5}}}


def test_a_clip_is_bought_in_the_shortest_length_that_holds_it(tmp_path: Path) -> None:
    clips = model("c", {"requests": {"5s": 1, "6s": 1.3, "10s": 2}}, kind="video", output=["video"])
    assert amount(costed(tmp_path / "a", clips, **VIDEO)[0]) == pytest.approx(1.3)
    short = model("c", {"requests": {"5s": 1}}, kind="video", output=["video"])
    assert "no price for video_seconds_out" in str(costed(tmp_path / "b", short, **VIDEO)[0].problem)


def test_video_without_a_size_is_taken_at_720p(tmp_path: Path) -> None:
    sizes = model("s", {"video_seconds_out": {"480p": 0.1, "720p": 0.2, "1080p": 0.5}}, kind="video", output=["video"])
    found, assumed = costed(tmp_path, sizes, **VIDEO)
    assert amount(found) == pytest.approx(5.5 * 0.2)
    assert "units.video.size" in {a.field for a in assumed.items.values()}


def test_video_billed_in_tokens(tmp_path: Path) -> None:
    made = model(
        "v",
        {"output_video": 17.5},
        kind="video",
        output=["video"],
        unit_tokens={"video_second_out": 5792, "source": SOURCE},
    )
    assert amount(costed(tmp_path, made, **VIDEO)[0]) == pytest.approx(5.5 * 5792 * 17.5 * M)


def test_tiers_and_quotas_of_the_month_at_its_mean_volume(tmp_path: Path) -> None:
    """
    365,000 requests a year of 1,000 and 200 tokens: 30.4 million input tokens a month, 1 million of them free, 10 at 1,
    the other 19.4 at 0.5; output stays at 2.
    """
    said = price(
        {"input": 1, "output": 2},
        volume_tiers={"input": [{"above": 10_000_000, "rate": 0.5}]},
        free_quota={"input": 1_000_000},
    )
    found, _ = costed(tmp_path, model("m", prices=[said]))
    month = 365_000 / 12
    billed = month * 1000 / 1e6 - 1
    expected = (10 + (billed - 10) * 0.5) / month + 200 * 2 * M
    assert amount(found) == pytest.approx(expected)
    assert np.allclose(found.breakdown.sum(axis=0), found.per_request)
