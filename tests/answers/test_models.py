"""`catalog list` and `catalog show`: filters, prices of the day, and where each figure stands."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import small_workspace as small

import planner
from planner.answers.model import model
from planner.answers.models import Filter, models
from planner.catalog.catalog import Catalog, open_catalog
from planner.report.cataloguing import list_report, model_report
from planner.report.tables import as_csv, as_markdown, as_text

DAY = dt.date(2026, 11, 22)


def priced(**more: Any) -> list[dict[str, Any]]:
    old = small.price({"input": 4, "output": 8}, until="2026-06-01")
    new = small.price({"input": 2, "cache_read": "0.2", "output": "0.006/k tokens"}, **{"from": "2026-06-01"})
    night = small.price({"input": 1, "output": 3}, **{"from": "2026-06-01"}, hours={"from": "00:00", "to": "06:00"})
    return [small.model("text", prices=[old, new, night], **more)]


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    others = [
        small.model("paint", {"images_out": {"low": 0.01, "high": 0.04}}, kind="image", output=["image"]),
        small.model("hear", {"audio_seconds_in": "0.006/minute"}, kind="speech-to-text", input=["audio"], zh="听写"),
        small.model("gone", {"input": 1, "output": 1}, retires="2026-11-01"),
    ]
    evidence = [small.result("maker/text", "one", 0.7), small.result("maker/text", "three", 0.8)]
    folder = small.write(
        tmp_path,
        [small.scenario()],
        {"maker": priced(open_weights=True, aliases=["txt"]), "shop": others},
        evidence=evidence,
    )
    return open_catalog(folder / "catalog")


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (Filter(), ["maker/text", "shop/hear", "shop/paint"]),
        (Filter(retired=True), ["maker/text", "shop/gone", "shop/hear", "shop/paint"]),
        (Filter(task="qa"), ["maker/text"]),
        (Filter(task="speech-to-text"), ["shop/hear"]),
        (Filter(provider="shop"), ["shop/hear", "shop/paint"]),
        (Filter(kind="image"), ["shop/paint"]),
        (Filter(open_weights=True), ["maker/text"]),
        (Filter(word="TXT"), ["maker/text"]),
        (Filter(word="听"), ["shop/hear"]),
        (Filter(word="nothing"), []),
    ],
)
def test_filters(catalog: Catalog, wanted: Filter, names: list[str]) -> None:
    assert [m.model for m in models(catalog, wanted, DAY).models] == names


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Filter(task="q"), "unknown-task"),
        (Filter(provider="shopp"), "unknown-provider"),
        (Filter(kind="imag"), "unknown-kind"),
    ],
)
def test_a_filter_that_fits_nothing_there_is(catalog: Catalog, wanted: Filter, code: str) -> None:
    with pytest.raises(planner.InputError) as caught:
        models(catalog, wanted, DAY)
    assert [d.code for d in caught.value.diagnostics] == [code]


def test_prices_are_those_of_the_day_with_their_range_over_hours(catalog: Catalog) -> None:
    (text,) = models(catalog, Filter(provider="maker"), DAY).models
    prices = {p.dimension: (p.low, p.high, p.unit) for p in text.prices}
    assert prices == {
        "input": ("1", "2", "M tokens"),
        "cache_read": ("0.2", "0.2", "M tokens"),
        "output": ("3", "6", "M tokens"),
    }
    assert (text.currency, text.price_date, text.evidence) == ("USD", dt.date(2026, 11, 1), 2)
    (before,) = models(catalog, Filter(provider="maker"), dt.date(2026, 5, 1)).models
    assert {p.dimension: p.low for p in before.prices} == {"input": "4", "output": "8"}
    (never,) = models(catalog, Filter(provider="maker"), dt.date(2025, 5, 1)).models
    assert (never.prices, never.currency, never.price_date) == ([], None, None)


def test_prices_in_another_currency(catalog: Catalog) -> None:
    """7.5 yuan for a dollar since 31 October."""
    hear = models(catalog, Filter(provider="shop"), DAY, "CNY").models[0]
    assert [(p.low, p.unit) for p in hear.prices] == [("0.045", "minute")]
    assert hear.currency == "CNY"


def test_everything_about_a_model_and_where_it_stands(catalog: Catalog) -> None:
    found = model(catalog, "txt", DAY)
    assert found.model == "maker/text"
    assert [(p.variant, p.holds) for p in found.prices] == [("standard", False), ("standard", True), ("standard", True)]
    assert found.prices[1].rates == {"input": "2", "cache_read": "0.2", "output": "0.006"}
    assert found.prices[1].units["output"] == "k tokens"
    assert found.prices[2].hours == "00:00-06:00 UTC"
    assert {r.benchmark: r.tasks for r in found.evidence} == {"one": ["qa"], "three": ["rewriting"]}
    for origin in (found.source, *(p.source for p in found.prices), *(r.source for r in found.evidence)):
        assert (origin.url, origin.date) == (small.SOURCE["url"], dt.date(2026, 11, 1))
        assert origin.file.startswith("catalog/")
        assert origin.line >= 1


def test_what_is_shown(catalog: Catalog) -> None:
    listed = as_text(list_report(models(catalog, Filter(), DAY), DAY, "en"), 120)
    assert "US$0.0100–0.0400/image" in listed
    assert "US$1.00–2.00" in listed
    assert "3 models." in listed
    assert "21 days ago" in listed
    shown = as_text(model_report(model(catalog, "maker/text", DAY), "zh"), 100)
    assert "[1] 2026-11-01 https://example.org/prices" in shown
    assert "现行" in shown
    assert as_csv(list_report(models(catalog, Filter(), DAY), DAY, "en")).startswith(
        "model,name,kind,context,input,output,currency,"
    )
    assert "### Published results" in as_markdown(model_report(model(catalog, "maker/text", DAY), "en"))


def test_a_model_without_evidence_says_so(catalog: Catalog) -> None:
    assert "No published result" in as_text(model_report(model(catalog, "hear", DAY), "en"), 100)


def test_every_shipped_model_can_be_listed_and_shown() -> None:
    shipped = open_catalog()
    listed = models(shipped, Filter(retired=True), DAY)
    assert [m.model for m in listed.models] == shipped.names
    for language in ("zh", "en"):
        assert as_text(list_report(listed, DAY, language), 100)  # type: ignore[arg-type]
    for name in shipped.names[::10]:
        assert as_text(model_report(model(shipped, name, DAY), "zh"), 100)
