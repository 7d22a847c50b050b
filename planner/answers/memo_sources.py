"""Where a memo's figures come from: prices, exchange rates and evidence of the options it recommends."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from planner.answers.answer import Figures
from planner.catalog.catalog import Evidence
from planner.catalog.dimensions import BY_NAME
from planner.catalog.schema import Source
from planner.pricing.entry import PriceEntry
from planner.routing.candidates import Candidate
from planner.routing.decide import Choice
from planner.routing.options import Option
from planner.workspace import Workspace


class PriceSource(Figures):
    """A price that a recommended option rests on. ``rates``: (dimension, rate as its page says it, unit);
    ``hours``: in which it holds, empty where always."""

    model: str
    variant: str
    currency: str
    rates: list[tuple[str, str, str]]
    valid_from: dt.date
    free: bool
    hours: str
    url: str
    read: dt.date
    age_days: int
    via: str | None


class FxSource(Figures):
    """An exchange rate used: units of ``target`` for one ``source``."""

    source: str
    target: str
    value: str
    date: dt.date | None
    urls: list[str]


class EvidenceSource(Figures):
    """A published result of a recommended model on a benchmark that speaks for its task."""

    model: str
    task: str
    benchmark: str
    link: str
    score: float
    scale: float
    n: int | None
    setting: str | None
    url: str
    date: dt.date


class Retirement(Figures):
    """A recommended model that its provider withdraws before the horizon ends."""

    model: str
    retires: dt.date


def price_sources(workspace: Workspace, used: Iterable[Option]) -> list[PriceSource]:
    """The price entries behind ``used``, each once, by model."""
    found: dict[tuple[str, int], PriceSource] = {}
    for candidate in _candidates(used):
        for entry, _ in candidate.cost.entries:
            found.setdefault((candidate.model.name, entry.index), _price(workspace, candidate, entry))
    return [found[key] for key in sorted(found)]


def _price(workspace: Workspace, candidate: Candidate, entry: PriceEntry) -> PriceSource:
    source = candidate.model.source(entry.source)
    written = candidate.model.spec.prices[entry.index].rates if entry.taken_from is None else entry.listed()
    return PriceSource(
        model=candidate.model.name,
        variant=entry.variant,
        currency=entry.currency,
        rates=[rate for name, said in written.items() for rate in _rates(name, said)],
        valid_from=entry.valid_from,
        free=entry.free,
        hours=str(entry.hours) if entry.limited else "",
        url=source.url,
        read=source.date,
        age_days=(workspace.as_of - source.date).days,
        via=source.via,
    )


def _rates(name: str, said: str | dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for option, value in said.items() if isinstance(said, dict) else [("", said)]:
        number, _, unit = value.partition("/")
        shown = f"{name} {option}" if option else name
        yield shown, number.strip(), unit.strip() or BY_NAME[name].unit


def fx_sources(used: Iterable[Option]) -> list[FxSource]:
    """The exchange rates behind ``used``, each once."""
    found: dict[tuple[str, str], FxSource] = {}
    for candidate in _candidates(used):
        rate = candidate.cost.fx
        if rate is None or rate.source_currency == rate.target:
            continue
        found[rate.source_currency, rate.target] = FxSource(
            source=rate.source_currency,
            target=rate.target,
            value=f"{rate.value:.6g}",
            date=rate.date,
            urls=list(dict.fromkeys(source.url for source in rate.sources)),
        )
    return [found[key] for key in sorted(found)]


def evidence_sources(workspace: Workspace, used: Iterable[tuple[Choice, Option]]) -> list[EvidenceSource]:
    """Published results of the models of ``used`` on the benchmarks of their tasks, known by the workspace's day."""
    found: dict[tuple[str, str, str, str], EvidenceSource] = {}
    for made, option in used:
        for task, bases in _bases_by_task(made, option).items():
            for row in _speaking(workspace, task, bases):
                about = workspace.catalog.benchmarks[row.benchmark]
                key = (task, row.model, row.benchmark, row.setting or "")
                found[key] = EvidenceSource(
                    model=row.model,
                    task=task,
                    benchmark=about.name,
                    link=about.link,
                    score=row.score,
                    scale=about.scale,
                    n=row.n or about.n,
                    setting=row.setting,
                    url=row.source.url,
                    date=row.measured or row.source.date,
                )
    return [found[key] for key in sorted(found)]


def _speaking(workspace: Workspace, task: str, bases: set[str]) -> Iterator[Evidence]:
    benchmarks = workspace.catalog.tasks[task].benchmarks
    for row in sorted(workspace.catalog.evidence, key=lambda r: r.measured or r.source.date):
        if row.benchmark not in benchmarks or (row.measured or row.source.date) > workspace.as_of:
            continue
        name = workspace.catalog[row.model].name if row.model in workspace.catalog else row.model
        if name in bases:
            yield row


def _bases_by_task(made: Choice, option: Option) -> dict[str, set[str]]:
    """The makers' names of an option's models, by the task each serves."""
    if not option.steps:
        return {made.scenario.task: {c.model.base for c, _ in option.parts}}
    tasks = {step.name: step.task for step in made.scenario.steps or []}
    out: dict[str, set[str]] = {}
    for name, step in option.steps.items():
        out.setdefault(tasks[name], set()).update(c.model.base for c, _ in step.parts)
    return out


def retirements(workspace: Workspace, option: Option, last_month: str) -> list[Retirement]:
    """Models of ``option`` that retire by the end of ``last_month`` (2027-11)."""
    days = {c.model.name: c.model.spec.retires for c, _ in option.parts}
    return [
        Retirement(model=name, retires=day)
        for name, day in sorted(days.items())
        if day is not None and day.isoformat()[:7] <= last_month
    ]


def speed_sources(used: Iterable[Option]) -> list[Source]:
    """Where the answer times of ``used`` come from, each page once."""
    found: dict[str, Source] = {}
    for candidate in _candidates(used):
        for measured in candidate.model.spec.latency[:1]:
            source = candidate.model.source(measured.source)
            found[source.url] = source
    return [found[url] for url in sorted(found)]


def _candidates(used: Iterable[Option]) -> Iterator[Candidate]:
    for option in used:
        yield from (candidate for candidate, _ in option.parts)
