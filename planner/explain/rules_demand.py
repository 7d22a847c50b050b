"""How many requests come, and what one of them consists of: volume, lengths, usage."""

from __future__ import annotations

import numpy as np

from planner.catalog.dimensions import BY_NAME, INDEX, INPUT_TOKENS
from planner.demand.assumptions import DEFAULTS
from planner.demand.distributions import DRAWS, Array, signed, normals
from planner.demand.request import Length
from planner.demand.usage import CachePolicy, shared_hit
from planner.explain.leaves import constant, default, fact, file_said, method, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.trace import Trace, Words, figure, product_of, sum_of, words
from planner.files.patterns import matching
from planner.files.quantities import Range, duration
from planner.pricing.workload import family_of
from planner.routing.candidates import Candidate
from planner.scenario import Lengths
from planner.tokens.count import lengths as count_lengths

_FILES = 12  # sample files that are listed one by one


def draws() -> Trace:
    """How many draws a spread rests on."""
    return constant("planner.demand.distributions", "DRAWS", DRAWS, None, "stratified draws of everything uncertain, the same for every option", "对所有不确定量的分层抽样次数，各方案共用")


def mean_of(values: Array) -> float:
    return float(np.mean(values))


def field(ledger: Ledger, scenario: str, path: tuple[str | int, ...], value: Range, mean: float, unit: str | None) -> Trace:
    """A field of a scenario: the number, or for a range the mean of its distribution over the field as written."""
    if value.exact:
        return said(ledger, scenario, path, value.low, unit)
    ends = f"{value.low:g}–{value.high:g}"
    name = ".".join(map(str, path))
    formula = words(f"mean of the distribution with P10 and P90 at {ends}", f"以 {ends} 为 P10 和 P90 的分布的均值")
    return figure(words(name, name), mean, unit, formula, [said(ledger, scenario, path, ends, unit)])


# --- volume -------------------------------------------------------------------------------------------------------


def requests_per_day(ledger: Ledger, name: str) -> Trace:
    """Requests a day at the launch."""
    from planner.demand.distributions import positive

    volume = ledger.scenario(name).volume
    if volume.requests_per_day is not None:
        drawn = positive(volume.requests_per_day, normals(ledger.seed, name, "requests_per_day"))
        return field(ledger, name, ("volume", "requests_per_day"), volume.requests_per_day, mean_of(drawn), "requests / day")
    assert volume.users is not None
    assert volume.per_user_per_day is not None
    users = positive(volume.users, normals(ledger.seed, name, "users"))
    each = positive(volume.per_user_per_day, normals(ledger.seed, name, "per_user_per_day"))
    return product_of(
        words("requests a day", "每日请求数"), mean_of(users * each), "requests / day", words("users × requests per user and day", "用户数 × 每人每日请求数"),
        [
            field(ledger, name, ("volume", "users"), volume.users, mean_of(users), "users"),
            field(ledger, name, ("volume", "per_user_per_day"), volume.per_user_per_day, mean_of(each), "requests / user / day"),
        ],
    )  # fmt: skip


def _growth(ledger: Ledger, name: str) -> Trace:
    growth = ledger.scenario(name).volume.growth
    if growth is None:
        return default("volume.growth", 0.0, "per month")
    return field(ledger, name, ("volume", "growth"), growth, mean_of(signed(growth, normals(ledger.seed, name, "growth"))), "per month")


def requests_in(ledger: Ledger, name: str, month: int) -> Trace:
    """Requests in one month of the horizon (mean)."""
    volume, asked = ledger.volume(name), ledger.scenario(name).volume
    label = words(f"requests in {volume.months[month]}", f"{volume.months[month]} 的请求数")
    total = mean_of(volume.per_month[:, month])
    daily = requests_per_day(ledger, name)
    first = _month_number(asked.launch.strftime("%Y-%m") if asked.launch else volume.months[0])
    since = max(_month_number(volume.months[month]) - first, 0)
    if asked.growth is None or asked.growth.exact:
        rate = asked.growth.low if asked.growth is not None else 0.0
        grown = (1 + rate) ** since
    else:
        grown = mean_of((1 + np.maximum(signed(asked.growth, normals(ledger.seed, name, "growth")), -0.99)) ** since)
    factor = figure(
        words(f"growth over {since} months", f"{since} 个月的增长"), grown, None,
        words(f"(1 + growth)^{since}: whole months since the {'launch' if asked.launch else 'first month of the horizon'}", f"(1 + 增长率)^{since}：自{'上线' if asked.launch else '规划期首月'}起的整月数"),
        [_growth(ledger, name), *_launch(ledger, name)],
    )  # fmt: skip
    base = mean_of(volume.per_month[:, month])
    days = base / (grown * float(daily.value or 0.0)) if grown and float(daily.value or 0.0) and _steady(ledger, name) else float(volume.days[month])
    running = round(days) if abs(days - round(days)) < 1e-6 else float(volume.days[month])
    calendar = method("planner.demand.volume", "_running", "days of the month on which the scenario runs: all of them from the launch on", "该月中场景运行的天数：上线之后每天都算")
    day_trace = calendar.model_copy(update={"value": float(running), "unit": "days", "label": words(f"days in {volume.months[month]}", f"{volume.months[month]} 的天数")})
    formula = words("requests a day × growth since the launch × days in the month", "每日请求数 × 上线以来的增长 × 当月天数")
    return product_of(label, total, "requests / month", formula, [daily, factor, day_trace])


