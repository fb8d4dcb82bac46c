"""`sitegen new`: a post that builds, whatever its title, in a file that was not there before."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from sitegen.begin import Beginning, begin
from tests.sitehelp import built, post, sitegen, soup, texts, tree, write


def new(site: Path, *words: str) -> tuple[int, str, str]:
    done = sitegen("new", *words, cwd=site)
    return done.returncode, done.stdout, done.stderr


def front(site: Path, path: str) -> list[str]:
    """The file's lines, the time in it as `now`."""
    text = (site / path).read_text("utf-8")
    return re.sub(r"(?m)^date: \d{4}-\d\d-\d\d \d\d:\d\d$", "date: now", text).splitlines()


def test_a_new_post_is_named_by_its_title_dated_now_and_published(tmp_path: Path) -> None:
    assert new(tmp_path, "斯特林公式:从粗糙到精细") == (
        0,
        "content/posts/si-te-lin-gong-shi-cong-cu-cao-dao-jing-xi.md\n",
        "",
    )
    path = "content/posts/si-te-lin-gong-shi-cong-cu-cao-dao-jing-xi.md"
    assert front(tmp_path, path) == ["---", 'title: "斯特林公式:从粗糙到精细"', "date: now", "---", ""]
    page = soup(built(tmp_path, strict=True) / "posts/si-te-lin-gong-shi-cong-cu-cao-dao-jing-xi/index.html")
    assert texts(page, "h1") == ["斯特林公式:从粗糙到精细"]
    assert texts(page, ".excerpt") == []


def test_tags_a_draft_and_a_plain_page_are_asked_for(tmp_path: Path) -> None:
    assert new(tmp_path, "Title", "-t", "概率", "--tag", "a: b", "--draft")[1] == "content/posts/title.md\n"
    assert front(tmp_path, "content/posts/title.md") == [
        "---",
        "title: Title",
        "date: now",
        'tags: [概率, "a: b"]',
        "draft: true",
        "---",
        "",
    ]
    assert new(tmp_path, "Links", "--page")[1] == "content/pages/links.md\n"
    assert front(tmp_path, "content/pages/links.md") == ["---", "title: Links", "---", ""]


def test_a_title_that_a_post_has_is_refused_with_the_place_of_that_post(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/2024/a.md": post("随机：游走"), "content/posts/bad.md": b"\xff"})
    before = tree(tmp_path)
    assert new(site, " 随机:游走") == (
        1,
        "",
        "content/posts/2024/a.md: error[title]: has the title 随机:游走 already\n"
        "    choose another title, or edit it\n",
    )
    assert tree(tmp_path) == before


def test_an_address_that_is_taken_gets_the_day_and_then_a_number(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/x.md": post("Other", slug="title"), "content/posts/Names.md": post("Z")})
    found = re.fullmatch(r"content/posts/(title-\d{4}-\d\d-\d\d)\.md\n", new(site, "Title")[1])
    assert found
    assert new(site, "Title!")[1] == f"content/posts/{found[1]}-2.md\n"
    assert re.fullmatch(r"content/posts/names-\d{4}-\d\d-\d\d\.md\n", new(site, "names")[1])
    assert re.fullmatch(r"content/pages/archive-\d{4}-\d\d-\d\d\.md\n", new(site, "Archive", "--page")[1])
    built(site, strict=True)


def test_what_stands_in_its_place_stays(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a/index.md/x": "a folder", "content/posts/b.md/x": "a folder"})
    before = tree(tmp_path)
    for title in ("a", "b"):
        code, path, _ = new(site, title)
        assert code == 0
        (site / path.strip()).unlink()
    assert tree(tmp_path) == before


TITLES = {
    "../../etc/passwd": ("etc-passwd", "../../etc/passwd"),
    "He said: \"no\" # and 'yes'": ("he-said-no-and-yes", "He said: \"no\" # and 'yes'"),
    "a\tb\n---\n\x1b[1m\u2028c": ("a-b-1m-c", "a b --- [1m c"),
    "- [x] {y}": ("x-y", "- [x] {y}"),
    "true": ("true", "true"),
    "2024-06-14": ("2024-06-14", "2024-06-14"),
    "CON": ("con-post", "CON"),
    "长" * 300: ("-".join(["chang"] * 10), "长" * 300),
    "$x^2$ & <b>": ("x-2-b", "$x^2$ & <b>"),
    "！": ("post-631157c1", "！"),
}


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title[:12])
def test_a_title_is_any_text(tmp_path: Path, title: str) -> None:
    slug, shown = TITLES[title]
    assert begin(tmp_path, Beginning(title)) == tmp_path / f"content/posts/{slug}.md"
    output = built(tmp_path, strict=True)
    page = soup(output / f"posts/{slug}/index.html")
    assert texts(page, "h1") == [shown]
    assert page.title is not None
    assert page.title.get_text().startswith(shown)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([""], "TITLE: error[usage]: expected at least one letter\n"),
        (["\t \n"], "TITLE: error[usage]: expected at least one letter\n"),
        (["Title", "-t", " "], "--tag: error[usage]: expected at least one letter\n"),
        (["x" * 1001], "TITLE: error[usage]: 1,001 characters; expected 1,000 at most\n"),
        (["a\udcff"], "TITLE: error[usage]: is not UTF-8\n"),
        (["Title", "-s", "nowhere"], "nowhere: error[settings]: no such folder; -s takes the folder of a site\n"),
    ],
)
def test_what_is_no_title_is_told_and_nothing_is_written(tmp_path: Path, words: list[str], said: str) -> None:
    assert new(tmp_path, *words) == (2, "", said)
    assert tree(tmp_path) == {}


