"""The preview over HTTP: what it answers, what it refuses, and how it follows the files of the site."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import shutil
import signal
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from sitegen.preview.news import News, news
from sitegen.preview.overlay import insert, panel
from sitegen.preview.watch import PATIENCE, QUIET, Changes, is_temporary, still_there
from sitegen.preview.web import Place, content_type
from sitegen.problem import error, warning
from sitegen.publish import Report
from tests.preview import LIMIT, Preview, Wire, post, previewing, small_site, until, write

PANEL = "sitegen-problems"


VIDEO = "".join(f"{n:06}" for n in range(100_000))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return small_site(tmp_path / "site")


@pytest.fixture
def preview(site: Path) -> Iterator[Preview]:
    with previewing(site) as running:
        running.is_built(1)
        yield running


@pytest.fixture(scope="module")
def steady(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview of a site that no test changes."""
    site = small_site(tmp_path_factory.mktemp("steady"))
    for name in ("data.json", "script.js", "picture.svg", "font.woff2", "old.html", "notes.txt"):
        write(site, f"static/kinds/{name}", b"1")
    write(site, "static/kinds/video.mp4", VIDEO)
    write(site, "static/.hidden/file.txt", "hidden")
    write(site, "static/.dotfile", "hidden")
    with previewing(site) as running:
        running.is_built(1)
        write(site, "secret.txt", "secret")
        (site / ".sitegen/preview/link.txt").symlink_to(site / "secret.txt")
        (site / ".sitegen/preview/linked").symlink_to(site)
        yield running


# -------------------------------------------------------------------------------------------------------- answers


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/posts/one/", "text/html; charset=utf-8"),
        ("/posts/one/index.html?x=1", "text/html; charset=utf-8"),
        ("/kinds/old.html", "text/html; charset=utf-8"),
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/kinds/script.js", "text/javascript; charset=utf-8"),
        ("/atom.xml", "application/xml; charset=utf-8"),
        ("/kinds/data.json", "application/json; charset=utf-8"),
        ("/kinds/picture.svg", "image/svg+xml; charset=utf-8"),
        ("/kinds/font.woff2", "font/woff2"),
        ("/kinds/notes.txt", "text/plain; charset=utf-8"),
        ("/livereload.js", "text/javascript; charset=utf-8"),
    ],
)
def test_a_file_comes_with_its_type_and_is_kept_by_no_browser(steady: Preview, path: str, kind: str) -> None:
    answer = steady.ask(path, If_None_Match="*", If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT")
    assert (answer.status, answer.headers["Content-Type"]) == (200, kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"etag", "last-modified", "access-control-allow-origin"}.isdisjoint(map(str.lower, answer.headers))
    head = steady.ask(path, "HEAD")
    assert (head.status, head.headers["Content-Length"], head.text) == (200, answer.headers["Content-Length"], "")


@pytest.mark.parametrize(
    ("asked", "status", "told", "part"),
    [
        ("bytes=0-3", 206, "bytes 0-3/600000", slice(0, 4)),
        ("bytes=599990-", 206, "bytes 599990-599999/600000", slice(599990, None)),
        ("bytes=100-900000", 206, "bytes 100-599999/600000", slice(100, None)),
        ("bytes=-5", 206, "bytes 599995-599999/600000", slice(-5, None)),
        ("bytes=-900000", 206, "bytes 0-599999/600000", slice(None)),
        ("bytes=600000-", 416, "bytes */600000", slice(0, 0)),
        ("bytes=-0", 416, "bytes */600000", slice(0, 0)),
        ("bytes=5-2", 200, None, slice(None)),
        ("bytes=0-1,5-6", 200, None, slice(None)),
        ("lines=1-2", 200, None, slice(None)),
    ],
)
def test_a_video_is_served_in_the_parts_that_a_browser_asks_for(
    steady: Preview, asked: str, status: int, told: str | None, part: slice
) -> None:
    answer = steady.ask("/kinds/video.mp4", Range=asked)
    assert (answer.status, answer.headers["Content-Range"]) == (status, told)
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.text == VIDEO[part]
    assert answer.headers["Content-Length"] == str(len(answer.text))


def test_a_part_is_only_sent_of_what_is_known_to_be_the_same_file_and_of_no_page(steady: Preview) -> None:
    assert steady.ask("/kinds/video.mp4", Range="bytes=0-3", If_Range='"x"').status == 200
    head = steady.ask("/kinds/video.mp4", "HEAD", Range="bytes=0-3")
    assert (head.status, head.headers["Content-Length"], head.text) == (200, "600000", "")
    assert steady.ask("/", Range="bytes=0-3").status == 200


def test_a_folder_without_its_slash_leads_to_the_one_with_it(steady: Preview) -> None:
    answer = steady.ask("/posts/one?x=1")
    assert (answer.status, answer.headers["Location"]) == (302, "/posts/one/?x=1")


def test_what_is_missing_gets_the_sites_own_page_with_404(steady: Preview) -> None:
    for path in ("/posts/three/", "/nothing.png", "/style.css/", "/posts/", "/forcereload", "/%ff", "//evil.example/"):
        answer = steady.ask(path)
        assert answer.status == 404, path
        assert "First title" in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    [
        "/link.txt",
        "/linked/secret.txt",
        "/linked/",
        "/../../secret.txt",
        "/posts/../../../secret.txt",
        "/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2fsecret.txt",
        "/..\\..\\secret.txt",
        "/..%5c..%5csecret.txt",
        "/%252e%252e/secret.txt",
        "/style.css%00",
        "/%00/etc/passwd",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/C:/secret.txt",
        "/.dotfile",
        "/%2edotfile",
        "/.hidden/file.txt",
        "/.sitegen-stage/0",
        "/posts/one/.",
        "http://127.0.0.1/secret.txt",
    ],
)
def test_no_path_leads_out_of_the_site_or_to_a_dot_file(steady: Preview, path: str) -> None:
    answer = steady.ask(path)
    assert answer.status == 404
    assert "secret" not in answer.text.replace(path, "")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        "localhost.evil.example:{port}",
        "10.0.0.1:{port}",
    ],
)
@pytest.mark.parametrize("path", ["/", "/livereload", "/livereload.js", "/nothing"])
def test_a_foreign_host_is_refused(steady: Preview, host: str, path: str) -> None:
    answer = steady.ask(path, host=host.format(port=steady.port))
    assert answer.status == 421
    assert "First title" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "LOCALHOST:{port}", "[::1]:{port}"])
