"""The importer: from archive files to Markdown files, without ever losing a text or a person's work."""

from __future__ import annotations

import os
import shutil
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from sitegen import frontmatter
from sitegen.cli import main
from sitegen.importing import Options, delivery, import_archives
from sitegen.importing.compose import compose
from sitegen.importing.dialects import read
from sitegen.importing.merge import merge
from sitegen.lock import folder_held
from sitegen.problem import SiteError
from sitegen.settings import ArchiveWords
from tests.conftest import Importing, messages, posts, tree
from tests.sitehelp import ROOT

FIXTURES = sorted((ROOT / "tests" / "fixtures" / "import").glob("*.txt"))


def record(
    title: str = "正交多项式",
    date: str = "2021-05-06",
    count: str = "10位读者",
    body: str = "设$P_n$正交。",
    author: str = "林远",
) -> str:
    return f"{title}\nBy {author} | {date} | {count} | 引用{body}\n"


# ---------------------------------------------------------------------------------------------- whole files


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_archives_become_exactly_these_markdown_files(fixture: Path, tmp_path: Path) -> None:
    _, *parts = fixture.read_text("utf-8").split("\n===> ")
    expected: dict[str, str] = {}
    archives = []
    for part in parts:
        name, _, text = part.partition("\n")
        text = text.strip("\n") + "\n"
        if name.startswith("archive "):
            archives.append(tmp_path / name.removeprefix("archive "))
            archives[-1].write_text(text, "utf-8")
        elif name == "content/tags.yaml":
            (tmp_path / "site" / "content").mkdir(parents=True)
            (tmp_path / "site" / name).write_text(text, "utf-8")
        else:
            expected[name.removeprefix("content/posts/")] = text
    (tmp_path / "site").mkdir(exist_ok=True)
    import_archives(archives, tmp_path / "site")
    assert posts(tmp_path / "site") == expected


# ---------------------------------------------------------------------------------------------- merging

SECOND = "正交多项式\nBy 林远 | 2021-05-06 | 99位读者 | 引用设$P_n$正交。三项递推由此得到。\n"


def test_the_fullest_body_and_the_highest_read_count_win_whatever_the_order_of_the_files(tmp_path: Path) -> None:
    dumps = {"a.txt": record(), "b.txt": SECOND, "c.txt": record(body="", count="7位读者"), "d.txt": record(count="")}
    sites = []
    for n, order in enumerate(permutations(dumps)):
        site = tmp_path / str(n)
        site.mkdir()
        for name in order:
            (tmp_path / name).write_text(dumps[name], "utf-8")
        import_archives([tmp_path / name for name in order], site)
        sites.append(tree(site))
    assert all(site == sites[0] for site in sites)
    assert posts(tmp_path / "0") == {
        "zheng-jiao-duo-xiang-shi.md": """\
---
title: 正交多项式
author: 林远
date: 2021-05-06
read_count: 99
slug: zheng-jiao-duo-xiang-shi
archive:
  - {file: a.txt, line: 1, read_count: 10}
  - {file: b.txt, line: 1, read_count: 99}
  - {file: c.txt, line: 1, read_count: 7}
  - {file: d.txt, line: 1}
---

设$P_n$正交。三项递推由此得到。
"""
    }


def test_one_file_at_a_time_gives_what_all_at_once_give(tmp_path: Path) -> None:
    dumps = {
        "a": record() + record("切比雪夫", body="甲乙"),
        "b": SECOND + record("切比雪夫", body="丙丁"),
        "c": "6 May\n\n正交多项式\n\n设$P_n$正交,这是一段更长更长的文字,但链接丢了。\n\n点击阅读全文...\n",
    }
    for name, text in dumps.items():
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    sites = []
    for n, order in enumerate([["abc"], *permutations("abc")]):
        site = tmp_path / str(n)
        site.mkdir()
        for names in order:
            import_archives([tmp_path / f"{name}.txt" for name in names], site)
        sites.append(posts(site))
    assert all(site == sites[0] for site in sites)


