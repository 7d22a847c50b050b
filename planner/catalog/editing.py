"""Adds prices and models to the text of a provider file: everything that is there already stays as it was written."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from planner.catalog.schema import Model, Price, ProviderFile, Source

_WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z0-9\u4e00-\u9fff](?:[A-Za-z0-9\u4e00-\u9fff ._/+()~-]|:(?! ))*(?<![ :])")
_HEADER = "# yaml-language-server: $schema=../../schemas/provider.schema.json\n"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def new_file(provider: str, file: ProviderFile, sources: Mapping[str, Source], models: Sequence[Model]) -> str:
    """A whole provider file, compact as those written by hand."""
    lines = [f"provider: {scalar(provider)}", f"name: {flow(file.name)}", f"currency: {file.currency}", "sources:"]
    lines += [f"  {scalar(key)}: {flow(source)}" for key, source in sources.items()]
    lines.append("models:")
    for model in models:
        lines += [*_model(model), ""]
    return _HEADER + "\n".join(lines[:-1]) + "\n"


def extended(
    text: str, additions: Mapping[str, Sequence[Price]], models: Sequence[Model], sources: Mapping[str, Source]
) -> str:
    """The file with prices appended to models it has (by id), models appended to its list, and sources added.

    Comments and layout of the rest stay. The caller checks the result: a layout that this cannot extend (everything in
    one pair of braces) shows there.
    """
    root: Any = yaml.compose(text, Loader=_LOADER)
    top = {key.value: (key, value) for key, value in root.value}
    lines = text.splitlines()
    inserts: list[tuple[int, list[str]]] = []
    model_nodes = top["models"][1]
    for node in model_nodes.value:
        said = {key.value: (key, value) for key, value in node.value}
        prices = additions.get(said["id"][1].value)
        if prices:
            inserts.append(_prices_insert(node, said, prices))
    if models:
        indent = model_nodes.value[0].start_mark.column - 2 if model_nodes.value else 2
        added = [
            line
            for model in models
            for line in ("", *(" " * (indent - 2) + part if part else "" for part in _model(model)))
        ]
        inserts.append((_end(model_nodes), added))
    if sources:
        key, value = top.get("sources", (None, None))
        block = [f"  {scalar(name)}: {flow(source)}" for name, source in sources.items()]
        if value is None or not value.value:
            inserts.append((top["models"][0].start_mark.line, ["sources:", *block]))
            lines = [
                line
                for i, line in enumerate(lines)
                if key is None or i != key.start_mark.line or line.strip() != "sources: {}"
            ]
        else:
            inserts.append((_end(value), block))
    for at, _, added in sorted(((at, i, added) for i, (at, added) in enumerate(inserts)), reverse=True):
        lines[at:at] = added  # from below, so that the lines above keep their numbers
    return "\n".join(lines) + "\n"


def _prices_insert(node: yaml.Node, said: Mapping[str, Any], prices: Sequence[Price]) -> tuple[int, list[str]]:
    indent = node.start_mark.column
    if "prices" not in said or not said["prices"][1].value:
        block = [" " * indent + "prices:", *(line for price in prices for line in price_lines(price, indent + 2))]
        return _end(node), block
    listed = said["prices"][1]
    first = listed.value[0].start_mark.column - 2
    return _end(listed), [line for price in prices for line in price_lines(price, first)]


def _end(node: yaml.Node) -> int:
    """The line after the last one of a node's own content: comments and empty lines after it belong to what follows."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        before = node.end_mark.buffer[: node.end_mark.index] if node.end_mark.buffer else ""
        blank = len(before) - len(before.rstrip("\n")) - 1 if before else 0
        return int(node.end_mark.line - max(blank, 0))
    return int(node.end_mark.line + (1 if node.end_mark.column else 0))


def price_lines(price: Price, indent: int) -> list[str]:
    """An entry of a price list as block lines, its rates on one line where they fit."""
    said = price.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    order = ["from", "until", "variant", "hours", "source"]
    keys = [key for key in order if key in said] + [key for key in said if key not in order]
    space = " " * indent
    lines: list[str] = []
    for key in keys:
        head = f"{space}{'  ' if lines else '- '}{key}:"
        if key == "tiers":
            lines += [head, *(f"{space}    - {flow(tier)}" for tier in said[key])]
        elif key == "rates":
            lines += _wrapped(head, _rates(said[key]))
        else:
            lines.append(f"{head} {flow(said[key])}")
    return lines


def _model(model: Model) -> list[str]:
    said = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    prices = said.pop("prices", [])
    note = said.pop("note", None)
    lines = [f"  {'  ' if i else '- '}{key}: {flow(value)}" for i, (key, value) in enumerate(said.items())]
    if prices:
        lines += ["    prices:", *(line for price in model.prices for line in price_lines(price, 6))]
    if note is not None:
        lines.append(f"    note: {flow(note)}")
    return lines


def _rates(rates: Mapping[str, Any]) -> list[str]:
    return [
        f"{name}: {_number(rate) if isinstance(rate, str) else flow({k: Figure(v) for k, v in rate.items()})}"
        for name, rate in rates.items()
    ]


class Figure(str):
    """A number that is kept as text, so that it is written with the digits it came with."""

    __slots__ = ()


def _number(text: str) -> str:
    return text if re.fullmatch(r"[0-9.]+", text) else scalar(text)


def _wrapped(head: str, parts: Sequence[str]) -> list[str]:
    lines: list[str] = []
    line = f"{head} {{"
    inner = " " * len(line)
    for i, part in enumerate(parts):
        text = part + ("}" if i == len(parts) - 1 else ",")
        if len(line) + len(text) > _WIDTH and line.strip() and not line.endswith("{"):
            lines.append(line.rstrip())
            line = inner
        line += text if line.endswith("{") or line == inner else f" {text}"
    return [*lines, line]


def flow(value: Any) -> str:
    """A value in one line of YAML."""
    if hasattr(value, "model_dump"):
        value = value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return (
            "{"
            + ", ".join(
                f"{scalar(key)}: {_rate_map(item) if key == 'rates' else flow(item)}"
                for key, item in value.items()
                if item is not None
            )
            + "}"
        )
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return scalar(value)


def _rate_map(rates: Any) -> str:
    return "{" + ", ".join(_rates(rates)) + "}"


def scalar(value: Any) -> str:
    """A scalar in YAML: plain where it reads back as the same text, else in double quotes."""
    if isinstance(value, Figure):
        return _number(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value)
    if _ISO_DAY.fullmatch(text):
        return text
    if _PLAIN.fullmatch(text) and isinstance(yaml.safe_load(text), str):
        return text
    return json.dumps(text, ensure_ascii=False)


_ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def source_key(source: Source, taken: Iterable[str]) -> str:
    """A short key for a source that the file does not have yet: ``genai-prices-2026-11``, with the day where that is taken."""
    name = re.sub(r"[^a-z0-9.]+", "-", (source.via or "prices").lower().split(",")[0]).strip("-")
    day: dt.date = source.date
    choices = [f"{name}-{day:%Y-%m}", f"{name}-{day:%Y-%m-%d}", *(f"{name}-{day:%Y-%m-%d}-{i}" for i in range(2, 1000))]
    return next(choice for choice in choices if choice not in set(taken))
