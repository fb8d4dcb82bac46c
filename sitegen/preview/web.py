"""The server of the preview: the built files for this machine alone, and livereload's wire to the open pages."""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import json
import mimetypes
import os
import re
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote, urlsplit

import livereload
from livereload.handlers import LiveReloadHandler
from tornado import web
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.iostream import IOStream, StreamClosedError
from tornado.netutil import bind_sockets

from sitegen import regular
from sitegen.preview import overlay, ranges
from sitegen.preview.news import News, news
from sitegen.preview.rebuild import Outcome
from sitegen.problem import ENVIRONMENT, USAGE, SiteError, error

_HERE = ("127.0.0.1", "localhost", "::1")
_PORTS_TRIED = 100
_PIECE = 1 << 18
_MOST_CONNECTIONS = 100
_LONGEST_BODY = 1 << 16
_IDLE = 60.0
"""After so many seconds without a request, or with half of one, a connection is closed."""
_MISSING = "404.html"
_ADDRESS = re.compile(r"(?:\[([\da-f:.]+)\]|([\d.]+))(?::\d+)?", re.ASCII)
_FORBIDDEN = frozenset("\\\0:" if os.name == "nt" else "\\\0")

_TYPES = {
    ".html": "text/html",
    ".htm": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".webmanifest": "application/manifest+json",
}
"""What a machine's own tables of types may not know, or have wrong."""


# ------------------------------------------------------------------------------------------------ where it is served


@dataclass(frozen=True)
class Place:
    """The host and port at which the preview is served."""

    host: str
    port: int

    @property
    def origin(self) -> str:
        """The address without a path."""
        name = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}.get(self.host, self.host)
        return f"http://{self._with_port(name)}"

    def knows(self, host: str) -> bool:
        """Return whether a Host header names this place; any other is a foreign site that found its way here."""
        host = host.lower()
        if host in {self._with_port(name) for name in (*_HERE, self.host)}:
            return True
        return self._is_for_all and _is_address(host)

    def _with_port(self, name: str) -> str:
        name = f"[{name}]" if ":" in name else name.lower()
        return name if self.port == 80 else f"{name}:{self.port}"

    @property
    def _is_for_all(self) -> bool:
        return self.host in ("0.0.0.0", "::", "")


def _is_address(host: str) -> bool:
    """Return whether a host is given by its IP address: no foreign site can make one lead here."""
    found = _ADDRESS.fullmatch(host)
    with suppress(ValueError):
        return found is not None and bool(ipaddress.ip_address(found[1] or found[2]))
    return False


def listen(host: str, port: int) -> list[socket.socket]:
    """Return sockets bound to the port, or the next free one. Raises SiteError."""
    for candidate in range(port, min(port + _PORTS_TRIED, 65536)) if port else [0]:
        try:
            return bind_sockets(candidate, host)
        except socket.gaierror as fault:
            raise SiteError(error("--host", 0, "usage", f"{host}: {(fault.strerror or '').lower()}"), USAGE) from fault
        except OSError as fault:
            if fault.errno != errno.EADDRINUSE:
                reason = os.strerror(fault.errno).lower() if fault.errno else str(fault)
                raise SiteError(error("", 0, "port", f"{host}:{candidate}: {reason}"), ENVIRONMENT) from fault
    raise SiteError(error("", 0, "port", f"port {port} is taken, and so are those after it"), ENVIRONMENT)


def start(face: Face, sockets: Iterable[socket.socket]) -> HTTPServer:
    """Serve the face on these sockets."""
    server = _Server(_Application(face), max_body_size=_LONGEST_BODY, idle_connection_timeout=_IDLE)
    server.add_sockets(sockets)
    return server


class _Server(HTTPServer):
    """Keeps no more than so many connections: whoever holds many open loses the oldest, and others are answered."""

    def initialize(self, *args: Any, **kwargs: Any) -> None:
        self.streams: list[IOStream] = []
        super().initialize(*args, **kwargs)

    def handle_stream(self, stream: IOStream, address: tuple[Any, ...]) -> None:
        self.streams = [*(other for other in self.streams if not other.closed()), stream]
        if len(self.streams) > _MOST_CONNECTIONS:
            self.streams.pop(0).close()
        super().handle_stream(stream, address)


async def stop(server: HTTPServer) -> None:
    """Close every socket, the wires to open pages too."""
    server.stop()
    for page in _pages():
        page.close()
    LiveReloadHandler.waiters.clear()
    with suppress(TimeoutError):
        async with asyncio.timeout(0.3):
            await server.close_all_connections()


# ------------------------------------------------------------------------------------------------- what is served