def test_the_better_dialect_wins_over_a_longer_text_and_a_text_over_none() -> None:
    day = "6 May\n\n正交多项式\n\n设正交,这里的文字更长一些。\n\n点击阅读全文...\n\n"
    best = [
        merge(read(text, "a.txt", ArchiveWords())[0])[0]
        for text in (day + record(), day + record(body=""), record(body="") + day)
    ]
    assert [(post.best.body, post.best.truncated, post.date and post.date.iso) for post in best] == [
        (("设$P_n$正交。",), False, "2021-05-06"),
        (("设正交,这里的文字更长一些。",), True, "2021-05-06"),
        (("设正交,这里的文字更长一些。",), True, "2021-05-06"),
    ]


def test_the_same_title_with_another_date_is_another_post(importing: Importing, site: Path) -> None:
    importing(a=record(date="2021-05-06") + record(date="2022-05-06") + record(date="2021-06-06"))
    assert list(posts(site)) == [
        "zheng-jiao-duo-xiang-shi-2021-06-06.md",
        "zheng-jiao-duo-xiang-shi-2022-05-06.md",
        "zheng-jiao-duo-xiang-shi.md",
    ]


def test_a_day_that_fits_two_years_stays_open(importing: Importing, site: Path) -> None:
    day = "6 May\n\n正交多项式\n\n哪一年?\n\n点击阅读全文...\n\n"
    importing(a=day + record(date="2021-05-06") + record(date="2022-05-06"))
    assert 'date: "--05-06"' in "".join(posts(site).values())
    assert len(posts(site)) == 3


def test_a_year_is_never_guessed_from_position(importing: Importing, site: Path) -> None:
    dump = record("甲", "2020-12-30") + "最近评论\n\n20 Nov\n\n乙\n\n文。\n\n点击阅读全文...\n\n13 Oct\n\n丙\n\n文。\n"
    importing(a=dump)
    assert [line for text in posts(site).values() for line in text.split("\n") if line.startswith("date:")] == [
        'date: "--10-13"',
        "date: 2020-12-30",
        'date: "--11-20"',
    ]


def test_records_without_a_title_are_never_merged_because_of_their_date(importing: Importing, site: Path) -> None:
    dump = "\nBy 林远 | 2021-05-06 | 1位读者 | 引用第一篇。\n最近评论\n\nBy 林远 | 2021-05-06 | 2位读者 | 引用另一篇,更长。\n"
    importing(a=dump)
    bodies = [text.rpartition("---\n\n")[2] for text in posts(site).values()]
    assert sorted(bodies) == ["另一篇,更长。\n", "第一篇。\n"]
    before = tree(site)
    importing(b=dump.replace("1位读者", "3位读者"), a=dump)
    assert len(posts(site)) == 2
    assert tree(site) != before
    after = tree(site)
    importing(a=dump)
    assert tree(site) == after


# ---------------------------------------------------------------------------------------------- counting

HOSTILE = "".join(
    [
        record("By parts | 分部积分", body="引用位读者"),
        record("空一", body="空二\nBy 林远 | 2021-01-02 | 引用空三\nBy 林远 | 2021-01-03 |  | 引用"),
        record("", body="无题。").lstrip("\n"),
        record("日期不对", date="2021-13-45"),
        "\n31 Feb\n\n没有这一天\n\n文。\n\n点击阅读全文...\n\n",
        record(),
        record(),
    ]
)


def test_records_in_are_posts_out_and_records_merged(importing: Importing, site: Path) -> None:
    report = importing(a=HOSTILE, b=record(count="12位读者"))
    total = {verb: sum(count[verb] for count in report.counts.values()) for verb in ("records", "written", "merged")}
    assert total == {"records": 10, "written": 8, "merged": 2}
    assert len(posts(site)) == 8


