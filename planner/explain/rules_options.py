"""An option: what it costs, from its models, its extras (a verifier, a router, rules, a person) and its steps."""

from __future__ import annotations

import math

import numpy as np

from planner.catalog.dimensions import INDEX
from planner.explain.leaves import default, method, said
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_cost import cost_per_request
from planner.explain.rules_decisions import difficulty, router_accuracy, rules_share, target, verifier_rates
from planner.explain.rules_extras import extra
from planner.explain.rules_volume import mean_of
from planner.explain.trace import Trace, Words, figure, product_of, sum_of, words
from planner.routing.candidates import Candidate
from planner.routing.options import Option

STRATEGIES = {
    "single": words("one model answers every request", "一个模型回答所有请求"),
    "mix": words("a coin toss sends the stated share of requests to the large model", "按给定比例随机分配给大模型"),
    "route": words(
        "a router sends easy requests to the small model and hard ones to the large",
        "路由器把简单请求交给小模型、困难请求交给大模型",
    ),
    "cascade": words(
        "the small model answers, a verifier judges, the large one takes what is rejected",
        "小模型先答，校验不通过的交给大模型",
    ),
    "cascade_route": words(
        "hard requests go to the large model at once, the rest as in a cascade",
        "困难请求直接交给大模型，其余按级联处理",
    ),
    "rules": words("rules answer their share, the rest goes on to a model", "规则回答其份额，其余交给模型"),
}


def pieces_of(ledger: Ledger, name: str, option: Option) -> list[tuple[Piece, Candidate, float]]:
    """The models of an option with the piece each serves and the share of requests it sees."""
    pieces = ledger.pieces(name)
    if len(pieces) == 1:
        return [(pieces[0], candidate, share) for candidate, share in option.parts]
    out: list[tuple[Piece, Candidate, float]] = []
    left = list(option.parts)
    for piece in pieces:
        step = option.steps.get(piece.part.path.removeprefix("steps."))
        count = len(step.parts) if step is not None else 0
        out += [(piece, candidate, share) for candidate, share in left[:count]]
        left = left[count:]
    return out


def option_cost(ledger: Ledger, name: str, option: Option) -> Trace:
    """Mean cost of a request with an option."""
    currency = ledger.workspace.currency
    parts = pieces_of(ledger, name, option)
    alone = len(parts) == 1 and not option.extras and math.isclose(parts[0][2], 1.0)
    if alone:
        return cost_per_request(ledger, parts[0][0], parts[0][1])
    extras = {key: mean_of(np.asarray(amount)) for key, amount in option.extras.items()}
    traces = []
    if parts:
        rest = option.mean_cost - sum(extras.values())
        traces.append(_models(ledger, option, parts, rest))
    traces += [extra(ledger, name, option, key) for key in extras]
    label = words(f"cost of a request with {option.id}", f"{option.id} 的单次请求成本")
    kind = STRATEGIES[option.strategy]
    formula = words(
        f"models + {' + '.join(extras)}: {kind.en}" if extras else f"models: {kind.en}",
        f"模型 + {' + '.join(extras)}：{kind.zh}" if extras else f"模型：{kind.zh}",
    )
    return sum_of(label, option.mean_cost, f"{currency} / request", formula, traces)


def _models(ledger: Ledger, option: Option, parts: list[tuple[Piece, Candidate, float]], value: float) -> Trace:
    """What the models of an option cost together."""
    each = [model_share(ledger, option, place, *part) for place, part in enumerate(parts)]
    unit = f"{ledger.workspace.currency} / request"
    return sum_of(words("models", "模型"), value, unit, words("sum of what each model adds", "各模型成本之和"), each)


def model_share(ledger: Ledger, option: Option, place: int, piece: Piece, candidate: Candidate, share: float) -> Trace:
    """What a model adds to the cost of a request of an option: its share × its cost, draw by draw."""
    cost = cost_per_request(ledger, piece, candidate)
    label = words(f"{candidate.name}, its share", f"{candidate.name} 的份额")
    formula = words("share of the requests it sees × cost of a request there", "所处理请求的份额 × 该模型单次请求成本")
    inputs = [share_of(ledger, option, piece, candidate, share), cost]
    made = product_of(label, mean_of(option.paid[place]), cost.unit, formula, inputs)
    if made.operation is None and share < 0.999 and candidate.cost.usage[INDEX["cache_read"]] > 0:
        assert made.formula is not None
        colder = words(
            f"{made.formula.en}; a model that sees fewer requests has a colder cache",
            f"{made.formula.zh}；流量变小的模型缓存更冷",
        )
        made = made.model_copy(update={"formula": colder})
    return made


def share_of(ledger: Ledger, option: Option, piece: Piece, candidate: Candidate, share: float) -> Trace:
    """The share of a scenario's requests that a model of an option sees, and what decides it."""
    name = piece.scenario.id
    label = words(f"share of requests that {candidate.name} sees", f"{candidate.name} 处理的请求份额")
    inner = option.steps.get(piece.part.path.removeprefix("steps."), option)
    causes: list[Trace] = []
    if piece.step is not None:
        path = (*piece.at, "share")
        causes.append(
            said(ledger, name, path, piece.part.share)
            if piece.step.share is not None
            else default("steps.share", piece.part.share, shown=piece.key("share"))
        )
    kind = str(inner.parameters.get("then", inner.strategy)) if inner.strategy == "rules" else inner.strategy
    if inner.strategy == "rules":
        causes.append(rules_share(ledger, name))
    if kind in ("route", "cascade_route"):
        causes.append(router_accuracy(ledger, piece))
    if kind in ("cascade", "cascade_route"):
        causes += verifier_rates(ledger, piece)
    if kind in ("route", "cascade", "cascade_route", "mix"):
        causes += difficulty(ledger, name)
    if kind == "mix":
        causes.append(target(ledger, name))
    if not causes:
        causes.append(
            method(
                "planner.routing.strategies", "_single", "one model alone sees every request", "单一模型处理全部请求"
            )
        )
    return figure(label, share, None, _share_formula(kind), causes)


def _share_formula(kind: str) -> Words:
    return {
        "route": words(
            "Σ over difficulty classes: share of the class × how often the router sends it here",
            "Σ 各难度：该难度占比 × 路由器送到此处的比例",
        ),
        "cascade": words(
            "small: all; large: (1 − a) × right + (1 − b) × wrong answers of the small model, request by request",
            "小模型：全部；大模型：逐请求 (1 − a) × 小模型答对 + (1 − b) × 答错",
        ),
        "cascade_route": words(
            "large: what the router calls hard, and what the verifier rejects of the rest",
            "大模型：路由器判为困难的，加上其余中被校验拒绝的",
        ),
        "mix": words(
            "(target − quality of small) ÷ (quality of large − quality of small)",
            "(目标 − 小模型答对率) ÷ (大模型答对率 − 小模型答对率)",
        ),
    }.get(kind, words("every request that reaches it", "到达它的每个请求"))
