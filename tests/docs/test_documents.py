"""The documents are true: what they show is what the tool prints, their tables are the models', their links lead somewhere."""

from __future__ import annotations

import re
import typing
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from documents import ROOT

import planner.catalog.catalog
from planner.answers.schemas import ANSWERS, FILES
from planner.cli.starter import starter
from planner.scenario import Scenario
from planner.settings import Settings
from planner.workspace import Workspace

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
GUIDES = [ROOT / "README.md", ROOT / "docs" / "guide.md", ROOT / "docs" / "guide.zh.md"]
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def printed(refresh: ModuleType) -> Iterator[dict[str, str]]:
    """What each command of the documents prints. The catalog is opened once, a question answered once for both languages."""
    known: dict[str, str] = {}
    run = refresh.output
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        for name, value in {"COLUMNS": "100", "LC_ALL": "C", "NO_COLOR": "1"}.items():
            patch.setenv(name, value)
        patch.setattr(planner.catalog.catalog, "open_catalog", opened_once(planner.catalog.catalog.open_catalog))
        for name in ("plan", "route", "cost"):
            module = import_module(f"planner.answers.{name}")
            patch.setattr(module, name, answered_once(getattr(module, name)))
        patch.setattr(refresh, "output", lambda command: known.get(command) or known.setdefault(command, run(command)))
        yield known


def opened_once(real: Callable[..., Any]) -> Callable[..., Any]:
    shipped: list[Any] = []

    def opened(where: Any = "builtin", *, root: Path | None = None) -> Any:
        if where not in ("builtin", ["builtin"]):
            return real(where, root=root)
        shipped[:] = shipped or [real(where)]
        return shipped[0]

    return opened


def answered_once(real: Callable[..., Any]) -> Callable[..., Any]:
    known: dict[str, Any] = {}

    def answered(workspace: Workspace, **asked: Any) -> Any:
        ids = [scenario.id for scenario in workspace.scenarios]
        key = repr((workspace.root, ids, workspace.as_of, workspace.currency, asked))
        if key not in known:
            known[key] = real(workspace, **asked)
        return known[key]

    return answered


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_blocks_are_what_the_tool_prints(path: Path, refresh: ModuleType, printed: dict[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    assert refresh.refreshed(text) == text, f"{shown(path)} is out of date: python docs/refresh.py mends it"


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_blocks_print_something_and_name_no_machine(path: Path, refresh: ModuleType) -> None:
    for block in refresh.BLOCK.finditer(path.read_text(encoding="utf-8")):
        assert block[3].strip(), f"{block[2].strip()} prints nothing"
        assert str(ROOT) not in block[3], f"{block[2].strip()} prints a path of this machine"


def test_tables_of_fields_are_those_of_the_models(make_fields: ModuleType) -> None:
    for name in make_fields.DOCUMENTS:
        text = (ROOT / "docs" / name).read_text(encoding="utf-8")
        assert make_fields.refreshed(text) == text, f"docs/{name} is out of date: python docs/make_fields.py mends it"


def test_every_field_of_files_and_answers_has_a_table(make_fields: ModuleType) -> None:
    documented = {
        model
        for name in make_fields.DOCUMENTS
        for model in make_fields.documented((ROOT / "docs" / name).read_text(encoding="utf-8"))
    }
    for module, name, _ in {**FILES, **ANSWERS}.values():
        for model in make_fields.reachable(getattr(import_module(module), name)):
            assert model in documented, f"{model.__module__}.{model.__name__} has no table in docs/"


def test_notes_are_about_fields_that_exist(make_fields: ModuleType) -> None:
    documented = [
        model
        for name in make_fields.DOCUMENTS
        for model in make_fields.documented((ROOT / "docs" / name).read_text(encoding="utf-8"))
    ]
    for name, fields in make_fields.notes().items():
        known = {field for model in documented if model.__name__ == name for field in model.model_fields}
        assert set(fields) <= known, f"docs/field_notes.yaml: {name} has no {', '.join(sorted(set(fields) - known))}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=shown)
def test_links_lead_somewhere(path: Path, make_fields: ModuleType) -> None:
    text = path.read_text(encoding="utf-8")
    for target in LINK.findall(FENCED.sub("", text)):
        if re.match(r"[a-z]+:", target):
            continue
        file, _, anchor = target.partition("#")
        goal = (path.parent / file).resolve() if file else path
        assert goal.exists(), f"{shown(path)}: {target}"
        if anchor and goal.suffix == ".md":
            assert anchor in anchors(goal, make_fields), f"{shown(path)}: {target}"


def anchors(path: Path, make_fields: ModuleType) -> set[str]:
    text = FENCED.sub("", path.read_text(encoding="utf-8"))
    return {make_fields.slug(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("path", GUIDES, ids=shown)
def test_snippets_of_files_are_right(path: Path) -> None:
    """Every ``yaml`` block is a scenario, settings, or a part of one that fits a whole."""
    whole = yaml.safe_load(starter("en")["scenarios/customer-questions.yaml"])
    blocks = re.findall(r"```yaml\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL)
    assert blocks
    for block in blocks:
        said = yaml.safe_load(block)
        if set(said) <= set(Settings.model_fields):
            Settings.model_validate(said)
        else:
            Scenario.model_validate({**whole, **said})


@pytest.mark.parametrize(("language", "folder"), [("en", "first"), ("zh", "first.zh")])
def test_the_guide_begins_with_what_init_writes(language: str, folder: str) -> None:
    for name, content in starter(language).items():
        assert (ROOT / "docs" / folder / name).read_text(encoding="utf-8") == content, (
            f"docs/{folder}: copy it from planner init again"
        )


def test_the_guides_show_the_same_commands(refresh: ModuleType) -> None:
    """English and Chinese tell the same story, command by command."""
    english, chinese = (
        [" ".join(b[2].split()) for b in refresh.BLOCK.finditer(path.read_text(encoding="utf-8"))]
        for path in GUIDES[1:]
    )
    cut = re.compile(r" \| head -\d+$")
    assert [cut.sub("", c).replace("docs/first.zh", "docs/first").replace(" --lang zh", "") for c in chinese] == [
        cut.sub("", c) for c in english
    ]
    assert all("--lang zh" in c for c in chinese)


def test_headings_of_the_guides_match() -> None:
    counts = [
        len(re.findall(r"^## ", FENCED.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)) for path in GUIDES[1:]
    ]
    assert counts[0] == counts[1]


def test_no_type_of_a_table_is_a_name_of_ours(make_fields: ModuleType) -> None:
    """A reader sees `number` and `money`, not the names of Python's types."""
    for name in make_fields.DOCUMENTS:
        for row in re.findall(
            r"^\| `[^|]+\| ([^|]+) \|", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE
        ):
            assert not re.search(
                r"\b(str|int|float|bool|Annotated|Range|MoneyRange|NoneType)\b", typing.cast(str, row)
            ), row