def test_the_report_counts_by_file_and_names_every_problem_with_its_line(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(record(date="2021-02-30") + "\n31 Feb\n\n没有这一天\n\n文。\n", "utf-8")
    Path("none.txt").write_text("随便写写\n", "utf-8")
    Path("bb.txt").write_text(record() + record("", body="无题。"), "utf-8")
    result = CliRunner().invoke(main, ["import", "a.txt", "none.txt", "bb.txt", "-s", "site"])
    assert result.exit_code == 0
    assert result.stderr == (
        "a.txt:2: warning[date]: 2021-02-30 is not a date that exists; the post is kept without one\n"
        "a.txt:4: warning[date]: 31 Feb is not a date that exists; the post is kept without one\n"
        "none.txt: warning[record]: no record found; expected a title and a line such as "
        "`By AUTHOR | 2024-06-14 | 28425位读者 | 引用…`, or a day such as `28 Jun` and a title\n"
        "bb.txt:4: warning[record]: the record has no title; 2021-05-06 stands in for it\n"
    )
    assert result.stdout == (
        "a.txt     2 records: 2 written, 0 unchanged, 0 merged\n"
        "none.txt  0 records: 0 written, 0 unchanged, 0 merged\n"
        "bb.txt    2 records: 2 written, 0 unchanged, 0 merged\n"
        "in all    4 records: 4 written, 0 unchanged, 0 merged\n"
    )


def test_verbose_names_the_files_and_quiet_says_nothing(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(record(), "utf-8")
    verbose = CliRunner().invoke(main, ["import", "a.txt", "-s", "site", "-v"])
    quiet = CliRunner().invoke(main, ["import", "a.txt", "-s", "site", "-q"])
    assert verbose.stdout.split("\n")[0] == "written site/content/posts/zheng-jiao-duo-xiang-shi.md"
    assert (quiet.exit_code, quiet.output) == (0, "")


# ---------------------------------------------------------------------------------------------- importing again


def test_importing_again_changes_not_one_byte(importing: Importing, site: Path) -> None:
    importing(a=HOSTILE, b=record(count="12位读者"))
    before = tree(site)
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    report = importing(a=HOSTILE, b=record(count="12位读者"))
    assert tree(site) == before
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*")} == times
    assert report.changes == []


def test_a_newer_dump_brings_read_count_and_empty_body_up_to_date(importing: Importing, site: Path) -> None:
    importing(a=record(body="", count=""))
    report = importing(b=record(count="11位读者"))
    assert [verb for verb, _ in report.changes] == ["updated"]
    assert (
        posts(site)["zheng-jiao-duo-xiang-shi.md"]
        == """\
---
title: 正交多项式
author: 林远
date: 2021-05-06
read_count: 11
slug: zheng-jiao-duo-xiang-shi
archive:
  - {file: a.txt, line: 1}
  - {file: b.txt, line: 1, read_count: 11}
---

设$P_n$正交。
"""
    )


def test_a_lower_read_count_and_a_shorter_text_change_only_the_history(importing: Importing, site: Path) -> None:
    importing(a=SECOND)
    importing(b=record(count="98位读者"))
    text = posts(site)["zheng-jiao-duo-xiang-shi.md"]
    assert "read_count: 99\n" in text
    assert text.endswith("---\n\n设$P_n$正交。三项递推由此得到。\n")
    assert "  - {file: b.txt, line: 1, read_count: 98}\n" in text


def test_a_day_gets_its_year_when_a_byline_file_comes_later(importing: Importing, site: Path) -> None:
    importing(a="6 May\n\n正交多项式\n\n设正交。\n\n点击阅读全文...\n")
    importing(b=record())
    (text,) = posts(site).values()
    assert (
        text
        == """\
---
title: 正交多项式
author: 林远
date: 2021-05-06
read_count: 10
slug: zheng-jiao-duo-xiang-shi
archive:
  - {file: a.txt, line: 3}
  - {file: b.txt, line: 1, read_count: 10}
---

设$P_n$正交。
"""
    )


# ---------------------------------------------------------------------------------------------- what a person edited


def edit(site: Path, old: str, new: str) -> Path:
    (file,) = (site / "content" / "posts").glob("*.md")
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("设$P_n$正交。", "设$P_n$正交,这句是我补的。"),
        ("title: 正交多项式", "title: 正交多项式漫谈"),
        ("slug: zheng-jiao-duo-xiang-shi", "slug: op"),
        ("slug:", "tags: [分析, 我的标签]\nslug:"),
        ("date: 2021-05-06", "date: 2021-05-07"),
        ("read_count: 10", "read_count: 12345  # 连同旧站"),
        ("author: 林远", "author: 笔名"),
        ("---\n\n", "---\n\n\n\n"),
        ("archive:", "# 我的注释\ndraft: true\narchive:"),
    ],
)
def test_what_a_person_has_edited_is_never_overwritten(importing: Importing, site: Path, old: str, new: str) -> None:
    importing(a=record().replace("read_count", "x"))
    edit(site, old, new)
    before = posts(site)
    importing(a=record())
    assert posts(site) == before
    importing(b=record(count="20位读者"))
    (after,) = posts(site).values()
    assert new in after


