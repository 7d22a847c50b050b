"""What one request consists of: lengths of its parts, units, turns, calls - before any model is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from statistics import NormalDist

import numpy as np

from planner.demand.assumptions import Assumptions
from planner.demand.distributions import DRAWS, Array, lognormal_of, normals, positive, quantile
from planner.demand.volume import Volume
from planner.files.diagnostics import problem
from planner.files.patterns import matching
from planner.files.quantities import Range
from planner.scenario import Agent, Amounts, Images, Lengths, Scenario, Step, Tokens, Units
from planner.tokens.count import lengths as count_lengths

POINTS = 16  # request lengths at which a tiered price is evaluated, per draw


@dataclass(frozen=True)
class Length:
    """Tokens of one part of a request: its mean (draw,), and how single requests spread about it.

    ``spread`` holds equally likely multiples of the mean, smallest first, with mean 1 (point,); ``sigma`` is that of
    the lognormal they come from, None where they are counted samples.
    """

    mean: Array
    spread: Array
    sigma: float | None = None

    def scaled(self, factor: Array) -> Length:
        return Length(self.mean * factor, self.spread, self.sigma)

    def quantiles(self, at: Array) -> Array:
        """Multiples of the mean below which the shares ``at`` (quantile,) of single requests stay."""
        if self.sigma is None:
            return np.asarray(np.quantile(self.spread, at))
        return np.asarray(np.exp(self.sigma * _normal_quantiles(tuple(at.tolist())) - self.sigma**2 / 2))

    @cached_property
    def p95(self) -> float:
        """The 95th percentile of a single request's length, at the mean of the draws."""
        return float(self.mean.mean() * self.quantiles(np.array([0.95]))[0])


@lru_cache(maxsize=8)
def _normal_quantiles(at: tuple[float, ...]) -> Array:
    normal = NormalDist()
    return np.array([normal.inv_cdf(share) for share in at])


NONE = Length(np.zeros(DRAWS), np.ones(POINTS))


@dataclass(frozen=True)
class Request:
    """One user turn, in the tokens of one model family.

    ``units``: usage columns that are not tokens (draw,) each; ``images``: size and quality asked for;
    ``calls``: possible numbers of calls of an agent with equal weight (point,), ones without an agent.
    """

    system: Length
    retrieved: Length
    message: Length
    output: Length
    reasoning: Length | None
    cacheable: Array
    units: dict[str, Array]
    options: dict[str, str]
    turns: Array
    turn_gap: float
    calls: Array
    call_growth: Array
    tools: Array
    band: tuple[float, float]

    @cached_property
    def longest(self) -> float:
        """Tokens a model must hold for a long request: its last turn and call, message and answer at their p95."""
        answer = self.output.mean
        fixed = float((self.system.mean + self.retrieved.mean + self.tools).mean())
        history = (float(self.turns.mean()) - 1) * float((self.message.mean + answer).mean())
        grown = (quantile(self.calls, 0.95) - 1) * float((answer + self.call_growth).mean())
        return fixed + history + grown + self.message.p95 + self.output.p95


@dataclass(frozen=True)
class Part:
    """A scenario, or one step of its pipeline: what the demand code needs of either."""

    scenario: str
    path: str
    task: str
    tokens: Tokens | None
    units: Units | None
    agent: Agent | None
    share: float

    def key(self, field: str) -> str:
        """The field as the user would write it: ``steps.asr.tokens.output``."""
        return f"{self.path}.{field}" if self.path else field


def parts_of(scenario: Scenario, assumed: Assumptions) -> list[Part]:
    """The steps of a scenario, or the scenario itself as its only part."""
    if not scenario.steps:
        return [Part(scenario.id, "", scenario.task, scenario.tokens, scenario.units, scenario.agent, 1.0)]
    return [_step(scenario, step, assumed) for step in scenario.steps]


