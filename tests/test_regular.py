"""What only looks like a file (a pipe, a socket, a device) keeps no command waiting; folders may be as deep as they like."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from sitegen import regular
from sitegen.building import build
from tests.preview import previewing, small_site
from tests.sitehelp import built, post, sitegen, soup, texts, write

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")

NO_FILE = "a pipe, a socket or a device, not a file"


def pipe(path: Path) -> Path:
    """Put a pipe where a file was, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    return path


def test_only_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        for path in (pipe(Path("pipe")), Path("socket"), Path("/dev/zero"), Path("/dev/null")):
            with pytest.raises(OSError):  # noqa: PT011 - a socket says so in the system's words
                regular.read(path)
    Path("file").write_bytes(b"text")
    assert regular.read("file") == b"text"


@pytest.mark.parametrize("is_warm", [False, True])
def test_a_pipe_among_the_files_of_a_site_is_named_and_not_waited_for(tmp_path: Path, is_warm: bool) -> None:
    names = ("content/posts/b.md", "content/posts/c/pic.png", "static/x.css")
    files = {"content/posts/a.md": post("A"), "content/posts/b.md": post("B"), "content/posts/c/index.md": post("C")}
    site = write(tmp_path, {**files, "content/posts/c/pic.png": b"", "static/x.css": b""})
    if is_warm:
        built(site)
    for name in names:
        pipe(site / name)
    done = sitegen("build", cwd=site)
    assert done.returncode == 1
    assert done.stderr.splitlines()[:3] == [f"{name}: error[unreadable]: {NO_FILE}; not read" for name in names]
    assert (site / "public").exists() == is_warm


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sitegen.yaml", "settings"), ("content/tags.yaml", "tags"), ("content/redirects.txt", "redirect")],
)
def test_a_pipe_in_place_of_settings_is_named(tmp_path: Path, name: str, kind: str) -> None:
    site = write(tmp_path, {"content/posts/a.md": post()})
    pipe(site / name)
    done = sitegen("build", cwd=site)
    assert done.returncode == (1 if kind == "redirect" else 2)
    assert done.stderr.splitlines()[0] == f"{name}: error[{kind}]: cannot be read: {NO_FILE}"


def test_a_pipe_where_a_page_is_to_be_written_is_named_and_stays(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post()})
    built(site)
    page = pipe(site / "public/posts/a/index.html")
    done = sitegen("build", cwd=site)
    assert (done.returncode, done.stderr) == (
        3,
        f"error[write]: public/posts/a/index.html: {NO_FILE}, stands where a page is to be written; "
        "the site in public/ is unchanged\n",
    )
    assert page.is_fifo()


def test_a_pipe_where_a_page_is_to_be_removed_stays(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post(), "content/posts/b.md": post()})
    built(site)
    page = pipe(site / "public/posts/a/index.html")
    (site / "content/posts/a.md").unlink()
    done = sitegen("build", cwd=site)
    message = "no longer part of the site, but changed by someone else; left alone"
    assert (done.returncode, done.stderr) == (0, f"{page.relative_to(site)}: warning[foreign-file]: {message}\n")
    assert page.is_fifo()


@pytest.mark.parametrize("leads_to", ["nowhere", "folder"])
def test_a_link_in_the_way_of_a_page_that_leads_to_no_file_is_kept(tmp_path: Path, leads_to: str) -> None:
    site = write(tmp_path, {"content/posts/a.md": post(), "folder/file": "Mine."})
    built(site)
    page = site / "public/posts/a/index.html"
    page.unlink()
    page.symlink_to(site / leads_to)
    assert [problem.kind for problem in build(site).problems] == ["foreign-file"]
    assert (site / ".sitegen/replaced/posts/a/index.html").readlink() == site / leads_to
    assert not page.is_symlink()
    assert (site / "folder/file").read_text() == "Mine."


def test_pipes_where_sitegen_keeps_its_own_are_taken_away(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post()})
    built(site)
    for path in list((site / ".sitegen").rglob("*")):
        if path.is_file():
            pipe(path)
    write(site, {"content/posts/a.md": post("New")})
    done = sitegen("build", cwd=site)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert texts(soup(site / "public/posts/a/index.html"), "h1") == ["New"]
    assert [path for path in (site / ".sitegen").rglob("*") if path.is_fifo()] == []


def test_the_preview_waits_for_no_pipe(tmp_path: Path) -> None:
    with previewing(small_site(tmp_path)) as preview:
        preview.is_built(1)
        for name in ("pipe.txt", "404.html"):
            pipe(tmp_path / ".sitegen/preview" / name)
        assert [preview.ask(path).status for path in ("/pipe.txt", "/missing", "/posts/one/")] == [404, 404, 200]


def test_a_pipe_in_place_of_an_archive_is_named_and_the_others_are_imported(tmp_path: Path) -> None:
    write(tmp_path, {"site/sitegen.yaml": "", "b.txt": "A title\nBy somebody | 2024-06-14 | 1位读者 | 引用\nText.\n"})
    pipe(tmp_path / "a.txt")
    done = sitegen("import", "../a.txt", "../b.txt", cwd=tmp_path / "site")
    assert (done.returncode, done.stderr) == (1, f"../a.txt: error[unreadable]: cannot be read: {NO_FILE}\n")
    assert [file.name for file in (tmp_path / "site/content/posts").iterdir()] == ["a-title.md"]


@pytest.mark.skipif(os.name == "nt", reason="paths may not be so long here")
def test_a_thousand_folders_in_one_another_are_read_and_written(tmp_path: Path) -> None:
    site, deep = write(tmp_path, {"content/posts/a.md": post("A")}), "d/" * 1000
    for name, text in (("content/posts", post("Deep")), ("static", "Deep.")):
        folder = site / name
        folder.mkdir(exist_ok=True)
        for _ in range(1000):
            folder = folder / "d"
            folder.mkdir()
        (folder / "b.md").write_text(text)
    try:
        assert built(site) == site / "public"
        assert texts(soup(site / "public/posts/b/index.html"), "h1") == ["Deep"]
        assert (site / "public" / deep / "b.md").read_text() == "Deep."
        (site / "public" / deep / "b.md").write_text("Another's.")
        (site / "static" / deep / "b.md").write_text("New.")
        assert [problem.kind for problem in build(site).problems] == ["foreign-file"]
        assert (site / ".sitegen/replaced" / deep / "b.md").read_text() == "Another's."
        (site / "static" / deep / "b.md").unlink()
        built(site)
        assert not (site / "public/d").exists()
    finally:  # `shutil.rmtree` calls itself for each folder
        subprocess.run(["rm", "-rf", "content", "static", "public", ".sitegen"], cwd=site, check=True)