def test_other_news_for_an_edited_post_is_laid_beside_it_and_told_once(
    importing: Importing, site: Path, tmp_path: Path
) -> None:
    importing(a=record())
    file = edit(site, "设$P_n$正交。", "我重写了这一篇。")
    first = importing(b=SECOND)
    second = importing(b=SECOND)
    assert messages(first, tmp_path) == [
        "site/content/posts/zheng-jiao-duo-xiang-shi.md: warning[conflict]: edited here, and the archive has another "
        "text; kept as it is, the new text stands in zheng-jiao-duo-xiang-shi.md.new\n"
        "    take over what you want and delete that file"
    ]
    assert (second.problems, second.changes) == ([], [])
    assert file.read_text("utf-8").endswith("---\n\n我重写了这一篇。\n")
    assert file.with_name(file.name + ".new").read_text("utf-8") == "设$P_n$正交。三项递推由此得到。\n"


def test_two_dumps_in_turn_are_each_told_once(importing: Importing, site: Path) -> None:
    importing(a=record())
    edit(site, "设$P_n$正交。", "我重写了这一篇。")
    told = [
        len(importing(**{name: record(body=body)}).problems)
        for name, body in [("b", "另一稿。"), ("c", "再一稿。"), ("b", "另一稿。"), ("c", "再一稿。")]
    ]
    assert told == [1, 1, 0, 0]


def test_a_file_that_a_person_keeps_beside_a_post_is_not_overwritten(importing: Importing, site: Path) -> None:
    importing(a=record())
    file = edit(site, "设$P_n$正交。", "我重写了这一篇。")
    draft = file.with_name(file.name + ".new")
    draft.write_text("我的草稿", "utf-8")
    importing(b=SECOND)
    assert draft.read_text("utf-8") == "我的草稿"
    assert file.with_name(file.name + ".2.new").read_text("utf-8") == "设$P_n$正交。三项递推由此得到。\n"


def test_an_archive_text_that_the_edited_post_still_holds_is_no_conflict(importing: Importing, site: Path) -> None:
    importing(a=record())
    edit(site, "设$P_n$正交。", "设$P_n$正交。\n\n后记:这一段是我加的。")
    shutil.rmtree(site / ".sitegen")
    assert importing(a=record()).problems == []


@pytest.mark.parametrize("damage", [None, "", "{", "[1]", '{"content/posts/x.md": 1}', "[" * 100_000])
def test_a_lost_or_damaged_memory_loses_no_text(importing: Importing, site: Path, damage: str | None) -> None:
    importing(a=record())
    edit(site, "设$P_n$正交。", "我重写了这一篇。")
    memory = site / ".sitegen" / "imported.json"
    memory.unlink()
    if damage is not None:
        memory.write_text(damage, "utf-8")
    importing(a=record(), b=SECOND)
    assert {name: text.rpartition("---\n\n")[2] for name, text in posts(site).items()} == {
        "zheng-jiao-duo-xiang-shi.md": "我重写了这一篇。\n",
        "zheng-jiao-duo-xiang-shi.md.new": "设$P_n$正交。三项递推由此得到。\n",
    }


def test_untouched_posts_need_no_memory(importing: Importing, site: Path) -> None:
    importing(a=HOSTILE)
    before = posts(site)
    shutil.rmtree(site / ".sitegen")
    report = importing(a=HOSTILE)
    assert (report.changes, posts(site)) == ([], before)


def test_a_retitled_post_is_known_by_its_place_when_the_memory_is_lost(importing: Importing, site: Path) -> None:
    importing(a=record())
    edit(site, "title: 正交多项式", "title: 勒让德与他的朋友们")
    shutil.rmtree(site / ".sitegen")
    before = posts(site)
    importing(a=record())
    assert posts(site) == before


def test_another_post_in_the_place_of_an_old_one_is_not_taken_for_it(importing: Importing, site: Path) -> None:
    importing(a=record())
    importing(a=record("当天的另一篇", body="完全不同的文字。"))
    assert sorted(posts(site)) == ["dang-tian-de-ling-yi-pian.md", "zheng-jiao-duo-xiang-shi.md"]


