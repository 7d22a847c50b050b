"""What a request is billed for: tokens read, cached, written and thought, seconds, images, pages."""

from __future__ import annotations

from planner.catalog.dimensions import INDEX
from planner.demand.assumptions import DEFAULTS
from planner.demand.usage import CachePolicy, shared_hit
from planner.explain.leaves import default, fact, method, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_lengths import length, output_length, read_by_model, thinking
from planner.explain.rules_units import units_billed
from planner.explain.rules_volume import field, mean_of, profile, requests_per_day
from planner.explain.trace import Trace, Words, figure, sum_of, words
from planner.files.quantities import Range, duration
from planner.pricing.workload import family_of
from planner.routing.candidates import Candidate


def usage_of(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str) -> Trace:
    """Mean billed usage of one request in one dimension."""
    value = float(candidate.cost.usage[INDEX[dimension]])
    if dimension == "requests":
        return _calls(ledger, piece, value)
    if dimension not in (
        "input",
        "cache_read",
        "cache_write",
        "cache_write_1h",
        "cache_storage",
        "output",
        "reasoning",
    ):
        return units_billed(ledger, piece, candidate, dimension, value)
    if dimension == "output":
        return _repeated(
            ledger,
            piece,
            output_length(ledger, piece, candidate),
            value,
            words("output tokens billed", "计费的输出 token"),
        )
    if dimension == "reasoning":
        return _repeated(
            ledger,
            piece,
            thinking(ledger, piece, candidate),
            value,
            words("thinking tokens billed", "计费的思考 token"),
        )
    if dimension == "input":
        return _input(ledger, piece, candidate, value)
    return _cache(ledger, piece, candidate, dimension, value)


def _calls(ledger: Ledger, piece: Piece, value: float) -> Trace:
    """Calls of a request, where a price list charges for each."""
    rule = method(
        "planner.pricing.workload",
        "_cost",
        "a request is one call of the model, of an agent several",
        "一次请求调用一次模型，智能体调用多次",
    )
    inputs = [rule, *agent_calls(ledger, piece)]
    return figure(
        words("calls billed", "计费的调用次数"),
        value,
        "requests",
        words("calls of one request", "一次请求的调用次数"),
        inputs,
    )


def _repeated(ledger: Ledger, piece: Piece, once: Trace, value: float, label: Words) -> Trace:
    """What every call of an agent has again."""
    if piece.part.agent is None:
        return (
            once.model_copy(update={"label": label, "value": value})
            if once.operation is None and once.kind == "figure"
            else once
        )
    return figure(
        label,
        value,
        "tokens",
        words("per call × calls of the agent", "每次调用 × 智能体调用次数"),
        [once, *agent_calls(ledger, piece)],
    )


def agent_calls(ledger: Ledger, piece: Piece) -> list[Trace]:
    """What is said about the calls of an agent; nothing where there is none."""
    agent = piece.part.agent
    if agent is None or agent.calls.mean is None:
        return []
    name = piece.scenario.id
    at: tuple[str | int, ...] = (
        ("agent", "calls", "mean") if says(ledger, name, ("agent", "calls", "mean")) else ("agent", "calls")
    )
    out = [said(ledger, name, at, (agent.calls.mean.low + agent.calls.mean.high) / 2, "calls / request")]
    for part in ("growth", "tools"):
        given: Range | None = getattr(agent, part)
        out.append(
            field(ledger, name, ("agent", part), given, (given.low + given.high) / 2, "tokens")
            if given is not None
            else default(f"agent.{part}", 0.0, "tokens")
        )
    return out


def _turns(ledger: Ledger, piece: Piece) -> list[Trace]:
    asked, name = piece.scenario.volume, piece.scenario.id
    turns = mean_of(ledger.volume(name).turns)
    if asked.turns is None:
        return [default("volume.turns", 1.0, "turns")]
    gap = (
        said(ledger, name, ("volume", "turn_gap"), asked.turn_gap, "s")
        if asked.turn_gap is not None
        else default("volume.turn_gap", 60.0, "s")
    )
    return [field(ledger, name, ("volume", "turns"), asked.turns, turns, "turns / conversation"), gap]


def _input(ledger: Ledger, piece: Piece, candidate: Candidate, value: float) -> Trace:
    usage = candidate.cost.usage
    label = words("input tokens billed in full", "按全价计费的输入 token")
    parts = read_by_model(ledger, piece, candidate)
    cached = [d for d in ("cache_read", "cache_write") if usage[INDEX[d]] > 0]
    request = piece.biller.request(family_of(candidate.model))
    repeated = request.turns.max() > 1 or piece.part.agent is not None
    if request.units:
        # What images and sounds are billed as: what is left when the text is counted.
        text = sum(float(part.value or 0.0) for part in parts)
        counted = value + sum(float(usage[INDEX[d]]) for d in cached) - text
        parts = (
            [*parts, units_billed(ledger, piece, candidate, "input", counted)]
            if counted > 1e-6 and not repeated
            else parts
        )
    if not cached and not repeated:
        return sum_of(
            label,
            value,
            "tokens",
            words("system prompt + message + retrieved text", "系统提示 + 用户消息 + 检索文本"),
            parts,
        )
    total = value + sum(float(usage[INDEX[d]]) for d in cached)
    if repeated:
        more = words(
            "system prompt + retrieved text + message + history: turn t resends the t − 1 messages and answers before it, a later call of an agent all that went before; mean over turns and calls",
            "系统提示 + 检索文本 + 用户消息 + 历史：第 t 轮重发之前 t − 1 轮的消息和回答，智能体后续调用重发之前全部内容；对轮次和调用取平均",
        )
        whole = figure(
            words("tokens the model reads", "模型读取的 token"),
            total,
            "tokens",
            more,
            [
                *parts,
                length(ledger, piece, "output", family_of(candidate.model), mean_of(request.output.mean)),
                *_turns(ledger, piece),
                *agent_calls(ledger, piece),
            ],
        )
    else:
        whole = sum_of(
            words("tokens the model reads", "模型读取的 token"),
            total,
            "tokens",
            words("system prompt + message + retrieved text", "系统提示 + 用户消息 + 检索文本"),
            parts,
        )
    if not cached:
        return whole.model_copy(update={"label": label})
    away = [_negative(_cache(ledger, piece, candidate, d, float(usage[INDEX[d]]))) for d in cached]
    return sum_of(
        label,
        value,
        "tokens",
        words("tokens the model reads − what the cache serves or stores", "模型读取的 token − 缓存命中或写入的部分"),
        [whole, *away],
    )


