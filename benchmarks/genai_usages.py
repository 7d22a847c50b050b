"""Random requests for one model of genai-prices, as that package counts them and as we do."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from genai_prices.decompose import is_descendant_or_self
from genai_prices.types import ModelPrice, TieredPrices, Usage
from genai_prices.units import UnitRegistry, _get_registry

from planner.catalog.dimensions import BY_NAME
from planner.catalog.sources.genai_units import unit_of

FIRST, LAST = dt.datetime(2023, 1, 1, tzinfo=dt.UTC), dt.datetime(2027, 6, 1, tzinfo=dt.UTC)


def moment(draw: random.Random) -> dt.datetime:
    """A minute between 2023 and the middle of 2027."""
    return FIRST + dt.timedelta(minutes=draw.randrange(int((LAST - FIRST).total_seconds()) // 60))


def request(price: ModelPrice, draw: random.Random) -> tuple[Usage, dict[str, int]]:
    """Counts over every unit that ``price`` knows: the package's (a general count includes the particular ones) and ours.

    Some counts are zero, some lie at the limit of a tier and one beyond it.
    """
    registry = _get_registry()
    priced = {key: value for key, value in vars(price).items() if value is not None}
    limits = [tier.start for value in priced.values() if isinstance(value, TieredPrices) for tier in value.tiers]
    ours: dict[str, int] = {}
    leaves: dict[str, int] = {}
    for key in sorted(priced):
        unit = unit_of(key, priced)
        if key == "requests_kcount" or unit is None or unit.dimension not in BY_NAME or _repeats(key, priced):
            continue
        count = _count(draw, limits if key == "input_mtok" else [])
        leaves[unit.usage] = leaves.get(unit.usage, 0) + count
        column = BY_NAME[unit.dimension].usage
        ours[column] = ours.get(column, 0) + count
    return Usage(**_inclusive(leaves, registry)), ours


def _repeats(key: str, priced: Mapping[str, Any]) -> bool:
    """The general audio price beside the same price of audio that goes in: a condition of the package, not a price."""
    return key == "audio_hours" and priced.get("input_audio_hours") == priced[key]


def _count(draw: random.Random, limits: list[int]) -> int:
    kind = draw.random()
    if kind < 0.2:
        return 0
    if limits and kind < 0.5:
        return max(draw.choice(limits) + draw.choice((-1, 0, 1)), 0)
    return int(10 ** draw.uniform(0, 6))


def _inclusive(leaves: Mapping[str, int], registry: UnitRegistry) -> dict[str, int]:
    """Each unit's count with those of all more particular units."""
    out = {}
    for name, unit in registry.units.items():
        inside = [count for leaf, count in leaves.items() if is_descendant_or_self(unit, registry.units[leaf])]
        if inside and name != "requests":
            out[name] = sum(inside)
    return out