def test_a_post_that_was_moved_or_made_a_folder_is_found(importing: Importing, site: Path) -> None:
    importing(a=record())
    folder = site / "content" / "posts"
    (folder / "analysis" / "op").mkdir(parents=True)
    (folder / "zheng-jiao-duo-xiang-shi.md").rename(folder / "analysis" / "op" / "index.md")
    before = posts(site)
    importing(a=record())
    assert posts(site) == before


def test_windows_line_ends_stay(importing: Importing, site: Path) -> None:
    importing(a=record())
    (file,) = (site / "content" / "posts").glob("*.md")
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    importing(b=SECOND)
    data = file.read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n")
    assert "三项递推".encode() in data


def test_a_post_that_cannot_be_read_is_left_alone(importing: Importing, site: Path, tmp_path: Path) -> None:
    importing(a=record())
    file = edit(site, "title: 正交多项式", 'title: "正交多项式')
    before = posts(site)
    report = importing(a=record())
    assert posts(site) == before
    assert messages(report, tmp_path) == [
        f"site/content/posts/{file.name}: warning[front-matter]: cannot be read; it is left alone\n"
        "    sitegen build tells what is wrong with it"
    ]


def test_a_post_that_cannot_be_read_and_is_not_remembered_is_not_overwritten(importing: Importing, site: Path) -> None:
    importing(a=record())
    file = edit(site, "title: 正交多项式", 'title: "正交多项式')
    text = file.read_text("utf-8")
    shutil.rmtree(site / ".sitegen")
    importing(a=record())
    assert file.read_text("utf-8") == text
    assert (file.parent / "zheng-jiao-duo-xiang-shi-2021-05-06.md").exists()


def test_a_post_with_other_front_matter_is_known_and_not_touched(importing: Importing, site: Path) -> None:
    file = site / "content" / "posts" / "mine.md"
    file.parent.mkdir(parents=True)
    file.write_text('+++\ntitle = "正交多项式"\ndate = 2021-05-06\n+++\n\n设$P_n$正交。\n', "utf-8")
    before = posts(site)
    report = importing(a=record())
    assert (report.problems, posts(site)) == ([], before)


@pytest.mark.parametrize("kind", ["folder", "link", "dead link"])
def test_whatever_stands_in_the_way_of_a_new_file_stays(
    importing: Importing, site: Path, tmp_path: Path, kind: str
) -> None:
    folder = site / "content" / "posts"
    folder.mkdir(parents=True)
    outside = tmp_path / "outside.md"
    if kind == "folder":
        (folder / "zheng-jiao-duo-xiang-shi.md").mkdir()
    else:
        (folder / "zheng-jiao-duo-xiang-shi.md").symlink_to(outside)
        if kind == "link":
            outside.write_text("von draußen", "utf-8")
    importing(a=record())
    assert (folder / "zheng-jiao-duo-xiang-shi-2021-05-06.md").exists()
    assert (folder / "zheng-jiao-duo-xiang-shi.md").is_symlink() == (kind != "folder")
    assert kind != "link" or outside.read_text("utf-8") == "von draußen"


