"""The last pages of a memo: every assumption and source, and how to repeat it."""

from __future__ import annotations

from collections.abc import Iterator

from planner.answers.memo_sources import EvidenceSource, PriceSource
from planner.report.memo.blocks import Block, Bullets, Cell, Heading, Item, Link, Paragraph, Table
from planner.report.memo.document import Memo
from planner.report.memo.voice import Voice


def appendix(memo: Memo, voice: Voice) -> Iterator[Block]:
    """Assumptions, prices, rates, evidence, speeds, and what repeats the memo."""
    yield Heading(2, voice.say("appendix"))
    yield from _assumptions(memo, voice)
    yield from _prices(memo, voice)
    yield Heading(3, voice.say("exchange"))
    yield from _exchange(memo, voice)
    yield from _evidence(memo, voice)
    yield Heading(3, voice.say("speeds"))
    yield from _speeds(memo, voice)
    yield Heading(3, voice.say("repeat"))
    yield Paragraph(voice.say("repeat.how"))
    yield Bullets([*_repeat(memo, voice)])
    if voice.untranslated:
        yield Heading(3, voice.say("untranslated"))
        yield Paragraph(voice.say("untranslated.intro"))
        yield Bullets(
            [Item(text, f"{where}:") if where != text else Item(text) for where, text in voice.untranslated.items()]
        )


def _assumptions(memo: Memo, voice: Voice) -> Iterator[Block]:
    yield Heading(3, voice.say("assumptions"))
    groups: dict[tuple[str, str, str], list[str]] = {}
    for a in memo.plan.assumptions:
        groups.setdefault((a.field, a.value, a.reason), []).append(a.scenario)
    if not groups:
        yield Paragraph(voice.say("assumptions.none"))
        return
    yield Paragraph(voice.say("assumptions.intro"))
    head = [voice.say(f"assumptions.{name}") for name in ("field", "value", "reason", "where")]
    everywhere = len(memo.scenarios)
    rows: list[list[Cell]] = []
    for (field, value, reason), scenarios in groups.items():
        names = sorted(set(scenarios))
        where = voice.say("assumptions.all") if len(names) == everywhere > 1 else voice.listed(names)
        rows.append([field, voice.value(value), voice.why(reason), where])
    yield Table(head, rows)


def _prices(memo: Memo, voice: Voice) -> Iterator[Block]:
    yield Heading(3, voice.say("prices"))
    if not memo.prices:
        yield Paragraph(voice.say("prices.none"))
        return
    head = [voice.say(f"prices.{name}") for name in ("model", "rates", "from", "read", "age_title", "source")]
    rows = [_price(price, voice) for price in memo.prices]
    yield Table(head, rows, frozenset({4}))


def _price(price: PriceSource, voice: Voice) -> list[Cell]:
    rates = [
        voice.say("prices.rate", name=name, amount=amount, currency=price.currency, unit=unit)
        for name, amount, unit in price.rates
    ]
    if price.hours:
        rates.append(voice.say("prices.hours", hours=price.hours))
    name = price.model if price.variant == "standard" else f"{price.model}@{price.variant}"
    return [
        name,
        voice.listed(rates) or voice.say("prices.free"),
        price.valid_from.isoformat(),
        price.read.isoformat(),
        voice.say("prices.age", days=price.age_days),
        Link(price.url),
    ]


def _exchange(memo: Memo, voice: Voice) -> Iterator[Block]:
    if not memo.exchange:
        yield Paragraph(voice.say("exchange.none"))
        return
    head = [voice.say("evidence.date"), voice.say("prices.rates"), voice.say("prices.source")]
    rows: list[list[Cell]] = []
    for rate in memo.exchange:
        if rate.date is None:
            said = voice.say("exchange.stated", source=rate.source, value=rate.value, target=rate.target)
            rows.append(["–", said, "--fx"])
            continue
        said = voice.say("exchange.rate", source=rate.source, value=rate.value, target=rate.target, date=rate.date)
        rows += [[str(rate.date), said, Link(url)] for url in rate.urls]
    yield Table(head, rows)


def _evidence(memo: Memo, voice: Voice) -> Iterator[Block]:
    yield Heading(3, voice.say("evidence"))
    if not memo.evidence:
        yield Paragraph(voice.say("evidence.none"))
        return
    yield Paragraph(voice.say("evidence.note"))
    names = ("model", "task", "benchmark", "score", "n", "date")
    head = [*(voice.say(f"evidence.{name}") for name in names), voice.say("prices.source")]
    yield Table(head, [_result(row, voice) for row in memo.evidence], frozenset({3, 4}))


def _result(row: EvidenceSource, voice: Voice) -> list[Cell]:
    benchmark = f"{row.benchmark} ({row.setting})" if row.setting else row.benchmark
    score = f"{row.score:g}" if row.scale == 1 or row.link == "elo" else f"{row.score:g} / {row.scale:g}"
    size = "–" if row.n is None else voice.count(row.n)
    return [row.model, row.task, benchmark, f"{score} ({row.link})", size, row.date.isoformat(), Link(row.url)]


def _speeds(memo: Memo, voice: Voice) -> Iterator[Block]:
    if not memo.speeds:
        yield Paragraph(voice.say("speeds.none"))
        return
    head = [voice.say("prices.source"), voice.say("prices.read")]
    yield Table(head, [[Link(source.url), source.date.isoformat()] for source in memo.speeds])


def _repeat(memo: Memo, voice: Voice) -> Iterator[Item]:
    figures = {
        "version": memo.version,
        "catalog": memo.catalog_sha256,
        "as_of": memo.as_of.isoformat(),
        "currency": memo.currency,
        "seed": str(memo.seed),
    }
    for name, value in figures.items():
        yield Item(value, voice.say(f"repeat.{name}"))
