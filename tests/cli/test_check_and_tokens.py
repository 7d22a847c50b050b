"""`planner check` on workspaces, single files and catalogs; `planner tokens` on files and standard input."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from printed import Run

from planner.answers.tokens import MAIN_FAMILIES


def test_a_right_workspace(run: Run, studio: Path) -> None:
    outcome = run("check", "-C", studio)
    assert (outcome.code, outcome.out, outcome.err) == (0, "4 files checked: no errors.\n", "")


def test_one_file_alone(run: Run, studio: Path, tmp_path: Path) -> None:
    (studio / "scenarios" / "digital-human.yaml").write_text("id: x\n", encoding="utf-8")
    assert run("check", studio / "scenarios" / "subtitles.yaml").code == 0
    assert run("check", studio / "planner.yaml").code == 0
    assert run("check", studio / "scenarios" / "digital-human.yaml").code == 1
    alone = tmp_path / "alone.yaml"
    alone.write_text((studio / "scenarios" / "script-generation.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert run("check", alone).code == 0
    alone.write_text("id: x\n", encoding="utf-8")
    assert run("check", alone).code == 1


def test_a_catalog_of_the_workspace_is_checked_with_it(run: Run, studio: Path) -> None:
    (studio / "planner.yaml").write_text("currency: CNY\ncatalogs: [builtin, ./mine]\n", encoding="utf-8")
    (studio / "mine" / "models").mkdir(parents=True)
    (studio / "mine" / "models" / "a.yaml").write_text(
        "provider: a\nname: {en: A}\ncurrency: USD\nmodels:\n  - {id: m, name: M, source: nowhere}\n", encoding="utf-8"
    )
    outcome = run("check", studio)
    assert outcome.code == 1
    assert f"{studio / 'mine' / 'models' / 'a.yaml'}:5:" in outcome.out
    assert "error[unknown-source]" in outcome.out
    assert run("check", studio / "mine").code == 1
    assert run("check", studio / "mine" / "models" / "a.yaml").code == 1


def test_findings_as_json_have_the_contract_s_shape(run: Run, studio: Path) -> None:
    (studio / "scenarios" / "subtitles.yaml").write_text("id: subtitles\nlatancy: 1\n", encoding="utf-8")
    outcome = run("check", studio, "-f", "json")
    envelope = json.loads(outcome.out)
    assert outcome.code == 1
    assert envelope["result"]["errors"] == len(envelope["diagnostics"]) > 1
    finding = next(d for d in envelope["diagnostics"] if d["code"] == "unknown-key")
    assert {"severity", "code", "message", "file", "line", "column"} <= set(finding)
    assert (finding["severity"], finding["line"], finding["column"]) == ("error", 2, 1)


@pytest.mark.parametrize("form", ["csv", "md", "yaml"])
def test_findings_in_every_format(run: Run, studio: Path, form: str) -> None:
    (studio / "scenarios" / "subtitles.yaml").write_text("id: subtitles\nlatancy: 1\n", encoding="utf-8")
    outcome = run("check", studio, "-f", form)
    assert outcome.code == 1
    assert "unknown-key" in outcome.out


def test_notes_are_shown_with_v(run: Run, studio: Path) -> None:
    assert "note[" not in run("catalog", "lint", "--as-of", "2026-11-21").out
    assert "note[" in run("catalog", "lint", "--as-of", "2026-11-21", "-v").out


def test_tokens_of_files_by_family(run: Run, tmp_path: Path) -> None:
    for name, text in (("a.md", "hello world"), ("b.md", "hello world hello world")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    envelope = json.loads(
        run("tokens", tmp_path / "a.md", tmp_path / "b.md", "--family", "o200k_base", "-f", "json").out
    )
    assert [c["tokens"] for c in envelope["result"]["counts"]] == [2, 4]
    assert [(t["tokens"], t["low"], t["high"], t["exact"]) for t in envelope["result"]["totals"]] == [(6, 6, 6, True)]
    table = run("tokens", tmp_path / "a.md", tmp_path / "b.md", "--family", "o200k_base").out
    assert "total" in table
    assert "exact: o200k_base" in table


def test_tokens_of_the_main_families_side_by_side(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("你好，世界", encoding="utf-8")
    lines = run("tokens", tmp_path / "a.md").out.split("\n")
    assert [line.split()[0] for line in lines[2 : 2 + len(MAIN_FAMILIES)]] == list(MAIN_FAMILIES)
    assert "A range means an estimate" in "\n".join(lines)


def test_tokens_of_standard_input_and_of_a_model(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\ufeffhello world".encode())))
    envelope = json.loads(run("tokens", "-", "--model", "openai/gpt-5", "-f", "json").out)
    assert [(c["file"], c["family"], c["tokens"]) for c in envelope["result"]["counts"]] == [("-", "o200k_base", 2)]


def test_tokens_that_cannot_be_counted(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    outcome = run("tokens", tmp_path / "binary", tmp_path)
    assert outcome.code == 1
    assert "error[encoding]" in outcome.err
    assert "error[unreadable]" in outcome.err
    (tmp_path / "spaces").write_text(" " * 600_000, encoding="utf-8")
    assert "error[uncountable]" in run("tokens", tmp_path / "spaces", "--family", "o200k_base").err
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xff")))
    assert "error[encoding]" in run("tokens", "-").err


def test_tokens_of_a_model_whose_tokenizer_nobody_named(run: Run, studio: Path) -> None:
    (studio / "planner.yaml").write_text("catalogs: [builtin, ./mine]\n", encoding="utf-8")
    (studio / "mine" / "models").mkdir(parents=True)
    (studio / "mine" / "models" / "a.yaml").write_text(
        "provider: a\nname: {en: A}\ncurrency: USD\nmodels:\n  - {id: m, name: M, source: {url: 'https://example.org', date: 2026-11-01}}\n",
        encoding="utf-8",
    )
    assert "error[no-tokenizer]" in run("tokens", studio / "planner.yaml", "--model", "a/m", "-C", studio).err


def test_a_vocabulary_that_is_not_installed(
    run: Run, studio: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from planner.tokens import encodings

    encodings.counter.cache_clear()
    monkeypatch.setattr(encodings, "find", lambda family: None)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    outcome = run("tokens", studio / "planner.yaml", "--family", "cl100k_base")
    encodings.counter.cache_clear()
    assert outcome.code == 1
    assert "error[no-vocabulary]" in outcome.err
