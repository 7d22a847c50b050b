"""Figures of `planner plan`: one option per scenario under one budget, and what more money would buy."""

from __future__ import annotations

import math

import numpy as np

from planner.demand.distributions import DRAWS, Array
from planner.explain.case import Case, Rule
from planner.explain.leaves import method
from planner.explain.ledger import Ledger
from planner.explain.rules_money import budget, worth
from planner.explain.rules_options import option_cost
from planner.explain.rules_quality import option_quality
from planner.explain.rules_rank import score
from planner.explain.rules_spread import end_of, in_month, quantile
from planner.explain.rules_trust import rank_of
from planner.explain.rules_volume import draws, mean_of, requests_in, requests_per_month
from planner.explain.trace import Trace, figure, product_of, sum_of, words
from planner.routing.options import Option


def chosen(ledger: Ledger) -> dict[str, Option]:
    """The option a plan chose for each scenario that gets one."""
    out = {}
    for row in ledger.plan.scenarios:
        if row.chosen is not None:
            wanted = row.chosen.id
            out[row.id] = next(o for o in ledger.choice(row.id).options if o.id == wanted)
    return out


def _wanted(ledger: Ledger) -> dict[str, Option]:
    """The recommended option of every scenario that has one, whether the budget allows it or not."""
    made = {row.id: ledger.choice(row.id).recommended for row in ledger.plan.scenarios}
    return {name: option for name, option in made.items() if option is not None}


def _total(ledger: Ledger, options: dict[str, Option]) -> Array:
    """Cost of one option a scenario (draw, month)."""
    total = np.zeros((DRAWS, len(ledger.plan.months)))
    for name, option in options.items():
        total = total + option.cost[:, None] * ledger.volume(name).per_month
    return total


def _monthly(ledger: Ledger, name: str, option: Option, month: int | None) -> Trace:
    """What a scenario costs in a month, or in the mean one."""
    load = ledger.volume(name)
    requests = load.per_month.mean(axis=1) if month is None else load.per_month[:, month]
    value = mean_of(option.cost * requests)
    when = (f" in {load.months[month]}", f"{load.months[month]} 的") if month is not None else (" a month", "每月")
    label = words(f"{name}{when[0]}: {option.id}", f"{name} {when[1]}成本：{option.id}")
    counted = requests_per_month(ledger, name) if month is None else requests_in(ledger, name, month)
    path = (
        f"plan:scenarios.{name}.cost_per_month.base"
        if month is None
        else f"plan:scenarios.{name}.months.{load.months[month]}.cost.base"
    )
    return in_month(label, value, ledger.workspace.currency, option_cost(ledger, name, option), counted).model_copy(
        update={"figure": path}
    )


def _nothing_chosen() -> Trace:
    none = method("planner.portfolio.knapsack", "choose", "no scenario gets an option", "没有场景获得方案")
    return none.model_copy(update={"value": 0.0})


def _sum(case: Case, month: int | None, end: str, options: dict[str, Option] | None = None) -> Trace:
    """Cost of ``options``, of what the plan chose where none are given."""
    options = chosen(case.ledger) if options is None else options
    total = _total(case.ledger, options)
    values = total.mean(axis=1) if month is None else total[:, month]
    parts = [_monthly(case.ledger, name, option, month) for name, option in options.items()] or [_nothing_chosen()]
    label = words("cost of these options", "这些方案的成本")
    base = sum_of(
        label,
        mean_of(values),
        f"{case.currency} / month",
        words("sum over the scenarios that get an option", "对获得方案的场景求和"),
        parts,
    )
    return quantile(base, end, end_of(values, end))


def _total_cost(case: Case) -> Trace:
    return _sum(case, None, case.last)


def _phase_cost(case: Case) -> Trace:
    phase = str(case.found.steps[1])
    names = {row.id for row in case.ledger.plan.scenarios if row.phase == phase}
    return _sum(case, None, case.last, {k: o for k, o in chosen(case.ledger).items() if k in names})


def _month_cost(case: Case) -> Trace:
    return _sum(case, case.place(1), case.last)


