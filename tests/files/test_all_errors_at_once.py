"""All errors of all files in one run: a value that is wrong does not hide a name that does not exist."""

from pathlib import Path

import pytest

from planner.files.diagnostics import InputError
from planner.workspace import load

SCENARIO = """id: c
task: writing
pain: {intensity: 9}
difficulty: 2
volume: {requests_per_day: 100}
tokens: {input: 900, output: 450}
constraints: {max_cost_per_request: 1 XXX, providers: {allow: [opnai]}}
routing: {verifier: {model: openai/gpt-77}}
latency: {total_p95: 20 lightyears}
latancy: 3
"""


def test_values_names_and_keys_are_found_together(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "c.yaml").write_text(SCENARIO, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load(tmp_path)
    found = {(d.code, d.line) for d in raised.value.diagnostics}
    assert found == {
        ("bad-value", 3),
        ("unknown-currency", 7),
        ("unknown-provider", 7),
        ("unknown-model", 8),
        ("bad-value", 9),
        ("unknown-key", 10),
    }


def test_what_an_error_takes_away_is_not_reported_as_missing(tmp_path: Path) -> None:
    (tmp_path / "scenarios").mkdir()
    text = SCENARIO.replace("{input: 900, output: 450}", "{input: many}").split("constraints")[0].replace("9", "4")
    (tmp_path / "scenarios" / "c.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as raised:
        load(tmp_path)
    assert [d.code for d in raised.value.diagnostics] == ["bad-value"]
