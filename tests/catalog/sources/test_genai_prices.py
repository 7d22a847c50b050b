"""genai-prices: conditions become periods, price keys become dimensions, and nothing is dropped without a word."""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
import random
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import planner
from planner.catalog.catalog import Catalog
from planner.catalog.sources import SourceSnapshot, read_source
from planner.catalog.sources.snapshot import ALWAYS
from planner.files.diagnostics import InputError
from planner.pricing.exact import price
from planner.pricing.schedule import PriceSchedule

TODAY = dt.date(2026, 11, 22)
BENCHMARKS = Path(__file__).parents[3] / "benchmarks"


def reading(tmp_path: Path, models: list[Any], **provider: Any) -> SourceSnapshot:
    file = tmp_path / "data.json"
    file.write_text(json.dumps([{"id": "acme", "name": "Acme", "models": models, **provider}]))
    return read_source("genai-prices", str(file), today=TODAY)


def prices(snapshot: SourceSnapshot) -> list[dict[str, Any]]:
    (model,) = snapshot.providers[0].models
    return [p.model_dump(mode="json", by_alias=True, exclude_unset=True) for p in model.prices]


def test_rates_keep_every_digit_and_the_units_of_the_price_keys(tmp_path: Path) -> None:
    snapshot = reading(
        tmp_path,
        [
            {
                "id": "m",
                "prices": {
                    "input_mtok": 0.123456789,
                    "web_searches_kcount": 14,
                    "requests_kcount": 5,
                    "audio_hours": 0.111,
                },
            }
        ],
    )
    (said,) = prices(snapshot)
    assert said["rates"] == {
        "input": "0.123456789",
        "searches": "14/k searches",
        "requests": "5/k requests",
        "audio_seconds_in": "0.111/hour",
    }
    assert said["from"] == ALWAYS.isoformat()
    assert snapshot.skipped == ()


def test_tiers_reprice_the_whole_request_and_repeat_the_lower_ones(tmp_path: Path) -> None:
    tiered = {"base": 1, "tiers": [{"start": 128000, "price": 3}, {"start": 32000, "price": 2}]}
    (said,) = prices(
        reading(
            tmp_path,
            [
                {
                    "id": "m",
                    "prices": {
                        "input_mtok": tiered,
                        "output_mtok": {"base": 5, "tiers": [{"start": 32000, "price": 6}]},
                    },
                }
            ],
        )
    )
    assert said["tiers"] == [
        {"input_above": 32000, "rates": {"input": "2", "output": "6"}},
        {"input_above": 128000, "rates": {"input": "3", "output": "6"}},
    ]


def test_start_dates_and_hours_become_periods_of_which_the_last_condition_wins(tmp_path: Path) -> None:
    conditions = [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_date": "2026-08-17"}, "prices": {"input_mtok": 2}},
        {"constraint": {"start_time": "22:00:00Z", "end_time": "01:00:00Z"}, "prices": {"input_mtok": 3}},
    ]
    snapshot = reading(tmp_path, [{"id": "m", "prices": conditions}])
    assert [(p["from"], p.get("hours"), p["rates"]["input"]) for p in prices(snapshot)] == [
        ("1970-01-01", None, "1"),
        ("1970-01-01", {"from": "22:00", "to": "01:00"}, "3"),
        ("2026-08-17", None, "2"),
        ("2026-08-17", {"from": "22:00", "to": "01:00"}, "3"),
    ]


def test_hours_before_a_start_date_lose_to_it(tmp_path: Path) -> None:
    conditions = [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_time": "01:00", "end_time": "04:00"}, "prices": {"input_mtok": 3}},
        {"constraint": {"start_date": "2026-08-17"}, "prices": {"input_mtok": 2}},
    ]
    last = [p for p in prices(reading(tmp_path, [{"id": "m", "prices": conditions}])) if p["from"] == "2026-08-17"]
    assert [p.get("hours") for p in last] == [None]


def test_variants_override_price_by_price_and_begin_on_their_day(tmp_path: Path) -> None:
    model = {
        "id": "m",
        "prices": {"input_mtok": 2, "web_searches_kcount": 10},
        "price_variants": [
            {"when": {"processing": "batch"}, "constraint": {"start_date": "2026-10-14"}, "prices": {"input_mtok": 1}},
            {"when": {"route": "mistral/eu"}, "prices": {"input_mtok": 3}},
            {"when": {"service_tier": "default"}, "prices": {}},
        ],
    }
    snapshot = reading(tmp_path, [model])
    found = {p.get("variant", "standard"): (p["from"], p["rates"]) for p in prices(snapshot)}
    assert found["batch"] == ("2026-10-14", {"input": "1", "searches": "10/k searches"})
    assert found["route=mistral/eu"][1]["input"] == "3"
    assert "default" not in found
    assert [(s.field, s.kept) for s in snapshot.skipped] == [("default", False)]