def test_an_edit_that_is_saved_while_the_archives_are_read_is_not_overwritten(
    importing: Importing, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing(a=record())

    def compose_slowly(*values: Any) -> str:
        edit(site, "\n\n设$P_n$正交。", "\n\n此刻保存的文字。")
        return compose(*values)

    with monkeypatch.context() as patch:
        patch.setattr(delivery, "compose", compose_slowly)
        report = importing(b=SECOND)
    assert [verb for verb, _ in report.changes] == ["in conflict"]
    assert {name: text.rpartition("---\n\n")[2] for name, text in posts(site).items()} == {
        "zheng-jiao-duo-xiang-shi.md": "此刻保存的文字。\n",
        "zheng-jiao-duo-xiang-shi.md.new": "设$P_n$正交。三项递推由此得到。\n",
    }


def test_a_second_import_at_the_same_time_is_refused_by_the_name_of_the_first(importing: Importing, site: Path) -> None:
    with folder_held(site / "content" / "posts", ""), pytest.raises(SiteError) as caught:
        importing(a=record())
    by = f"process {os.getpid()}" if Path("/proc/locks").exists() else "another process"
    assert (caught.value.status, str(caught.value)) == (
        3,
        f"error[locked]: {site}/content/posts/ is being filled by {by}",
    )
    assert posts(site) == {}
    assert importing(Options(dry_run=True), a=record()).problems == []


def test_nothing_is_written_through_links_that_lead_out_of_the_site(
    importing: Importing, site: Path, tmp_path: Path
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "part").write_text("theirs", "utf-8")
    (site / "content").mkdir()
    (site / "content" / "posts").symlink_to(outside)
    with pytest.raises(SiteError, match=r"content/posts: error\[link-outside\]: symlink to a folder outside the site"):
        importing(a=record())
    (site / "content" / "posts").unlink()
    (site / "content" / "posts").mkdir()
    (site / "content" / "posts" / ".zheng-jiao-duo-xiang-shi.md.part").symlink_to(outside / "part")
    importing(a=record())
    assert tree(outside) == {"part": b"theirs"}


# ---------------------------------------------------------------------------------------------- options


def test_a_dry_run_reports_and_writes_nothing_at_all(importing: Importing, site: Path) -> None:
    report = importing(Options(dry_run=True), a=record())
    assert list(site.iterdir()) == []
    assert list(report.lines())[-1].split("  ")[-1].strip() == "1 records: 1 written, 0 unchanged, 0 merged"
    importing(a=record())
    edit(site, "设$P_n$正交。", "我重写了这一篇。")
    before = tree(site)
    report = importing(Options(dry_run=True), b=SECOND)
    assert tree(site) == before
    assert [verb for verb, _ in report.changes] == ["in conflict"]


def test_dates_give_the_years_that_the_archive_does_not_tell(importing: Importing, site: Path, tmp_path: Path) -> None:
    dates = tmp_path / "dates.yaml"
    dates.write_text('"甲: 一": 2019-06-28\n乙: 2019-06-29\n丙: 2019-01-01\n正交多项式: 2021-05-06\n', "utf-8")
    dump = "28 Jun\n\n甲: 一\n\n文。\n\n点击阅读全文...\n\n28 Jun\n\n乙\n\n文。\n\n点击阅读全文...\n\n" + record(
        date="2021-05-99"
    )
    report = importing(Options(dates=dates), a=dump)
    assert messages(report, tmp_path) == [
        "dumps/a.txt:18: warning[date]: 2021-05-99 is not a date that exists; the post is kept without one",
        "dates.yaml:2: warning[date]: 乙: 2019-06-29 is not what the archive tells (--06-28)",
        "dates.yaml:3: warning[date]: no post in these archives has the title 丙",
    ]
    shown = [line for text in posts(site).values() for line in text.split("\n") if line.startswith("date:")]
    assert shown == ["date: 2019-06-28", 'date: "--06-28"', "date: 2021-05-06"]
    before = posts(site)
    importing(a=dump)
    assert posts(site) == before


def test_a_date_that_a_person_gives_joins_records_of_that_day(importing: Importing, site: Path, tmp_path: Path) -> None:
    dates = tmp_path / "dates.yaml"
    dates.write_text("正交多项式: 2022-05-06\n", "utf-8")
    day = "6 May\n\n正交多项式\n\n哪一年?\n\n点击阅读全文...\n\n"
    importing(Options(dates=dates), a=day + record(date="2021-05-06") + record(date="2022-05-06"))
    assert len(posts(site)) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("甲: 2019-02-30\n", "1:1: error[dates]: 甲: 2019-02-30 is not a date that exists"),
        (
            "甲: [1]\n",
            "1:1: error[dates]: 甲: a list or a mapping is not a date; expected one like 2024-06-14, or --06-14 without a year",
        ),
        ("甲: 2019-01-01\n甲: 2019-01-02\n", "2:1: error[dates]: the key 甲 stands twice (first in line 1); keep one"),
    ],
)
def test_dates_that_are_none_stop_the_import_before_anything_is_written(
    importing: Importing, site: Path, tmp_path: Path, text: str, message: str
) -> None:
    dates = tmp_path / "dates.yaml"
    dates.write_text(text, "utf-8")
    with pytest.raises(SiteError) as fault:
        importing(Options(dates=dates), a=record())
    assert (fault.value.status, str(fault.value)) == (2, f"{dates}:{message}")
    assert list(site.iterdir()) == []


