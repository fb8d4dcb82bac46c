"""The site behind a real nginx, at the root of a domain and below a path, with the written headers and packed files."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest

from sitegen import mathjax
from sitegen.building import Options, build
from tests.browser.conftest import REPOSITORY, headers, unavailable, with_mathjax
from tests.browser.test_pages import FORMULAS
from tests.browser.walking import WHOLE, walk
from tests.sitehelp import asset, built, made, post, write

pytestmark = pytest.mark.browser

CONFIGURATION = """
{modules}
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  {temporary}
  {server}
}}
"""
"""What every nginx needs, and that it keeps to this folder."""

SERVER = """
server {{
  listen 127.0.0.1:{port};
  root {folder}/served;
  absolute_redirect off;
  gzip_static on;
  error_page 404 {path}404.html;
  {locations}
}}
"""

BROTLI = Path("/usr/lib/nginx/modules/ngx_http_brotli_static_module.so")


def locations(rules: str) -> str:
    """Return the paths of `_headers` as nginx says it; the headers of all files are said again for those of one path."""
    blocks = re.findall(r"^(/\S*)\n((?:  .*\n?)+)", rules, re.MULTILINE)
    lines = {
        path: [re.sub(r"  (\S+): (.*)", r'add_header \1 "\2" always;', line) for line in said.splitlines()]
        for path, said in blocks
    }
    (everywhere, _), *_ = blocks
    return "\n".join(
        f"location {_pattern(unquote(path))} {{ {' '.join({*lines[everywhere], *own})} }}"
        for path, own in lines.items()
    )


def _pattern(path: str) -> str:
    """Return a path of `_headers` as nginx says it."""
    return f"^~ {path[:-1]}" if path.endswith("*") else f"= {path}"


@dataclass
class Host:
    """A site that nginx serves: its port, its path, and the folder that was built."""

    port: int
    path: str
    public: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.path}"

    def get(self, path: str, **headers: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", self.path + path, headers=headers)
        return connection.getresponse()


@pytest.fixture(scope="module", params=["/", "/笔记/"], ids=["root", "path"])
def nginx(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, mathjax_copy: Path
) -> Iterator[Host]:
    """The demo site behind nginx: at the root with relative links, or below a path of Chinese letters with a base URL."""
    folder = tmp_path_factory.mktemp("nginx")
    folder.chmod(0o755)
    source = folder / "source"
    shutil.copytree(REPOSITORY / "content", source / "content")
    (source / "sitegen.yaml").write_text(
        (REPOSITORY / "sitegen.yaml").read_text("utf-8") + "\nhosting:\n  compress: gzip\n", "utf-8"
    )
    with_mathjax(source, mathjax_copy)
    port = free_port()
    public = folder / "served" / request.param.strip("/")
    build(source, public, Options(base_url=None if request.param == "/" else f"http://127.0.0.1:{port}/笔记"))
    rules = locations((public / "_headers").read_text("utf-8"))
    with running(folder, port, SERVER.format(folder=folder, port=port, path=request.param, locations=rules)):
        yield Host(port, quote(request.param), public)


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def running(folder: Path, port: int, server: str, *modules: Path) -> Iterator[None]:
    """Run nginx with these modules and this server in its configuration, until the end of the context."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin") or unavailable("no nginx on this machine")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    configuration = CONFIGURATION.format(
        folder=folder,
        modules="".join(f"load_module {module};" for module in modules),
        user="user root;" if os.getuid() == 0 else "",
        temporary=" ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds),
        server=server,
    )
    (folder / "nginx.conf").write_text(configuration)
    with subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"]) as process:
        while process.poll() is None:
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", port)) == 0:
                    break
        assert process.poll() is None, (folder / "error.log").read_text()
        yield
        process.terminate()


def test_the_server_of_the_documentation_serves_a_site_as_it_wants_to_be_served(tmp_path: Path) -> None:
    source = write(tmp_path / "source", {"sitegen.yaml": "hosting: {compress: gzip}", "content/posts/a.md": post("A")})
    write(mathjax.folder(source), {mathjax.ENTRY: "", "fonts/mathjax-newcm/chtml.js": ""})
    port = free_port()
    public = built(source, base_url=f"http://127.0.0.1:{port}")
    server = in_fence("docs/hosting.md").replace("listen 80;", f"listen 127.0.0.1:{port};")
    server = server.replace("/var/www/blog", str(public))
    with running(tmp_path, port, server):
        host = Host(port, "/", public)
        page, style, lacking = host.get(""), host.get(asset(public, "style.css")), host.get("assets/x.01234567.css")
        assert sorted(headers((public / "_headers").read_text("utf-8"), "/")) == sorted(
            each for each in page.getheaders() if each[0].startswith(("Content-Security", "Referrer", "X-"))
        )
        assert page.headers["Cache-Control"] == "no-cache"
        assert style.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (lacking.status, lacking.headers["Cache-Control"]) == (404, None)
        assert lacking.read() == (public / "404.html").read_bytes()
        assert host.get("_headers").status == host.get(".nojekyll").status == 404
        assert host.get("", **{"Accept-Encoding": "gzip"}).read() == (public / "index.html.gz").read_bytes()


