"""`--fail-on` and `--max-increase` as they are written."""

from __future__ import annotations

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from planner.cli.gates import Failure, Gate, fail_on, max_increase, parse_gate, parse_increase, report_failures
from planner.cli.main import main


@pytest.mark.parametrize(
    ("text", "gate"),
    [
        ("over-budget", Gate("over-budget")),
        ("over-budget=p90", Gate("over-budget", "p90")),
        ("gate", Gate("gate")),
        ("stale-price", Gate("stale-price", days=90)),
        ("stale-price=30d", Gate("stale-price", days=30)),
        ("stale-price=36h", Gate("stale-price", days=1.5)),
        ("infeasible", Gate("infeasible")),
    ],
)
def test_conditions(text: str, gate: Gate) -> None:
    assert parse_gate(text) == gate
    assert parse_gate(str(gate)) == gate


@pytest.mark.parametrize(
    "text",
    ["over-bugdet", "over-budget=p95", "over-budget=", "gate=1", "stale-price=90", "stale-price=", "infeasible=x", ""],
)
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(ValueError, match=r"\."):
        parse_gate(text)


@pytest.mark.parametrize(("text", "share"), [("10%", 0.1), ("0.1", 0.1), ("0%", 0.0), ("250%", 2.5)])
def test_increases(text: str, share: float) -> None:
    assert parse_increase(text) == pytest.approx(share)


@pytest.mark.parametrize("text", ["-1%", "ten", "%"])
def test_what_is_no_increase(text: str) -> None:
    with pytest.raises(ValueError, match=r"expected|increase|number"):
        parse_increase(text)


def test_a_command_gets_what_was_asked_for() -> None:
    @click.command()
    @fail_on
    @max_increase
    def command(gates: tuple[Gate, ...], increase: float | None) -> None:
        click.echo(f"{[str(g) for g in gates]} {increase}")

    said = CliRunner().invoke(command, ["--fail-on", "gate", "--fail-on", "over-budget=p90", "--max-increase", "5%"])
    assert said.output == "['gate', 'over-budget=p90'] 0.05\n"
    wrong = CliRunner().invoke(command, ["--fail-on", "over-bugdet"])
    assert wrong.exit_code == 2
    assert "did you mean `over-budget`?" in wrong.output


def test_failures_are_exit_code_3(capsys: pytest.CaptureFixture[str]) -> None:
    assert report_failures([]) == 0
    assert report_failures([Failure(Gate("over-budget", "p90"), "120% of the budget")]) == 3
    assert capsys.readouterr().err == "gate failed [over-budget=p90]: 120% of the budget\n"


SCENARIO = """id: a
task: writing
pain: {intensity: 5}
difficulty: 2
volume: {requests_per_day: 1000}
tokens: {input: 900, output: 450}
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "a.yaml").write_text(SCENARIO, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    shown = capsys.readouterr()
    return code, shown.out, shown.err


def test_a_budget_that_does_not_hold_fails_although_the_plan_leaves_out_what_does_not_fit(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workspace / "planner.yaml").write_text("budget: 0 USD/month\ncurrency: USD\n", encoding="utf-8")
    code, out, err = run(capsys, "plan", "-C", str(workspace), "-f", "json", "--fail-on", "over-budget")
    assert (code, '"chosen": null' in out) == (3, True)
    assert "12 of 12 months are over the budget of 0" in err
    (workspace / "planner.yaml").write_text("budget: 100000 USD/month\ncurrency: USD\n", encoding="utf-8")
    assert run(capsys, "plan", "-C", str(workspace), "-q", "--fail-on", "over-budget=p90")[0] == 0


def test_over_budget_without_a_budget_is_wrong_input_and_prints_no_plan(
    workspace: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "plan", "-C", str(workspace), "--fail-on", "over-budget")
    assert (code, out) == (1, "")
    assert "error[no-budget]" in err


@pytest.mark.parametrize("command", ["plan", "route", "cost"])
def test_stale_prices_and_nothing_feasible(workspace: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, _, err = run(capsys, command, "-C", str(workspace), "-q", "--fail-on", "stale-price=0d")
    assert code == 3
    assert "gate failed [stale-price=0d]: the price of" in err
    assert run(capsys, command, "-C", str(workspace), "-q", "--fail-on", "infeasible")[0] == 0
    text = SCENARIO + "constraints: {max_cost_per_request: 0.0000001 USD}\n"
    (workspace / "scenarios" / "a.yaml").write_text(text, encoding="utf-8")
    code, _, err = run(capsys, command, "-C", str(workspace), "-q", "--fail-on", "infeasible")
    assert code == 3
    assert "gate failed [infeasible]: a:" in err


def test_a_gate_that_a_command_cannot_judge_is_wrong_usage(workspace: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "cost", "-C", str(workspace), "--fail-on", "over-budget")[0] == 2
