"""Which posts are shown, and where: drafts, posts to come, posts that have expired, and hidden ones."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from sitegen import story
from sitegen.building import build, check
from tests.sitehelp import built, hrefs, made, post, published, soup, texts, tree, write

HIDDEN = {
    "content/posts/secret.md": post(
        "Secret", "见《Seen》。", date="2024-03-01", hidden="true", tags="[t, only]", aliases="/old/"
    ),
    "content/posts/seen.md": post(
        "Seen", "A text.\n\n<!--more-->\n\nA link: 《Secret》.", date="2024-02-01", tags="[t]", read_count=5
    ),
    "content/posts/first.md": post("First", date="2024-01-01"),
    "content/pages/hook.md": post("Hook", hidden="true"),
}


def files_that_say(output: Path, word: str) -> list[str]:
    return sorted(
        path for path, data in tree(output).items() if path.endswith(("html", "xml")) and word.encode() in data
    )


@pytest.mark.parametrize("said", ["hidden: true", "build: {list: never}"])
def test_a_hidden_post_has_its_page_and_is_in_no_list(tmp_path: Path, said: str) -> None:
    files = {path: text.replace("hidden: true", said) for path, text in HIDDEN.items()}
    output = made(tmp_path, files, strict=True, base_url="https://e.example")
    assert files_that_say(output, "posts/secret/") == [
        "atom.xml",  # the text of Seen
        "old/index.html",
        "posts/secret/index.html",
        "posts/seen/index.html",
        "tags/t/atom.xml",
    ]
    assert files_that_say(output, "/hook/") == ["hook/index.html"]
    page = soup(output / "posts/secret/index.html")
    assert texts(page, "h1") == ["Secret"]
    assert hrefs(page, ".post-body a") == ["/posts/seen/"]
    assert (texts(page, ".tags"), texts(page, ".around")) == ([], [])
    assert texts(page, ".mentioned-by li") == ["Seen"]
    assert texts(soup(output / "posts/seen/index.html"), ".mentioned-by") == []
    assert texts(soup(output / "archive/index.html"), ".list-header .notes") == ["2 篇"]
    assert not (output / "tags/only").exists()


def test_a_post_that_comes_out_of_hiding_is_everywhere_after_a_second_build(tmp_path: Path) -> None:
    made(tmp_path / "a", HIDDEN)
    text = HIDDEN["content/posts/secret.md"].replace("hidden: true\n", "")
    warm = built(write(tmp_path / "a", {"content/posts/secret.md": text}))
    clean = made(tmp_path / "b", {**HIDDEN, "content/posts/secret.md": text})
    assert published(warm) == published(clean)
    assert "posts/secret/" in (warm / "archive/index.html").read_text("utf-8")


def test_a_post_expires_without_any_file_changing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    soon = datetime.now().astimezone() + timedelta(hours=1)
    write(
        tmp_path,
        {
            "content/posts/gone.md": post("Gone", expires="2024-01-01"),
            "content/posts/soon.md": post("Soon", expiryDate=f"{soon:%Y-%m-%d %H:%M %z}"),
            "content/posts/never.md": post("Never", expires="2999-01-01"),
        },
    )
    output = built(tmp_path)
    assert sorted(path.name for path in (output / "posts").iterdir()) == ["never", "soon"]
    later = datetime.now().timestamp() + 7200

    class Later(datetime):
        @classmethod
        def now(cls, tz=None):  # type: ignore[no-untyped-def]
            return cls.fromtimestamp(later, tz)

    monkeypatch.setattr(story, "datetime", Later)
    monkeypatch.setattr("time.time", lambda: later)
    assert "index.html" in build(tmp_path).report.written
    assert sorted(path.name for path in (output / "posts").iterdir()) == ["never"]


def test_a_day_of_expiry_that_is_none_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"content/posts/a.md": post(expires="soon")})
    said = [str(problem).replace(f"{tmp_path}/", "") for problem in check(tmp_path)]
    assert said == [
        "content/posts/a.md:3:10: error[date]: expires: soon is not a date; expected one like 2024-06-14, or --06-14 "
        "without a year"
    ]


@pytest.mark.parametrize(("language", "mark"), [("zh-CN", "草稿"), ("en", "Draft")])
def test_drafts_are_marked_where_one_asked_for_them(tmp_path: Path, language: str, mark: str) -> None:
    write(
        tmp_path,
        {
            "sitegen.yaml": f"language: {language}\n",
            "content/posts/d.md": post("Half", draft="true", date="2024-02-01", tags="[t]"),
            "content/posts/a.md": post("Whole", date="2024-01-01", tags="[t]"),
            "content/pages/p.md": post("Plain", draft="true"),
        },
    )
    output = built(tmp_path, drafts=True)
    for page, selector in {
        "posts/d/index.html": "h1",
        "index.html": "h2",
        "tags/t/index.html": "h2",
        "archive/index.html": ".days li",
        "posts/a/index.html": ".newer",
        "p/index.html": "h1",
    }.items():
        marked = [text for text in texts(soup(output / page), selector) if mark in text]
        assert len(marked) == 1, page
        assert marked[0].endswith(f" {mark}")
    built(tmp_path)
    assert files_that_say(output, mark) == files_that_say(output, "Half") == []
