"""All options of a scenario, judged against its limits, and the one to recommend - or the honest answer that there is none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import reduce
from itertools import product

import numpy as np

from planner.demand.assumptions import MIXES, Assumptions
from planner.demand.distributions import DRAWS, Array
from planner.demand.request import Part, parts_of
from planner.demand.volume import Volume, volume
from planner.latency.answer import SAMPLES, AnswerTime, one_after_another
from planner.pricing.workload import Biller
from planner.quality.ability import Abilities
from planner.quality.success import Success, from_outcomes, from_public
from planner.routing.candidates import Candidate, Needs, Violation, candidates, check_times, last_excluded
from planner.routing.frontier import on_frontier
from planner.routing.money import drawn, in_currency
from planner.routing.options import Option, joined
from planner.routing.strategies import Strategist, Verifier, rules_share
from planner.routing.verdict import Verdict, decide
from planner.scenario import Constraints, Scenario, Step
from planner.workspace import Workspace

WIDTH = 8  # options of one step that are combined with those of the others
INSTANT = AnswerTime(np.zeros(SAMPLES), np.zeros(SAMPLES), ())


@dataclass(frozen=True)
class Choice:
    """Everything that is known about serving one scenario.

    ``options``: all that were computed, the cheapest first; ``found``: every model considered, by part; ``blocked``:
    which constraint excludes the last candidate, when one does; ``provisional``: no result of a rate benchmark or of
    one's own stands behind the choice.
    """

    scenario: Scenario
    volume: Volume
    target: float
    options: list[Option]
    verdict: Verdict
    found: dict[str, list[Candidate]]
    blocked: str | None
    provisional: bool

    @property
    def recommended(self) -> Option | None:
        return next((o for o in self.options if o.id == self.verdict.option), None)


def choice(workspace: Workspace, scenario: Scenario, abilities: Abilities, seed: int, assumed: Assumptions) -> Choice:
    """The options of ``scenario`` and the verdict over them."""
    load = volume(scenario, workspace.as_of, workspace.settings.horizon, seed, assumed)
    target = scenario.quality.target if scenario.quality is not None else None
    if target is None:
        target = float(assumed.use(scenario.id, "quality.target", "80%"))
    builders = [_PartOptions(workspace, scenario, part, load, abilities, seed, assumed, target) for part in parts_of(scenario, assumed)]
    combined = builders[0].options(0.0) if len(builders) == 1 else list(_pipelines(builders, 0.0))
    combined += _with_rules(workspace, scenario, builders, seed, assumed)
    judged = [_judged(workspace, scenario, option, target) for option in combined]
    judged.sort(key=lambda o: (np.nan_to_num(o.mean_cost, nan=np.inf), o.id))
    blocked = next((f"{b.part.path}: {said}" if b.part.path else said for b in builders if (said := last_excluded(b.found))), None)
    verdict = decide(workspace, scenario, judged, target, blocked, seed)
    provisional = any(not b.rated for b in builders)
    return Choice(scenario, load, target, judged, verdict, {b.part.path: b.found for b in builders}, blocked, provisional)


class _PartOptions:
    """The options of one part: its candidates, their success, and every strategy over them."""

    def __init__(self, workspace: Workspace, scenario: Scenario, part: Part, load: Volume, abilities: Abilities, seed: int, assumed: Assumptions, target: float) -> None:
        self.workspace, self.scenario, self.part, self.seed, self.assumed, self.target = workspace, scenario, part, seed, assumed, target
        step = next((s for s in scenario.steps or [] if f"steps.{s.name}" == part.path), None)
        self.step: Step | None = step
        self.biller = Biller(workspace, part, load, seed, assumed)
        self.needs = Needs(
            scenario.id, part.task, step.modality if step else scenario.modality, step.latency if step else scenario.latency, scenario.constraints or Constraints()
        )
        self.found = candidates(workspace, scenario, self.needs, self.biller, abilities, seed, assumed)
        self.successes = list(self._successes(abilities))
        task = workspace.catalog.tasks[part.task]
        links = {workspace.catalog.benchmarks[b].link for b in task.benchmarks if b in abilities.benchmarks}
        self.rated = "rate" in links or any(s.basis == "outcomes" for s in self.successes)

    def _successes(self, abilities: Abilities) -> Iterator[Success]:
        usable = [c for c in self.found if c.priced]
        outcomes = self.scenario.quality.outcomes if self.scenario.quality is not None and self.step is None else None
        measured: set[str] = set()
        if outcomes is not None:
            own = _own_success(self.workspace, self.scenario, outcomes, usable, self.seed)
            measured = set(own.models)
            if own.models:
                yield own
        public = [c for c in usable if c.results and c.name not in measured]
        if public:
            names, bases = [c.name for c in public], [c.model.base for c in public]
            yield from_public(names, bases, self.part.task, difficulty_mix(self.scenario, self.assumed), abilities, self.seed)
        elif usable and not measured:
            yield _unknown_success([c.name for c in usable])

    def options(self, removed: float) -> list[Option]:
        """Every option, for the requests that are left when rules took the easiest share ``removed``."""
        out: list[Option] = []
        by_name = {c.name: c for c in self.found}
        routing = self.step.routing if self.step is not None else self.scenario.routing
        allow = set(routing.allow) if routing is not None and routing.allow is not None else {"single", "route", "cascade", "cascade_route", "rules"}
        for success in self.successes:
            left = success.harder(removed) if removed > 0 else success
            builder = Strategist(self.workspace, self.scenario.id, self.biller, left, by_name, self.seed, self.assumed)
            singles = builder.singles()
            out += singles
            verifier: Verifier | None = builder.verifier(routing) if {"cascade", "cascade_route"} & allow or self.scenario.handover is not None else None
            if success.basis != "unknown":
                out += builder.mixes(singles, self.target)
                if "route" in allow:
                    out += builder.routes(singles)
                if "cascade" in allow and verifier is not None:
                    out += builder.cascades(singles, verifier, self.scenario.handover)
                if "cascade_route" in allow and verifier is not None and len(np.unique(left.classes)) > 1:
                    out += builder.cascades(singles, verifier, self.scenario.handover, direct=True)
            if self.scenario.handover is not None and self.step is None and verifier is not None and success.basis != "unknown":
                out += [builder.with_person(o, verifier, self.scenario.handover) for o in out if o.strategy in ("single", "cascade", "route") and not o.violations and o.basis == success.basis]
        return out


def difficulty_mix(scenario: Scenario, assumed: Assumptions) -> tuple[float, float, float]:
    """Shares of easy, medium and hard requests: as stated, else by the technical difficulty."""
    mix = scenario.difficulty.mix
    if mix is not None:
        return mix.easy, mix.medium, mix.hard
    technical = scenario.difficulty.technical
    assert technical is not None
    level = (technical.low + technical.high) / 2
    lower = min(int(level), 4)
    blend = level - lower
    first, second = MIXES[lower - 1], MIXES[lower]
    easy, medium, hard = ((1 - blend) * x + blend * y for x, y in zip(first, second, strict=True))
    assumed.use(scenario.id, "difficulty.mix", f"{easy:.0%} easy, {medium:.0%} medium, {hard:.0%} hard")
    return easy, medium, hard


def _unknown_success(models: list[str]) -> Success:
    """No result speaks for any model: quality is not a number, and the choice is by price and limits."""
    n = len(models)
    return Success(tuple(models), np.full((n, 1, 1), np.nan), np.ones((DRAWS, 1)), np.zeros(1, dtype=np.int64), "unknown", (0,) * n)


def _own_success(workspace: Workspace, scenario: Scenario, pattern: str, usable: list[Candidate], seed: int) -> Success:
    from planner.tables.outcomes import read_outcomes

    table = read_outcomes(workspace.root, pattern)
    known: dict[str, Array] = {}
    for model, scores in table.scores.items():
        name = workspace.catalog.find(model).name
        if any(c.name == name for c in usable):
            known[name] = scores
    if not known:
        return Success((), np.zeros((0, 1, 1)), np.ones((1, 1)), np.zeros(1, dtype=np.int64), "outcomes", ())
    return from_outcomes(known, table.classes, seed, scenario.id)


def _pipelines(builders: list[_PartOptions], removed: float) -> Iterator[Option]:
    """One option per step, over the best of each step."""
    per_step = [_narrowed(builder, builder.options(removed)) for builder in builders]
    for chosen in product(*per_step):
        yield _chained(builders, chosen)


def _narrowed(builder: _PartOptions, options: list[Option]) -> list[Option]:
    """The frontier of a step's own options; when all break a limit, the one that breaks fewest, so that it is seen."""
    broken: list[Violation] = []
    judged = []
    for option in options:
        limits: list[Violation] = list(option.violations)
        unknown: list[str] = list(option.unverified)
        check_times(builder.needs.latency, option.time, limits, unknown)
        wanted = builder.step.quality.target if builder.step is not None and builder.step.quality is not None else None
        if wanted is not None:
            _check_quality(option, wanted, limits, unknown)
        judged.append(replace(option, violations=joined(tuple(limits)), unverified=joined(tuple(unknown))))
    usable = [o for o in judged if not o.violations and o.strategy != "mix"]
    if not usable:
        return sorted(judged, key=lambda o: (len(o.violations), o.mean_cost))[:1]
    del broken
    cost = np.array([o.mean_cost for o in usable])
    quality = np.array([np.nan_to_num(o.mean_quality) for o in usable])
    front = [o for o, keep in zip(usable, on_frontier(cost, quality), strict=True) if keep]
    simple = [o for o in front if o.simple]
    picked = sorted(front, key=lambda o: o.mean_cost)
    if len(picked) > WIDTH:
        picked = [picked[k] for k in np.unique(np.linspace(0, len(picked) - 1, WIDTH).round().astype(int))]
    return list({o.id: o for o in (*picked, *simple[:WIDTH])}.values())