def _negative(trace: Trace) -> Trace:
    return trace.model_copy(update={"value": -float(trace.value or 0.0), "operation": None})


def _cache_words(dimension: str) -> tuple[Words, Words]:
    """What a figure of the prompt cache is called, and how it comes about."""
    label = {
        "cache_read": words("tokens read from the cache", "从缓存读取的 token"),
        "cache_storage": words("token-hours kept in the cache", "缓存中保存的 token 小时"),
    }.get(dimension, words("tokens written to the cache", "写入缓存的 token"))
    formula = {
        "cache_read": words(
            "the prefix that repeats, where it is long enough, × the chance that it is warm; in a conversation also the history, warm while the gap is shorter than the time to live",
            "足够长的重复前缀 × 命中概率；多轮对话还包括历史，间隔短于有效期时命中",
        ),
        "cache_storage": words(
            "the shared prefix × hours in which it is warm ÷ requests of the hour, and a conversation's history until its next turn",
            "共享前缀 × 保温小时数 ÷ 当小时请求数，加上对话历史保存到下一轮",
        ),
    }.get(
        dimension,
        words(
            "what may be read again and was not warm: stored at the price of a write",
            "可能再次读取且未命中的部分：按写入价存储",
        ),
    )
    return label, formula


def _cache(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str, value: float) -> Trace:
    """Tokens read from the prompt cache, or written to it."""
    model, name = candidate.model, piece.scenario.id
    cache = model.spec.cache
    minimum = (
        fact(
            ledger,
            model,
            "cache",
            words("shortest prefix that is cached", "可缓存的最短前缀"),
            cache.minimum,
            "tokens",
            model.source(cache.source),
        )
        if cache and cache.minimum is not None
        else default("cache.minimum", DEFAULTS["cache.minimum"].value, "tokens")
    )
    seconds = duration(cache.ttl) if cache and cache.ttl else float(DEFAULTS["cache.ttl"].value)
    ttl = (
        fact(
            ledger,
            model,
            "cache",
            words("time to live of the cache", "缓存有效期"),
            seconds,
            "s",
            model.source(cache.source),
        )
        if cache and cache.ttl
        else default("cache.ttl", seconds, "s")
    )
    policy = CachePolicy(int(float(minimum.value or 0)), seconds, bool(cache and cache.refresh), False)
    hit = mean_of(shared_hit(ledger.volume(name), policy, 1.0))
    rate = mean_of(ledger.volume(name).rate)
    busy = figure(
        words("requests a second", "每秒请求数"), rate, "requests / s", words("requests of the months in which it runs ÷ their seconds; hour by hour after the profile of the day", "运行月份的请求数 ÷ 秒数；按日内分布逐小时计算"),
        [requests_per_day(ledger, name), *profile(ledger, name)],
    )  # fmt: skip
    rule = (
        words("1 − exp(−rate × time to live)", "1 − exp(−请求率 × 有效期)")
        if policy.refresh
        else words("rate × ttl ÷ (1 + rate × ttl)", "请求率 × 有效期 ÷ (1 + 请求率 × 有效期)")
    )
    warm = figure(
        words("chance that the shared prefix is warm", "共享前缀命中缓存的概率"), hit, None, rule, [busy, ttl]
    )
    prefix = _cacheable(ledger, piece, candidate)
    label, formula = _cache_words(dimension)
    return figure(
        label,
        value,
        "token-hours" if dimension == "cache_storage" else "tokens",
        formula,
        [
            prefix,
            warm,
            minimum,
            *(_turns(ledger, piece) if ledger.volume(name).turns.max() > 1 else []),
            *agent_calls(ledger, piece),
        ],
    )


def _cacheable(ledger: Ledger, piece: Piece, candidate: Candidate) -> Trace:
    request = piece.biller.request(family_of(candidate.model))
    value = mean_of(request.cacheable)
    at = (*piece.at, "tokens", "cacheable")
    if piece.part.tokens is not None and piece.part.tokens.cacheable is not None:
        at = next((p for p in ((*at, "tokens"), (*at, "share")) if says(ledger, piece.scenario.id, p)), at)
        return said(ledger, piece.scenario.id, at, value, "tokens")
    reason = default("tokens.cacheable", value, "tokens", shown=piece.key("tokens.cacheable"))
    system = length(ledger, piece, "system", family_of(candidate.model), mean_of(request.system.mean))
    return figure(
        words("prefix that repeats", "重复的前缀"),
        value,
        "tokens",
        words("the system prompt", "系统提示"),
        [system, reason],
    )
