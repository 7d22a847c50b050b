"""`planner route`"""

from __future__ import annotations

import click

from planner.cli.gates import Gate, fail_on
from planner.cli.options import Shared, shared


@click.command("route")
@click.argument("scenarios", nargs=-1)
@fail_on
@shared
def command(shared: Shared, scenarios: tuple[str, ...], gates: tuple[Gate, ...]) -> int:
    """Single, mix, route, cascade or rules first - is routing worth it at all?

    SCENARIOS are ids; none means all.
    """
    from planner.answers.route import route
    from planner.cli.gated import COMMON, judge, ready
    from planner.cli.output import show_answer
    from planner.cli.progress import progress
    from planner.report.routing import route_report

    workspace = shared.load(scenarios)
    ready(gates, workspace, COMMON)
    with progress(shared, "planning"):
        answer = route(workspace, seed=shared.seed)
    show_answer(shared, "route", workspace, answer, lambda: route_report(answer, workspace, shared.language))
    return judge(gates, answer, workspace)
