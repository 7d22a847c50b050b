"""Cache storage, writes that live longer, video in tokens, clips by duration: exactly, in columns, by hand."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from price_cases import NOON, entry, schedule, utc

from planner.catalog.dimensions import parse_rate
from planner.pricing import AmbiguousRate, InvalidSchedule, price, price_many


def total(rates: dict[str, Any], usage: dict[str, float], **options: str) -> Decimal:
    lists = schedule(entry(rates=rates))
    exact = price(lists, usage, NOON, options=options).total
    columns = {name: np.array([count]) for name, count in usage.items()}
    assert price_many([lists], [0], columns, NOON, options=options)[0] == pytest.approx(float(exact), rel=1e-9)
    return exact


def test_storing_a_cache_is_billed_by_tokens_and_hours() -> None:
    """100,000 tokens for 1.5 hours at 0.5 a million token-hours."""
    assert total({"cache_storage": 0.5}, {"cache_storage_token_hours": 150_000}) == Decimal("0.075")
    assert parse_rate("0.5/M token-hours", "cache_storage") == Decimal("5e-7")


def test_stored_tokens_are_no_input_of_the_request() -> None:
    lists = schedule(
        entry(rates={"input": 1, "cache_storage": 1}, tiers=[{"input_above": 1000, "rates": {"input": 9}}])
    )
    usage = {"input_tokens": 1000, "cache_storage_token_hours": 1_000_000}
    assert price(lists, usage, NOON).total == Decimal("1.001")


def test_writes_of_three_lives_have_three_rates() -> None:
    """1,000 tokens each at 2.5, 4 and 5 a million; they all count towards the length of the input."""
    rates = {"cache_write": 2.5, "cache_write_1h": 4, "cache_write_12h": 5}
    usage = {"cache_write_tokens": 1000, "cache_write_1h_tokens": 1000, "cache_write_12h_tokens": 1000}
    assert total(rates, usage) == Decimal("0.0115")
    longer = schedule(entry(rates=rates, tiers=[{"input_above": 2999, "rates": {"cache_write": 5}}]))
    assert price(longer, usage, NOON).total == Decimal("0.014")


def test_video_made_in_tokens() -> None:
    """5 seconds of 5,792 tokens at 17.50 a million."""
    assert total({"output_video": 17.5}, {"output_video_tokens": 28_960}) == Decimal("0.5068")


CLIPS = {"requests": {"720p/5s": 0.2, "720p/10s": 0.4, "1080p/5s": 0.5}}


@pytest.mark.parametrize(
    ("size", "duration", "amount"), [("720p", "5s", "0.2"), ("720p", "10s", "0.4"), ("1080p", "5s", "0.5")]
)
def test_a_clip_has_a_price_by_size_and_duration(size: str, duration: str, amount: str) -> None:
    assert total(CLIPS, {"requests": 1}, size=size, duration=duration) == Decimal(amount)


def test_a_clip_of_a_length_that_is_not_sold_has_no_price() -> None:
    lists = schedule(entry(rates=CLIPS))
    with pytest.raises(AmbiguousRate, match="720p/5s"):
        price(lists, {"requests": 1}, NOON, options={"size": "1080p", "duration": "10s"})
    with pytest.raises(AmbiguousRate):
        price_many([lists], [0], {"requests": [1]}, NOON, options={"size": "1080p", "duration": "10s"})


PEAK = {"from": "09:00", "to": "12:00", "days": ["mon", "tue", "wed", "thu", "fri"], "timezone": "Asia/Shanghai"}


def test_peak_hours_do_not_hold_on_public_holidays() -> None:
    """Thursday 2026-10-01 is a holiday, Thursday 2026-10-08 is not; Beijing is eight hours ahead."""
    lists = schedule(entry(rates={"input": 1}), entry(rates={"input": 2}, hours={**PEAK, "closed": "CN"}))
    million = {"input_tokens": 1_000_000}
    moments = {"2026-10-01T02:00": 1, "2026-10-08T02:00": 2, "2026-10-08T05:00": 1, "2026-10-10T02:00": 1}
    for moment, amount in moments.items():
        assert price(lists, million, utc(moment)).total == amount
    at = np.array(list(moments), dtype="datetime64[s]")
    found = price_many([lists], np.zeros(4, int), {"input_tokens": np.full(4, 1_000_000)}, at)
    assert found.tolist() == list(moments.values())
    week = lists.mix_at(dt.date(2026, 10, 1), timezone="Asia/Shanghai", days=7)
    assert [e.index for e, _ in week] == [0], "all of that week is a holiday"


def test_a_window_past_midnight_belongs_to_the_day_it_starts_on() -> None:
    """From 22:00 of 7 October (a holiday) it does not hold on the morning of the 8th; from 22:00 of the 8th it does."""
    night = {"from": "22:00", "to": "06:00", "timezone": "Asia/Shanghai", "closed": "CN"}
    lists = schedule(entry(rates={"input": 1}), entry(rates={"input": 2}, hours=night))
    million = {"input_tokens": 1_000_000}
    assert price(lists, million, utc("2026-10-07T20:00")).total == 1
    assert price(lists, million, utc("2026-10-08T20:00")).total == 2


def test_an_unknown_calendar_is_an_error() -> None:
    with pytest.raises(InvalidSchedule, match="no calendar of public holidays is called 'XX'"):
        schedule(entry(rates={"input": 2}, hours={**PEAK, "closed": "XX"}))
