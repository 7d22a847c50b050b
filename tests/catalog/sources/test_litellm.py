"""LiteLLM's map: fields by name, variants by suffix, tiers, off-peak hours, and what is wrong entry by entry."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from planner.catalog.catalog import Catalog
from planner.catalog.sources import SourceSnapshot, read_source
from planner.pricing.exact import price
from planner.pricing.schedule import PriceSchedule

TODAY = dt.date(2026, 11, 22)


def reading(tmp_path: Path, text: str | dict[str, Any]) -> SourceSnapshot:
    file = tmp_path / "map.json"
    file.write_text(text if isinstance(text, str) else json.dumps(text))
    return read_source("litellm", str(file), today=TODAY)


def entry(**fields: Any) -> dict[str, Any]:
    return {"litellm_provider": "acme", "mode": "chat", **fields}


def prices(snapshot: SourceSnapshot, index: int = 0) -> list[dict[str, Any]]:
    said = snapshot.providers[0].models[index].prices
    return [p.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"source"}) for p in said]


def test_per_token_prices_lose_no_digit(tmp_path: Path) -> None:
    text = '{"acme/m": {"litellm_provider": "acme", "input_cost_per_token": 2.8000000000000003e-07, "output_cost_per_token": 1e-05}}'
    snapshot = reading(tmp_path, text)
    assert prices(snapshot)[0]["rates"] == {"input": "0.28000000000000003", "output": "10"}
    assert snapshot.providers[0].models[0].id == "m"


def test_suffixes_are_variants_and_lengths(tmp_path: Path) -> None:
    said = entry(
        input_cost_per_token=1e-6,
        input_cost_per_token_above_200k_tokens=2e-6,
        input_cost_per_token_batches=5e-7,
        cache_creation_input_token_cost_above_1hr=2e-6,
        cache_creation_input_token_cost_above_1hr_above_200k_tokens=4e-6,
        input_cost_per_token_above_200k_tokens_priority=9e-6,
    )
    snapshot = reading(tmp_path, {"m": said})
    standard, batch = prices(snapshot)
    assert standard["rates"] == {"input": "1", "cache_write_1h": "2"}
    assert standard["tiers"] == [{"input_above": 200000, "rates": {"input": "2", "cache_write_1h": "4"}}]
    assert [(s.entry, s.reason) for s in snapshot.skipped] == [("m", "a tier without a price below its limit")]
    assert (batch["variant"], batch["rates"]) == ("batch", {"input": "0.5", "cache_write_1h": "2"})


def test_ranges_of_input_tokens_are_tiers(tmp_path: Path) -> None:
    tiers = [
        {"range": [0, 32000.0], "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6},
        {"range": [32000.0, 128000.0], "input_cost_per_token": 3e-6, "output_cost_per_token": 4e-6},
    ]
    (said,) = prices(reading(tmp_path, {"m": entry(tiered_pricing=tiers)}))
    assert said["rates"] == {"input": "1", "output": "2"}
    assert said["tiers"] == [{"input_above": 32000, "rates": {"input": "3", "output": "4"}}]


@pytest.mark.parametrize(
    ("moment", "rate"),
    [
        ("2026-11-16T02:00Z", "0.3"),  # Monday, peak
        ("2026-11-16T05:00Z", "0.15"),
        ("2026-11-16T23:30Z", "0.15"),
        ("2026-11-21T02:00Z", "0.15"),  # Saturday
    ],
)
def test_off_peak_hours_and_weekends(tmp_path: Path, moment: str, rate: str) -> None:
    windows = [
        {"hours_utc": ["00:00-01:00", "04:00-06:00", "10:00-00:00"], "weekdays": [1, 2, 3, 4, 5]},
        {"hours_utc": "00:00-00:00", "weekdays": [6, 7]},
    ]
    off = {"input_cost_per_token": 1.5e-7, "windows": windows}
    snapshot = reading(tmp_path, {"m": entry(input_cost_per_token=3e-7, off_peak_pricing=off)})
    model = Catalog([snapshot.as_folder()])["acme/m"]
    schedule = PriceSchedule.of("acme/m", "USD", model.spec.prices)
    assert price(schedule, {"input_tokens": 1_000_000}, dt.datetime.fromisoformat(moment)).total == Decimal(rate)


def test_weekdays_of_another_time_zone_are_split_at_its_midnight(tmp_path: Path) -> None:
    off = {
        "input_cost_per_token": 1e-7,
        "weekday_timezone": "Asia/Shanghai",
        "windows": [{"hours_utc": "10:00-18:00", "weekdays": [1]}],
    }
    hours = [
        p["hours"] for p in prices(reading(tmp_path, {"m": entry(input_cost_per_token=3e-7, off_peak_pricing=off)}))[1:]
    ]
    assert [(h["from"], h["to"], h["days"], h["timezone"]) for h in hours] == [
        ("18:00", "24:00", ["mon"], "Asia/Shanghai"),
        ("00:00", "02:00", ["mon"], "Asia/Shanghai"),
    ]


def test_regional_processing_is_a_factor_on_the_standard_price(tmp_path: Path) -> None:
    snapshot = reading(tmp_path, {"m": entry(input_cost_per_token=1e-6, regional_processing_uplift_multiplier_eu=1.1)})
    assert prices(snapshot)[1] == {
        "from": "1970-01-01",
        "variant": "eu",
        "of": "standard",
        "multiply": {"tokens": "1.1"},
        "regions": ["EU"],
    }


def test_units_depend_on_what_the_model_does(tmp_path: Path) -> None:
    snapshot = reading(
        tmp_path,
        {
            "asr": entry(mode="audio_transcription", input_cost_per_second=0.0001),
            "video": entry(mode="video_generation", output_cost_per_second_720p=0.1, output_cost_per_second_1080p=0.2),
            "ocr": entry(mode="ocr", ocr_cost_per_page=0.002),
            "search": entry(
                input_cost_per_token=1e-6,
                search_context_cost_per_query={"search_context_size_low": 0.01, "search_context_size_high": 0.02},
            ),
        },
    )
    rates = {m.id: m.prices[0].rates for m in snapshot.providers[0].models}
    assert rates == {
        "asr": {"audio_seconds_in": "0.0001"},
        "video": {"video_seconds_out": {"720p": "0.1", "1080p": "0.2"}},
        "ocr": {"pages_in": "0.002"},
        "search": {"input": "1", "searches": {"low": "0.01", "high": "0.02"}},
    }
    assert [m.kind for m in snapshot.providers[0].models] == ["speech-to-text", "video", "ocr", "language"]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ('"dear"', "not a number"),
        ("-1e-6", "a negative price"),
        ("NaN", "not a finite number"),
        ("Infinity", "not a finite number"),
        ("0.0", "zero, and nothing says that it is free"),
        ("null", "not a number"),
        ("[1]", "not a number"),
    ],
)
def test_a_wrong_number_is_reported_and_the_rest_is_read(tmp_path: Path, value: str, reason: str) -> None:
    text = f'{{"m": {{"litellm_provider": "acme", "input_cost_per_token": {value}, "output_cost_per_token": 1e-6}}}}'
    snapshot = reading(tmp_path, text)
    assert prices(snapshot)[0]["rates"] == {"output": "1"}
    assert [(s.entry, s.field) for s in snapshot.skipped] == [("m", "input_cost_per_token")]
    assert reason in snapshot.skipped[0].reason


def test_a_number_in_quotes_is_read_and_mentioned(tmp_path: Path) -> None:
    snapshot = reading(tmp_path, {"m": entry(input_cost_per_token="3e-6")})
    assert prices(snapshot)[0]["rates"] == {"input": "3"}
    assert snapshot.skipped[0].kept


def test_what_has_no_dimension_is_listed(tmp_path: Path) -> None:
    snapshot = reading(
        tmp_path,
        {"m": entry(input_cost_per_token=1e-6, input_cost_per_pixel=1e-9, google_maps_grounding_cost_per_query=0.02)},
    )
    assert {s.field for s in snapshot.skipped} == {"input_cost_per_pixel", "google_maps_grounding_cost_per_query"}


def test_a_model_listed_twice(tmp_path: Path) -> None:
    one, other = json.dumps(entry(input_cost_per_token=1e-6)), json.dumps(entry(input_cost_per_token=2e-6))
    same = reading(tmp_path, f'{{"m": {one}, "m": {one}}}')
    assert (len(prices(same)), same.skipped[0].kept) == (1, True)
    different = reading(tmp_path, f'{{"m": {one}, "m": {other}}}')
    assert different.providers == ()
    assert "neither is taken" in different.skipped[0].reason


def test_entries_that_are_none(tmp_path: Path) -> None:
    snapshot = reading(
        tmp_path,
        {
            "sample_spec": {},
            "a": 3,
            "b": {"mode": "chat"},
            "c": entry(),
            "d": entry(input_cost_per_token=1e-6, currency="euro"),
        },
    )
    assert [(s.entry, s.field) for s in snapshot.skipped] == [
        ("sample_spec", ""),
        ("a", ""),
        ("b", "litellm_provider"),
        ("c", ""),
        ("d", "currency"),
    ]