def _steady(ledger: Ledger, name: str) -> bool:
    """Is everything about the volume exact?"""
    said_of = ledger.scenario(name).volume
    return all(r is None or r.exact for r in (said_of.requests_per_day, said_of.users, said_of.per_user_per_day, said_of.growth))


def _month_number(label: str) -> int:
    year, month = label.split("-")[:2]
    return int(year) * 12 + int(month)


def _launch(ledger: Ledger, name: str) -> list[Trace]:
    launch = ledger.scenario(name).volume.launch
    return [said(ledger, name, ("volume", "launch"), launch.isoformat())] if launch is not None else []


def requests_per_month(ledger: Ledger, name: str) -> Trace:
    """Mean requests a month over the horizon."""
    from planner.explain.leaves import setting

    volume = ledger.volume(name)
    months = len(volume.months)
    total = sum_of(
        words(f"requests in {months} months", f"{months} 个月的请求数"), float(volume.per_month.mean(axis=0).sum()), "requests", words("sum over the months", "各月之和"),
        [requests_in(ledger, name, i) for i in range(months)],
    )  # fmt: skip
    horizon = setting(ledger, ("horizon",), months, "months")
    formula = words("requests in all months of the horizon ÷ months", "规划期内请求总数 ÷ 月数")
    return figure(words("requests a month", "每月请求数"), mean_of(volume.per_month), "requests / month", formula, [total, horizon])


# --- what a request consists of ---------------------------------------------------------------------------------


def length(ledger: Ledger, piece: Piece, name: str, family: str, mean: float) -> Trace:
    """Tokens of one part of a request: as stated, or counted from sample files by the model's tokenizer."""
    tokens = piece.part.tokens
    scenario = piece.scenario.id
    at = (*piece.at, "tokens", name)
    label = words(f"{name} tokens", f"{name} token 数")
    if tokens is None:
        return figure(label, 0.0, "tokens", words("the piece is not billed in tokens", "该环节不按 token 计费"), [said(ledger, scenario, (*piece.at, "units"), None)])
    if name == "input" and tokens.samples is not None:
        return _counted(ledger, piece, tokens.samples, (*piece.at, "tokens", "from"), family, mean, label)
    given: Lengths | None = getattr(tokens, name)
    if given is None:
        return default("tokens.system", mean, "tokens", shown=piece.key(f"tokens.{name}"))
    if given.samples is not None:
        return _counted(ledger, piece, given.samples, (*at, "from"), family, mean, label)
    assert given.mean is not None
    inner = (*at, "mean") if says(ledger, scenario, (*at, "mean")) else at
    return field(ledger, scenario, inner, given.mean, mean, "tokens")


def _counted(ledger: Ledger, piece: Piece, pattern: str, at: tuple[str | int, ...], family: str, mean: float, label: Words) -> Trace:
    files = matching(ledger.workspace.root, pattern)
    counted = count_lengths(files, family)
    rows = [
        file_said(
            path.relative_to(ledger.workspace.root).as_posix() if path.is_relative_to(ledger.workspace.root) else path.name,
            words(f"{path.name}, {one.method}", f"{path.name}，{one.method}"), one.tokens, "tokens", line=1,
        )
        for path, one in list(zip(files, counted.counts, strict=True))[:_FILES]
    ]  # fmt: skip
    band = "" if counted.exact else f" (between {counted.low:.0f} and {counted.high:.0f})"
    formula = words(
        f"mean of {len(files)} files counted for the tokenizer family `{family}`{band}", f"{len(files)} 个文件按 `{family}` 分词计数的均值{band.replace('between', '介于').replace('and', '与')}"
    )
    return figure(label, mean, "tokens", formula, [said(ledger, piece.scenario.id, at, pattern), *rows])


