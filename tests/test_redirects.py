"""An address that was published leads to its post for ever."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.building import build
from sitegen.patience import at_most
from sitegen.prose import Prose
from sitegen.redirects import ledger_of
from sitegen.site import Shelf, Site
from tests.sitehelp import built, faults, hrefs, post, published, sitegen, soup, write

LIST = "content/redirects.txt"
HEADING = (
    "# Addresses that have moved, and where they lead now; sitegen adds a line when it sees that a post has moved.\n"
)


def listed(site: Path) -> str:
    return (site / LIST).read_text("utf-8").removeprefix(HEADING)


def leads(site: Path, old: str) -> list[str]:
    """Return where the page at an old address leads, as it says to people and to browsers."""
    page = soup(site / "public" / old / "index.html")
    refresh = page.select_one("meta[http-equiv=refresh]")
    assert refresh is not None
    assert [str(refresh["content"]).removeprefix("0; url=")] == hrefs(page)
    return hrefs(page)


def test_a_changed_slug_leaves_a_redirect_and_a_line_in_the_list(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", slug="old"), "content/posts/b.md": post("B")})
    assert build(site).moved == {}
    assert not (site / LIST).exists()
    write(site, {"content/posts/a.md": post("A", slug="new")})
    done = sitegen("build", cwd=site)
    assert done.stdout.splitlines()[0] == "/posts/old/ leads to /posts/new/ from now on: content/redirects.txt"
    assert (site / LIST).read_text("utf-8") == f"{HEADING}/posts/old/ /posts/new/\n"
    assert leads(site, "posts/old") == ["../../posts/new/index.html"]


def test_a_build_that_remembers_nothing_knows_the_redirects_too(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {"content/posts/a.md": post("A", slug="old")})
    build(site)
    write(site, {"content/posts/a.md": post("A", slug="new")})
    build(site)
    clean = write(tmp_path / "clean", {"content/posts/a.md": post("A", slug="new"), LIST: (site / LIST).read_bytes()})
    assert published(built(clean)) == published(site / "public")
    assert build(site).moved == {}


def test_a_renamed_file_is_known_by_its_title(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("甲"), "content/posts/b.md": post("乙")})
    build(site)
    (site / "content/posts/a.md").rename(site / "content/posts/jia.md")
    assert build(site).moved == {"/posts/a/": "/posts/jia/"}
    assert leads(site, "posts/a") == ["../../posts/jia/index.html"]


def test_a_title_that_two_new_posts_have_tells_of_neither(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("甲")})
    build(site)
    (site / "content/posts/a.md").unlink()
    write(site, {"content/posts/b.md": post("甲"), "content/posts/c.md": post("甲")})
    assert build(site).moved == {}


def test_a_changed_permalink_moves_every_post(tmp_path: Path) -> None:
    site = write(tmp_path, {f"content/posts/{name}.md": post(name, date="2024-01-02") for name in "ab"})
    build(site)
    write(site, {"sitegen.yaml": "permalink: /:year/:slug/"})
    assert build(site).moved == {"/posts/a/": "/2024/a/", "/posts/b/": "/2024/b/"}


def test_a_post_that_moves_twice_is_found_at_once_from_its_first_address(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/p.md": post("P", slug="a")})
    for slug in "abc":
        write(site, {"content/posts/p.md": post("P", slug=slug)})
        build(site)
    assert listed(site) == "/posts/a/ /posts/b/\n/posts/b/ /posts/c/\n"
    assert (leads(site, "posts/a"), leads(site, "posts/b")) == (
        ["../../posts/c/index.html"],
        ["../../posts/c/index.html"],
    )


def test_a_post_that_comes_back_and_leaves_again_is_found_from_everywhere(tmp_path: Path) -> None:
    site = tmp_path
    for slug in "abac":
        write(site, {"content/posts/p.md": post("P", slug=slug)})
        build(site)
    assert listed(site) == "/posts/a/ /posts/b/\n/posts/b/ /posts/a/\n/posts/a/ /posts/c/\n"
    assert (leads(site, "posts/a"), leads(site, "posts/b")) == (
        ["../../posts/c/index.html"],
        ["../../posts/c/index.html"],
    )


def test_a_new_post_at_an_old_address_is_shown_there(tmp_path: Path) -> None:
    site = write(
        tmp_path, {LIST: "/posts/a/ /posts/b/\n", "content/posts/a.md": post("A"), "content/posts/b.md": post("B")}
    )
    assert soup(built(site) / "posts/a/index.html").h1.text == "A"  # type: ignore[union-attr]


def test_an_alias_of_a_post_wins_over_the_list(tmp_path: Path) -> None:
    files = {
        LIST: "/old/ /posts/b/\n",
        "content/posts/a.md": post("A", aliases="[/old/]"),
        "content/posts/b.md": post("B"),
    }
    assert built(write(tmp_path, files)).exists()
    assert leads(tmp_path, "old") == ["../posts/a/index.html"]


def test_drafts_leave_no_redirects(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", slug="old", draft="true")})
    built(site, drafts=True)
    write(site, {"content/posts/a.md": post("A", slug="new", draft="true")})
    built(site, drafts=True)
    assert not (site / LIST).exists()


def test_a_person_writes_lines_too_and_they_may_lead_to_other_sites(tmp_path: Path) -> None:
    lines = "# 旧站\n\n/%E6%97%A7页/ /posts/a/\n/feed https://e.example/f?x=1&y\n"
    site = write(tmp_path, {"content/posts/a.md": post("A"), LIST: lines})
    built(site)
    assert leads(site, "旧页") == ["../posts/a/index.html"]
    assert leads(site, "feed") == ["https://e.example/f?x=1&y"]


def test_what_a_person_wrote_stays_when_a_line_is_added(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", slug="old"), LIST: "# mine\r\n/x/ /posts/old/"})
    build(site)
    write(site, {"content/posts/a.md": post("A", slug="new")})
    build(site)
    assert (site / LIST).read_bytes() == b"# mine\r\n/x/ /posts/old/\n/posts/old/ /posts/new/\n"
    assert leads(site, "x") == ["../posts/new/index.html"]


def test_every_line_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    lines = "/a/\n/b/ c\nd /e/\n/f/ /../g/\n/h/ /i/\n/i/ /h/\n"
    site = write(tmp_path, {"content/posts/a.md": post(), LIST: lines})
    expected = "expected an old address and a new one, such as /posts/old/ /posts/new/"
    assert faults(site)[:-1] == [
        f"content/redirects.txt:1: error[redirect]: '/a/': {expected}",
        "content/redirects.txt:2: error[redirect]: 'c': expected an address that begins with / or https://",
        f"content/redirects.txt:3: error[redirect]: 'd /e/': {expected}",
        "content/redirects.txt:4: error[redirect]: '/../g/' leaves the output folder",
        "content/redirects.txt: warning[redirect]: /h/ leads in a circle, and nowhere else",
        "content/redirects.txt: warning[redirect]: /i/ leads in a circle, and nowhere else",
    ]


def test_a_list_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post(), LIST: b"/a/ /b/\n/\xff/ /c/\n"})
    assert faults(site)[0] == "content/redirects.txt:2: error[redirect]: byte 0xff is not UTF-8; save it as UTF-8"


def test_where_the_list_cannot_be_written_the_lines_are_told(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", slug="old")})
    build(site)
    write(site, {"content/posts/a.md": post("A", slug="new")})
    (site / "content/.redirects.txt.part").mkdir()
    said = [str(problem).replace(f"{site}/", "") for problem in build(site).problems]
    assert said == [
        "content/redirects.txt: warning[redirect]: cannot be written: is a directory; posts have moved, add these lines\n"
        "    /posts/old/ /posts/new/"
    ]
    assert leads(site, "posts/old") == ["../../posts/new/index.html"]


def test_where_a_host_builds_the_lines_are_told_for_its_checkout_does_not_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", "true")
    site = write(tmp_path, {"content/posts/a.md": post("A", slug="old")})
    assert build(site).problems == []
    write(site, {"content/posts/a.md": post("A", slug="new")})
    said = [str(problem).replace(f"{site}/", "") for problem in build(site).problems]
    assert said == [
        "content/redirects.txt: warning[redirect]: posts have moved, which the next run will not know; commit these lines\n"
        "    /posts/old/ /posts/new/"
    ]
    assert listed(site) == "/posts/old/ /posts/new/\n"
    assert build(site).problems == []


def test_a_hundred_thousand_addresses_that_led_on_and_on_are_followed_in_seconds(tmp_path: Path) -> None:
    write(tmp_path, {LIST: "".join(f"/{n}/ /{n + 1}/\n" for n in range(100_000))})
    with at_most(5):
        leads = ledger_of(tmp_path, Site([], [], [], [], Shelf(dict[str, Prose]().__getitem__)), {}, []).leads
    assert set(leads.values()) == {"/100000/"}
    assert len(leads) == 100_000


def test_a_list_that_is_gone_again_before_the_next_build_is_missed(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", slug="old")})
    build(site)
    write(site, {"content/posts/a.md": post("A", slug="new")})
    build(site)
    (site / LIST).unlink()
    assert not (built(site) / "posts/old").exists()


def test_no_line_is_written_through_a_link_that_lies_beside_the_list(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {"content/posts/a.md": post("A", slug="old")})
    write(tmp_path, {"mine.txt": "mine"})
    (site / "content/.redirects.txt.part").symlink_to(tmp_path / "mine.txt")
    build(site)
    write(site, {"content/posts/a.md": post("A", slug="new")})
    assert build(site).moved == {"/posts/old/": "/posts/new/"}
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert listed(site) == "/posts/old/ /posts/new/\n"


def test_a_control_character_in_an_address_elsewhere_is_refused(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A"), LIST: "/b/ https://example.org/\x1b\n"})
    assert faults(site)[0].startswith("content/redirects.txt:1: error[redirect]: 'https://example.org/\\x1b'")
