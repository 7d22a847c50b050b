"""What `planner cost`, `planner route` and `planner plan` show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from planner.quality.success import ANCHOR
from planner.report.limit_text import limits_text, why
from planner.report.numbers import Numbers
from planner.report.option_names import option_name
from planner.report.rates import fx_note
from planner.report.tables import Column, Report, Table
from planner.report.text import Language, known, say

if TYPE_CHECKING:
    from planner.answers.cost import CostResult, ModelFigures
    from planner.answers.plan import PlanResult, ScenarioPlan
    from planner.answers.route import OptionFigures, RouteResult, ScenarioRoute
    from planner.workspace import Workspace

ROWS = 12  # models or options shown of each scenario on a terminal


def plan_report(answer: PlanResult, workspace: Workspace, language: Language) -> Report:
    """One row a scenario, in the order in which to build them."""
    numbers = Numbers(language, workspace.currency)
    columns = [
        Column("phase", say("plan.phase", language), lambda s: s.phase, lambda p: say(f"phase.{p}", language)),
        Column("id", say("plan.scenario", language), lambda s: s.id, only="csv"),
        Column(
            "title",
            say("plan.scenario", language),
            lambda s: s.title.get(language) or s.id,
            stretch=True,
            wrapped=True,
            only="table",
        ),
        Column("how", say("plan.how", language), lambda s: _how(s, language), stretch=True, wrapped=True),
        Column(
            "month",
            say("plan.month", language),
            lambda s: s.cost_per_month.base if s.cost_per_month else None,
            numbers.money,
            align="right",
        ),
        Column(
            "low", say("plan.range", language), lambda s: s.cost_per_month.low if s.cost_per_month else None, only="csv"
        ),
        Column(
            "high",
            say("plan.range", language),
            lambda s: s.cost_per_month.high if s.cost_per_month else None,
            only="csv",
        ),
        Column(
            "range",
            say("plan.range", language),
            lambda s: _spread(s.cost_per_month, numbers),
            align="right",
            optional=2,
            only="table",
        ),
        Column(
            "quality",
            say("plan.quality", language),
            lambda s: s.chosen.quality.base if s.chosen and s.chosen.quality else None,
            numbers.percent,
            align="right",
        ),
        Column(
            "latency",
            say("plan.latency", language),
            lambda s: s.chosen.latency.total_p95 if s.chosen else None,
            numbers.duration,
            align="right",
            optional=1,
        ),
        Column("why", say("plan.why", language), lambda s: _why(s, answer, language), stretch=True, wrapped=True),
    ]
    return Report(
        [Table(columns, answer.scenarios)],
        head=[_budget_line(answer, numbers, language)],
        notes=_plan_notes(answer, workspace, numbers, language),
    )


def _how(scenario: ScenarioPlan, language: Language) -> str | None:
    if scenario.chosen is None:
        return None
    return option_name(scenario.chosen.id, language) + ("*" if scenario.provisional else "")


def _spread(amount: Any, numbers: Numbers) -> str | None:
    return None if amount is None else numbers.money_range(amount.low, amount.high)


def _why(scenario: ScenarioPlan, answer: PlanResult, language: Language) -> str:
    if scenario.chosen is None and scenario.recommended is not None:
        return say("why.beyond_budget", language, option=option_name(scenario.recommended, language))
    if scenario.upgraded:
        return say("why.upgraded", language, option=option_name(scenario.recommended or "", language))
    return why(scenario.reason, scenario.reason_detail, scenario.breaks, language)


def _budget_line(answer: PlanResult, numbers: Numbers, language: Language) -> str:
    budget = answer.budget
    if budget is None:
        return say("plan.no_budget", language)
    return say(
        "plan.budget", language, budget=numbers.money(budget.per_month), share=numbers.percent(budget.used_share), month=budget.worst_month,
        over=numbers.percent(budget.probability_over),
    )  # fmt: skip


def _plan_notes(answer: PlanResult, workspace: Workspace, numbers: Numbers, language: Language) -> list[str]:
    total = answer.total_cost_per_month
    now = answer.cost_by_phase.get("now")
    notes = (
        [say("plan.now", language, base=numbers.money(now.base), range=_spread(now, numbers) or "")]
        if now is not None
        else []
    )
    notes += [
        say(
            "plan.total",
            language,
            base=numbers.money(total.base),
            range=_spread(total, numbers) or "",
            months=len(answer.months),
        )
    ]
    if answer.budget is not None and not answer.budget.within:
        notes.append(say("plan.over", language, month=answer.budget.worst_month))
    money = answer.shadow_price
    if money is not None and money.scenario is not None:
        title = next(
            (s.title.get(language) or s.id for s in answer.scenarios if s.id == money.scenario), money.scenario
        )
        notes.append(
            say(
                "plan.next_money",
                language,
                scenario=title,
                value=numbers.number(money.value_per_unit),
                currency=workspace.currency,
            )
        )
    elif money is not None:
        notes.append(say("plan.enough", language))
    chosen = [s.chosen for s in answer.scenarios if s.chosen is not None]
    if any(s.provisional and s.chosen for s in answer.scenarios):
        notes.append(say("plan.provisional", language))
    named = [(s.title.get(language) or s.id, s.chosen) for s in answer.scenarios if s.chosen is not None]
    return notes + _signs(chosen, language) + _honesty(named, answer.price_date, workspace.as_of, language)


def _signs(options: Sequence[OptionFigures], language: Language) -> list[str]:
    """What the signs between models mean, where there are any."""
    return [say("plan.signs", language)] if any("cascade" in o.id or "route:" in o.id for o in options) else []


def _honesty(
    named: Sequence[tuple[str, OptionFigures]], oldest: dt.date | None, as_of: dt.date, language: Language
) -> list[str]:
    """What is not known: limits no source speaks to and for which scenarios, the basis of quality, the age of prices."""
    open_limits: dict[str, list[str]] = {}
    for title, option in named:
        for limit in option.unverified:
            open_limits.setdefault(_field(limit, language), []).append(title)
    limits = [
        say("plan.unverified.of", language, limit=name, scenarios=_these(titles, language))
        for name, titles in open_limits.items()
    ]
    notes = (
        [say("plan.unverified", language, limits=("；" if language == "zh" else "; ").join(limits))] if limits else []
    )
    if any(o.basis == "public" for _, o in named):
        notes.append(say("plan.public", language, anchor=f"{ANCHOR:.0%}"))
    newest = max((s.price_date for _, o in named for s in o.shares if s.price_date), default=None)
    notes += fx_note((s.fx for _, o in named for s in o.shares), language)
    return notes + price_age(oldest, newest, as_of, language)


def _these(titles: list[str], language: Language) -> str:
    if len(titles) > 2:
        return say("plan.unverified.count", language, count=len(titles))
    return ("、" if language == "zh" else ", ").join(titles)


def _field(limit: str, language: Language) -> str:
    """The field of a limit as people call it; as it is where it has no other name."""
    if limit.startswith("quality of "):
        return say("field.quality of", language, step=limit.removeprefix("quality of "))
    return say(f"field.{limit}", language) if known(f"field.{limit}") else limit


def price_age(oldest: dt.date | None, newest: dt.date | None, as_of: dt.date, language: Language) -> list[str]:
    """How old the prices are that an answer rests on."""
    if oldest is None or newest is None:
        return []
    days = (as_of - oldest).days
    if oldest == newest:
        return [say("prices.one", language, newest=str(newest), days=days)]
    return [say("prices.many", language, oldest=str(oldest), newest=str(newest), days=days)]


def route_report(answer: RouteResult, workspace: Workspace, language: Language) -> Report:
    """Options of each scenario, the recommended one marked, with what would change it."""
    numbers = Numbers(language, workspace.currency)
    tables = []
    notes: list[str] = []
    for scenario in answer.scenarios:
        title = workspace.scenario(scenario.id).name(language)
        reason = why(scenario.reason, scenario.reason_detail, scenario.breaks, language)
        head = say(
            "route.head", language, scenario=title, verdict=say(f"verdict.{scenario.verdict}", language), why=reason
        )
        tables.append(Table(_option_columns(scenario, numbers, language), _shown(scenario), name=head))
        notes += _route_notes(scenario, title, numbers, language)
    titles = {s.id: workspace.scenario(s.id).name(language) for s in answer.scenarios}
    options = [(titles[s.id], o) for s in answer.scenarios for o in s.options if o.id == s.recommended]
    dates = [share.price_date for _, o in options for share in o.shares if share.price_date]
    signs = _signs([o for s in answer.scenarios for o in s.options], language)
    return Report(
        tables, notes=[*notes, *signs, *_honesty(options, min(dates, default=None), workspace.as_of, language)]
    )


def _shown(scenario: ScenarioRoute) -> list[OptionFigures]:
    """The recommended option, the frontier, then the next feasible ones; what breaks limits last."""
    order = sorted(
        scenario.options,
        key=lambda o: (o.id != scenario.recommended, not o.feasible, not o.on_frontier, float(o.cost_per_request.base)),
    )
    return order[:ROWS]


def _option_columns(scenario: ScenarioRoute, numbers: Numbers, language: Language) -> list[Column]:
    return [
        Column("scenario", say("plan.scenario", language), lambda o: scenario.id, only="csv"),
        Column("recommended", "", lambda o: o.id == scenario.recommended, lambda is_it: "→" if is_it else ""),
        Column("id", say("plan.option", language), lambda o: o.id, only="csv"),
        Column(
            "option",
            say("plan.option", language),
            lambda o: option_name(o.id, language),
            stretch=True,
            wrapped=True,
            only="table",
        ),
        Column(
            "request", say("plan.request", language), lambda o: o.cost_per_request.base, numbers.money, align="right"
        ),
        Column(
            "month",
            say("plan.month", language),
            lambda o: o.cost_per_month.base,
            numbers.money,
            align="right",
            optional=3,
        ),
        Column(
            "quality",
            say("plan.quality", language),
            lambda o: o.quality.base if o.quality else None,
            numbers.percent,
            align="right",
        ),
        Column(
            "quality_range",
            say("plan.range", language),
            lambda o: _percents(o.quality, numbers),
            align="right",
            optional=1,
        ),
        Column(
            "latency",
            say("plan.latency", language),
            lambda o: o.latency.total_p95,
            numbers.duration,
            align="right",
            optional=2,
        ),
        Column(
            "limits",
            say("plan.breaks", language),
            lambda o: limits_text(o.violations, language),
            stretch=True,
            wrapped=True,
        ),
    ]


def _percents(spread: Any, numbers: Numbers) -> str | None:
    return None if spread is None else f"{numbers.percent(spread.low)}–{numbers.percent(spread.high)}"


def _route_notes(scenario: ScenarioRoute, title: str, numbers: Numbers, language: Language) -> list[str]:
    notes = []
    gain = scenario.controls.gain
    if gain is not None and gain.base is not None:
        shown = {k: numbers.money(v) for k, v in (("low", gain.low), ("base", gain.base), ("high", gain.high))}
        notes.append(say("route.gain", language, **shown, probability=numbers.percent(gain.probability)))
    notes += [
        say("route.change", language, field=c.field, value=c.value, becomes=option_name(c.becomes, language))
        for c in scenario.would_change
    ]
    reasons = ", ".join(f"{d.constraint} {d.models}" for d in scenario.dropped)
    if reasons:
        notes.append(say("route.considered", language, models=scenario.considered, reasons=reasons))
    if scenario.evaluate_next:
        models = ", ".join(m.model for m in scenario.evaluate_next)
        notes.append(say("route.evaluate", language, cases=scenario.evaluate_next[0].cases, models=models))
    return [f"{title}: {note}" for note in notes] if notes else []


def cost_report(answer: CostResult, workspace: Workspace, language: Language, *, everything: bool = False) -> Report:
    """The models of each scenario, the cheapest first; models that break a limit after those that do not."""
    numbers = Numbers(language, workspace.currency)
    tables, notes = [], []
    dates: list[dt.date] = []
    rates: list[str | None] = []
    for scenario in answer.scenarios:
        models = sorted(scenario.models, key=lambda m: (m.step or "", not m.feasible, m.quality_results == 0))
        rows = models if everything else list(_first_of_each_step(models))
        head = say(
            "cost.head",
            language,
            scenario=workspace.scenario(scenario.id).name(language),
            requests=numbers.number(scenario.requests_per_month),
        )
        tables.append(
            Table(_cost_columns(scenario.id, numbers, language, steps=any(m.step for m in models)), rows, name=head)
        )
        dates += [m.price_date for m in rows if m.price_date]
        rates += [m.fx for m in rows]
        if len(rows) < len(models):
            notes.append(say("cost.more", language, count=len(models) - len(rows)))
    return Report(
        tables,
        notes=[
            *dict.fromkeys(notes),
            *fx_note(rates, language),
            *price_age(min(dates, default=None), max(dates, default=None), workspace.as_of, language),
        ],
    )


def _first_of_each_step(models: Iterable[ModelFigures]) -> Iterable[ModelFigures]:
    seen: dict[str | None, int] = {}
    for model in models:
        seen[model.step] = seen.get(model.step, 0) + 1
        if seen[model.step] <= ROWS:
            yield model


def _cost_columns(scenario: str, numbers: Numbers, language: Language, *, steps: bool) -> list[Column]:
    step = [Column("step", say("plan.step", language), lambda m: m.step)] if steps else []
    return [
        Column("scenario", say("plan.scenario", language), lambda m: scenario, only="csv"),
        *step,
        Column(
            "model",
            say("plan.model", language),
            lambda m: m.model if m.variant == "standard" else f"{m.model}@{m.variant}",
            stretch=True,
        ),
        Column(
            "request",
            say("plan.request", language),
            lambda m: m.cost_per_request.base if m.cost_per_request else None,
            numbers.money,
            align="right",
        ),
        Column(
            "month",
            say("plan.month", language),
            lambda m: m.cost_per_month.base if m.cost_per_month else None,
            numbers.money,
            align="right",
        ),
        Column(
            "low", say("plan.range", language), lambda m: m.cost_per_month.low if m.cost_per_month else None, only="csv"
        ),
        Column(
            "high",
            say("plan.range", language),
            lambda m: m.cost_per_month.high if m.cost_per_month else None,
            only="csv",
        ),
        Column(
            "range",
            say("plan.range", language),
            lambda m: _spread(m.cost_per_month, numbers),
            align="right",
            optional=1,
            only="table",
        ),
        Column(
            "results",
            say("plan.results", language),
            lambda m: m.quality_results,
            numbers.count,
            align="right",
            optional=3,
        ),
        Column("priced", say("plan.priced", language), lambda m: m.price_date, str, optional=2),
        Column("breaks", say("plan.breaks", language), lambda m: limits_text(m.violations, language), stretch=True),
    ]
