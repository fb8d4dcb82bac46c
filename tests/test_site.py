"""What holds between posts: order, neighbours, tags, series, mentions, equations of other posts."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.assembly import unknown_references
from sitegen.day import read_day
from sitegen.post import FrontMatter, Post, title_key
from sitegen.prose import typeset
from sitegen.settings import ArchiveSettings, Settings
from sitegen.site import Entry, Site
from tests.sitehelp import hrefs, made, post, site_of, soup, texts

DEFAULTS = Settings()


def site(*posts: Post, settings: Settings = DEFAULTS) -> Site:
    return site_of([(one, typeset(one.body)) for one in posts], settings)


def a(slug: str, body: str = "", date: str = "", kind: str = "post", **meta: object) -> Post:
    meta.setdefault("title", slug)
    fields = FrontMatter(date=read_day(date) if date else None, **meta)  # type: ignore[arg-type]
    return Post(f"{slug}.md", kind, fields, body, 5, slug)  # type: ignore[arg-type]


def slugs(entries: list[Entry]) -> list[str]:
    return [entry.post.slug for entry in entries]


# ---------------------------------------------------------------------------------------------- order


def test_posts_stand_newest_first_then_those_without_a_year_then_those_without_a_date() -> None:
    found = site(
        a("b-none"),
        a("a-none"),
        a("spring", date="--03-01"),
        a("autumn", date="--10-01"),
        a("old", date="1999-01-01"),
        a("new", date="2024-01-01"),
    )
    assert slugs(found.entries) == ["new", "old", "autumn", "spring", "a-none", "b-none"]


def test_posts_of_one_day_stand_by_their_time_and_then_by_their_slug() -> None:
    found = site(
        a("b", date="2024-01-01"),
        a("a", date="2024-01-01"),
        a("noon", date="2024-01-01 12:00"),
        a("west", date="2024-01-01 12:00 -0500"),
    )
    assert slugs(found.entries) == ["west", "noon", "a", "b"]


def test_neighbours_follow_the_order_and_the_ends_have_none() -> None:
    new, middle, old = site(a("1", date="2024-01-03"), a("2", date="2024-01-02"), a("3", date="2024-01-01")).entries
    assert (new.newer, new.older) == (None, middle)
    assert (middle.newer, middle.older) == (new, old)
    assert (old.newer, old.older) == (middle, None)


def test_plain_pages_have_no_neighbours_and_stand_by_weight_then_address() -> None:
    found = site(
        a("b", kind="page"), a("a", kind="page", extra={"weight": 2}), a("c", kind="page", extra={"weight": 10}), a("p")
    )
    assert (slugs(found.entries), slugs(found.pages)) == (["p"], ["b", "a", "c"])
    assert all(page.newer is page.older is None for page in found.pages)


@pytest.mark.parametrize(
    ("permalink", "date", "address"),
    [
        ("/posts/:slug/", "2024-06-14", "/posts/x/"),
        ("/:year/:month/:day/:slug/", "2024-06-04", "/2024/06/04/x/"),
        ("/:year/:month/:slug/", "--06-14", "/0000/06/x/"),
        ("/:year/:slug/", "", "/0000/x/"),
    ],
)
def test_the_address_follows_the_pattern_of_the_settings(permalink: str, date: str, address: str) -> None:
    assert site(a("x", date=date), settings=Settings(permalink=permalink)).entries[0].url == address


def test_an_address_of_its_own_wins_over_the_pattern() -> None:
    assert site(a("x", permalink="/old/x.html")).entries[0].url == "/old/x.html"


# ---------------------------------------------------------------------------------------------- tags


def test_tags_that_differ_in_case_are_one_by_the_spelling_used_most() -> None:
    found = site(a("1", tags=("LaTeX",)), a("2", tags=("latex",)), a("3", tags=("LaTeX", "Go")))
    assert [(tag.name, tag.url, slugs(tag.entries)) for tag in found.tags] == [
        ("LaTeX", "/tags/latex/", ["1", "2", "3"]),
        ("Go", "/tags/go/", ["3"]),
    ]


def test_a_post_lists_its_tags_in_its_own_order() -> None:
    one, two = site(a("1", tags=("b", "a")), a("2", tags=("a",))).entries
    assert [tag.name for tag in one.tags] == ["b", "a"]
    assert one.tags[1] is two.tags[0]


def test_a_tag_twice_in_two_spellings_counts_once() -> None:
    found = site(a("1", tags=("Go", "go")))
    assert [(tag.name, tag.count) for tag in found.tags] == [("Go", 1)]
    assert [tag.name for tag in found.entries[0].tags] == ["Go"]


def test_tags_that_would_have_one_address_get_two() -> None:
    found = site(a("1", tags=("a/b", "a:b", "é", "e\u0301")))
    assert [tag.url for tag in found.tags] == ["/tags/a-b/", "/tags/a-b-2/", "/tags/é/"]


# ---------------------------------------------------------------------------------------------- series


def test_a_series_is_two_posts_or_more_in_the_order_of_their_numbers() -> None:
    found = site(
        a("10", series="S", series_number=10, date="2024-01-01"),
        a("2", series="S", series_number=2, date="2024-03-01"),
        a("alone", series="Other"),
    )
    assert [(series.name, series.url, slugs(series.entries)) for series in found.series] == [
        ("S", "/series/s/", ["2", "10"])
    ]
    assert found.entries[-1].series is None


def test_posts_of_a_series_without_numbers_stand_by_date_after_the_numbered_ones() -> None:
    found = site(
        a("x", series="S", date="2024-02-01"),
        a("y", series="S", date="2024-01-01"),
        a("z", series="S", series_number=1),
    )
    assert slugs(found.series[0].entries) == ["z", "y", "x"]


def test_a_series_shows_what_is_missing_between_its_numbers() -> None:
    found = site(
        a("2", series="S", series_number=2), a("3", series="S", series_number=3), a("6", series="S", series_number=6)
    )
    assert [(number, entry and entry.post.slug) for number, entry in found.series[0].places] == [
        (2, "2"),
        (3, "3"),
        (4, None),
        (5, None),
        (6, "6"),
    ]


def test_numbers_that_are_years_leave_no_gap() -> None:
    found = site(a("a", series="S", series_number=3), a("b", series="S", series_number=2024))
    assert [number for number, _ in found.series[0].places] == [3, 2024]


def test_a_post_knows_its_place_in_its_series() -> None:
    found = site(*(a(str(n), series="S", series_number=n) for n in (4, 8, 9)))
    first, middle, last = found.series[0].entries
    assert (middle.position, middle.series_previous, middle.series_next) == (2, first, last)
    assert (first.series_previous, last.series_next) == (None, None)


def test_names_of_series_that_differ_in_the_width_of_punctuation_are_one() -> None:
    assert len(site(a("1", series="A：B"), a("2", series="A:B")).series) == 1


# ---------------------------------------------------------------------------------------------- mentions


def test_a_mention_leads_to_the_post_and_the_post_knows_who_mentions_it() -> None:
    found = site(a("x", "见《素数(一):起点》。", title="X"), a("y", title="素数（一）：起点"))
    x, y = found.entries
    assert (x.mentions, y.mentioned_by) == ({0: y}, [x])


@pytest.mark.parametrize("title", ["素数 (一):起点", "素数(一)起点", "素数(1):起点", "素数(一):起点.", "素數(一):起點"])
def test_a_title_that_differs_in_more_than_the_width_of_punctuation_is_another(title: str) -> None:
    found = site(a("x", f"《{title}》", title="X"), a("y", title="素数（一）：起点"))
    assert found.entries[0].mentions == {}


def test_titles_in_two_unicode_spellings_are_one() -> None:
    assert title_key("Poincare\u0301") == title_key("Poincaré")
    assert title_key("A") != title_key("a")


def test_a_post_that_names_its_own_title_is_not_linked_to_itself() -> None:
    found = site(a("x", "《X》", title="X"))
    assert (found.entries[0].mentions, found.entries[0].mentioned_by) == ({}, ())


def test_a_post_that_mentions_another_twice_is_listed_once() -> None:
    x, y = site(a("x", "《Y》《Y》", title="X"), a("y", title="Y")).entries
    assert (x.mentions, y.mentioned_by) == ({0: y, 1: y}, [x])


def test_of_two_posts_with_one_title_the_newest_is_meant() -> None:
    found = site(a("x", "《Y》"), a("old", title="Y", date="2020-01-01"), a("new", title="Y", date="2024-01-01"))
    assert [entry.post.slug for entry in found.entries[-1].mentions.values()] == ["new"]


def test_mentions_are_links_on_the_page_and_back_links_on_the_other(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {
            "content/posts/x.md": post("X", "见《Y?》与《无此文》。"),
            "content/posts/y.md": post("Y？", "Text."),
            "content/pages/about.md": post("About", "《X》"),
        },
    )
    page = soup(output / "posts/x/index.html")
    assert hrefs(page, "a.mention") == ["../../posts/y/index.html"]
    assert texts(page, ".post-body") == ["见《Y?》与《无此文》。"]
    assert texts(soup(output / "posts/y/index.html"), ".mentioned-by li") == ["X"]
    assert texts(page, ".mentioned-by li") == ["About"]


# ---------------------------------------------------------------------------------------------- originals, equations


@pytest.mark.parametrize(
    ("pattern", "date", "address"),
    [
        ("https://o.example/?q=:title", "", "https://o.example/?q=%E4%BB%80%E4%B9%88%26%3F"),
        ("https://o.example/:year/:month/:day/:slug", "2024-06-04", "https://o.example/2024/06/04/x"),
        ("https://o.example/:year/:slug", "--06-04", ""),
        ("", "2024-06-04", ""),
    ],
)
def test_the_address_of_the_original_is_filled_in_as_far_as_it_is_known(pattern: str, date: str, address: str) -> None:
    settings = Settings(archive=ArchiveSettings(original=pattern))
    entry = site(a("x", title="什么&?", date=date, truncated=True), settings=settings).entries[0]
    assert entry.original == address


def test_the_original_that_a_post_names_wins_and_whole_posts_have_none() -> None:
    settings = Settings(archive=ArchiveSettings(original="https://o.example/:slug"))
    named = a("x", truncated=True, original="https://p.example/1")
    assert [entry.original for entry in site(named, a("y"), settings=settings).entries] == ["https://p.example/1", ""]


@pytest.mark.parametrize("address", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "//x.example"])
def test_an_original_that_is_no_address_of_the_web_is_none(address: str) -> None:
    assert site(a("x", truncated=True, original=address)).entries[0].original == ""


def test_an_equation_of_another_post_is_found_by_slug_and_label(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {
            "content/posts/x.md": post("X", r"见 $\eqref{y:main}$。"),
            "content/posts/y.md": post("Y", "\\begin{equation}\na=b \\label{main}\n\\end{equation}\n"),
        },
    )
    link = soup(output / "posts/x/index.html").select_one(".post-body a.eqref")
    assert link is not None
    assert (link["href"], link.get_text()) == ("../../posts/y/index.html#eq:main", "(1)")
    assert soup(output / "posts/y/index.html").find(id="eq:main") is not None


def test_a_reference_to_an_equation_that_does_not_exist_is_named_with_its_line() -> None:
    found = site(a("x", "Text.\n\n$\\eqref{none}$"), a("cut", "$\\eqref{none}$", truncated=True))
    assert list(map(str, unknown_references(found))) == [
        "x.md:7: warning[label]: no equation has the label none\n"
        "    \\label{…} gives one; an equation of another post is \\eqref{slug:label}"
    ]
