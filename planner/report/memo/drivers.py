"""What drives a scenario's choice: volume, requests, latency, quality, constraints, as one table."""

from __future__ import annotations

from collections.abc import Iterator

from planner.files.quantities import MoneyRange, Range
from planner.report.memo.blocks import Table
from planner.report.memo.document import ScenarioMemo
from planner.report.memo.voice import Voice
from planner.scenario import Constraints, LatencyLimits, Quality

_USAGE = ("input", "cache_read", "cache_write", "cache_write_1h", "output", "reasoning")


def drivers(part: ScenarioMemo, voice: Voice) -> Table:
    """One row a driver; what the scenario does not say is left out."""
    rows = [[voice.say(f"drivers.{key}"), text] for key, text in _rows(part, voice) if text]
    return Table([voice.say("drivers.driver"), voice.say("drivers.figure")], rows)


def _rows(part: ScenarioMemo, voice: Voice) -> Iterator[tuple[str, str]]:
    said = part.said
    yield "task", part.tasks[said.task][voice.language]
    yield (
        "steps",
        voice.listed(
            voice.say("drivers.step", name=step.name, task=part.tasks[step.task][voice.language])
            for step in said.steps or []
        ),
    )
    yield (
        "volume",
        voice.say(
            "drivers.per_day",
            day=voice.count(round(part.requests_per_day)),
            month=voice.count(round(part.requests_per_month)),
            minute=voice.numbers.number(part.peak_per_minute),
        ),
    )
    if said.volume.growth is not None:
        yield "growth", voice.say("drivers.growth_rate", rate=_range(said.volume.growth, voice))
    if part.classes is not None:
        names = ("easy", "medium", "hard")
        yield (
            "mix",
            voice.listed(
                f"{voice.code('class', name)} {voice.percent(share)}"
                for name, share in zip(names, part.classes, strict=True)
            ),
        )
    yield "usage", _usage(part, voice)
    yield "latency", voice.say("drivers.sep").join(_latency(said.latency, voice))
    yield "quality", voice.say("drivers.sep").join(_quality(part, said.quality, voice))
    if said.constraints is not None:
        yield from _constraints(said.constraints, voice)


def _range(value: Range, voice: Voice) -> str:
    low, high = voice.percent(value.low), voice.percent(value.high)
    return low if value.exact else voice.say("context.between", low=low, high=high)


def _usage(part: ScenarioMemo, voice: Voice) -> str:
    """Mean billed tokens of a request at the chosen model, by kind."""
    lines = [
        voice.say(f"usage.{name}", count=voice.numbers.number(part.usage[name]))
        for name in _USAGE
        if part.usage.get(name)
    ]
    return voice.listed(lines)


def _latency(said: LatencyLimits | None, voice: Voice) -> Iterator[str]:
    if said is None:
        return
    if said.first_token_p95 is not None:
        yield voice.say("drivers.first_token", time=voice.seconds(said.first_token_p95))
    if said.total_p95 is not None:
        yield voice.say("drivers.total", time=voice.seconds(said.total_p95))
    if said.deferrable is not None:
        yield voice.say("drivers.deferrable", time=voice.seconds(said.deferrable))


def _quality(part: ScenarioMemo, said: Quality | None, voice: Voice) -> Iterator[str]:
    stated = said is not None and said.target is not None
    key = "drivers.target" if stated else "drivers.target_assumed"
    yield voice.say(key, target=voice.exact(part.route.quality_target))
    if said is None:
        return
    if said.metric:
        yield voice.say("drivers.metric", metric=voice.said(said.metric))
    if said.floor_per_class is not None:
        yield voice.say("drivers.floor", floor=voice.exact(said.floor_per_class))
    if said.max_confusion_rate is not None:
        yield voice.say("drivers.confusion", limit=voice.exact(said.max_confusion_rate))


def _constraints(said: Constraints, voice: Voice) -> Iterator[tuple[str, str]]:
    yield "residency", voice.listed(said.residency or [])
    if said.providers is not None:
        yield "allow", voice.listed(said.providers.allow or [])
        yield "deny", voice.listed(said.providers.deny or [])
    yield "open", voice.say("yes") if said.open_weights else ""
    yield "self", voice.say("yes") if said.self_host else ""
    yield "max_cost", _amount(said.max_cost_per_request, voice) if said.max_cost_per_request is not None else ""
    yield "pii", voice.say("yes") if said.pii else ""
    if said.regulated:
        yield "regulated", said.regulated if isinstance(said.regulated, str) else voice.say("yes")


def _amount(said: MoneyRange, voice: Voice) -> str:
    low, high = (voice.numbers.money(x, said.currency) for x in (said.range.low, said.range.high))
    return low if said.range.exact else voice.say("context.between", low=low, high=high)
