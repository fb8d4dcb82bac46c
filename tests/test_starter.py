"""`sitegen init`: a new site builds as it is, and nothing that is there is overwritten."""

from __future__ import annotations

import os
import stat
from datetime import datetime
from pathlib import Path

import pytest

from sitegen.settings import Settings
from tests.sitehelp import post, sitegen, soup, texts, tree, write

FILES = [".gitignore", "content/pages/about.md", "content/posts/first-equation.md", "sitegen.yaml"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_new_site_builds_and_checks_without_a_word_and_numbers_its_formulas(tmp_path: Path, language: str) -> None:
    assert sitegen("init", "blog", "--language", language, cwd=tmp_path).stderr == ""
    assert sorted(tree(tmp_path / "blog")) == FILES
    build = sitegen("build", "--strict", "-s", "blog", cwd=tmp_path)
    assert (build.returncode, build.stderr) == (0, "")
    check = sitegen("check", "--strict", "-s", "blog", cwd=tmp_path)
    assert (check.returncode, check.stdout, check.stderr) == (0, "no problems found\n", "")
    page = soup(tmp_path / "blog/public/posts/first-equation/index.html")
    title = {"zh": "第一个公式", "en": "A First Equation"}[language]
    assert texts(page, "h1") == [title]
    assert page.html is not None
    assert page.html["lang"] == {"zh": "zh-CN", "en": "en"}[language]
    assert len([formula for formula in texts(page, ".post-body .math") if "\\label" in formula]) == 2
    assert texts(soup(tmp_path / "blog/public/about/index.html"), "main a") == [f"《{title}》"]


def test_the_first_post_is_of_today_in_the_zone_of_the_site(tmp_path: Path) -> None:
    days = []
    for _ in range(2):  # midnight may come in between
        days.append(f"date: {datetime.now(Settings().zone).date()}")
        if len(days) == 1:
            sitegen("init", cwd=tmp_path)
    assert (tmp_path / "content/posts/first-equation.md").read_text("utf-8").splitlines()[2] in days


def test_what_comes_next_is_said_in_two_commands(tmp_path: Path) -> None:
    assert sitegen("init", "my blog", cwd=tmp_path).stdout == (
        "a new site in my blog/: 4 files. What next:\n"
        "    sitegen serve -s 'my blog' --open    # the site in the browser, following what you write\n"
        "    sitegen new -s 'my blog' \"标题\"    # a new post\n"
    )
    (tmp_path / "here").mkdir()
    assert sitegen("init", "--language", "en", cwd=tmp_path / "here").stdout == (
        "a new site in ./: 4 files. What next:\n"
        "    sitegen serve --open    # the site in the browser, following what you write\n"
        '    sitegen new "A title"    # a new post\n'
    )
    assert sitegen("init", "quiet", "-q", cwd=tmp_path).stdout == ""


def test_a_folder_with_any_of_its_files_is_left_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "blog", {"sitegen.yaml": "title: Mine\n", "content/pages/about.md": post()})
    before = tree(tmp_path)
    done = sitegen("init", "blog", cwd=tmp_path)
    help = "    sitegen init overwrites nothing; choose another folder, or move what is there\n"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"blog/content/pages/about.md: error[init]: is there already\n{help}"
        f"blog/sitegen.yaml: error[init]: is there already\n{help}"
    )
    assert tree(tmp_path) == before


def test_a_folder_with_other_files_may_become_a_site(tmp_path: Path) -> None:
    write(tmp_path, {"README.md": "mine", "content/posts/mine.md": post("Mine")})
    assert sitegen("init", cwd=tmp_path).returncode == 0
    assert sorted(tree(tmp_path)) == sorted(["README.md", "content/posts/mine.md", *FILES])


@pytest.mark.parametrize("kind", ["a file", "a link that leads nowhere"])
def test_what_is_no_folder_stays_what_it_is(tmp_path: Path, kind: str) -> None:
    if kind == "a file":
        write(tmp_path, {"blog": "x"})
    else:
        (tmp_path / "blog").symlink_to("nowhere")
    done = sitegen("init", "blog", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "blog: error[init]: is no folder; choose another name\n")
    assert not (tmp_path / "nowhere").exists()


def test_a_link_in_the_place_of_a_file_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "blog").mkdir()
    (tmp_path / "blog/sitegen.yaml").symlink_to("../elsewhere.yaml")
    done = sitegen("init", "blog", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("blog/sitegen.yaml: error[init]: is there already\n")
    assert not (tmp_path / "elsewhere.yaml").exists()


@pytest.mark.parametrize("more", [[], ["--ci", "github"]])
def test_nothing_is_written_through_a_link_to_a_folder_elsewhere(tmp_path: Path, more: list[str]) -> None:
    link = tmp_path / ("blog/.github" if more else "blog/content")
    link.parent.mkdir()
    (tmp_path / "elsewhere").mkdir()
    link.symlink_to(tmp_path / "elsewhere")
    done = sitegen("init", "blog", *more, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith(
        ": error[link-outside]: symlink to a folder outside the site; nothing is written there\n"
    )
    assert tree(tmp_path / "elsewhere") == {}


def test_a_disk_that_is_full_keeps_no_half_of_a_site(tmp_path: Path) -> None:
    full = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))"
    done = sitegen("init", "blog", cwd=tmp_path, code=full)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "blog/content/posts/first-equation.md: error[write]: cannot be written: file too large\n"
    assert tree(tmp_path) == {}


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_to_is_status_3(tmp_path: Path) -> None:
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        done = sitegen("init", "blog", cwd=tmp_path)
    finally:
        tmp_path.chmod(stat.S_IRWXU)
    assert done.returncode == 3
    assert done.stderr == "blog: error[write]: cannot be written: permission denied\n"