def output_length(ledger: Ledger, piece: Piece, candidate: Candidate) -> Trace:
    return length(ledger, piece, "output", family_of(candidate.model), mean_of(candidate.cost.output_tokens.mean))


def thinking(ledger: Ledger, piece: Piece, candidate: Candidate) -> Trace:
    """Thinking tokens of a model that thinks."""
    tokens = piece.part.tokens
    mean = mean_of(candidate.cost.reasoning_tokens)
    if tokens is not None and tokens.reasoning is not None:
        return length(ledger, piece, "reasoning", family_of(candidate.model), mean)
    low, high = DEFAULTS["tokens.reasoning"].value
    answer = output_length(ledger, piece, candidate)
    thinks = fact(ledger, candidate.model, "reasoning", words(f"{candidate.model.name} thinks", f"{candidate.model.name} 会思考"), candidate.model.spec.reasoning, None)
    ratio = default("tokens.reasoning", mean / float(answer.value or 1.0), f"{low}–{high} per answer token", shown=piece.key("tokens.reasoning"))
    label = words("thinking tokens", "思考 token 数")
    made = product_of(label, mean, "tokens", words("answer tokens × thinking tokens per answer token", "回答 token × 每个回答 token 的思考量"), [answer, ratio])
    return made.model_copy(update={"inputs": [*made.inputs, thinks], "operation": None})


# --- usage: what is billed ----------------------------------------------------------------------------------------


def usage_of(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str) -> Trace:
    """Mean billed usage of one request in one dimension."""
    value = float(candidate.cost.usage[INDEX[dimension]])
    request = piece.biller.request(family_of(candidate.model))
    units = [column for column in request.units if column == dimension or dimension.startswith("input_")]
    if units or dimension not in (*INPUT_TOKENS, "output", "reasoning"):
        return _units(ledger, piece, candidate, dimension, value)
    if dimension == "output":
        return _repeated(ledger, piece, output_length(ledger, piece, candidate), value, words("output tokens billed", "计费的输出 token"))
    if dimension == "reasoning":
        return _repeated(ledger, piece, thinking(ledger, piece, candidate), value, words("thinking tokens billed", "计费的思考 token"))
    if dimension == "input":
        return _input(ledger, piece, candidate, value)
    return _cache(ledger, piece, candidate, dimension, value)


def _repeated(ledger: Ledger, piece: Piece, once: Trace, value: float, label: Words) -> Trace:
    """What every call of an agent has again."""
    if piece.part.agent is None:
        return once.model_copy(update={"label": label, "value": value}) if once.operation is None and once.kind == "figure" else once
    return figure(label, value, "tokens", words("per call × calls of the agent", "每次调用 × 智能体调用次数"), [once, *_agent(ledger, piece)])


def _agent(ledger: Ledger, piece: Piece) -> list[Trace]:
    agent = piece.part.agent
    if agent is None or agent.calls.mean is None:
        return []
    name = piece.scenario.id
    at: tuple[str | int, ...] = ("agent", "calls", "mean") if says(ledger, name, ("agent", "calls", "mean")) else ("agent", "calls")
    out = [said(ledger, name, at, (agent.calls.mean.low + agent.calls.mean.high) / 2, "calls / request")]
    for part in ("growth", "tools"):
        given: Range | None = getattr(agent, part)
        out.append(field(ledger, name, ("agent", part), given, (given.low + given.high) / 2, "tokens") if given is not None else default(f"agent.{part}", 0.0, "tokens"))
    return out


def _turns(ledger: Ledger, piece: Piece) -> list[Trace]:
    asked, name = piece.scenario.volume, piece.scenario.id
    turns = mean_of(ledger.volume(name).turns)
    if asked.turns is None:
        return [default("volume.turns", 1.0, "turns")]
    gap = said(ledger, name, ("volume", "turn_gap"), asked.turn_gap, "s") if asked.turn_gap is not None else default("volume.turn_gap", 60.0, "s")
    return [field(ledger, name, ("volume", "turns"), asked.turns, turns, "turns / conversation"), gap]


