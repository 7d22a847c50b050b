"""`planner cost`: months, breakdown, order, and the figures of pipelines, against sums by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from small_workspace import SOURCE, model, price, result, scenario, workspace

from planner.answers.cost import cost
from planner.files.diagnostics import InputError

SMALL = model("small", {"input": 1, "output": 2})
LARGE = model("large", {"input": 10, "output": 40})
EACH = (1000 * 1 + 200 * 2) * 1e-6 * 1.0101


def test_a_month_is_its_requests_times_the_cost_of_one(tmp_path: Path) -> None:
    ws = workspace(tmp_path, [scenario()], {"acme": [SMALL, LARGE]})
    (found,) = cost(ws).scenarios
    small, large = found.models
    assert (small.model, large.model) == ("acme/small", "acme/large")  # the cheapest first
    assert Decimal(small.cost_per_request.base) == Decimal("0.00141414")
    assert [m.month for m in small.months][:2] == ["2026-12", "2027-01"]
    assert float(small.months[2].cost.base) == pytest.approx(28_000 * EACH)
    assert float(small.cost_per_month.base) == pytest.approx(365_000 / 12 * EACH)
    assert sum(Decimal(v) for v in small.breakdown.values()) == Decimal(small.cost_per_request.base)
    assert found.requests_per_month == pytest.approx(365_000 / 12, abs=0.01)


def test_ranges_make_low_and_high(tmp_path: Path) -> None:
    uncertain = scenario(volume={"requests_per_day": [500, 2000], "peak_factor": 1, "growth": 0})
    (found,) = cost(workspace(tmp_path, [uncertain], {"acme": [SMALL]})).scenarios
    month = found.models[0].months[0].cost
    assert float(month.low) == pytest.approx(500 * 31 * EACH, rel=0.02)
    assert float(month.high) == pytest.approx(2000 * 31 * EACH, rel=0.02)
    assert float(month.low) < float(month.base) < float(month.high)
    each = found.models[0].cost_per_request
    assert each.low == each.base == each.high


def test_what_cannot_be_priced_is_last_and_says_why(tmp_path: Path) -> None:
    gap = model("gap", {"input": 1})
    (found,) = cost(workspace(tmp_path, [scenario()], {"acme": [gap, LARGE]})).scenarios
    assert [m.model for m in found.models] == ["acme/large", "acme/gap"]
    assert found.models[1].cost_per_request is None
    assert found.models[1].months == []
    assert not found.models[1].feasible
    assert "output" in found.models[1].violations[0].message


def test_named_models_only(tmp_path: Path) -> None:
    ws = workspace(tmp_path, [scenario()], {"acme": [SMALL, LARGE]})
    assert [m.model for m in cost(ws, models=["large"]).scenarios[0].models] == ["acme/large"]
    with pytest.raises(InputError, match="no model is called"):
        cost(ws, models=["larch"])


def test_steps_are_priced_apart_by_the_share_that_reaches_them(tmp_path: Path) -> None:
    listens = model("ear", {"audio_seconds_in": "0.006/minute"}, kind="speech-to-text", input=["audio"])
    tokens = {"input": {"mean": 1000, "p95": 1000}, "output": {"mean": 200, "p95": 200}}
    steps = [
        {"name": "listen", "task": "speech-to-text", "units": {"in": {"audio_seconds": 30}}, "share": 1.0},
        {"name": "tidy", "task": "rewriting", "tokens": tokens, "share": "50%"},
    ]
    ws = workspace(tmp_path, [scenario(tokens=None, steps=steps)], {"acme": [SMALL, listens]})
    by_step = {m.step: m for m in cost(ws).scenarios[0].models}
    assert float(by_step["listen"].cost_per_request.base) == pytest.approx(0.003 * 1.0101)
    assert float(by_step["tidy"].cost_per_request.base) == pytest.approx(EACH / 2)


def test_a_limit_that_is_broken_stays_visible(tmp_path: Path) -> None:
    small_window = model("narrow", {"input": 0.1, "output": 0.1}, context=1100)
    slow = model(
        "slow",
        {"input": 0.1, "output": 0.1},
        latency=[
            {
                "first_token_p50_ms": 3000,
                "first_token_p95_ms": 5000,
                "tokens_per_second_p50": 10,
                "tokens_per_second_p5": 8,
                "source": SOURCE,
            }
        ],
        limits=[{"requests_per_minute": 1, "source": SOURCE}],
    )
    said = scenario(latency={"first_token_p95": "2s", "total_p95": "10s"})
    (found,) = cost(workspace(tmp_path, [said], {"acme": [SMALL, small_window, slow]})).scenarios
    broken = {m.model: {v.constraint for v in m.violations} for m in found.models}
    assert broken == {
        "acme/small": set(),
        "acme/narrow": {"context"},
        "acme/slow": {"latency.first_token_p95", "latency.total_p95", "rate-limit"},
    }
    unknown = next(m for m in found.models if m.model == "acme/small").unverified
    assert {"latency.first_token_p95", "latency.total_p95", "rate-limit"} <= set(unknown)


def test_what_may_wait_a_day_is_billed_at_the_batch_price(tmp_path: Path) -> None:
    both = model("both", prices=[price({"input": 2, "output": 4}), price({"input": 1, "output": 2}, variant="batch")])
    for wait, variant, factor in (("24h", "batch", 1), ("23h", "standard", 2)):
        ws = workspace(tmp_path / variant, [scenario(latency={"deferrable": wait})], {"acme": [both]})
        (found,) = cost(ws).scenarios[0].models
        assert found.variant == variant
        assert float(found.cost_per_request.base) == pytest.approx(factor * EACH)


def test_models_that_are_not_on_sale_are_not_considered(tmp_path: Path) -> None:
    early = model("early", {"input": 1, "output": 1}, released="2026-12-01")
    late = model("late", {"input": 1, "output": 1}, retires="2026-11-22")
    ws = workspace(tmp_path, [scenario()], {"acme": [SMALL, early, late]}, evidence=[result("acme/small", "one", 0.5)])
    assert [m.model for m in cost(ws).scenarios[0].models] == ["acme/small"]
    assert cost(ws).scenarios[0].models[0].quality_results == 1
