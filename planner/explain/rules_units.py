"""Seconds, images, characters, pages: as stated, or as the tokens that a model bills them as."""

from __future__ import annotations

from planner.catalog.dimensions import BY_NAME
from planner.explain.leaves import default, fact, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_volume import field, mean_of
from planner.explain.trace import Trace, figure, product_of, words
from planner.files.quantities import Range
from planner.pricing.workload import family_of
from planner.routing.candidates import Candidate

_PER = {
    "images_in": ("image", "an image", "每张图像"),
    "audio_seconds_in": ("audio_second", "a second of audio", "每秒音频"),
    "video_seconds_in": ("video_second", "a second of video", "每秒视频"),
    "pages_in": ("page", "a page", "每页"),
    "video_seconds_out": ("video_second_out", "a second of video made", "生成每秒视频"),
}


def units_billed(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str, value: float) -> Trace:
    """Seconds, images, characters, pages: as stated, or as the tokens that the model bills them as."""
    request = piece.biller.request(family_of(candidate.model))
    stated = {column: _unit_field(ledger, piece, column, mean_of(amount)) for column, amount in request.units.items()}
    label = words(f"{dimension} billed", f"计费的 {dimension}")
    unit = BY_NAME[dimension].unit.removeprefix("M ")
    if dimension in stated:
        own = stated[dimension]
        weighed = value / float(own.value) if own.value else 1.0
        if abs(weighed - 1) < 1e-12:
            return own
        formula = words("as stated × characters billed for one", "所写数量 × 每个字符计费的字符数")
        return product_of(label, value, unit, formula, [own, _weight(ledger, candidate, weighed)])
    facts = [_tokens_per(ledger, candidate, column) for column in stated if column in _PER]
    formula = words(
        "units of the request × tokens that the model bills for one", "请求中的单位数 × 模型对每单位计的 token"
    )
    inputs = [*stated.values(), *(trace for trace in facts if trace is not None)]
    return figure(label, value, unit, formula, inputs)


def _weight(ledger: Ledger, candidate: Candidate, value: float) -> Trace:
    """How many billed characters a character is: some models count a Chinese one as two."""
    said_of = (candidate.model.spec.character_weight or {}).get("han", 1.0)
    label = words("characters billed for a Chinese character", "每个汉字计费的字符数")
    own = fact(ledger, candidate.model, "character_weight", label, said_of, None)
    formula = words("1 + (weight − 1) × share of Chinese characters", "1 + (权重 − 1) × 汉字比例")
    return figure(
        words("characters billed for one", "每个字符计费的字符数"),
        value,
        None,
        formula,
        [own, default("units.characters.han", 1.0)],
    )


def _tokens_per(ledger: Ledger, candidate: Candidate, column: str) -> Trace | None:
    spec = candidate.model.spec.unit_tokens
    key, en, zh = _PER[column]
    tokens = getattr(spec, key) if spec is not None else None
    if spec is None or tokens is None:
        return None
    label = words(f"tokens for {en}", f"{zh}的 token 数")
    return fact(ledger, candidate.model, "unit_tokens", label, tokens, "tokens", candidate.model.source(spec.source))


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
    return (
        field(ledger, piece.scenario.id, path, given, mean, unit)
        if isinstance(given, Range)
        else said(ledger, piece.scenario.id, path, mean, unit)
    )
