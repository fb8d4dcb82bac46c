"""What the commands say to programs (`--json`), and the bar they show to people."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.sitehelp import command, environment, post, sitegen, write

BAD = {
    "path": "content/posts/bad.md",
    "line": 3,
    "column": 7,
    "kind": "date",
    "level": "error",
    "message": "2024-02-30 is not a date that exists",
    "help": "",
}
UNTITLED = {
    "path": "content/posts/b.md",
    "line": 1,
    "column": 0,
    "kind": "title",
    "level": "warning",
    "message": "the post has no title; its file's name b stands in",
    "help": "",
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write(tmp_path / "site", {"content/posts/a.md": post("A"), "content/posts/b.md": "No title.\n"})


def answer(*words: str, cwd: Path) -> tuple[int, Any]:
    """Return exit status and answer; the other stream is silent."""
    done = sitegen(*words, "--json", cwd=cwd)
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)


def test_a_build_answers_with_numbers_files_and_problems(site: Path) -> None:
    code, said = answer("build", cwd=site)
    assert code == 0
    assert 0 < said.pop("seconds") < 60
    written = said.pop("written")
    assert "posts/a/index.html" in written
    assert 5 < said.pop("pages") <= len(written)
    assert said == {"status": 0, "posts": 2, "removed": [], "unchanged": 0, "problems": [UNTITLED]}
    (site / "content/posts/b.md").unlink()
    said = answer("build", cwd=site)[1]
    assert said["removed"] == ["posts/b/index.html"]
    assert said["unchanged"] + len(said["written"]) == len(written) - 1


def test_a_build_that_fails_answers_with_its_problems_and_the_summary(site: Path) -> None:
    write(site, {"content/posts/bad.md": "---\ntitle: T\ndate: 2024-02-30\n---\n"})
    summary = "1 error and 1 warning in 1 of 3 posts; nothing published, public/ is unchanged (--skip-bad publishes the other 2)"
    assert answer("build", cwd=site) == (1, {"status": 1, "summary": summary, "problems": [UNTITLED, BAD]})
    code, said = answer("build", "-s", "nowhere", cwd=site)
    assert (code, said["status"], said["problems"][0]["path"]) == (2, 2, "nowhere")


def test_a_check_answers_with_every_problem(site: Path) -> None:
    assert answer("check", cwd=site) == (0, {"status": 0, "problems": [UNTITLED]})
    assert answer("check", "--strict", cwd=site) == (1, {"status": 1, "problems": [UNTITLED]})


def test_an_import_answers_with_what_became_of_each_archive(tmp_path: Path) -> None:
    dump = "标题一\nBy 甲 | 2024-06-14 | 5位读者 | 引用\n正文。\n"
    write(tmp_path, {"a.txt": dump, "bad.txt": b"\xff\x00\xfe" * 50})
    code, said = answer("import", "a.txt", "bad.txt", cwd=tmp_path)
    assert code == 1
    assert said["archives"] == {"a.txt": {"records": 1, "written": 1}, "bad.txt": {}}
    assert said["changes"] == [{"verb": "written", "path": "content/posts/biao-ti-yi.md"}]
    assert (said["status"], said["dry_run"]) == (1, False)
    assert [(problem["path"], problem["level"]) for problem in said["problems"]] == [("bad.txt", "error")]


def on_a_terminal(*words: str, cwd: Path) -> str:
    """Return what a person sees on the terminal to which the other stream goes."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        command(*words), cwd=cwd, env=environment({"COLUMNS": "100"}), stdout=subprocess.DEVNULL, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    try:
        while data := os.read(ours, 65536):
            seen += data
    except OSError:  # the terminal is closed
        pass
    finally:
        os.close(ours)
    assert process.wait(30) == 0
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", seen.decode())


def test_long_work_shows_what_is_being_done_and_how_long_it_will_take_to_people_alone(tmp_path: Path) -> None:
    site = write(tmp_path, {f"content/posts/p{n}.md": post(f"P{n}") for n in range(200)})
    seen = on_a_terminal("build", "-j", "1", cwd=site)
    for verb in ("typesetting", "rendering"):
        assert re.search(rf"{verb} +\S+ +\d+% +\d:\d\d:\d\d", seen), seen[:500]
    assert on_a_terminal("build", "-q", "-o", "other", cwd=site) == ""
    assert sitegen("build", "-o", "third", cwd=site).stderr == ""