def test_this_machine_is_known_by_its_names(steady: Preview, host: str) -> None:
    assert steady.ask("/", host=host.format(port=steady.port)).status == 200


def test_a_host_for_all_is_known_by_every_address_but_by_no_foreign_name() -> None:
    place = Place("0.0.0.0", 8000)
    assert place.origin == "http://127.0.0.1:8000"
    hosts = (
        "192.168.1.5:8000",
        "[fe80::1]:8000",
        "evil.example:8000",
        "[:8000",
        "",
        '10.0.0.1/"><script>',
        "10.0.0.1@x",
    )
    assert [place.knows(host) for host in hosts] == [True, True, False, False, False, False, False]
    assert Place("127.0.0.1", 80).knows("localhost")


def test_only_reading_is_possible(steady: Preview) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert steady.ask("/", method, Content_Length="0").status == 405


def test_whoever_begins_requests_without_number_keeps_nobody_waiting(steady: Preview) -> None:
    with ExitStack() as stack:
        for _ in range(300):
            half = stack.enter_context(socket.create_connection(("127.0.0.1", steady.port), timeout=LIMIT))
            half.sendall(b"GET / HTTP/1.1\r\nHost: x")
        assert steady.ask("/").status == 200
        held = list(Path(f"/proc/{steady.process.pid}/fd").glob("*"))  # none where there is no /proc
        assert len(held) < 200


def test_a_request_that_is_too_long_is_refused_before_it_is_read(steady: Preview) -> None:
    assert steady.ask("/", Content_Length=str(1 << 20)).status == 400
    assert steady.ask("/", Range=f"bytes={'0-1,' * 3000}2-3").status == 200
    with pytest.raises((ConnectionError, http.client.HTTPException)):
        steady.ask("/", Much="x" * (1 << 17))
    assert steady.ask("/").status == 200


