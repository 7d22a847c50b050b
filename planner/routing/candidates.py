"""Which models could serve a part of a scenario: what they cost, how fast they answer, and which limits they break."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.catalog.catalog import CatalogModel
from planner.catalog.schema import Task
from planner.demand.assumptions import Assumptions
from planner.demand.distributions import quantile
from planner.latency.answer import UNKNOWN, AnswerTime, answer_time
from planner.pricing.workload import Biller, ModelCost, family_of, unpriced
from planner.quality.ability import Abilities
from planner.routing.money import in_currency
from planner.scenario import Constraints, LatencyLimits, Modalities, Scenario
from planner.workspace import Workspace

BATCH_WINDOW = 24 * 3600.0  # batch interfaces promise an answer within a day


@dataclass(frozen=True)
class Violation:
    """A limit that is broken: its field in the scenario, and by what."""

    constraint: str
    message: str


@dataclass(frozen=True)
class Candidate:
    """A model that can do the task. ``results``: published results that speak for the task (None: none).

    ``violations`` are limits known to be broken, ``unverified`` limits that no source lets us check.
    """

    model: CatalogModel
    variant: str
    cost: ModelCost
    time: AnswerTime
    violations: tuple[Violation, ...]
    unverified: tuple[str, ...]
    results: int | None

    @property
    def name(self) -> str:
        """The model, and its price variant where it is not the standard one."""
        return self.model.name if self.variant == "standard" else f"{self.model.name}@{self.variant}"

    @property
    def priced(self) -> bool:
        return self.cost.problem is None


@dataclass(frozen=True)
class Needs:
    """What a part asks of a model, over all of its sources: the step's own limits before the scenario's."""

    scenario: str
    task: str
    modality: Modalities | None
    latency: LatencyLimits | None
    constraints: Constraints


def considered(workspace: Workspace, needs: Needs) -> list[CatalogModel]:
    """Models of the right kind and modality that are on sale on the day, in order of name."""
    task = workspace.catalog.tasks[needs.task]
    wanted_in, wanted_out = modalities(task, needs.modality)
    out = []
    for name in workspace.catalog.names:
        raw = workspace.catalog.raw(name)
        if raw.get("kind", "language") not in task.kinds or not raw.get("prices"):
            continue
        if not (wanted_in <= set(raw.get("input", ["text"])) and wanted_out <= set(raw.get("output", ["text"]))):
            continue
        if _on_sale(raw, workspace.as_of):
            out.append(workspace.catalog[name])
    return out


def modalities(task: Task, said: Modalities | None) -> tuple[set[str], set[str]]:
    """What a model must read and write: as the scenario says, else as the task needs."""
    given_in = said.input if said is not None and said.input is not None else task.input
    given_out = said.output if said is not None and said.output is not None else task.output
    return set(given_in), set(given_out)


def _on_sale(raw: dict[str, object], day: dt.date) -> bool:
    released, retires = raw.get("released"), raw.get("retires")
    return not (released and str(released) > day.isoformat()) and not (retires and str(retires) <= day.isoformat())


def candidates(
    workspace: Workspace,
    scenario: Scenario,
    needs: Needs,
    biller: Biller,
    abilities: Abilities,
    seed: int,
    assumed: Assumptions,
    *,
    price_excluded: bool = True,
) -> list[Candidate]:
    """Every model that could do the part, priced and checked against each limit; broken limits stay visible.

    ``price_excluded``: also price those that a provider, a region or closed weights rule out at any price.
    """
    models = considered(workspace, needs)
    ruled_out: list[Candidate] = []
    if not price_excluded:
        checked = [(model, *_ruled_out(needs.constraints, model)) for model in models]
        for model, broken, unknown in checked:
            if broken:
                known = abilities.of(model.base, needs.task)
                nothing = unpriced(model, f"ruled out by {broken[0].constraint}")
                ruled_out.append(
                    Candidate(
                        model, "standard", nothing, UNKNOWN, tuple(broken), tuple(unknown), known[2] if known else None
                    )
                )
        models = [model for model, broken, _ in checked if not broken]
    deferrable = needs.latency.deferrable if needs.latency else None
    standard = biller.costs(models)
    batch: dict[str, ModelCost] = {}
    if deferrable is not None and deferrable >= BATCH_WINDOW:
        with_batch = [m for m in models if any(p.variant == "batch" for p in m.spec.prices)]
        batch = {
            m.name: c for m, c in zip(with_batch, biller.costs(with_batch, "batch"), strict=True) if c.problem is None
        }
    out = []
    for model, cost in zip(models, standard, strict=True):
        cost = batch.get(model.name, cost)
        calls = float(biller.request("o200k_base").calls.mean()) if biller.part.agent else 1.0
        time = answer_time(
            model.spec,
            model.name,
            cost.output_tokens,
            float(cost.reasoning_tokens.mean()),
            calls,
            seed,
            scenario.id,
            assumed,
        )
        broken, unknown = _check(workspace, scenario, needs, biller, model, cost, time)
        known = abilities.of(model.base, needs.task)
        out.append(
            Candidate(model, cost.variant, cost, time, tuple(broken), tuple(unknown), known[2] if known else None)
        )
    return sorted((*out, *ruled_out), key=lambda c: c.model.name)


_Check = tuple[list[Violation], list[str]]


def _ruled_out(said: Constraints, model: CatalogModel) -> _Check:
    """Limits that no price or speed can meet."""
    broken: list[Violation] = []
    unknown: list[str] = []
    for check in _CHECKS:
        check(said, model, broken, unknown)
    return broken, unknown


def _check(
    workspace: Workspace,
    scenario: Scenario,
    needs: Needs,
    biller: Biller,
    model: CatalogModel,
    cost: ModelCost,
    time: AnswerTime,
) -> _Check:
    broken, unknown = _ruled_out(needs.constraints, model)
    _check_lengths(biller, model, broken, unknown)
    _check_rate(biller, model, cost, broken, unknown)
    if cost.problem is not None:
        broken.append(Violation("price", cost.problem))
    else:
        _check_cost(workspace, needs.constraints, cost, broken)
    if cost.variant != "batch":
        check_times(needs.latency, time, broken, unknown)
    return broken, unknown


def _check_providers(said: Constraints, model: CatalogModel, broken: list[Violation], unknown: list[str]) -> None:
    if said.providers is None:
        return
    provider = model.provider.key
    if said.providers.allow is not None and provider not in said.providers.allow:
        broken.append(Violation("constraints.providers.allow", f"{provider} is not among the allowed providers"))
    if said.providers.deny is not None and provider in said.providers.deny:
        broken.append(Violation("constraints.providers.deny", f"{provider} is denied"))


def _check_residency(said: Constraints, model: CatalogModel, broken: list[Violation], unknown: list[str]) -> None:
    if said.residency is None:
        return
    if model.regions is None:
        unknown.append("constraints.residency")
    elif not set(said.residency) & set(model.regions):
        broken.append(
            Violation(
                "constraints.residency", f"processed in {', '.join(model.regions)}, not in {', '.join(said.residency)}"
            )
        )


def _check_weights(said: Constraints, model: CatalogModel, broken: list[Violation], unknown: list[str]) -> None:
    for wanted, field in ((said.open_weights, "constraints.open_weights"), (said.self_host, "constraints.self_host")):
        if not wanted:
            continue
        if model.spec.open_weights is None:
            broken.append(Violation(field, "no source says that the weights are open"))
        elif not model.spec.open_weights:
            broken.append(Violation(field, "the weights are not open"))
        elif field.endswith("self_host"):
            broken.append(
                Violation(field, "only its price at a provider is known, not what it costs on machines of your own")
            )


_CHECKS: tuple[Callable[[Constraints, CatalogModel, list[Violation], list[str]], None], ...] = (
    _check_providers,
    _check_residency,
    _check_weights,
)


def _check_lengths(biller: Biller, model: CatalogModel, broken: list[Violation], unknown: list[str]) -> None:
    """The context window and the output limit, at the 95th percentile of single requests."""
    if biller.part.tokens is None:
        return
    request = biller.request(family_of(model))
    last = float(request.turns.mean()) - 1
    history = last * float((request.message.mean + request.output.mean).mean())
    calls = float(np.quantile(request.calls, 0.95)) - 1
    grown = calls * float((request.output.mean + request.call_growth).mean())
    needed = (
        float((request.system.mean + request.retrieved.mean + request.tools).mean())
        + history
        + grown
        + request.message.p95
        + request.output.p95
    )
    if model.spec.context is None:
        unknown.append("context")
    elif needed > model.spec.context:
        broken.append(
            Violation("context", f"a long request needs {needed:,.0f} tokens, the window holds {model.spec.context:,}")
        )
    if model.spec.max_output is not None and request.output.p95 > model.spec.max_output:
        broken.append(
            Violation(
                "max_output",
                f"a long answer has {request.output.p95:,.0f} tokens, the limit is {model.spec.max_output:,}",
            )
        )


def _check_rate(
    biller: Biller, model: CatalogModel, cost: ModelCost, broken: list[Violation], unknown: list[str]
) -> None:
    """The provider's highest published limits against the rate at the peak."""
    per_minute = float(biller.volume.peak_per_second.mean()) * 60 * biller.part.share
    allowed = [limit.requests_per_minute for limit in model.spec.limits if limit.requests_per_minute]
    if not allowed and any(entry.free for entry, _ in cost.entries):
        broken.append(Violation("rate-limit", "free of charge, and no source says how many requests that holds for"))
    elif not allowed:
        unknown.append("rate-limit")
    elif per_minute > max(allowed):
        broken.append(
            Violation(
                "rate-limit",
                f"{per_minute:,.0f} requests a minute at the peak, the highest published limit is {max(allowed):,}",
            )
        )
    tokens = [limit.tokens_per_minute for limit in model.spec.limits if limit.tokens_per_minute]
    used = per_minute * float(cost.usage.sum()) if cost.problem is None and biller.part.tokens is not None else 0.0
    if tokens and used > max(tokens):
        broken.append(
            Violation(
                "rate-limit", f"{used:,.0f} tokens a minute at the peak, the highest published limit is {max(tokens):,}"
            )
        )


