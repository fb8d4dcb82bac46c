"""`sitegen tags`: suggested, explained, written; and what an import writes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from tests.conftest import Importing, posts
from tests.sitehelp import tree, write

FILLER = "。".join(chr(0x5000 + n) for n in range(150))
OTHERS = "。".join(chr(0x5100 + n) for n in range(150))


def run(site: Path, *options: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1"}).invoke(main, ["tags", "-s", str(site), *options])


def said(site: Path, *options: str) -> str:
    """What the command says, with paths below the site."""
    done = run(site, *options)
    assert (done.exit_code, done.stderr) == (0, "")
    return done.stdout.replace(f"{site}{os.sep}", "")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    texts = {
        "a": f"---\ntitle: 矩阵的秩\n---\n\n秩很小。低秩矩阵,好用。说矩阵。\n\n{FILLER}\n",
        "b": f"---\ntitle: 再说矩阵\n---\n\n矩阵乘法。若矩阵可逆,好。\n\n{OTHERS}\n",
        "c": "---\ntitle: 鞅\ntags: [概率]\n---\n\n概率!鞅。\n",
        **{name: f"---\ntitle: {name}\n---\n" for name in "defg"},
    }
    return write(tmp_path / "site", {f"content/posts/{name}.md": text for name, text in texts.items()})


def test_tags_are_suggested_in_a_table_and_nothing_is_written(site: Path) -> None:
    before = tree(site)
    assert said(site).splitlines() == [
        "tag   posts   new  where",
        "矩阵      2     2  矩阵的秩 · 再说矩阵",
        "概率      1        鞅",
        "7 posts: 1 with tags, 6 without; 2 tags for 2 of these (--apply writes them)",
    ]
    assert tree(site) == before


def test_the_table_follows_the_order_of_the_tag_pages_and_names_three_posts(site: Path) -> None:
    extra = {f"content/posts/{n}.md": f"---\ntitle: {'长' * 20}{n}\ntags: [概率]\n---\n" for n in range(4)}
    write(site, {**extra, "content/tags.yaml": "tags: {概率: x, 矩阵: y}\n"})
    assert said(site).splitlines()[1] == f"概率      5        {' · '.join(['长' * 18 + '…'] * 3)} · 2 more"


def test_why_a_post_has_a_tag_is_explained(site: Path) -> None:
    write(site, {"content/tags.yaml": "rules: {代数: [可逆]}\n"})
    assert said(site, "--explain").splitlines()[:7] == [
        "content/posts/a.md  矩阵的秩",
        "    矩阵  1× in the title, 2× in the text; used by 2 posts",
        "content/posts/b.md  再说矩阵",
        "    代数  a rule of content/tags.yaml found 可逆",
        "    矩阵  1× in the title, 2× in the text; used by 2 posts",
        "content/posts/c.md  鞅",
        "    概率  written in the post; 1× in the text; used by 1 post",
    ]
    assert "    no tag: it shares no topic with another post" in said(site, "--explain").splitlines()


def test_they_are_written_into_posts_without_any_and_a_second_time_changes_nothing(site: Path) -> None:
    before = tree(site)
    assert said(site, "--apply", "-v") == (
        "wrote content/posts/a.md\nwrote content/posts/b.md\ntags written into 2 posts\n"
    )
    after = tree(site)
    assert {path for path in after if after[path] != before[path]} == {"content/posts/a.md", "content/posts/b.md"}
    old, new = (tree_["content/posts/a.md"].decode() for tree_ in (before, after))
    assert new == old.replace("title: 矩阵的秩\n", "title: 矩阵的秩\ntags: [矩阵]\n")
    assert said(site, "--apply") == "tags written into 0 posts\n"
    assert tree(site) == after


def test_quiet_says_nothing(site: Path) -> None:
    assert said(site, "--apply", "--quiet") == ""
    assert "tags: [矩阵]" in (site / "content/posts/a.md").read_text("utf-8")


def test_permissions_stay_and_a_link_stays_a_link(site: Path, tmp_path: Path) -> None:
    file = site / "content/posts/a.md"
    real = site / "drafts" / "real.md"
    real.parent.mkdir()
    file.rename(real)
    real.chmod(0o640)
    file.symlink_to(real)
    run(site, "--apply")
    assert file.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "tags: [矩阵]" in real.read_text("utf-8")


def test_a_post_that_cannot_be_read_is_named_and_the_others_get_their_tags(site: Path) -> None:
    write(site, {"content/posts/x.md": b"\xff"})
    done = run(site, "--apply")
    assert done.exit_code == 1
    assert "x.md:1: error[encoding]: byte 0xff at offset 0 is not UTF-8" in done.stderr
    assert done.stdout == "tags written into 2 posts\n"


def test_front_matter_without_room_for_a_line_is_left_alone_with_a_warning(site: Path) -> None:
    write(site, {"content/posts/a.md": f"---\n{{title: 矩阵的秩}}\n---\n矩阵!矩阵\n\n{FILLER}\n"})
    done = run(site, "--apply")
    assert (done.exit_code, done.stdout) == (0, "tags written into 1 post\n")
    assert done.stderr.replace(f"{site}{os.sep}", "") == (
        "content/posts/a.md:1: warning[tags]: its front matter has no place for a line of tags; it is left alone\n"
        "    write them yourself: 矩阵\n"
    )


def test_faults_of_the_vocabulary_stop_it_with_status_2(site: Path) -> None:
    write(site, {"content/tags.yaml": "keep: {a: b}\n"})
    done = run(site, "--apply")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.endswith("content/tags.yaml:1: error[tags]: expected a list of names, such as [概率, 优化]\n")


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    assert run(tmp_path / "none").exit_code == 2


def test_a_site_without_posts_has_nothing_to_suggest(tmp_path: Path) -> None:
    assert said(tmp_path) == "0 posts: 0 with tags, 0 without\n"


# ---------------------------------------------------------------------------------------------- at import


def record(title: str, day: int, body: str = "") -> str:
    return f"{title}\nBy 林远 | 2021-05-{day:02} | 99位读者 | 引用{body}\n"


MATRICES = record("矩阵的秩", 1, f"秩很小。低秩矩阵,好用。说矩阵。{FILLER}") + record(
    "再说矩阵", 2, f"矩阵乘法。若矩阵可逆,好。{OTHERS}"
)
QUIET = "".join(record(f"{'甲乙丙丁戊'[n]}记", 10 + n, "无事。") for n in range(5))


def tag_lines(site: Path) -> dict[str, list[str]]:
    lines = {
        name: [line for line in text.split("\n") if line.startswith("tags:")] for name, text in posts(site).items()
    }
    return {name: found for name, found in lines.items() if found}


def test_an_import_writes_tags_into_new_posts(importing: Importing, site_of_imports: Path) -> None:
    importing(a=MATRICES + QUIET)
    assert tag_lines(site_of_imports) == {
        "ju-zhen-de-zhi.md": ["tags: [矩阵]"],
        "zai-shuo-ju-zhen.md": ["tags: [矩阵]"],
    }


def test_later_posts_take_the_tags_in_use_and_change_no_file_of_the_earlier_ones(
    importing: Importing, site_of_imports: Path
) -> None:
    importing(a=MATRICES + QUIET)
    before = posts(site_of_imports)
    importing(b=record("三谈矩阵", 20, "说到矩阵,矩阵!"))
    after = posts(site_of_imports)
    assert {name: after[name] for name in before} == before
    assert tag_lines(site_of_imports)["san-tan-ju-zhen.md"] == ["tags: [矩阵]"]


def test_a_post_whose_tags_a_person_took_out_stays_without_at_the_next_import(
    importing: Importing, site_of_imports: Path
) -> None:
    importing(a=MATRICES + QUIET)
    file = site_of_imports / "content/posts/ju-zhen-de-zhi.md"
    file.write_text(file.read_text("utf-8").replace("tags: [矩阵]\n", ""), "utf-8")
    importing(a=MATRICES + QUIET, b=record("三谈矩阵", 20, "说到矩阵,矩阵!"))
    assert "ju-zhen-de-zhi.md" not in tag_lines(site_of_imports)


@pytest.fixture
def site_of_imports(tmp_path: Path) -> Path:
    return tmp_path / "site"