def test_chinese_punctuation_is_restored_on_request_outside_formulas_and_code(importing: Importing, site: Path) -> None:
    body = "令$f(x,y)=0$,则`a,b`不变(见下):Let x, y be real."
    importing(Options(chinese_punctuation=True), a=record(body=body))
    (text,) = posts(site).values()
    assert text.rpartition("---\n\n")[2] == "令$f(x,y)=0$，则\\`a,b\\`不变（见下）：Let x, y be real.\n"
    importing(a=record(body=body))
    (text,) = posts(site).values()
    assert text.rpartition("---\n\n")[2] == "令$f(x,y)=0$,则\\`a,b\\`不变(见下):Let x, y be real.\n"


def test_an_encoding_can_be_named(importing: Importing, site: Path) -> None:
    importing(Options(encoding="gb18030"), a=record().encode("gb18030"))
    assert "设$P_n$正交。" in posts(site)["zheng-jiao-duo-xiang-shi.md"]


@pytest.mark.parametrize("name", ["klingon", "hex", "undefined"])
def test_an_unknown_encoding_is_a_mistake_in_usage(importing: Importing, site: Path, name: str) -> None:
    with pytest.raises(SiteError) as fault:
        importing(Options(encoding=name), a=record())
    assert (fault.value.status, str(fault.value)) == (
        2,
        f"--encoding: error[usage]: there is no encoding {name}; expected a name such as utf-8, gb18030 or big5",
    )
    assert list(site.iterdir()) == []


# ---------------------------------------------------------------------------------------------- faults


