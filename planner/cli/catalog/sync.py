"""`planner catalog sync`"""

from __future__ import annotations

from pathlib import Path

import click

from planner.cli.options import Shared, shared


@click.command("sync")
@click.argument("source", metavar="SOURCE")
@click.option(
    "--from",
    "where",
    metavar="FILE|URL",
    help="Read this instead of the installed package or the source's own address.",
)
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The catalog folder; default: the workspace's own, else ./catalogs.",
)
@click.option("--dry-run", is_flag=True, help="Show what would change, and write nothing.")
@click.option(
    "--provider",
    "providers",
    multiple=True,
    metavar="NAME",
    help="Only this provider, as the catalog names it; repeatable.",
)
@shared
def command(
    shared: Shared, source: str, where: str | None, into: Path | None, dry_run: bool, providers: tuple[str, ...]
) -> None:
    """Take over new prices of genai-prices, LiteLLM, models.dev or OpenRouter.

    SOURCE is genai-prices, litellm, models.dev or openrouter. genai-prices and litellm are read from the installed package,
    the others from their public addresses, unless --from names a file or an address. New prices are appended with the day
    they begin; no entry is ever changed. Prices read on a vendor's own page are not touched by these collections: what
    differs is shown, with the dates and the rule that decided. The folder is wholly updated, or not at all.
    """
    from planner.answers.catalog_sync import sync
    from planner.answers.envelope import envelope
    from planner.catalog.catalog import open_catalog
    from planner.catalog.sources import read_source
    from planner.cli.catalog.opened import settings_of
    from planner.cli.output import show
    from planner.cli.progress import progress
    from planner.report.price_changes import sync_report

    settings = settings_of(shared)
    named = [name for name in settings.catalogs if name not in ("builtin", "genai-prices")]
    folder = into or shared.directory / (named[-1] if named else "catalogs")
    layers = [*settings.catalogs] + ([str(folder.absolute())] if folder.is_dir() else [])
    day = shared.as_of or settings.day()
    with progress(shared, f"catalog sync {source}"):
        catalog = open_catalog(layers, root=shared.directory)
        snapshot = read_source(source, where, today=day)
        answer = sync(snapshot, catalog, folder, day, providers, dry_run=dry_run)
    show(
        shared,
        lambda: envelope("catalog sync", answer.model_dump(mode="json"), as_of=day, catalog_sha256=catalog.sha256),
        lambda: sync_report(answer, shared.language, verbose=shared.verbose),
    )
