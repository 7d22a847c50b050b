"""What-if exchange rates: `--fx` and ``load(fx=…)``."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from small_workspace import SOURCE, model, result, scenario, workspace, write

import planner
from planner.catalog.fx import ExchangeRates, NoExchangeRate, StatedRate, stated_rates
from planner.catalog.schema import FxFile
from planner.cli.main import main
from planner.files.diagnostics import InputError

DAY = dt.date(2026, 11, 22)
TABLE = ExchangeRates.of(
    [
        FxFile.model_validate(
            {"base": "USD", "rates": [{"date": "2026-10-31", "rates": {"CNY": "7.5", "EUR": "0.9"}, "source": SOURCE}]}
        )
    ]
)


def rates(**said: str) -> ExchangeRates:
    return TABLE.what_if(stated_rates({name.replace("_", "/"): value for name, value in said.items()}))


def test_a_stated_pair_stands_before_the_table_both_ways() -> None:
    table = rates(CNY_USD="0.125")
    assert table.rate("CNY", "USD", DAY).value == Decimal("0.125")
    assert table.rate("USD", "CNY", DAY).value == 8
    assert table.rate("CNY", "USD", DAY).text == "CNY/USD 0.125 (--fx)"
    assert table.rate("CNY", "USD", DAY).date is None
    assert TABLE.rate("USD", "CNY", DAY).text == "USD/CNY 7.5 of 2026-10-31"
    assert TABLE.rate("USD", "USD", DAY).text is None


def test_crosses_follow_a_rate_against_the_base() -> None:
    cross = rates(CNY_USD="0.125").rate("EUR", "CNY", DAY)
    assert cross.value == Decimal(8) / Decimal("0.9")
    assert cross.stated
    assert cross.text == "EUR/CNY 8.88889 of 2026-10-31 (--fx)"


def test_a_stated_cross_replaces_only_itself() -> None:
    table = rates(EUR_CNY="10")
    assert table.rate("CNY", "EUR", DAY).value == Decimal("0.1")
    assert table.rate("USD", "CNY", DAY).text == "USD/CNY 7.5 of 2026-10-31"
    assert not table.rate("EUR", "USD", DAY).stated


def test_the_table_stays_as_it_was() -> None:
    table = rates(CNY_USD="0.125")
    assert table.dated() == TABLE
    with pytest.raises(NoExchangeRate, match="no exchange rate for XXX"):
        rates(XXX_USD="1")


@pytest.mark.parametrize("pair", ["CNYUSD", "CNY/", "CNY/USDT", "", "CNY/USD/EUR", "C1Y/USD"])
def test_what_is_no_pair(pair: str) -> None:
    with pytest.raises(ValueError, match="expected one such as CNY/USD"):
        StatedRate.parse(pair, "1")


@pytest.mark.parametrize(
    "value", ["0", "-1", "ten", "", "nan", "inf", "1e5", "1_0", "0.1405%", "1e400", "0.0000000001"]
)
def test_what_is_no_rate(value: str) -> None:
    with pytest.raises(ValueError, match="no exchange rate; expected a number above zero"):
        StatedRate.parse("CNY/USD", value)


def test_a_currency_with_itself_and_a_pair_twice() -> None:
    with pytest.raises(ValueError, match="with itself"):
        StatedRate.parse("cny/CNY", "1")
    with pytest.raises(ValueError, match="given twice"):
        stated_rates({"CNY/USD": "0.14", "USD/CNY": 7})


def studio(folder: Path) -> Path:
    """One scenario, one model priced in CNY, shown in USD."""
    models = {"one": [model("m", {"input": "8", "output": "40"})]}
    return write(folder, [scenario()], models, evidence=[result("one/m", "one", 90)], currencies={"one": "CNY"})


def test_the_library_takes_rates(tmp_path: Path) -> None:
    folder = studio(tmp_path)
    table, what_if = planner.load(folder), planner.load(folder, fx={"CNY/USD": 0.25})
    before, after = (planner.cost(w).scenarios[0].models[0] for w in (table, what_if))
    assert before.cost_per_request is not None
    assert after.cost_per_request is not None
    assert float(after.cost_per_request.base) == pytest.approx(float(before.cost_per_request.base) * 7.5 / 4)
    assert before.fx == "CNY/USD 0.133333 of 2026-10-31"
    assert after.fx == "CNY/USD 0.25 (--fx)"
    (noted,) = (a for a in planner.cost(what_if).assumptions if a.field.startswith("fx."))
    assert (noted.scenario, noted.field, noted.value) == ("answers", "fx.CNY/USD", "0.25")
    assert noted.reason == "--fx instead of 0.133333 of 2026-10-31: CNY +87.5%"


def test_every_answer_notes_it_and_says_it_of_its_figures(tmp_path: Path) -> None:
    what_if = planner.load(studio(tmp_path), fx={"USD/CNY": 4})
    for answer in (planner.rank(what_if), planner.route(what_if), planner.plan(what_if)):
        assert [a.value for a in answer.assumptions if a.field == "fx.USD/CNY"] == ["4"]
    chosen = planner.plan(what_if).scenarios[0].chosen
    assert chosen is not None
    assert [share.fx for share in chosen.shares] == ["CNY/USD 0.25 (--fx)"]


def test_without_a_conversion_there_is_no_rate(tmp_path: Path) -> None:
    plain = workspace(tmp_path, [scenario()], {"one": [model("m", {"input": "1", "output": "5"})]})
    assert [m.fx for m in planner.cost(plain).scenarios[0].models] == [None]


def test_a_rate_before_the_table_begins(tmp_path: Path) -> None:
    old = planner.load(studio(tmp_path), as_of=dt.date(2026, 9, 1), fx={"CNY/USD": "0.2"})
    assert planner.cost(old).scenarios[0].models[0].fx == "CNY/USD 0.2 (--fx)"
    assert "the table has no rate on 2026-09-01" in planner.cost(old).assumptions[0].reason


@pytest.mark.parametrize(
    ("said", "code"),
    [({"CNX/USD": 1}, "unknown-currency"), ({"CNY/USD": -1}, "bad-exchange-rate"), ({"CNY": 1}, "bad-exchange-rate")],
)
def test_wrong_rates_of_the_library(tmp_path: Path, said: dict[str, float], code: str) -> None:
    with pytest.raises(InputError) as wrong:
        planner.load(studio(tmp_path), fx=said)
    assert wrong.value.diagnostics[0].code == code
    assert "--fx" in wrong.value.diagnostics[0].message


@pytest.mark.parametrize(
    ("said", "code", "message"),
    [
        ("CNY/USD", 2, "names no rate"),
        ("CNYUSD=1", 2, "expected one such as CNY/USD"),
        ("CNY/USD=0", 2, "expected a number above zero"),
        ("CNX/USD=1", 1, "did you mean CNY?"),
    ],
)
def test_wrong_rates_of_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], said: str, code: int, message: str
) -> None:
    assert main(["cost", "-C", str(studio(tmp_path)), "--fx", said]) == code
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", ["cost", "route", "plan"])
def test_tables_name_the_rate_and_its_day(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    folder = str(studio(tmp_path))
    assert main([command, "-C", folder, "-q", "--lang", "en"]) == 0
    assert "Exchange rates: CNY/USD 0.133333 of 2026-10-31." in capsys.readouterr().out
    assert main([command, "-C", folder, "--lang", "zh", "--fx", "CNY/USD=0.2"]) == 0
    shown = capsys.readouterr().out
    assert "汇率：CNY/USD 0.2（--fx 假设）。" in shown
    assert "fx.CNY/USD = 0.2：--fx 假设，代替 2026-10-31 的 0.133333：CNY +50.0%" in shown
