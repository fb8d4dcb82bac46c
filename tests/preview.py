"""A running `sitegen serve` for tests: a process of its own, its terminal, and HTTP as a browser speaks it."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

T = TypeVar("T")

LIMIT = 60.0
"""How many seconds a test waits for what must come; only one that fails waits so long, even on a busy machine."""


def until(condition: Callable[[], T], what: str, limit: float = LIMIT) -> T:
    """Return the first true value of the condition; fail when it stays false."""
    end = time.monotonic() + limit
    while not (value := condition()):
        assert time.monotonic() < end, f"waited {limit} s in vain for: {what}"
        time.sleep(0.01)
    return value


@dataclass(frozen=True)
class Answer:
    """What a server answers."""

    status: int
    headers: http.client.HTTPMessage
    text: str


class Preview:
    """A preview server in a process of its own."""

    def __init__(self, site: Path, *options: str, program: Sequence[str] = ("-m", "sitegen"), **environment: str):
        self.site = site
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error::DeprecationWarning", *program, "serve", "-p", "0", *options],
            cwd=site,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONUTF8": "1", **environment},
            text=True,
        )
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def terminal(self) -> str:
        """Everything it has said so far."""
        return "".join(self.lines)

    @property
    def url(self) -> str:
        """The address it says it serves at."""
        found = until(lambda: re.findall(r"serving on (http://\S+)/", self.terminal), "an address")
        return str(found[0])

    @property
    def port(self) -> int:
        """The port of the address."""
        found = re.match(r"http://.+?:(\d+)", self.url)
        assert found
        return int(found[1])

    def ask(self, path: str, method: str = "GET", host: str | None = None, **headers: str) -> Answer:
        """Return the answer to exactly this path: nothing is tidied on the way."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        try:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", f"127.0.0.1:{self.port}" if host is None else host)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            connection.endheaders()
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))
        finally:
            connection.close()

    def page(self, path: str) -> str:
        """Return the text of a page."""
        return self.ask(path).text

    def is_said(self, pattern: str, times: int = 1) -> None:
        """Wait until the terminal shows the pattern so many times."""
        until(lambda: len(re.findall(pattern, self.terminal)) >= times, f"{times} × {pattern} in {self.lines}")

    @property
    def builds(self) -> list[str]:
        """The lines about builds, without the time of day and the seconds they took."""
        found = re.findall(r"^\d\d:\d\d:\d\d ((?:built|rebuilt|not built).*)$", self.terminal, re.MULTILINE)
        return [re.sub(r" in \d+\.\d\d s", "", line) for line in found]

    def is_built(self, times: int) -> list[str]:
        """Wait until so many builds are over; return the lines about all of them."""
        return until(lambda: self.builds if len(self.builds) >= times else [], f"{times} builds in {self.lines}")

    def stop(self, by: signal.Signals = signal.SIGINT) -> int:
        """End it and return its exit status."""
        self.process.send_signal(by)
        status = self.process.wait(5)
        self.reader.join(5)
        return status


@contextmanager
def previewing(
    site: Path, *options: str, program: Sequence[str] = ("-m", "sitegen"), **environment: str
) -> Iterator[Preview]:
    """A preview of this site, at the end of which nothing of it is left."""
    preview = Preview(site, *options, program=program, **environment)
    try:
        yield preview
    finally:
        if preview.process.poll() is None:
            preview.process.kill()
            preview.process.wait()
        preview.reader.join(5)
        if preview.process.stdout is not None:
            preview.process.stdout.close()


def post(title: str, body: str, day: int = 1) -> str:
    """The text of a post's file."""
    return f"---\ntitle: {title}\ndate: 2024-01-{day:02}\n---\n{body}\n"


def write(site: Path, path: str, text: str | bytes) -> Path:
    """Write a file of a site, with the folders it needs."""
    file = site / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text.encode() if isinstance(text, str) else text)
    return file


def small_site(folder: Path) -> Path:
    """A site with two posts."""
    write(folder, "sitegen.yaml", "title: First title\n")
    write(folder, "content/posts/one.md", post("One", "The text of one.", 1))
    write(folder, "content/posts/two.md", post("Two", "The text of two.", 2))
    return folder


class Wire:
    """What a page that is open in a browser hears from the preview; `closed` tells that it hears no more."""

    def __init__(self, preview: Preview, page: str = "/", version: object = None, **headers: str) -> None:
        self.heard: list[str] = []
        self.closed = False
        self.fault: Exception | None = None
        self._is_open = threading.Event()
        self._request = HTTPRequest(f"ws://127.0.0.1:{preview.port}/livereload", headers=headers)
        self._page = f"{preview.url.rstrip('/')}{page}"
        self._version = version
        # a thread of its own: a test that drives a browser has an event loop already
        threading.Thread(target=lambda: asyncio.run(self._listen()), daemon=True).start()
        assert self._is_open.wait(LIMIT)

    async def _listen(self) -> None:
        try:
            wire = await websocket_connect(self._request)
        except (HTTPClientError, OSError) as fault:
            self.fault = fault
            self._is_open.set()
            return
        hello = {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]}
        await wire.write_message(json.dumps(hello | ({"snipver": self._version} if self._version else {})))
        await wire.read_message()
        await wire.write_message(json.dumps({"command": "info", "plugins": {}, "url": self._page}))
        self._is_open.set()
        while (message := await wire.read_message()) is not None:
            self.heard.append(json.loads(message)["path"])
        self.closed = True
