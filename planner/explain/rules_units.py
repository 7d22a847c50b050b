"""Seconds, images, characters, pages: as stated, or as the tokens that a model bills them as."""

from __future__ import annotations

from planner.catalog.dimensions import BY_NAME
from planner.explain.leaves import fact, said, says
from planner.explain.ledger import Ledger, Piece
from planner.explain.rules_lengths import read_by_model
from planner.explain.rules_volume import field, mean_of
from planner.explain.trace import Trace, figure, words
from planner.files.quantities import Range
from planner.pricing.workload import family_of
from planner.routing.candidates import Candidate


def units_billed(ledger: Ledger, piece: Piece, candidate: Candidate, dimension: str, value: float) -> Trace:
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
                label = words(
                    f"tokens per {shown}",
                    f"每{ {'image': '张图像', 'audio_second': '秒音频', 'video_second': '秒视频', 'page': '页'}[key] }的 token 数",
                )
                facts.append(
                    fact(
                        ledger,
                        candidate.model,
                        "unit_tokens",
                        label,
                        getattr(spec, key),
                        "tokens",
                        candidate.model.source(spec.source),
                    )
                )
    unit = BY_NAME[dimension].unit.removeprefix("M ")
    parts = read_by_model(ledger, piece, candidate) if piece.part.tokens is not None and dimension == "input" else []
    label = words(f"{dimension} billed", f"计费的 {dimension}")
    return figure(
        label,
        value,
        unit,
        words("units of the request × tokens that the model bills for one", "请求中的单位数 × 模型对每单位计的 token"),
        [*stated, *facts, *parts],
    )


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
