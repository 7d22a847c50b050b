"""Estimates: never exact, within their band on texts kept apart, and honest about where they come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.tokens import FAMILIES, count, encodings, ratios
from planner.tokens.families import family_named

EXTRA = ("qwen", "qwen3", "deepseek")
ESTIMATED = [name for name, family in FAMILIES.items() if not family.exact]
UNMEASURED = ("grok", "ernie", "doubao", "kimi", "minimax", "hunyuan")
SAMPLES = Path(__file__).parents[2] / "benchmarks" / "token_samples"


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    find = encodings.find
    monkeypatch.setattr(encodings, "find", lambda family: None if family in EXTRA else find(family))


@pytest.mark.parametrize("family", EXTRA)
def test_a_missing_extra_gives_a_band_and_names_the_extra(family: str, without_extra: None) -> None:
    result = count("请用三句话介绍一下你自己。", family)
    assert not result.exact
    assert result.low < result.tokens < result.high
    assert result.method == "ratio: o200k_base"
    assert result.note is not None
    assert "planner[tokens]" in result.note


@pytest.mark.parametrize("family", EXTRA)
@pytest.mark.parametrize("sample", sorted(SAMPLES.glob("mixed-*.txt")), ids=lambda path: path.stem)
def test_the_band_holds_the_exact_count_of_texts_kept_apart(
    family: str, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if encodings.find(family) is None:
        pytest.skip("needs planner[tokens]")
    text = sample.read_text(encoding="utf-8")
    exact = count(text, family)
    assert exact.exact
    find = encodings.find
    monkeypatch.setattr(encodings, "find", lambda name: None if name in EXTRA else find(name))
    estimate = count(text, family)
    assert estimate.low <= exact.tokens <= estimate.high
    assert estimate.tokens == pytest.approx(exact.tokens, rel=0.1)


# Tokens per character on somebody else's Chinese sample, where o200k has 0.84: methods.md, section 2.
@pytest.mark.parametrize(
    ("family", "per_character"),
    [("qwen", 0.67), ("deepseek", 0.69), ("llama3", 0.86), ("mistral-tekken", 1.03), ("cl100k_base", 1.22)],
)
def test_the_measured_chinese_bands_hold_an_independent_measurement(family: str, per_character: float) -> None:
    chinese = ratios.ratios(family).by_script["cjk"]
    assert chinese.low <= per_character / 0.84 <= chinese.high


@pytest.mark.parametrize("family", ESTIMATED)
def test_an_estimate_never_claims_to_be_exact(family: str) -> None:
    result = count("def f(x):\n    return x + 1\n\n你好，世界。Hello, world. Привет! " * 5, family)
    assert not result.exact
    assert 0 < result.low < result.tokens < result.high
    assert result.note
    assert "exact for" not in result.note


@pytest.mark.parametrize("family", ESTIMATED)
def test_no_text_no_tokens(family: str) -> None:
    result = count("", family)
    assert (result.low, result.tokens, result.high) == (0, 0, 0)


@pytest.mark.parametrize("family", UNMEASURED)
def test_a_family_without_measurement_gets_the_range_of_all_others(family: str) -> None:
    assert "no measurement" in ratios.ratios(family).note
    for script in ("latin", "cjk", "code"):
        wide = ratios.ratios(family).by_script[script]
        for other in FAMILIES:
            if other != "o200k_base":
                narrow = ratios.ratios(other).by_script[script]
                assert wide.low <= narrow.low <= narrow.high <= wide.high


@pytest.mark.parametrize("family", FAMILIES)
def test_no_band_is_narrower_than_five_percent(family: str) -> None:
    for found in ratios.ratios(family).by_script.values():
        assert found.low <= found.ratio * 0.951
        assert found.high >= found.ratio * 1.049


def test_an_unnamed_generation_covers_both() -> None:
    old, new, either = (ratios.ratios(name).by_script["latin"] for name in ("claude-3", "claude-4.7", "claude"))
    assert either.low == min(old.low, new.low)
    assert either.high == max(old.high, new.high)
    assert "claude-3 or claude-4.7" in ratios.ratios("claude").note


@pytest.mark.parametrize("script", ["latin", "cjk", "code"])
def test_scripts_are_recognised(script: str) -> None:
    for path in SAMPLES.glob(f"{script}-*.txt"):
        shares = ratios.script_shares(path.read_text(encoding="utf-8"))
        assert shares[script] > 0.8, path.name
        assert sum(shares.values()) == pytest.approx(1)


def test_fenced_lines_are_code_and_other_scripts_are_their_own() -> None:
    assert ratios.script_shares("```\nplain words in a fence\n```")["code"] > 0.9
    assert ratios.script_shares("Привет как дела")["other"] > 0.8
    assert ratios.script_shares("ありがとうございます")["other"] > 0.9
    assert ratios.script_shares("") == {}


@settings(max_examples=80, deadline=None)
@given(text=st.text(max_size=120))
def test_any_text_has_shares_and_an_ordered_band(text: str) -> None:
    shares = ratios.script_shares(text)
    assert all(share >= 0 for share in shares.values())
    assert sum(shares.values()) == pytest.approx(1 if text else 0)
    middle, low, high = ratios.estimate(text, 100, family_named("gemini"))
    assert low <= middle <= high
