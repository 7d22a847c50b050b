"""Prices that are a factor on another variant's: uplifts by region, half for batch - at every moment, in every tier."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from price_cases import NOON, entry, schedule, utc
from pydantic import ValidationError

from planner.catalog.schema import Price
from planner.pricing import InvalidSchedule, NoPriceAt, PriceSchedule, price, price_many

BASE = {
    "rates": {"input": 2, "cache_read": 0.2, "output": 10, "searches": "10/k searches"},
    "tiers": [{"input_above": 1000, "rates": {"input": 4, "output": 15}}],
}
US = {"variant": "us", "of": "standard", "multiply": {"tokens": 1.1}, "regions": ["US"]}
USAGE = {"input_tokens": 1000, "output_tokens": 100, "searches": 1}


def total(lists: PriceSchedule, usage: dict[str, int], variant: str, at: dt.datetime = NOON) -> Decimal:
    """The exact total, which the columns must equal."""
    exact = price(lists, usage, at, variant).total
    columns = {name: [count] for name, count in usage.items()}
    assert price_many([lists], [0], columns, at, variant)[0] == pytest.approx(float(exact), rel=1e-9)
    return exact


def test_token_rates_are_multiplied_and_the_rest_is_not() -> None:
    """(1,000 x 2.2 + 100 x 11) a million and a search at 0.01: 0.0022 + 0.0011 + 0.01."""
    assert total(schedule(entry(**BASE), entry(**US)), USAGE, "us") == Decimal("0.0133")


def test_tiers_are_multiplied_too() -> None:
    """2,000 input tokens reach the tier: 2,000 x 4.4 + 100 x 16.5 a million."""
    assert total(schedule(entry(**BASE), entry(**US)), {"input_tokens": 2000, "output_tokens": 100}, "us") == Decimal(
        "0.01045"
    )


def test_one_number_multiplies_everything() -> None:
    """Half of 0.002 + 0.001 + 0.01."""
    half = entry(variant="batch", of="standard", multiply=0.5)
    assert total(schedule(entry(**BASE), half), USAGE, "batch") == Decimal("0.0065")


def test_factors_by_dimension() -> None:
    """Input x 3, the other tokens x 2: 0.006 + 0.002 + 0.01."""
    said = entry(variant="x", of="standard", multiply={"input": 3, "tokens": 2})
    assert total(schedule(entry(**BASE), said), USAGE, "x") == Decimal("0.018")


def test_a_rate_that_is_stated_counts_as_stated_in_every_tier() -> None:
    said = schedule(entry(**BASE), entry(**US, rates={"output": 12}))
    assert total(said, {"output_tokens": 100}, "us") == Decimal("0.0012")
    assert total(said, {"input_tokens": 2000, "output_tokens": 100}, "us") == Decimal("0.0088") + Decimal("0.0012")


def test_the_factor_follows_the_price_it_is_taken_from() -> None:
    """Input falls from 2 to 1 in March, the uplift is 1.1 until May and 1.5 from then on."""
    said = schedule(
        entry("2026-01-01", rates={"input": 2}),
        entry("2026-03-01", rates={"input": 1}),
        entry("2026-02-01", until="2026-05-01", variant="us", of="standard", multiply=1.1),
        entry("2026-05-01", variant="us", of="standard", multiply=1.5),
    )
    million = {"input_tokens": 1_000_000}
    expected = {"2026-02-10": "2.2", "2026-03-10": "1.1", "2026-05-10": "1.5"}
    for day, amount in expected.items():
        assert total(said, million, "us", utc(f"{day}T12:00")) == Decimal(amount)
    with pytest.raises(NoPriceAt):
        price(said, million, utc("2026-01-10T12:00"), "us")
    at = np.array([f"{day}T12:00" for day in expected], dtype="datetime64[s]")
    columns = {"input_tokens": np.full(3, 1_000_000)}
    assert price_many([said], [0, 0, 0], columns, at, "us").tolist() == pytest.approx([2.2, 1.1, 1.5])


def test_hours_are_those_of_the_price_it_is_taken_from() -> None:
    """Peak from 9 to 12 at 4, else 2; half of it for batch: over a day (3 x 2 + 21 x 1) / 24."""
    said = schedule(
        entry(rates={"input": 2}),
        entry(rates={"input": 4}, hours={"from": "09:00", "to": "12:00"}),
        entry(variant="batch", of="standard", multiply=0.5),
    )
    million = {"input_tokens": 1_000_000}
    assert total(said, million, "batch", utc("2026-11-22T10:00")) == 2
    assert total(said, million, "batch", utc("2026-11-22T13:00")) == 1
    mix = said.mix_at(dt.date(2026, 11, 22), variant="batch")
    assert sum(float(e.rates["input"]) * 1e6 * share for e, share in mix) == pytest.approx(27 / 24)
    assert {e.index for e, _ in mix} == {2}


def test_the_bill_names_the_entry_that_says_the_factor() -> None:
    found = price(schedule(entry(**BASE), entry(**US)), USAGE, NOON, "us").entry
    assert (found.index, found.base, found.variant, found.regions) == (1, 0, "us", ("US",))
    assert found.listed() == {"input": "2.2", "cache_read": "0.22", "output": "11", "searches": "0.01"}


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"of": "standard"}, "said together"),
        ({"multiply": 2, "rates": {"input": 1}}, "said together"),
        ({"of": "us", "multiply": 2}, "another variant than its own"),
        ({"of": "standard", "multiply": 2, "tiers": BASE["tiers"]}, "tiers: taken from"),
        ({"of": "standard", "multiply": 2, "free": True}, "free: taken from"),
        ({"of": "standard", "multiply": -2}, "not negative"),
        ({"of": "standard", "multiply": {"words": 2}}, "unknown dimension 'words'"),
    ],
)
def test_what_a_factor_may_not_say(said: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Price.model_validate({"from": "2026-01-01", "source": "test", "variant": "us", **said})


def test_a_factor_needs_the_price_it_is_taken_from() -> None:
    with pytest.raises(InvalidSchedule, match="'standard', which has no price"):
        schedule(entry(**US))
    chained = entry(variant="batch", of="us", multiply=0.5)
    with pytest.raises(InvalidSchedule, match="'us', which is itself taken from another variant"):
        schedule(entry(**BASE), entry(**US), chained)
