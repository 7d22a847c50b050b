"""Where the data of a price source come from: a file, an https address, or an installed package; JSON with every digit kept."""

from __future__ import annotations

import datetime as dt
import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from planner.files.diagnostics import problem

LIMIT = 64 * 1024 * 1024
TIMEOUT = 30.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Pairs(dict[str, Any]):
    """A JSON object that remembers which keys it had twice, with all their values."""

    twice: dict[str, list[Any]]

    @classmethod
    def of(cls, items: list[tuple[str, Any]]) -> Pairs:
        out = cls(items)
        out.twice = {}
        if len(out) < len(items):
            for key, value in items:
                out.twice.setdefault(key, []).append(value)
            out.twice = {key: values for key, values in out.twice.items() if len(values) > 1}
        return out


@dataclass(frozen=True, slots=True)
class Payload:
    """``data``: numbers with a fraction are Decimal, as written. ``date``: of the file, or today for an address."""

    data: Any
    where: str
    date: dt.date


def is_address(where: str) -> bool:
    return where.startswith(("http://", "https://"))


def read_json(where: str, today: dt.date, *, limit: int = LIMIT, timeout: float = TIMEOUT) -> Payload:
    """Raises InputError where there is no such file or page, where it is too large, or where it is no whole JSON."""
    content = _download(where, limit, timeout) if is_address(where) else _file(where, limit)
    date = today
    if not is_address(where):
        date = min(today, dt.datetime.fromtimestamp(Path(where).stat().st_mtime, dt.UTC).date())
    return Payload(parse_json(content, where), where, date)


def parse_json(content: bytes, where: str) -> Any:
    """JSON with duplicate keys noted and NaN refused entry by entry: it becomes text, which is no number."""
    try:
        return json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=str, object_pairs_hook=Pairs.of
        )
    except UnicodeDecodeError:
        raise problem("not-json", "the file is not UTF-8 text", file=where, expected="JSON") from None
    except json.JSONDecodeError as error:
        whole = error.pos < len(error.doc.rstrip()) and not error.msg.startswith("Unterminated string")
        message = (
            f"not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
            if whole
            else "the JSON ends in the middle: the file is cut off"
        )
        raise problem("not-json", message, file=where, expected="the whole file, as it was published") from None
    except RecursionError:
        raise problem("not-json", "nested too deeply", file=where) from None


def _file(where: str, limit: int) -> bytes:
    path = Path(where)
    try:
        if path.stat().st_size > limit:
            raise problem("too-large", f"larger than {limit // 1024 // 1024} MB", file=where)
        return path.read_bytes()
    except OSError as error:
        raise problem("unreadable", f"cannot read {where}: {error.strerror}", file=where) from None


def _download(where: str, limit: int, timeout: float) -> bytes:
    parts = urllib.parse.urlsplit(where)
    if parts.scheme != "https" and parts.hostname not in _LOOPBACK:
        raise problem("not-https", f"{where}: prices are only read over https", expected="an https address or a file")
    request = urllib.request.Request(
        where, headers={"Accept": "application/json", "User-Agent": "planner catalog sync"}
    )
    try:
        with urllib.request.build_opener(_SameScheme()).open(request, timeout=timeout) as response:
            content: bytes = response.read(limit + 1)
    except urllib.error.HTTPError as error:
        error.close()
        raise problem("no-answer", f"{where} answers {error.code} {error.reason}") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        raise problem(
            "no-answer", f"cannot read {where}: {reason}", suggestion="download the file and name it with --from"
        ) from None
    if len(content) > limit:
        raise problem("too-large", f"{where} is larger than {limit // 1024 // 1024} MB")
    return content


class _SameScheme(urllib.request.HTTPRedirectHandler):
    """Follows redirections, but never from https to something that can be read on the way."""

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if urllib.parse.urlsplit(newurl).scheme != urllib.parse.urlsplit(req.full_url).scheme:
            fp.close()
            raise ValueError(f"redirected to {newurl}, which is not {urllib.parse.urlsplit(req.full_url).scheme}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)
