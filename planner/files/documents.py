"""YAML as data, with the position of every key and value, and with limits that a hostile file cannot pass.

The document is built from the parser's events, not by a constructor: no tags, no objects, no recursion.
Scalars follow YAML 1.2 (``on`` and ``12:30`` are text), because people write hours and short words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from planner.files.diagnostics import Diagnostic, Findings

MAX_BYTES = 4 * 1024 * 1024
MAX_DEPTH = 40
MAX_NODES = 200_000

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+$")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF|nan|NaN|NAN)$")

Path_ = tuple[str | int, ...]


class Written(float):
    """A number with a point or an exponent that remembers its text, so that a price loses nothing on its way to Decimal."""

    __slots__ = ("text",)
    text: str

    def __new__(cls, text: str) -> Written:
        number = super().__new__(cls, text)
        number.text = text
        return number


@dataclass(frozen=True, slots=True)
class Position:
    line: int
    column: int


@dataclass(slots=True)
class Document:
    """A parsed file: ``data``, and where each path of it stands (``keys`` for the key, ``values`` for the value)."""

    file: str
    data: Any
    lines: list[str]
    keys: dict[Path_, Position] = field(default_factory=dict)
    values: dict[Path_, Position] = field(default_factory=dict)

    def position(self, path: Path_, *, key: bool = False) -> Position:
        """The place of ``path``, or of the nearest thing around it that stands in the file."""
        here = path
        while True:
            for table in (self.keys, self.values) if key else (self.values, self.keys):
                if here in table:
                    return table[here]
            if not here:
                return Position(1, 1)
            here = here[:-1]

    def diagnostic(
        self,
        code: str,
        message: str,
        path: Path_ = (),
        *,
        key: bool = False,
        severity: Any = "error",
        expected: str | None = None,
        suggestion: str | None = None,
        scenario: str | None = None,
    ) -> Diagnostic:
        """A finding at ``path``, with the line as it is written."""
        at = self.position(path, key=key)
        return _at(self.file, self.lines, at, code, message, severity, expected, suggestion, scenario)


def _at(
    file: str,
    lines: list[str],
    at: Position,
    code: str,
    message: str,
    severity: Any = "error",
    expected: str | None = None,
    suggestion: str | None = None,
    scenario: str | None = None,
) -> Diagnostic:
    snippet = lines[at.line - 1].rstrip()[:160] if 0 < at.line <= len(lines) else None
    return Diagnostic(severity, code, message, file, at.line, at.column, expected, suggestion, snippet, scenario)


class _Unreadable(Exception):
    """Stops the reading of one file; the finding is already made."""


def read_document(path: Path, findings: Findings, *, shown_as: str | None = None) -> Document | None:
    """The document in ``path``, or None when it cannot be read; every reason is left in ``findings``."""
    file = shown_as or str(path)
    try:
        if path.stat().st_size > MAX_BYTES:
            findings.add(Diagnostic("error", "too-large", f"the file is larger than {MAX_BYTES // 1024**2} MiB", file))
            return None
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        findings.add(Diagnostic("error", "unreadable", f"cannot read the file: {error.strerror or error}", file))
        return None
    except UnicodeDecodeError as error:
        findings.add(
            Diagnostic("error", "encoding", f"the file is not UTF-8 (byte {error.start})", file, expected="UTF-8 text")
        )
        return None
    return parse_document(text, file, findings)


def parse_document(text: str, file: str, findings: Findings) -> Document | None:
    """The document in ``text``. Duplicate keys and numbers that are not finite are found here."""
    document = Document(file, None, text.split("\n"))
    try:
        _Builder(document, findings).build(text)
    except _Unreadable:
        return None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        what = (
            getattr(error, "problem", None)
            or getattr(error, "reason", None)
            or "the text breaks off or holds a character YAML does not allow"
        )
        at = Position(mark.line + 1, mark.column + 1) if mark else Position(1, 1)
        findings.add(_at(file, document.lines, at, "yaml", f"this is not YAML: {what}", expected="valid YAML"))
        return None
    return document


@dataclass(slots=True)
class _Open:
    """A collection whose end has not been read yet."""

    value: Any
    path: Path_
    anchor: str | None
    key: str | None = None
    size: int = 1


class _Builder:
    def __init__(self, document: Document, findings: Findings) -> None:
        self.document = document
        self.findings = findings
        self.stack: list[_Open] = []
        self.anchors: dict[str, tuple[Any, int]] = {}
        self.nodes = 0

    def build(self, text: str) -> None:
        documents = 0
        for event in self._events(text):
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._stop(
                        event, "many-documents", "a file holds one document", "no `---` in the middle of the file"
                    )
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event)
            elif isinstance(event, yaml.ScalarEvent):
                self._scalar(event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._start(event)
            elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
                self._end()

    def _events(self, text: str) -> Iterator[Any]:
        yield from yaml.parse(text, Loader=_Loader)

    def _stop(self, event: Any, code: str, message: str, expected: str | None = None) -> None:
        self._find(event, code, message, expected)
        raise _Unreadable

    def _find(self, event: Any, code: str, message: str, expected: str | None = None) -> None:
        at = self._mark(event)
        self.findings.add(_at(self.document.file, self.document.lines, at, code, message, expected=expected))

    @staticmethod
    def _mark(event: Any) -> Position:
        return Position(event.start_mark.line + 1, event.start_mark.column + 1)

    def _count(self, event: Any, size: int = 1) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            self._stop(event, "yaml-bomb", f"the file unfolds to more than {MAX_NODES:,} values", "fewer aliases")
        if self.stack:
            self.stack[-1].size += size

    def _alias(self, event: Any) -> None:
        if event.anchor not in self.anchors:
            self._stop(event, "yaml", f"the anchor &{event.anchor} is not complete where it is used")
        value, size = self.anchors[event.anchor]
        self._count(event, size)
        self._place(event, value)

    def _scalar(self, event: Any) -> None:
        self._count(event)
        parent = self.stack[-1] if self.stack else None
        if parent is not None and isinstance(parent.value, dict) and parent.key is None:
            self._key(event, parent)
            return
        if event.tag is not None and event.tag != "!":
            self._stop(event, "tag", f"the tag {event.tag} is not allowed: a file is plain data")
        value = self._value(event)
        if event.anchor:
            self.anchors[event.anchor] = (value, 1)
        self._place(event, value)

    def _key(self, event: Any, parent: _Open) -> None:
        key = str(event.value)
        if key in parent.value:
            self._find(event, "duplicate-key", f"`{key}` is said twice", "each key once")
        if key == "<<":
            self._stop(event, "merge-key", "merge keys (<<) are not supported", "the fields written out")
        parent.key = key
        self.document.keys[(*parent.path, key)] = self._mark(event)

    def _value(self, event: Any) -> Any:
        text = event.value
        if event.style or not event.implicit[0]:  # plain is None to the one parser and "" to the other
            return text
        if text in ("", "~", "null", "Null", "NULL"):
            return None
        if text in ("true", "True", "TRUE"):
            return True
        if text in ("false", "False", "FALSE"):
            return False
        if _NOT_FINITE.match(text):
            self._find(event, "not-finite", f"{text} is not a number to plan with", "a finite number")
            return 0
        if _INT.match(text):
            return int(text) if len(text) < 400 else text
        if _FLOAT.match(text):
            number = Written(text)
            if number in (float("inf"), float("-inf")):
                self._find(event, "not-finite", f"{text} is too large to plan with", "a finite number")
                return 0
            return number
        return text

    def _start(self, event: Any) -> None:
        if event.tag is not None and event.tag != "!":
            self._stop(event, "tag", f"the tag {event.tag} is not allowed: a file is plain data")
        if len(self.stack) >= MAX_DEPTH:
            self._stop(event, "too-deep", f"more than {MAX_DEPTH} levels of nesting")
        if self.stack and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None:
            self._stop(event, "key", "a key is a word, not a list or a mapping")
        value: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
        path = self._next_path()
        self._count(event)
        self._place(event, value)
        self.stack.append(_Open(value, path, event.anchor))

    def _end(self) -> None:
        done = self.stack.pop()
        if done.anchor:
            self.anchors[done.anchor] = (done.value, done.size)
        if self.stack:
            self.stack[-1].size += done.size

    def _next_path(self) -> Path_:
        if not self.stack:
            return ()
        parent = self.stack[-1]
        step: str | int = parent.key if parent.key is not None else len(parent.value)
        return (*parent.path, step)

    def _place(self, event: Any, value: Any) -> None:
        path = self._next_path()
        self.document.values[path] = self._mark(event)
        if not self.stack:
            self.document.data = value
            return
        parent = self.stack[-1]
        if isinstance(parent.value, dict):
            assert parent.key is not None
            parent.value[parent.key] = value
            parent.key = None
        else:
            parent.value.append(value)
