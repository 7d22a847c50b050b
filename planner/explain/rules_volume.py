"""How many requests come, and when."""

from __future__ import annotations

import numpy as np

from planner.demand.assumptions import DEFAULTS
from planner.demand.distributions import DRAWS, Array, normals, positive, signed
from planner.explain.leaves import constant, default, method, said, setting
from planner.explain.ledger import Ledger, Piece
from planner.explain.trace import Trace, figure, product_of, words
from planner.files.quantities import Range


def draws() -> Trace:
    """How many draws a spread rests on."""
    return constant(
        "planner.demand.distributions",
        "DRAWS",
        DRAWS,
        None,
        "stratified draws of everything uncertain, the same for every option",
        "对所有不确定量的分层抽样次数，各方案共用",
    )


def mean_of(values: Array) -> float:
    return float(np.mean(values))


def field(
    ledger: Ledger, scenario: str, path: tuple[str | int, ...], value: Range, mean: float, unit: str | None
) -> Trace:
    """A field of a scenario: the number, or for a range the mean of its distribution over the field as written."""
    if value.exact:
        return said(ledger, scenario, path, value.low, unit)
    ends = f"{value.low:g}–{value.high:g}"
    name = ".".join(map(str, path))
    formula = words(f"mean of the distribution with P10 and P90 at {ends}", f"以 {ends} 为 P10 和 P90 的分布的均值")
    return figure(words(name, name), mean, unit, formula, [said(ledger, scenario, path, ends, unit)])


# --- volume -------------------------------------------------------------------------------------------------------


def requests_per_day(ledger: Ledger, name: str) -> Trace:
    """Requests a day at the launch."""
    volume = ledger.scenario(name).volume
    if volume.requests_per_day is not None:
        drawn = positive(volume.requests_per_day, normals(ledger.seed, name, "requests_per_day"))
        return field(
            ledger, name, ("volume", "requests_per_day"), volume.requests_per_day, mean_of(drawn), "requests / day"
        )
    assert volume.users is not None
    assert volume.per_user_per_day is not None
    users = positive(volume.users, normals(ledger.seed, name, "users"))
    each = positive(volume.per_user_per_day, normals(ledger.seed, name, "per_user_per_day"))
    return product_of(
        words("requests a day", "每日请求数"), mean_of(users * each), "requests / day", words("users × requests per user and day", "用户数 × 每人每日请求数"),
        [
            field(ledger, name, ("volume", "users"), volume.users, mean_of(users), "users"),
            field(ledger, name, ("volume", "per_user_per_day"), volume.per_user_per_day, mean_of(each), "requests / user / day"),
        ],
    )  # fmt: skip


def _growth(ledger: Ledger, name: str) -> Trace:
    growth = ledger.scenario(name).volume.growth
    if growth is None:
        return default("volume.growth", 0.0, "per month")
    return field(
        ledger,
        name,
        ("volume", "growth"),
        growth,
        mean_of(signed(growth, normals(ledger.seed, name, "growth"))),
        "per month",
    )


