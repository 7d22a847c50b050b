"""The library as the contract shows it: names, types, prices by the name of a model."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

import planner
from planner.pricing import PricingError

STUDIO = Path(__file__).parent / "cases" / "studio"


def test_every_public_name_is_there() -> None:
    for name in planner.__all__:
        assert getattr(planner, name) is not None
        assert name in dir(planner)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        planner.nonsense  # noqa: B018


def test_a_workspace_and_its_ranking() -> None:
    workspace = planner.load(STUDIO)
    assert isinstance(workspace, planner.Workspace)
    answer = planner.rank(workspace)
    assert answer.model_dump()["scenarios"][0]["id"] == "script-generation"
    assert {a.scenario for a in answer.assumptions} <= {s.id for s in workspace.scenarios}


def test_what_is_wrong_is_raised_with_its_findings(tmp_path: Path) -> None:
    with pytest.raises(planner.InputError) as caught:
        planner.load(tmp_path)
    assert [d.code for d in caught.value.diagnostics] == ["no-scenarios"]


def test_the_price_of_the_contract() -> None:
    """GPT-5 in batches: half of 1.25 in, 0.125 cached and 10 out per million: 625 + 31.25 + 500 millionths."""
    bill = planner.price(
        "openai/gpt-5",
        input_tokens=1000,
        cache_read_tokens=500,
        output_tokens=100,
        at="2026-11-21T10:00:00Z",
        variant="batch",
        catalog=planner.open_catalog(),
    )
    assert (bill.total, bill.currency) == (Decimal("0.00115625"), "USD")
    assert bill.breakdown == {
        "input": Decimal("0.000625"),
        "cache_read": Decimal("0.00003125"),
        "output": Decimal("0.0005"),
    }


@pytest.mark.parametrize(
    "at",
    [
        "2026-11-21",
        "2026-11-21T12:00:00+00:00",
        np.array(["2026-11-21T12", "2026-11-21T12", "2026-11-21T12"], dtype="datetime64[h]"),
    ],
)
def test_prices_of_many_rows_are_those_of_each(at: object) -> None:
    names, tokens = ["openai/gpt-5", "gpt-5-mini", "openai/gpt-5"], np.array([1000, 2000, 3000])
    many = planner.price_many(models=names, columns={"input_tokens": tokens}, at=at)  # type: ignore[arg-type]
    each = [
        planner.price(name, input_tokens=int(n), at="2026-11-21").total for name, n in zip(names, tokens, strict=True)
    ]
    assert many == pytest.approx([float(total) for total in each], rel=1e-9)


def test_a_price_that_cannot_be_said() -> None:
    with pytest.raises(planner.InputError, match="could be several models"):
        planner.price("deepseek-v4-flash", input_tokens=1)
    with pytest.raises(planner.InputError, match="no model is called"):
        planner.price("gpt-99", input_tokens=1)
    with pytest.raises(PricingError, match="is not a time"):
        planner.price("openai/gpt-5", input_tokens=1, at="yesterday")
    with pytest.raises(PricingError, match=r"no .*price at"):
        planner.price("openai/gpt-5", input_tokens=1, at="2020-01-01")
    with pytest.raises(PricingError, match="did you mean 'input_tokens'"):
        planner.price("openai/gpt-5", inptu_tokens=1)
