"""Counting files: the cache, distributions, encodings of text, and what a result says about itself."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from planner.tokens import FAMILIES, UnknownFamily, UnreadableText, count, count_files, encodings, lengths
from planner.tokens.count import default_cache_dir

SECRET = "用户手机号是一三八零零零零,please never store this sentence"


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_files_are_counted_like_their_text(tmp_path: Path, cache: Path) -> None:
    texts = ["", "hello\r\nworld\n", SECRET]
    paths = [write(tmp_path, f"{i}.md", text) for i, text in enumerate(texts)]
    for family in ("o200k_base", "claude", "grok"):
        assert count_files(paths, family, cache) == [count(text, family) for text in texts]
        assert count_files(paths, family, cache) == [count(text, family) for text in texts]  # from the cache


def test_a_byte_order_mark_is_not_text(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "bom.txt"
    path.write_bytes(b"\xef\xbb\xbfhello")
    assert count_files([path], "o200k_base", cache)[0].tokens == 1


def test_the_cache_answers_without_loading_anything(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.md", SECRET)
    before = {family: count_files([path], family, cache) for family in FAMILIES}

    def refuse(family: str) -> None:
        raise AssertionError(f"{family} was loaded")

    monkeypatch.setattr(encodings, "counter", refuse)
    assert {family: count_files([path], family, cache) for family in FAMILIES} == before
    write(tmp_path, "a.md", SECRET + "!")
    with pytest.raises(AssertionError, match="was loaded"):
        count_files([path], "o200k_base", cache)


def test_cached_files_import_no_tokenizer(tmp_path: Path, cache: Path) -> None:
    path = write(tmp_path, "a.md", SECRET)
    expected = count_files([path], "o200k_base", cache)[0].tokens
    program = (
        "import sys; from planner.tokens import count_files\n"
        f"assert count_files([{str(path)!r}], 'o200k_base', {str(cache)!r})[0].tokens == {expected}\n"
        "assert not {'tiktoken', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], check=True)


def test_the_cache_holds_numbers_only(tmp_path: Path, cache: Path) -> None:
    path = write(tmp_path, "a.md", SECRET)
    for family in FAMILIES:
        count_files([path], family, cache)
    entries = list(cache.rglob("*"))
    assert len(entries) == len(FAMILIES)
    for entry in entries:
        assert entry.suffix == ".json"
        low, tokens, high = json.loads(entry.read_text(encoding="ascii"))
        assert low <= tokens <= high


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{",
        b"[1, 2",
        b"[9, 5, 1]",
        b"[NaN, 1, 2]",
        b'["1", 1, 2]',
        b"\xff\x00",
        b"7",
        b"[-1, 1, 2]",
        b"[true, 1, 2]",
    ],
)
def test_a_broken_cache_is_ignored_and_mended(tmp_path: Path, cache: Path, damage: bytes) -> None:
    path = write(tmp_path, "a.md", "hello world")
    right = count_files([path], "o200k_base", cache)
    (entry,) = cache.iterdir()
    entry.write_bytes(damage)
    assert count_files([path], "o200k_base", cache) == right
    assert json.loads(entry.read_bytes()) == [2, 2, 2]


def test_a_cache_that_cannot_be_written_is_ignored(tmp_path: Path) -> None:
    blocked = write(tmp_path, "cache", "a file, not a folder")
    path = write(tmp_path, "a.md", "hello world")
    assert count_files([path], "o200k_base", blocked)[0].tokens == 2


def test_a_new_table_or_vocabulary_makes_old_counts_unfindable(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, "a.md", "hello world")
    count_files([path], "claude", cache)
    monkeypatch.setattr("planner.tokens.ratios.table_version", lambda: "another")
    count_files([path], "claude", cache)
    monkeypatch.setattr(encodings, "ENCODINGS_VERSION", 999)
    count_files([path], "claude", cache)
    assert len(list(cache.iterdir())) == 3


def test_default_cache_follows_xdg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_cache_dir() == tmp_path / "planner" / "tokens"
    count_files([write(tmp_path, "a.md", "hello")], "o200k_base")
    assert len(list(default_cache_dir().iterdir())) == 1


def test_a_file_that_is_not_text_is_named(tmp_path: Path, cache: Path) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(b"\x89PNG\r\n\xff\xfe")
    with pytest.raises(UnreadableText, match=r"photo\.png is not UTF-8 text \(byte 1\)"):
        count_files([path], "o200k_base", cache)
    with pytest.raises(FileNotFoundError):
        count_files([tmp_path / "none.md"], "o200k_base", cache)
    with pytest.raises(UnknownFamily):
        count_files([path], "gpt-4", cache)


def test_lengths_are_a_distribution(tmp_path: Path, cache: Path) -> None:
    paths = [write(tmp_path, f"{n}.md", " hello" * n) for n in range(1, 22)]
    found = lengths(paths, "o200k_base", cache)
    assert [c.tokens for c in found.counts] == list(range(1, 22))
    assert found.mean == found.low == found.high == 11
    assert found.p95 == 20
    assert found.exact
    assert found.note is None
    assert lengths(paths[:2], "o200k_base", cache).p95 == pytest.approx(1.95)


def test_lengths_of_an_estimate_have_a_band(tmp_path: Path, cache: Path) -> None:
    found = lengths([write(tmp_path, "a.md", SECRET * 20)], "kimi", cache)
    assert found.low < found.mean < found.high
    assert not found.exact
    assert found.note is not None
    with pytest.raises(ValueError, match="no files"):
        lengths([], "kimi", cache)


def test_a_misspelt_family_gets_a_suggestion() -> None:
    with pytest.raises(UnknownFamily, match="did you mean 'deepseek'"):
        count("x", "depseek")
    with pytest.raises(UnknownFamily, match="known: o200k_base"):
        count("x", "zzz")
