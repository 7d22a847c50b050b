"""Plain scalars are the numbers, truths and nothings of YAML 1.2; everything quoted is text, whichever parser reads it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml

import planner.files.documents as documents
from planner.catalog.schema import Price
from planner.files.diagnostics import Findings


@pytest.fixture(params=["CSafeLoader", "SafeLoader"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not hasattr(yaml, request.param):
        pytest.skip("built without libyaml")
    monkeypatch.setattr(documents, "_Loader", getattr(yaml, request.param))


def read(text: str) -> tuple[Any, list[str]]:
    findings = Findings()
    document = documents.parse_document(text, "a.yaml", findings)
    return document.data if document is not None else None, [f"{d.code} {d.line}:{d.column}" for d in findings.items]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-7", -7),
        ("1.5", 1.5),
        (".5", 0.5),
        ("2e3", 2000.0),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("on", "on"),
        ("12:30", "12:30"),
        ("2026-11-22", "2026-11-22"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("3万", "3万"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("'~'", "~"),
    ],
)
def test_a_value_has_the_type_it_is_written_with(text: str, value: Any) -> None:
    data, found = read(f"a: {text}\n")
    assert not found
    assert data["a"] == value
    assert isinstance(data["a"], type(value))


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("text", [".nan", ".inf", "-.INF", "1e999"])
def test_numbers_that_are_not_finite_are_found_where_they_stand(text: str) -> None:
    assert read(f"a: 1\nb: {text}\n")[1] == ["not-finite 2:4"]


@pytest.mark.usefixtures("parser")
def test_a_price_keeps_every_digit_it_is_written_with() -> None:
    data, _ = read("{from: 2026-01-01, source: page, rates: {input: 0.10, output: 0.12345678901234567890}}")
    rates = Price.model_validate(data).rates
    assert rates == {"input": "0.10", "output": "0.12345678901234567890"}
    assert Decimal(str(rates["output"])) == Decimal("0.1234567890123456789")


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2\n", "duplicate-key 2:1"),
        ("a: !!python/object:os.system x\n", "tag 1:4"),
        ("a: &x [1]\nb: {<<: *x}\n", "merge-key 2:5"),
        ("a: *x\n", "yaml 1:4"),
        ("a: 1\n---\nb: 2\n", "many-documents 2:1"),
        ("? [1, 2]\n: 3\n", "key 1:3"),
        ("[" * 60 + "]" * 60, "too-deep 1:41"),
    ],
)
def test_what_is_not_plain_data_is_refused_with_its_place(text: str, found: str) -> None:
    assert found in read(text)[1]


@pytest.mark.usefixtures("parser")
def test_a_file_that_unfolds_without_end_is_stopped() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    data, found = read("\n".join(lines))
    assert data is None
    assert found[0].startswith("yaml-bomb")