def _step(scenario: Scenario, step: Step, assumed: Assumptions) -> Part:
    path = f"steps.{step.name}"
    share = step.share
    if share is None:
        share = float(assumed.use(scenario.id, "steps.share", "100%", key=f"{path}.share"))
    return Part(scenario.id, path, step.task, step.tokens, step.units, None, share)


def request(part: Part, volume: Volume, family: str, root: Path, seed: int, assumed: Assumptions) -> Request:
    """``part`` as counted by the tokenizer ``family``. Raises InputError when samples cannot be read."""
    reader = _Reader(part, family, root, seed, assumed)
    tokens = part.tokens
    system = reader.lengths("system", tokens.system) if tokens and tokens.system else NONE
    if tokens is not None and tokens.system is None:
        assumed.use(part.scenario, "tokens.system", "0", key=part.key("tokens.system"))
    message = reader.message()
    output = reader.lengths("output", tokens.output) if tokens and tokens.output else NONE
    reasoning = reader.lengths("reasoning", tokens.reasoning) if tokens and tokens.reasoning else None
    retrieved = reader.retrieved()
    units, options = _units(part, seed)
    calls, growth, tools = _calls(part, seed, assumed)
    return Request(
        system, retrieved, message, output, reasoning, reader.cacheable(system, message, retrieved),
        units, options, volume.turns, volume.turn_gap, calls, growth, tools, reader.band,
    )  # fmt: skip


class _Reader:
    """Reads the token fields of one part for one family; keeps the widest counting band it met."""

    def __init__(self, part: Part, family: str, root: Path, seed: int, assumed: Assumptions) -> None:
        self.part, self.family, self.root, self.seed, self.assumed = part, family, root, seed, assumed
        self.band = (1.0, 1.0)

    def message(self) -> Length:
        tokens = self.part.tokens
        if tokens is None:
            return NONE
        if tokens.samples is not None:
            return self._counted(tokens.samples)
        assert tokens.input is not None
        return self.lengths("input", tokens.input)

    def lengths(self, name: str, said: Lengths) -> Length:
        if said.samples is not None:
            return self._counted(said.samples)
        assert said.mean is not None
        mean = self._draw(said.mean, f"tokens.{name}")
        if mean.max() == 0:
            return NONE
        if said.p95 is not None:
            return _lognormal(mean, said.p95 / said.mean.low)
        if name == "system":
            return Length(mean, np.ones(POINTS))
        ratio = self._ratio("output" if name in ("output", "reasoning") else "input", said.mean)
        return _lognormal(mean, ratio)

    def _ratio(self, name: str, mean: Range) -> float:
        shown = f"{(mean.low + mean.high) / 2 * {'input': 3.5, 'output': 2.1}[name]:,.0f}"
        return float(
            self.assumed.use(self.part.scenario, f"tokens.{name}.p95", shown, key=self.part.key(f"tokens.{name}.p95"))
        )

    def _draw(self, value: Range, field: str) -> Array:
        return positive(value, normals(self.seed, self.part.scenario, self.part.path, field))

    def _counted(self, pattern: str) -> Length:
        try:
            counted = count_lengths(matching(self.root, pattern), self.family)
        except (OSError, ValueError) as wrong:
            raise problem("unreadable", f"{pattern}: {wrong}", expected="sample files of text in UTF-8") from None
        if counted.mean == 0:
            raise problem(
                "no-samples", f"the files of {pattern!r} hold no text", expected="sample files of text in UTF-8"
            )
        sizes = np.array([c.tokens for c in counted.counts], dtype=float)
        low, high = counted.low / counted.mean, counted.high / counted.mean
        self.band = (min(self.band[0], low), max(self.band[1], high))
        ordered = np.quantile(sizes, (np.arange(POINTS) + 0.5) / POINTS)
        error = (
            positive(Range(low, high), normals(self.seed, self.family, "token-ratio")) if low < high else np.ones(DRAWS)
        )
        return Length(sizes.mean() * error, ordered / ordered.mean())

    def retrieved(self) -> Length:
        retrieval = self.part.tokens.retrieval if self.part.tokens else None
        if retrieval is None:
            return NONE
        chunks = self._draw(retrieval.chunks, "tokens.retrieval.chunks")
        return Length(
            chunks * self._draw(retrieval.tokens_per_chunk, "tokens.retrieval.tokens_per_chunk"), np.ones(POINTS)
        )

    def cacheable(self, system: Length, message: Length, retrieved: Length) -> Array:
        said = self.part.tokens.cacheable if self.part.tokens else None
        first = system.mean + message.mean + retrieved.mean
        if said is None:
            if system.mean.max() > 0:
                self.assumed.use(
                    self.part.scenario,
                    "tokens.cacheable",
                    f"{system.mean.mean():,.0f} tokens",
                    key=self.part.key("tokens.cacheable"),
                )
            return system.mean
        return np.minimum(said.tokens, first) if said.tokens is not None else first * float(said.share or 0.0)


