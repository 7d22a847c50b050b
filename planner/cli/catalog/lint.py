"""`planner catalog lint`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planner.cli.options import Shared, shared


@click.command("lint")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option(
    "--max-age",
    type=click.IntRange(min=0),
    metavar="DAYS",
    help="Warn of prices that were checked longer ago; default 180.",
)
@shared
def command(shared: Shared, folder: Path | None, max_age: int | None) -> int:
    """Is a catalog folder right?

    FOLDER is a catalog; default: the shipped one. Looks for what a schema cannot see: sources that are not there, models said
    twice, prices of zero, prices that overlap, benchmarks and token families nobody knows, old prices. -v shows notes too.
    """
    from planner.answers.check import CheckResult, lint_folder
    from planner.answers.envelope import envelope
    from planner.catalog.catalog import builtin_folder
    from planner.cli.main import EXIT_FINE, EXIT_INPUT
    from planner.cli.output import show, write
    from planner.report.checking import check_report, check_text

    shipped = builtin_folder()
    here = Path.cwd()
    default = shipped.relative_to(here) if shipped.is_relative_to(here) else shipped
    answer: CheckResult = lint_folder(folder or default, day=shared.as_of, max_age=max_age)
    if shared.format == "table":
        color = shared.output is None and shared.colors(sys.stdout)
        write(shared, check_text(answer, shared.language, color=color, quiet=shared.quiet, verbose=shared.verbose))
    else:
        result = answer.model_dump(mode="json")
        show(
            shared,
            lambda: envelope("catalog lint", result, as_of=shared.as_of, diagnostics=answer.diagnostics),
            lambda: check_report(answer, shared.language),
        )
    return EXIT_INPUT if answer.errors else EXIT_FINE