def test_missing_files_and_folders_stop_the_import_before_anything_is_written(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("good.txt").write_text(record(), "utf-8")
    Path("dumps").mkdir()
    result = CliRunner().invoke(main, ["import", "good.txt", "none.txt", "dumps", "-s", "site"])
    assert (result.exit_code, result.stderr) == (
        2,
        "none.txt: error[usage]: there is no such file\n"
        "dumps: error[usage]: this is a folder; name the files in it, such as folder/*.txt\n",
    )
    assert list(site.iterdir()) == []


def test_a_file_that_is_no_text_is_an_error_and_the_others_are_imported(
    importing: Importing, site: Path, tmp_path: Path
) -> None:
    png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 16
    report = importing(picture=png, a=record())
    assert messages(report, tmp_path) == [
        "dumps/picture.txt: error[encoding]: this is not text in an encoding known here; --encoding names one"
    ]
    assert list(posts(site)) == ["zheng-jiao-duo-xiang-shi.md"]


def test_a_folder_that_cannot_be_written_is_named_and_nothing_is_torn(
    tmp_path: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text(record(), "utf-8")
    (site / "content").mkdir()
    (site / "content" / "posts").write_text("kein Ordner", "utf-8")
    result = CliRunner().invoke(main, ["import", "a.txt", "-s", "site"])
    assert (result.exit_code, result.stderr) == (
        3,
        "error[write]: site/content/posts: file exists\n",
    )
    assert (site / "content" / "posts").read_text("utf-8") == "kein Ordner"


def test_what_was_written_before_a_full_disk_is_remembered(
    importing: Importing, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def fail_at_the_second(self: Path, target: Path) -> Path:
        if "qie" in str(target):
            raise OSError(28, "No space left on device")
        return replace(self, target)

    dump = record("埃尔米特", date="2020-01-01") + record("切比雪夫")
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", fail_at_the_second)
        with pytest.raises(SiteError, match=r"qie-bi-xue-fu\.md: no space left on device$"):
            importing(a=dump)
    assert [name for name in tree(site) if "part" in name] == []
    importing(b=dump.replace("设$P_n$正交。", "设$P_n$正交。补充。"))
    assert [text.rpartition("---\n\n")[2] for text in posts(site).values()] == ["设$P_n$正交。补充。\n"] * 2


@pytest.mark.parametrize(
    "title",
    [
        "../../../etc/passwd",
        "/etc/passwd",
        "..",
        "C:\\Windows\\con",
        "con",
        "index",
        ".hidden",
        "a/b?c=d#e",
        "%2e%2e%2f",
        "---",
        "null",
        "2021-05-06",
        "- [x]: {y}",
        "'\"\\",
        "🎉🎉",
        "\u202egnp.exe",
        "x" * 299,
        "$\\frac{a}{b}$的极限",
        "a  b\u3000c",
        "《A》与【B】",
    ],
)
def test_any_title_stays_in_the_folder_and_comes_back_as_it_was(importing: Importing, site: Path, title: str) -> None:
    importing(a=record(title))
    (file,) = (site / "content").rglob("*.*")
    parts = frontmatter.split(file.read_text("utf-8"), str(file))
    meta, problems = frontmatter.read(parts.mapping, str(file))
    assert file.parent == site / "content" / "posts"
    assert len(file.name) <= 63 + 11
    assert (meta.title, problems, parts.body) == (" ".join(title.split()), [], "\n设$P_n$正交。\n")
    before = tree(site)
    importing(a=record(title))
    assert tree(site) == before


def test_an_endless_title_is_cut_and_stands_whole_in_the_text(importing: Importing, site: Path, tmp_path: Path) -> None:
    title = "很长的标题" * 20_000
    report = importing(a=record(title))
    (text,) = posts(site).values()
    assert title in text
    assert f'title: "{title[:300]}…"' in text
    assert messages(report, tmp_path) == [
        "dumps/a.txt:1: warning[record]: a title of 100,000 characters; its beginning is the title, and the whole is a paragraph"
    ]


def test_many_posts_of_one_title_each_get_a_file(importing: Importing, site: Path) -> None:
    importing(a="".join(record("随笔", f"2021-01-{day:02}", body=f"第{day}篇。") for day in range(1, 29)))
    assert len(posts(site)) == 28
    assert "".join(sorted(posts(site).values())).count("篇。") == 28


def test_slugs_that_pages_and_posts_have_are_not_taken_again(importing: Importing, site: Path) -> None:
    folder = site / "content" / "posts"
    (folder / "qie-bi-xue-fu").mkdir(parents=True)
    (folder / "qie-bi-xue-fu" / "index.md").write_text("---\ntitle: 我的\n---\n", "utf-8")
    (folder / "mine.md").write_text("---\ntitle: 我的二\nslug: Zheng-jiao-duo-xiang-shi\n---\n", "utf-8")
    importing(a=record() + record("切比雪夫"))
    assert sorted(posts(site)) == [
        "mine.md",
        "qie-bi-xue-fu-2021-05-06.md",
        "qie-bi-xue-fu/index.md",
        "zheng-jiao-duo-xiang-shi-2021-05-06.md",
    ]


def test_an_archive_of_megabytes_is_read_to_its_end(importing: Importing, site: Path) -> None:
    line = "设$f(x)=\\sum a_n x^n$在圆内收敛,于是可以逐项求导,这里是一句普通的话。\n"
    report = importing(a=record("第一篇", body=line * 40_000) + record("第二篇"))
    assert sum(count["records"] for count in report.counts.values()) == 2
    assert posts(site)["di-yi-pian.md"].count("$f(x)=\\sum a_n x^n$") == 40_000


def test_a_line_without_end_is_an_error_and_the_others_are_imported(
    importing: Importing, site: Path, tmp_path: Path
) -> None:
    report = importing(a=record("第一篇", body="长" * 1_000_001), b=record("第二篇"))
    message = "a line of more than 1,000,000 characters, which no archive of texts has; the file was not read"
    line = record("第一篇", body="长").partition("长")[0].count("\n") + 1
    assert messages(report, tmp_path) == [f"dumps/a.txt:{line}: error[record]: {message}"]
    assert list(posts(site)) == ["di-er-pian.md"]


def test_a_file_named_twice_is_read_once(tmp_path: Path, site: Path) -> None:
    (tmp_path / "a.txt").write_text(record(), "utf-8")
    (tmp_path / "b.txt").symlink_to(tmp_path / "a.txt")
    report = import_archives([tmp_path / "a.txt", tmp_path / "b.txt", tmp_path / "a.txt"], site)
    assert [sum(count[verb] for count in report.counts.values()) for verb in ("records", "merged")] == [1, 0]