def _read_by_model(ledger: Ledger, piece: Piece, candidate: Candidate) -> list[Trace]:
    """System prompt, retrieved text and message: everything a single call reads."""
    family = family_of(candidate.model)
    request = piece.biller.request(family)
    out = [length(ledger, piece, "system", family, mean_of(request.system.mean)), length(ledger, piece, "input", family, mean_of(request.message.mean))]
    retrieval = piece.part.tokens.retrieval if piece.part.tokens is not None else None
    if retrieval is not None:
        at = (*piece.at, "tokens", "retrieval")
        chunks = field(ledger, piece.scenario.id, (*at, "chunks"), retrieval.chunks, (retrieval.chunks.low + retrieval.chunks.high) / 2, "chunks")
        each = field(ledger, piece.scenario.id, (*at, "tokens_per_chunk"), retrieval.tokens_per_chunk, (retrieval.tokens_per_chunk.low + retrieval.tokens_per_chunk.high) / 2, "tokens / chunk")
        out.append(product_of(words("retrieved tokens", "检索到的 token"), mean_of(request.retrieved.mean), "tokens", words("chunks × tokens per chunk", "片段数 × 每段 token"), [chunks, each]))
    return out


def _input(ledger: Ledger, piece: Piece, candidate: Candidate, value: float) -> Trace:
    usage = candidate.cost.usage
    label = words("input tokens billed in full", "按全价计费的输入 token")
    parts = _read_by_model(ledger, piece, candidate)
    cached = [d for d in ("cache_read", "cache_write") if usage[INDEX[d]] > 0]
    request = piece.biller.request(family_of(candidate.model))
    repeated = request.turns.max() > 1 or piece.part.agent is not None
    if not cached and not repeated and not request.units:
        return sum_of(label, value, "tokens", words("system prompt + message + retrieved text", "系统提示 + 用户消息 + 检索文本"), parts)
    total = value + sum(float(usage[INDEX[d]]) for d in cached)
    if repeated:
        more = words(
            "system prompt + retrieved text + message + history: turn t resends the t − 1 messages and answers before it, a later call of an agent all that went before; mean over turns and calls",
            "系统提示 + 检索文本 + 用户消息 + 历史：第 t 轮重发之前 t − 1 轮的消息和回答，智能体后续调用重发之前全部内容；对轮次和调用取平均",
        )
        whole = figure(words("tokens the model reads", "模型读取的 token"), total, "tokens", more, [*parts, length(ledger, piece, "output", family_of(candidate.model), mean_of(request.output.mean)), *_turns(ledger, piece), *_agent(ledger, piece)])
    else:
        whole = sum_of(words("tokens the model reads", "模型读取的 token"), total, "tokens", words("system prompt + message + retrieved text", "系统提示 + 用户消息 + 检索文本"), parts)
    if not cached:
        return whole.model_copy(update={"label": label})
    away = [_negative(_cache(ledger, piece, candidate, d, float(usage[INDEX[d]]))) for d in cached]
    return sum_of(label, value, "tokens", words("tokens the model reads − what the cache serves or stores", "模型读取的 token − 缓存命中或写入的部分"), [whole, *away])


def _negative(trace: Trace) -> Trace:
    return trace.model_copy(update={"value": -float(trace.value or 0.0), "operation": None})


def _cache(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str, value: float) -> Trace:
    """Tokens read from the prompt cache, or written to it."""
    model, name = candidate.model, piece.scenario.id
    cache = model.spec.cache
    minimum = (
        fact(ledger, model, "cache", words("shortest prefix that is cached", "可缓存的最短前缀"), cache.minimum, "tokens", model.source(cache.source))
        if cache and cache.minimum is not None
        else default("cache.minimum", DEFAULTS["cache.minimum"].value, "tokens")
    )
    seconds = duration(cache.ttl) if cache and cache.ttl else float(DEFAULTS["cache.ttl"].value)
    ttl = (
        fact(ledger, model, "cache", words("time to live of the cache", "缓存有效期"), seconds, "s", model.source(cache.source)) if cache and cache.ttl else default("cache.ttl", seconds, "s")
    )
    policy = CachePolicy(int(float(minimum.value or 0)), seconds, bool(cache and cache.refresh), False)
    hit = mean_of(shared_hit(ledger.volume(name), policy, 1.0))
    rate = mean_of(ledger.volume(name).rate)
    busy = figure(
        words("requests a second", "每秒请求数"), rate, "requests / s", words("requests of the months in which it runs ÷ their seconds; hour by hour after the profile of the day", "运行月份的请求数 ÷ 秒数；按日内分布逐小时计算"),
        [requests_per_day(ledger, name), *_profile(ledger, name)],
    )  # fmt: skip
    rule = words("1 − exp(−rate × time to live)", "1 − exp(−请求率 × 有效期)") if policy.refresh else words("rate × ttl ÷ (1 + rate × ttl)", "请求率 × 有效期 ÷ (1 + 请求率 × 有效期)")
    warm = figure(words("chance that the shared prefix is warm", "共享前缀命中缓存的概率"), hit, None, rule, [busy, ttl])
    prefix = _cacheable(ledger, piece, candidate)
    label = words("tokens read from the cache", "从缓存读取的 token") if dimension == "cache_read" else words("tokens written to the cache", "写入缓存的 token")
    formula = (
        words(
            "the prefix that repeats, where it is long enough, × the chance that it is warm; in a conversation also the history, warm while the gap is shorter than the time to live",
            "足够长的重复前缀 × 命中概率；多轮对话还包括历史，间隔短于有效期时命中",
        )
        if dimension == "cache_read"
        else words("what may be read again and was not warm: stored at the price of a write", "可能再次读取且未命中的部分：按写入价存储")
    )
    return figure(label, value, "tokens", formula, [prefix, warm, minimum, *(_turns(ledger, piece) if ledger.volume(name).turns.max() > 1 else []), *_agent(ledger, piece)])


