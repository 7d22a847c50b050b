"""Months under agreements, by hand; and arrays against the exact path."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import entry, schedule
from pydantic import ValidationError

from planner.catalog.dimensions import DIMENSIONS, INDEX
from planner.pricing import Discount, InvalidUsage, PriceEntry, PricingError, UnpricedDimension
from planner.pricing.agreements import Agreement, Commitment, MonthBill, Package, month_cost, settle
from planner.pricing.agreements_many import month_costs, month_factors, settle_many

M = Decimal(1_000_000)
TIERS = [{"above": 10_000_000, "rate": 0.8}, {"above": 50_000_000, "rate": 0.5}]


def held(**fields: Any) -> PriceEntry:
    return schedule(entry(**fields)).entries[0]


def counts(**usage: float) -> np.ndarray[Any, Any]:
    out = np.zeros(len(DIMENSIONS))
    for name, value in usage.items():
        out[INDEX[name]] = value
    return out


def month(said: PriceEntry, **usage: float) -> Decimal:
    """The exact cost, which the arrays must equal."""
    found = month_cost("maker/model", said, {f"{name}_tokens": value for name, value in usage.items()})
    assert float(month_costs("maker/model", said, counts(**usage))) == pytest.approx(float(found), rel=1e-9, abs=1e-12)
    return found


@pytest.mark.parametrize(
    ("tokens", "graduated", "all_units"),
    [
        (10, "10", "10"),
        (11, "10.8", "8.8"),
        (50, "42", "40"),
        (60, "47", "30"),
    ],
)
def test_volume_tiers(tokens: int, graduated: str, all_units: str) -> None:
    """Millions at 1, beyond 10 at 0.8, beyond 50 at 0.5: 60 are 10 + 40 x 0.8 + 10 x 0.5, or all of them at 0.5."""
    for mode, amount in (("graduated", graduated), ("all_units", all_units)):
        said = held(rates={"input": 1}, volume_tiers={"input": TIERS}, volume_mode=mode)
        assert month(said, input=tokens * 1_000_000) == Decimal(amount)


def test_a_free_quota_comes_first_and_tiers_measure_the_rest() -> None:
    """62 million, two of them free: 60 as above; what is below the quota costs nothing."""
    said = held(rates={"input": 1, "output": 4}, volume_tiers={"input": TIERS}, free_quota={"input": 2_000_000})
    assert month(said, input=62_000_000, output=1_000_000) == 51
    assert month(said, input=1_500_000) == 0


def test_nothing_is_free_by_mistake() -> None:
    with pytest.raises(UnpricedDimension):
        month_cost("m", held(rates={"input": 1}), {"output_tokens": 1})
    with pytest.raises(UnpricedDimension):
        month_costs("m", held(rates={"input": 1}), counts(output=1))


def test_context_tiers_ask_for_single_requests() -> None:
    said = held(rates={"input": 1}, tiers=[{"input_above": 1000, "rates": {"input": 2}}])
    with pytest.raises(InvalidUsage, match="each request's length"):
        month_cost("m", said, {"input_tokens": 1})


def test_a_month_implies_no_request() -> None:
    said = held(rates={"input": 1, "requests": 0.01})
    assert month_cost("m", said, {"input_tokens": 1_000_000}) == 1
    assert month_cost("m", said, {"input_tokens": 1_000_000, "requests": 300}) == 4


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"volume_tiers": {"output": TIERS}}, "need one rate"),
        ({"volume_tiers": {"input": TIERS[::-1]}}, "limits must rise"),
        ({"free_quota": {"words": 1}}, "unknown dimension"),
        ({"free_quota": {"input": -1}}, "not negative"),
    ],
)
def test_what_a_price_list_may_not_say(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        held(rates={"input": 1}, **fields)


# --- agreements ---------------------------------------------------------------------------------------------------

PLAIN = held(rates={"input": 1, "output": 4})


def day(number: int) -> dt.date:
    return dt.date(2026, number, 15)


def bills(millions: list[int], agreement: Agreement) -> tuple[MonthBill, ...]:
    """Months of so many million input tokens, exactly, and equal in arrays."""
    months = [(day(i), PLAIN, {"input_tokens": count * 1_000_000}) for i, count in enumerate(millions, 1)]
    found = settle("maker/model", months, agreement)
    usage = np.stack([counts(input=count * 1e6) for count in millions])[:, None]
    arrays = settle_many("maker/model", [(when, said) for when, said, _ in months], usage, agreement)
    assert arrays[:, 0] == pytest.approx([float(bill.paid) for bill in found], rel=1e-9, abs=1e-12)
    return found


def test_a_package_of_tokens_serves_until_it_expires_and_the_rest_is_lost() -> None:
    """30 million for 20, bought in January, until the end of February: 10 + 5 used, 15 lost, March in full."""
    package = Package(Decimal(20), 30 * M, dt.date(2026, 1, 3), dt.date(2026, 3, 1), "input")
    assert [bill.paid for bill in bills([10, 5, 7], Agreement(packages=(package,)))] == [20, 0, 7]


def test_the_package_that_expires_first_is_used_first() -> None:
    """Of 12 million in January 10 are those that expire; in February the other 5 are left but 2."""
    late = Package(Decimal(4), 5 * M, dt.date(2026, 1, 1), dt.date(2027, 1, 1), "input")
    soon = Package(Decimal(8), 10 * M, dt.date(2026, 1, 1), dt.date(2026, 2, 1), "input")
    assert [bill.paid for bill in bills([12, 4], Agreement(packages=(late, soon)))] == [12, 1]


def test_money_paid_ahead_is_spent_at_the_discounted_price() -> None:
    """50 of credit for 45, 10% off: 40 million cost 36, then 20 million cost 18 of which 14 are left in the credit."""
    credit = Package(Decimal(45), Decimal(50), dt.date(2026, 1, 1), dt.date(2027, 1, 1))
    agreement = Agreement(discount=Discount.of("maker", 10), packages=(credit,))
    first, second = bills([40, 20], agreement)
    assert (first.list_price, first.metered, first.credit, first.bought, first.paid) == (40, 36, 36, 45, 45)
    assert (second.metered, second.credit, second.paid) == (18, 14, 4)


def test_a_commitment_is_the_least_that_its_term_costs() -> None:
    """30 a quarter: 10 + 5 + 7 leave 8 to pay at its end; the next quarter reaches 40 and nothing is due."""
    agreement = Agreement(commitment=Commitment(Decimal(30), dt.date(2026, 1, 1), 3))
    found = bills([10, 5, 7, 20, 10, 10], agreement)
    assert [bill.shortfall for bill in found] == [0, 0, 8, 0, 0, 0]
    assert sum(bill.paid for bill in found) == 70


def test_a_package_counts_towards_a_commitment_when_it_is_paid() -> None:
    package = Package(Decimal(25), 30 * M, dt.date(2026, 1, 1), dt.date(2026, 3, 1), "input")
    agreement = Agreement(packages=(package,), commitment=Commitment(Decimal(30), dt.date(2026, 1, 1), 2))
    assert [bill.paid for bill in bills([10, 10], agreement)] == [25, 5]


def test_what_an_agreement_may_not_be() -> None:
    with pytest.raises(PricingError, match="expires after it is bought"):
        Package(Decimal(1), M, dt.date(2026, 1, 1), dt.date(2026, 1, 1))
    with pytest.raises(PricingError, match="unknown dimension"):
        Package(Decimal(1), M, dt.date(2026, 1, 1), dt.date(2026, 2, 1), "words")
    with pytest.raises(PricingError, match="one month or more"):
        Commitment(Decimal(1), dt.date(2026, 1, 1), 0)


millions = st.integers(0, 100_000_000)
packages = st.builds(
    Package,
    st.integers(0, 50).map(Decimal),
    st.integers(1, 40_000_000).map(Decimal),
    st.integers(1, 4).map(day),
    st.integers(5, 9).map(day),
    st.sampled_from([None, "input", "output"]),
)


@given(
    st.lists(st.tuples(millions, millions), min_size=1, max_size=8),
    st.lists(packages, max_size=3),
    st.integers(0, 60),
    st.integers(0, 100),
    st.integers(1, 4),
    st.sampled_from(["graduated", "all_units"]),
)
def test_arrays_equal_the_exact_path(
    used: list[tuple[int, int]], bought: list[Package], percent: int, least: int, term: int, mode: str
) -> None:
    said = held(
        rates={"input": 1, "output": 4},
        volume_tiers={"input": TIERS},
        volume_mode=mode,
        free_quota={"output": 3_000_000},
    )
    agreement = Agreement(
        Discount.of("maker", percent), tuple(bought), Commitment(Decimal(least), dt.date(2026, 2, 1), term)
    )
    months = [
        (day(i), said, {"input_tokens": tokens, "output_tokens": written})
        for i, (tokens, written) in enumerate(used, 1)
    ]
    exact = settle("maker/model", months, agreement)
    usage = np.stack([counts(input=tokens, output=written) for tokens, written in used])[:, None].repeat(2, axis=1)
    arrays = settle_many("maker/model", [(when, held_) for when, held_, _ in months], usage, agreement)
    for place in (0, 1):
        assert arrays[:, place] == pytest.approx([float(bill.paid) for bill in exact], rel=1e-9, abs=1e-6)
    assert all(bill.paid >= 0 and bill.credit <= bill.metered for bill in exact)


@given(st.lists(millions, min_size=1, max_size=5), st.sampled_from(["graduated", "all_units"]))
def test_factors_times_the_single_price_are_the_month(tokens: list[int], mode: str) -> None:
    said = held(rates={"input": 1}, volume_tiers={"input": TIERS}, volume_mode=mode, free_quota={"input": 1_000_000})
    usage = np.stack([counts(input=count) for count in tokens])
    per_unit = month_factors(said, usage)[:, INDEX["input"]] * 1e-6
    assert per_unit * tokens == pytest.approx(month_costs("m", said, usage), rel=1e-9, abs=1e-12)