def requests_in(ledger: Ledger, name: str, month: int) -> Trace:
    """Requests in one month of the horizon (mean)."""
    volume, asked = ledger.volume(name), ledger.scenario(name).volume
    label = words(f"requests in {volume.months[month]}", f"{volume.months[month]} 的请求数")
    total = mean_of(volume.per_month[:, month])
    daily = requests_per_day(ledger, name)
    first = _month_number(asked.launch.strftime("%Y-%m") if asked.launch else volume.months[0])
    since = max(_month_number(volume.months[month]) - first, 0)
    if asked.growth is None or asked.growth.exact:
        rate = asked.growth.low if asked.growth is not None else 0.0
        grown = (1 + rate) ** since
    else:
        grown = mean_of((1 + np.maximum(signed(asked.growth, normals(ledger.seed, name, "growth")), -0.99)) ** since)
    factor = figure(
        words(f"growth over {since} months", f"{since} 个月的增长"), grown, None,
        words(f"(1 + growth)^{since}: whole months since the {'launch' if asked.launch else 'first month of the horizon'}", f"(1 + 增长率)^{since}：自{'上线' if asked.launch else '规划期首月'}起的整月数"),
        [_growth(ledger, name), *_launch(ledger, name)],
    )  # fmt: skip
    base = mean_of(volume.per_month[:, month])
    days = (
        base / (grown * float(daily.value or 0.0))
        if grown and float(daily.value or 0.0) and _steady(ledger, name)
        else float(volume.days[month])
    )
    running = round(days) if abs(days - round(days)) < 1e-6 else float(volume.days[month])
    calendar = method(
        "planner.demand.volume",
        "_running",
        "days of the month on which the scenario runs: all of them from the launch on",
        "该月中场景运行的天数：上线之后每天都算",
    )
    day_trace = calendar.model_copy(
        update={
            "value": float(running),
            "unit": "days",
            "label": words(f"days in {volume.months[month]}", f"{volume.months[month]} 的天数"),
        }
    )
    formula = words(
        "requests a day × growth since the launch × days in the month", "每日请求数 × 上线以来的增长 × 当月天数"
    )
    return product_of(label, total, "requests / month", formula, [daily, factor, day_trace])


def _steady(ledger: Ledger, name: str) -> bool:
    """Is everything about the volume exact?"""
    said_of = ledger.scenario(name).volume
    return all(
        r is None or r.exact
        for r in (said_of.requests_per_day, said_of.users, said_of.per_user_per_day, said_of.growth)
    )


def _month_number(label: str) -> int:
    year, month = label.split("-")[:2]
    return int(year) * 12 + int(month)


def _launch(ledger: Ledger, name: str) -> list[Trace]:
    launch = ledger.scenario(name).volume.launch
    return [said(ledger, name, ("volume", "launch"), launch.isoformat())] if launch is not None else []


def requests_per_month(ledger: Ledger, name: str) -> Trace:
    """Mean requests a month over the horizon."""
    load, asked = ledger.volume(name), ledger.scenario(name).volume
    months = len(load.months)
    daily = requests_per_day(ledger, name)
    value = mean_of(load.per_month)
    steady = value / float(daily.value) if daily.value else 0.0
    first = f"{load.months[0]}…{load.months[-1]}"
    days = figure(
        words(f"days a month, grown, over {first}", f"{first} 每月天数（含增长）"), steady, "days / month",
        words(
            f"Σ over {months} months of (1 + growth)^(months since the {'launch' if asked.launch else 'first'}) × days of the month in which it runs, ÷ {months}",
            f"{months} 个月的 (1 + 增长率)^（自{'上线' if asked.launch else '首月'}起的月数）× 当月运行天数之和 ÷ {months}",
        ),
        [_growth(ledger, name), setting(ledger, ("horizon",), months, "months"), *_launch(ledger, name)],
    )  # fmt: skip
    formula = words("requests a day × days a month, grown", "每日请求数 × 每月天数（含增长）")
    return product_of(words("requests a month", "每月请求数"), value, "requests / month", formula, [daily, days])


def peak(ledger: Ledger, piece: Piece) -> Trace:
    """Requests a minute in the busiest hour of the busiest month."""
    name = piece.scenario.id
    value = mean_of(ledger.volume(name).peak_per_second) * 60 * piece.part.share
    formula = words(
        "requests a day in the busiest month ÷ 1440 × busiest hour over the mean hour",
        "最忙月份的每日请求数 ÷ 1440 × 最忙小时与平均小时之比",
    )
    inputs = [requests_per_day(ledger, name), _growth(ledger, name), *profile(ledger, name)]
    return figure(
        words("requests a minute at the peak", "高峰每分钟请求数"), value, "requests / minute", formula, inputs
    )


def profile(ledger: Ledger, name: str) -> list[Trace]:
    """What says how the requests of a day are spread over its hours."""
    asked = ledger.scenario(name).volume
    for key in ("profile", "hours", "peak_factor"):
        if getattr(asked, key) is not None:
            return [said(ledger, name, ("volume", key), None)]
    return [default("volume.peak_factor", DEFAULTS["volume.peak_factor"].value, "× mean")]