class Face:
    """What a browser sees: the files of the last good build, and the problems that keep a newer one from it."""

    def __init__(self, root: Path, place: Place, base_path: str) -> None:
        self.root = root
        self.place = place
        self.base_path = base_path
        self.problems = ""
        self.version = _moment()
        self.is_ready = asyncio.Event()

    @property
    def address(self) -> str:
        """Where the site begins."""
        return self.place.origin + quote(self.base_path, safe="/%")

    def show(self, outcome: Outcome, sources: frozenset[str]) -> None:
        """Show what a build made, and tell the open pages what they must know of it."""
        self.base_path = outcome.base_path or self.base_path
        told = news(outcome.report, sources)
        before, self.problems = self.problems, ""
        if outcome.failed:
            self.problems = overlay.panel(outcome.problems, beneath=(self.root / "index.html").is_file())
        if told or self.problems != before:
            self.version = max(self.version + 1, _moment())
        self.is_ready.set()
        for page in _pages():
            page.tell(told, self.problems != before)

    def file_of(self, url_path: str) -> str | None:
        """Return the path, below the output folder, of the file at this address of the server; None if none can be."""
        try:
            path = unquote(url_path, errors="strict")
        except UnicodeDecodeError:
            return None
        base = unquote(self.base_path)
        if not path.startswith(base):
            return None
        path = path.removeprefix(base)
        parts = path.removesuffix("/").split("/") if path else []
        if any(not part or part.startswith(".") or _FORBIDDEN & set(part) for part in parts):
            return None
        return path + "index.html" if not path or path.endswith("/") else path

    def find(self, file: str) -> Path | None:
        """Return the file or folder, if it is there and no link leads out of the output folder."""
        try:
            real = (self.root / file).resolve(strict=True)
            return real if real.is_relative_to(self.root.resolve()) else None
        except (OSError, ValueError, RuntimeError):
            return None

    def shown_at(self, url_path: str) -> str:
        """Return the path of the file that a page at this address shows."""
        file = self.file_of(url_path)
        found = self.find(file) if file else None
        return file if file and found and found.is_file() else _MISSING


def _moment() -> int:
    """Return milliseconds: a version that is newer than that of any server before this one."""
    return time.time_ns() // 1_000_000


class _Application(web.Application):
    """Refuses a foreign Host before it looks for anything else."""

    def __init__(self, face: Face) -> None:
        self.face = face
        given = {"face": face}
        super().__init__(
            [
                ("/livereload", _Wire, given),
                (r"/livereload\.js", _Script, given),
                ("/livereload/problems", _Problems, given),
                (".*", _File, given),
            ],
            log_function=lambda _: None,
        )

    def find_handler(self, request: HTTPServerRequest, **kwargs: Any) -> Any:
        if self.face.place.knows(request.headers.get("Host", "")):
            return super().find_handler(request, **kwargs)
        return self.get_handler_delegate(request, _Refusal, {"face": self.face})


class _Handler(web.RequestHandler):
    """Answers that no browser keeps, once the first build is done."""

    SUPPORTED_METHODS = ("GET", "HEAD")

    def initialize(self, face: Face) -> None:
        self.face = face

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> None:
        return None

    async def prepare(self) -> None:
        await self.face.is_ready.wait()

    def send_html(self, page: bytes) -> None:
        """Answer with the page, livereload's script and the panel of problems."""
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(overlay.insert(page, self.face.problems + self._script))

    @property
    def _script(self) -> str:
        """The tag of livereload's script; `snipver` comes back on the wire and tells how old the page is."""
        host, port = self.request.host_name, self.face.place.port
        host = f"[{host}]" if ":" in host and not host.startswith("[") else host
        options = f"snipver={self.face.version}&host={host}&port={port}&mindelay=500&maxdelay=2000"
        return f'<script async src="/livereload.js?{options.replace("&", "&amp;")}"></script>\n'


class _Refusal(_Handler):
    """The answer to requests that were meant for someone else, whatever they ask."""

    async def prepare(self) -> None:
        raise web.HTTPError(421)