@pytest.mark.parametrize("link", ["content", "content/posts"])
def test_no_post_is_written_through_a_link_that_leads_out_of_the_site(tmp_path: Path, link: str) -> None:
    site, outside = write(tmp_path / "site", {"sitegen.yaml": ""}), write(tmp_path / "outside", {"mine": "Mine."})
    (site / link).parent.mkdir(exist_ok=True)
    (site / link).symlink_to(outside)
    message = "content/posts: error[link-outside]: symlink to a folder outside the site; nothing is written there\n"
    assert new(site, "Title") == (2, "", message)
    assert tree(outside) == {"mine": b"Mine."}


@pytest.mark.skipif(os.name == "nt", reason="there are no limits on files here")
def test_a_disk_that_is_full_keeps_no_half_of_a_post(tmp_path: Path) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (5, 5))"
    done = sitegen("new", "Title", cwd=tmp_path, code=full)
    message = "content/posts/title.md: error[write]: cannot be written: file too large\n"
    assert (done.returncode, done.stdout, done.stderr) == (3, "", message)
    assert tree(tmp_path) == {}


def test_a_command_that_is_killed_while_it_writes_leaves_no_half_of_a_post(tmp_path: Path) -> None:
    kill = """
import os, pathlib, signal
def write(path, data):
    with open(path, "wb") as file:
        file.write(data[:5])
    os.kill(os.getpid(), signal.SIGKILL)
pathlib.Path.write_bytes = write"""
    assert sitegen("new", "Title", cwd=tmp_path, code=kill).returncode == -9
    assert list((tmp_path / "content/posts").glob("*.md")) == []
    assert new(tmp_path, "Title") == (0, "content/posts/title.md\n", "")
    assert list(tree(tmp_path)) == ["content/posts/title.md"]


def test_a_disk_without_second_names_gets_its_posts_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refuse)
    assert begin(tmp_path, Beginning("Title")) == tmp_path / "content/posts/title.md"
    assert list(tree(tmp_path)) == ["content/posts/title.md"]


def test_it_opens_in_the_editor_that_the_author_has_named(tmp_path: Path) -> None:
    editor = "import sys, pathlib; pathlib.Path(sys.argv[1]).open('a').write('Edited.')"
    program = write(tmp_path, {"editor.py": editor}) / "editor.py"
    done = sitegen("new", "Title", "--edit", cwd=tmp_path, env={"VISUAL": f"python3 {program}"})
    assert (done.returncode, done.stdout) == (0, "content/posts/title.md\n")
    assert front(tmp_path, "content/posts/title.md")[-1] == "Edited."
