"""`sitegen check`: what it says and where, its exit status, and what it leaves alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from sitegen.cli import main
from tests.sitehelp import post, tree, write


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with two warnings and, in one post of two, a third."""
    return write(tmp_path, {"content/posts/a.md": post(), "content/posts/b.md": post("B", body="<b>x</b>")})


def run(site: Path, *arguments: str) -> Result:
    return CliRunner(env={"NO_COLOR": "1"}).invoke(main, ["check", "-s", str(site), *arguments])


def test_problems_go_to_stderr_and_one_line_sums_up(site: Path) -> None:
    done = run(site)
    assert done.stdout == "3 warnings: 2 missing-date, 1 html-as-text\n"
    assert done.stderr.replace(f"{site}{os.sep}", "").splitlines()[::2] == [
        "content/posts/a.md:1: warning[missing-date]: the post has no date",
        "content/posts/b.md:1: warning[missing-date]: the post has no date",
        "content/posts/b.md:5:1: warning[html-as-text]: readers see <b> as text",
    ]
    assert done.exit_code == 0


def test_warnings_are_no_failure_unless_they_are_taken_for_errors(site: Path) -> None:
    assert run(site, "--strict").exit_code == 1
    assert run(site, "--strict", "--only", "dead-link").exit_code == 0


def test_an_error_is_a_failure(site: Path) -> None:
    write(site, {"content/posts/a.md": post(body="[a](/no/)")})
    done = run(site, "--skip", "missing-date")
    assert (done.exit_code, done.stdout) == (1, "1 error and 1 warning: 1 dead-link, 1 html-as-text\n")


def test_without_problems_it_says_so_or_nothing(site: Path) -> None:
    done = run(site, "--skip", "missing-date", "--skip", "html-as-text")
    assert (done.exit_code, done.output) == (0, "no problems found\n")
    assert run(site, "--only", "dead-link", "-q").output == ""


def test_machines_get_problems_alone_on_stdout(site: Path) -> None:
    done = run(site, "--format", "json", "--skip", "missing-date")
    answer = json.loads(done.stdout)
    assert (answer["status"], [problem["kind"] for problem in answer["problems"]]) == (0, ["html-as-text"])
    assert (done.stderr, run(site, "--json", "--skip", "missing-date").stdout) == ("", done.stdout)
    done = run(site, "--format", "github", "-q", "--only", "html-as-text")
    assert done.output == (
        f"::warning file={site}/content/posts/b.md,line=5,col=1,title=html-as-text::readers see <b> as text%0A"
        "write Markdown, or set markdown.html: true in sitegen.yaml; in backticks it is meant so\n"
    )
    assert run(site, "--format", "github", "-q", "--only", "dead-link").output == ""


def test_machines_get_faults_of_settings_too(site: Path) -> None:
    write(site, {"sitegen.yaml": "page_size: 0\n"})
    done = run(site, "--format", "github")
    message = "page_size: '0': expected a number from 1 to 1000"
    assert done.output == f"::error file={site}/sitegen.yaml,line=1,col=12,title=settings::{message}\n"
    assert done.exit_code == 2


def test_a_kind_is_explained(site: Path) -> None:
    assert run(site, "--explain", "empty-link").output == (
        "empty-link\n\nLinks that nobody can follow: `[words]()` has no address, `[](address)` nothing to click on.\n"
    )
    assert run(site, "--explain", "astray").output == (
        "astray\n\nA Markdown file in `content/` that is neither among the posts nor among the pages, and is not read.\n\n"
        "Every build finds these.\n"
    )
    assert run(site, "--explain", "dead-links").output == (
        "error[usage]: there are no problems of the kind dead-links\n    did you mean dead-link?\n"
    )


def test_orphans_are_named_when_they_are_asked_for(site: Path) -> None:
    done = run(site, "--orphans", "--only", "orphan")
    assert done.stdout == "2 warnings: 2 orphan\n"
    assert run(site, "--orphans").stdout == "5 warnings: 2 missing-date, 2 orphan, 1 html-as-text\n"


def test_nothing_is_written(site: Path) -> None:
    before = tree(site)
    run(site)
    assert tree(site) == before