def _wanted_cost(case: Case) -> Trace:
    return _sum(case, case.place(1), case.last, _wanted(case.ledger))


def _month_requests(case: Case) -> Trace:
    month = case.place(1)
    parts = [
        requests_in(case.ledger, s.id, month).model_copy(
            update={"label": words(f"requests of {s.id}", f"{s.id} 的请求数")}
        )
        for s in case.ledger.workspace.scenarios
    ]
    value = sum(float(t.value or 0.0) for t in parts)
    return sum_of(
        words("requests of all scenarios", "全部场景的请求数"),
        value,
        "requests / month",
        words("sum over the scenarios", "对场景求和"),
        parts,
    )


# --- the budget ---------------------------------------------------------------------------------------------------


def _budget(case: Case) -> Trace:
    return budget(case.ledger)


def _worst(case: Case) -> tuple[int, Trace]:
    month = int(_total(case.ledger, chosen(case.ledger)).mean(axis=0).argmax())
    return month, _sum(case, month, "base")


def _used(case: Case) -> Trace:
    month, cost = _worst(case)
    limit = budget(case.ledger)
    name = case.ledger.plan.months[month].month
    value = float(cost.value or 0.0) / float(limit.value or 1.0)
    formula = words(f"cost of the dearest month ({name}) ÷ budget", f"最贵月份（{name}）的成本 ÷ 预算")
    return figure(words("share of the budget that is used", "预算使用比例"), value, None, formula, [cost, limit])


def _over(case: Case) -> Trace:
    limit = budget(case.ledger)
    total = _total(case.ledger, chosen(case.ledger))
    value = float((total > float(limit.value or 0.0) * (1 + 1e-12)).any(axis=1).mean())
    formula = words("share of draws in which the cost of any month is above the budget", "任一月成本超出预算的抽样比例")
    return figure(
        words("chance of going over the budget", "超出预算的概率"),
        value,
        None,
        formula,
        [limit, _worst(case)[1], draws()],
    )


# --- value --------------------------------------------------------------------------------------------------------


def _value(case: Case, name: str, option: Option) -> Trace:
    """What an option is worth a month: money where every scenario states it, points of priority otherwise."""
    ledger = case.ledger
    made = ledger.choice(name)
    requests = requests_per_month(ledger, name)
    known = not np.isnan(option.mean_quality)
    if known:
        right = option_quality(ledger, name, option)
    else:
        from planner.explain.rules_decisions import target

        right = figure(
            words("right answers", "答对率"),
            made.target,
            "right",
            words("no result speaks for the option: the target stands in", "没有结果说明该方案：以目标代替"),
            [target(ledger, name)],
        )
    label = words(f"value of {option.id} for {name}", f"{option.id} 对 {name} 的价值")
    each = worth(ledger, name, "per_success")
    if ledger.plan.value_basis == "money" and each is not None:
        value = float(requests.value or 0.0) * float(right.value or 0.0) * float(each.value or 0.0)
        formula = words(
            "requests a month × right answers × worth of a right answer", "每月请求数 × 答对率 × 每次答对的价值"
        )
        return product_of(label, value, f"{case.currency} / month", formula, [requests, right, each])
    points = score(case, name)
    scale = math.log10(1 + float(requests.value or 0.0))
    size = figure(
        words("requests on a log scale", "请求数的对数"),
        scale,
        None,
        words("log10(1 + requests a month)", "log10(1 + 每月请求数)"),
        [requests],
    )
    value = float(points.value or 0.0) * float(right.value or 0.0) * scale
    formula = words(
        "priority score × right answers × log10(1 + requests): points, since not every scenario states a worth in money",
        "优先级得分 × 答对率 × log10(1 + 请求数)：并非每个场景都给出金额，故以分计",
    )
    return product_of(label, value, "points", formula, [points, right, size])


def _scenario_value(case: Case) -> Trace:
    return _value(case, case.scenario, chosen(case.ledger)[case.scenario])


