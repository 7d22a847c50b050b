"""What `planner route` shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from planner.report.limit_text import limits_text, why
from planner.report.numbers import Numbers
from planner.report.option_names import option_name
from planner.report.tables import Column, Report, Table
from planner.report.text import Language, say
from planner.report.unknowns import signs, unknowns

if TYPE_CHECKING:
    from planner.answers.route import OptionFigures, RouteResult, ScenarioRoute
    from planner.workspace import Workspace

ROWS = 12  # options shown of each scenario on a terminal


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
    legend = signs([o for s in answer.scenarios for o in s.options], language)
    return Report(tables, notes=[*notes, *legend, *unknowns(options, workspace.as_of, language)])


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
