"""What one request consists of: tokens as stated, or counted from sample files by the model's tokenizer."""

from __future__ import annotations

from planner.demand.assumptions import DEFAULTS
from planner.explain.leaves import default, fact, file_said, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_volume import field, mean_of
from planner.explain.trace import Trace, Words, figure, product_of, words
from planner.files.patterns import matching
from planner.pricing.workload import family_of
from planner.routing.candidates import Candidate
from planner.scenario import Lengths
from planner.tokens.count import lengths as count_lengths

_FILES = 12  # sample files that are listed one by one


def length(ledger: Ledger, piece: Piece, name: str, family: str, mean: float) -> Trace:
    """Tokens of one part of a request: as stated, or counted from sample files by the model's tokenizer."""
    tokens = piece.part.tokens
    scenario = piece.scenario.id
    at = (*piece.at, "tokens", name)
    label = words(f"{name} tokens", f"{name} token 数")
    if tokens is None:
        return figure(
            label,
            0.0,
            "tokens",
            words("the piece is not billed in tokens", "该环节不按 token 计费"),
            [said(ledger, scenario, (*piece.at, "units"), None)],
        )
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


def _counted(
    ledger: Ledger, piece: Piece, pattern: str, at: tuple[str | int, ...], family: str, mean: float, label: Words
) -> Trace:
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
        f"mean of {len(files)} {'file' if len(files) == 1 else 'files'} counted for the tokenizer family `{family}`{band}",
        f"{len(files)} 个文件按 `{family}` 分词计数的均值{band.replace('between', '介于').replace('and', '与')}",
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
    thinks = fact(
        ledger,
        candidate.model,
        "reasoning",
        words(f"{candidate.model.name} thinks", f"{candidate.model.name} 会思考"),
        candidate.model.spec.reasoning,
        None,
    )
    ratio = default(
        "tokens.reasoning",
        mean / float(answer.value or 1.0),
        f"{low}–{high} per answer token",
        shown=piece.key("tokens.reasoning"),
    )
    label = words("thinking tokens", "思考 token 数")
    made = product_of(
        label,
        mean,
        "tokens",
        words("answer tokens × thinking tokens per answer token", "回答 token × 每个回答 token 的思考量"),
        [answer, ratio],
    )
    return made.model_copy(update={"inputs": [*made.inputs, thinks], "operation": None})


def read_by_model(ledger: Ledger, piece: Piece, candidate: Candidate) -> list[Trace]:
    """System prompt, retrieved text and message: everything a single call reads."""
    family = family_of(candidate.model)
    request = piece.biller.request(family)
    out = [
        length(ledger, piece, "system", family, mean_of(request.system.mean)),
        length(ledger, piece, "input", family, mean_of(request.message.mean)),
    ]
    retrieval = piece.part.tokens.retrieval if piece.part.tokens is not None else None
    if retrieval is not None:
        at = (*piece.at, "tokens", "retrieval")
        chunks = field(
            ledger,
            piece.scenario.id,
            (*at, "chunks"),
            retrieval.chunks,
            (retrieval.chunks.low + retrieval.chunks.high) / 2,
            "chunks",
        )
        each = field(
            ledger,
            piece.scenario.id,
            (*at, "tokens_per_chunk"),
            retrieval.tokens_per_chunk,
            (retrieval.tokens_per_chunk.low + retrieval.tokens_per_chunk.high) / 2,
            "tokens / chunk",
        )
        out.append(
            product_of(
                words("retrieved tokens", "检索到的 token"),
                mean_of(request.retrieved.mean),
                "tokens",
                words("chunks × tokens per chunk", "片段数 × 每段 token"),
                [chunks, each],
            )
        )
    return out
