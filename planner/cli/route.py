"""`planner route`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("route")
@click.argument("scenarios", nargs=-1)
@shared
def command(shared: Shared, scenarios: tuple[str, ...]) -> None:
    """One model, a mix, a route, a cascade or rules first - and is routing worth it at all?

    SCENARIOS are ids; none means all.
    """
    from planner.answers.route import route
    from planner.cli.output import show_answer
    from planner.report.deciding import route_report

    workspace = shared.load(scenarios)
    answer = route(workspace, seed=shared.seed)
    show_answer(shared, "route", workspace, answer, lambda: route_report(answer, workspace, shared.language))