def _chained(builders: list[_PartOptions], chosen: tuple[Option, ...]) -> Option:
    """Steps in a row: costs add by the share that reaches them, qualities multiply, times add."""
    shares = [b.part.share for b in builders]
    cost = np.sum([share * o.cost for share, o in zip(shares, chosen, strict=True)], axis=0)
    known = [(share, o) for share, o in zip(shares, chosen, strict=True) if not np.isnan(o.mean_quality)]
    quality = reduce(lambda q, so: q * (1 - so[0] * (1 - so[1].quality)), known, np.ones(DRAWS)) if known else np.full(DRAWS, np.nan)
    parts = tuple((c, s * share) for share, o in zip(shares, chosen, strict=True) for c, s in o.parts)
    kinds = {o.strategy for o in chosen}
    strategy = next((k for k in ("cascade_route", "cascade", "route") if k in kinds), "single")
    names = [b.part.path.removeprefix("steps.") for b in builders]
    blind = tuple(f"quality of {name}" for name, o in zip(names, chosen, strict=True) if np.isnan(o.mean_quality))
    return Option(
        " -> ".join(f"{name}={o.id}" for name, o in zip(names, chosen, strict=True)), strategy, cost, quality, one_after_another(*(o.time for o in chosen)), parts,
        {name: {"option": o.id, **o.parameters} for name, o in zip(names, chosen, strict=True)},
        {f"{name}.{key}": share * amount for share, name, o in zip(shares, names, chosen, strict=True) for key, amount in o.extras.items()},
        joined(*(o.violations for o in chosen)), joined(blind, *(o.unverified for o in chosen)), "unknown" if not known else known[0][1].basis,
        dict(zip(names, chosen, strict=True)),
    )  # fmt: skip


