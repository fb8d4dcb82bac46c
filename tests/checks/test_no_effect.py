"""Settings that do nothing are named at their place in `sitegen.yaml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen import mathjax
from tests.checks import said
from tests.sitehelp import ROOT, post

POST = {"content/posts/a.md": post()}


def told(folder: Path, settings: str, **files: str) -> list[str]:
    return said(
        folder, {**POST, "sitegen.yaml": settings, **{f"templates/{k}.html": v for k, v in files.items()}}, "no-effect"
    )


def test_an_address_of_originals_has_to_tell_posts_apart(tmp_path: Path) -> None:
    assert told(tmp_path, "title: T\narchive:\n  original: https://e.org/:year/\n") == [
        "sitegen.yaml:3:3: warning[no-effect]: archive.original has neither :title nor :slug:"
        " all posts would have one original\n    such as https://example.org/?q=:title",
    ]
    assert told(tmp_path, "archive: {original: 'https://e.org/?q=:title'}\n") == []


def test_a_stylesheet_has_to_be_there(tmp_path: Path) -> None:
    assert told(tmp_path, "theme: {stylesheet: my.css}\n") == [
        "sitegen.yaml:1:9: warning[no-effect]: theme.stylesheet has no effect: there is no static/my.css",
    ]
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "my.css").touch()
    assert told(tmp_path, "theme: {stylesheet: my.css}\n") == []


def test_a_key_of_the_theme_has_to_be_asked_for(tmp_path: Path) -> None:
    settings = "theme:\n  accent: red\n  footer: 文\n  stylesheets: style.css\n  menu: x\n"
    page = "{{ site.theme.accent }} {{ site.theme['footer'] }} {{ site.theme.get(\"menu\") }}"
    assert told(tmp_path, settings, page=page) == [
        "sitegen.yaml:4:3: warning[no-effect]: theme.stylesheets has no effect: no template asks for it\n"
        "    did you mean theme.stylesheet?",
    ]


def test_a_template_that_goes_through_the_theme_may_ask_for_any_key(tmp_path: Path) -> None:
    assert told(tmp_path, "theme: {a: 1}\n", page="{% for key in site.theme %}{% endfor %}") == []


def test_an_address_of_mathjax_has_no_effect_beside_a_copy(tmp_path: Path) -> None:
    if not mathjax.installed(ROOT):
        pytest.skip("no copy of MathJax beside the site; `sitegen mathjax install` brings one through npm")
    settings = "math:\n  mathjax: https://e.org/mathjax.js\n"
    assert told(tmp_path, settings) == []
    mathjax.folder(tmp_path).parent.mkdir()
    mathjax.folder(tmp_path).symlink_to(mathjax.folder(ROOT), target_is_directory=True)
    assert told(tmp_path, settings) == [
        "sitegen.yaml:2:3: warning[no-effect]: math.mathjax has no effect:"
        f" the copy in .sitegen/mathjax-{mathjax.VERSION} is used",
    ]