def test_the_server_of_the_readme_serves_pages_packed_files_and_the_page_for_what_is_missing(tmp_path: Path) -> None:
    files = {"sitegen.yaml": "hosting: {compress: gzip}", "content/posts/a.md": post("A")}
    port = free_port()
    public = made(tmp_path / "site", files, base_url=f"http://127.0.0.1:{port}")
    server = in_fence("README.md").replace("listen 80;", f"listen 127.0.0.1:{port};")
    with running(tmp_path, port, server.replace("/var/www/blog", str(public))):
        host = Host(port, "/", public)
        assert host.get("posts/a/").read() == (public / "posts/a/index.html").read_bytes()
        assert host.get("", **{"Accept-Encoding": "gzip"}).read() == (public / "index.html.gz").read_bytes()
        missing = host.get("posts/none/at/all")
        assert (missing.status, missing.read()) == (404, (public / "404.html").read_bytes())


def in_fence(name: str) -> str:
    """Return the configuration of nginx that a file of the documentation shows."""
    return (REPOSITORY / name).read_text("utf-8").split("```nginx\n")[1].split("```")[0]


def test_brotli_files_are_sent_to_those_who_take_them_and_gzip_to_others(tmp_path: Path) -> None:
    brotli = pytest.importorskip("brotli", reason="brotli is not installed")
    if not BROTLI.exists():
        pytest.skip("nginx cannot send Brotli files here; in Debian libnginx-mod-http-brotli-static lets it")
    files = {"sitegen.yaml": "hosting: {compress: both}", "content/posts/a.md": post("A")}
    public, port = made(tmp_path / "site", files), free_port()
    server = f"server {{ listen 127.0.0.1:{port}; root {public}; gzip_static on; brotli_static on; }}"
    with running(tmp_path, port, server, BROTLI):
        host = Host(port, "/", public)
        for path in ("index.html", "atom.xml", asset(public, "style.css")):
            plain, packed = (
                (public / path).read_bytes(),
                {name: (public / f"{path}.{name}").read_bytes() for name in ("br", "gz")},
            )
            for asked, encoding, data in (
                ("gzip, deflate, br", "br", packed["br"]),
                ("gzip", "gzip", packed["gz"]),
                ("identity", None, plain),
            ):
                answer = host.get(path, **{"Accept-Encoding": asked})
                assert (answer.headers["Content-Encoding"], answer.read()) == (encoding, data)
            assert (brotli.decompress(packed["br"]), gzip.decompress(packed["gz"])) == (plain, plain)


def test_pages_formulas_and_lists_are_whole(nginx: Host, tab: Any) -> None:
    posts = sorted(path.parent.name for path in nginx.public.glob("posts/*/index.html"))
    for path in ("", "archive/", "tags/", f"posts/{posts[0]}/", f"posts/{posts[-1]}/index.html"):
        visit = tab(nginx.url + path, policy=True)
        found = visit.page.evaluate(FORMULAS)
        assert (found["typeset"], found["broken"], found["outside"]) == (found["marked"], 0, 0)
        assert (visit.console, visit.failed, visit.foreign(nginx.url)) == ([], [], [])


def test_a_visitor_finds_a_phrase_and_goes_on_from_there(nginx: Host, tab: Any) -> None:
    assert walk(tab, nginx.url, policy=True) == WHOLE


def test_an_address_that_does_not_exist_shows_the_page_for_it(nginx: Host, tab: Any) -> None:
    visit = tab(f"{nginx.url}posts/2019/nothing/here", policy=True)
    assert visit.page.locator("h1").inner_text() == "页面不存在"
    assert visit.failed == [f"{nginx.url}posts/2019/nothing/here"]
    visit.page.click("main .choices a >> nth=0")
    assert visit.page.url.removesuffix("index.html") == nginx.url


def test_a_folder_without_its_slash_leads_to_its_page(nginx: Host) -> None:
    answer = nginx.get("archive")
    assert (answer.status, answer.headers["Location"]) == (301, f"{nginx.path}archive/")
    assert nginx.get("archive/").read() == nginx.get("archive/index.html").read()


def test_addresses_that_are_not_ascii_are_found(nginx: Host) -> None:
    tag = next(path.parent.name for path in nginx.public.glob("tags/*/index.html") if not path.parent.name.isascii())
    assert nginx.get(f"tags/{quote(tag)}/").status == 200


def test_packed_files_are_sent_to_those_who_take_them(nginx: Host) -> None:
    for path in ("index.html", "atom.xml"):
        assert nginx.get(path, **{"Accept-Encoding": "gzip"}).read() == (nginx.public / f"{path}.gz").read_bytes()
        assert nginx.get(path).read() == (nginx.public / path).read_bytes()


def test_the_written_headers_are_sent(nginx: Host) -> None:
    (style,) = nginx.public.glob("assets/style.*.css")
    sheet, page = nginx.get(f"assets/{style.name}"), nginx.get("")
    assert sheet.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert page.headers["Cache-Control"] is None
    written = dict(headers((nginx.public / "_headers").read_text("utf-8"), nginx.path))
    assert page.headers["Content-Security-Policy"] == written["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == sheet.headers["X-Content-Type-Options"] == "nosniff"
