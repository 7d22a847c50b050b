"""Merging a snapshot into a catalog folder: which side counts, what is appended, and that the rest stays as it was."""

from __future__ import annotations

import datetime as dt
import json
import os
from pathlib import Path
from typing import Any

import pytest

from planner.catalog import replacing
from planner.catalog.catalog import Catalog, open_catalog
from planner.catalog.merge import MergePlan, plan_merge
from planner.catalog.sources import SourceSnapshot, read_source
from planner.catalog.writing import write_merge
from planner.files.diagnostics import InputError
from planner.pricing.schedule import PriceSchedule

DAY = dt.date(2026, 11, 22)

ACME = """\
# Kept: a comment above everything.
provider: acme
name: {en: Acme}
currency: USD
sources:
  page: {url: "https://acme.example/prices", date: 2026-06-01}   # the vendor's own page
  collected: {url: "https://acme.example/prices", date: 2026-06-01, via: genai-prices 0.1.0}
models:
  - id: vendor
    name: Read on the page
    source: page
    prices:
      - {from: 2026-01-01, source: page, rates: {input: 1, output: 2}}
  # Kept: a comment between models.
  - id: collected
    name: Taken from a collection
    aliases: [collected-2026]
    source: collected
    prices:
      - from: 2026-01-01
        source: collected
        rates: {input: 1, output: 2, searches: 10/k searches}
        note: >-
          A note on
          two lines

    note: the last line of a model
  - id: native
    name: In its own currency
    source: collected
    prices:
      - {from: 2026-01-01, source: collected, currency: CNY, rates: {input: 7}}
  - id: ended
    name: No longer sold
    source: collected
    prices:
      - {from: 2025-01-01, until: 2026-01-01, source: collected, rates: {input: 7}}
  - id: empty
    name: No price yet
    source: collected
"""

FX = 'base: USD\nrates:\n  - {date: 2026-01-01, rates: {CNY: 7}, source: {url: "https://fx.example", date: 2026-01-01}}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "catalog"
    (folder / "models").mkdir(parents=True)
    (folder / "models" / "acme.yaml").write_text(ACME)
    (folder / "fx.yaml").write_text(FX)
    return folder


def snapshot(tmp_path: Path, models: dict[str, Any], *, provider: str = "acme", day: dt.date = DAY) -> SourceSnapshot:
    file = tmp_path / "data.json"
    listed = [{"id": name, "prices": prices} for name, prices in models.items()]
    file.write_text(json.dumps([{"id": provider, "name": provider.title(), "models": listed}]))
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC).timestamp()
    os.utime(file, (noon, noon))  # the day of a file is that of its last change
    return read_source("genai-prices", str(file), today=day)


def planned(folder: Path, tmp_path: Path, models: dict[str, Any], **more: Any) -> tuple[MergePlan, Catalog]:
    catalog = open_catalog(folder)
    return plan_merge(snapshot(tmp_path, models, **more), catalog, more.get("day", DAY)), catalog


def outcome(plan: MergePlan) -> list[tuple[str, str, str, str]]:
    return [(d.model, d.variant, d.verdict, d.rule) for d in plan.decisions]


@pytest.mark.parametrize(
    ("model", "prices", "verdict", "rule"),
    [
        ("vendor", {"input_mtok": 9, "output_mtok": 2}, "kept", "vendor"),
        ("collected", {"input_mtok": 9, "output_mtok": 2}, "taken", "newer"),
        ("collected-2026", {"input_mtok": 9}, "taken", "newer"),
        ("COLLECTED", {"input_mtok": 9}, "taken", "newer"),
        ("native", {"input_mtok": 1}, "kept", "currency"),
        ("collected", {}, "kept", "zero"),
        ("collected", {"input_mtok": 0, "output_mtok": 0}, "kept", "zero"),
        ("ended", {"input_mtok": 8}, "kept", "ended"),
        ("empty", {"input_mtok": 8}, "new-variant", "new"),
        ("unheard-of", {"input_mtok": 8}, "new-model", "new"),
        ("collected", {"input_mtok": 1001, "output_mtok": 2}, "refused", "absurd"),
        (
            "collected",
            [
                {"prices": {"input_mtok": 1}},
                {"constraint": {"start_time": "01:00", "end_time": "02:00"}, "prices": {"input_mtok": 3}},
            ],
            "kept",
            "by-hand",
        ),
    ],
)
def test_the_rule_that_decides(folder: Path, tmp_path: Path, model: str, prices: Any, verdict: str, rule: str) -> None:
    plan, _ = planned(folder, tmp_path, {model: prices})
    assert [(d.verdict, d.rule) for d in plan.decisions] == [(verdict, rule)]


