"""The demo site deployed to real hosts of every kind, and opened there as a visitor does."""

from __future__ import annotations

import http.server
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from sitegen.building import build
from sitegen.deploy import Asked, deploy
from tests.browser.conftest import ARGUMENTS, REPOSITORY, TYPESET, Tab, WebHost, executable, headers, with_mathjax
from tests.browser.test_pages import FORMULAS
from tests.browser.walking import WHOLE, walk
from tests.deploy.conftest import Servers
from tests.deploy.servers import Bucket, known

pytestmark = pytest.mark.browser

TAG = quote("收敛")


class PagesHost(WebHost):
    """A host that shows the site's own page for what is missing, and no list of a folder, as GitHub Pages does."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the page of the site in the folder, or in the first folder there."""
        page = next(Path(self.directory).rglob("404.html"), None)
        if code != HTTPStatus.NOT_FOUND or page is None:
            super().send_error(code, message, explain)
            return
        self.answer(HTTPStatus.NOT_FOUND, "text/html; charset=utf-8", page.read_bytes())

    def list_directory(self, path: Any) -> None:
        """Refuse: without an index.html a folder is no page."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def answer(self, status: int, kind: str, data: bytes) -> None:
        """Send one whole answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class WebsiteEndpoint(PagesHost):
    """The website endpoint of a bucket: index and error documents, redirects of folders; the store itself has none."""

    bucket = ""

    def do_GET(self) -> None:  # noqa: N802 - the name that http.server asks for
        """Send what the store has for an address, with the type that the store has for it."""
        path = self.path.partition("?")[0]
        found = self._stored(path + "index.html" if path.endswith("/") else path)
        if found:
            self.answer(HTTPStatus.OK, *found)
        elif not path.endswith("/") and self._stored(f"{path}/index.html"):
            self.send_response(HTTPStatus.FOUND)
            self.send_header("Location", f"{path}/")
            self.end_headers()
        else:
            self.answer(HTTPStatus.NOT_FOUND, *(self._stored(f"/{path.split('/')[1]}/404.html") or ("", b"")))

    def _stored(self, path: str) -> tuple[str, bytes] | None:
        try:
            with urlopen(self.bucket + path) as answer:
                return answer.headers["Content-Type"], answer.read()
        except HTTPError:
            return None


@dataclass
class Hosts:
    """One site, and the servers to which it is deployed."""

    source: Path
    servers: Servers
    serve: Any

    def deploy(self, target: str, base_url: str) -> None:
        """Deploy the site to what the settings would say of a target."""
        settings = (REPOSITORY / "sitegen.yaml").read_text("utf-8")
        (self.source / "sitegen.yaml").write_text(f"{settings}\ndeploy: {{there: {target}}}\n", "utf-8")
        deploy(self.source, asked=Asked(base_url=base_url))


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory, mathjax_copy: Path, serve: Any) -> Iterator[Hosts]:
    """The demo site, and servers that know us."""
    root = tmp_path_factory.mktemp("hosts")
    shutil.copytree(REPOSITORY / "content", root / "source" / "content")
    shutil.copy(REPOSITORY / "sitegen.yaml", root / "source")
    with ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        servers = Servers(root / "servers", stack)
        for name, value in known(servers.home).items():
            patch.setenv(name, value)
        yield Hosts(with_mathjax(root / "source", mathjax_copy), servers, serve)


def test_a_branch_that_a_repository_serves_as_its_pages(hosts: Hosts, tab: Tab, tmp_path: Path) -> None:
    address = hosts.serve(tmp_path / "served", PagesHost) + "/repo/"
    branch: Any = hosts.servers.host("git", tmp_path)
    hosts.deploy(branch.target, address)
    subprocess.run(
        ["git", "clone", "--quiet", "--branch", "gh-pages", branch.folder, tmp_path / "served" / "repo"], check=True
    )
    assert walk(tab, address) == WHOLE
    assert walk(tab, f"{address}index.html") == WHOLE
    assert_missing_page(tab, address)


def test_a_bucket_behind_its_website_endpoint(hosts: Hosts, tab: Tab, tmp_path: Path) -> None:
    bucket = hosts.servers.host("s3", tmp_path)
    assert isinstance(bucket, Bucket)
    WebsiteEndpoint.bucket = f"{hosts.servers.running['s3'][0]}/{bucket.bucket}"
    address = f"{hosts.serve(tmp_path, WebsiteEndpoint)}/{bucket.prefix}"
    hosts.deploy(bucket.target, address)
    assert walk(tab, address) == WHOLE
    assert_missing_page(tab, address)


def test_a_bucket_that_is_opened_file_by_file(hosts: Hosts, tab: Tab, tmp_path: Path) -> None:
    bucket = hosts.servers.host("s3", tmp_path)
    assert isinstance(bucket, Bucket)
    hosts.deploy(bucket.target, "")
    address = f"{hosts.servers.running['s3'][0]}/{bucket.bucket}/{bucket.prefix}"
    assert walk(tab, f"{address}index.html") == WHOLE
    kinds = {path.rpartition(".")[2]: kind(f"{address}{path}") for path in bucket.files() if "." in path.lstrip(".")}
    assert {name: kinds[name] for name in ("html", "css", "js", "svg", "xml", "json", "txt", "woff2")} == {
        "html": "text/html; charset=utf-8",
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "xml": "application/xml",
        "json": "application/json",
        "txt": "text/plain; charset=utf-8",
        "woff2": "font/woff2",
    }