def test_a_foreign_page_gets_no_wire(steady: Preview) -> None:
    own = Wire(steady, Origin=steady.url)
    assert own.fault is None
    for origin in ("http://evil.example", "null", "https://evil.example", f"http://127.0.0.1:{steady.port + 1}"):
        foreign = Wire(steady, Origin=origin, Sec_Fetch_Site="same-origin")
        assert "403" in str(foreign.fault), origin


def test_types_do_not_depend_on_the_machine() -> None:
    assert content_type("a.JS") == "text/javascript; charset=utf-8"
    assert content_type("a.unknown-suffix") == "application/octet-stream"
    assert content_type("a.png") == "image/png"


def test_a_page_of_any_size_gets_the_script_and_its_file_does_not(site: Path) -> None:
    write(site, "static/huge.html", b"<!doctype html><html><body>" + b"x" * 300_000 + b"</BODY></html>")
    write(site, "static/bare.html", "<p>bare")
    with previewing(site) as preview:
        script = r'<script async src="/livereload\.js\?[^"]+"></script>\n'
        assert re.search(rf"x{script}</BODY></html>$", preview.page("/huge.html"))
        assert re.search(rf"<p>bare{script}$", preview.page("/bare.html"))
        assert "livereload" not in (site / ".sitegen/preview/huge.html").read_text("utf-8")
        assert "livereload" not in preview.page("/atom.xml")


def test_a_site_under_a_path_is_served_under_it(site: Path) -> None:
    write(site, "sitegen.yaml", "title: First title\nbase_url: https://example.org/blog\n")
    with previewing(site) as preview:
        assert preview.url.endswith("/blog")
        root = preview.ask("/")
        assert (root.status, root.headers["Location"]) == (302, "/blog/")
        assert preview.ask("/blog").headers["Location"] == "/blog/"
        assert 'href="/blog/posts/one/"' in preview.page("/blog/")
        assert preview.ask("/blog/posts/one/").status == 200
        assert preview.ask("/posts/one/").status == 404
        assert preview.ask("/blogposts/one/").status == 404
        write(site, "sitegen.yaml", "title: First title\nbase_url: https://example.org/new/\n")
        until(lambda: preview.ask("/").headers["Location"] == "/new/", "the new path")
        assert preview.ask("/new/posts/one/").status == 200


# ---------------------------------------------------------------------------------------------- following the files


def test_it_builds_into_its_own_folder_and_names_what_it_did(preview: Preview, site: Path) -> None:
    assert not (site / "public").exists()
    assert re.fullmatch(r"built: 2 posts, \d+ pages", preview.builds[0])
    write(site, "content/posts/one.md", post("One", "Changed."))
    assert re.fullmatch(r"rebuilt: \d+ files changed \(content/posts/one.md\)", preview.is_built(2)[1])
    assert "Changed." in preview.page("/posts/one/")


def test_two_saves_shortly_after_one_another_both_arrive(preview: Preview, site: Path) -> None:
    page = Wire(preview, "/posts/one/")
    for text in ("First save.", "Second save."):
        write(site, "content/posts/one.md", post("One", text))
        until(lambda text=text: text in preview.page("/posts/one/"), text)  # type: ignore[misc]
    until(lambda: page.heard == ["*", "*"], "two reloads")


def test_a_save_during_a_build_is_built_too(site: Path) -> None:
    """The build is held up until the second save is on disk; the second build must see it."""
    program = """
import sys, time
from pathlib import Path
from sitegen.preview import rebuild
real = rebuild.build
def slow(*values, **more):
    result = real(*values, **more)
    Path("built").touch()
    while Path("hold").exists():
        time.sleep(0.01)
    return result
rebuild.build = slow
from sitegen.cli import main
main(sys.argv[1:])
"""
    with previewing(site, program=("-c", program)) as preview:
        preview.is_built(1)
        write(site, "hold", "")
        (site / "built").unlink()
        write(site, "content/posts/one.md", post("One", "First save."))
        until((site / "built").exists, "the first build")
        write(site, "content/posts/one.md", post("One", "Second save."))
        (site / "hold").unlink()
        until(lambda: "Second save." in preview.page("/posts/one/"), "the second save")
        preview.is_built(3)