def test_an_older_collection_does_not_win(folder: Path, tmp_path: Path) -> None:
    plan, _ = planned(folder, tmp_path, {"collected": {"input_mtok": 9}}, day=dt.date(2026, 5, 1))
    assert outcome(plan) == [("acme/collected", "standard", "kept", "older")]


def test_the_same_price_is_no_change(folder: Path, tmp_path: Path) -> None:
    plan, _ = planned(folder, tmp_path, {"collected": {"input_mtok": 1, "output_mtok": 2.0}})
    assert (plan.unchanged, plan.decisions) == (1, [])


def test_a_new_price_is_appended_and_everything_else_stays(folder: Path, tmp_path: Path) -> None:
    plan, catalog = planned(
        folder, tmp_path, {"collected": {"input_mtok": 1.5, "output_mtok": 2}, "new": {"input_mtok": 3}}
    )
    assert write_merge(plan, folder, catalog) == ["models/acme.yaml"]
    text = (folder / "models" / "acme.yaml").read_text()
    after = iter(text.splitlines())
    assert all(line in after for line in ACME.splitlines())
    merged = open_catalog(folder)["acme/collected"]
    assert [(p.valid_from, p.rates) for p in merged.spec.prices] == [
        (dt.date(2026, 1, 1), {"input": "1", "output": "2", "searches": "10/k searches"}),
        (DAY, {"input": "1.5", "output": "2", "searches": "10/k searches"}),
    ]
    assert merged.source(merged.spec.prices[1].source).via == "genai-prices, its data file"
    assert "as before" in (merged.spec.prices[1].note or "")
    assert open_catalog(folder)["acme/new"].spec.prices[0].valid_from == DAY


def test_twice_is_once(folder: Path, tmp_path: Path) -> None:
    models = {"collected": {"input_mtok": 1.5}, "new": {"input_mtok": 3}, "empty": {"input_mtok": 1}}
    plan, catalog = planned(folder, tmp_path, models)
    write_merge(plan, folder, catalog)
    again, catalog = planned(folder, tmp_path, models)
    assert (again.decisions, again.new_models, write_merge(again, folder, catalog)) == ([], {}, [])


def test_start_dates_of_the_source_are_kept_and_coming_ones_announced(folder: Path, tmp_path: Path) -> None:
    conditions = [
        {"prices": {"input_mtok": 1, "output_mtok": 2}},
        {"constraint": {"start_date": "2026-10-01"}, "prices": {"input_mtok": 3}},
        {"constraint": {"start_date": "2027-01-01"}, "prices": {"input_mtok": 4}},
    ]
    plan, catalog = planned(folder, tmp_path, {"collected": conditions, "new": conditions})
    write_merge(plan, folder, catalog)
    merged = open_catalog(folder)
    assert [str(p.valid_from) for p in merged["acme/collected"].spec.prices] == [
        "2026-01-01",
        "2026-10-01",
        "2027-01-01",
    ]
    # When the undated price began nobody says, and it no longer holds: it is not given a day.
    assert [str(p.valid_from) for p in merged["acme/new"].spec.prices] == ["2026-10-01", "2027-01-01"]
    PriceSchedule.of("acme/new", "USD", merged["acme/new"].spec.prices)


def test_an_absurd_price_of_a_new_model_is_refused_beside_its_kind(folder: Path, tmp_path: Path) -> None:
    models = {f"m{i}": {"input_mtok": 1} for i in range(6)} | {"dear": {"input_mtok": 5000}}
    plan, _ = planned(folder, tmp_path, models)
    assert [(d.model, d.rule) for d in plan.of("refused")] == [("acme/dear", "absurd")]
    assert "acme/dear" not in plan.new_models


