"""Feeds: what is told in which of their kinds."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.importing.dialects import ArchiveRecord
from sitegen.importing.harvest import Harvest
from sitegen.importing.origins import feed


def read(folder: Path, *texts: str) -> Harvest:
    for number, text in enumerate(texts):
        (folder / f"{number}.xml").write_text(text, "utf-8")
    harvest = Harvest()
    feed.read(folder, harvest)
    return harvest


def item(inner: str, channel: str = "<link>https://e.org/</link>") -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>{channel}<item>{inner}</item></channel></rss>'
    )


def only(harvest: Harvest) -> ArchiveRecord:
    (record,) = harvest.records
    return record


def test_rss_1_has_its_items_beside_the_channel(tmp_path: Path) -> None:
    text = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><link>https://e.org/</link></channel>'
        "<item><title>T</title><link>https://e.org/a/</link><dc:date>2005-06-07T08:09:10Z</dc:date>"
        "<dc:subject>math</dc:subject><description>$x$</description></item></rdf:RDF>"
    )
    record = only(read(tmp_path, text))
    assert record.original is not None
    assert (record.title, record.date and record.date.iso, record.original.meta.tags) == ("T", "2005-06-07", ("math",))
    assert (record.original.address, record.original.markdown) == ("/a/", "$x$\n")


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ("<pubDate>Fri, 14 Jun 2013 08:30:00 +0800</pubDate>", "2013-06-14T08:30:00+08:00"),
        ("<pubDate>14 Jun 2013 08:30:00 GMT</pubDate>", "2013-06-14T08:30:00Z"),
        ("<pubDate>2013-06-14</pubDate>", "2013-06-14T"),
        ("<dc:date>2013-06-14T08:30:00-05:00</dc:date>", "2013-06-14T08:30:00-05:00"),
        ("", ""),
    ],
)
def test_days_are_read_as_mail_has_them_and_as_the_standard_has_them(tmp_path: Path, told: str, expected: str) -> None:
    day = only(read(tmp_path, item(f"<title>T</title>{told}"))).date
    assert (f"{day.iso}T{day.time}{day.offset}" if day else "") == expected


def test_an_item_without_a_title_is_called_by_how_it_begins(tmp_path: Path) -> None:
    assert only(read(tmp_path, item("<description>&lt;p&gt;设 $x$。&lt;/p&gt;</description>"))).title == "设 $x$。"


def test_a_cut_text_is_marked_and_knows_where_the_whole_one_is(tmp_path: Path) -> None:
    inner = "<title>T</title><link>https://e.org/a/</link><description>begins [&amp;hellip;]</description>"
    record = only(read(tmp_path, item(inner)))
    assert record.original is not None
    assert (record.truncated, record.original.meta.original) == (True, "https://e.org/a/")


def test_the_whole_text_of_a_post_wins_over_a_cut_one_in_another_feed(tmp_path: Path) -> None:
    cut = item("<title>T</title><link>https://e.org/a/</link><description>a long beginning…</description>")
    whole = item("<title>T</title><link>https://e.org/a/</link><content:encoded>all</content:encoded>")
    ranks = [record.rank for record in read(tmp_path, cut, whole).records]
    assert ranks == [feed.CUT, feed.WHOLE]


def test_an_export_of_blogger_has_drafts_pages_and_comments(tmp_path: Path) -> None:
    kind = '<category scheme="s" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
    entry = '<entry><title>{0}</title><content type="html">x</content>{1}{2}</entry>'
    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>'
    entries = [
        entry.format("post", kind.format("post"), draft),
        entry.format("page", kind.format("page"), ""),
        entry.format("comment", kind.format("comment"), ""),
        entry.format("template", kind.format("template"), ""),
    ]
    harvest = read(tmp_path, f'<feed xmlns="http://www.w3.org/2005/Atom">{"".join(entries)}</feed>')
    originals = [record.original for record in harvest.records if record.original]
    assert [(one.meta.title, one.kind, one.meta.draft) for one in originals] == [
        ("post", "post", True),
        ("page", "page", False),
    ]
    assert [problem.message for problem in harvest.problems] == ["left behind: 1 comment"]


def test_a_file_that_is_no_feed_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<html/>", "utf-8")
    harvest = Harvest()
    feed.read(tmp_path / "a.xml", harvest)
    assert [problem.message for problem in harvest.problems] == ["the root element is html, which is no feed"]
