"""Billed tokens of conversations, caches and agents, against totals worked out by hand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.catalog.dimensions import INDEX
from planner.demand.distributions import DRAWS
from planner.demand.request import NONE, POINTS, Length, Request, spread
from planner.demand.usage import CachePolicy, Usage, shared_hit, usage
from planner.demand.volume import Volume

FLAT = np.full(24, 1 / 24)
INPUT, READ, WRITE, OUTPUT, REASONING = (
    INDEX[d] for d in ("input", "cache_read", "cache_write", "output", "reasoning")
)


def fixed(tokens: float, ratio: float = 1.0) -> Length:
    return Length(np.full(DRAWS, float(tokens)), spread(ratio))


def ask(**said: Any) -> Request:
    """1,000 tokens of message and 200 of answer, one turn, one call, nothing else."""
    fields: dict[str, Any] = {
        "system": NONE,
        "retrieved": NONE,
        "message": fixed(1000),
        "output": fixed(200),
        "reasoning": None,
        "cacheable": 0,
        "units": {},
        "options": {},
        "turns": 1,
        "turn_gap": 60.0,
        "calls": 1,
        "call_growth": 0,
        "tools": 0,
        "band": (1.0, 1.0),
    }
    fields |= said
    for name, size in (("cacheable", DRAWS), ("turns", DRAWS), ("call_growth", DRAWS), ("tools", DRAWS)):
        fields[name] = np.full(size, float(fields[name]))
    if np.ndim(fields["calls"]) == 0:
        fields["calls"] = np.full(POINTS, float(fields["calls"]))
    return Request(**fields)


def load(per_second: float = 1.0, profile: np.ndarray = FLAT) -> Volume:
    days = np.full(12, 30.0)
    per_month = np.full((DRAWS, 12), per_second * 86400 * 30)
    return Volume([], days, per_month, profile, np.full(DRAWS, per_second), np.ones(DRAWS), 60.0)


def mean(said: Usage) -> np.ndarray:
    """Mean usage by dimension; no draw differs where nothing is uncertain."""
    assert np.ptp(said.mean, axis=0).max() < 1e-6
    return said.mean[0]


# --- conversations ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turns", [1, 2, 3, 8])
def test_a_conversation_resends_its_history(turns: int) -> None:
    """Over T turns of system s, message m and answer a: input = T (s + m) + (m + a) T (T - 1) / 2."""
    used = usage(ask(system=fixed(300), turns=turns), load(), None)
    total = turns * (300 + 1000) + 1200 * turns * (turns - 1) / 2
    assert mean(used)[INPUT] == pytest.approx(total / turns)
    assert mean(used)[OUTPUT] == pytest.approx(200)
    assert used.calls_per_request[0] == pytest.approx(1)


def test_retrieved_text_is_sent_anew_and_not_kept() -> None:
    used = usage(ask(retrieved=fixed(5000), turns=3), load(), None)
    assert mean(used)[INPUT] == pytest.approx((3 * 6000 + 1200 * 3) / 3)


def test_each_row_is_a_whole_call_so_that_a_tier_sees_its_length() -> None:
    """The last of four turns reads everything before it, whatever its share of the turns."""
    used = usage(ask(turns=4), load(), None)
    inputs, outputs = used.totals
    assert inputs.max() == pytest.approx(1000 + 3 * 1200)
    assert set(np.round(outputs[:, 0], 6)) == {200.0}
    assert used.weights.sum(axis=0)[0] == pytest.approx(1)


def test_a_fractional_number_of_turns_weighs_the_last_one_less() -> None:
    used = usage(ask(turns=2.5), load(), None)
    inputs = [1000, 2200, 3400]
    assert mean(used)[INPUT] == pytest.approx((inputs[0] + inputs[1] + 0.5 * inputs[2]) / 2.5)


def test_thinking_is_billed_apart_from_the_answer_and_is_not_kept() -> None:
    used = usage(ask(reasoning=fixed(900), turns=3), load(), None)
    assert mean(used)[REASONING] == pytest.approx(900)
    assert mean(used)[INPUT] == mean(usage(ask(turns=3), load(), None))[INPUT]


# --- caches -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("per_second", [1e-4, 2e-3, 0.05])
@pytest.mark.parametrize("ttl", [300.0, 3600.0])
def test_a_shared_prefix_is_warm_by_the_closed_forms(per_second: float, ttl: float) -> None:
    busy = per_second * ttl
    kept = shared_hit(load(per_second), CachePolicy(0, ttl, True, False), 1.0)
    dropped = shared_hit(load(per_second), CachePolicy(0, ttl, False, False), 1.0)
    assert kept == pytest.approx(np.full(DRAWS, 1 - math.exp(-busy)))
    assert dropped == pytest.approx(np.full(DRAWS, busy / (1 + busy)))
    assert (kept >= dropped).all()


def test_the_closed_forms_are_those_of_a_poisson_stream() -> None:
    """Arrivals at rate 1, an entry that lives 1.5: simulated with and without renewal on use."""
    times = np.cumsum(np.random.default_rng(3).exponential(1.0, 60_000))
    hits = {True: 0, False: 0}
    for refresh in hits:
        expires = -1.0
        for now in times:
            if now < expires:
                hits[refresh] += 1
            if now >= expires or refresh:
                expires = now + 1.5
    for refresh, count in hits.items():
        formula = shared_hit(load(1.0), CachePolicy(0, 1.5, refresh, False), 1.0)[0]
        assert count / len(times) == pytest.approx(formula, abs=0.01)


def test_the_rate_is_that_of_the_hour() -> None:
    """A day in one hour is as warm as 24 times the rate; requests weigh the hours."""
    policy = CachePolicy(0, 300, True, False)
    night = np.zeros(24)
    night[3] = 1.0
    assert shared_hit(load(1e-3, night), policy, 1.0)[0] == pytest.approx(1 - math.exp(-1e-3 * 24 * 300))
    two = np.zeros(24)
    two[[3, 4]] = 0.75, 0.25
    by_hour = 0.75 * (1 - math.exp(-1e-3 * 18 * 300)) + 0.25 * (1 - math.exp(-1e-3 * 6 * 300))
    assert shared_hit(load(1e-3, two), policy, 1.0)[0] == pytest.approx(by_hour)


def test_hits_are_read_and_misses_are_input() -> None:
    policy = CachePolicy(1024, 300, True, False)
    used = usage(ask(system=fixed(4000), cacheable=4000), load(1e-3), policy)
    hit = 1 - math.exp(-0.3)
    assert mean(used)[READ] == pytest.approx(4000 * hit)
    assert mean(used)[INPUT] == pytest.approx(5000 - 4000 * hit)
    assert mean(used)[WRITE] == 0


def test_a_prefix_below_the_minimum_is_not_cached() -> None:
    policy = CachePolicy(1024, 300, True, False)
    assert mean(usage(ask(system=fixed(1023), cacheable=1023), load(9.0), policy))[READ] == 0
    assert mean(usage(ask(system=fixed(1024), cacheable=1024), load(9.0), policy))[READ] == pytest.approx(1024)


def test_where_writes_are_billed_a_miss_is_a_write() -> None:
    policy = CachePolicy(1024, 300, True, True)
    found = mean(usage(ask(system=fixed(4000), cacheable=4000), load(1e-3), policy))
    hit = 1 - math.exp(-0.3)
    assert found[READ] == pytest.approx(4000 * hit)
    assert found[WRITE] == pytest.approx(4000 * (1 - hit))
    assert found[INPUT] == pytest.approx(1000)


def test_a_model_that_sees_less_of_the_traffic_has_a_colder_cache() -> None:
    policy = CachePolicy(1024, 300, True, False)
    said = ask(system=fixed(4000), cacheable=4000)
    for share, reached in ((0.25, 1.0), (1.0, 0.25), (0.5, 0.5)):
        found = mean(usage(said, load(1e-3), policy, share, reached))
        assert found[READ] == pytest.approx(4000 * (1 - math.exp(-0.075)))


@pytest.mark.parametrize("gap", [30.0, 300.0, 3000.0])
def test_a_private_history_is_warm_by_the_gap_between_turns(gap: float) -> None:
    """Two turns, no traffic beside: the second reads the first's message again, if it comes in time."""
    policy = CachePolicy(500, 300, True, False)
    found = mean(usage(ask(turns=2, turn_gap=gap), load(0.0), policy))
    warm = 1 - math.exp(-300 / gap)
    assert found[READ] == pytest.approx(1000 * warm / 2)
    assert found[INPUT] == pytest.approx((1000 + 2200) / 2 - 1000 * warm / 2)