def test_thirty_files_at_once_are_one_build_and_one_reload(site: Path) -> None:
    for n in range(30):
        write(site, f"content/posts/n{n}.md", post(f"Title {n}", "Before."))
    with previewing(site) as preview:
        preview.is_built(1)
        page = Wire(preview, "/posts/n7/")
        for n in range(30):
            write(site, f"content/posts/n{n}.md", post(f"Title {n}", f"After {n}."))
        assert preview.is_built(2)[1].endswith("(content/posts/n0.md and 29 more)")
        assert all(f"After {n}." in preview.page(f"/posts/n{n}/") for n in range(30))
        write(site, "content/posts/two.md", post("Two", "The last."))
        preview.is_built(3)
        assert len(preview.builds) == 3
        assert page.heard == ["*"]


def test_a_deleted_post_is_gone_and_off_the_list(preview: Preview, site: Path) -> None:
    page = Wire(preview, "/posts/one/")
    (site / "content/posts/one.md").unlink()
    until(lambda: preview.ask("/posts/one/").status == 404, "404")
    assert "One" not in preview.page("/")
    until(lambda: page.heard == ["*"], "a reload")


def test_a_save_by_renaming_is_seen_and_so_is_a_new_name(preview: Preview, site: Path) -> None:
    for n in range(3):
        part = write(site, "content/posts/.one.md.part", post("One", f"Renamed over {n}."))
        part.replace(site / "content/posts/one.md")
        until(lambda n=n: f"Renamed over {n}." in preview.page("/posts/one/"), "the text")  # type: ignore[misc]
    (site / "content/posts/one.md").rename(site / "content/posts/three.md")
    until(lambda: preview.ask("/posts/three/").status == 200, "the new address")
    until(lambda: preview.ask("/posts/one/").status == 404, "the old address to be gone")


def test_a_file_moved_in_with_an_old_date_is_seen(preview: Preview, site: Path) -> None:
    old = write(site, "aside.md", post("Aside", "From elsewhere."))
    os.utime(old, (1e9, 1e9))
    old.rename(site / "content/posts/aside.md")
    until(lambda: preview.ask("/posts/aside/").status == 200, "its page")


def test_a_new_folder_with_a_post_and_its_picture_is_seen(preview: Preview, site: Path) -> None:
    write(site, "content/posts/deep/pictured/index.md", post("Pictured", "![a](a.png)", 3))
    write(site, "content/posts/deep/pictured/a.png", b"first")
    until(lambda: preview.ask("/posts/pictured/a.png").text == "first", "the picture")
    write(site, "content/posts/deep/pictured/a.png", b"second")
    until(lambda: preview.ask("/posts/pictured/a.png").text == "second", "the new picture")
    shutil.rmtree(site / "content/posts/deep")
    until(lambda: preview.ask("/posts/pictured/").status == 404, "404")


def test_folders_of_the_site_may_come_and_go(preview: Preview, site: Path) -> None:
    for text in ("first", "second"):
        write(site, "static/late/file.txt", text)
        until(lambda text=text: preview.ask("/late/file.txt").text == text, text)  # type: ignore[misc]
        write(site, "static/late/file.txt", text * 2)
        until(lambda text=text: preview.ask("/late/file.txt").text == text * 2, text)  # type: ignore[misc]
        shutil.rmtree(site / "static")
        until(lambda: preview.ask("/late/file.txt").status == 404, "404")
    times = len(preview.builds)
    (site / "content").rename(site / "away")
    preview.is_built(times + 1)
    (site / "away").rename(site / "content")
    preview.is_built(times + 2)
    write(site, "content/posts/one.md", post("One", "Watched anew."))
    until(lambda: "Watched anew." in preview.page("/posts/one/"), "the text")


