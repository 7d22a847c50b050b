"""`planner init`"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import click

from planner.cli.options import Shared, shared

_PACKAGE = Path(__file__).resolve().parent.parent
_MODELINE = re.compile(r"(?m)^(# yaml-language-server: \$schema=)\S*?([a-z]+\.schema\.json)\s*$")


@click.command("init")
@click.argument("target", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@click.option("--example", metavar="NAME", help="Start from a shipped workspace.")
@click.option("--list", "listed", is_flag=True, help="The shipped workspaces.")
@shared
def command(shared: Shared, target: Path | None, example: str | None, listed: bool) -> None:
    """Make a workspace to start from.

    Writes planner.yaml, a scenario and the schemas that editors check them with, or a copy of a shipped workspace, into DIR
    (default: the folder of -C). Files that exist are never overwritten: then nothing is written at all.
    """
    if listed:
        _show_list(shared)
        return
    files = _example(example) if example is not None else _starter(shared.language)
    files.update(_schemas())
    _write(target or shared.directory, files)
    _say_done(shared, target or shared.directory, files)


def examples() -> dict[str, Path]:
    """The shipped workspaces by name: inside the installed package, or beside it in a checkout."""
    shipped = _PACKAGE / "shipped" / "scenarios"
    folder = shipped if shipped.is_dir() else _PACKAGE.parent / "scenarios"
    found = sorted(path for path in folder.glob("*") if (path / "scenarios").is_dir())
    return {path.name: path for path in found}


def _show_list(shared: Shared) -> None:
    from planner.answers.envelope import envelope
    from planner.cli.output import show
    from planner.report.tables import Column, Report, Table
    from planner.report.text import say
    from planner.workspace import scenario_files

    rows = [
        {"name": name, "scenarios": [file.stem for file in scenario_files(path)]} for name, path in examples().items()
    ]
    columns = [
        Column("name", say("init.name", shared.language), lambda row: row["name"]),
        Column(
            "scenarios", say("init.scenarios", shared.language), lambda row: row["scenarios"], ", ".join, stretch=True
        ),
    ]
    show(shared, lambda: envelope("init", {"examples": rows}), lambda: Report([Table(columns, rows)]))


def _starter(language: str) -> dict[str, bytes]:
    from planner.cli.starter import starter

    return {path: text.encode() for path, text in starter(language).items()}


def _example(name: str) -> dict[str, bytes]:
    from planner.files.diagnostics import closest, problem

    known = examples()
    if name not in known:
        guess = closest(name, known)
        raise problem(
            "unknown-example",
            f"no shipped workspace is called {name!r}",
            expected="one of: " + ", ".join(known),
            suggestion=f"did you mean `{guess}`?" if guess else None,
        )
    root = known[name]
    files = [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts)
    ]
    return {path.relative_to(root).as_posix(): _at_home(path, root) for path in files}


def _at_home(path: Path, root: Path) -> bytes:
    """The content, with the modeline pointing at the schemas of the new workspace."""
    content = path.read_bytes()
    if path.suffix not in (".yaml", ".yml"):
        return content
    up = "../" * (len(path.relative_to(root).parts) - 1)
    return _MODELINE.sub(rf"\g<1>{up}schemas/\g<2>", content.decode("utf-8")).encode()


def _schemas() -> dict[str, bytes]:
    from planner.answers.schemas import FILES, file_name, schema_text

    return {f"schemas/{file_name(kind)}": schema_text(kind).encode() for kind in FILES}


def _write(target: Path, files: dict[str, bytes]) -> None:
    """All files or none: they are written beside the target and moved into it one by one."""
    from planner.files.diagnostics import Diagnostic, InputError, problem

    there = [path for path in files if (target / path).exists() or (target / path).is_symlink()]
    if there:
        raise InputError(
            Diagnostic(
                "error",
                "exists",
                "the file exists already, and nothing was written",
                str(target / path),
                expected="an empty folder, or another DIR",
            )
            for path in there
        )
    moved: list[Path] = []
    try:
        target.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".planner-init-", dir=target) as folder:
            for path, content in files.items():
                draft = Path(folder) / path
                draft.parent.mkdir(parents=True, exist_ok=True)
                draft.write_bytes(content)
            for path in files:
                (target / path).parent.mkdir(parents=True, exist_ok=True)
                (Path(folder) / path).rename(target / path)
                moved.append(target / path)
    except OSError as error:
        for written in moved:
            written.unlink(missing_ok=True)
        raise problem(
            "unwritable", f"cannot write into {target}: {error.strerror or error}", file=str(target)
        ) from None


def _say_done(shared: Shared, target: Path, files: dict[str, bytes]) -> None:
    from planner.answers.envelope import envelope
    from planner.cli.output import show, write
    from planner.report.tables import Column, Report, Table
    from planner.report.text import say

    if shared.format == "table":
        if not shared.quiet:
            shown = [str(target / path) for path in files if not path.startswith("schemas/")]
            where = "" if target == Path() else f" -C {target}"
            write(
                shared,
                "".join(f"{name}\n" for name in shown) + "\n" + say("init.next", shared.language, where=where) + "\n",
            )
        return
    rows = [str(target / path) for path in files]
    show(
        shared,
        lambda: envelope("init", {"files": rows}),
        lambda: Report([Table([Column("file", say("init.file", shared.language), str)], rows)]),
    )
