"""What speaks against a launch: each risk as a code with its figures, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.answers.memo import Launch
from planner.answers.memo_sources import retirements
from planner.answers.memo_worth import Economics

if TYPE_CHECKING:
    from planner.answers.plan import PlanResult
    from planner.routing.decide import Choice
    from planner.routing.options import Option
    from planner.workspace import Workspace

STALE_DAYS = 90
SURE = 0.95
GRAVE = 4.0  # a risk from here on the scale of 1 to 5 is grave


@dataclass(frozen=True)
class Risk:
    """A risk by its code; ``figures`` fill its sentence. Money is decimal text, shares are numbers."""

    code: str
    figures: dict[str, object] = field(default_factory=dict)


def risks(
    workspace: Workspace,
    plan: PlanResult,
    made: Choice,
    option: Option | None,
    prepared: Launch | None,
    worth: Economics | None,
) -> list[Risk]:
    """The risks of a scenario: of its data and its field always, of an option where one is chosen."""
    found = list(_of_scenario(made))
    if option is not None and prepared is not None:
        found += _of_evidence(made, option, prepared)
        found += _of_option(workspace, plan, made, option, prepared)
        if worth is not None and worth.margin is not None and float(worth.margin.base) < 0:
            found.append(Risk("loses_money", {"margin": worth.margin.base}))
    return found


def _of_scenario(made: Choice) -> Iterator[Risk]:
    said = made.scenario.constraints
    person = made.scenario.handover is not None
    if said is not None and said.regulated:
        field_name = said.regulated if isinstance(said.regulated, str) else None
        yield Risk("regulated" if person else "regulated_alone", {"field": field_name})
    if said is not None and said.pii:
        yield Risk("pii" if said.residency else "pii_anywhere", {"regions": list(said.residency or [])})
    risk = made.scenario.difficulty.risk
    if risk is not None and (risk.low + risk.high) / 2 >= GRAVE:
        yield Risk("grave" if person else "grave_alone")
        value = made.scenario.value
        if value is not None and value.per_success is not None and value.per_failure is None:
            yield Risk("harm_unpriced")
    if said is not None and said.disclosure is False:
        yield Risk("undisclosed")


def _of_evidence(made: Choice, option: Option, prepared: Launch) -> Iterator[Risk]:
    if prepared.wrong is None:
        yield Risk("no_evidence")
    elif made.provisional:
        yield Risk("provisional")
    elif prepared.wrong.reaches_target < SURE:
        yield Risk("target_unsure", {"probability": prepared.wrong.reaches_target})
    if made.scenario.quality is None or made.scenario.quality.target is None:
        yield Risk("target_assumed", {"target": made.target})
    unverified = [name for name in option.unverified if name != "quality.target"]
    if unverified:
        yield Risk("unverified", {"limits": unverified})


def _of_option(
    workspace: Workspace, plan: PlanResult, made: Choice, option: Option, prepared: Launch
) -> Iterator[Risk]:
    row = next(s for s in plan.scenarios if s.id == made.scenario.id)
    for gone in retirements(workspace, option, made.volume.months[-1]):
        yield Risk("retires", {"model": gone.model, "date": gone.retires})
    entries = [(c, entry) for c, _ in option.parts for entry, _ in c.cost.entries]
    for name in dict.fromkeys(c.model.name for c, entry in entries if entry.free):
        yield Risk("free", {"model": name})
    ages = [(workspace.as_of - c.model.source(entry.source).date).days for c, entry in entries]
    if ages and max(ages) > STALE_DAYS:
        yield Risk("stale_price", {"days": max(ages)})
    if prepared.person is None and option.parts and row.phase in ("now", "next"):
        yield Risk("nobody")
    if option.parts and prepared.fallback is None:
        yield Risk("one_provider")
    if plan.budget is not None and plan.budget.probability_over > 0.05 and row.cost_per_month is not None:
        yield Risk("budget", {"probability": plan.budget.probability_over})
