"""docs/cli.md says what the command line says: every command, argument and option, and an example of each."""

from __future__ import annotations

import shlex
from types import ModuleType

import pytest
from documents import ROOT

CLI = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def test_the_reference_is_what_the_command_line_says(make_cli: ModuleType) -> None:
    assert make_cli.structure(CLI) == make_cli.structure(make_cli.document()), (
        "python docs/make_cli.py mends docs/cli.md"
    )


def test_every_command_has_an_example_of_its_own(make_cli: ModuleType) -> None:
    names = [name for name, _ in make_cli.commands()]
    assert sorted(make_cli.EXAMPLES) == sorted(names)
    for name, example in make_cli.EXAMPLES.items():
        assert example.startswith(f"planner {name}")


def test_every_command_and_option_is_named(make_cli: ModuleType) -> None:
    for name, command in make_cli.commands():
        assert f"## planner {name}\n" in CLI
        for parameter in command.params:
            for word in (*parameter.opts, *parameter.secondary_opts) if parameter.param_type_name == "option" else ():
                assert f"`{word}" in CLI, f"{name} {word}"


@pytest.mark.parametrize(
    "document", ["README.md", "docs/guide.md", "docs/guide.zh.md", "docs/catalog.md", "docs/json.md"]
)
def test_commands_that_are_only_shown_would_be_understood(document: str, make_cli: ModuleType) -> None:
    """``sh`` blocks are not run, since they write files: their commands and options exist all the same."""
    import re

    import click

    known = dict(make_cli.commands())
    text = (ROOT / document).read_text(encoding="utf-8")
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] != ["planner"]:
                continue
            name = " ".join(words[1:3]) if " ".join(words[1:3]) in known else words[1]
            command = known[name]
            assert command.make_parser(click.Context(command)).parse_args(words[1 + len(name.split()) :])
