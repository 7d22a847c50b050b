"""`planner diff`: plan files, workspaces, catalogs and days; its gate; files that are not what they should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from printed import Run
from small_workspace import model, price, result, scenario, write

from planner.report.width import width_of

CHEAP, DEAR = {"input": "1", "output": "5"}, {"input": "2", "output": "10"}
SHIPPED = Path(__file__).parents[2] / "scenarios" / "creator-studio"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """One model whose price doubles on 15 October 2026."""
    rises = model("m", prices=[price(CHEAP, until="2026-10-15"), {**price(DEAR), "from": "2026-10-15"}])
    evidence = [result("one/m", "one", 90)]
    return write(tmp_path / "shop", [scenario()], {"one": [rises]}, evidence=evidence, budget="200 USD/month")


@pytest.fixture
def plan_file(run: Run, shop: Path, tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    assert run("plan", "-C", shop, "--as-of", "2026-10-01", "-q", "-o", path).code == 0
    return path


def test_two_days(run: Run, shop: Path) -> None:
    outcome = run("diff", "2026-10-01", "2026-11-01", "-C", shop, "-q")
    assert (outcome.code, outcome.err) == (0, "")
    words = " ".join(outcome.out.split())
    for said in ("2026-10-01 ⟶ 2026-11-01", "+100%", "Budget: US$200"):
        assert said in words
    assert all(len(line) <= 100 for line in outcome.out.splitlines())
    everything = json.loads(run("diff", "2026-10-01", "2026-11-01", "-C", shop, "-f", "json").out)
    (row,) = everything["result"]["scenarios"]
    assert [(p["old"], p["new"]) for r in row["reasons"] for p in r["prices"]] == [("1", "2"), ("5", "10")]
    assert (everything["command"], everything["as_of"], everything["currency"]) == ("diff", "2026-11-01", "USD")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_creator_studio_fits_a_hundred_columns(run: Run, language: str) -> None:
    outcome = run("diff", "2025-06-01", "2026-11-21", "-C", SHIPPED, "-q", "--lang", language)
    assert (outcome.code, outcome.err) == (0, "")
    assert max(width_of(line) for line in outcome.out.splitlines()) <= 100
    assert ("变化的构成" if language == "zh" else "Of the change") in outcome.out


@pytest.mark.parametrize("form", ["csv", "md", "yaml"])
def test_other_formats(run: Run, shop: Path, form: str) -> None:
    outcome = run("diff", "2026-10-01", "2026-11-01", "-C", shop, "-f", form)
    assert outcome.code == 0
    first = {"csv": "id,status,option_before", "md": "2026-10-01 ⟶", "yaml": "format_version: '1.0'"}[form]
    assert outcome.out.startswith(first)


def test_it_is_the_same_every_time(run: Run, shop: Path) -> None:
    one, other = (run("diff", "2026-10-01", "2026-11-01", "-C", shop, "-f", "json").out for _ in range(2))
    assert one == other


def test_a_plan_file_and_a_day(run: Run, shop: Path, plan_file: Path) -> None:
    outcome = run("diff", plan_file, "2026-11-01", "-C", shop, "-q")
    assert outcome.code == 0
    assert "perhaps also the scenario" in " ".join(outcome.out.split())


def test_json_and_yaml_of_one_plan_are_the_same(run: Run, shop: Path, plan_file: Path, tmp_path: Path) -> None:
    other = tmp_path / "plan.yaml"
    run("plan", "-C", shop, "--as-of", "2026-10-01", "-q", "-o", other)
    outcome = run("diff", plan_file, other, "-C", shop, "-q")
    assert outcome.code == 0
    assert "Nothing changed in cost or choice." in outcome.out


def test_two_plan_files_without_a_workspace(
    run: Run, plan_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run("diff", plan_file, plan_file, "-q").code == 0


def test_workspaces_and_catalogs(run: Run, shop: Path, tmp_path: Path) -> None:
    evidence = [result("one/m", "one", 90)]
    other = write(tmp_path / "other", [scenario()], {"one": [model("m", CHEAP)]}, evidence=evidence)
    for a, b, where in ((shop, other, []), ("catalog", other / "catalog", ["-C", shop]), (shop, "2026-10-01", [])):
        outcome = run("diff", a, b, *where, "-q")
        assert (outcome.code, outcome.err) == (0, "")
        assert "-50%" in outcome.out


@pytest.mark.parametrize(("limit", "code"), [("10%", 3), ("99%", 3), ("101%", 0), ("1.5", 0)])
def test_max_increase(run: Run, shop: Path, limit: str, code: int) -> None:
    outcome = run("diff", "2026-10-01", "2026-11-01", "-C", shop, "-q", "--max-increase", limit)
    assert outcome.code == code
    assert ("gate failed [max-increase=" in outcome.err) == (code == 3)
    if code:
        assert "the total rises 100%" in outcome.err
    down = run("diff", "2026-11-01", "2026-10-01", "-C", shop, "-q", "--max-increase", "0")
    assert down.code == 0


def test_a_rise_of_one_scenario_is_a_rise(run: Run, shop: Path, plan_file: Path, tmp_path: Path) -> None:
    said = json.loads(plan_file.read_text())
    (row,) = said["result"]["scenarios"]
    row["cost_per_month"]["base"] = "1"
    lower = tmp_path / "lower.json"
    lower.write_text(json.dumps(said))
    outcome = run("diff", lower, plan_file, "-C", shop, "-q", "--max-increase", "10%")
    assert outcome.code == 3
    assert "the total" not in outcome.err
    assert "answers rises" in outcome.err


def test_another_currency(run: Run, shop: Path, plan_file: Path) -> None:
    outcome = run("diff", plan_file, "2026-10-01", "-C", shop, "-q", "--currency", "CNY")
    assert outcome.code == 0
    assert "shown at USD/CNY 8 of 2026-09-30" in " ".join(outcome.out.split())
    refused = run("diff", plan_file, "2026-10-01", "-C", shop, "-q", "--currency", "EUR")
    assert refused.code == 1
    assert "error[no-exchange-rate]" in refused.err
    assert "cannot be shown in EUR" in refused.err
    stated = run("diff", plan_file, "2026-10-01", "-C", shop, "-q", "--currency", "EUR", "--fx", "EUR/USD=1.25")
    assert stated.code == 0
    assert "USD/EUR 0.8 (--fx)" in " ".join(stated.out.split())


def test_an_unknown_currency_of_two_files(run: Run, shop: Path, plan_file: Path) -> None:
    outcome = run("diff", plan_file, plan_file, "-C", shop, "--fx", "CNX/USD=1")
    assert outcome.code == 1
    assert "did you mean CNY?" in outcome.err
    listed = run("catalog", "list", "-C", shop, "--currency", "CNY", "--fx", "USD/CNY=3", "-f", "csv")
    assert listed.code == 0
    assert ",6,30,CNY" in listed.out
    assert run("catalog", "list", "-C", shop, "--fx", "CNX/USD=1").code == 1


def changed(said: dict[str, Any], **top: Any) -> str:
    return json.dumps({**said, **top})


WRONG = {
    "cut short": (lambda s: json.dumps(s)[:900], "cut short"),
    "cut in a string": (lambda s: json.dumps(s)[: json.dumps(s).index("single:") + 3], "cut short"),
    "empty": (lambda _: "", "the file is empty"),
    "no JSON": (lambda _: "hello", "this is no JSON"),
    "a list": (lambda _: "[1, 2]", "no answer of planner"),
    "another command": (lambda s: changed(s, command="cost"), "the answer of `planner cost`"),
    "a newer version": (lambda s: changed(s, format_version="2.0"), "this planner reads 1.x"),
    "no version": (lambda s: changed(s, format_version=1.0), "format_version 1.0 is none"),
    "no result": (lambda s: changed(s, result={}), "`result.scenarios`: field required"),
    "a day that is none": (lambda s: changed(s, as_of="soon"), "`as_of`"),
    "a currency that is none": (lambda s: changed(s, currency="dollars"), "`currency`"),
    "an amount that is none": (lambda s: json.dumps(s).replace('"base": "', '"base": "x', 1), "base`"),
    "an amount that is not finite": (lambda s: '"requests": 1e999, "r": '.join(json.dumps(s).rsplit('"requests": ', 1)), "requests`"),
    "a huge exponent": (lambda s: json.dumps(s).replace('"base": "', '"base": "1e999999', 1), "base`"),
    "nested without end": (lambda _: "[" * 100_000, "nested too deeply"),
    "the same scenario twice": (
        lambda s: changed(s, result={**s["result"], "scenarios": s["result"]["scenarios"] * 2}),
        "`answers` is in the plan twice",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG)
def test_files_that_are_no_plan(run: Run, shop: Path, plan_file: Path, case: str) -> None:
    make, message = WRONG[case]
    plan_file.write_text(make(json.loads(plan_file.read_text())))
    outcome = run("diff", plan_file, "2026-11-01", "-C", shop)
    assert (outcome.code, outcome.out) == (1, "")
    assert message in outcome.err
    assert "plan.json" in outcome.err


def test_yaml_bombs_and_bytes(run: Run, shop: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "plan.yaml"
    for content, message in (
        (b"a: &a [x, x]\nb: &b [*a, *a]\n", "aliases"),
        (b"[" * 5000, "nested too deeply"),
        (b"a: [1", "no YAML"),
        (b"\xff\xfe\x00", "not UTF-8"),
    ):
        bomb.write_bytes(content)
        outcome = run("diff", bomb, "2026-11-01", "-C", shop)
        assert outcome.code == 1
        assert message in outcome.err
    assert "error[encoding]" in outcome.err
    bomb.write_text("a: [1")
    assert "error[not-yaml]" in run("diff", bomb, "2026-11-01", "-C", shop).err


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ("a list", "no-plan"),
        ("cut short", "not-json"),
        ("another command", "other-command"),
        ("a newer version", "other-version"),
        ("no version", "bad-version"),
        ("no result", "bad-plan"),
        ("the same scenario twice", "duplicate-id"),
    ],
)
def test_codes_of_files_that_are_no_plan(run: Run, shop: Path, plan_file: Path, case: str, code: str) -> None:
    plan_file.write_text(WRONG[case][0](json.loads(plan_file.read_text())))
    assert f"error[{code}]" in run("diff", plan_file, "2026-11-01", "-C", shop).err


def test_a_minor_version_may_add_keys(run: Run, shop: Path, plan_file: Path) -> None:
    said = json.loads(plan_file.read_text())
    said["result"]["scenarios"][0]["mood"] = "good"
    plan_file.write_text(changed(said, format_version="1.7", more=1))
    assert run("diff", plan_file, "2026-11-01", "-C", shop, "-q").code == 0


def test_escape_sequences_of_a_file_do_not_reach_the_terminal(run: Run, shop: Path, plan_file: Path) -> None:
    said = json.loads(plan_file.read_text())
    said["result"]["scenarios"][0]["title"] = {"en": "\x1b[31mred"}
    plan_file.write_text(json.dumps(said))
    assert "\x1b" not in run("diff", plan_file, "2026-11-01", "-C", shop, "-q").out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "2026-11-01"], "does not exist"),
        (["2026-13-01", "2026-11-01"], "no day of the calendar"),
        (["2026-10-01"], "Missing argument"),
        (["2026-10-01", "2026-11-01", "--as-of", "2026-01-01"], "name their own days"),
        (["2026-10-01", "2026-11-01", "--max-increase", "ten"], "max-increase"),
    ],
)
def test_wrong_usage(run: Run, shop: Path, arguments: list[str], message: str) -> None:
    outcome = run("diff", *arguments, "-C", shop)
    assert outcome.code == 2
    assert message in outcome.err


def test_folders_and_files_of_another_kind(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.txt").write_text("x")
    assert "neither a workspace" in run("diff", tmp_path / "empty", "2026-11-01", "-C", shop).err
    assert "is no plan file" in run("diff", tmp_path / "notes.txt", "2026-11-01", "-C", shop).err


def test_a_day_without_a_workspace(run: Run, tmp_path: Path) -> None:
    outcome = run("diff", "2026-10-01", "2026-11-01", "-C", tmp_path)
    assert outcome.code == 1
    assert "no scenario in" in outcome.err
