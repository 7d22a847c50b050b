"""The shipped workspaces load without a finding, read well in both languages and use every field."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

import planner.workspace
from planner.scenario import Scenario, Strategy
from planner.settings import Settings
from planner.workspace import Workspace

FOLDER = Path(__file__).resolve().parent.parent / "scenarios"
NAMES = sorted(path.parent.name for path in FOLDER.glob("*/planner.yaml"))
EXPECTED = {
    "creator-studio",
    "ecommerce-service",
    "legal-advice",
    "plant-identification",
    "elderly-letters",
    "coffee-adviser",
    "hospital",
    "bank-counter",
}
HAN = re.compile(r"[\u4e00-\u9fff]")
Field = tuple[str, str]


@pytest.fixture(scope="module")
def workspaces() -> dict[str, Workspace]:
    return {name: planner.workspace.load(FOLDER / name) for name in NAMES}


def _declared(model: type[BaseModel], seen: set[type[BaseModel]] | None = None) -> Iterator[Field]:
    """Every field of ``model`` and of the models in it, as (model, field)."""
    seen = seen if seen is not None else set()
    if model in seen:
        return
    seen.add(model)
    for name, info in model.model_fields.items():
        yield model.__name__, name
        for part in _models_in(info.annotation):
            yield from _declared(part, seen)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models_in(argument)


def _used(value: Any) -> Iterator[Field]:
    """Every (model, field) that a file says; a default that nobody named does not count."""
    if isinstance(value, BaseModel):
        for name in value.model_fields_set:
            said = getattr(value, name)
            if said is not None:
                yield type(value).__name__, name
                yield from _used(said)
    elif isinstance(value, list):
        for item in value:
            yield from _used(item)


def test_the_use_cases_that_were_promised_are_shipped() -> None:
    assert set(NAMES) == EXPECTED


@pytest.mark.parametrize("name", NAMES)
def test_a_workspace_loads_without_a_warning(name: str, workspaces: dict[str, Workspace]) -> None:
    assert workspaces[name].scenarios
    assert workspaces[name].warnings == []


def test_every_field_of_a_scenario_is_used_somewhere(workspaces: dict[str, Workspace]) -> None:
    used = {field for workspace in workspaces.values() for s in workspace.scenarios for field in _used(s)}
    assert set(_declared(Scenario)) - used == set()


def test_every_setting_is_used_somewhere_but_an_own_catalog(workspaces: dict[str, Workspace]) -> None:
    used = {field for workspace in workspaces.values() for field in _used(workspace.settings)}
    assert set(_declared(Settings)) - used == {("Settings", "catalogs")}


def test_numbers_are_given_in_each_of_the_ways_there_are(workspaces: dict[str, Workspace]) -> None:
    volumes = [s.volume.requests_per_day for w in workspaces.values() for s in w.scenarios]
    ways = {(v.exact, v.mode is not None) for v in volumes if v is not None}
    assert ways == {(True, False), (False, False), (False, True)}


def test_every_strategy_is_allowed_somewhere(workspaces: dict[str, Workspace]) -> None:
    routings = [s.routing for w in workspaces.values() for s in w.scenarios if s.routing is not None]
    assert {name for routing in routings for name in routing.allow or []} == set(get_args(Strategy))


@pytest.mark.parametrize("name", NAMES)
def test_titles_are_in_both_languages(name: str, workspaces: dict[str, Workspace]) -> None:
    for scenario in workspaces[name].scenarios:
        assert scenario.title is not None, scenario.id
        assert scenario.title.zh, scenario.id
        assert HAN.search(scenario.title.zh), scenario.id
        assert scenario.title.en, scenario.id
        assert not HAN.search(scenario.title.en), scenario.id


@pytest.mark.parametrize("name", NAMES)
def test_files_are_named_after_their_scenario_and_name_the_schema(name: str) -> None:
    for path in sorted((FOLDER / name / "scenarios").iterdir()):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert lines[0] == "# yaml-language-server: $schema=../../../schemas/scenario.schema.json", path
        assert (path.parent / lines[0].partition("=")[2]).is_file(), path
        assert lines[1] == f"id: {path.stem}", path


@pytest.mark.parametrize("name", NAMES)
def test_every_sample_says_something_and_is_counted(name: str, workspaces: dict[str, Workspace]) -> None:
    workspace = workspaces[name]
    patterns = set(_patterns(list(workspace.scenarios)))
    counted = {path for pattern in patterns for path in workspace.root.glob(pattern)}
    samples = set((workspace.root / "samples").rglob("*.md"))
    assert samples == counted
    for path in samples:
        assert path.read_text(encoding="utf-8").strip(), path


def _patterns(value: Any) -> Iterator[str]:
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            said = getattr(value, name)
            if name == "samples" and said is not None:
                yield said
            else:
                yield from _patterns(said)
    elif isinstance(value, list):
        for item in value:
            yield from _patterns(item)


@pytest.mark.parametrize("name", NAMES)
def test_user_messages_come_in_fives_at_least_and_one_is_long(name: str, workspaces: dict[str, Workspace]) -> None:
    workspace = workspaces[name]
    for pattern in sorted(set(_patterns(list(workspace.scenarios)))):
        if pattern.endswith("system.md"):
            continue
        sizes = sorted(len(path.read_text(encoding="utf-8")) for path in workspace.root.glob(pattern))
        assert 5 <= len(sizes) <= 12, pattern
        assert sizes[-1] > 1.5 * sizes[len(sizes) // 2], pattern


@pytest.mark.parametrize("name", NAMES)
def test_a_short_readme_speaks_both_languages(name: str) -> None:
    lines = (FOLDER / name / "README.md").read_text(encoding="utf-8").splitlines()
    body = [line for line in lines[1:] if line]
    assert 3 <= len(body) <= 8
    assert any(HAN.search(line) for line in body)
    assert any(not HAN.search(line) for line in body)


def test_example_outcomes_are_whole_and_declared_made_up(workspaces: dict[str, Workspace]) -> None:
    workspace = workspaces["ecommerce-service"]
    with (workspace.root / "evals" / "made-up-intents.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    models = Counter(row["model"] for row in rows)
    assert len(models) == 3
    assert set(models.values()) == {200}
    assert all(model in workspace.catalog for model in models)
    assert len({(row["query_id"], row["model"]) for row in rows}) == len(rows) == 600
    assert {row["category"] for row in rows} == {"complaint", "inquiry", "return"}
    assert {row["difficulty"] for row in rows} == {"easy", "medium", "hard"}
    assert all(row["query_id"].startswith("made-up-") for row in rows)
    assert "made-up example data" in (workspace.root / "README.md").read_text(encoding="utf-8")


def test_only_the_demo_fixes_its_date(workspaces: dict[str, Workspace]) -> None:
    fixed = {name for name, workspace in workspaces.items() if workspace.settings.as_of is not None}
    assert fixed == {"creator-studio"}