def test_a_content_folder_that_is_a_link_is_followed(site: Path, tmp_path: Path) -> None:
    (site / "content").rename(site / "notes")
    (site / "content").symlink_to("notes")
    with previewing(site) as preview:
        preview.is_built(1)
        write(site, "notes/posts/one.md", post("One", "Through the link."))
        until(lambda: "Through the link." in preview.page("/posts/one/"), "the text")
        assert preview.is_built(2)[1].endswith("(content/posts/one.md)")


def test_settings_and_templates_take_effect(preview: Preview, site: Path) -> None:
    write(site, "sitegen.yaml", "title: Second title\n")
    until(lambda: "Second title" in preview.page("/"), "the title")
    write(site, "templates/404.html", "own {{ site.title }}")
    until(lambda: "own Second title" in preview.page("/nothing"), "the template")


def test_what_changes_no_page_reloads_no_page(preview: Preview, site: Path) -> None:
    """Reading, touching, saving the same and the files that editors keep beside are no news."""
    one, two = Wire(preview, "/posts/one/"), Wire(preview, "/posts/two/")
    for name in ("4913", ".one.md.swp", "one.md~", ".#one.md", "#one.md#"):
        write(site, f"content/posts/{name}", "x").unlink()
    for file in (site / "content/posts").iterdir():
        file.read_bytes()
    (site / "content/posts/one.md").touch()
    assert preview.is_built(2)[1] == "rebuilt: 0 files changed (content/posts/one.md)"
    write(site, "content/posts/two.md", (site / "content/posts/two.md").read_bytes())
    assert preview.is_built(3)[2] == "rebuilt: 0 files changed (content/posts/two.md)"
    write(site, "content/posts/one.md", post("One", "Only this page changed."))
    until(lambda: one.heard, "a reload")
    assert (one.heard, two.heard) == (["*"], [])
    assert len(preview.is_built(4)) == 4


def test_it_can_look_by_itself(site: Path) -> None:
    with previewing(site, "--poll") as preview:
        preview.is_built(1)
        write(site, "content/posts/one.md", post("One", "Found by looking."))
        until(lambda: "Found by looking." in preview.page("/posts/one/"), "the text")
        write(site, "static/new.txt", "new")
        until(lambda: preview.ask("/new.txt").text == "new", "a file of a new folder")


def test_a_page_that_was_loaded_before_the_last_build_is_told_at_once(preview: Preview, site: Path) -> None:
    """The save came after the page was sent and before its script was there to hear of it."""
    found = re.search(r"snipver=(\d+)", preview.page("/posts/one/"))
    assert found
    write(site, "content/posts/one.md", post("One", "Too early."))
    until(lambda: "Too early." in preview.page("/posts/one/"), "the text")
    late = Wire(preview, "/posts/one/", version=int(found[1]))
    until(lambda: late.heard == ["*"], "a reload")


def test_a_style_sheet_alone_is_swapped(site: Path) -> None:
    write(site, "static/style.css", "body { color: blue }")
    with previewing(site) as preview:
        preview.is_built(1)
        page = Wire(preview)
        write(site, "static/style.css", "body { color: red }")
        until(lambda: page.heard, "word of it")
        assert page.heard == ["/assets/style.css"]
        assert preview.page("/assets/style.css") == "body { color: red }"
        write(site, "static/style.css.part", "body { color: green }").replace(site / "static/style.css")
        until(lambda: len(page.heard) > 1, "word of a save by renaming")
        assert page.heard == ["/assets/style.css"] * 2
        assert preview.is_built(3)[2].endswith("(static/style.css)")


def test_drafts_and_the_future_are_shown_on_request(site: Path) -> None:
    write(site, "content/posts/draft.md", "---\ntitle: Draft\ndate: 2024-01-01\ndraft: true\n---\nx\n")
    write(site, "content/posts/future.md", "---\ntitle: Future\ndate: 2999-01-01\n---\nx\n")
    for options, status in (((), 404), (("-D", "-F"), 200)):
        with previewing(site, *options) as preview:
            assert [preview.ask(f"/posts/{name}/").status for name in ("draft", "future")] == [status] * 2