def _lognormal(mean: Array, ratio: float) -> Length:
    """A length whose single requests are lognormal about ``mean`` with this p95/mean."""
    return Length(mean, spread(ratio), lognormal_of(1.0, ratio)[1])


def spread(ratio: float) -> Array:
    """Equally likely multiples of a lognormal's mean (point,), for this p95/mean; their own mean is 1."""
    _, sigma = lognormal_of(1.0, ratio)
    normal = NormalDist()
    edges = [normal.inv_cdf(i / POINTS) for i in range(1, POINTS)]
    below = np.array([0.0, *(normal.cdf(z - sigma) for z in edges), 1.0])
    return np.diff(below) * POINTS  # conditional means of equal slices: exact for prices that are linear in between


def _units(part: Part, seed: int) -> tuple[dict[str, Array], dict[str, str]]:
    """Usage columns (draw,) of what is not tokens, and the options (size, quality) their price depends on."""
    out: dict[str, Array] = {}
    options: dict[str, str] = {}
    if part.units is None:
        return out, options

    def draw(value: Range, column: str) -> None:
        out[column] = positive(value, normals(seed, part.scenario, part.path, column))

    for side, amounts in (("in", part.units.in_), ("out", part.units.out)):
        for name in Amounts.model_fields:
            value = getattr(amounts, name) if amounts is not None else None
            column = f"{name}_{side}"
            if isinstance(value, Images):
                draw(value.count, column)
                options |= {
                    f"{column}.{k}": v for k, v in (("size", value.size), ("quality", value.quality)) if v is not None
                }
            elif value is not None:
                draw(value, column)
    if part.units.searches is not None:
        draw(part.units.searches, "searches")
    return out, options


def _calls(part: Part, seed: int, assumed: Assumptions) -> tuple[Array, Array, Array]:
    """Equally likely numbers of calls (point,), growth of the context per call (draw,), tokens of tools (draw,)."""
    agent = part.agent
    if agent is None:
        return np.ones(POINTS), np.zeros(DRAWS), np.zeros(DRAWS)
    assert agent.calls.mean is not None
    mean = (agent.calls.mean.low + agent.calls.mean.high) / 2
    if agent.calls.mean.exact:
        calls = mean * (spread(agent.calls.p95 / mean) if agent.calls.p95 and mean else np.ones(POINTS))
    else:  # a range of calls is how much requests differ
        calls = positive(agent.calls.mean, np.array([NormalDist().inv_cdf((i + 0.5) / POINTS) for i in range(POINTS)]))
    calls = np.maximum(calls, 1.0)

    def tokens(value: Range | None, name: str) -> Array:
        if value is None:
            return np.full(DRAWS, float(assumed.use(part.scenario, f"agent.{name}", "0 tokens")))
        return positive(value, normals(seed, part.scenario, f"agent.{name}"))

    return calls, tokens(agent.growth, "growth"), tokens(agent.tools, "tools")
