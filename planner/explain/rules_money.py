"""Amounts of money that files state, in the currency that is shown."""

from __future__ import annotations

from planner.explain.leaves import exchange, said, setting
from planner.explain.ledger import Ledger
from planner.explain.rules_volume import draws, mean_of
from planner.explain.trace import Trace, figure, product_of, words
from planner.files.quantities import MoneyRange
from planner.routing.money import drawn


def money_field(ledger: Ledger, name: str, path: tuple[str | int, ...], amount: float, currency: str | None) -> Trace:
    """An amount of a scenario's file in the workspace's currency: as written, or × the exchange rate."""
    return _shown(
        ledger, said(ledger, name, path, amount, currency or ledger.workspace.settings.money_currency), amount, currency
    )


def budget(ledger: Ledger) -> Trace:
    """The budget a month in the workspace's currency."""
    given = ledger.workspace.settings.budget
    assert given is not None
    amount = float(given.amount)
    leaf = setting(ledger, ("budget",), amount, f"{given.currency or ledger.workspace.settings.money_currency} / month")
    return _shown(ledger, leaf, amount, given.currency)


def _shown(ledger: Ledger, leaf: Trace, amount: float, currency: str | None) -> Trace:
    written, shown = currency or ledger.workspace.settings.money_currency, ledger.workspace.currency
    if written == shown:
        return leaf
    rate = ledger.workspace.catalog.fx.rate(written, shown, ledger.workspace.as_of)
    return product_of(
        leaf.label,
        amount * float(rate.value),
        shown,
        words("amount × exchange rate", "金额 × 汇率"),
        [leaf, exchange(ledger, rate)],
    )


def worth(ledger: Ledger, name: str, field: str) -> Trace | None:
    """Mean of a field of ``value`` (per_success, per_failure, today), None where the file does not say it."""
    value = ledger.scenario(name).value
    amount: MoneyRange | None = getattr(value, field) if value is not None else None
    if amount is None:
        return None
    if amount.range.exact:
        return money_field(ledger, name, ("value", field), amount.range.low, amount.currency)
    mean = drawn(ledger.workspace, amount, ledger.seed, name, field)
    assert mean is not None
    low = money_field(ledger, name, ("value", field), amount.range.low, amount.currency)
    ends = f"{amount.range.low:g}–{amount.range.high:g} {amount.currency or ledger.workspace.settings.money_currency}"
    formula = words(f"mean of the distribution with P10 and P90 at {ends}", f"以 {ends} 为 P10 和 P90 的分布的均值")
    return figure(
        words(f"value.{field}", f"value.{field}"),
        mean_of(mean),
        ledger.workspace.currency,
        formula,
        [low.model_copy(update={"value": ends, "operation": None, "unit": None}), draws()],
    )