# ------------------------------------------------------------------------------------------------------- problems


def test_a_broken_post_leaves_the_last_good_site_and_is_named_on_the_page(preview: Preview, site: Path) -> None:
    page = Wire(preview, "/posts/two/")
    write(site, "content/posts/one.md", "---\ntitle: One\ndate: 2024-02-30\n---\n<b>new</b>\n")
    until(lambda: PANEL in preview.page("/posts/one/"), "the panel")
    assert preview.is_built(2)[1] == "not built: 1 problem; waiting for the repair"
    assert "content/posts/one.md:3:7: error[date]: 2024-02-30 is not a date that exists\n" in preview.terminal
    shown = preview.page("/posts/one/")
    assert "The text of one." in shown
    assert "<code>content/posts/one.md:3:7: </code><b>error[date]:</b> 2024-02-30 is not a date that exists" in shown
    assert (
        "<pre><span>1 | ---\n</span><span>2 | title: One\n</span><mark>3 | date: 2024-02-30\n</mark>"
        "<span>4 | ---\n</span><span>5 | &lt;b&gt;new&lt;/b&gt;\n</span></pre>"
    ) in shown
    assert until(lambda: page.heard, "word of it") == [PANEL]
    assert "one.md:3:7" in preview.page("/livereload/problems")
    write(site, "content/posts/one.md", post("One", "Repaired."))
    until(lambda: "Repaired." in preview.page("/posts/one/"), "the repair")
    until(lambda: PANEL not in preview.page("/posts/one/"), "the end of the panel")
    assert preview.page("/livereload/problems") == ""
    until(lambda: page.heard[:2] == [PANEL, PANEL], "word of the repair")


def test_a_first_build_that_fails_shows_why_and_waits_for_the_repair(site: Path) -> None:
    good = (site / "content/posts/one.md").read_text("utf-8")
    write(site, "content/posts/one.md", "---\ntitle: 'One\n---\n")
    with previewing(site) as preview:
        answer = preview.ask("/")
        assert answer.status == 503
        assert "1 problem; there is nothing to show yet" in answer.text
        assert "content/posts/one.md:2:8: " in answer.text
        assert "livereload.js" in answer.text
        page = Wire(preview)
        write(site, "content/posts/one.md", good)
        until(lambda: preview.ask("/").status == 200 and PANEL not in preview.page("/"), "the repair")
        until(lambda: "*" in page.heard, "a reload")


MAKER = """from sitegen.page import Page

def pages(site, settings):
    yield Page("/mine/", "404.html", "mine", title="One of mine")
"""


def test_a_page_maker_that_the_settings_come_to_name_is_followed(preview: Preview, site: Path) -> None:
    write(site, "mine/maker.py", MAKER)
    write(site, "sitegen.yaml", "title: T\nmakers: [mine.maker]\n")
    until(lambda: "One of mine" in preview.page("/mine/"), "the page of the maker")
    write(site, "mine/maker.py", MAKER.replace("One", "Two"))
    until(lambda: "Two of mine" in preview.page("/mine/"), "the page of the edited maker")
    write(site, "mine/maker.py", "1 / 0")
    preview.is_said(r"mine\.maker cannot be imported: ZeroDivisionError: division by zero \(mine/maker\.py:1\)")
    assert "Two of mine" in preview.page("/mine/")
    write(site, "mine/maker.py", MAKER)
    until(lambda: "One of mine" in preview.page("/mine/"), "the page of the repaired maker")


def test_broken_settings_are_a_problem_like_any_other_later_on(preview: Preview, site: Path) -> None:
    write(site, "sitegen.yaml", "titel: First title\n")
    until(lambda: "did you mean title?" in preview.page("/"), "the panel")
    assert "First title" in preview.page("/")
    write(site, "sitegen.yaml", "title: Repaired title\n")
    until(lambda: "Repaired title" in preview.page("/"), "the repair")


