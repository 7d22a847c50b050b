"""What a workload costs at each of many models: usage in each model's own tokens, cache and tiers, times its prices."""

from __future__ import annotations

import datetime as dt
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from planner.catalog.catalog import Catalog, CatalogModel
from planner.catalog.dimensions import BILL_LINES, BY_NAME, DIMENSIONS, INDEX
from planner.catalog.schema import Price
from planner.catalog.fx import NoExchangeRate, Rate
from planner.demand.assumptions import Assumptions
from planner.demand.distributions import DRAWS, Array, normals, positive
from planner.demand.request import Length, Part, Request, request
from planner.demand.usage import CachePolicy, Usage, usage
from planner.demand.volume import Volume
from planner.files.quantities import Range, duration
from planner.pricing.discounts import Discount, Discounts
from planner.pricing.entry import PriceEntry
from planner.pricing.rate_table import RateTable
from planner.pricing.schedule import PriceSchedule
from planner.tokens.families import FAMILIES

if TYPE_CHECKING:
    from planner.workspace import Workspace

RETRIES = 2
_LINE_OF = np.array([[float(d.bill == line) for line in BILL_LINES] for d in DIMENSIONS])
_RATES: weakref.WeakKeyDictionary[Catalog, dict[object, RateTable]] = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class ModelCost:
    """What one user turn costs at a model, in the workspace's currency.

    ``per_request`` (draw,); ``breakdown`` (bill line, draw), summing to it; ``usage``: mean billed usage (dimension,);
    ``entries``: the price entries it rests on, with their shares of the day; ``problem`` instead of a figure where
    something used has no price.
    """

    model: str
    variant: str
    per_request: Array
    breakdown: Array
    usage: Array
    reasoning_tokens: Array
    output_tokens: Length
    entries: tuple[tuple[PriceEntry, float], ...]
    fx: Rate | None
    discount: Discount | None
    problem: str | None = None