def _cacheable(ledger: Ledger, piece: Piece, candidate: Candidate) -> Trace:
    request = piece.biller.request(family_of(candidate.model))
    value = mean_of(request.cacheable)
    at = (*piece.at, "tokens", "cacheable")
    if piece.part.tokens is not None and piece.part.tokens.cacheable is not None:
        at = next((p for p in ((*at, "tokens"), (*at, "share")) if says(ledger, piece.scenario.id, p)), at)
        return said(ledger, piece.scenario.id, at, value, "tokens")
    reason = default("tokens.cacheable", value, "tokens", shown=piece.key("tokens.cacheable"))
    system = length(ledger, piece, "system", family_of(candidate.model), mean_of(request.system.mean))
    return figure(words("prefix that repeats", "重复的前缀"), value, "tokens", words("the system prompt", "系统提示"), [system, reason])


def _profile(ledger: Ledger, name: str) -> list[Trace]:
    asked = ledger.scenario(name).volume
    for key in ("profile", "hours", "peak_factor"):
        if getattr(asked, key) is not None:
            return [said(ledger, name, ("volume", key), None)]
    return [default("volume.peak_factor", DEFAULTS["volume.peak_factor"].value, "× mean")]


def _units(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str, value: float) -> Trace:
    """Seconds, images, characters, pages: as stated, or as the tokens that the model bills them as."""
    request = piece.biller.request(family_of(candidate.model))
    stated = [_unit_field(ledger, piece, column, mean_of(amount)) for column, amount in request.units.items()]
    if dimension in request.units:
        return stated[list(request.units).index(dimension)].model_copy(update={"value": value})
    spec = candidate.model.spec.unit_tokens
    facts = []
    if spec is not None:
        for key in ("image", "audio_second", "video_second", "page"):
            if getattr(spec, key) is not None:
                shown = key.replace("_", " ")
                label = words(f"tokens per {shown}", f"每{ {'image': '张图像', 'audio_second': '秒音频', 'video_second': '秒视频', 'page': '页'}[key] }的 token 数")
                facts.append(fact(ledger, candidate.model, "unit_tokens", label, getattr(spec, key), "tokens", candidate.model.source(spec.source)))
    unit = BY_NAME[dimension].unit.removeprefix("M ")
    parts = _read_by_model(ledger, piece, candidate) if piece.part.tokens is not None and dimension == "input" else []
    label = words(f"{dimension} billed", f"计费的 {dimension}")
    return figure(label, value, unit, words("units of the request × tokens that the model bills for one", "请求中的单位数 × 模型对每单位计的 token"), [*stated, *facts, *parts])


def _unit_field(ledger: Ledger, piece: Piece, column: str, mean: float) -> Trace:
    if column == "searches":
        path: tuple[str | int, ...] = (*piece.at, "units", "searches")
    else:
        name, _, side = column.rpartition("_")
        path = (*piece.at, "units", side, name)
        path = (*path, "count") if says(ledger, piece.scenario.id, (*path, "count")) else path
    units = piece.part.units
    assert units is not None
    side_of = units.in_ if path[-2:] and "in" in path else units.out
    given = units.searches if column == "searches" else getattr(side_of, column.rpartition("_")[0], None)
    given = getattr(given, "count", given) if not isinstance(given, Range) else given
    unit = BY_NAME[column].unit.removeprefix("M ") if column in BY_NAME else None
    return field(ledger, piece.scenario.id, path, given, mean, unit) if isinstance(given, Range) else said(ledger, piece.scenario.id, path, mean, unit)


def spread_of_length(part: Length) -> float:
    """P95 of single lengths over their mean."""
    return float(np.quantile(part.spread, 0.95))
