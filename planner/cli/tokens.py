"""`planner tokens`"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from planner.cli.options import Shared, shared


@click.command("tokens")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--family",
    "families",
    multiple=True,
    metavar="NAME",
    help="A family of tokenizers: o200k_base, qwen, claude, ...; repeatable.",
)
@click.option(
    "--model", "models", multiple=True, metavar="NAME", help="The family of this model of the catalog; repeatable."
)
@shared
def command(shared: Shared, files: tuple[str, ...], families: tuple[str, ...], models: tuple[str, ...]) -> None:
    """How many tokens, for which model family?

    Counts UTF-8 files (- is standard input) offline: exactly where the vocabulary is at hand, otherwise by a measured ratio,
    with the range it lies in. Without --family and --model: the main families side by side.
    """
    from planner.answers.envelope import envelope
    from planner.answers.tokens import MAIN_FAMILIES, tokens
    from planner.cli.output import show
    from planner.report.counting import tokens_report

    named = dict.fromkeys([*families, *(_family(shared, name) for name in models)])
    texts = {file: _standard_input() if file == "-" else Path(file) for file in files}
    answer = tokens(texts, list(named) or list(MAIN_FAMILIES))
    show(
        shared,
        lambda: envelope("tokens", answer.model_dump(mode="json")),
        lambda: tokens_report(answer, shared.language),
    )


def _standard_input() -> str:
    from planner.files.diagnostics import problem

    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise problem(
            "encoding", f"standard input is not UTF-8 text (byte {error.start + 1})", file="-", expected="UTF-8 text"
        ) from None


def _family(shared: Shared, model: str) -> str:
    from planner.cli.catalog.opened import opened
    from planner.files.diagnostics import problem

    found = opened(shared).catalog.find(model)
    if found.spec.tokenizer is None:
        raise problem(
            "no-tokenizer", f"the catalog does not say how {found.name} counts tokens", expected="--family NAME"
        )
    return found.spec.tokenizer
