"""`planner check`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planner.cli.options import Shared, shared


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@shared
def command(shared: Shared, paths: tuple[Path, ...]) -> int:
    """Is every file right?

    PATHS are workspaces, scenario files, planner.yaml or catalog folders; default: the workspace of -C. Every finding of
    every file is shown in one run; the exit code is 1 when one is an error.
    """
    from planner.answers.check import check
    from planner.answers.envelope import envelope
    from planner.cli.main import EXIT_FINE, EXIT_INPUT
    from planner.cli.output import show, write
    from planner.report.checking import check_report, check_text

    answer = check(paths or (shared.directory,))
    if shared.format == "table":
        write(
            shared,
            check_text(
                answer,
                shared.language,
                color=shared.output is None and shared.colors(sys.stdout),
                quiet=shared.quiet,
                verbose=shared.verbose,
            ),
        )
    else:
        show(
            shared,
            lambda: envelope("check", answer.model_dump(mode="json"), diagnostics=answer.diagnostics),
            lambda: check_report(answer, shared.language),
        )
    return EXIT_INPUT if answer.errors else EXIT_FINE
