"""`planner catalog diff`"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import click

from planner.cli.options import Shared, shared

if TYPE_CHECKING:
    from planner.answers.catalog_diff import Side
    from planner.cli.catalog.opened import Opened


@click.command("diff")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "--provider",
    "providers",
    multiple=True,
    metavar="NAME",
    help="Only this provider, as the catalog names it; repeatable.",
)
@click.option("--model", metavar="WORD", help="Only models with this word in their names.")
@shared
def command(shared: Shared, a: str, b: str, providers: tuple[str, ...], model: str | None) -> None:
    """What differs between two catalogs, sources or days.

    A and B are each a catalog folder, `builtin`, a price source (genai-prices, litellm, models.dev, openrouter; from a file:
    litellm=FILE), or a day: the workspace's catalog as it was then. Every figure that differs stands with its dates, where
    each side has it from, and which counts: the vendor's page, then the newer date.
    """
    from planner.answers.catalog_diff import diff
    from planner.answers.envelope import envelope
    from planner.cli.catalog.opened import opened
    from planner.cli.output import show
    from planner.cli.progress import progress
    from planner.report.price_changes import diff_report

    source = opened(shared)
    with progress(shared, f"catalog diff {a} {b}"):
        answer = diff(_side(a, source, shared), _side(b, source, shared), providers, model)
    show(
        shared,
        lambda: envelope("catalog diff", answer.model_dump(mode="json"), as_of=source.as_of),
        lambda: diff_report(answer, shared.language, verbose=shared.verbose),
    )


def _side(said: str, workspace: Opened, shared: Shared) -> Side:
    from planner.answers.catalog_diff import Side
    from planner.catalog.catalog import Catalog, open_catalog
    from planner.catalog.sources import SOURCES, read_source

    name, _, where = said.partition("=")
    if (shared.directory / said).is_dir() or said == "builtin":
        return Side(said, open_catalog(said, root=shared.directory), workspace.as_of)
    if name in SOURCES:
        snapshot = read_source(name, where or None, today=workspace.as_of)
        return Side(snapshot.via, Catalog([snapshot.as_folder()]), workspace.as_of, name)
    try:
        return Side(said, workspace.catalog, dt.date.fromisoformat(said))
    except ValueError:
        expected = f"a folder, `builtin`, a day as 2026-11-21, or one of: {', '.join(SOURCES)}"
        raise click.BadParameter(f"{said!r} is no catalog; expected {expected}") from None