def test_an_unknown_currency_is_refused(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(json.dumps({"m": {"litellm_provider": "acme", "input_cost_per_token": 1e-6, "currency": "XXX"}}))
    plan = plan_merge(read_source("litellm", str(file), today=DAY), open_catalog(folder), DAY)
    assert [(d.verdict, d.rule) for d in plan.decisions] == [("refused", "unknown-currency")]


def test_two_entries_of_a_source_for_one_model(folder: Path, tmp_path: Path) -> None:
    plan, _ = planned(folder, tmp_path, {"collected-2026": {"input_mtok": 9}, "collected": {"input_mtok": 8}})
    assert outcome(plan) == [("acme/collected", "standard", "taken", "newer")]
    assert [s.entry for s in plan.skipped] == ["acme/collected-2026"]


def test_names_of_providers_differ_between_sources(folder: Path, tmp_path: Path) -> None:
    plan, catalog = planned(folder, tmp_path, {"grok": {"input_mtok": 1}}, provider="x-ai")
    assert write_merge(plan, folder, catalog) == ["models/xai.yaml"]
    assert "xai/grok" in open_catalog(folder)


def test_a_model_of_another_folder_is_copied_with_its_new_price(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    plan, catalog = planned(folder, tmp_path, {"collected": {"input_mtok": 9, "output_mtok": 2}})
    assert write_merge(plan, own, catalog) == ["models/acme.yaml"]
    both = open_catalog([str(folder), str(own)])["acme/collected"]
    assert [p.rates["input"] for p in both.spec.prices] == ["1", "9"]
    assert both.spec.note == "the last line of a model"
    assert both.source(both.spec.prices[0].source).via == "genai-prices 0.1.0"


def contents(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.mark.parametrize("failing", [1, 2, 3])
def test_a_write_that_fails_midway_leaves_the_folder_untouched(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    (folder / "models" / "zeta.yaml").write_text(ACME.replace("acme", "zeta"))
    file = tmp_path / "data.json"
    models = [{"id": "collected", "prices": {"input_mtok": 5}}, {"id": "new", "prices": {"input_mtok": 5}}]
    file.write_text(json.dumps([{"id": name, "name": name, "models": models} for name in ("acme", "beta", "zeta")]))
    catalog = open_catalog(folder)
    plan = plan_merge(read_source("genai-prices", str(file), today=DAY), catalog, DAY)
    before = contents(folder)
    calls = 0

    def full(source: Any, target: Any) -> None:
        nonlocal calls
        calls += 1
        if calls == failing:
            raise OSError(28, "No space left on device")
        Path(source).replace(target)

    monkeypatch.setattr(replacing.os, "replace", full)
    with pytest.raises(InputError, match="nothing was changed"):
        write_merge(plan, folder, catalog)
    assert contents(folder) == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["catalog", "data.json"]


def test_a_result_that_does_not_validate_is_not_written(folder: Path) -> None:
    before = contents(folder)
    with pytest.raises(InputError):
        replacing.replace_files(folder, {"models/new.yaml": "provider: [", "fx.yaml": FX + "# more\n"})
    assert contents(folder) == before


def test_ten_thousand_models(folder: Path, tmp_path: Path) -> None:
    models = {f"model-{i}": {"input_mtok": 1, "output_mtok": 2} for i in range(10_000)} | {"bad": {"input_mtok": "x"}}
    plan, catalog = planned(folder, tmp_path, models, provider="huge")
    write_merge(plan, folder, catalog)
    assert len(open_catalog(folder).names) == 10_005
    assert sorted(p.name for p in (folder / "models").iterdir()) == [
        "acme.yaml",
        "huge-2.yaml",
        "huge-3.yaml",
        "huge.yaml",
    ]
    again, catalog = planned(
        folder, tmp_path, models | {"model-9999": {"input_mtok": 3}}, provider="huge", day=dt.date(2026, 11, 23)
    )
    assert write_merge(again, folder, catalog) == ["models/huge-3.yaml"]
    assert [s.entry for s in plan.skipped] == ["huge/bad"]


def test_the_shipped_catalog_takes_a_whole_source_and_keeps_every_line(tmp_path: Path) -> None:
    import shutil

    from planner.catalog.catalog import builtin_folder

    folder = tmp_path / "catalog"
    shutil.copytree(builtin_folder(), folder)
    before = {path.name: path.read_text() for path in (folder / "models").iterdir()}
    catalog = open_catalog(folder)
    write_merge(plan_merge(read_source("genai-prices", today=DAY), catalog, DAY), folder, catalog)
    for name, text in before.items():
        after = iter((folder / "models" / name).read_text().splitlines())
        assert all(line in after for line in text.splitlines()), name
    merged = open_catalog(folder)
    again = plan_merge(read_source("genai-prices", today=DAY), merged, DAY)
    assert again.of("taken", "new-variant", "new-model") == []