def _check_cost(workspace: Workspace, said: Constraints, cost: ModelCost, broken: list[Violation]) -> None:
    if said.max_cost_per_request is None:
        return
    limit = in_currency(workspace, said.max_cost_per_request.range.high, said.max_cost_per_request.currency)
    if float(cost.per_request.mean()) > limit:
        broken.append(
            Violation(
                "constraints.max_cost_per_request",
                f"{cost.per_request.mean():.4g} {workspace.currency} a request, the limit is {limit:.4g}",
            )
        )


def check_times(limits: LatencyLimits | None, time: AnswerTime, broken: list[Violation], unknown: list[str]) -> None:
    """Latency limits at p95. A figure that rests on a median breaks a limit only when the median itself does."""
    if limits is None:
        return
    for field, limit, samples in (
        ("latency.first_token_p95", limits.first_token_p95, time.first),
        ("latency.total_p95", limits.total_p95, time.total),
    ):
        if limit is None:
            continue
        if samples is None:
            unknown.append(field)
            continue
        doubtful = field in time.unverified
        seconds = quantile(samples, 0.5 if doubtful else 0.95) / 1000
        if seconds > limit:
            broken.append(
                Violation(
                    field, f"{seconds:.3g} s at {'the median' if doubtful else 'p95'}, the limit is {limit:.3g} s"
                )
            )
        elif doubtful:
            unknown.append(field)