def test_a_folder_that_a_server_has_received_over_sftp(hosts: Hosts, tab: Tab, tmp_path: Path) -> None:
    server: Any = hosts.servers.host("sftp", tmp_path)
    address = hosts.serve(server.folder, PagesHost) + "/"
    hosts.deploy(server.target, address)
    assert walk(tab, address, policy=True) == WHOLE
    assert_missing_page(tab, address)


@pytest.fixture(params=["as people start it", "with access between files"])
def any_tab(request: pytest.FixtureRequest, browser: Any) -> Iterator[Tab]:
    """Windows of a browser that lets a page on a disk read no file, and of one that does."""
    lets_in = request.param == "with access between files"
    arguments = [word for word in ARGUMENTS if lets_in or word != "--allow-file-access-from-files"]
    own = browser.browser_type.launch(executable_path=executable(), args=arguments)
    yield Tab(own)
    own.close()


def test_a_stick_with_a_blank_in_the_name_of_a_folder(hosts: Hosts, any_tab: Tab, tmp_path: Path) -> None:
    build(hosts.source, tmp_path / "stick" / "数学 笔记")
    home = (tmp_path / "stick" / "数学 笔记" / "index.html").as_uri()
    assert walk(any_tab, home) == WHOLE
    visit = any_tab(home.replace("index.html", "404.html"))
    assert_whole_and_leads_to(visit.page, home)
    assert all(url.startswith("file:///assets/") for url in visit.failed), "Chromium fetches before the page is read"


class BelowAPath(PagesHost):
    """A host where the site is in a folder, and its headers count below that."""

    def end_headers(self) -> None:
        """Add the headers of the site."""
        for name, value in headers(Path(self.directory, "数学 笔记", "_headers").read_text("utf-8"), self.path):
            self.send_header(name, value)
        http.server.SimpleHTTPRequestHandler.end_headers(self)


@pytest.mark.parametrize(
    ("folder", "address"),
    [("", "posts/2019/没有/here"), ("数学 笔记/", "posts/2019/没有/here"), ("数学 笔记/", "nothing")],
)
def test_without_a_base_url_the_page_for_what_is_missing_finds_the_site(
    relative: Path, tab: Tab, serve: Any, folder: str, address: str
) -> None:
    home = f"{serve(relative.parent, BelowAPath) if folder else serve(relative, PagesHost)}/{quote(folder)}"
    visit = tab(home + quote(address), policy=True)
    assert_whole_and_leads_to(visit.page, f"{home}index.html")
    if not folder:
        assert (visit.failed, visit.foreign(home)) == ([home + quote(address)], [])


@pytest.fixture(scope="module")
def relative(tmp_path_factory: pytest.TempPathFactory, mathjax_copy: Path) -> Path:
    """A site of relative links, whose page for what is missing has a formula in the title of a post."""
    source = tmp_path_factory.mktemp("relative")
    (source / "content" / "posts").mkdir(parents=True)
    (source / "content" / "posts" / "a.md").write_text("---\ntitle: 群 $G$\n---\n", "utf-8")
    build(with_mathjax(source, mathjax_copy), source / "served" / "数学 笔记")
    return source / "served" / "数学 笔记"


def assert_whole_and_leads_to(page: Any, home: str) -> None:
    """Wait until the page for what is missing has its style, its script and its formulas; it leads to the first page."""
    page.locator(":root[data-scheme=auto]").wait_for(state="attached")
    assert page.evaluate("getComputedStyle(document.querySelector('.menu ul')).listStyleType") == "none"
    page.click(".scheme")
    assert page.evaluate("document.documentElement.dataset.scheme") == "dark"
    if page.locator(".math").count():
        page.evaluate(TYPESET)
    seen = page.evaluate(FORMULAS)
    assert (seen["typeset"], seen["broken"]) == (seen["marked"], 0)
    assert page.locator("h1").inner_text() == "页面不存在"
    page.click("main .choices a >> nth=0")
    assert page.url == home


def kind(address: str) -> str:
    """Return the type that a server sends with a file."""
    with urlopen(quote(address, safe="/:")) as answer:
        return str(answer.headers["Content-Type"])


def assert_missing_page(tab: Tab, address: str) -> None:
    """Open an address that does not exist: the page for it is whole and leads home; and so is a tag without its slash."""
    visit = tab(f"{address}posts/2019/没有/here")
    assert visit.page.locator("h1").inner_text() == "页面不存在"
    assert visit.failed == [f"{address}posts/2019/{quote('没有')}/here"]
    assert visit.page.evaluate("getComputedStyle(document.querySelector('.menu ul')).listStyleType") == "none"
    visit.page.click("main .choices a >> nth=0")
    assert visit.page.url == address
    visit.page.goto(f"{address}tags/{TAG}")
    assert visit.page.url == f"{address}tags/{TAG}/"
    assert visit.page.locator("h1").inner_text() == "收敛"
