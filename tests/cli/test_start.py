"""What starting the command line loads: a list of modules guards its speed better than a stopwatch."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

HEAVY = {"numpy", "pydantic", "pydantic_core", "yaml", "tiktoken", "regex", "wcwidth", "tabulate", "jinja2"}

_PROBE = """
import json, sys
from planner.cli.main import main
code = main(sys.argv[1:])
sys.stdout.flush()
sys.stderr.write(json.dumps(sorted(sys.modules)))
sys.exit(code)
"""


def loaded(*arguments: str, **environment: str) -> set[str]:
    ran = subprocess.run(
        [sys.executable, "-c", _PROBE, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        check=False,
    )
    modules: list[str] = json.loads(ran.stderr.splitlines()[-1])
    return set(modules)


@pytest.mark.parametrize(
    "arguments", [("--help",), ("--version",), ("rank", "--help"), ("catalog", "--help"), ("catalog", "list", "--help")]
)
def test_help_imports_click_and_nothing_else(arguments: tuple[str, ...]) -> None:
    modules = loaded(*arguments)
    roots = {name.partition(".")[0] for name in modules}
    assert not roots & HEAVY
    outside = {
        name
        for name in roots - set(sys.stdlib_module_names) - {"planner", "click", "__mp_main__"}
        if not name.startswith("_")
    }
    assert outside <= {"sitecustomize", "usercustomize", "coverage"}
    assert {name for name in modules if name.startswith("planner")} <= {
        "planner", "planner.cli", "planner.cli.main", "planner.cli.options", "planner.cli.rank", "planner.cli.catalog", "planner.cli.catalog.list",
    }  # fmt: skip


def test_completion_imports_click_and_nothing_else() -> None:
    """Completion ends the process by itself: what it loads is read from the interpreter's own report."""
    environment = {**os.environ, "_PLANNER_COMPLETE": "bash_complete", "COMP_WORDS": "planner ra", "COMP_CWORD": "1"}
    code = "from planner.cli.main import main; main([])"
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.stdout == "plain,rank\n"
    roots = {
        line.rpartition("|")[2].strip().partition(".")[0]
        for line in ran.stderr.splitlines()
        if line.startswith("import time:")
    }
    assert not roots & HEAVY


def test_importing_the_library_imports_nothing_heavy() -> None:
    code = "import planner, sys; print(sorted({m.partition('.')[0] for m in sys.modules}))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not any(f"'{name}'" in ran.stdout for name in HEAVY | {"click"})


def test_rank_does_not_load_what_it_does_not_need() -> None:
    modules = loaded("rank", "-C", "tests/cases/studio")
    assert not modules & {
        "tiktoken",
        "jinja2",
        "planner.tokens.encodings",
        "planner.portfolio.search",
        "planner.report.planning",
        "json.tool",
    }


def test_the_module_is_the_command_line() -> None:
    ran = subprocess.run([sys.executable, "-m", "planner", "--version"], capture_output=True, text=True, check=True)
    assert ran.stdout.startswith("planner 0.")