def _with_rules(workspace: Workspace, scenario: Scenario, builders: list[_PartOptions], seed: int, assumed: Assumptions) -> list[Option]:
    """Rules alone, and rules in front of every option for the harder requests that are left."""
    if scenario.rules is None:
        return []
    routing = scenario.routing
    if routing is not None and routing.allow is not None and "rules" not in routing.allow:
        return []
    share, cost, quality = rules_share(workspace, scenario.rules, scenario.id, seed, assumed)
    alone = Option("rules", "rules", share * cost, share * quality, INSTANT, (), {"rules_share": round(float(share.mean()), 4)}, {"rules": share * cost}, (), (), "rules")
    mean = float(share.mean())
    if mean > 0.995:
        return [alone]
    rest = builders[0].options(mean) if len(builders) == 1 else list(_pipelines(builders, mean))
    return [alone, *(_behind_rules(option, share, cost, quality) for option in rest if option.strategy in ("single", "cascade", "route"))]


def _behind_rules(option: Option, share: Array, cost: Array, quality: Array) -> Option:
    mean = float(share.mean())
    samples = int(round(mean * SAMPLES))

    def faster(times: Array | None) -> Array | None:
        if times is None:
            return None
        out = np.quantile(times, (np.arange(SAMPLES - samples) + 0.5) / max(SAMPLES - samples, 1)) if samples < SAMPLES else np.zeros(0)
        return np.concatenate([np.zeros(samples), out])

    return replace(
        option,
        id=f"rules+{option.id}",
        strategy="rules",
        cost=share * cost + (1 - share) * option.cost,
        quality=share * quality + (1 - share) * option.quality,
        time=AnswerTime(faster(option.time.first), faster(option.time.total), option.time.unverified),
        parts=tuple((c, s * (1 - mean)) for c, s in option.parts),
        parameters={"rules_share": round(mean, 4), "then": option.strategy, **option.parameters},
        extras={"rules": share * cost, **{k: (1 - share) * v for k, v in option.extras.items()}},
    )


