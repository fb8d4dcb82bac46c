"""The sample archive of the repository, and the posts that are the demo site: importing the one gives the other."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from sitegen import reader
from sitegen.importing import Report, dialects, import_archives
from sitegen.marks import math
from sitegen.post import Post
from sitegen.prose import Prose, typeset
from sitegen.settings import ArchiveWords, Settings
from tests.conftest import REPOSITORY, SAMPLE_ARCHIVE, formulas_on, tree
from tests.sitehelp import site_of

FILES = sorted(SAMPLE_ARCHIVE.glob("*.txt"))


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A site with the tag rules of the repository and no posts."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tags.yaml").write_bytes((REPOSITORY / "content" / "tags.yaml").read_bytes())
    return tmp_path


def imported(site: Path) -> tuple[Report, list[tuple[Post, Prose]]]:
    report = import_archives(FILES, site)
    pairs = []
    for source in reader.find_sources(site, []):
        post, problems = reader.read_post(source)
        assert post is not None
        assert problems == []
        pairs.append((post, typeset(post.body)))
    return report, pairs


OWN = "zhu-wang-tu/"
"""The post of the demo site that comes from no archive: it shows what Markdown can do here."""


ADDED = b"lang: en\n"
"""What was added by hand to the posts in English."""


def test_the_posts_of_the_repository_are_what_importing_gives_but_for_the_language_of_some(demo: Path) -> None:
    import_archives(FILES, demo)
    ours = {path: data for path, data in tree(REPOSITORY / "content" / "posts").items() if not path.startswith(OWN)}
    assert tree(demo / "content" / "posts") == {path: data.replace(ADDED, b"", 1) for path, data in ours.items()}
    assert sum(ADDED in data for data in ours.values()) == 2


def test_importing_into_the_repository_changes_nothing(demo: Path) -> None:
    shutil.copytree(REPOSITORY / "content", demo / "content", dirs_exist_ok=True)
    before = tree(demo / "content")
    import_archives(FILES, demo)
    assert tree(demo / "content") == before


def test_50_records_become_42_posts_of_every_kind(demo: Path) -> None:
    report, pairs = imported(demo)
    assert sum(report.counts.values(), Counter()) == Counter(records=50, written=42, merged=8)
    assert report.problems == []
    years = Counter(post.meta.date.year is not None for post, _ in pairs if post.meta.date)
    assert (len(pairs), years[True], years[False]) == (42, 37, 5)
    assert sum(not post.body.strip() for post, _ in pairs) == 2


def test_importing_it_again_changes_not_one_byte(demo: Path) -> None:
    import_archives(FILES, demo)
    before = tree(demo)
    assert import_archives(FILES, demo).changes == []
    assert tree(demo) == before


def test_its_records_hold_these_formulas_and_mentions() -> None:
    kinds: Counter[str] = Counter()
    for file in FILES:
        records, _ = dialects.read(file.read_text("utf-8"), file.name, ArchiveWords())
        for record in records:
            masked = math.mask("\n".join(record.body), verbatim=True)
            kinds.update("display" if formula.display else "inline" for formula in masked.formulas)
            kinds["mention"] += sum(line.count("《") for line in record.body)
    assert kinds == {"display": 232, "inline": 1379, "mention": 70}


def test_every_formula_of_its_posts_is_a_formula_on_the_page(demo: Path) -> None:
    for post, prose in imported(demo)[1]:
        assert formulas_on(prose.html) == [formula.source for formula in math.mask(post.body).formulas]


def test_its_series_are_in_order_with_their_gaps(demo: Path) -> None:
    series = site_of(imported(demo)[1], Settings()).series
    assert {one.name: [entry.series_number for entry in one.entries] for one in series} == {
        "随机游走": [1, 2, 4],
        "矩阵漫谈": [3, 4, 5],
    }
