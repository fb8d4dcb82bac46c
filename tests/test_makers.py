"""Page makers of the site's own: modules named in the settings, always as they are now, every fault with its line."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from sitegen.building import build
from sitegen.problem import USAGE, SiteError
from tests.sitehelp import broken_links, hrefs, made, post, published, soup, texts, write

QUOTES = """
from sitegen.page import Page

def pages(site, settings):
    texts = [entry.title for entry in site.entries]
    yield Page("/quotes/", "quotes.html", "quotes", title="Quotes", data={"texts": texts})
"""
TEMPLATE = (
    '{% extends "base.html" %}{% block main %}{% for text in texts %}<p>{{ text }}</p>{% endfor %}'
    '<a href="{{ link("/tags/") }}">tags</a>{% endblock %}'
)
SITE = {
    "sitegen.yaml": "title: S\nmakers: [mine.quotes]\n",
    "mine/quotes.py": QUOTES,
    "templates/quotes.html": TEMPLATE,
    "content/posts/a.md": post("A"),
}


def refused(folder: Path, files: dict[str, str]) -> list[str]:
    """Build a site that is refused for its settings; return its problems, with paths below the site."""
    with pytest.raises(SiteError) as caught:
        made(folder, {**SITE, **files})
    assert caught.value.status == USAGE
    assert not (folder / "public/index.html").exists()
    return [str(problem).replace(f"{folder}/", "") for problem in caught.value.problems]


def test_a_module_of_the_site_makes_pages_like_ours(tmp_path: Path) -> None:
    output = made(tmp_path, SITE)
    page = soup(output / "quotes/index.html")
    assert page.title is not None
    assert (page.title.get_text(), texts(page, "main p")) == ("Quotes · S", ["A"])
    assert hrefs(page, "main a") == ["../tags/index.html"]
    assert broken_links(output) == []
    assert not list(tmp_path.rglob("__pycache__"))


def test_a_single_file_and_an_installed_package_are_makers_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "installed", {"sitegen_test_maker/__init__.py": QUOTES.replace("/quotes/", "/installed/")})
    monkeypatch.syspath_prepend(str(tmp_path / "installed"))
    files = {"sitegen.yaml": "makers: [quotes, sitegen_test_maker]\n", "quotes.py": QUOTES}
    output = made(tmp_path / "site", {**SITE, **files})
    assert (output / "quotes/index.html").is_file()
    assert (output / "installed/index.html").is_file()


@pytest.mark.parametrize(
    ("files", "problems"),
    [
        (
            {"sitegen.yaml": "makers:\n  - nowhere\n  - mine.quotes\n  - mine.other\n"},
            [
                "sitegen.yaml:2:5: error[maker]: nowhere cannot be imported: ModuleNotFoundError: No module named 'nowhere'",
                "sitegen.yaml:4:5: error[maker]: mine.other cannot be imported: "
                "ModuleNotFoundError: No module named 'mine.other'",
            ],
        ),
        (
            {"mine/quotes.py": "import re\n\nre.compile('(')\n"},
            [
                "sitegen.yaml:2:10: error[maker]: mine.quotes cannot be imported: "
                "error: missing ), unterminated subpattern at position 0 (mine/quotes.py:3)"
            ],
        ),
        (
            {"mine/quotes.py": "def pages(:\n"},
            [
                "sitegen.yaml:2:10: error[maker]: mine.quotes cannot be imported: SyntaxError: invalid syntax "
                "(mine/quotes.py:1)"
            ],
        ),
        (
            {"mine/quotes.py": "pages = 1\n"},
            ["sitegen.yaml:2:10: error[maker]: mine.quotes has no function pages(site, settings)"],
        ),
        (
            {
                "mine/quotes.py": "def pages(site, settings):\n    yield from half()\n\ndef half():\n    return [1 / 0]\n"
            },
            [
                "sitegen.yaml:2:10: error[maker]: mine.quotes failed: ZeroDivisionError: division by zero (mine/quotes.py:5)"
            ],
        ),
        (
            {"mine/quotes.py": "def pages(site, settings):\n    yield '/a/'\n"},
            ["sitegen.yaml:2:10: error[maker]: mine.quotes gave a str; expected a sitegen.page.Page"],
        ),
        (
            {"mine/quotes.py": "def pages(site, settings):\n    raise SystemExit(0)\n"},
            ["sitegen.yaml:2:10: error[maker]: mine.quotes failed: SystemExit: 0 (mine/quotes.py:2)"],
        ),
        (
            {"mine/quotes.py": QUOTES.replace('"Quotes"', "None")},
            [
                "sitegen.yaml:2:10: error[maker]: mine.quotes gave a page whose title is of the type NoneType; "
                "expected a text"
            ],
        ),
        (
            {"mine/quotes.py": QUOTES.replace("/quotes/", "/\\ud800/")},
            [
                "sitegen.yaml:2:10: error[maker]: mine.quotes gave the address '/\\ud800/'; expected one such as /quotes/"
            ],
        ),
        (
            {"mine/quotes.py": QUOTES.replace("/quotes/", "/../x/")},
            ["sitegen.yaml:2:10: error[maker]: mine.quotes gave the address '/../x/'; expected one such as /quotes/"],
        ),
        (
            {"sitegen.yaml": "makers: mine.quotes\n"},
            ["sitegen.yaml:1:9: error[settings]: makers: expected a list, such as [one, two]"],
        ),
        (
            {"sitegen.yaml": "makers: [mine/quotes.py]\n"},
            [
                "sitegen.yaml:1:10: error[settings]: makers: 'mine/quotes.py': expected the dotted path of a module, such as "
                "mypackage.quotes"
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_maker_is_said_with_its_line(
    tmp_path: Path, files: dict[str, str], problems: list[str]
) -> None:
    assert refused(tmp_path, files) == problems


def test_two_makers_of_one_address_are_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as caught:
        made(tmp_path, {**SITE, "mine/quotes.py": QUOTES.replace("/quotes/", "/tags/")})
    assert [str(problem) for problem in caught.value.problems] == [
        "error[duplicate-url]: /tags/ comes from the list of tags and the maker mine.quotes"
    ]


def test_a_template_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(SiteError) as caught:
        made(tmp_path, {**SITE, "mine/quotes.py": QUOTES.replace("quotes.html", "none.html")})
    assert str(caught.value.problems[0]).startswith("none.html: error[template]: the template none.html is in none of")


# ---------------------------------------------------------------------------------------------- never stale


def rebuilt(folder: Path, files: Mapping[str, str | bytes]) -> dict[str, bytes]:
    """Build over the site as it is; return what it publishes, which is what a clean build gives."""
    write(folder, files)
    build(folder)
    warm = published(folder / "public")
    build(folder, folder.parent / "clean")
    assert warm == published(folder.parent / "clean")
    return warm


def test_a_maker_that_is_edited_is_imported_anew_by_the_same_process(tmp_path: Path) -> None:
    site = tmp_path / "site"
    rebuilt(site, SITE)
    edited = QUOTES.replace('"Quotes"', '"Edited"')
    assert b"Edited" in rebuilt(site, {"mine/quotes.py": edited})["quotes/index.html"]
    through = edited.replace("entry.title", "told(entry)") + "\nfrom mine.words import told\n"
    words = "def told(entry):\n    return 'one'\n"
    assert b"<p>one</p>" in rebuilt(site, {"mine/quotes.py": through, "mine/words.py": words})["quotes/index.html"]
    again = rebuilt(site, {"mine/words.py": words.replace("one", "two")})
    assert b"<p>two</p>" in again["quotes/index.html"]
    (site / "mine/quotes.py").unlink()
    with pytest.raises(SiteError, match=r"mine\.quotes cannot be imported"):
        build(site)


def test_pages_made_of_texts_change_with_them(tmp_path: Path) -> None:
    site = tmp_path / "site"
    maker = QUOTES.replace("entry.title", "entry.prose.html").replace('"/quotes/"', 'f"/{len(texts[0])}/"')
    first = rebuilt(site, {**SITE, "mine/quotes.py": maker})
    second = rebuilt(site, {"content/posts/a.md": post("A", "Another text.")})
    assert {path for path in first if path not in second} == {"13/index.html"}
    assert {path for path in second if path not in first} == {"21/index.html"}
    third = rebuilt(site, {"content/posts/a.md": post("A", "Still another.")})
    assert b"Still another." in third["22/index.html"]


def test_a_build_without_changes_does_nothing_though_the_site_has_makers(tmp_path: Path) -> None:
    write(tmp_path, SITE)
    build(tmp_path)
    assert build(tmp_path).report.written == []
    write(tmp_path, {"mine/quotes.py": QUOTES.replace('"Quotes"', '"Other"')})
    reasons = build(tmp_path).reasons
    assert reasons["quotes/index.html"] == f"{tmp_path}/mine/quotes.py has changed"
    assert build(tmp_path).report.written == []
