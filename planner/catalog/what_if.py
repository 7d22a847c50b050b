"""What-if exchange rates of a run: are they right, and what do they change?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.catalog.fx import NoExchangeRate, StatedRate, stated_rates
from planner.files.diagnostics import closest, problem

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog
    from planner.demand.assumptions import Assumptions
    from planner.workspace import StatedRates, Workspace


def checked(said: StatedRates, catalog: Catalog) -> tuple[StatedRate, ...]:
    """The rates of ``--fx``, of currencies that the catalog knows. Raises InputError."""
    try:
        rates = stated_rates(said)
    except ValueError as error:
        message, _, expected = str(error).partition("; expected ")
        raise problem("bad-exchange-rate", f"--fx {message}", expected=expected or None) from None
    known = catalog.fx.currencies
    for currency in (name for rate in rates for name in (rate.source, rate.target)):
        if currency not in known:
            guess = closest(currency, known)
            raise problem(
                "unknown-currency",
                f"--fx: {currency!r} is no currency of the exchange rates",
                expected="one of: " + ", ".join(known),
                suggestion=f"did you mean {guess}?" if guess else None,
            )
    return rates


def assume(workspace: Workspace, assumed: Assumptions) -> None:
    """Records every what-if rate of the run as an assumption of each scenario, with the rate it stands in for."""
    for rate, reason in effects(workspace):
        for scenario in workspace.scenarios:
            assumed.note(scenario.id, f"fx.{rate.pair}", f"{rate.value:f}", reason)


def effects(workspace: Workspace) -> Iterator[tuple[StatedRate, str]]:
    """Each what-if rate with what it replaces: ``--fx instead of 0.150308 of 2026-10-30: CNY -6.5%``."""
    dated = workspace.catalog.fx.dated()
    for rate in workspace.stated:
        try:
            table = dated.rate(rate.source, rate.target, workspace.as_of)
        except NoExchangeRate:
            yield rate, f"--fx; the table has no rate on {workspace.as_of}"
            continue
        change = rate.value / table.value - 1
        yield rate, f"--fx instead of {table.value:.6g} of {table.date}: {rate.source} {change:+.1%}"
