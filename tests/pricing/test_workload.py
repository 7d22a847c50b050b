"""What a workload costs at the models of a small catalog, worked out by hand."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_workspace import SOURCE, model, price, scenario, workspace

from planner.catalog.dimensions import BILL_LINES
from planner.demand.assumptions import Assumptions
from planner.demand.distributions import Z95
from planner.demand.request import parts_of
from planner.demand.volume import volume
from planner.pricing.workload import Biller, ModelCost

RETRIES = 1 + 0.01 + 0.01**2
"""Every call is made 1.0101 times on average: one in a hundred fails, at most two retries."""

M = 1e-6


def biller(folder: Path, models: Any, said: Any = None, **workspace_settings: Any) -> Biller:
    ws = workspace(folder, [said or scenario()], {"acme": models}, **workspace_settings)
    one = ws.scenarios[0]
    assumed = Assumptions()
    load = volume(one, ws.as_of, ws.settings.horizon, 0, assumed)
    return Biller(ws, parts_of(one, assumed)[0], load, 0, assumed)


def cost(folder: Path, model_said: Any, said: Any = None, variant: str = "standard", **more: Any) -> ModelCost:
    bill = biller(folder, [model_said], said, **more)
    return bill.costs([bill.catalog[f"acme/{model_said['id']}"]], variant)[0]


def amount(found: ModelCost) -> float:
    assert found.problem is None, found.problem
    return float(found.per_request.mean()) / RETRIES


def lines(found: ModelCost) -> dict[str, float]:
    shown = dict(zip(BILL_LINES, found.breakdown.mean(axis=1) / RETRIES, strict=True))
    return {name: value for name, value in shown.items() if value}


PLAIN = model("plain", {"input": 3, "output": 15})


def test_tokens_times_rates_and_the_retries(tmp_path: Path) -> None:
    """1,000 tokens at 3 and 200 at 15 a million: 0.003 + 0.003 USD, each call 1.0101 times."""
    found = cost(tmp_path, PLAIN)
    assert found.per_request == pytest.approx(np.full(256, 0.006 * 1.0101))
    assert lines(found) == pytest.approx({"input": 0.003, "output": 0.003})
    assert found.breakdown.sum(axis=0) == pytest.approx(found.per_request)


def test_other_currencies_at_the_newest_rate_that_is_known(tmp_path: Path) -> None:
    """8 CNY/M and 20 CNY/M at 7.5 CNY a dollar; the rate of December is not known yet."""
    yuan = model("yuan", {"input": 8, "output": 20})
    expected = (1000 * 8 + 200 * 20) * M
    shown_in_dollars = cost(tmp_path / "usd", yuan, currencies={"acme": "CNY"})
    assert amount(shown_in_dollars) == pytest.approx(expected / 7.5)
    assert str(shown_in_dollars.fx.date) == "2026-10-31"
    shown_in_yuan = cost(tmp_path / "cny", yuan, currencies={"acme": "CNY"}, currency="CNY")
    assert amount(shown_in_yuan) == pytest.approx(expected)
    earlier = cost(tmp_path / "before", yuan, currencies={"acme": "CNY"}, as_of="2026-10-01")
    assert amount(earlier) == pytest.approx(expected / 8)
    crossed = cost(tmp_path / "eur", yuan, currencies={"acme": "CNY"}, currency="EUR")
    assert amount(crossed) == pytest.approx(expected / 7.5 * 0.9)


def test_a_currency_without_a_rate_is_a_problem(tmp_path: Path) -> None:
    found = cost(tmp_path, PLAIN, currencies={"acme": "CHF"})
    assert "no exchange rate for CHF" in found.problem
    assert np.isnan(found.per_request).all()


def test_a_discount_is_a_factor_on_the_provider_it_names(tmp_path: Path) -> None:
    said = [{"provider": "acme", "percent": 12, "reason": "agreement"}]
    found = cost(tmp_path, PLAIN, discounts=said)
    assert amount(found) == pytest.approx(0.006 * 0.88)
    assert found.discount.reason == "agreement"


@pytest.mark.parametrize("rates", [{"input": 3}, {"output": 15}])
def test_a_dimension_without_a_price_is_a_problem_never_zero(tmp_path: Path, rates: Any) -> None:
    found = cost(tmp_path, model("gap", rates))
    lacking = ({"input", "output"} - set(rates)).pop()
    assert found.problem is not None
    assert lacking in found.problem
    assert np.isnan(found.per_request).all()
    assert np.isnan(found.breakdown).all()


def test_no_price_on_the_day_is_a_problem(tmp_path: Path) -> None:
    over = model("over", prices=[price({"input": 1, "output": 1}, until="2026-06-01")])
    assert "no standard price" in cost(tmp_path, over).problem


def test_the_price_of_the_day_counts(tmp_path: Path) -> None:
    newer = price({"input": 1, "output": 1})
    newer["from"] = "2026-10-01"
    changed = model("changed", prices=[price({"input": 3, "output": 15}), newer])
    assert amount(cost(tmp_path / "now", changed)) == pytest.approx(1200 * M)
    assert amount(cost(tmp_path / "then", changed, as_of="2026-09-30")) == pytest.approx(0.006)


def test_thinking_is_billed_as_output(tmp_path: Path) -> None:
    said = scenario(
        tokens={
            "input": {"mean": 1000, "p95": 1000},
            "output": {"mean": 200, "p95": 200},
            "reasoning": {"mean": 600, "p95": 600},
        }
    )
    thinks = model("thinks", {"input": 3, "output": 15}, reasoning="always")
    assert lines(cost(tmp_path / "a", thinks, said)) == pytest.approx(
        {"input": 0.003, "output": 0.003, "reasoning": 0.009}
    )
    assert amount(cost(tmp_path / "b", PLAIN, said)) == pytest.approx(0.006)
    unsaid = cost(tmp_path / "c", thinks)
    low, high = np.quantile(unsaid.reasoning_tokens / 200, [0.1, 0.9])
    assert (low, high) == pytest.approx((1.9, 4.3), rel=0.02)


SYSTEM = {
    "system": 4000,
    "input": {"mean": 1000, "p95": 1000},
    "output": {"mean": 200, "p95": 200},
    "cacheable": 4000,
}


def test_an_automatic_cache(tmp_path: Path) -> None:
    """Half a request a second on average keeps a five-minute prefix warm: hits are read at a tenth of the price."""
    caches = model(
        "caches",
        {"input": 3, "cache_read": 0.3, "output": 15},
        cache={"minimum": 1024, "ttl": "5m", "refresh": False, "source": SOURCE},
    )
    load = {"requests_per_day": 432, "peak_factor": 1, "growth": 0}  # 1.5 in five minutes
    found = lines(cost(tmp_path, caches, scenario(tokens=SYSTEM, volume=load)))
    hit = 1.5 / 2.5
    assert found == pytest.approx(
        {"input": (5000 - 4000 * hit) * 3 * M, "cache_read": 4000 * hit * 0.3 * M, "output": 0.003}, rel=1e-6
    )


@pytest.mark.parametrize(("per_day", "worth_it"), [(4, False), (86400, True)])
def test_a_cache_whose_writes_cost_is_used_only_where_it_pays(tmp_path: Path, per_day: int, worth_it: bool) -> None:
    writes = model(
        "writes",
        {"input": 3, "cache_read": 0.3, "cache_write": 3.75, "output": 15},
        cache={"minimum": 1024, "ttl": "5m", "refresh": True, "source": SOURCE},
    )
    load = {"requests_per_day": per_day, "peak_factor": 1, "growth": 0}
    found = lines(cost(tmp_path, writes, scenario(tokens=SYSTEM, volume=load)))
    if worth_it:
        assert found == pytest.approx({"input": 0.003, "cache_read": 0.0012, "output": 0.003}, rel=1e-6)
    else:
        assert found == pytest.approx({"input": 0.015, "output": 0.003})


def test_a_conversation(tmp_path: Path) -> None:
    """Three turns: (1,000 + 2,200 + 3,400) / 3 tokens in, 200 out."""
    load = {"requests_per_day": 10, "turns": 3, "peak_factor": 1, "growth": 0}
    found = cost(tmp_path, PLAIN, scenario(volume=load))
    assert amount(found) == pytest.approx(2200 * 3 * M + 0.003)


def test_an_agent_and_a_fee_per_request(tmp_path: Path) -> None:
    """Four calls: 4 x 1,000 + 200 x 6 tokens in, 800 out."""
    said = scenario(agent={"calls": {"mean": 4, "p95": 4}, "growth": 0, "tools": 0})
    assert amount(cost(tmp_path / "a", PLAIN, said)) == pytest.approx(5200 * 3 * M + 800 * 15 * M)
    fee = model("fee", {"input": 3, "output": 15, "requests": "5/k requests"})
    assert lines(cost(tmp_path / "b", fee)) == pytest.approx({"input": 0.003, "output": 0.003, "requests": 0.005})


def test_a_batch_price(tmp_path: Path) -> None:
    both = model(
        "both",
        prices=[price({"input": 3, "output": 15}), price({"input": 1.5, "output": 7.5}, variant="batch")],
    )
    assert amount(cost(tmp_path / "a", both, variant="batch")) == pytest.approx(0.003)
    assert "no variant 'batch'" in cost(tmp_path / "b", PLAIN, variant="batch").problem


def test_hours_weigh_the_price(tmp_path: Path) -> None:
    """Half price from 12 to 24, three quarters of the requests by day in that half."""
    hours = {"from": "12:00", "to": "24:00", "timezone": "UTC"}
    both = model(
        "both",
        prices=[price({"input": 3, "output": 15}), price({"input": 1.5, "output": 7.5}, hours=hours)],
    )
    load = {"requests_per_day": 10, "profile": [1] * 12 + [3] * 12, "growth": 0}
    assert amount(cost(tmp_path, both, scenario(volume=load))) == pytest.approx(0.006 * (0.25 + 0.75 / 2))


def test_units_are_billed_in_their_dimension_or_in_tokens(tmp_path: Path) -> None:
    said = scenario(
        task="speech-to-text",
        tokens=None,
        units={"in": {"audio_seconds": 90}},
    )
    minutes = model("minutes", {"audio_seconds_in": "0.006/minute"}, kind="speech-to-text", input=["audio"])
    assert lines(cost(tmp_path / "a", minutes, said)) == pytest.approx({"audio": 0.009})
    tokens = model(
        "tokens",
        {"input": 2},
        kind="speech-to-text",
        input=["audio"],
        unit_tokens={"audio_second": 32, "source": SOURCE},
    )
    assert lines(cost(tmp_path / "b", tokens, said)) == pytest.approx({"input": 90 * 32 * 2 * M})
    unknown = model("unknown", {"input": 2}, kind="speech-to-text", input=["audio"])
    assert "no source says how many tokens" in cost(tmp_path / "c", unknown, said).problem


# --- tiers ------------------------------------------------------------------------------------------------------

LONG = scenario(tokens={"input": {"mean": 100_000, "p95": 250_000}, "output": {"mean": 200, "p95": 200}})
TIER = [{"input_above": 200_000, "rates": {"input": 6, "output": 22.5}}]


def test_with_random_lengths_the_cost_is_the_mean_price_not_the_price_of_the_mean(tmp_path: Path) -> None:
    """Requests above 200,000 tokens cost double: integrated by brute force over the lognormal of (mean, p95)."""
    tiered = model("tiered", prices=[price({"input": 3, "output": 15}, tiers=TIER)])
    sigma = Z95 - np.sqrt(Z95**2 - 2 * np.log(2.5))
    z = np.array([NormalDist().inv_cdf((i + 0.5) / 200_000) for i in range(200_000)])
    lengths = 100_000 * np.exp(sigma * z - sigma**2 / 2)
    above = lengths > 200_000
    expected = float((lengths * np.where(above, 6, 3) * M + 200 * np.where(above, 22.5, 15) * M).mean())
    of_the_mean = 100_000 * 3 * M + 0.003
    found = amount(cost(tmp_path, tiered, LONG))
    assert expected > 1.2 * of_the_mean
    # Sixteen slices: the one that the limit cuts is priced as a whole, one slice in sixteen at the most.
    assert found == pytest.approx(expected, rel=0.05)
    assert found != pytest.approx(of_the_mean, rel=0.1)


def test_marginal_tiers_too(tmp_path: Path) -> None:
    marginal = model(
        "marginal",
        prices=[
            price(
                {"input": 3, "output": 15},
                tier_mode="marginal",
                tiers=[{"input_above": 200_000, "rates": {"input": 6}}],
            )
        ],
    )
    sigma = Z95 - np.sqrt(Z95**2 - 2 * np.log(2.5))
    z = np.array([NormalDist().inv_cdf((i + 0.5) / 200_000) for i in range(200_000)])
    lengths = 100_000 * np.exp(sigma * z - sigma**2 / 2)
    expected = float((lengths * 3 + np.maximum(lengths - 200_000, 0) * 3).mean()) * M + 0.003
    assert amount(cost(tmp_path, marginal, LONG)) == pytest.approx(expected, rel=0.01)


def test_later_turns_of_a_conversation_reach_the_tier(tmp_path: Path) -> None:
    """Of three turns of 90,000 tokens only the last is above 200,000, and only it is billed double."""
    tiered = model("tiered", prices=[price({"input": 3, "output": 15}, tiers=TIER)])
    said = scenario(
        tokens={"input": {"mean": 90_000, "p95": 90_000}, "output": {"mean": 1000, "p95": 1000}},
        volume={"requests_per_day": 10, "turns": 3, "peak_factor": 1, "growth": 0},
    )
    turns = [(90_000, 3, 15), (181_000, 3, 15), (272_000, 6, 22.5)]
    expected = sum(tokens * i + 1000 * o for tokens, i, o in turns) / 3 * M
    assert amount(cost(tmp_path, tiered, said)) == pytest.approx(expected)


def test_a_tier_that_nothing_reaches_changes_nothing(tmp_path: Path) -> None:
    tiered = model("tiered", prices=[price({"input": 3, "output": 15}, tiers=TIER)])
    assert amount(cost(tmp_path, tiered)) == pytest.approx(0.006)


# --- properties -------------------------------------------------------------------------------------------------

quiet = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
sizes = st.fixed_dictionaries(
    {"input": st.integers(1, 50_000), "output": st.integers(1, 5_000), "system": st.integers(0, 5_000)}
)
rates = st.fixed_dictionaries({"input": st.integers(1, 50), "output": st.integers(1, 50)})


def total(folder: Path, tokens: dict[str, int], prices: dict[str, int], **load: Any) -> tuple[float, float]:
    """(cost per request, cost per month) at a model with tiers, so that nothing is linear."""
    tiers = [{"input_above": 20_000, "rates": {k: 2 * v for k, v in prices.items()}}]
    said = scenario(tokens=tokens, volume={"requests_per_day": 100, "peak_factor": 2, "growth": 0, **load})
    bill = biller(folder, [model("m", prices=[price(prices, tiers=tiers)])], said)
    found = bill.costs([bill.catalog["acme/m"]])[0]
    each = float(found.per_request.mean())
    return each, each * float(bill.volume.per_month.mean())


@quiet
@given(sizes, rates, st.sampled_from(["input", "output", "system"]), st.integers(1, 5000))
def test_cost_never_falls_when_tokens_rise(
    tmp_path: Path, tokens: dict[str, int], prices: dict[str, int], part: str, more: int
) -> None:
    longer = {**tokens, part: tokens[part] + more}
    assert total(tmp_path, longer, prices)[0] >= total(tmp_path, tokens, prices)[0] * (1 - 1e-12)


@quiet
@given(sizes, rates, st.sampled_from(["input", "output"]), st.integers(1, 20))
def test_cost_never_falls_when_prices_rise(
    tmp_path: Path, tokens: dict[str, int], prices: dict[str, int], part: str, more: int
) -> None:
    dearer = {**prices, part: prices[part] + more}
    assert total(tmp_path, tokens, dearer)[0] >= total(tmp_path, tokens, prices)[0] * (1 - 1e-12)


@quiet
@given(sizes, rates, st.integers(100, 10_000), st.floats(1, 3))
def test_a_month_never_costs_less_with_more_requests(
    tmp_path: Path, tokens: dict[str, int], prices: dict[str, int], per_day: int, factor: float
) -> None:
    few = total(tmp_path, tokens, prices, requests_per_day=per_day)
    many = total(tmp_path, tokens, prices, requests_per_day=per_day * factor)
    assert many[0] == pytest.approx(few[0])
    assert many[1] >= few[1] * (1 - 1e-12)
