"""What must hold for every price list: bills add up, and never fall when usage or prices rise."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from price_cases import NOON, entry, price_lists, schedule

from planner.catalog.dimensions import BILL_LINES, BY_NAME, BY_USAGE, DIMENSIONS, INPUT_TOKENS, OUTPUT_TOKENS
from planner.pricing import Bill, UnpricedDimension, price

TOKENS = INPUT_TOKENS + OUTPUT_TOKENS
money = st.decimals(0, 50, places=4)
quantities = st.integers(0, 3_000) | st.decimals(0, 3_000, places=3)
usages = st.dictionaries(st.sampled_from(list(BY_USAGE)), quantities)


@st.composite
def rising_lists(draw: st.DrawFn) -> dict[str, Any]:
    """Prices of all dimensions with up to three tiers, each at least as dear as the one before."""
    side = draw(st.sampled_from(["input_above", "output_above"]))
    names = INPUT_TOKENS if side == "input_above" else OUTPUT_TOKENS
    rates = {d.name: draw(money) for d in DIMENSIONS}
    tiers, last = [], rates
    for limit in sorted(draw(st.lists(st.integers(0, 4_000), max_size=3, unique=True))):
        last = {name: last[name] + draw(money) for name in names}
        tiers.append({side: limit, "rates": last})
    mode = draw(st.sampled_from(["whole", "marginal"]))
    return {"rates": rates, "tiers": tiers, "tier_mode": mode}


def bill(fields: dict[str, Any], usage: dict[str, Any]) -> Bill:
    return price(schedule(entry(**fields)), usage, NOON)


# Lines are kept to 1e-32 and marginal parts to 1e-12 tokens: a rise below that may be lost, never more.
SLACK = Decimal("1e-14")


@given(rising_lists(), usages)
def test_lines_and_breakdown_sum_to_the_total(fields: dict[str, Any], usage: dict[str, Any]) -> None:
    found = bill(fields, usage)
    assert sum((line.amount for line in found.lines), Decimal(0)) == found.total
    assert sum(found.breakdown.values(), Decimal(0)) == found.total
    assert set(found.breakdown) <= set(BILL_LINES)
    for column, quantity in usage.items():
        name = BY_USAGE[column].name
        assert sum(line.quantity for line in found.lines if line.dimension == name) == quantity
    for name, amount in found.breakdown.items():
        assert amount == sum(line.amount for line in found.lines if BY_NAME[line.dimension].bill == name)


@given(rising_lists(), usages, st.sampled_from(list(BY_USAGE)), quantities)
def test_more_usage_never_costs_less(fields: dict[str, Any], usage: dict[str, Any], column: str, more: Any) -> None:
    larger = usage | {column: Decimal(usage.get(column, 0)) + more}
    # requests are counted as one where they are not said, in both
    start = usage if column != "requests" else {"requests": 0} | usage
    assert bill(fields, larger).total >= bill(fields, start).total - SLACK


@given(rising_lists(), usages, st.sampled_from(DIMENSIONS), money)
def test_dearer_rates_never_cost_less(
    fields: dict[str, Any], usage: dict[str, Any], dimension: Any, more: Decimal
) -> None:
    def raised(rates: dict[str, Decimal]) -> dict[str, Decimal]:
        return {name: rate + more if name == dimension.name else rate for name, rate in rates.items()}

    dearer = {
        "rates": raised(fields["rates"]),
        "tiers": [tier | {"rates": raised(tier["rates"])} for tier in fields["tiers"]],
        "tier_mode": fields["tier_mode"],
    }
    assert bill(dearer, usage).total >= bill(fields, usage).total - SLACK


@given(rising_lists(), usages, st.sampled_from(DIMENSIONS))
def test_what_is_not_priced_is_an_error_never_zero(
    fields: dict[str, Any], usage: dict[str, Any], dimension: Any
) -> None:
    removed = {dimension.name} | ({dimension.fallback} if dimension.fallback else set())
    fields = {"rates": {name: rate for name, rate in fields["rates"].items() if name not in removed}}
    usage = {column: count for column, count in usage.items() if BY_USAGE[column].name not in removed}
    if dimension.name == "requests":
        usage = {}
    with pytest.raises(UnpricedDimension):
        bill(fields, usage | {dimension.usage: 1})


@given(st.sampled_from(sorted(price_lists())), st.integers(0, 10_000_000))
def test_published_lists_charge_no_less_for_more_of_what_they_price(model: str, count: int) -> None:
    prices = price_lists()[model]
    for variant in prices.variants:
        for name in prices.at(NOON, variant).priced():
            column, options = BY_NAME[name].usage, {"size": "1024x1024", "quality": "high"}
            if model == "google/veo-3.1-fast":
                options = {"quality": "4k"}
            smaller, larger = (price(prices, {column: n}, NOON, variant, options) for n in (count, count + 1))
            assert larger.total > smaller.total or larger.entry.free
