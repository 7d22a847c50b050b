"""Which entry counts when: validity, hours, weekdays, midnight, time zones, and the mix over a day."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import entry, price_lists, schedule, utc

from planner.pricing import (
    AmbiguousTime,
    InvalidSchedule,
    InvalidUsage,
    NoPriceAt,
    PriceSchedule,
    PricingError,
    UnknownVariant,
)

RATES = {"input": 1}


def hours(start: str, end: str, days: list[str] | None = None, timezone: str = "UTC") -> dict[str, object]:
    return {"from": start, "to": end, "timezone": timezone} | ({"days": days} if days else {})


def index_at(prices: PriceSchedule, when: str, variant: str = "standard") -> int:
    return prices.at(utc(when), variant).index


def test_the_latest_start_counts_and_history_stays() -> None:
    prices = schedule(
        entry("2026-03-01", rates=RATES), entry("2026-01-01", rates=RATES), entry("2026-06-01", rates=RATES)
    )
    assert index_at(prices, "2026-01-01T00:00") == 1
    assert index_at(prices, "2026-02-28T23:59") == 1
    assert index_at(prices, "2026-03-01T00:00") == 0
    assert index_at(prices, "2026-12-31T00:00") == 2


def test_of_one_start_the_later_in_the_file_counts() -> None:
    assert index_at(schedule(entry(rates=RATES), entry(rates=RATES)), "2026-02-01T00:00") == 1


def test_no_price_before_the_first_and_after_the_last() -> None:
    prices = schedule(entry("2026-01-01", until="2026-02-01", rates=RATES))
    assert index_at(prices, "2026-01-31T23:59") == 0
    for when in ("2025-12-31T23:59", "2026-02-01T00:00"):
        with pytest.raises(NoPriceAt, match=r"maker/model: no standard price at .*2026-01-01 until 2026-02-01"):
            prices.at(utc(when))


def test_an_unknown_variant_lists_those_there_are() -> None:
    prices = schedule(entry(rates=RATES), entry(rates=RATES, variant="batch"))
    with pytest.raises(UnknownVariant, match=r"maker/model: no variant 'flex'; known: standard, batch"):
        prices.at(utc("2026-02-01T00:00"), "flex")
    with pytest.raises(UnknownVariant, match="no variant at all"):
        schedule().at(utc("2026-02-01T00:00"))


@pytest.mark.parametrize("when", [dt.date(2026, 2, 1), dt.datetime(2026, 2, 1), "2026-02-01"])
def test_a_date_or_a_local_time_is_no_moment(when: object) -> None:
    with pytest.raises(PricingError, match=r"needs a date and a time|has no time zone"):
        schedule(entry(rates=RATES)).at(when)  # type: ignore[arg-type]


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    prices = schedule(entry("2026-01-01", rates=RATES), entry("2026-02-01", rates=RATES))
    midnight = dt.datetime(2026, 2, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert prices.at(midnight).index == 0  # 2026-01-31T16:00 UTC


@pytest.mark.parametrize(
    ("when", "index"),
    [
        ("2026-11-20T13:59", 0),  # Friday in Shanghai 21:59
        ("2026-11-20T14:00", 1),  # Friday 22:00
        ("2026-11-20T21:59", 1),  # Saturday 05:59, in Friday's window
        ("2026-11-20T22:00", 0),  # Saturday 06:00
        ("2026-11-21T15:00", 0),  # Saturday 23:00: no window starts on Saturday
        ("2026-11-21T18:00", 0),  # Sunday 02:00
        ("2026-11-19T18:00", 0),  # Friday 02:00 belongs to Thursday, which has none
    ],
)
def test_a_window_past_midnight_belongs_to_the_day_it_starts(when: str, index: int) -> None:
    night = hours("22:00", "06:00", ["fri"], "Asia/Shanghai")
    prices = schedule(entry(rates=RATES), entry(rates=RATES, hours=night))
    assert index_at(prices, when) == index


def test_the_end_of_a_window_is_not_in_it_and_2400_is_the_end_of_the_day() -> None:
    prices = schedule(entry(rates=RATES), entry(rates=RATES, hours=hours("18:30", "24:00")))
    assert [index_at(prices, f"2026-02-01T{t}") for t in ("18:29", "18:30", "23:59", "00:00")] == [0, 1, 1, 0]


def test_hours_follow_the_clock_through_daylight_saving() -> None:
    morning = hours("08:00", "10:00", timezone="Europe/Berlin")
    prices = schedule(entry(rates=RATES), entry(rates=RATES, hours=morning))
    assert index_at(prices, "2026-01-15T07:30") == 1  # 08:30 in winter
    assert index_at(prices, "2026-07-15T07:30") == 1  # 09:30 in summer
    assert index_at(prices, "2026-07-15T06:00") == 1  # 08:00 in summer
    assert index_at(prices, "2026-01-15T06:00") == 0  # 07:00 in winter


def test_days_begin_in_the_time_zone_of_the_hours() -> None:
    whole_day = hours("00:00", "24:00", timezone="Asia/Shanghai")
    prices = schedule(entry("2026-01-01", rates=RATES), entry("2026-02-01", rates=RATES, hours=whole_day))
    assert index_at(prices, "2026-01-31T15:59") == 0
    assert index_at(prices, "2026-01-31T16:00") == 1


def test_a_new_list_without_hours_ends_the_hours_of_the_old() -> None:
    night = hours("00:00", "08:00")
    prices = schedule(
        entry("2026-01-01", rates=RATES),
        entry("2026-01-01", rates=RATES, hours=night),
        entry("2026-03-01", rates=RATES),
    )
    assert index_at(prices, "2026-02-01T01:00") == 1
    assert index_at(prices, "2026-03-01T01:00") == 2


def test_prices_only_at_some_hours_leave_the_others_without() -> None:
    prices = schedule(entry(rates=RATES, hours=hours("08:00", "20:00")))
    with pytest.raises(NoPriceAt, match="08:00-20:00 UTC"):
        prices.at(utc("2026-02-01T20:00"))
    with pytest.raises(NoPriceAt):
        prices.mix_at(dt.date(2026, 2, 1))
    assert prices.mix_at(dt.date(2026, 2, 1), [0] * 8 + [1] * 12 + [0] * 4)[0][1] == 1


@pytest.mark.parametrize("wrong", [("24:00", "08:00"), ("25:00", "08:00"), ("08:00", "08:60")])
def test_hours_that_do_not_exist(wrong: tuple[str, str]) -> None:
    with pytest.raises(InvalidSchedule, match="maker/model"):
        schedule(entry(rates=RATES, hours=hours(*wrong)))


def test_a_time_zone_that_does_not_exist() -> None:
    with pytest.raises(InvalidSchedule, match="unknown time zone 'Asia/Peking'"):
        schedule(entry(rates=RATES, hours=hours("08:00", "10:00", timezone="Asia/Peking")))


def test_a_day_on_which_the_price_changes_is_no_answer() -> None:
    prices = price_lists()["deepseek/deepseek-v4-pro"]
    assert prices.on(dt.date(2026, 7, 1)).index == 0
    with pytest.raises(AmbiguousTime, match=r"changes on 2026-11-20 at 01:00, 04:00, 06:00, 10:00 UTC"):
        prices.on(dt.date(2026, 11, 20))
    assert prices.on(dt.date(2026, 11, 22)).index == 4  # a Sunday
    with pytest.raises(NoPriceAt):
        prices.on(dt.date(2026, 1, 1))


def test_mix_of_an_even_day() -> None:
    # Peak is 3 + 4 of 24 hours on a weekday, none at the weekend, 5/7 of that over a week.
    prices = price_lists()["deepseek/deepseek-v4-pro"]

    def peak(day: dt.date, days: int = 1) -> float:
        mix = prices.mix_at(day, timezone="Asia/Shanghai", days=days)
        assert sum(share for _, share in mix) == pytest.approx(1)
        return sum(share for entry, share in mix if entry.limited)

    assert peak(dt.date(2026, 11, 20)) == pytest.approx(7 / 24)
    assert peak(dt.date(2026, 11, 21)) == 0
    assert peak(dt.date(2026, 11, 20), days=7) == pytest.approx(5 / 7 * 7 / 24)


def test_mix_follows_the_profile_in_its_time_zone() -> None:
    prices = price_lists()["deepseek/deepseek-v4-pro"]
    noon_to_one = [0.0] * 24
    noon_to_one[12] = 5
    ((off_peak, share),) = prices.mix_at(dt.date(2026, 11, 20), noon_to_one, "Asia/Shanghai")
    assert (off_peak.limited, share) == (False, 1)
    ((peak, share),) = prices.mix_at(dt.date(2026, 11, 20), [0.0] * 9 + [1.0] * 3 + [0.0] * 12, "Asia/Shanghai")
    assert (peak.limited, share) == (True, 1)


def test_mix_cuts_hours_at_the_half() -> None:
    # 16:30-00:30 UTC; requests only from 16:00 to 18:00, evenly: a quarter before it begins.
    prices = price_lists()["deepseek/deepseek-chat"]
    mix = prices.mix_at(dt.date(2025, 8, 1), [0.0] * 16 + [1.0] * 2 + [0.0] * 6)
    assert {entry.index: share for entry, share in mix} == {0: pytest.approx(0.25), 1: pytest.approx(0.75)}


@pytest.mark.parametrize("profile", [[1.0] * 23, [0.0] * 24, [-1.0] + [1.0] * 23, [float("nan")] * 24])
def test_a_profile_is_24_weights(profile: list[float]) -> None:
    with pytest.raises(InvalidUsage, match="24 weights"):
        schedule(entry(rates=RATES)).mix_at(dt.date(2026, 2, 1), profile)


clock = st.builds("{:02d}:{:02d}".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
weekdays = st.lists(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]), min_size=1, unique=True)
zones = st.sampled_from(["UTC", "Asia/Shanghai", "America/New_York", "Asia/Kolkata", "Europe/Berlin"])
windows = st.none() | st.builds(hours, clock, clock, st.none() | weekdays, zones)
starts = st.sampled_from(["2026-03-01", "2026-03-28", "2026-10-31"])
entries = st.builds(lambda start, window: entry(start, rates=RATES, hours=window), starts, windows)
moments = st.datetimes(dt.datetime(2026, 2, 27), dt.datetime(2026, 11, 3)).map(lambda t: t.replace(tzinfo=dt.UTC))


@given(
    st.lists(entries, min_size=1, max_size=4),
    moments,
    st.integers(1, 4 * 24 * 60),
    st.integers(0, 4 * 24 * 60),
)
def test_the_timeline_says_what_at_says(prices: list[object], start: dt.datetime, length: int, offset: int) -> None:
    found = schedule(*prices)  # type: ignore[arg-type]
    segments = found.timeline(start, start + dt.timedelta(minutes=length))
    when = start + dt.timedelta(minutes=offset % length)
    counted = [entry for moment, entry in segments if moment <= when][-1]
    if counted is None:
        with pytest.raises(NoPriceAt):
            found.at(when)
    else:
        assert found.at(when) is counted
