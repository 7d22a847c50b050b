"""`planner cost`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("cost")
@click.argument("scenarios", nargs=-1)
@shared
def command(shared: Shared, scenarios: tuple[str, ...]) -> None:
    """What will it cost, with low, base and high, by scenario, model and month?

    SCENARIOS are ids; none means all.
    """
    from planner.answers.cost import cost
    from planner.cli.output import show_answer
    from planner.report.deciding import cost_report

    workspace = shared.load(scenarios)
    answer = cost(workspace, seed=shared.seed)
    show_answer(shared, "cost", workspace, answer, lambda: cost_report(answer, workspace, shared.language))
