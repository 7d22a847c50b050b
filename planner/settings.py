"""What `planner.yaml` may say: the settings of a workspace."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PrivateAttr, WithJsonSchema, field_validator, model_validator

from planner.files import quantities as q
from planner.scenario import Day, Part

CRITERIA = ("pain", "ease", "value", "risk")
Criterion = Literal["pain", "ease", "value", "risk"]

Budget = Annotated[
    q.Money,
    BeforeValidator(lambda v: v if isinstance(v, q.Money) else q.money_per_month(v)),
    WithJsonSchema({"type": "string", "examples": ["200000 CNY/month"]}),
]
Horizon = Annotated[
    int, BeforeValidator(q.months), WithJsonSchema({"anyOf": [{"type": "string"}, {"type": "integer"}]})
]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$", description="ISO code: CNY, USD, EUR")]


class Discount(Part):
    provider: str
    percent: float = Field(gt=0, le=100)
    reason: str


class Priority(Part):
    """How scenarios are weighed: weights as numbers or ranges, or an order, most important first."""

    weights: dict[Criterion, float | tuple[float, float]] | None = None
    order: list[Criterion] | None = None
    method: Literal["additive", "rice", "wsjf", "topsis"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _shapes(cls, value: Any) -> Any:
        if isinstance(value, dict) and isinstance(value.get("order"), str):
            return {**value, "order": [word.strip() for word in value["order"].split(">")]}
        return value

    @model_validator(mode="after")
    def _sensible(self) -> Priority:
        if self.weights is not None and self.order is not None:
            raise ValueError("expected weights or an order, not both")
        if self.order is not None and len(set(self.order)) != len(self.order):
            raise ValueError("order: each criterion once")
        for name, weight in (self.weights or {}).items():
            low, high = weight if isinstance(weight, tuple) else (weight, weight)
            if not 0 <= low <= high:
                raise ValueError(f"{name}: expected a weight that is not negative, or [low, high]")
        if self.weights is not None and all((w[1] if isinstance(w, tuple) else w) == 0 for w in self.weights.values()):
            raise ValueError("weights: expected one above zero")
        return self


class Settings(Part):
    """`planner.yaml`. Everything has a default; those that are used are listed as assumptions."""

    currency: Currency | None = None
    budget: Budget | None = None
    horizon: Horizon = 12
    as_of: Day | None = Field(
        None, description="Prices, exchange rates and evidence are read as of this day; default: today"
    )
    timezone: str = "UTC"
    catalogs: list[str] = Field(default_factory=lambda: ["builtin"])
    discounts: list[Discount] = Field(default_factory=list)
    priority: Priority = Field(default_factory=Priority)
    _written_in: str | None = PrivateAttr(None)

    @field_validator("timezone")
    @classmethod
    def _zone(cls, value: str) -> str:
        try:
            zoneinfo.ZoneInfo(value)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"{value!r} is not a time zone; expected one such as Asia/Shanghai") from None
        return value

    @property
    def shown_currency(self) -> str:
        return self.currency or "USD"

    @property
    def money_currency(self) -> str:
        """What an amount without a currency is in: the currency of the file, whatever is shown."""
        return self._written_in or self.shown_currency

    def showing(self, currency: str) -> Settings:
        """These settings, shown in another currency."""
        changed = self.model_copy(update={"currency": currency})
        changed._written_in = self.money_currency
        return changed

    def day(self) -> dt.date:
        """The day prices are read as of."""
        return self.as_of or dt.datetime.now(dt.UTC).date()
