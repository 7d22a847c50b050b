"""`planner catalog show`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("show")
@click.argument("name", metavar="MODEL")
@shared
def command(shared: Shared, name: str) -> None:
    """Everything about one model, with source and date.

    MODEL is a full name (openai/gpt-5), an alias, or a bare name where only one provider has it.
    """
    from planner.answers.envelope import envelope
    from planner.answers.model import model
    from planner.cli.catalog.opened import opened
    from planner.cli.output import show
    from planner.report.cataloguing import model_report

    source = opened(shared)
    answer = model(source.catalog, name, source.as_of)
    show(
        shared,
        lambda: envelope(
            "catalog show", answer.model_dump(mode="json"), as_of=source.as_of, catalog_sha256=source.catalog.sha256
        ),
        lambda: model_report(answer, shared.language, verbose=shared.verbose),
    )
