"""Files that are copied as they are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sitegen.assets import find_assets
from sitegen.building import Options, build
from sitegen.page import Page
from sitegen.problem import Problem
from sitegen.prose import typeset
from sitegen.settings import Settings
from sitegen.site import Shelf, Site
from sitegen.theme import Theme
from tests.sitehelp import ROOT, asset, faults, made, post, published, write

EMPTY = Site([], [], [], [], Shelf(typeset))


def test_the_theme_brings_its_files_and_the_sites_own_win(tmp_path: Path) -> None:
    write(tmp_path, {"static/style.css": "mine", "static/img/a.png": b"png"})
    found = {path: copy.content for path, copy in find_assets(tmp_path, [], Settings(), [], False).copies.items()}
    assert found["assets/style.css"] == tmp_path / "static/style.css"
    assert found["assets/theme.js"] == ROOT / "static/theme.js"
    assert found["img/a.png"] == tmp_path / "static/img/a.png"


def test_hidden_files_are_published_and_what_systems_leave_behind_is_not(tmp_path: Path) -> None:
    names = (".htaccess", ".DS_Store", "Thumbs.db", "a.css~", ".git/config", ".a.css.swp", "#a.css#")
    write(tmp_path, {f"static/{name}": "" for name in names})
    (tmp_path / "static/.#a.css").symlink_to("someone@host.1234")
    assert {
        path for path in find_assets(tmp_path, [], Settings(), []).copies if (tmp_path / "static" / path).exists()
    } == {".htaccess"}


def test_a_file_that_would_lie_in_the_stage_is_named_and_not_published(tmp_path: Path) -> None:
    write(tmp_path, {"static/.Sitegen-stage/journal.json": "{}", "static/a/.sitegen-stage": "fine"})
    assert faults(tmp_path)[0] == (
        "static/.Sitegen-stage/journal.json: error[unsafe-path]: "
        "/.sitegen-stage/ is where sitegen puts pages together; not published"
    )
    faults(tmp_path, skip_bad=True)
    assert sorted(path for path in published(tmp_path / "public") if "stage" in path) == ["a/.sitegen-stage"]


def test_a_site_without_a_static_folder_has_no_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    find_assets(tmp_path, [], Settings(), problems)
    assert problems == []


def test_files_are_copied_byte_for_byte(tmp_path: Path) -> None:
    data = bytes(range(256)) * 100
    output = made(tmp_path, {"static/a.bin": data, "content/posts/a/index.md": post(), "content/posts/a/b.bin": data})
    assert published(output)["a.bin"] == published(output)["posts/a/b.bin"] == data


def test_files_beside_a_draft_are_not_published(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/posts/a/index.md": post(draft="true"), "content/posts/a/b.png": b"1"})
    assert not (output / "posts").exists()


# ---------------------------------------------------------------------------------------------- files of the theme


def test_a_file_of_the_theme_has_its_digest_in_its_name_and_any_other_file_of_the_site_its_own_path(
    tmp_path: Path,
) -> None:
    files = {
        "sitegen.yaml": "theme: {stylesheet: css/own.css}",
        "static/css/own.css": "a {}",
        "static/theme.js": "1",
        "static/robot.svg": "<svg/>",
        "templates/404.html": "{% for name in ('theme.js', 'css/own.css', 'robot.svg', 'none') %}{{ asset(name) }} {% endfor %}",
    }
    output = made(tmp_path, files)
    assert (output / "404.html").read_text().split() == [
        "/assets/theme.6b86b273.js",
        "/assets/css/own.9a4487cc.css",
        "/robot.svg?v=d4dc5666",
        "/none",
    ]
    assert {*published(output)} & {"theme.js", "css/own.css", "robot.svg"} == {"robot.svg"}
    assert (output / "assets/theme.6b86b273.js").read_text() == "1"


def test_a_file_of_the_theme_that_changed_lies_at_its_new_address_alone(tmp_path: Path) -> None:
    before = published(made(tmp_path, {"content/posts/a.md": post(), "static/theme.js": "1"}))
    after = published(made(tmp_path, {"static/theme.js": "2"}))
    assert {*before} ^ {*after} == {"assets/theme.6b86b273.js", "assets/theme.d4735e3a.js"}


def test_a_style_sheet_of_the_theme_refers_to_other_files_by_their_new_addresses(tmp_path: Path) -> None:
    sheet = """@import "more.css"; @import url('/style.css');
@font-face { src: url(fonts/a%20b.woff2?x#y) } p { background: url( "../img/p.png" ), url(data:x,url), url(#g), url(//e/x) }"""
    files = {"sitegen.yaml": "theme: {stylesheet: css/own.css}", "static/css/own.css": sheet, "static/style.css": ""}
    output = made(tmp_path, files)
    shown = """@import "../../css/more.css"; @import url('../style.e3b0c442.css');
@font-face { src: url(../../css/fonts/a%20b.woff2?x#y) } p { background: url( "../../img/p.png" ), url(data:x,url), url(#g), url(//e/x) }"""
    assert (output / asset(output, "css/own.css")).read_text() == shown
    before = asset(output, "css/own.css")
    assert asset(made(tmp_path, {"static/style.css": "a {}"}), "css/own.css") != before


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_of_the_theme_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"content/posts/a.md": post(), "static/theme.js": "1"})
    (tmp_path / "static/theme.js").chmod(0)
    assert faults(tmp_path)[0] == "static/theme.js: error[unreadable]: cannot be read: permission denied"


def test_only_pages_that_name_a_file_by_its_content_are_made_again_when_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {
        "content/posts/a/index.md": post(),
        "content/posts/a/b.txt": "1",
        "sitegen.yaml": "theme: {stylesheet: own.css}",
        "static/own.css": "1",
        "static/a.txt": "1",
        "templates/404.html": "{{ asset('a.txt') }}",
    }
    write(tmp_path, files)
    rendered: list[str] = []
    render = Theme.render

    def noted(theme: Theme, page: Page) -> bytes:
        rendered.append(page.url)
        return render(theme, page)

    monkeypatch.setattr(Theme, "render", noted)

    def made_again(changed: str, has_digests: bool) -> tuple[list[str], Mapping[str, str]]:
        """Change a file between two builds; return the pages that were rendered, and why each file was written."""
        for _ in range(2):  # what was written in the same moment as a build may be looked at once more
            build(tmp_path, options=Options(jobs=1, has_digests=has_digests))
        rendered.clear()
        write(tmp_path, {changed: "2"})
        reasons = build(tmp_path, options=Options(jobs=1, has_digests=has_digests)).reasons
        write(tmp_path, {changed: "1"})
        return rendered, reasons

    why = f"it shows {tmp_path}/static/own.css, which has changed"
    assert made_again("static/own.css", False) == ([], {"assets/own.css": why})
    assert "/posts/a/" in made_again("static/own.css", True)[0]
    why = f"it shows {tmp_path}/static/a.txt, which has changed"
    assert made_again("static/a.txt", False) == ([], {"a.txt": why})
    assert made_again("static/a.txt", True) == (["/404.html"], {"404.html": why, "a.txt": why})
    why = f"it shows {tmp_path}/content/posts/a/b.txt, which has changed"
    assert made_again("content/posts/a/b.txt", True) == ([], {"posts/a/b.txt": why})
