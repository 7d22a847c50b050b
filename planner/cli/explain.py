"""`planner explain`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("explain")
@click.argument("figure")
@click.option("--depth", type=click.IntRange(min=0), metavar="N", help="Levels of the tree to show; default: all.")
@shared
def command(shared: Shared, figure: str, depth: int | None) -> None:
    """Where a number comes from, down to the file, line, source and date.

    FIGURE is the JSON path of any number in any output: scenarios.script-generation.cost_per_month.base. Items of a
    list go by their id, model, month or constraint, or by their place: [0]. plan:, route:, cost: or rank: in front says
    which answer is meant; without it the first of these that has the path.
    """
    from planner.cli.options import terminal_width
    from planner.cli.output import show_answer
    from planner.explain.explanation import explain
    from planner.report.explaining import explanation_report, explanation_rows

    workspace = shared.load()
    answer = explain(workspace, figure, seed=shared.seed)
    rows = shared.format in ("csv", "md")
    width = 100 if shared.output is not None else terminal_width()
    show_answer(
        shared,
        "explain",
        workspace,
        answer,
        lambda: (
            explanation_rows(answer, shared.language)
            if rows
            else explanation_report(answer, shared.language, width, depth)
        ),
    )
