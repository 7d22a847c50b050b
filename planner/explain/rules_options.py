"""An option: what it costs, from its models, its extras (a verifier, a router, rules, a person) and its steps."""

from __future__ import annotations

import math

import numpy as np

from planner.demand.assumptions import DEFAULTS
from planner.explain.leaves import constant, default, method, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_cost import cost_per_request
from planner.explain.rules_demand import field, length, mean_of, usage_of
from planner.explain.trace import Trace, Words, figure, product_of, sum_of, words
from planner.pricing.workload import family_of
from planner.routing.candidates import Candidate
from planner.routing.options import Option
from planner.routing.strategies import VERDICT_TOKENS
from planner.scenario import Handover, Routing

STRATEGIES = {
    "single": words("one model answers every request", "一个模型回答所有请求"),
    "mix": words("a coin toss sends the stated share of requests to the large model", "按给定比例随机分配给大模型"),
    "route": words("a router sends easy requests to the small model and hard ones to the large", "路由器把简单请求交给小模型、困难请求交给大模型"),
    "cascade": words("the small model answers, a verifier judges, the large one takes what is rejected", "小模型先答，校验不通过的交给大模型"),
    "cascade_route": words("hard requests go to the large model at once, the rest as in a cascade", "困难请求直接交给大模型，其余按级联处理"),
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
    formula = words(f"models + {' + '.join(extras)}: {kind.en}" if extras else f"models: {kind.en}", f"模型 + {' + '.join(extras)}：{kind.zh}" if extras else f"模型：{kind.zh}")
    return sum_of(label, option.mean_cost, f"{currency} / request", formula, traces)


def _models(ledger: Ledger, option: Option, parts: list[tuple[Piece, Candidate, float]], value: float) -> Trace:
    """What the models of an option cost together."""
    currency = ledger.workspace.currency
    each = [model_share(ledger, option, piece, candidate, share) for piece, candidate, share in parts]
    label = words("models", "模型")
    unit = f"{currency} / request"
    formula = words("Σ share of requests × cost of a request", "Σ 请求份额 × 单次请求成本")
    made = sum_of(label, value, unit, formula, each)
    if made.operation is not None:
        return made
    off = value - sum(float(t.value or 0.0) for t in each)
    note = words(
        f"{formula.en}, draw by draw (share and cost vary together, and the cache of a model that sees fewer requests is colder: {off:+.4g} {currency} against the sum below)",
        f"{formula.zh}，逐次抽样计算（份额与成本同时变化，且模型流量变小后缓存更冷：与下列之和相差 {off:+.4g} {currency}）",
    )
    return made.model_copy(update={"formula": note})


def model_share(ledger: Ledger, option: Option, piece: Piece, candidate: Candidate, share: float) -> Trace:
    """What a model adds to a request of an option: its share × its cost."""
    cost = cost_per_request(ledger, piece, candidate)
    value = mean_of(candidate.cost.per_request) * share
    label = words(f"{candidate.name}, its share", f"{candidate.name} 的份额")
    formula = words("share of the requests it sees × cost of a request there", "所处理请求的份额 × 该模型单次请求成本")
    return product_of(label, value, f"{ledger.workspace.currency} / request", formula, [share_of(ledger, option, piece, candidate, share), cost])


def share_of(ledger: Ledger, option: Option, piece: Piece, candidate: Candidate, share: float) -> Trace:
    """The share of a scenario's requests that a model of an option sees, and what decides it."""
    name = piece.scenario.id
    label = words(f"share of requests that {candidate.name} sees", f"{candidate.name} 处理的请求份额")
    inner = option.steps.get(piece.part.path.removeprefix("steps."), option)
    causes: list[Trace] = []
    if piece.step is not None:
        path = (*piece.at, "share")
        causes.append(said(ledger, name, path, piece.part.share) if piece.step.share is not None else default("steps.share", piece.part.share, shown=piece.key("share")))
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
        causes.append(method("planner.routing.strategies", "_single", "one model alone sees every request", "单一模型处理全部请求"))
    return figure(label, share, None, _share_formula(kind), causes)


def _share_formula(kind: str) -> Words:
    return {
        "route": words("Σ over difficulty classes: share of the class × how often the router sends it here", "Σ 各难度：该难度占比 × 路由器送到此处的比例"),
        "cascade": words("small: all; large: (1 − a) × right + (1 − b) × wrong answers of the small model, request by request", "小模型：全部；大模型：逐请求 (1 − a) × 小模型答对 + (1 − b) × 答错"),
        "cascade_route": words("large: what the router calls hard, and what the verifier rejects of the rest", "大模型：路由器判为困难的，加上其余中被校验拒绝的"),
        "mix": words("(target − quality of small) ÷ (quality of large − quality of small)", "(目标 − 小模型答对率) ÷ (大模型答对率 − 小模型答对率)"),
    }.get(kind, words("every request that reaches it", "到达它的每个请求"))


# --- extras -------------------------------------------------------------------------------------------------------


def extra(ledger: Ledger, name: str, option: Option, key: str) -> Trace:
    """What an option pays that is no answer of a model: ``rules``, ``router``, ``verifier``, ``person``, by step."""
    value = mean_of(np.asarray(option.extras[key]))
    step, _, kind = key.rpartition(".")
    piece = ledger.piece(name, f"steps.{step}" if step else "") if step else ledger.pieces(name)[0]
    unit = f"{ledger.workspace.currency} / request"
    if kind == "rules":
        return _rules_cost(ledger, name, value, unit)
    if kind == "person":
        return _person_cost(ledger, name, option, value, unit)
    inner = option.steps.get(step, option)
    small = inner.parts[0][0]
    if kind == "router":
        formula = words("the router reads the message and answers with a word, at the small model's own rates", "路由器读取消息并回答一个词，按小模型单价计")
        return figure(words("router", "路由器"), value, unit, formula, [*_word(ledger, piece, small, both=False)])
    return _verifier_cost(ledger, piece, small, value, unit)


def _verifier_cost(ledger: Ledger, piece: Piece, small: Candidate, value: float, unit: str) -> Trace:
    label = words("verifier", "校验")
    routing = _routing(piece)
    given = routing.verifier if routing is not None else None
    name = piece.scenario.id
    at = (*piece.at, "routing", "verifier")
    if given is not None and given.cost is not None:
        formula = words("stated cost of a judgement × share of answers judged", "给定的单次校验成本 × 被校验的回答份额")
        return figure(label, value, unit, formula, [_money_field(ledger, name, (*at, "cost"), given.cost.range.low, given.cost.currency)])
    formula = words("share of answers judged × (message and answer read, one word written, at the verifier's rates)", "被校验的回答份额 ×（读取消息与回答、写一个词，按校验模型单价计）")
    if given is not None and given.model is not None:
        judge = ledger.workspace.catalog.find(given.model)
        found = next((c for c in ledger.found(name)[piece.part.path] if c.model.name == judge.name), small)
        return figure(label, value, unit, formula, [said(ledger, name, (*at, "model"), given.model), *_word(ledger, piece, found, both=True)])
    own = default("routing.verifier.cost", DEFAULTS["routing.verifier.cost"].value, "tokens", shown=piece.key("routing.verifier.cost"))
    return figure(label, value, unit, formula, [own, *_word(ledger, piece, small, both=True)])


def _word(ledger: Ledger, piece: Piece, candidate: Candidate, *, both: bool) -> list[Trace]:
    """A call that reads and answers with a word: what it reads, the word, and the rates."""
    out = [
        constant("planner.routing.strategies", "VERDICT_TOKENS", VERDICT_TOKENS, "tokens", "a router or verifier answers with a word", "路由器或校验只回答一个词"),
        usage_of(ledger, piece, candidate, "input"),
    ]
    if both:
        out.append(length(ledger, piece, "output", family_of(candidate.model), mean_of(candidate.cost.output_tokens.mean)))
    lines = ("input", "output")
    value = mean_of(candidate.cost.breakdown[0] + candidate.cost.breakdown[3])
    return [*out, cost_per_request(ledger, piece, candidate, lines=lines, value=value)]


def _rules_cost(ledger: Ledger, name: str, value: float, unit: str) -> Trace:
    rules = ledger.scenario(name).rules
    assert rules is not None
    if rules.cost_per_request is None:
        each = default("rules.cost_per_request", 0.0, unit)
    else:
        each = _money_field(ledger, name, ("rules", "cost_per_request"), rules.cost_per_request.range.low, rules.cost_per_request.currency)
    formula = words("share of requests that rules answer × cost of one", "规则回答的请求份额 × 单次成本")
    return product_of(words("rules", "规则"), value, unit, formula, [rules_share(ledger, name), each])


def _person_cost(ledger: Ledger, name: str, option: Option, value: float, unit: str) -> Trace:
    handover = ledger.scenario(name).handover
    assert handover is not None
    each = _money_field(ledger, name, ("handover", "cost_per_request"), handover.cost_per_request.range.low, handover.cost_per_request.currency)
    share = handover_share(ledger, name, option, handover)
    return product_of(words("a person", "人工"), value, unit, words("share of requests that a person takes over × cost of one", "转人工的请求份额 × 单次成本"), [share, each])


def handover_share(ledger: Ledger, name: str, option: Option, handover: Handover, value: float | None = None) -> Trace:
    """The share of requests that a person takes over."""
    piece = ledger.pieces(name)[0]
    shown = float(option.parameters["handover_share"]) if value is None else value
    cap = said(ledger, name, ("handover", "share"), handover.share) if handover.share is not None else default("handover.share", 1.0)
    formula = words("what the verifier rejects at the end, (1 − a) × right + (1 − b) × wrong, at most the cap", "最终被校验拒绝的部分 (1 − a) × 答对 + (1 − b) × 答错，不超过上限")
    return figure(words("share that a person takes over", "转人工份额"), shown, None, formula, [*verifier_rates(ledger, piece), cap])


def _money_field(ledger: Ledger, name: str, path: tuple[str | int, ...], amount: float, currency: str | None) -> Trace:
    from planner.explain.rules_money import money_field

    return money_field(ledger, name, path, amount, currency)


# --- what decides ---------------------------------------------------------------------------------------------


def _routing(piece: Piece) -> Routing | None:
    return piece.step.routing if piece.step is not None else piece.scenario.routing


def verifier_rates(ledger: Ledger, piece: Piece) -> list[Trace]:
    """a and b: how often the verifier accepts right and wrong answers."""
    return [verifier_rate(ledger, piece, which) for which in ("accept_correct", "accept_wrong")]


def verifier_rate(ledger: Ledger, piece: Piece, which: str) -> Trace:
    routing = _routing(piece)
    given = routing.verifier if routing is not None else None
    value: float | None = getattr(given, which) if given is not None else None
    if value is not None:
        return said(ledger, piece.scenario.id, (*piece.at, "routing", "verifier", which), value)
    fallback = DEFAULTS["routing.verifier"].value[0 if which == "accept_correct" else 1]
    return default("routing.verifier", fallback, shown=piece.key(f"routing.verifier.{which}"))


def router_accuracy(ledger: Ledger, piece: Piece) -> Trace:
    return default("routing.router", DEFAULTS["routing.router"].value, shown=piece.key("routing.router"))


def rules_share(ledger: Ledger, name: str) -> Trace:
    """The share of requests that rules answer."""
    from planner.demand.distributions import bounded, normals

    rules = ledger.scenario(name).rules
    assert rules is not None
    return field(ledger, name, ("rules", "share"), rules.share, mean_of(bounded(rules.share, normals(ledger.seed, name, "rules.share"))), None)


def difficulty(ledger: Ledger, name: str) -> list[Trace]:
    """How hard the requests are: shares of easy, medium and hard."""
    from planner.demand.assumptions import Assumptions
    from planner.routing.part_options import difficulty_mix

    scenario = ledger.scenario(name)
    mix = scenario.difficulty.mix
    shares = difficulty_mix(scenario, Assumptions())
    if mix is not None:
        return [
            said(ledger, name, ("difficulty", "mix", part) if says(ledger, name, ("difficulty", "mix", part)) else ("difficulty", "mix"), share)
            for part, share in zip(("easy", "medium", "hard"), shares, strict=True)
        ]
    shown = f"{shares[0]:.0%} easy, {shares[1]:.0%} medium, {shares[2]:.0%} hard"
    technical = scenario.difficulty.technical
    assert technical is not None
    at = ("difficulty", "technical") if says(ledger, name, ("difficulty", "technical")) else ("difficulty",)
    level = (technical.low + technical.high) / 2
    return [figure(words("mix of easy, medium and hard requests", "简单、中等、困难请求的比例"), shown, None, words("by the technical difficulty", "按技术难度取"), [default("difficulty.mix", shown), said(ledger, name, at, level)])]


def target(ledger: Ledger, name: str) -> Trace:
    """The share of right answers that is asked for."""
    quality = ledger.scenario(name).quality
    if quality is not None and quality.target is not None:
        return said(ledger, name, ("quality", "target"), quality.target)
    return default("quality.target", float(DEFAULTS["quality.target"].value))
