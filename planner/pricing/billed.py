"""In which dimensions a model bills what a request consists of: units where it prices units, tokens where it counts tokens."""

from __future__ import annotations

import numpy as np

from planner.catalog.catalog import CatalogModel
from planner.catalog.dimensions import DIMENSIONS, INDEX, INPUT_TOKENS, OUTPUT_TOKENS
from planner.demand.distributions import DRAWS, Array
from planner.demand.request import Request

TALKERS = ("language", "voice", "embedding", "rerank")  # kinds that are billed for the tokens a scenario states

_TOKENS_PER = {
    "images_in": ("image", "input_image"),
    "audio_seconds_in": ("audio_second", "input_audio"),
    "video_seconds_in": ("video_second", "input_video"),
    "pages_in": ("page", "input_image"),
    "video_seconds_out": ("video_second_out", "output_video"),
}
_TOKEN_DIMENSIONS = [INDEX[name] for name in (*INPUT_TOKENS, *OUTPUT_TOKENS)]


class NotBilled(ValueError):
    """A model has no price for something that a request uses."""


def billed(tokens: Array, request: Request, model: CatalogModel, rates: Array) -> Array:
    """Mean usage (draw, dimension) of a request: ``tokens`` (draw, dimension) and its units, as ``model`` bills them.

    A model that is sold by the unit (a page, a minute, an image, a song) does not bill the request's text beside it.
    Raises NotBilled where something that is used has no price.
    """
    out = tokens.copy()
    if model.spec.kind not in TALKERS and _sold_by_unit(request, rates):
        out[:, _TOKEN_DIMENSIONS] = 0.0
    elif (
        model.spec.kind == "language"
        and "text" in model.spec.output
        and request.units
        and request.output.mean.max() == 0
    ):
        raise NotBilled("billed in tokens, and the scenario does not state `tokens.output`")
    for column, amount in request.units.items():
        index, factor = _dimension_of(column, model, rates)
        out[:, index] = 1.0 if index == INDEX["requests"] else out[:, index] + amount * factor
    missing = np.isnan(rates) & (out > 0).any(axis=0)
    missing[INDEX["requests"]] &= not (out[:, :-1] > 0).any()
    if missing.any():
        raise NotBilled("no price for " + ", ".join(DIMENSIONS[i].name for i in np.flatnonzero(missing)))
    if not np.isnan(rates[INDEX["requests"]]):
        out[:, INDEX["requests"]] = np.maximum(
            out[:, INDEX["requests"]], np.ones(DRAWS)
        )  # a fee per request is due on each
    return out


def by_the_clip(model: CatalogModel) -> bool:
    """Does it sell clips of certain lengths: a table of prices a request by duration?"""
    return any(isinstance(price.rates.get("requests"), dict) for price in model.spec.prices)


def _sold_by_unit(request: Request, rates: Array) -> bool:
    return any(not np.isnan(rates[INDEX[column]]) for column in request.units) or not np.isnan(rates[INDEX["requests"]])


def _dimension_of(column: str, model: CatalogModel, rates: Array) -> tuple[int, float]:
    """(dimension, counts per unit) in which this model bills ``column``."""
    if not np.isnan(rates[INDEX[column]]):
        return INDEX[column], 1.0
    if column == "video_seconds_out" and by_the_clip(model) and not np.isnan(rates[INDEX["requests"]]):
        return INDEX["requests"], 1.0  # a clip of the length asked for has one price
    if column in _TOKENS_PER:
        per, dimension = _TOKENS_PER[column]
        tokens = getattr(model.spec.unit_tokens, per) if model.spec.unit_tokens is not None else None
        if tokens is not None:
            own = not np.isnan(rates[INDEX[dimension]]) or dimension.startswith("output")
            return INDEX[dimension if own else "input"], float(tokens)
        raise NotBilled(f"no price for {column}, and no source says how many tokens one {per.replace('_', ' ')} is")
    if model.spec.kind == "music" and column == "audio_seconds_out" and not np.isnan(rates[INDEX["requests"]]):
        return INDEX["requests"], 1.0  # a song has one price, however long
    raise NotBilled(f"no price for {column}")
