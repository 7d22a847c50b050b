"""`planner diff`"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from planner.cli.gates import max_increase
from planner.cli.options import Shared, shared

if TYPE_CHECKING:
    from planner.answers.diff import DiffResult
    from planner.answers.diff_sides import Side
    from planner.answers.plan_file import PlanFile
    from planner.catalog.catalog import Catalog
    from planner.workspace import Workspace

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAN = (".json", ".yaml", ".yml")


@click.command("diff")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@max_increase
@shared
def command(shared: Shared, a: str, b: str, increase: float | None) -> int:
    """What changed in cost and choice between two plans, and why.

    A and B are each a plan file (what -o plan.json of `planner plan` wrote), a workspace, a catalog folder or `builtin`, or a
    day as 2025-06-01; a catalog or a day is that of the workspace of -C. --max-increase judges the total, and every scenario
    that has a cost on both sides.
    """
    from planner.answers.diff import diff
    from planner.cli.output import show_enveloped
    from planner.cli.progress import progress
    from planner.report.changing import change_report

    with progress(shared, f"diff {a} {b}"):
        before, after = _Reader(shared, a, b).sides()
        answer = diff(before, after, seed=shared.seed)
    show_enveloped(
        shared,
        "diff",
        answer,
        lambda: change_report(answer, shared.language, everything=shared.verbose),
        as_of=after.day,
        currency=after.plan.currency,
        catalog_sha256=after.plan.catalog_sha256,
    )
    return _judged(answer, increase, shared) if increase is not None else 0


class _Reader:
    """What A and B are, and both of them as plans in one currency."""

    def __init__(self, shared: Shared, a: str, b: str) -> None:
        self.shared, self.said = shared, (a, b)
        self.kinds = (self._kind(a), self._kind(b))
        if shared.as_of is not None and set(self.kinds) <= {"date", "plan"}:
            raise click.UsageError("--as-of: A and B name their own days.")
        self.plans = [self._plan(s) if k == "plan" else None for s, k in zip(self.said, self.kinds, strict=True)]

    def sides(self) -> tuple[Side, Side]:
        """Raises InputError."""
        currency = self.shared.currency or self._currency()
        live = [
            None if plan is not None else self._load(said, kind, currency)
            for said, kind, plan in zip(self.said, self.kinds, self.plans, strict=True)
        ]
        known = [w for w in live if w is not None]
        catalogs = [w.catalog for w in known] or self._at_hand()
        one, other = (self._side(i, live[i], currency, catalogs) for i in (0, 1))
        return one, other

    def _side(self, index: int, workspace: Workspace | None, currency: str, catalogs: list[Catalog]) -> Side:
        from planner.answers.diff_sides import file_side, live_side

        label, kind, found = self.said[index], self.kinds[index], self.plans[index]
        if workspace is not None:
            return live_side(label, kind, workspace, seed=self.shared.seed)
        assert found is not None
        return file_side(label, found, currency, catalogs[0].fx, catalogs)

    def _currency(self) -> str:
        """What both are shown in where nobody says: B's, of a workspace or a file."""
        if self.plans[1] is not None:
            return self.plans[1].currency
        return self._load(self.said[1], self.kinds[1], None).currency

    def _kind(self, said: str) -> str:
        path = self._path(said)
        if path is not None and path.is_dir():
            if (path / "scenarios").is_dir():
                return "workspace"
            if (path / "models").is_dir():
                return "catalog"
            raise click.BadParameter(f"{said!r} is neither a workspace (scenarios/) nor a catalog (models/).")
        if path is not None and path.suffix.lower() in _PLAN:
            return "plan"
        if _DATE.fullmatch(said):
            try:
                dt.date.fromisoformat(said)
            except ValueError:
                raise click.BadParameter(f"{said!r} is no day of the calendar.") from None
            return "date"
        if said in ("builtin", "genai-prices"):
            return "catalog"
        expected = "a plan (.json, .yaml), a workspace, a catalog folder, `builtin`, or a day as 2025-06-01"
        what = "is no plan file" if path is not None else "does not exist"
        raise click.BadParameter(f"{said!r} {what}; expected {expected}.")

    def _path(self, said: str) -> Path | None:
        """Relative to here, else to the folder of -C."""
        return next((p for p in (Path(said), self.shared.directory / said) if p.exists()), None)

    def _plan(self, said: str) -> PlanFile:
        from planner.answers.plan_file import read_plan

        path = self._path(said)
        assert path is not None
        return read_plan(path)

    def _load(self, said: str, kind: str, currency: str | None) -> Workspace:
        from planner.workspace import load

        path = self._path(said)
        return load(
            path if kind == "workspace" and path is not None else self._workspace(),
            as_of=dt.date.fromisoformat(said) if kind == "date" else self.shared.as_of,
            currency=currency,
            fx=self.shared.fx,
            catalogs=self._catalogs(said, path) if kind == "catalog" else None,
        )

    def _workspace(self) -> Path:
        """The workspace that a day or a catalog is about: that of -C, else the other side where it is one."""
        from planner.workspace import scenario_files

        here = self.shared.directory
        if not scenario_files(here) and "workspace" in self.kinds:
            return self._path(self.said[self.kinds.index("workspace")]) or here
        return here

    def _catalogs(self, said: str, path: Path | None) -> list[str]:
        """A folder alone where it has its own tasks; else over the shipped catalog, whose tasks it needs."""
        if path is None:
            return list(dict.fromkeys(("builtin", said)))
        folder = str(path.resolve())
        return [folder] if (path / "tasks.yaml").is_file() else ["builtin", folder]

    def _at_hand(self) -> list[Catalog]:
        """For two plan files: the catalog of the workspace where there is one, and the shipped one."""
        from planner.catalog.catalog import open_catalog
        from planner.cli.catalog.opened import settings_of, under

        folders = settings_of(self.shared).catalogs
        found = [open_catalog(folders, root=self.shared.directory), open_catalog()]
        return [under(self.shared, catalog) for catalog in found]


def _judged(answer: DiffResult, increase: float, shared: Shared) -> int:
    """Says what rises by more than ``increase``; the exit code."""
    from planner.cli.main import EXIT_FINE, EXIT_GATE
    from planner.report.changing import rises

    found = rises(answer, increase, shared.language)
    for line in found:
        click.echo(f"gate failed [max-increase={increase * 100:.10g}%]: {line}", err=True)
    return EXIT_GATE if found else EXIT_FINE
