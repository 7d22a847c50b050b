"""The shipped abilities are those of the shipped evidence."""

import datetime as dt
import json

import numpy as np
import pytest

from planner.catalog.catalog import builtin_folder, open_catalog
from planner.quality import fitted
from planner.quality.ability import fit
from planner.quality.scale import observations


def test_the_file_is_what_a_fit_gives_today() -> None:
    """`make catalog` mends it."""
    shipped = json.loads((builtin_folder() / fitted.FITTED).read_text(encoding="utf-8"))
    today = json.loads(fitted.fitted_text())
    assert shipped["catalog"] == today["catalog"]
    assert (shipped["models"], shipped["tasks"], shipped["since"]) == (today["models"], today["tasks"], today["since"])
    np.testing.assert_allclose(shipped["mean"], today["mean"], atol=2e-5)
    np.testing.assert_allclose(shipped["sd"], today["sd"], atol=2e-5)


@pytest.mark.parametrize("day", [dt.date(2026, 11, 21), dt.date(2025, 6, 1)])
def test_shipped_or_fitted_the_abilities_are_the_same(day: dt.date) -> None:
    catalog = open_catalog()
    found, now = fitted.abilities_on(catalog, day), fit(observations(catalog, day), catalog.tasks)
    assert found.models == now.models
    np.testing.assert_allclose(found.mean, now.mean, atol=1e-5)
    np.testing.assert_array_equal(found.spoken_for, now.spoken_for)


def test_other_constants_are_fitted_on_the_spot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fitted.RESIDUAL, "elo", 0.5)
    catalog, day = open_catalog(), dt.date(2026, 11, 21)
    changed = fitted.abilities_on(catalog, day)
    np.testing.assert_allclose(changed.mean, fit(observations(catalog, day), catalog.tasks).mean, atol=1e-5)
    monkeypatch.undo()
    assert np.abs(changed.mean - fitted.abilities_on(catalog, day).mean).max() > 1e-3
