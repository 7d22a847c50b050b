"""The two sides of `planner diff`: a plan that is computed now, or one that was written to a file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from planner.answers.envelope import envelope_of
from planner.answers.plan import PlanResult
from planner.answers.plan_file import PlanFile, ReadScenario, ReadShare, plan_of
from planner.catalog.dimensions import DIMENSIONS
from planner.catalog.fx import ExchangeRates, NoExchangeRate
from planner.files.diagnostics import problem
from planner.routing.options import Option
from planner.workspace import Workspace

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog
    from planner.routing.decide import Choice

_FX = re.compile(r"([A-Z]{3})/([A-Z]{3}) ([0-9]+(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?)(?: .*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Paid:
    """What one model of an option adds to a request's cost, in the currency that is shown.

    ``currency``: of its prices; ``rate``: the exchange rate to the shown currency; both None where the side does not say.
    ``used``: the dimensions it is billed for, None where nobody knows.
    """

    model: str
    share: float
    amount: float
    currency: str | None
    rate: float | None
    fx: str | None
    used: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Costed:
    """An option's mean cost per month and per request, the mean requests per month, and what its models add to a request."""

    option: str
    monthly: float
    per_request: float
    requests: float
    parts: tuple[Paid, ...]

    @property
    def unit(self) -> float:
        """Cost per request that times the requests gives the month."""
        return self.monthly / self.requests if self.requests > 0 else 0.0


@dataclass(frozen=True)
class Side:
    """A plan with what it was computed from. ``workspace`` and ``result``: None where the plan is a file.

    ``catalog``: the one it was priced with, None where it is not at hand. ``converted``: the exchange rate at which a file
    in another currency is shown, and ``factor`` its value.
    """

    label: str
    kind: str
    plan: PlanFile
    workspace: Workspace | None = None
    result: PlanResult | None = None
    catalog: Catalog | None = None
    converted: str | None = None
    factor: float = 1.0
    own_currency: str = ""

    @property
    def day(self) -> dt.date:
        return self.plan.as_of

    @cached_property
    def scenarios(self) -> Mapping[str, ReadScenario]:
        return {s.id: s for s in self.plan.result.scenarios}

    @property
    def choices(self) -> Mapping[str, Choice]:
        return self.result.routes.choices if self.result is not None else {}

    def chosen(self, name: str) -> Costed | None:
        """The chosen option of a scenario and what it costs; None where none is chosen."""
        said = self.scenarios.get(name)
        if said is None or said.chosen is None or said.cost_per_month is None:
            return None
        live = self.offered(name, said.chosen.id)
        if live is not None:
            return live
        requests = sum(m.requests for m in said.months) / max(len(said.months), 1)
        parts = tuple(self._paid(share) for share in said.chosen.shares)
        request = float(said.chosen.cost_per_request.base)
        return Costed(said.chosen.id, float(said.cost_per_month.base), request, requests, parts)

    def offered(self, name: str, option: str) -> Costed | None:
        """Any option of a scenario on this side; None where it is not offered, has no price, or the side is a file."""
        made = self.choices.get(name)
        found = next((o for o in made.options if o.id == option), None) if made is not None else None
        return costed(found, made) if found is not None and made is not None else None

    def _paid(self, share: ReadShare) -> Paid:
        """A share of a file. A plan of a version that wrote no ``fx`` leaves the exchange rate open."""
        paid = Paid(share.model, share.share, float(share.cost_per_request), None, None, None)
        if "fx" not in share.model_fields_set:
            return paid
        if share.fx is None:
            return replace(paid, currency=self.own_currency, rate=self.factor, fx=self.converted)
        found = _FX.fullmatch(share.fx)
        if found is None or found[2] != self.own_currency or float(found[3]) <= 0:
            return paid
        return replace(paid, currency=found[1], rate=float(found[3]) * self.factor, fx=share.fx)


def costed(option: Option, made: Choice) -> Costed | None:
    """A computed option as figures; None where it has no price."""
    if not option.mean_cost < float("inf"):
        return None
    parts = []
    for (candidate, share), paid in zip(option.parts, option.paid, strict=True):
        fx = candidate.cost.fx
        currency, rate, text = (fx.source_currency, float(fx.value), fx.text) if fx is not None else (None, None, None)
        used = frozenset(d.name for d, amount in zip(DIMENSIONS, candidate.cost.usage, strict=True) if amount > 0)
        parts.append(Paid(candidate.name, share, float(paid.mean()), currency, rate, text, used))
    monthly = float((option.cost * made.volume.per_month.mean(axis=1)).mean())
    return Costed(option.id, monthly, option.mean_cost, float(made.volume.per_month.mean()), tuple(parts))


def live_side(label: str, kind: str, workspace: Workspace, *, seed: int = 0) -> Side:
    """The plan of a workspace, computed now."""
    from planner.answers.plan import plan

    result = plan(workspace, seed=seed)
    said = plan_of(envelope_of("plan", workspace, result), label)
    return Side(label, kind, said, workspace, result, workspace.catalog, own_currency=workspace.currency)


def file_side(label: str, found: PlanFile, currency: str, fx: ExchangeRates, catalogs: Iterable[Catalog] = ()) -> Side:
    """The plan of a file, shown in ``currency`` at the exchange rate of the file's own day.

    ``catalogs``: those at hand; the one with the file's checksum tells its prices. Raises InputError where no rate is known.
    """
    known = next((c for c in catalogs if c.sha256 == found.catalog_sha256), None)
    if found.currency == currency:
        return Side(label, "plan", found, catalog=known, own_currency=currency)
    try:
        rate = fx.rate(found.currency, currency, found.as_of)
    except NoExchangeRate as error:
        raise problem(
            "no-exchange-rate",
            f"the plan is in {found.currency} and cannot be shown in {currency}: {error}",
            file=label,
            expected=f"--fx {found.currency}/{currency}=RATE, or --currency {found.currency}",
        ) from None
    shown = found.converted(rate.value, currency)
    return Side(
        label, "plan", shown, catalog=known, converted=rate.text, factor=float(rate.value), own_currency=found.currency
    )