def _judged(workspace: Workspace, scenario: Scenario, option: Option, target: float) -> Option:
    """The option with the limits that only the whole of it can break: latency, cost a request, quality, a person."""
    broken: list[Violation] = list(option.violations)
    unknown: list[str] = list(option.unverified)
    if all(candidate.variant != "batch" for candidate, _ in option.parts):
        check_times(scenario.latency, option.time, broken, unknown)
    said = scenario.constraints
    if said is not None and said.max_cost_per_request is not None:
        limit = in_currency(workspace, said.max_cost_per_request.range.high, said.max_cost_per_request.currency)
        if option.mean_cost > limit:
            broken.append(Violation("constraints.max_cost_per_request", f"{option.mean_cost:.4g} {workspace.currency} a request, the limit is {limit:.4g}"))
    if said is not None and said.regulated and scenario.handover is not None and not option.id.endswith("+person") and option.strategy != "rules":
        broken.append(Violation("constraints.regulated", "a regulated scenario keeps a person as the last fallback"))
    _check_quality(option, target, broken, unknown)
    return replace(option, violations=joined(tuple(broken)), unverified=joined(tuple(unknown)))


def _check_quality(option: Option, target: float, broken: list[Violation], unknown: list[str]) -> None:
    if np.isnan(option.mean_quality):
        unknown.append("quality.target")
    elif option.mean_quality < target:
        broken.append(Violation("quality.target", f"{option.mean_quality:.1%} right on average, {target:.1%} is needed"))


def net_loss(workspace: Workspace, scenario: Scenario, option: Option, seed: int) -> Array:
    """What a request costs with this option, its wrong answers included (draw,)."""
    failure = drawn(workspace, scenario.value.per_failure if scenario.value else None, seed, scenario.id, "per_failure")
    quality = np.nan_to_num(option.quality, nan=1.0)
    return option.cost + (1 - quality) * (-failure if failure is not None else 0.0)