def test_an_empty_price_list_is_free_as_the_package_has_it_and_says_so(tmp_path: Path) -> None:
    snapshot = reading(tmp_path, [{"id": "m:free", "prices": {}}])
    assert prices(snapshot)[0]["free"] is True
    assert snapshot.skipped[0].kept


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ("dear", "not a number"),
        (-1, "a negative price"),
        (True, "not a number"),
        ({"base": 1}, "neither a price nor tiers"),
    ],
)
def test_a_wrong_price_is_reported_with_its_entry_and_spoils_no_other(tmp_path: Path, wrong: Any, reason: str) -> None:
    snapshot = reading(
        tmp_path, [{"id": "bad", "prices": {"input_mtok": wrong}}, {"id": "good", "prices": {"input_mtok": 1}}]
    )
    assert [m.id for p in snapshot.providers for m in p.models] == ["good"]
    (said,) = snapshot.skipped
    assert said.entry == "acme/bad"
    assert reason in said.reason


def test_a_price_key_without_a_dimension_is_listed(tmp_path: Path) -> None:
    snapshot = reading(tmp_path, [{"id": "m", "prices": {"input_mtok": 1, "input_gpixels": 7}}])
    assert [(s.entry, s.field) for s in snapshot.skipped] == [("acme/m", "input_gpixels")]


def test_a_model_listed_twice_with_different_prices_has_none(tmp_path: Path) -> None:
    snapshot = reading(tmp_path, [{"id": "m", "prices": {"input_mtok": 1}}, {"id": "m", "prices": {"input_mtok": 2}}])
    assert prices(snapshot) == []
    assert "twice" in snapshot.skipped[0].reason


def test_seconds_of_the_clock_cannot_be_said(tmp_path: Path) -> None:
    conditions = [
        {"prices": {"input_mtok": 1}},
        {"constraint": {"start_time": "01:00:30", "end_time": "02:00"}, "prices": {"input_mtok": 2}},
    ]
    assert "whole minutes" in reading(tmp_path, [{"id": "m", "prices": conditions}]).skipped[0].reason


@pytest.fixture(scope="module")
def installed() -> Catalog:
    return planner.open_catalog("genai-prices")


def test_the_whole_package_is_read_and_nothing_of_ours_is_mixed_in(installed: Catalog) -> None:
    from genai_prices.data import providers

    assert set(installed.names) == {f"{p.id}/{m.id}" for p in providers for m in p.models}
    assert installed.evidence == []


def test_the_bill_is_that_of_the_package_on_random_requests(installed: Catalog) -> None:
    spec = importlib.util.spec_from_file_location("genai_usages", BENCHMARKS / "genai_usages.py")
    assert spec is not None
    assert spec.loader is not None
    usages = importlib.util.module_from_spec(spec)
    sys.modules["genai_usages"] = usages
    spec.loader.exec_module(usages)
    from genai_prices.data import providers

    draw = random.Random(7)
    everything = [(p, m) for p in providers for m in p.models if not (p.id == "groq" and "whisper" in m.id)]
    particular = [(p, m) for p, m in everything if isinstance(m.prices, list) or m.price_variants]
    for provider, model in (*draw.sample(everything, 150), *draw.sample(particular, 200)):
        name, at = f"{provider.id}/{model.id}", usages.moment(draw)
        usage, ours = usages.request(model.get_prices(at), draw)
        theirs = model.calc_price(usage, provider, genai_request_timestamp=at).total_price
        bill = price(PriceSchedule.of(name, "USD", installed[name].spec.prices), ours, at)
        timed = any(column.startswith("audio_seconds") for column in ours)
        # Per second an hourly price has no end: the package rounds each line to 28 digits, so its last one may differ.
        assert bill.total == theirs or (timed and abs(bill.total - theirs) <= theirs * Decimal("1e-27")), (
            name,
            at,
            ours,
        )


def test_the_library_prices_with_it(installed: Catalog) -> None:
    bill = planner.price(
        "openai/gpt-5",
        input_tokens=1000,
        cache_read_tokens=500,
        output_tokens=100,
        at="2026-11-21T10:00:00Z",
        catalog=installed,
    )
    assert bill.total == Decimal("0.0023125")


def test_without_the_package_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "genai_prices", None)
    monkeypatch.setitem(sys.modules, "genai_prices.data", None)
    with pytest.raises(InputError) as raised:
        read_source("genai-prices", None, today=dt.date(2026, 11, 22))
    (found,) = raised.value.diagnostics
    assert found.code == "not-installed"
    assert "planner[sync]" in f"{found.message} {found.expected} {found.suggestion}"
