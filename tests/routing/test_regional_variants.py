"""Residency met by a regional price: the model is considered there, at its uplift, and only where that is needed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from small_workspace import model, price, result, scenario, workspace

from planner.answers.evidence import abilities
from planner.demand.assumptions import Assumptions
from planner.demand.request import parts_of
from planner.demand.volume import volume
from planner.pricing.workload import Biller
from planner.routing.candidates import Candidate, candidates
from planner.routing.limits import Needs
from planner.scenario import Constraints

US = price({}, variant="us", of="standard", multiply={"tokens": 1.1}, regions=["US"])
EU = {**US, "variant": "eu", "regions": ["EU"]}
COST = (1000 * 1 + 200 * 2) * 1e-6 * 1.0101


def found(
    folder: Path, residency: list[str] | None, prices: list[dict[str, Any]], provider: dict[str, Any], **said: Any
) -> Candidate:
    standard = price({"input": 1, "output": 2})
    models = {"acme": [model("one", prices=[standard, *prices])]}
    constraints = {"constraints": {"residency": residency}} if residency else {}
    ws = workspace(
        folder,
        [scenario(**constraints, **said)],
        models,
        evidence=[result("acme/one", "one", 0.9)],
        providers={"acme": provider},
    )
    one, assumed = ws.scenarios[0], Assumptions()
    biller = Biller(ws, parts_of(one, assumed)[0], volume(one, ws.as_of, 12, 0, assumed), 0, assumed)
    needs = Needs(one.id, one.task, None, one.latency, one.constraints or Constraints())
    known = abilities(ws)
    return candidates(ws, one, needs, biller, known, 0, assumed, price_excluded=False)[0]


HERE = {"url": "https://example.org/regions", "date": "2026-11-01"}
IN_CN = {"residency": {"regions": ["CN"], "source": HERE}}


@pytest.mark.parametrize("provider", [{}, IN_CN], ids=["unknown", "elsewhere"])
def test_a_regional_price_meets_residency(tmp_path: Path, provider: dict[str, Any]) -> None:
    candidate = found(tmp_path, ["US"], [US, EU], provider)
    assert candidate.name == "acme/one@us"
    assert candidate.violations == ()
    assert "constraints.residency" not in candidate.unverified
    assert float(candidate.cost.per_request.mean()) == pytest.approx(COST * 1.1)


def test_nobody_pays_the_uplift_who_does_not_need_it(tmp_path: Path) -> None:
    assert found(tmp_path / "a", None, [US], {}).name == "acme/one"
    assert found(tmp_path / "b", ["CN"], [US], IN_CN).name == "acme/one"


def test_a_region_that_is_not_sold_stays_broken_or_unknown(tmp_path: Path) -> None:
    assert "constraints.residency" in found(tmp_path / "a", ["EU"], [US], {}).unverified
    broken = found(tmp_path / "b", ["EU"], [US], IN_CN)
    assert [v.constraint for v in broken.violations] == ["constraints.residency"]


def test_a_regional_price_that_has_ended_is_none(tmp_path: Path) -> None:
    assert found(tmp_path, ["US"], [{**US, "until": "2026-11-01"}], {}).name == "acme/one"


def test_batch_does_not_take_the_data_elsewhere(tmp_path: Path) -> None:
    batch = price({}, variant="batch", of="standard", multiply=0.5)
    candidate = found(tmp_path, ["US"], [batch, US], IN_CN, latency={"deferrable": "48h"})
    assert candidate.name == "acme/one@us"
