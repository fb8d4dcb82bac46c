"""Files that are copied as they are."""

from __future__ import annotations

from pathlib import Path

from sitegen.assets import find_assets
from sitegen.problem import Problem
from sitegen.prose import typeset
from sitegen.site import Shelf, Site
from tests.sitehelp import ROOT, faults, made, post, published, write

EMPTY = Site([], [], [], [], Shelf(typeset))


def test_the_theme_brings_its_files_and_the_sites_own_win(tmp_path: Path) -> None:
    write(tmp_path, {"static/style.css": "mine", "static/img/a.png": b"png"})
    found = find_assets(tmp_path, EMPTY, [])
    assert found["style.css"] == tmp_path / "static/style.css"
    assert found["theme.js"] == ROOT / "static/theme.js"
    assert found["img/a.png"] == tmp_path / "static/img/a.png"


def test_hidden_files_are_published_and_what_systems_leave_behind_is_not(tmp_path: Path) -> None:
    write(tmp_path, {f"static/{name}": "" for name in (".htaccess", ".DS_Store", "Thumbs.db", "a.css~", ".git/config")})
    assert {path for path in find_assets(tmp_path, EMPTY, []) if (tmp_path / "static" / path).exists()} == {".htaccess"}


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
    find_assets(tmp_path, EMPTY, problems)
    assert problems == []


def test_files_are_copied_byte_for_byte(tmp_path: Path) -> None:
    data = bytes(range(256)) * 100
    output = made(tmp_path, {"static/a.bin": data, "content/posts/a/index.md": post(), "content/posts/a/b.bin": data})
    assert published(output)["a.bin"] == published(output)["posts/a/b.bin"] == data


def test_files_beside_a_draft_are_not_published(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/posts/a/index.md": post(draft="true"), "content/posts/a/b.png": b"1"})
    assert not (output / "posts").exists()
