"""`planner rank`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("rank")
@click.argument("scenarios", nargs=-1)
@shared
def command(shared: Shared, scenarios: tuple[str, ...]) -> None:
    """Which scenarios first, and how sure is that order?

    SCENARIOS are ids; none means all. Pain, ease, value and risk are weighed as planner.yaml says; the shares say how
    often a scenario comes first when everything uncertain is drawn, and when the weights are anything at all.
    """
    from planner.answers.rank import rank
    from planner.cli.output import show_answer
    from planner.report.ranking import ranking_report

    workspace = shared.load(scenarios)
    answer = rank(workspace, seed=shared.seed)
    show_answer(
        shared, "rank", workspace, answer, lambda: ranking_report(answer, shared.language, verbose=shared.verbose)
    )
