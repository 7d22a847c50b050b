"""The objects of the installed genai-prices package in the form of its data file."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any


def as_data(provider: Any) -> dict[str, Any]:
    """A provider with its models, as `data.json` has them; numbers stay Decimal."""
    return {
        "id": provider.id,
        "name": provider.name,
        "pricing_urls": provider.pricing_urls,
        "models": [_model(model) for model in provider.models],
    }


def _model(model: Any) -> dict[str, Any]:
    prices = [_condition(said) for said in model.prices] if isinstance(model.prices, list) else _prices(model.prices)
    variants = [{"when": said.when, **_condition(said)} for said in model.price_variants or ()]
    return {
        "id": model.id,
        "name": model.name,
        "match": _match(model.match),
        "context_window": model.context_window,
        "price_comments": model.price_comments,
        "prices": prices,
        "price_variants": variants,
    }


def _condition(said: Any) -> dict[str, Any]:
    constraint = said.constraint
    if constraint is None:
        return {"prices": _prices(said.prices)}
    if hasattr(constraint, "start_date"):
        return {"constraint": {"start_date": constraint.start_date.isoformat()}, "prices": _prices(said.prices)}
    times = {name: _time(getattr(constraint, name)) for name in ("start_time", "end_time")}
    return {"constraint": times, "prices": _prices(said.prices)}


def _time(value: dt.time) -> str:
    return value.isoformat()


def _prices(said: Any) -> dict[str, Any]:
    return {key: _amount(value) for key, value in vars(said).items() if value is not None}


def _amount(value: Any) -> Decimal | dict[str, Any]:
    if isinstance(value, Decimal):
        return value
    return {"base": value.base, "tiers": [{"start": tier.start, "price": tier.price} for tier in value.tiers]}


def _match(clause: Any) -> dict[str, Any]:
    if hasattr(clause, "or_"):
        return {"or": [_match(part) for part in clause.or_]}
    return {"equals": clause.equals} if hasattr(clause, "equals") else {}