def test_a_route_that_switches_models_loses_the_history() -> None:
    policy = CachePolicy(500, 300, True, False)
    whole = mean(usage(ask(turns=2), load(0.0), policy))
    half = mean(usage(ask(turns=2), load(0.0), policy, 0.5))
    assert half[READ] == pytest.approx(whole[READ] / 2)


def test_retrieved_text_breaks_the_private_prefix() -> None:
    policy = CachePolicy(100, 1e9, True, False)
    found = mean(usage(ask(turns=2, system=fixed(600), retrieved=fixed(50)), load(0.0), policy))
    assert found[READ] == pytest.approx(600 / 2)


def test_a_warm_history_never_reads_less_than_the_prefix_all_requests_share() -> None:
    """Examples in the message repeat too: the shared prefix is longer than the history before the retrieved text."""
    policy = CachePolicy(100, 1e9, True, False)
    said = ask(turns=2, system=fixed(200), retrieved=fixed(50), cacheable=900)
    assert mean(usage(said, load(50.0), policy))[READ] == pytest.approx(900)


def test_a_busier_prefix_is_a_cheaper_one() -> None:
    policy = CachePolicy(1024, 300, True, False)
    said = ask(system=fixed(4000), cacheable=4000)
    reads = [mean(usage(said, load(rate), policy))[READ] for rate in (1e-5, 1e-4, 1e-3, 1e-2)]
    assert reads == sorted(reads)
    assert reads[0] < reads[-1]


