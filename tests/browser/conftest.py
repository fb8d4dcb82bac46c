"""A real Chromium, real MathJax and real HTTP for the tests of this folder, or a plain reason why they are skipped."""

from __future__ import annotations

import contextlib
import fnmatch
import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from sitegen import mathjax
from sitegen.building import Options, build

REPOSITORY = Path(__file__).parent.parent.parent
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--allow-file-access-from-files",
]


TYPESET = """() => new Promise(typeset => {
  const look = () => window.MathJax?.startup?.promise ? MathJax.startup.promise.then(typeset) : setTimeout(look, 10);
  look();
})"""
"""Waits until MathJax has typeset the page."""


_LEFT = "net::ERR_ABORTED"
"""What becomes of a request when the visitor goes on to another page before it is answered."""


def unavailable(reason: str) -> Any:
    """Skip with a plain reason, or fail where a browser is required (`SITEGENTEST_REQUIRE_BROWSER=1`)."""
    if os.environ.get("SITEGENTEST_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def executable() -> str:
    """Return where Chromium is."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    return found or str(unavailable("no Chromium on this machine; install one, or name it in CHROMIUM"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=executable(), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def mathjax_copy() -> Path:
    """The copy of MathJax beside the repository's demo site."""
    if not mathjax.installed(REPOSITORY):
        unavailable("no copy of MathJax beside the site; `sitegen mathjax install` brings one through npm")
    return mathjax.folder(REPOSITORY)


def with_mathjax(source: Path, copy: Path) -> Path:
    """Return the site's folder with the copy of MathJax linked into it."""
    mathjax.folder(source).parent.mkdir(parents=True, exist_ok=True)
    mathjax.folder(source).symlink_to(copy, target_is_directory=True)
    return source


@dataclass
class Visit:
    """A page as the browser had it: the page itself, and what went wrong on the way."""

    page: Any
    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def foreign(self, base: str) -> list[str]:
        """The requests that went to other hosts."""
        return [url for url in self.requests if not url.startswith((base, "data:", "blob:", "file:"))]


class Tab:
    """Opens pages in the browser and waits until MathJax has typeset them; those of one test share what was fetched."""

    def __init__(self, browser: Any) -> None:
        self.browser = browser
        self.contexts: dict[tuple[int, str, bool, bool], Any] = {}

    def context(self, width: int, scheme: str, scripts: bool, policy: bool) -> Any:
        """The one context for windows of this kind."""
        kind = width, scheme, scripts, policy
        if kind not in self.contexts:
            self.contexts[kind] = self.browser.new_context(
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                java_script_enabled=scripts,
                bypass_csp=not policy,
            )
        return self.contexts[kind]

    def __call__(
        self, url: str, width: int = 1280, scheme: str = "light", scripts: bool = True, policy: bool = False
    ) -> Visit:
        """Open an address. Under the site's content security policy no test can wait for what it evaluates itself."""
        visit = Visit(self.context(width, scheme, scripts, policy).new_page())
        visit.page.on("console", lambda m: visit.console.append(m.text) if m.type in ("error", "warning") else None)
        visit.page.on("pageerror", lambda fault: visit.console.append(str(fault)))
        visit.page.on("requestfailed", lambda r: visit.failed.append(r.url) if r.failure != _LEFT else None)
        visit.page.on("response", lambda r: visit.failed.append(r.url) if r.status >= 400 else None)
        visit.page.on("request", lambda request: visit.requests.append(request.url))
        visit.page.goto(url)
        if scripts and visit.page.locator("script[src*='tex-chtml']").count():
            visit.page.evaluate(TYPESET)
        return visit

    def close(self) -> None:
        """Close every window."""
        for context in self.contexts.values():
            context.close()


@pytest.fixture
def tab(browser: Any) -> Iterator[Tab]:
    """A function that opens an address."""
    opener = Tab(browser)
    yield opener
    opener.close()


def headers(rules: str, url: str) -> list[tuple[str, str]]:
    """Return the headers that a host sends with a file, as `_headers` tells it: paths, each with indented lines."""
    found, is_meant = [], False
    for line in rules.splitlines():
        if line.startswith("/"):
            is_meant = fnmatch.fnmatchcase(urlsplit(url).path, line)
        elif line.strip() and is_meant:
            name, _, value = line.strip().partition(": ")
            found.append((name, value))
    return found


class WebHost(http.server.SimpleHTTPRequestHandler):
    """A host that sends the headers which the site asks for."""

    def end_headers(self) -> None:
        """Add the headers of every file."""
        for file in (Path(self.directory, "_headers"), Path(self.directory, "blog", "_headers")):
            for name, value in headers(file.read_text("utf-8"), self.path) if file.exists() else ():
                self.send_header(name, value)
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def copyfile(self, source: Any, outputfile: Any) -> None:
        """Send a file; a browser that has gone meanwhile is no fault."""
        with contextlib.suppress(ConnectionError):
            super().copyfile(source, outputfile)


@pytest.fixture(scope="session")
def serve() -> Iterator[Any]:
    """A function that serves a folder over HTTP and returns its address."""
    servers = []

    def start(folder: Path, kind: type[WebHost] = WebHost) -> str:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(kind, directory=str(folder)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory, mathjax_copy: Path, serve: Any) -> tuple[Path, str]:
    """The demo site, built under a sub-path: its folder, and the address where it is served."""
    root = tmp_path_factory.mktemp("demo")
    source = root / "source"
    for name in ("content", "sitegen.yaml"):
        (shutil.copytree if (REPOSITORY / name).is_dir() else shutil.copy)(REPOSITORY / name, _made(source) / name)
    with_mathjax(source, mathjax_copy)
    served = root / "served"
    address = serve(_made(served))
    build(source, served / "blog", Options(base_url=f"{address}/blog"))
    return served / "blog", f"{address}/blog"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def small_site(tmp_path: Path, mathjax_copy: Path, serve: Any) -> Any:
    """A function that builds a site of the posts given (name and Markdown) and returns its address."""

    def make(settings: str = "", **posts: str) -> str:
        source = tmp_path / "site"
        folder = _made(source / "content" / "posts")
        (source / "sitegen.yaml").write_text(settings, "utf-8")
        for name, text in posts.items():
            (folder / f"{name}.md").write_text(text, "utf-8")
        with_mathjax(source, mathjax_copy)
        build(source, tmp_path / "public")
        return str(serve(tmp_path / "public"))

    return make