def test_a_fault_of_sitegen_itself_does_not_end_it(site: Path) -> None:
    program = """
import sys
from pathlib import Path
from sitegen.preview import rebuild
real = rebuild.build
def faulty(*values, **more):
    if Path("content/boom").exists():
        raise ZeroDivisionError("<boom>")
    return real(*values, **more)
rebuild.build = faulty
from sitegen.cli import main
main(sys.argv[1:])
"""
    with previewing(site, program=("-c", program)) as preview:
        preview.is_built(1)
        write(site, "content/boom", "")
        until(lambda: "error[bug]:</b> ZeroDivisionError: &lt;boom&gt;" in preview.page("/"), "the panel")
        preview.is_built(2)
        assert "Traceback" in preview.terminal
        assert "error[bug]: ZeroDivisionError: <boom>" in preview.terminal
        (site / "content/boom").unlink()
        until(lambda: PANEL not in preview.page("/"), "the repair")


def test_a_warning_is_said_once(preview: Preview, site: Path) -> None:
    write(site, "content/posts/one.md", "---\ntitle: One\ndate: 2024-01-01\nauthro: me\n---\nx\n")
    preview.is_built(2)
    write(site, "content/posts/two.md", post("Two", "Changed."))
    preview.is_built(3)
    preview.is_said("warning", 1)
    assert preview.terminal.count("warning[") == 1
    assert PANEL not in preview.page("/")


def test_quiet_says_problems_only_and_verbose_names_files(site: Path) -> None:
    with previewing(site, "-v") as preview:
        preview.is_built(1)
        preview.is_said("wrote posts/one/index.html")
        port = preview.port
        with previewing(site, "-q", "-p", str(port)) as quiet:
            until(lambda: quiet.terminal, "where it is")
            assert re.fullmatch(rf"port {port} is taken; serving on http://127.0.0.1:\d+/\n", quiet.terminal)
            assert quiet.ask("/").status == 200
            write(site, "content/posts/one.md", "---\ntitle: One\ndate: 2024-02-30\n---\n")
            quiet.is_said(r"error\[date\]")


# ------------------------------------------------------------------------------------------------ starting, ending


def test_a_port_that_is_taken_is_passed_over(site: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with previewing(site, "-p", str(port)) as preview:
            preview.is_said(rf"port {port} is taken; serving on http://127\.0\.0\.1:\d+/\n")
            assert preview.port != port
            assert preview.ask("/").status == 200


@pytest.mark.skipif(os.name == "nt", reason="a shell script stands for the browser")
def test_it_opens_the_browser_once_it_listens(site: Path, tmp_path: Path) -> None:
    browser = write(
        tmp_path,
        "browser",
        f"#!/bin/sh\necho $1 > {tmp_path}/opened.part\nmv {tmp_path}/opened.part {tmp_path}/opened\n",
    )
    browser.chmod(0o755)
    with previewing(site, "--open", BROWSER=str(browser)) as preview:
        until((tmp_path / "opened").exists, "the browser")
        assert (tmp_path / "opened").read_text().strip() == preview.url + "/"


def test_wrong_settings_at_the_start_are_wrong_usage(site: Path) -> None:
    write(site, "sitegen.yaml", "titel: x\n")
    with previewing(site) as preview:
        assert preview.process.wait(10) == 2
        preview.is_said(r"sitegen\.yaml:1:1: error\[settings\]: there is no setting titel")
    with previewing(site, "-s", "nowhere") as preview:
        assert preview.process.wait(10) == 2
    with previewing(small_site(site / "other"), "--host", "no.such.host.invalid") as preview:
        assert preview.process.wait(10) == 2
        preview.is_said(r"--host: error\[usage\]: no\.such\.host\.invalid: ")


@pytest.mark.parametrize(("by", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 0)])
def test_a_signal_ends_it_at_once_with_pages_open(preview: Preview, by: signal.Signals, status: int) -> None:
    page = Wire(preview)
    said = preview.terminal
    assert preview.stop(by) == status
    assert preview.terminal == said
    until(lambda: page.closed, "the end of the wire")


