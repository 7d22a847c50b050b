"""Prices of ten million mixed rows over 500 models: seconds and memory, beside what plain numpy needs at the least.

    python benchmarks/pricing_speed.py [rows]

Half of the models have context tiers, a fifth peak hours; rows mix models, variants and moments of a week, with cached
tokens, two kinds of cache writes, thoughts and images by quality. The lower bound multiplies the same columns with rates
that it already has row by row: no tiers, no look-up of prices, no checks. Prints, asserts no times; a thousand rows are
priced exactly too and must agree to 1e-9.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from planner.catalog.schema import Price
from planner.pricing import PriceSchedule, price, price_many

MODELS = 500
ROWS = 10_000_000
CHECKED = 1000
COLUMNS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images_out",
)
START = np.datetime64("2026-11-16T00:00", "s")
Array = NDArray[np.float64]


def main(rows: int = ROWS) -> None:
    rng = np.random.default_rng(20261122)
    schedules = [schedule(i, rng) for i in range(MODELS)]
    model = rng.integers(0, MODELS, rows)
    columns = {name: counts(name, rows, rng) for name in COLUMNS}
    at = START + rng.integers(0, 7 * 86400, rows).astype("timedelta64[s]")
    variant = np.array(["standard", "batch"])[rng.integers(0, 2, rows)]
    quality = np.array(["low", "high"])[rng.integers(0, 2, rows)]
    options = {"quality": quality}
    before = memory()
    seconds, total = timed(lambda: price_many(schedules, model, columns, at, variant, options))
    peak = memory() - before
    rates = rng.random((MODELS, len(COLUMNS)))
    bound, _ = timed(lambda: lower_bound(rates, model, columns))
    for row in rng.integers(0, rows, CHECKED):
        moment = at[row].astype(dt.datetime).replace(tzinfo=dt.UTC)
        usage = {name: float(values[row]) for name, values in columns.items()}
        said = {"quality": str(quality[row])}
        exact = float(price(schedules[model[row]], usage, moment, str(variant[row]), said).total)
        assert abs(total[row] - exact) <= 1e-9 * max(exact, 1e-12), (row, total[row], exact)
    print(
        f"{rows:,} rows, {MODELS} models, {len(COLUMNS)} columns, {sum(len(s.entries) for s in schedules):,} price entries"
    )
    print(f"priced       {seconds:6.2f} s  {rows / seconds / 1e6:5.1f} M rows/s  {peak:,.0f} MB beside the columns")
    print(
        f"lower bound  {bound:6.2f} s  {rows / bound / 1e6:5.1f} M rows/s  rates looked up by model, times counts, summed"
    )
    print(f"ratio        {seconds / bound:6.2f}    {CHECKED:,} rows equal the exact path to 1e-9")


def schedule(index: int, rng: np.random.Generator) -> PriceSchedule:
    """A model: every second with a tier, every fifth with peak hours, all with half price for batch."""
    rate = float(np.round(rng.uniform(0.1, 10), 3))
    rates = {
        "input": rate, "cache_read": rate / 10, "cache_write": rate * 1.25, "cache_write_1h": rate * 2, "output": rate * 5,
        "images_out": {"low": 0.01, "high": 0.04},
    }  # fmt: skip
    entry: dict[str, object] = {"from": "2026-01-01", "source": "made up", "rates": rates}
    if index % 2:
        entry["tiers"] = [
            {"input_above": 200_000, "rates": {"input": rate * 2, "cache_read": rate / 5, "output": rate * 7.5}}
        ]
    prices = [entry, {"from": "2026-01-01", "source": "made up", "variant": "batch", "of": "standard", "multiply": 0.5}]
    if index % 5 == 0:
        peak = {
            "from": "09:00",
            "to": "18:00",
            "days": ["mon", "tue", "wed", "thu", "fri"],
            "timezone": "Asia/Shanghai",
        }
        prices.append({**entry, "hours": peak, "rates": {**rates, "input": rate * 2}})
    return PriceSchedule.of(f"maker/m{index}", "USD", [Price.model_validate(said) for said in prices])


def counts(name: str, rows: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Counts of a column: a third of the rows do not use it; one input in fifty is long enough for a tier."""
    if name == "images_out":
        return (rng.random(rows) < 0.05).astype(np.int64)
    used = rng.integers(1, 20_000, rows) * (rng.random(rows) < 2 / 3)
    return used + (rng.random(rows) < 0.02) * 250_000 if name == "input_tokens" else used


def lower_bound(rates: Array, model: NDArray[np.int64], columns: dict[str, NDArray[np.int64]]) -> Array:
    total = np.zeros(len(model))
    step = 1 << 17
    for start in range(0, len(model), step):
        part = slice(start, start + step)
        for place, values in enumerate(columns.values()):
            total[part] += values[part] * rates[model[part], place]
    return total


def timed(run: Callable[[], Array]) -> tuple[float, Array]:
    start = time.perf_counter()
    out = run()
    return time.perf_counter() - start, out


def memory() -> float:
    """The largest memory so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