# --- agents -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("calls", [1, 2, 5, 20])
def test_an_agent_without_cache_is_quadratic(calls: int) -> None:
    """n calls of context c, each followed by answer a and growth g: input = n c + (a + g) n (n - 1) / 2."""
    used = usage(ask(system=fixed(500), tools=700, calls=calls, call_growth=300), load(), None)
    assert mean(used)[INPUT] == pytest.approx(calls * 2200 + 500 * calls * (calls - 1) / 2)
    assert mean(used)[OUTPUT] == pytest.approx(200 * calls)
    assert used.calls_per_request[0] == pytest.approx(calls)


@pytest.mark.parametrize("calls", [2, 5, 20])
def test_with_a_cache_only_what_is_new_is_read_at_full_price(calls: int) -> None:
    """The first call is cold; each later one reads again all that the one before it sent."""
    policy = CachePolicy(0, 300, True, False)
    found = mean(usage(ask(system=fixed(500), tools=700, calls=calls, call_growth=300), load(0.0), policy))
    assert found[INPUT] == pytest.approx(2200 + 500 * (calls - 1))
    total = calls * 2200 + 500 * calls * (calls - 1) / 2
    assert found[READ] == pytest.approx(total - found[INPUT])


def test_the_number_of_calls_has_a_distribution() -> None:
    """E[n²] counts, not E[n]²."""
    calls = np.array([1.0, 2.0, 3.0, 10.0] * (POINTS // 4))
    used = usage(ask(calls=calls), load(), None)
    assert mean(used)[INPUT] == pytest.approx(np.mean(calls * 1000 + 200 * calls * (calls - 1) / 2))


# --- any request ------------------------------------------------------------------------------------------------

requests = st.fixed_dictionaries(
    {
        "system": st.integers(0, 5000).map(fixed),
        "retrieved": st.integers(0, 3000).map(fixed),
        "message": st.tuples(st.integers(1, 4000), st.floats(1.0, 3.5)).map(lambda t: fixed(*t)),
        "output": st.tuples(st.integers(1, 2000), st.floats(1.0, 3.5)).map(lambda t: fixed(*t)),
        "reasoning": st.none() | st.integers(1, 4000).map(fixed),
        "cacheable": st.integers(0, 6000),
        "turns": st.floats(1, 6),
        "calls": st.integers(1, 12),
        "call_growth": st.integers(0, 500),
        "tools": st.integers(0, 2000),
    }
)
policies = st.builds(
    CachePolicy, st.sampled_from([0, 1024]), st.sampled_from([60.0, 3600.0]), st.booleans(), st.booleans()
)


@settings(max_examples=40, deadline=None)
@given(requests, policies, st.floats(0, 2))
def test_every_token_falls_in_one_dimension(said: dict[str, Any], policy: CachePolicy, rate: float) -> None:
    plain, cached = usage(ask(**said), load(rate), None), usage(ask(**said), load(rate), policy)
    assert (cached.calls >= -1e-9).all()
    assert cached.mean[:, [INPUT, READ, WRITE]].sum(axis=1) == pytest.approx(plain.mean[:, INPUT])
    assert cached.mean[:, [OUTPUT, REASONING]] == pytest.approx(plain.mean[:, [OUTPUT, REASONING]])


@settings(max_examples=25, deadline=None)
@given(requests, st.sampled_from(["system", "retrieved", "message", "output"]), st.floats(1.01, 3))
def test_usage_never_falls_when_a_part_grows(said: dict[str, Any], part: str, factor: float) -> None:
    longer = {**said, part: said[part].scaled(np.full(DRAWS, factor))}
    before, after = usage(ask(**said), load(), None).mean, usage(ask(**longer), load(), None).mean
    assert (after >= before - 1e-9 * before).all()
