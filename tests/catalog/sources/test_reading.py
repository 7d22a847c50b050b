"""Files and addresses: what is cut off, too large, too slow, not JSON or not https is one clear error."""

from __future__ import annotations

import datetime as dt
import http.server
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from planner.catalog.sources import read_source
from planner.catalog.sources.reading import read_json
from planner.files.diagnostics import InputError

TODAY = dt.date(2026, 11, 22)


class Pages(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        pages = {"/ok": b'{"a": 1.10}', "/large": b"[" + b"1," * 5000 + b"1]", "/cut": b'{"a": [1, 2'}
        if self.path == "/slow":
            threading.Event().wait(2)
            return
        body = pages.get(self.path)
        self.send_response(302 if self.path == "/away" else 200 if body is not None else 404)
        if self.path == "/away":
            self.send_header("Location", "ftp://localhost/ok")
        self.end_headers()
        if body is not None:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_address[1]}"
        running.shutdown()


def code(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.diagnostics[0].code


def test_an_address_is_read_with_every_digit(server: str) -> None:
    payload = read_json(f"{server}/ok", TODAY)
    assert payload.data == {"a": Decimal("1.10")}
    assert str(payload.data["a"]) == "1.10"
    assert payload.date == TODAY


@pytest.mark.parametrize(
    ("page", "expected", "word"),
    [
        ("/none", "no-answer", "404"),
        ("/large", "too-large", "larger"),
        ("/cut", "not-json", "cut off"),
        ("/slow", "no-answer", "timed out"),
        ("/away", "no-answer", "redirect"),
    ],
)
def test_what_an_address_may_do_wrong(server: str, page: str, expected: str, word: str) -> None:
    with pytest.raises(InputError) as error:
        read_json(server + page, TODAY, limit=1000, timeout=0.5)
    assert code(error) == expected
    assert word in str(error.value).lower()


def test_only_https_beyond_this_machine() -> None:
    with pytest.raises(InputError) as error:
        read_json("http://prices.example/data.json", TODAY)
    assert code(error) == "not-https"


@pytest.mark.parametrize(
    ("content", "word"),
    [(b'{"a": {"input_cost', "cut off"), (b"", "cut off"), (b"{]}", "line 1, column 2"), (b"\xff\xfe\x00", "UTF-8")],
)
def test_files_that_are_no_json(tmp_path: Path, content: bytes, word: str) -> None:
    file = tmp_path / "x.json"
    file.write_bytes(content)
    with pytest.raises(InputError) as error:
        read_source("litellm", str(file))
    assert word in str(error.value)


def test_no_such_file_and_no_such_source(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read_source("litellm", str(tmp_path / "none.json"))
    assert code(error) == "unreadable"
    with pytest.raises(InputError) as error:
        read_source("litelm")
    assert error.value.diagnostics[0].suggestion == "did you mean `litellm`?"


@pytest.mark.parametrize("source", ["genai-prices", "litellm", "models.dev", "openrouter"])
def test_json_of_something_else(tmp_path: Path, source: str) -> None:
    file = tmp_path / "x.json"
    file.write_text('"prices"')
    with pytest.raises(InputError) as error:
        read_source(source, str(file))
    assert code(error) == "not-a-price-list"