class _File(_Handler):
    """The files of the site."""

    async def get(self) -> None:
        face = self.face
        if face.base_path != "/" and self.request.path in ("/", face.base_path.rstrip("/")):
            self.redirect(quote(face.base_path, safe="/%"))
            return
        file = face.file_of(self.request.path)
        found = face.find(file) if file else None
        if found and found.is_dir():
            query = f"?{self.request.query}" if self.request.query else ""
            self.redirect(f"{self.request.path}/{query}")
            return
        try:
            opened = regular.opened(found) if found else None
        except OSError:  # it went away this moment
            opened = None
        if found is None or opened is None:
            self._send_missing()
            return
        kind = content_type(found.name)
        with opened as content:
            if kind.startswith("text/html"):
                self.send_html(content.read())
            else:
                self.set_header("Content-Type", kind)
                await self._send_bytes(content)

    head = get

    async def _send_bytes(self, file: BinaryIO) -> None:
        """Answer with a file, or with the part of it that is asked for, piece by piece: it may be a long video."""
        size = os.fstat(file.fileno()).st_size
        is_part_wanted = self.request.method == "GET" and "If-Range" not in self.request.headers
        part = ranges.wanted(self.request.headers.get("Range"), size) if is_part_wanted else None
        self.set_header("Accept-Ranges", "bytes")
        if part is not None:
            self.set_status(206 if part else 416)
            self.set_header("Content-Range", f"bytes {part[0]}-{part[-1]}/{size}" if part else f"bytes */{size}")
        rest = range(size) if part is None else part
        self.set_header("Content-Length", str(len(rest)))
        file.seek(rest.start if rest else size)
        with suppress(StreamClosedError):  # nobody waits for it any more
            while rest and self.request.method == "GET":
                self.write(file.read(min(len(rest), _PIECE)))
                rest = rest[_PIECE:]
                await self.flush()
            await self.finish()

    def _send_missing(self) -> None:
        is_empty = not (self.face.root / "index.html").is_file()
        self.set_status(503 if is_empty and self.face.problems else 404)
        try:
            page = regular.read(self.face.root / _MISSING)
        except OSError:
            page = overlay.bare_page(f"{self.get_status()} {self._reason}")
        self.send_html(page)


def content_type(name: str) -> str:
    """Return the Content-Type of a file of this name: text is UTF-8."""
    suffix = Path(name).suffix.lower()
    kind = _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    is_text = kind.startswith("text/") or kind.endswith(("xml", "json"))
    return f"{kind}; charset=utf-8" if is_text else kind


class _Problems(_Handler):
    """The panel of problems, for pages that are open already."""

    def get(self) -> None:
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.finish(self.face.problems)

    head = get


# ---------------------------------------------------------------------------------------------------- livereload


class _Script(_Handler):
    """livereload's script, and what we add to it."""

    def get(self) -> None:
        self.set_header("Content-Type", content_type("livereload.js"))
        theirs = Path(livereload.__file__).parent / "vendors" / "livereload.js"
        ours = Path(overlay.__file__).parent / "overlay.js"
        self.finish(theirs.read_bytes() + b"\n" + ours.read_bytes())

    head = get


class _Wire(LiveReloadHandler):
    """The wire to one open page: it says where it is and how old, and is told when to load anew."""

    def initialize(self, face: Face) -> None:
        self.face = face
        self.version: object = None
        self.url_path = "/"

    def prepare(self) -> None:
        origin = self.request.headers.get("Origin")
        if origin is not None and not self.check_origin(origin):
            raise web.HTTPError(403)

    def check_origin(self, origin: str) -> bool:
        """Return whether the page comes from this server."""
        return origin.startswith("http://") and self.face.place.knows(origin.removeprefix("http://"))

    def on_message(self, message: str | bytes) -> None:
        """Note what the page says of itself; one that came too late for the last news is told at once."""
        try:
            said = json.loads(message)
            command = said["command"]
        except (ValueError, KeyError, TypeError, RecursionError):
            self.close()
            return
        if command == "hello":
            self.version = said.get("snipver")
        super().on_message(message)  # type: ignore[no-untyped-call]
        if command == "info":
            with suppress(ValueError):
                self.url_path = urlsplit(str(said.get("url"))).path
            if self.version is not None and self.version != self.face.version:
                self._send("*")

    def tell(self, told: News, problems_changed: bool) -> None:
        """Pass on what concerns this page."""
        for sheet in told.sheets:
            self._send(unquote(self.face.base_path) + sheet)
        if problems_changed:
            self._send(overlay.ID)
        if told.concerns(self.face.file_of(self.url_path) or "") or told.concerns(self.face.shown_at(self.url_path)):
            self._send("*")

    def _send(self, path: str) -> None:
        message = {"command": "reload", "path": path, "liveCSS": True, "liveImg": False}
        with suppress(web.HTTPError, OSError):
            sent = asyncio.ensure_future(self.write_message(message))
            sent.add_done_callback(lambda task: task.cancelled() or task.exception())


def _pages() -> Iterator[_Wire]:
    return iter([page for page in LiveReloadHandler.waiters if isinstance(page, _Wire)])
