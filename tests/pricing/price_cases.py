"""Schedules for the tests: the frozen price lists, and made-up ones from keyword arguments."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from planner.catalog.schema import Price, ProviderFile
from planner.pricing import PriceSchedule

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


@cache
def price_lists() -> dict[str, PriceSchedule]:
    """Full model name to schedule, of all files in price_lists/."""
    schedules: dict[str, PriceSchedule] = {}
    for path in sorted((Path(__file__).parent / "price_lists").glob("*.yaml")):
        file = ProviderFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        for model in file.models:
            name = f"{file.provider}/{model.id}"
            schedules[name] = PriceSchedule.of(name, file.currency, model.prices)
    return schedules


def entry(valid_from: str = "2026-01-01", **fields: Any) -> Price:
    return Price.model_validate({"from": valid_from, "source": "test", **fields})


def schedule(*entries: Price, model: str = "maker/model", currency: str = "USD") -> PriceSchedule:
    return PriceSchedule.of(model, currency, entries)


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)
