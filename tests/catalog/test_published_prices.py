"""History is not edited: every price that was ever published here is still there, word for word.

    python tests/catalog/test_published_prices.py     adds the prices that are new to published_prices.json

A price that proves wrong is not changed either: an entry with a later `from`, or a note, says so. If a figure was really
miscopied, correct it together with its line in published_prices.json and say why in the commit.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from planner.catalog.catalog import open_catalog
from planner.catalog.schema import Price, Source

PUBLISHED = Path(__file__).with_name("published_prices.json")


def fingerprint(price: Price, currency: str, source: Source) -> str:
    """What was charged, from when, in which currency and who said so; notes and the names of sources may be reworded."""
    said = price.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"source", "note", "until"})
    said |= {"currency": price.currency or currency, "url": source.url, "read": source.date.isoformat()}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def shipped() -> dict[str, list[str]]:
    """Full model name to the fingerprints of its prices, in the order of the file."""
    catalog = open_catalog()
    out = {}
    for name in catalog.names:
        model = catalog[name]
        out[name] = [fingerprint(p, model.provider.currency, model.source(p.source)) for p in model.spec.prices]
    return {name: prints for name, prints in out.items() if prints}


def test_no_published_price_was_edited_or_removed() -> None:
    now = shipped()
    gone = {
        name: missing
        for name, published in json.loads(PUBLISHED.read_text()).items()
        if (missing := [print for print in published if print not in now.get(name, [])])
    }
    assert gone == {}, f"prices of {', '.join(gone)} were changed; append an entry instead"


def test_the_fingerprint_sees_every_figure() -> None:
    source = Source.model_validate({"url": "https://acme.example", "date": "2026-01-01"})
    said = {"from": "2026-01-01", "source": "page", "rates": {"input": "1.0"}}
    one = fingerprint(Price.model_validate(said), "USD", source)
    assert fingerprint(Price.model_validate({**said, "note": "a word", "until": "2026-02-01"}), "USD", source) == one
    for other in ({"from": "2026-01-02"}, {"rates": {"input": "1.1"}}, {"currency": "CNY"}, {"variant": "batch"}):
        assert fingerprint(Price.model_validate({**said, **other}), "USD", source) != one
    moved = source.model_copy(update={"url": "https://other.example"})
    assert fingerprint(Price.model_validate(said), "USD", moved) != one


def publish() -> None:
    known = json.loads(PUBLISHED.read_text()) if PUBLISHED.is_file() else {}
    for name, prints in shipped().items():
        known[name] = [*known.get(name, []), *(print for print in prints if print not in known.get(name, []))]
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(prints)}" for name, prints in sorted(known.items()))
    PUBLISHED.write_text(f"{{\n{lines}\n}}\n")


if __name__ == "__main__":
    publish()
