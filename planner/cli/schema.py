"""`planner schema`"""

from __future__ import annotations

import click

from planner.cli.options import Shared, shared


@click.command("schema")
@click.argument("kind", required=False)
@shared(formats=("json", "yaml"))
def command(shared: Shared, kind: str | None) -> None:
    """JSON Schema of files and answers, for editors and CI.

    KIND is a file (scenario, workspace, catalog, evidence, benchmarks, tasks, fx) or the result of a command (rank, cost,
    route, plan). Without KIND: the list of kinds.
    """
    from planner.answers.schemas import kinds, schema_of, schema_text
    from planner.cli.output import write
    from planner.files.diagnostics import closest, problem

    if kind is None:
        write(shared, "".join(f"{name}\n" for name in kinds()))
        return
    if kind not in kinds():
        guess = closest(kind, kinds())
        raise problem(
            "unknown-schema",
            f"there is no schema of {kind!r}",
            expected="one of: " + ", ".join(kinds()),
            suggestion=f"did you mean `{guess}`?" if guess else None,
        )
    if shared.format == "yaml":
        import yaml

        write(shared, yaml.safe_dump(schema_of(kind), allow_unicode=True, sort_keys=False, width=100))
        return
    write(shared, schema_text(kind))