def last_excluded(found: list[Candidate]) -> str | None:
    """Which constraint excludes the last candidates, when none is left: the one that the fewest models break alone.

    Where published results speak for some models, those without one count as excluded by `evidence`.
    """
    field_has_evidence = any(c.results for c in found)
    open_limits = {c.name: c.violations or _unproven(c, field_has_evidence) for c in found}
    if not found or any(not limits for limits in open_limits.values()):
        return None
    proven = [c for c in found if c.results] or found
    nearest = min(proven, key=lambda c: (len(c.violations), c.name))
    constraint = nearest.violations[0].constraint
    only = [c.name for c in proven if {v.constraint for v in c.violations} == {constraint}]
    example = nearest.violations[0].message
    untested = sum(not c.results and not c.violations for c in found) if field_has_evidence else 0
    tail = (
        f"; {untested} models meet every limit but no published result speaks for them: evaluate them"
        if untested
        else ""
    )
    if only:
        return f"{constraint} excludes the last {len(only)} of {len(proven)} models ({nearest.name}: {example}){tail}"
    return (
        f"no model breaks fewer than {len(nearest.violations)} limits; {nearest.name} breaks "
        + ", ".join(v.constraint for v in nearest.violations)
        + tail
    )


def _unproven(candidate: Candidate, field_has_evidence: bool) -> tuple[Violation, ...]:
    if candidate.results or not field_has_evidence:
        return ()
    return (Violation("evidence", "no published result speaks for the task"),)
