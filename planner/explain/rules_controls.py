"""What a router must beat: the oracle, the random router, the gain over single models."""

from __future__ import annotations

from itertools import product

import numpy as np

from planner.explain.case import Case, Rule
from planner.explain.leaves import constant, method
from planner.explain.rules_decisions import difficulty
from planner.explain.rules_options import option_cost, pieces_of, share_of
from planner.explain.rules_quality import option_quality
from planner.explain.rules_volume import draws
from planner.explain.trace import Trace, figure, product_of, sum_of, words
from planner.quality.success import CLASSES
from planner.routing.controls import ORACLE_MODELS, Oracle, means
from planner.routing.frontier import on_frontier
from planner.routing.options import Option

_CONTROLS = "planner.routing.controls"


def _oracle(case: Case) -> Trace:
    """What a router that always knows the difficulty pays, or gets right: Σ over classes of share × the model's own."""
    made = case.ledger.choice(case.scenario)
    oracle = made.verdict.controls.oracle
    assert oracle is not None
    quality = case.last == "quality"
    parts = []
    for cls, option in _assigned(case, oracle).items():
        assert option.by_class is not None
        index = CLASSES.index(cls)
        share = method(_CONTROLS, "_oracle", f"share of {cls} requests", f"{cls} 请求的比例").model_copy(
            update={"value": float(option.by_class.share[index])}
        )
        cause = figure(
            words(f"share of {cls} requests", f"{cls} 请求的比例"),
            share.value,
            None,
            words("the scenario's mix", "场景的难度比例"),
            [*difficulty(case.ledger, case.scenario), share],
        )
        if quality:
            own = figure(
                words(f"right answers of {option.models[0]} on {cls} requests", f"{option.models[0]} 对 {cls} 请求的答对率"),
                float(option.by_class.quality[index]), "right", words("as its right answers, over this class alone", "同其答对率，只对该难度计算"),
                [option_quality(case.ledger, case.scenario, option)],
            )  # fmt: skip
        else:
            own = option_cost(case.ledger, case.scenario, option)
        value = float(share.value or 0.0) * float(own.value or 0.0)
        parts.append(
            product_of(
                words(f"{cls}: {option.models[0]}", f"{cls}：{option.models[0]}"),
                value,
                own.unit,
                words("share × the model's", "比例 × 该模型的值"),
                [cause, own],
            )
        )
    formula = words(
        "Σ over difficulty classes, each sent to the model that makes the whole cheapest at the target (or best, where none reaches it)",
        "对各难度求和，每类交给使总成本在目标下最低（都达不到时答对率最高）的模型",
    )
    value = oracle.quality if quality else oracle.cost
    unit = "right" if quality else f"{case.currency} / request"
    return sum_of(words("oracle", "先知路由"), value, unit, formula, parts)


def _assigned(case: Case, oracle: Oracle) -> dict[str, Option]:
    """The model of each class that the oracle's figures come from."""
    made = case.ledger.choice(case.scenario)
    singles = [
        o for o in made.options if o.strategy == "single" and o.by_class is not None and not np.isnan(o.mean_quality)
    ]
    usable = [
        o for o in singles if all(v.constraint == "quality.target" for v in o.violations) and "+person" not in o.id
    ]
    cost, quality = means(usable)
    keep = on_frontier(cost, quality)
    front = [usable[i] for i in np.argsort(cost, kind="stable") if keep[i]]
    if len(front) > ORACLE_MODELS:
        front = [front[k] for k in np.unique(np.linspace(0, len(front) - 1, ORACLE_MODELS).round().astype(int))]
    first = front[0].by_class
    assert first is not None
    filled = [k for k in range(len(first.share)) if first.share[k] > 0]
    for models in product(front, repeat=len(filled)):
        paid = sum(
            float(o.by_class.share[k]) * o.mean_cost
            for k, o in zip(filled, models, strict=True)
            if o.by_class is not None
        )
        right = sum(
            float(o.by_class.share[k] * o.by_class.quality[k])
            for k, o in zip(filled, models, strict=True)
            if o.by_class is not None
        )
        if np.isclose(paid, oracle.cost, rtol=1e-12) and np.isclose(right, oracle.quality, rtol=1e-12):
            return {CLASSES[k]: o for k, o in zip(filled, models, strict=True)}
    raise LookupError("no assignment of models to classes gives the oracle's figures")


def _random(case: Case) -> Trace:
    made = case.ledger.choice(case.scenario)
    option = case.option()
    (small, _), (large, share) = option.parts
    singles = {o.models[0]: o for o in made.options if o.strategy == "single" and "+person" not in o.id}
    pair = [singles[small.name], singles[large.name]]
    pieces = pieces_of(case.ledger, case.scenario, option)
    inputs = [
        share_of(case.ledger, option, pieces[1][0], large, share),
        *(option_quality(case.ledger, case.scenario, o) for o in pair),
    ]
    formula = words(
        "(1 − s) × right answers of the small model + s × those of the large: a coin toss with the same share of strong calls",
        "(1 − s) × 小模型答对率 + s × 大模型答对率：强模型份额相同的随机分配",
    )
    return figure(words("random router", "随机路由"), case.shown, "right", formula, inputs)


def _gain(case: Case) -> Trace:
    made = case.ledger.choice(case.scenario)
    gain = made.verdict.gain
    assert gain is not None
    hull = [o for o in made.options if o.id in made.verdict.controls.hull]
    shown = float(getattr(gain, case.last))
    what = {
        "low": ("P5 of the saving", "节省的 P5"), "base": ("mean saving", "平均节省"), "high": ("P95 of the saving", "节省的 P95"),
        "probability": ("share of draws in which it saves anything", "有节省的抽样比例"),
    }[case.last]  # fmt: skip
    formula = words(
        f"{what[0]}: cost of the cheapest coin toss between single models of the same quality − cost of the option, on the same draws",
        f"{what[1]}：同等答对率下单模型随机组合的最低成本 − 该方案成本，使用同一组抽样",
    )
    unit = None if case.last == "probability" else f"{case.currency} / request"
    judged = next(o for o in made.options if o.feasible and not o.simple and (o.parts or o.strategy != "rules"))
    inputs = [option_cost(case.ledger, case.scenario, o) for o in (judged, *hull)]
    rule = constant(
        "planner.routing.verdict",
        "CONFIDENCE",
        0.95,
        None,
        "probability of a saving that a route or cascade must reach to be recommended",
        "路由或级联要被推荐所需的节省概率",
    )
    return figure(words("gain over single models", "相对单模型的收益"), shown, unit, formula, [*inputs, draws(), rule])


CONTROLS: dict[str, Rule] = {
    "route:scenarios.*.controls.oracle.cost_per_request": _oracle,
    "route:scenarios.*.controls.oracle.quality": _oracle,
    "route:scenarios.*.controls.random": _random,
    "route:scenarios.*.controls.gain.*": _gain,
}
