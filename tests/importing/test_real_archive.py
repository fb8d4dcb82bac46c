"""Facts of the real archive, where it is present: what the importer must get right on it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from itertools import permutations
from pathlib import Path

import pytest

from sitegen import reader
from sitegen.building import Options, check
from sitegen.importing import decoding, dialects, import_archives
from sitegen.importing.compose import blocks
from sitegen.importing.decoding import Decoded
from sitegen.importing.dialects import ArchiveRecord
from sitegen.marks import math
from sitegen.post import Post
from sitegen.prose import Prose, typeset
from sitegen.settings import ArchiveWords, Settings
from sitegen.site import Site
from tests.conftest import REAL_ARCHIVE, formulas_on, posts, tree
from tests.sitehelp import site_of

FILES = sorted(REAL_ARCHIVE.glob("*.txt"))

pytestmark = pytest.mark.skipif(
    not FILES, reason=f"the real archive is not here ({REAL_ARCHIVE.name}/*.txt); SITEGENTEST_ARCHIVE names its folder"
)


@cache
def records() -> tuple[ArchiveRecord, ...]:
    found: list[ArchiveRecord] = []
    for file in FILES:
        decoded = decoding.decode(file.read_bytes(), file.name)
        assert isinstance(decoded, Decoded)
        assert decoded.problems == []
        some, problems = dialects.read(decoded.text, file.name, ArchiveWords())
        assert problems == []
        found += some
    return tuple(found)


def imported(site: Path) -> list[tuple[Post, Prose]]:
    """Import the archive and return its posts with their prose."""
    report = import_archives(FILES, site)
    assert report.problems == []
    pairs = []
    for source in reader.find_sources(site, []):
        post, problems = reader.read_post(source)
        assert post is not None
        assert problems == []
        pairs.append((post, typeset(post.body)))
    return pairs


def assembled(site: Path) -> Site:
    return site_of(imported(site), Settings())


def test_40_records_become_34_posts(tmp_path: Path) -> None:
    report = import_archives(FILES, tmp_path)
    total = sum(report.counts.values(), Counter())
    assert total == Counter(records=40, written=34, merged=6)
    assert len(posts(tmp_path)) == 34


def test_27_are_dated_7_have_a_day_only_2_no_body_and_27_a_read_count(tmp_path: Path) -> None:
    every = [post for post, _ in imported(tmp_path)]
    days = [post.meta.date for post in every if post.meta.date is not None]
    assert len(days) == 34
    assert Counter(day.year is not None for day in days) == {True: 27, False: 7}
    assert sum(text.count('\ndate: "--') for text in posts(tmp_path).values()) == 7
    assert sum(not post.body.strip() for post in every) == 2
    assert sum(post.meta.read_count is not None for post in every) == 27


def test_the_highest_read_count_of_a_post_is_kept_with_all_its_sightings(tmp_path: Path) -> None:
    by_day = {post.meta.date.iso: post.meta for post, _ in imported(tmp_path) if post.meta.date}
    assert by_day["2024-06-14"].read_count == 28425
    assert len({seen.file for seen in by_day["2024-06-14"].archive}) == 3
    assert by_day["2023-03-17"].read_count == 103703


def test_one_day_gets_its_year_from_a_byline_file(tmp_path: Path) -> None:
    without_year = [record for record in records() if record.date and record.date.year is None]
    assert len(without_year) == 8
    joined = [
        text
        for text in posts_after_import(tmp_path)
        if 'date: "--' not in text
        and any(f"file: {record.path}, line: {record.line}}}" in text for record in without_year)
    ]
    assert len(joined) == 1
    assert "truncated" not in joined[0]
    assert "read_count" in joined[0]


def posts_after_import(site: Path) -> list[str]:
    import_archives(FILES, site)
    return list(posts(site).values())


def test_the_bodies_hold_these_formulas_headings_items_paragraphs_and_mentions() -> None:
    kinds: Counter[str] = Counter()
    for record in records():
        masked = math.mask("\n".join(record.body), verbatim=True)
        assert masked.unclosed == []
        kinds.update("display" if formula.display else "inline" for formula in masked.formulas)
        kinds.update(block.kind for block in blocks(masked))
        kinds["mention"] += sum(line.count("《") for line in record.body)
    assert kinds.pop("formula") <= 11
    assert kinds == {"display": 11, "inline": 90, "heading": 23, "item": 8, "paragraph": 112, "mention": 49}


def test_every_formula_stands_byte_for_byte_in_the_markdown_and_on_the_page(tmp_path: Path) -> None:
    pairs = {(seen.file, seen.line): pair for pair in imported(tmp_path) for seen in pair[0].meta.archive}
    for record in records():
        post, prose = pairs[record.path, record.line]
        formulas = [formula.source for formula in math.mask("\n".join(record.body), verbatim=True).formulas]
        assert [formula for formula in formulas if formula not in post.body] == []
        assert set(formulas) <= set(formulas_on(prose.html))


def test_11_pairs_of_posts_are_linked_and_3_series_have_two_posts_or_more(tmp_path: Path) -> None:
    site = assembled(tmp_path)
    linked = {frozenset((entry.url, other.url)) for entry in site.entries for other in entry.mentions.values()}
    assert len(linked) == 11
    assert sorted([entry.series_number for entry in series.entries] for series in site.series) == [
        [2, 3],
        [2, 3, 4],
        [8, 9, 15, 16],
    ]


def test_a_second_import_changes_not_one_byte(tmp_path: Path) -> None:
    import_archives(FILES, tmp_path)
    before = tree(tmp_path)
    report = import_archives(FILES, tmp_path)
    assert (tree(tmp_path), report.changes) == (before, [])


def test_the_order_of_the_files_makes_no_difference(tmp_path: Path) -> None:
    sites = []
    for n, order in enumerate([FILES, FILES[::-1], FILES[2:] + FILES[:2]]):
        (tmp_path / str(n)).mkdir()
        import_archives(order, tmp_path / str(n))
        sites.append(tree(tmp_path / str(n)))
    assert sites[0] == sites[1] == sites[2]


def test_one_file_at_a_time_gives_the_same_as_all_at_once_but_for_tags_found_in_fewer_posts(tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    import_archives(FILES, tmp_path / "all")
    for n, order in enumerate([*list(permutations(FILES))[::17]]):
        site = tmp_path / str(n)
        site.mkdir()
        for file in order:
            import_archives([file], site)
        assert untagged(posts(site)) == untagged(posts(tmp_path / "all"))


def untagged(files: dict[str, str]) -> dict[str, str]:
    return {name: re.sub(r"(?m)^tags: .*\n", "", text) for name, text in files.items()}


def test_the_files_joined_into_one_give_the_same_posts_though_none_ends_with_a_line_end(tmp_path: Path) -> None:
    joined = tmp_path / "all.txt"
    joined.write_bytes(b"".join(file.read_bytes() for file in FILES))
    site = tmp_path / "site"
    site.mkdir()
    report = import_archives([joined], site)
    (tmp_path / "each").mkdir()
    import_archives(FILES, tmp_path / "each")
    assert report.counts[str(joined)] == Counter(records=40, written=34, merged=6)
    bodies = [
        {name: text.partition("archive:\n")[0] + text.rpartition("\n---\n")[2] for name, text in posts(folder).items()}
        for folder in (site, tmp_path / "each")
    ]
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16", "utf-8-sig"])
@pytest.mark.parametrize("line_end", ["\r\n", "\r"])
def test_other_bytes_give_the_same_posts(tmp_path: Path, encoding: str, line_end: str) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    copies = []
    for file in FILES:
        copies.append(tmp_path / file.name)
        copies[-1].write_bytes(file.read_text("utf-8").replace("\n", line_end).encode(encoding))
    import_archives(FILES, tmp_path / "a")
    import_archives(copies, tmp_path / "b")
    assert posts(tmp_path / "a") == posts(tmp_path / "b")


def test_an_editor_finds_in_it_what_the_archive_has_lost_and_nothing_else(tmp_path: Path) -> None:
    imported(tmp_path)
    found = check(tmp_path, Options(jobs=1))
    assert Counter(problem.kind for problem in found) == {"missing-date": 7, "empty-post": 2}