def test_a_signal_ends_it_during_a_build(site: Path) -> None:
    program = """
import sys, time
from sitegen.preview import rebuild
def endless(*_, **__):
    print("building", flush=True)
    time.sleep(60)
rebuild.build = endless
from sitegen.cli import main
main(sys.argv[1:])
"""
    with previewing(site, program=("-c", program)) as preview:
        preview.is_said("building")
        assert preview.stop() == 130
        assert "Traceback" not in preview.terminal


# --------------------------------------------------------------------------------------------------- what is pure


def test_a_burst_of_changes_is_one_but_does_not_wait_for_ever() -> None:
    async def burst(number: int) -> tuple[frozenset[str], float]:
        changes = Changes()
        began = asyncio.get_running_loop().time()
        settled = asyncio.create_task(changes.settled())
        for n in range(number):
            if settled.done():
                break
            changes.add(f"{n}.md")
            await asyncio.sleep(QUIET / 5)
        return await settled, asyncio.get_running_loop().time() - began

    with ThreadPoolExecutor(1) as thread:  # the tests in a browser have an event loop in this one
        paths, _ = thread.submit(asyncio.run, burst(5)).result()
        _, seconds = thread.submit(asyncio.run, burst(1000)).result()
    assert paths == {"0.md", "1.md", "2.md", "3.md", "4.md"}
    assert PATIENCE <= seconds < PATIENCE * 3


def test_names_that_came_and_went_beside_others_were_a_way_to_save(tmp_path: Path) -> None:
    there, gone = str(write(tmp_path, "a.css", "")), str(tmp_path / "a.css.part")
    assert still_there(frozenset([there, gone])) == {there}
    assert still_there(frozenset([gone])) == {gone}


def test_news_is_what_an_open_page_shows() -> None:
    pages = news(Report(["index.html", "atom.xml", "search.json"], ["posts/a/index.html"]), ["content/posts/a.md"])
    assert [pages.concerns(file) for file in ("index.html", "posts/a/index.html", "posts/b/index.html")] == [
        True,
        True,
        False,
    ]
    assert news(Report(["posts/a/a.png"]), ["content/posts/a/a.png"]).concerns("any.html")
    assert news(Report(["style.css"]), ["static/style.css"]) == News(sheets=("style.css",))
    assert news(Report(["index.html", "style.css"]), ["static/style.css"]).concerns("index.html")
    assert news(Report(["index.html", "style.css"]), ["static/style.css", "content/posts/a.md"]).concerns("any.html")
    assert news(Report(["index.html"], ["style.css"]), ["static/style.css"]).concerns("any.html")
    assert not news(Report(), ["content/posts/a.md"])
    assert not news(Report([".nojekyll"]), ["static/.nojekyll"])


def test_names_that_editors_use_beside_a_file() -> None:
    for name in ("4913", ".a.md.swp", ".a.md.swx", "a.md.swp", "a.md~", ".#a.md", "#a.md#", ".DS_Store"):
        assert is_temporary(f"content/posts/{name}"), name
    for name in ("a.md", ".nojekyll", "49130", "a#b.md", "swp"):
        assert not is_temporary(f"content/posts/{name}"), name


def test_a_panel_escapes_everything_and_shows_errors_only() -> None:
    problems = [warning("w.md", 1, "w", "a warning"), error("<a>.md", 3, "<k>", "<m>", column=4, help="<h>")]
    shown = panel(problems, beneath=True)
    assert "1 problem; the page beneath is the last good one" in shown
    assert "<code>&lt;a&gt;.md:3:4: </code><b>error[&lt;k&gt;]:</b> &lt;m&gt;</p><p><i>&lt;h&gt;</i></p>" in shown
    assert "a warning" not in shown
    assert panel([], beneath=True) == ""
    assert "… and 10 more: the terminal shows them all." in panel([error("a.md", n, "k", "m") for n in range(30)], True)


def test_a_fragment_goes_to_the_end_of_the_body() -> None:
    assert insert(b"<body></body>b</Body></html>", "X") == b"<body></body>bX</Body></html>"
    assert insert(b"bare", "\u5b57") == b"bare\xe5\xad\x97"
