"""What changed between two plans: effects worked out by hand, and effects that add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from small_workspace import model, price, result, scenario, write

from planner.answers.diff import DiffResult, ScenarioDiff, diff
from planner.answers.diff_sides import Side, file_side, live_side
from planner.answers.envelope import envelope_of
from planner.answers.plan import plan
from planner.answers.plan_file import plan_of
from planner.files.diagnostics import InputError
from planner.workspace import Workspace, load

OLD, NEW = dt.date(2026, 10, 1), dt.date(2026, 11, 1)
# 1,000 tokens in, 200 out: 0.002 at 1 and 5 a million, 0.004 at 2 and 10.
CHEAP, DEAR = {"input": "1", "output": "5"}, {"input": "2", "output": "10"}
RISES = [model("m", prices=[price(CHEAP, until="2026-10-15"), {**price(DEAR), "from": "2026-10-15"}])]
SHIPPED = Path(__file__).parents[2] / "scenarios" / "creator-studio"


def shop(folder: Path, models: Any = None, scenarios: Any = None, **settings: Any) -> Path:
    found = models or {"one": RISES}
    names = [f"{provider}/{m['id']}" for provider, specs in found.items() for m in specs]
    evidence = [result(name, "one", 90) for name in names]
    return write(folder, scenarios or [scenario()], found, evidence=evidence, **settings)


def only(answer: DiffResult) -> ScenarioDiff:
    (row,) = answer.scenarios
    return row


def effects(row: ScenarioDiff) -> dict[str, float]:
    return {f"{r.kind}.{r.code}": float(r.effect) for r in row.reasons}


def adds_up(answer: DiffResult) -> None:
    for row in answer.scenarios:
        assert sum(float(r.effect) for r in row.reasons) == pytest.approx(float(row.change), rel=1e-6, abs=1e-6)
    assert sum(float(v) for v in answer.by_reason.values()) == pytest.approx(float(answer.change), rel=1e-6, abs=1e-6)


def as_file(workspace: Workspace, **about: Any) -> dict[str, Any]:
    return {**envelope_of("plan", workspace, plan(workspace)), **about}


def from_file(said: Mapping[str, Any], workspace: Workspace, currency: str = "USD") -> Side:
    found = plan_of(dict(said), "old.json")
    return file_side("old.json", found, currency, workspace.catalog.fx, [workspace.catalog])


def test_a_price_that_rose(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    answer = diff(load(folder, as_of=OLD), load(folder, as_of=NEW))
    row = only(answer)
    adds_up(answer)
    assert row.status == "cost"
    assert row.before is not None
    before, requests = float(row.before.base), (row.requests_before, row.requests_after)
    assert requests[0] is not None
    assert requests[1] is not None
    found = effects(row)
    # the calendar first, at the old price; then twice the price at the new requests
    calendar = before * (requests[1] / requests[0] - 1)
    assert found.get("volume.calendar", 0.0) == pytest.approx(calendar, rel=1e-3, abs=1e-6)
    assert found["price.changed"] == pytest.approx(before + calendar, rel=1e-3)
    moved = [(p.dimension, p.old, p.new, p.old_currency) for r in row.reasons for p in r.prices]
    assert moved == [("input", "1", "2", "USD"), ("output", "5", "10", "USD")]
    since = {p.new_origin.since for r in row.reasons for p in r.prices if p.new_origin is not None}
    assert since == {dt.date(2026, 10, 15)}


def test_nothing_changed(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    answer = diff(load(folder, as_of=NEW), load(folder, as_of=NEW))
    row = only(answer)
    assert (row.status, row.reasons, answer.change, answer.change_share, answer.by_reason) == ("same", [], "0", 0.0, {})


def test_an_exchange_rate_that_moved(tmp_path: Path) -> None:
    folder = shop(tmp_path, {"one": [model("m", CHEAP)]}, currencies={"one": "CNY"})
    # 8 CNY a dollar until October, 7.5 from its end
    answer = diff(load(folder, as_of=OLD), load(folder, as_of=NEW))
    row = only(answer)
    adds_up(answer)
    assert set(effects(row)) <= {"fx.rate", "volume.calendar"}
    (rate,) = (r for r in row.reasons if r.kind == "fx")
    assert rate.values == {"old": "CNY/USD 0.125 of 2026-09-30", "new": "CNY/USD 0.133333 of 2026-10-31"}
    assert row.after is not None
    assert float(rate.effect) == pytest.approx(float(row.after.base) * (1 - 7.5 / 8), rel=1e-6)


def test_a_what_if_rate_is_an_exchange_rate_that_moved(tmp_path: Path) -> None:
    folder = shop(tmp_path, {"one": [model("m", CHEAP)]}, currencies={"one": "CNY"})
    answer = diff(load(folder), load(folder, fx={"USD/CNY": 6}))
    assert effects(only(answer)) == {"fx.rate": pytest.approx(float(answer.total_before.base) * 0.25)}
    assert only(answer).reasons[0].values["new"] == "CNY/USD 0.166667 (--fx)"


def test_another_volume_in_the_file(tmp_path: Path) -> None:
    old = shop(tmp_path / "a")
    volume = {"requests_per_day": 1500, "peak_factor": 2, "growth": 0}
    new = shop(tmp_path / "b", scenarios=[scenario(volume=volume)])
    answer = diff(load(old), load(new))
    (reason,) = only(answer).reasons
    assert (reason.kind, reason.code) == ("volume", "stated")
    assert [(f.field, f.old, f.new) for f in reason.fields] == [("volume.requests_per_day", "1000", "1500")]
    assert answer.change_share == pytest.approx(0.5)


def test_other_tokens_in_the_file_and_another_price(tmp_path: Path) -> None:
    old = shop(tmp_path / "a")
    tokens = {"input": {"mean": 2000, "p95": 2000}, "output": {"mean": 200, "p95": 200}}
    new = shop(tmp_path / "b", scenarios=[scenario(tokens=tokens)])
    answer = diff(load(old, as_of=OLD), load(new, as_of=NEW))
    adds_up(answer)
    found = effects(only(answer))
    # 0.002 a request becomes 0.004; then a thousand tokens more at 2 a million: 0.002 each
    assert found["price.changed"] == pytest.approx(found["scenario.fields"], rel=1e-2)
    fields = [f.field for r in only(answer).reasons if r.kind == "scenario" for f in r.fields]
    assert fields == ["tokens.input.mean", "tokens.input.p95"]


def test_a_cheaper_model_is_chosen(tmp_path: Path) -> None:
    rival = model("rival", {"input": "1.5", "output": "7.5"})
    folder = shop(tmp_path, {"one": [*RISES, rival]})
    answer = diff(load(folder, as_of=OLD), load(folder, as_of=NEW))
    row = only(answer)
    adds_up(answer)
    assert (row.status, row.option_before, row.option_after) == ("choice", "single:one/m", "single:one/rival")
    choice = row.reasons[-1]
    assert (choice.kind, choice.code) == ("choice", "cheaper")
    assert float(choice.effect) < 0
    assert float(choice.values["old_cost"]) == pytest.approx(float(choice.values["new_cost"]) * 4 / 3)
    assert "price.changed" in effects(row)


def test_a_model_that_is_new(tmp_path: Path) -> None:
    fresh = model("fresh", prices=[{**price({"input": "0.5", "output": "2"}), "from": "2026-10-20"}])
    folder = shop(tmp_path, {"one": [model("m", CHEAP), fresh]})
    row = only(diff(load(folder, as_of=OLD), load(folder, as_of=NEW)))
    assert [(r.kind, r.code) for r in row.reasons if r.kind == "choice"] == [("choice", "newly-offered")]


def test_a_model_that_is_off_sale_cannot_be_split(tmp_path: Path) -> None:
    ends = model("m", prices=[price(CHEAP, until="2026-10-15")])
    folder = shop(tmp_path, {"one": [ends, model("other", DEAR)]})
    row = only(diff(load(folder, as_of=OLD), load(folder, as_of=NEW)))
    (reason,) = row.reasons
    assert (reason.kind, reason.code, reason.effect) == ("choice", "not-offered", row.change)


def test_an_option_that_breaks_a_limit_now(tmp_path: Path) -> None:
    tight = scenario(constraints={"max_cost_per_request": "0.003 USD"})
    cheap_later = model("z", prices=[{**price({"input": "0.9", "output": "9"}), "from": "2026-01-01"}])
    folder = shop(tmp_path, {"one": [*RISES, cheap_later]}, [tight])
    row = only(diff(load(folder, as_of=OLD), load(folder, as_of=NEW)))
    choice = row.reasons[-1]
    assert (choice.kind, choice.code) == ("choice", "breaks")
    assert [b.code for b in choice.breaks] == ["too-dear"]


def test_scenarios_that_come_and_go(tmp_path: Path) -> None:
    old = shop(tmp_path / "a", scenarios=[scenario(), scenario("leaves")])
    new = shop(tmp_path / "b", scenarios=[scenario(), scenario("comes")])
    answer = diff(load(old), load(new))
    adds_up(answer)
    rows = {row.id: row for row in answer.scenarios}
    assert {name: row.status for name, row in rows.items()} == {"answers": "same", "leaves": "gone", "comes": "new"}
    assert (rows["comes"].before, rows["comes"].change_share, rows["leaves"].after) == (None, None, None)
    assert rows["leaves"].change_share == -1
    assert [r.code for name in ("comes", "leaves") for r in rows[name].reasons] == ["scenario", "scenario"]


def test_an_option_that_comes(tmp_path: Path) -> None:
    fresh = model("fresh", prices=[{**price(CHEAP), "from": "2026-10-20"}])
    folder = shop(tmp_path, {"one": [fresh]})
    row = only(diff(load(folder, as_of=OLD), load(folder, as_of=NEW)))
    (reason,) = row.reasons
    assert (row.status, reason.kind, reason.code, reason.values["phase"]) == ("new", "new", "option", "later")


def test_budgets(tmp_path: Path) -> None:
    old, new = shop(tmp_path / "a"), shop(tmp_path / "b", budget="100 USD/month")
    answer = diff(load(old), load(new))
    assert answer.budget_before is None
    assert answer.budget_after is not None
    assert answer.budget_after.per_month == "100"


def test_what_the_budget_no_longer_holds(tmp_path: Path) -> None:
    folder = shop(tmp_path, budget="100 USD/month")
    row = only(diff(load(folder, as_of=OLD), load(folder, as_of=NEW)))
    (reason,) = row.reasons
    assert (row.status, reason.kind, reason.code) == ("gone", "gone", "budget")
    assert reason.values["option"] == "single:one/m"


def test_a_file_against_a_workspace_says_what_it_cannot_tell(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    old, new = load(folder, as_of=OLD), load(folder, as_of=NEW)
    answer = diff(from_file(as_file(old), new), new)
    adds_up(answer)
    (reason,) = (r for r in only(answer).reasons if r.kind == "unsplit")
    assert reason.code == "prices-and-scenario"
    assert [p.new for p in reason.prices] == ["2", "10"]
    unknown = diff(from_file(as_file(old, catalog_sha256="0" * 64), new), new)
    assert [r.code for r in only(unknown).reasons if r.kind == "unsplit"] == ["catalog-unknown"]


def test_a_file_of_today_is_today(tmp_path: Path) -> None:
    today = load(shop(tmp_path, {"one": [model("m", CHEAP)]}, currencies={"one": "CNY"}))
    assert only(diff(from_file(as_file(today), today), today)).status == "same"


def test_an_older_file_without_rates(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    old, new = load(folder, as_of=OLD), load(folder, as_of=NEW)
    said = as_file(old)
    for share in said["result"]["scenarios"][0]["chosen"]["shares"]:
        del share["fx"]
    answer = diff(from_file(said, new), new)
    adds_up(answer)
    assert [r.code for r in only(answer).reasons if r.kind == "unsplit"] == ["no-rates"]


def test_another_choice_in_a_file_cannot_be_split(tmp_path: Path) -> None:
    rival = model("rival", {"input": "1.5", "output": "7.5"})
    folder = shop(tmp_path, {"one": [*RISES, rival]})
    old, new = load(folder, as_of=OLD), load(folder, as_of=NEW)
    answer = diff(live_side("old", "date", old), from_file(as_file(new), new))
    assert effects(only(answer)) == {"choice.alternative-unknown": pytest.approx(float(answer.change))}


def test_a_file_in_another_currency_is_shown_at_the_rate_of_its_day(tmp_path: Path) -> None:
    folder = shop(tmp_path, {"one": [model("m", CHEAP)]}, budget="1000 USD/month")
    old = load(folder, as_of=OLD, currency="CNY")
    side = from_file(as_file(old), load(folder))
    answer = diff(side, load(folder, as_of=OLD))
    assert answer.before.converted == "CNY/USD 0.125 of 2026-09-30"
    assert answer.before.currency == "CNY"
    assert only(answer).status == "same"
    assert answer.change_share == pytest.approx(0, abs=1e-6)
    assert answer.budget_before is not None
    assert answer.budget_before.per_month == "1000"


def test_a_file_in_a_currency_without_a_rate_is_refused(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    said = as_file(load(folder), currency="SEK")
    with pytest.raises(InputError, match="cannot be shown in USD: no exchange rate for SEK"):
        from_file(said, load(folder))


def test_two_currencies_are_refused(tmp_path: Path) -> None:
    folder = shop(tmp_path)
    with pytest.raises(InputError, match="before is in USD, after in CNY") as refused:
        diff(load(folder), load(folder, currency="CNY"))
    assert [d.code for d in refused.value.diagnostics] == ["two-currencies"]


@pytest.mark.parametrize("day", [dt.date(2025, 6, 1), dt.date(2026, 3, 1), dt.date(2026, 9, 1)])
def test_the_creator_studio_adds_up(day: dt.date) -> None:
    answer = diff(load(SHIPPED, as_of=day), load(SHIPPED, as_of=dt.date(2026, 11, 21)))
    adds_up(answer)
    assert answer.scenarios
