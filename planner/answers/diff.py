"""`planner diff`: what changed in cost and choice between two plans, and what each change comes from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Literal

from planner.answers.amounts import MoneySpread, money_text
from planner.answers.answer import Answer, Figures
from planner.answers.diff_reasons import Causes, Reason
from planner.answers.diff_sides import Side, live_side
from planner.answers.plan_file import ReadScenario, ReadSpread
from planner.files.diagnostics import problem
from planner.workspace import Workspace

Status = Literal["same", "cost", "choice", "new", "gone", "none"]


class PlanSide(Figures):
    """One of the two. ``currency``: of the plan itself; ``converted``: the exchange rate at which a file is shown."""

    label: str
    kind: str
    as_of: dt.date
    currency: str
    converted: str | None
    catalog_sha256: str | None


class DiffBudget(Figures):
    """The budget a month on one side, and how much of it the worst month uses."""

    per_month: str
    used_share: float
    within: bool


class ScenarioDiff(Figures):
    """One scenario. ``change``: after - before, both 0 where nothing is chosen; ``change_share``: of before, null from nothing.

    ``status``: same, cost (same option), choice (another option), new or gone (chosen on one side only), none (on neither).
    """

    id: str
    title: dict[str, str]
    status: Status
    phase_before: str | None
    phase_after: str | None
    option_before: str | None
    option_after: str | None
    requests_before: float | None
    requests_after: float | None
    before: MoneySpread | None
    after: MoneySpread | None
    change: str
    change_share: float | None
    reasons: list[Reason]


class DiffResult(Answer):
    """Money per month in the envelope's currency. ``by_reason``: effects added up by kind; they add up to ``change``."""

    before: PlanSide
    after: PlanSide
    total_before: MoneySpread
    total_after: MoneySpread
    change: str
    change_share: float | None
    by_reason: dict[str, str]
    budget_before: DiffBudget | None
    budget_after: DiffBudget | None
    scenarios: list[ScenarioDiff]


def diff(before: Side | Workspace, after: Side | Workspace, *, seed: int = 0) -> DiffResult:
    """What changed from one plan to another, scenario by scenario, the largest change first.

    A workspace is planned first. Both sides show one currency. Raises InputError where they do not.
    """
    old = _side(before, "before", seed)
    new = _side(after, "after", seed)
    if old.plan.currency != new.plan.currency:
        raise problem(
            "two-currencies",
            f"{old.label} is in {old.plan.currency}, {new.label} in {new.plan.currency}",
            expected="both in one currency: load them with the same `currency`",
        )
    causes = Causes(old, new, seed)
    names = dict.fromkeys((*new.scenarios, *old.scenarios))
    rows = [_scenario(name, old, new, causes) for name in names]
    rows.sort(key=lambda r: (-abs(float(r.change)), r.status in ("same", "none")))
    change, share = _change(old.plan.result.total_cost_per_month, new.plan.result.total_cost_per_month)
    result = DiffResult(
        before=_about(old),
        after=_about(new),
        total_before=_spread(old.plan.result.total_cost_per_month),
        total_after=_spread(new.plan.result.total_cost_per_month),
        change=change,
        change_share=share,
        by_reason=_by_reason(r for row in rows for r in row.reasons),
        budget_before=_budget(old),
        budget_after=_budget(new),
        scenarios=rows,
    )
    answers = [side.result for side in (old, new) if side.result is not None]
    assumed = {(a.scenario, a.field, a.value): a for answer in answers for a in answer.assumptions}
    found = dict.fromkeys(d for answer in answers for d in answer.diagnostics)
    return result.resting_on(assumed.values(), found, seed)


def _side(given: Side | Workspace, label: str, seed: int) -> Side:
    return given if isinstance(given, Side) else live_side(label, "workspace", given, seed=seed)


def _scenario(name: str, old: Side, new: Side, causes: Causes) -> ScenarioDiff:
    was, now = old.scenarios.get(name), new.scenarios.get(name)
    said = now or was
    assert said is not None
    paid, pays = (s.cost_per_month if s is not None else None for s in (was, now))
    change, share = _change(paid, pays)
    reasons = causes.of(name)
    status = _status(was, now, reasons)
    before, after = old.chosen(name), new.chosen(name)
    return ScenarioDiff(
        id=name,
        title=dict(said.title),
        status=status,
        phase_before=was.phase if was is not None else None,
        phase_after=now.phase if now is not None else None,
        option_before=before.option if before is not None else None,
        option_after=after.option if after is not None else None,
        requests_before=round(before.requests, 2) if before is not None else None,
        requests_after=round(after.requests, 2) if after is not None else None,
        before=_spread(paid) if paid is not None else None,
        after=_spread(pays) if pays is not None else None,
        change=change,
        change_share=share,
        reasons=reasons,
    )


def _status(was: ReadScenario | None, now: ReadScenario | None, reasons: list[Reason]) -> Status:
    before, after = (s.chosen if s is not None else None for s in (was, now))
    if before is None or after is None:
        return "none" if before is after else "new" if before is None else "gone"
    if before.id != after.id:
        return "choice"
    return "cost" if reasons else "same"


def _change(before: ReadSpread | None, after: ReadSpread | None) -> tuple[str, float | None]:
    old, new = (float(s.base) if s is not None else 0.0 for s in (before, after))
    share = round((new - old) / old, 6) if old > 0 else 0.0 if new == old else None
    return money_text(new - old), share


def _by_reason(reasons: Iterable[Reason]) -> dict[str, str]:
    totals: dict[str, float] = {}
    for reason in reasons:
        totals[reason.kind] = totals.get(reason.kind, 0.0) + float(reason.effect)
    return {kind: money_text(amount) for kind, amount in totals.items()}


def _about(side: Side) -> PlanSide:
    return PlanSide(
        label=side.label,
        kind=side.kind,
        as_of=side.day,
        currency=side.own_currency,
        converted=side.converted,
        catalog_sha256=side.plan.catalog_sha256,
    )


def _budget(side: Side) -> DiffBudget | None:
    said = side.plan.result.budget
    return DiffBudget(**said.model_dump()) if said is not None else None


def _spread(said: ReadSpread) -> MoneySpread:
    return MoneySpread(low=said.low, base=said.base, high=said.high)
