"""`--fail-on` and `--max-increase` as they are written."""

from __future__ import annotations

import click
import pytest
from click.testing import CliRunner

from planner.cli.gates import Failure, Gate, fail_on, max_increase, parse_gate, parse_increase, report_failures


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
