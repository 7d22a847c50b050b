"""Count tokens of texts and files for a model family: exactly with its vocabulary, else within a band."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.tokens import encodings, ratios
from planner.tokens.families import Family, family_named


class UnreadableText(ValueError):
    """A file that is not UTF-8 text."""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """Tokens of one text: the best value and the range it lies in (equal where ``exact``).

    ``method`` is "exact: VOCABULARY" or "ratio: REFERENCE"; ``note`` says what limits the count, or is None.
    Message frames, tools and special tokens that a provider adds around the text are not part of it.
    """

    tokens: float
    low: float
    high: float
    exact: bool
    method: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Lengths:
    """Token counts of several files, in the order given, and their distribution.

    ``mean`` and ``p95`` (linear between ranks) are of the best values; ``low`` and ``high`` bound the mean.
    """

    counts: tuple[TokenCount, ...]
    mean: float
    p95: float
    low: float
    high: float
    exact: bool
    note: str | None


def count(text: str, family: str) -> TokenCount:
    """Tokens of ``text`` for ``family``. Special tokens written in the text are counted as the text they are.

    Raises UnknownFamily, VocabularyError (the vocabulary is not the expected one), UncountableText.
    """
    return _Method(family_named(family)).count(text)


def count_files(
    paths: Iterable[str | os.PathLike[str]], family: str, cache_dir: str | os.PathLike[str] | None = None
) -> list[TokenCount]:
    """Tokens of each UTF-8 file (a byte-order mark is dropped), in the order given.

    Counts are kept in ``cache_dir`` (by default the user's cache folder) under the content's SHA-256; no text
    is ever stored, and a cache that is broken or cannot be written is ignored. Raises what ``count`` raises,
    OSError for a file that cannot be read and UnreadableText for one that is not UTF-8.
    """
    method = _Method(family_named(family))
    folder = Path(cache_dir) if cache_dir is not None else default_cache_dir()
    return [_count_file(Path(path), method, folder) for path in paths]


def lengths(
    paths: Iterable[str | os.PathLike[str]], family: str, cache_dir: str | os.PathLike[str] | None = None
) -> Lengths:
    """The distribution of the files' token counts. Raises as ``count_files``, and ValueError for none."""
    counts = tuple(count_files(paths, family, cache_dir))
    if not counts:
        raise ValueError("no files to count")
    ordered = sorted(c.tokens for c in counts)
    rank = 0.95 * (len(ordered) - 1)
    below, above = ordered[math.floor(rank)], ordered[math.ceil(rank)]
    n = len(counts)
    return Lengths(
        counts=counts,
        mean=sum(ordered) / n,
        p95=below + (above - below) * (rank - math.floor(rank)),
        low=sum(c.low for c in counts) / n,
        high=sum(c.high for c in counts) / n,
        exact=all(c.exact for c in counts),
        note=counts[0].note,
    )


def default_cache_dir() -> Path:
    """``planner/tokens`` in the user's cache folder: XDG_CACHE_HOME, LOCALAPPDATA on Windows, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or (os.environ.get("LOCALAPPDATA") if os.name == "nt" else None)
    return (Path(base) if base else Path.home() / ".cache") / "planner" / "tokens"


class _Method:
    """How one family is counted here: all that a count says besides numbers, without loading anything."""

    def __init__(self, family: Family) -> None:
        self.family = family
        # A core vocabulary that is missing is an error when loaded; only an extra's may be stood in for.
        self.exact = family.exact and (family.extra is None or encodings.find(family.name) is not None)
        self.name = f"exact: {family.name}" if self.exact else f"ratio: {ratios.REFERENCE}"

    @property
    def key(self) -> str:
        """Names everything a stored count depends on, apart from the text."""
        vocabulary = encodings.VOCABULARIES[self.family.name if self.exact else ratios.REFERENCE].sha256[:12]
        parts = [self.family.name, f"v{encodings.ENCODINGS_VERSION}", vocabulary]
        return "-".join(parts if self.exact else [*parts, ratios.table_version()])

    @property
    def note(self) -> str | None:
        if self.exact:
            return f"exact for {self.family.models}" if self.family.extra else None
        note = ratios.ratios(self.family.name).note
        if self.family.extra:
            note = f"estimated: install {self.family.extra} for an exact count; {note}"
        return note

    def count(self, text: str) -> TokenCount:
        if self.exact:
            tokens = encodings.counter(self.family.name)(text)
            return self.result(tokens, tokens, tokens)
        reference = encodings.counter(ratios.REFERENCE)(text) if text else 0
        middle, low, high = ratios.estimate(text, reference, self.family)
        return self.result(round(middle, 1), math.floor(low), math.ceil(high))

    def result(self, tokens: float, low: float, high: float) -> TokenCount:
        return TokenCount(float(tokens), float(low), float(high), self.exact, self.name, self.note)


def _count_file(path: Path, method: _Method, folder: Path) -> TokenCount:
    content = path.read_bytes()
    entry = folder / f"{hashlib.sha256(content).hexdigest()}-{method.key}.json"
    stored = _load(entry)
    if stored is not None:
        return method.result(*stored)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableText(f"{path} is not UTF-8 text (byte {error.start + 1})") from None
    result = method.count(text)
    _store(entry, result)
    return result


def _load(entry: Path) -> tuple[float, float, float] | None:
    try:
        low, tokens, high = json.loads(entry.read_bytes())
        valid = all(type(n) in (int, float) and math.isfinite(n) for n in (low, tokens, high))
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return (float(tokens), float(low), float(high)) if valid and 0 <= low <= tokens <= high else None


def _store(entry: Path, result: TokenCount) -> None:
    """Write to a temporary name and rename: a reader sees a whole entry or none. Failing only costs time."""
    import tempfile  # here, since a count that is found in the cache does not need it

    with contextlib.suppress(OSError):
        entry.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=entry.parent, suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="ascii") as file:
                json.dump([result.low, result.tokens, result.high], file)
            os.replace(temporary, entry)
        except OSError:
            os.unlink(temporary)
            raise