def _total_value(case: Case) -> Trace:
    parts = [_value(case, name, option) for name, option in chosen(case.ledger).items()]
    parts = parts or [_nothing_chosen()]
    value = sum(float(t.value or 0.0) for t in parts)
    unit = f"{case.currency} / month" if case.ledger.plan.value_basis == "money" else "points"
    rule = method(
        "planner.portfolio.knapsack",
        "choose",
        "the most valuable portfolio within the budget of every month, exact",
        "每月预算内价值最高的组合，精确求解",
    )
    made = sum_of(
        words("value of the plan", "计划的价值"),
        value,
        unit,
        words("sum over the chosen options", "对所选方案求和"),
        parts,
    )
    return figure(
        made.label, value, unit, words("the best portfolio within the budget", "预算内的最优组合"), [made, rule]
    )


def _curve(case: Case) -> Trace:
    """A corner of the budget-value curve."""
    place, which = case.place(1), case.found.steps[2]
    rule = method(
        "planner.portfolio.curve",
        "curve",
        "the upper hull of all divisible portfolios (Sinha and Zoltners, 1979)",
        "全部可分组合的上凸包（Sinha 和 Zoltners，1979）",
    )
    parts = []
    for name, option in chosen(case.ledger).items():
        parts += [_monthly(case.ledger, name, option, None)] if which == 0 else [_value(case, name, option)]
    what = (
        words("budget a month at a corner of the curve", "曲线拐点处的每月预算")
        if which == 0
        else words("value of the best divisible portfolio there", "该处最优可分组合的价值")
    )
    formula = words(
        f"corner {place}: options bought in the order of value per money; its {'cost so far' if which == 0 else 'value so far'}, of the options below and cheaper or dearer ones of the same scenarios",
        f"第 {place} 个拐点：按单位金额价值依次购买方案；到此为止的{'成本' if which == 0 else '价值'}，方案见下（或同场景的其他方案）",
    )
    unit = f"{case.currency} / month" if which == 0 or case.ledger.plan.value_basis == "money" else "points"
    return figure(what, case.shown, unit, formula, [*parts, rule])


def _shadow(case: Case) -> Trace:
    limit = budget(case.ledger)
    price = case.ledger.plan.shadow_price
    bought = price is not None and price.scenario is not None
    inputs = [limit]
    if bought and price is not None and price.scenario is not None:
        option = next(o for o in case.ledger.choice(price.scenario).options if o.id == price.option)
        inputs += [_monthly(case.ledger, price.scenario, option, None), _value(case, price.scenario, option)]
    else:
        inputs.append(_worst(case)[1])
    formula = words(
        "slope of the budget-value curve at the budget: value that one more unit of money a month adds"
        if bought
        else "0: every option worth its money is within the budget already",
        "预算处曲线的斜率：每月多一单位金额增加的价值" if bought else "0：所有值得的方案都已在预算之内",
    )
    rule = method("planner.portfolio.curve", "shadow_price", "value per unit of money", "单位金额的价值")
    return figure(
        words("shadow price", "影子价格"),
        case.shown,
        f"{'value' if case.ledger.plan.value_basis == 'money' else 'points'} / {case.currency}",
        formula,
        [*inputs, rule],
    )


def _rank(case: Case) -> Trace:
    return rank_of(case, case.scenario)


def _score(case: Case) -> Trace:
    return score(case, case.scenario)


PLAN: dict[str, Rule] = {
    "plan:budget.per_month": _budget,
    "plan:budget.used_share": _used,
    "plan:budget.probability_over": _over,
    "plan:total_cost_per_month.*": _total_cost,
    "plan:cost_by_phase.*.*": _phase_cost,
    "plan:months.*.cost.*": _month_cost,
    "plan:months.*.requests": _month_requests,
    "plan:wanted.*.cost.*": _wanted_cost,
    "plan:wanted.*.requests": _month_requests,
    "plan:value_per_month": _total_value,
    "plan:curve.*.*": _curve,
    "plan:shadow_price.value_per_unit": _shadow,
    "plan:scenarios.*.value_per_month": _scenario_value,
    "plan:scenarios.*.rank": _rank,
    "plan:scenarios.*.score": _score,
}
