"""What a synchronisation with a price source changes, keeps and refuses; and, unless it is a rehearsal, the change itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from planner.answers.answer import Answer, Figures
from planner.answers.price_changes import PriceChange, changes

if TYPE_CHECKING:
    from planner.catalog.catalog import Catalog
    from planner.catalog.merge import Decision, MergePlan
    from planner.catalog.sources import SourceSnapshot


class NewModel(Figures):
    """A model that the catalog did not have. ``prices``: entries of its price list."""

    model: str
    name: str
    kind: str
    prices: int


class NotRead(Figures):
    """Something of the source that no price of ours says. ``used``: it counts all the same, in the sense of ``reason``."""

    entry: str
    field: str
    reason: str
    used: bool


class SyncResult(Answer):
    """``changes``: appended; ``conflicts``: ours stays; ``refused``: neither believed nor written; ``not_read``: no place for it.

    ``files``: those written, or that would be (``written`` false). ``unchanged`` counts prices on which both agree.
    """

    source: str
    via: str
    date: dt.date
    folder: str
    written: bool
    files: list[str]
    unchanged: int
    changes: list[PriceChange]
    new_models: list[NewModel]
    conflicts: list[PriceChange]
    refused: list[PriceChange]
    not_read: list[NotRead]


def sync(
    snapshot: SourceSnapshot,
    catalog: Catalog,
    folder: Path,
    day: dt.date,
    providers: Sequence[str] = (),
    *,
    dry_run: bool = False,
) -> SyncResult:
    """Compares ``snapshot`` with ``catalog`` as of ``day`` and appends to ``folder`` what is new.

    Raises InputError for a provider the source does not have, and where the folder cannot be written: it is untouched then.
    """
    from planner.catalog.merge import plan_merge
    from planner.catalog.naming import our_provider
    from planner.catalog.writing import write_merge
    from planner.files.diagnostics import closest, problem

    known = {our_provider(snapshot.name, file.provider) for file in snapshot.providers}
    for provider in providers:
        if provider not in known:
            guess = closest(provider, known)
            raise problem(
                "unknown-provider",
                f"{snapshot.name} has no provider {provider!r}",
                expected="one of: " + ", ".join(sorted(known)),
                suggestion=f"did you mean `{guess}`?" if guess else None,
            )
    plan = plan_merge(snapshot, catalog, day, providers)
    files = write_merge(plan, folder, catalog, dry_run=dry_run)
    return _result(plan, folder, files, dry_run)


def _result(plan: MergePlan, folder: Path, files: list[str], dry_run: bool) -> SyncResult:
    return SyncResult(
        source=plan.snapshot.name,
        via=plan.snapshot.via,
        date=plan.snapshot.date,
        folder=str(folder),
        written=not dry_run,
        files=files,
        unchanged=plan.unchanged,
        changes=_rows(plan.of("taken", "new-variant")),
        new_models=[
            NewModel(model=name, name=model.name, kind=model.kind, prices=len(model.prices))
            for name, model in plan.new_models.items()
        ],
        conflicts=_rows(plan.of("kept")),
        refused=_rows(plan.of("refused")),
        not_read=[NotRead(entry=s.entry, field=s.field, reason=s.reason, used=s.kept) for s in plan.skipped],
    )


def _rows(decisions: Sequence[Decision]) -> list[PriceChange]:
    return [
        row
        for d in decisions
        for row in changes(d.model, d.ours, d.theirs, d.our_source, d.their_source, d.rule, only_named=True)
    ]
