"""What finance checks first: the parts of every option's cost add up to it."""

from pathlib import Path

import pytest

from planner.answers.route import route
from planner.workspace import load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@pytest.mark.parametrize("name", ["creator-studio", "hospital", "plant-identification", "elderly-letters"])
def test_models_and_extras_add_up_to_the_cost_of_a_request(name: str) -> None:
    checked = 0
    for scenario in route(load(SCENARIOS / name)).scenarios:
        for option in scenario.options:
            parts = sum(float(s.cost_per_request) for s in option.shares) + sum(map(float, option.extras.values()))
            assert parts == pytest.approx(float(option.cost_per_request.base), rel=1e-8), option.id
            for share in option.shares:
                lines = sum(map(float, share.breakdown.values()))
                assert lines == pytest.approx(float(share.cost_per_request), rel=1e-8), (option.id, share.model)
            checked += len(option.shares) > 1
    assert checked > 0
