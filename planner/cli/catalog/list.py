"""`planner catalog list`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("list")
@click.argument("word", required=False)
@click.option("--task", metavar="NAME", help="Only models that can do this task: writing, ocr, text-to-speech, ...")
@click.option("--provider", metavar="NAME", help="Only this provider: openai, alibaba, ...")
@click.option("--kind", metavar="NAME", help="Only this kind: language, embedding, image, ...")
@click.option("--open-weights", is_flag=True, help="Only models whose weights are open.")
@click.option("--retired", is_flag=True, help="Also models that are no longer served.")
@shared
def command(
    shared: Shared,
    word: str | None,
    task: str | None,
    provider: str | None,
    kind: str | None,
    open_weights: bool,
    retired: bool,
) -> None:
    """The models, with context, price and evidence.

    WORD is looked for in names and titles. Prices are those that hold on the day of --as-of, in their own currency, or in that
    of --currency; the last columns say when the price was read and how many published results speak of the model.
    """
    from planner.answers.envelope import envelope
    from planner.answers.models import Filter, models
    from planner.cli.catalog.opened import opened
    from planner.cli.output import show
    from planner.report.cataloguing import list_report

    source = opened(shared)
    wanted = Filter(task, provider, kind, open_weights or None, word, retired)
    answer = models(source.catalog, wanted, source.as_of, source.currency)
    show(
        shared,
        lambda: envelope(
            "catalog list",
            answer.model_dump(mode="json"),
            as_of=source.as_of,
            currency=source.currency,
            catalog_sha256=source.catalog.sha256,
        ),
        lambda: list_report(answer, source.as_of, shared.language),
    )