@dataclass
class Biller:
    """Prices one part of a scenario at any models; requests and usages are built once per tokenizer and cache policy."""

    workspace: Workspace
    part: Part
    volume: Volume
    seed: int
    assumed: Assumptions
    _requests: dict[str, Request] = field(default_factory=dict)
    _usages: dict[tuple[str, CachePolicy | None, bool, float], Usage] = field(default_factory=dict)

    @cached_property
    def discounts(self) -> Discounts:
        """The workspace's negotiated discounts."""
        said = self.workspace.settings.discounts
        return Discounts.of(Discount(d.provider, Decimal(str(d.percent)), d.reason) for d in said)

    @property
    def catalog(self) -> Catalog:
        return self.workspace.catalog

    def request(self, family: str) -> Request:
        if family not in self._requests:
            root: Path = self.workspace.root
            self._requests[family] = request(self.part, self.volume, family, root, self.seed, self.assumed)
        return self._requests[family]

    def costs(
        self, models: Sequence[CatalogModel], variant: str = "standard", share: float = 1.0
    ) -> list[ModelCost]:
        """The cost at each model that sees ``share`` of the requests; a problem instead where it cannot be priced."""
        schedules = [PriceSchedule.of(m.name, m.provider.currency, m.spec.prices) for m in models]
        options = (
            {k.split(".", 1)[1]: v for k, v in self.request("o200k_base").options.items()}
            if self.part.units
            else {}
        )
        settings = self.workspace.settings
        days = 7 if any(p.hours is not None for m in models for p in m.spec.prices) else 1
        table = RateTable.over_day(
            schedules,
            self.workspace.as_of,
            list(self.volume.profile),
            settings.timezone,
            variant,
            options,
            days=days,
        )
        return [self._cost(m, table, i, variant, share) for i, m in enumerate(models)]

    def _cost(
        self, model: CatalogModel, table: RateTable, index: int, variant: str, share: float
    ) -> ModelCost:
        entries = tuple((compiled.entry, weight) for compiled, weight in table.mixes[index])
        problem = table.problems[index]
        if problem is not None:
            return self._unpriced(model, variant, entries, str(problem))
        rates = table.linear[index]
        best: tuple[Array, Array] | None = None
        lacking = ""
        for policy in self._policies(model, rates):
            used = self._usage(model, policy, share)
            mean = self._billed(used.mean, model, rates)
            if isinstance(mean, str):
                lacking = mean
                continue
            missing = np.isnan(rates) & (mean > 0).any(axis=0)
            missing[INDEX["requests"]] = False
            if missing.any():
                lacking = "no price for " + ", ".join(DIMENSIONS[i].name for i in np.flatnonzero(missing))
                continue
            lines = self._lines(table, used, mean)
            if best is None or lines.sum() < best[0].sum():
                best = (lines, mean.mean(axis=0))
        if best is None:
            return self._unpriced(model, variant, entries, lacking)
        return self._converted(model, variant, entries, *best, table.currencies[0])

    def _policies(self, model: CatalogModel, rates: Array) -> list[CachePolicy | None]:
        """No cache, an automatic one, or - where writes are billed - the choice of both."""
        if np.isnan(rates[INDEX["cache_read"]]) or self.part.tokens is None:
            return [None]
        said = model.spec.cache
        minimum = (
            said.minimum
            if said and said.minimum is not None
            else int(self.assumed.use(self.part.scenario, "cache.minimum", "1,024 tokens"))
        )
        ttl = (
            duration(said.ttl)
            if said and said.ttl
            else float(self.assumed.use(self.part.scenario, "cache.ttl", "5 min"))
        )
        writes = not np.isnan(rates[INDEX["cache_write"]])
        policy = CachePolicy(minimum, ttl, bool(said and said.refresh), writes)
        return [None, policy] if writes else [policy]

    def _usage(self, model: CatalogModel, policy: CachePolicy | None, share: float) -> Usage:
        family = family_of(model)
        thinks = model.spec.reasoning in ("optional", "always")
        share = share if policy is not None else 1.0
        key = (family, policy, thinks, share)
        if key not in self._usages:
            self._usages[key] = usage(self._thinking(family, thinks), self.volume, policy, share)
        return self._usages[key]

    def _thinking(self, family: str, thinks: bool) -> Request:
        """The request with the thinking tokens of a model that thinks, or without."""
        plain = self.request(family)
        if not thinks or plain.output.mean.max() == 0:
            return replace(plain, reasoning=None)
        if plain.reasoning is not None:
            return plain
        low, high = self.assumed.use(
            self.part.scenario,
            "tokens.reasoning",
            "1.9-4.3 x output, models that think",
            key=self.part.key("tokens.reasoning"),
        )
        ratio = positive(
            Range(low, high), normals(self.seed, self.part.scenario, self.part.path, "reasoning")
        )
        return replace(plain, reasoning=plain.output.scaled(ratio))

    def _billed(self, mean: Array, model: CatalogModel, rates: Array) -> Array | str:
        """Mean usage (draw, dimension) with the units of the request put into dimensions this model is billed in."""
        out = mean.copy()
        request = self.request(family_of(model))
        for column, amount in request.units.items():
            where = _dimension_of_unit(column, model, rates)
            if isinstance(where, str):
                return where
            index, factor = where
            out[:, index] += amount * factor
        return out

    def _lines(self, table: RateTable, used: Usage, mean: Array) -> Array:
        """Cost by bill line (line, draw) in the model's currency."""
        if not table.tiered[0]:
            rates = np.nan_to_num(table.linear[0])
            return np.asarray((rates[:, None] * _LINE_OF).T @ mean.T)
        rows = used.calls.transpose(0, 2, 1) + ((mean - used.mean) / used.calls_per_request)[None, :, :]
        lines = table.breakdown(rows, strict=False)[0]
        return np.asarray(np.einsum("r,rnl->ln", used.weights, lines))

    def _converted(
        self,
        model: CatalogModel,
        variant: str,
        entries: tuple[tuple[PriceEntry, float], ...],
        lines: Array,
        mean: Array,
        currency: str,
    ) -> ModelCost:
        try:
            fx = self.catalog.fx.rate(currency, self.workspace.currency, self.workspace.as_of)
        except NoExchangeRate as problem:
            return self._unpriced(model, variant, entries, str(problem))
        failing = float(self.assumed.use(self.part.scenario, "retries", "1%"))
        factor = float(fx.value) * sum(failing**k for k in range(RETRIES + 1))
        discount = self.discounts.of_model(model.name)
        if discount is not None:
            factor *= float(discount.factor)
        lines = lines * factor
        request = self._thinking(family_of(model), model.spec.reasoning in ("optional", "always"))
        thinking = request.reasoning.mean if request.reasoning is not None else np.zeros(DRAWS)
        return ModelCost(
            model.name,
            variant,
            lines.sum(axis=0),
            lines,
            mean,
            thinking,
            request.output,
            entries,
            fx,
            discount,
        )

    def _unpriced(
        self, model: CatalogModel, variant: str, entries: tuple[tuple[PriceEntry, float], ...], problem: str
    ) -> ModelCost:
        nothing = np.full(DRAWS, np.nan)
        lines = np.full((len(BILL_LINES), DRAWS), np.nan)
        empty = Length(np.zeros(DRAWS), np.ones(1))
        return ModelCost(
            model.name,
            variant,
            nothing,
            lines,
            np.zeros(len(DIMENSIONS)),
            np.zeros(DRAWS),
            empty,
            entries,
            None,
            None,
            problem,
        )


def family_of(model: CatalogModel) -> str:
    """The tokenizer family that counts for a model: ``other`` where no source names one."""
    return model.spec.tokenizer if model.spec.tokenizer in FAMILIES else "other"


def _varies(price: Price, day: dt.date) -> bool:
    """Does the price hold for some hours only, in the week after ``day``?"""
    hours = price.hours
    if hours is None or (hours.start == "00:00" and hours.end == "24:00" and hours.days is None):
        return False
    return price.valid_from <= day + dt.timedelta(days=7) and (price.until is None or price.until > day)


_TOKENS_PER = {
    "images_in": ("image", "input_image"),
    "audio_seconds_in": ("audio_second", "input_audio"),
    "video_seconds_in": ("video_second", "input_video"),
    "pages_in": ("page", "input_image"),
}


def _dimension_of_unit(column: str, model: CatalogModel, rates: Array) -> tuple[int, float] | str:
    """(dimension, counts per unit) in which this model bills ``column``, or what is missing."""
    if not np.isnan(rates[INDEX[column]]):
        return INDEX[column], 1.0
    if column in _TOKENS_PER:
        per, dimension = _TOKENS_PER[column]
        tokens = getattr(model.spec.unit_tokens, per) if model.spec.unit_tokens is not None else None
        if tokens is not None:
            own = not np.isnan(rates[INDEX[dimension]])
            return INDEX[dimension if own else "input"], float(tokens)
        return f"no price for {column}, and no source says how many tokens {'an' if per[0] in 'aio' else 'a'} {per.replace('_', ' ')} is"
    return f"no price for {BY_NAME[column].name}"
