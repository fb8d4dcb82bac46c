"""Publishing: a folder holds exactly these files, and nothing can tear it or lose what is not ours."""

from __future__ import annotations

import ast
import builtins
import errno
import hashlib
import json
import os
import random
import signal
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from sitegen.building import build
from sitegen.lock import folder_id, held, locked
from sitegen.problem import ENVIRONMENT, SiteError
from sitegen.publish import JOURNAL, STAGE, Content, Report, Stage, manifest, recover
from sitegen.stamps import stamps_of
from tests.sitehelp import ROOT, built, command, environment, faults, post, published, sitegen, tree, write

OLD: dict[str, Content] = {"index.html": b"old", "a/index.html": b"old a", "same.txt": b"same", "gone/index.html": b"x"}
NEW: dict[str, Content] = {"index.html": b"new", "a/index.html": b"new a", "same.txt": b"same", "b/c/index.html": b"b"}

DIGEST = hashlib.sha256(b"outside").hexdigest()[:32]


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return tmp_path / ".sitegen"


def publish(files: Mapping[str, Content], output: Path, ours: Path) -> Report:
    """Make the output folder hold these files, by path; return what changed."""
    stage = Stage(output, ours)
    return stage.publish(stage.put(n, path, content) for n, (path, content) in enumerate(files.items()))


def said(report: Report, tmp_path: Path) -> list[str]:
    return [str(problem).replace(f"{tmp_path}/", "") for problem in report.problems]


# ---------------------------------------------------------------------------------------------- exactly these files


def test_the_folder_holds_exactly_the_files_and_the_report_says_what_changed(output: Path, ours: Path) -> None:
    first = publish(OLD, output, ours)
    assert (first.written, first.removed, first.unchanged) == (sorted(OLD), [], 0)
    assert published(output) == OLD
    second = publish(NEW, output, ours)
    assert second.written == ["a/index.html", "b/c/index.html", "index.html"]
    assert (second.removed, second.unchanged) == (["gone/index.html"], 1)
    assert tree(output) == NEW
    assert not (output / "gone").exists()


def test_files_that_come_with_their_folder_are_known_by_their_stamps_before(output: Path, ours: Path) -> None:
    for files, new in ((OLD, ["a/index.html", "gone/index.html"]), (NEW, ["b/c/index.html"])):
        stage = Stage(output, ours)
        staged = [stage.put(n, path, content) for n, (path, content) in enumerate(files.items())]
        stage.publish(staged)
        assert {each.path: each.stamp for each in staged if each.stamp} == stamps_of(str(output), new)


def test_files_are_copied_from_where_they_lie(tmp_path: Path, output: Path, ours: Path) -> None:
    source = write(tmp_path, {"a.png": b"\x89png"}) / "a.png"
    publish({"x/a.png": source}, output, ours)
    assert tree(output) == {"x/a.png": b"\x89png"}


def test_a_file_that_does_not_change_is_not_touched(output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    os.utime(output / "same.txt", ns=(1, 1))
    before = (output / "same.txt").stat()
    publish(NEW, output, ours)
    after = (output / "same.txt").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_publishing_the_same_again_writes_nothing_at_all(output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    times = {path: path.stat().st_mtime_ns for folder in (output, ours) for path in folder.rglob("*")}
    assert publish(OLD, output, ours) == Report(unchanged=4)
    assert {path: path.stat().st_mtime_ns for folder in (output, ours) for path in folder.rglob("*")} == times


def test_names_of_any_bytes_are_published(tmp_path: Path, output: Path, ours: Path) -> None:
    name = os.fsdecode(b"\xff\xe9.txt")
    publish({name: b"1", "概率.txt": b"2"}, output, ours)
    publish({"概率.txt": b"2"}, output, ours)
    assert tree(output) == {"概率.txt": b"2"}


# ---------------------------------------------------------------------------------------------- what is not ours


def test_foreign_files_stay(output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    foreign = {"CNAME": b"example.org", "gone/own.txt": b"mine", ".git/config": b"git", "own/index.html": b"mine"}
    write(output, foreign)
    publish(NEW, output, ours)
    assert tree(output) == {**NEW, **foreign}


def test_a_foreign_file_in_the_way_is_kept_with_a_notice(tmp_path: Path, output: Path, ours: Path) -> None:
    write(output, {"index.html": b"mine", "a/index.html": b"mine too"})
    report = publish(OLD, output, ours)
    assert published(output) == OLD
    assert tree(ours / "replaced") == {"index.html": b"mine", "a/index.html": b"mine too"}
    assert said(report, tmp_path) == [
        "public: warning[foreign-file]: index.html and 1 more stood in the way and was not written by sitegen, "
        "or changed since; kept in .sitegen/replaced"
    ]


def test_our_file_that_a_person_changed_is_kept_before_it_is_replaced(output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    for n, text in enumerate((b"edit 1", b"edit 2", b"edit 2")):
        write(output, {"index.html": text})
        publish({**OLD, "index.html": b"new %d" % n}, output, ours)
    assert tree(ours / "replaced") == {"index.html": b"edit 1", "index.html.1": b"edit 2"}


def test_a_file_is_kept_though_another_that_was_kept_is_called_like_its_folder(output: Path, ours: Path) -> None:
    for path in ("a", "a/b/c", "a"):
        write(output, {path: f"mine: {path}"})
        publish({path: b"ours"}, output, ours)
        publish({}, output, ours)
    assert tree(ours / "replaced") | tree(ours / "replaced.more") == {"a": b"mine: a", "a/b/c": b"mine: a/b/c"}


def test_an_orphan_that_a_person_changed_is_left_alone_with_a_notice(tmp_path: Path, output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    write(output, {"gone/index.html": b"mine now"})
    report = publish(NEW, output, ours)
    assert (output / "gone/index.html").read_bytes() == b"mine now"
    assert said(report, tmp_path) == [
        "public/gone/index.html: warning[foreign-file]: no longer part of the site, but changed by someone else; "
        "left alone"
    ]
    assert publish(NEW, output, ours).problems == []


def test_a_link_that_was_put_in_place_of_our_file_is_replaced_and_what_it_leads_to_is_not(
    tmp_path: Path, output: Path, ours: Path
) -> None:
    publish(OLD, output, ours)
    target = write(tmp_path, {"target.html": b"theirs"}) / "target.html"
    for path in ("index.html", "gone/index.html"):
        (output / path).unlink()
        (output / path).symlink_to(target)
    publish(NEW, output, ours)
    assert target.read_bytes() == b"theirs"
    assert (output / "index.html").read_bytes() == b"new"
    assert not (output / "index.html").is_symlink()
    assert (output / "gone/index.html").is_symlink()


def test_nothing_is_written_or_removed_through_a_folder_that_is_a_link(
    tmp_path: Path, output: Path, ours: Path
) -> None:
    publish(OLD, output, ours)
    elsewhere = write(tmp_path / "elsewhere", {"index.html": b"x"})
    for name in ("a", "gone"):
        (output / name / "index.html").unlink()
        (output / name).rmdir()
        (output / name).symlink_to(elsewhere)
    with pytest.raises(SiteError) as caught:
        publish(NEW, output, ours)
    assert str(caught.value) == (
        f"error[write]: {output}/a: a file or a link stands where a folder is needed; the site in {output}/ is unchanged"
    )
    (output / "a").unlink()
    publish(NEW, output, ours)
    assert tree(elsewhere) == {"index.html": b"x"}


@pytest.mark.parametrize(
    ("foreign", "reason"),
    [
        ({"index.html/own.txt": b"mine"}, "index.html/own.txt: a folder stands where a page is to be written"),
        ({"a": b"mine"}, "a: a file or a link stands where a folder is needed"),
    ],
)
def test_what_is_not_ours_and_cannot_make_way_stops_the_publication(
    output: Path, ours: Path, foreign: dict[str, bytes], reason: str
) -> None:
    write(output, foreign)
    with pytest.raises(SiteError) as caught:
        publish(OLD, output, ours)
    assert str(caught.value) == f"error[write]: {output}/{reason}; the site in {output}/ is unchanged"
    assert caught.value.status == ENVIRONMENT
    assert tree(output) == foreign


def test_our_own_file_makes_way_for_a_folder_and_our_own_folder_for_a_file(output: Path, ours: Path) -> None:
    one: dict[str, Content] = {"a": b"file", "b/c/d.txt": b"folder", "b/e.txt": b"folder"}
    other: dict[str, Content] = {"a/x.txt": b"folder", "b": b"file"}
    for files in (one, other, one):
        publish(files, output, ours)
        assert tree(output) == files


# ---------------------------------------------------------------------------------------------- what is damaged


@pytest.mark.parametrize(
    "damage", [b"", b"{", b"[]", b'{"files": []}', b'{"files": {"../x": "1"}}', b"\xff", b"null", b"[" * 100_000]
)
def test_a_damaged_manifest_loses_nothing(tmp_path: Path, output: Path, ours: Path, damage: bytes) -> None:
    publish(OLD, output, ours)
    write(tmp_path, {"x": b"outside"})
    (manifest,) = ours.glob("published-*.json")
    manifest.write_bytes(damage)
    report = publish(NEW, output, ours)
    assert tree(output) == {**NEW, "gone/index.html": b"x"}
    assert (tmp_path / "x").read_bytes() == b"outside"
    if damage != b'{"files": {"../x": "1"}}':
        assert said(report, tmp_path)[0] == (
            f".sitegen/{manifest.name}: warning[manifest]: damaged; pages that were published before and are no longer "
            "part of the site stay where they are"
        )
    assert publish(NEW, output, ours).problems == []


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b"\xff"])
def test_a_damaged_journal_is_none(output: Path, ours: Path, damage: bytes) -> None:
    publish(OLD, output, ours)
    write(output / STAGE, {JOURNAL: damage, "0": b"torn"})
    publish(NEW, output, ours)
    assert tree(output) == NEW


def a_journal(ours: Path, **parts: object) -> str:
    """Return a journal in which some parts are these, and the others tell of nothing."""
    tables: dict[str, object] = {"move": {}, "old": {}, "remove": {}, "changed": {}}
    lists: dict[str, object] = {"whole": [], "first": [], "gone": []}
    return json.dumps({"site": folder_id(ours), **tables, **lists, **parts})


def test_a_file_of_the_users_that_came_after_the_kill_is_not_removed(output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    write(output / STAGE, {JOURNAL: a_journal(ours, remove={"gone/index.html": "0" * 32})})
    assert recover(output, ours)
    assert tree(output) == OLD


@pytest.mark.parametrize(
    "parts",
    [
        {"move": {"../x": "0"}},
        {"move": {"a/../../x": "0"}},
        {"move": {"link/x": "0"}},
        {"move": {"x": "../../x"}},
        {"move": {"x": 0}},
        {"move": ["x"]},
        {"old": {"index.html": "../../x"}},
        {"remove": {"../x": DIGEST}},
        {"remove": {"link/x": DIGEST}},
        {"remove": 3},
        {"first": ["x"]},
        {"changed": {"../x": DIGEST}},
        {"gone": [["index.html"]]},
        {"whole": ["../x"]},
        {"whole": "a"},
        {"move": {"y/x": "new/../../x"}, "whole": ["y"]},
    ],
    ids=str,
)
def test_a_journal_that_sitegen_did_not_write_moves_and_removes_nothing(
    tmp_path: Path, output: Path, ours: Path, parts: dict[str, object]
) -> None:
    publish(OLD, output, ours)
    write(tmp_path, {"x": b"outside"})
    (output / "link").symlink_to(tmp_path)
    journal = a_journal(ours, **{"move": {"index.html": "0"}, "changed": {"index.html": "0"}, **parts})
    write(output / STAGE, {JOURNAL: journal, "0": b"evil"})
    assert not recover(output, ours)
    assert ((tmp_path / "x").read_bytes(), (output / "index.html").read_bytes()) == (b"outside", b"old")
    (output / "link").unlink()
    publish(NEW, output, ours)
    assert tree(output) == NEW


def test_a_folder_that_came_after_the_kill_takes_the_files_that_were_to_come_in_a_whole_folder(
    output: Path, ours: Path
) -> None:
    journal = a_journal(ours, whole=["a"], move={"a/b/ours.html": "new/a/b/ours.html"}, changed={"a/b/ours.html": "1"})
    write(output, {f"{STAGE}/{JOURNAL}": journal, f"{STAGE}/new/a/b/ours.html": b"ours", "a/theirs.html": b"theirs"})
    assert recover(output, ours)
    assert tree(output) == {"a/b/ours.html": b"ours", "a/theirs.html": b"theirs"}


def test_a_link_in_the_stage_is_not_written_through_and_nothing_beyond_it_is_removed(
    tmp_path: Path, output: Path, ours: Path
) -> None:
    theirs = write(tmp_path, {"theirs/b/c/index.html": b"theirs"}) / "theirs"
    for place in ("new", "new/b"):
        (output / STAGE / place).parent.mkdir(parents=True)
        (output / STAGE / place).symlink_to(theirs / place.partition("/")[2])
        publish(NEW, output, ours)
        assert (tree(output), tree(theirs)) == (NEW, {"b/c/index.html": b"theirs"})
        publish({}, output, ours)


def test_a_journal_of_another_site_is_finished_and_its_files_do_not_become_ours(
    tmp_path: Path, output: Path, ours: Path
) -> None:
    theirs = tmp_path / "theirs"
    journal = a_journal(theirs, move={"a.html": "0"}, changed={"a.html": "1"})
    write(output / STAGE, {JOURNAL: journal, "0": b"theirs"})
    publish({"b.html": b"ours"}, output, ours)
    assert tree(output) == {"a.html": b"theirs", "b.html": b"ours"}
    publish({}, output, ours)
    assert tree(output) == {"a.html": b"theirs"}


def test_a_manifest_that_was_half_written_by_a_command_that_was_killed_is_forgotten(output: Path, ours: Path) -> None:
    publish(OLD, output, ours)
    (manifest,) = ours.glob("published-*.json")
    manifest.with_suffix(".part").write_text('{"files": {"index.html": "0"}}')
    write(output, {"index.html": b"spoilt"})
    publish(OLD, output, ours)
    publish(NEW, output, ours)
    assert tree(output) == NEW


@pytest.mark.parametrize("kind", ["link", "file"])
def test_a_stage_that_is_no_folder_of_ours_stops_the_publication_and_nothing_is_written_through_it(
    tmp_path: Path, output: Path, ours: Path, kind: str
) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"0": b"mine", "1": b"mine"})
    publish(OLD, output, ours)
    if kind == "link":
        (output / STAGE).symlink_to(elsewhere)
    else:
        (output / STAGE).write_bytes(b"mine")
    before = tree(output)
    with pytest.raises(SiteError) as caught:
        publish(NEW, output, ours)
    assert (caught.value.status, str(caught.value)) == (
        ENVIRONMENT,
        f"error[write]: {output / STAGE}: a link or a file stands where pages are staged; "
        f"the site in {output}/ is unchanged",
    )
    assert tree(output) == before
    assert tree(elsewhere) == {"0": b"mine", "1": b"mine"}


@pytest.mark.skipif(os.name == "nt", reason="no file can be called so here")
def test_a_backslash_in_a_name_is_a_letter_like_any_other(output: Path, ours: Path) -> None:
    publish({"a\\b": b"1", "c": b"2"}, output, ours)
    assert tree(output) == {"a\\b": b"1", "c": b"2"}
    publish({"c": b"3"}, output, ours)
    assert tree(output) == {"c": b"3"}


# ---------------------------------------------------------------------------------------------- what the disk refuses


OPERATIONS = ("open", "mkdir", "replace", "rename", "unlink", "rmdir", "link")


class Tripwire:
    """Counts what is asked of the disk below the folder, and acts when it has counted to the number given.

    Reading counts for nothing.
    """

    def __init__(self, folder: Path, number: int, act: Callable[[], None]) -> None:
        self.folder, self.number, self.act, self.count = str(folder), number, act, 0

    def meet(self, path: object) -> None:
        if str(path).startswith(self.folder):
            self.count += 1
            if self.count == self.number:
                self.act()


def lay(wire: Tripwire, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the wire before every operation that changes the disk."""

    def wrapped(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, *rest: Any, **named: Any) -> Any:
            wire.meet(path)
            return original(path, *rest, **named)

        return call

    def opening(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, mode: str = "r", *rest: Any, **named: Any) -> Any:
            if mode[0] != "r":
                wire.meet(path)
            return original(path, mode, *rest, **named)

        return call

    def opening_with_flags(original: Callable[..., Any]) -> Callable[..., Any]:
        def call(path: Any, flags: int, *rest: Any, **named: Any) -> Any:
            if flags & os.O_WRONLY:
                wire.meet(path)
            return original(path, flags, *rest, **named)

        return call

    for name in OPERATIONS[1:]:
        monkeypatch.setattr(os, name, wrapped(getattr(os, name)))
    monkeypatch.setattr(os, "open", opening_with_flags(os.open))
    for place in (Path, builtins):
        monkeypatch.setattr(place, "open", opening(place.open))


def refuse() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def refusal(files: dict[str, Content], output: Path, ours: Path) -> SiteError | None:
    try:
        publish(files, output, ours)
    except SiteError as fault:
        return fault
    return None


@pytest.mark.parametrize("before", [{}, OLD], ids=["the first", "another"])
def test_whichever_write_fails_the_site_is_as_before_and_the_next_build_is_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: dict[str, Content]
) -> None:
    failed = 0
    for number in range(1, 200):
        folder = tmp_path / str(number)
        output, ours = folder / "public", folder / ".sitegen"
        publish(before, output, ours)
        wire = Tripwire(folder, number, refuse)
        with monkeypatch.context() as patch:
            lay(wire, patch)
            fault = refusal(NEW, output, ours)
        if fault:
            failed += 1
            assert fault.status == ENVIRONMENT
            assert str(fault).endswith(f": no space left on device; the site in {output}/ is unchanged")
        assert published(output) == (before if fault else NEW)
        publish(NEW, output, ours)
        assert tree(output) == NEW
        if wire.count < number:
            break
    assert (failed > 10, wire.count > 15) == (True, True)


def test_where_nothing_can_be_put_back_the_next_command_finishes_what_was_begun(
    output: Path, ours: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(OLD, output, ours)
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", lambda *_, **__: refuse())
        patch.setattr(manifest, "settle", lambda *_: refuse())
        with pytest.raises(SiteError, match="is half-way; the next command finishes it"):
            publish(NEW, output, ours)
    assert recover(output, ours)
    assert tree(output) == NEW


@pytest.mark.skipif(os.name == "nt", reason="there are no limits on file sizes here")
def test_a_disk_that_is_full_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    site = write(tmp_path, {f"content/posts/p{n}.md": post(f"P{n}", "Text. " * 50) for n in range(10)})
    before = published(built(site))
    write(site, {f"content/posts/p{n}.md": post(f"P{n}", "Other text. " * 5000) for n in range(10)})
    limit = "import resource, signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    limit += "resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))"
    done = sitegen("build", cwd=site, code=limit)
    assert done.returncode == ENVIRONMENT
    assert done.stdout == ""
    assert done.stderr.startswith("error[write]: .sitegen/memory-")
    assert done.stderr.endswith("/texts: file too large; nothing was published\n")
    assert len(done.stderr.splitlines()) == 1
    assert published(site / "public") == before
    assert sitegen("build", cwd=site).returncode == 0


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can make a disk that is full")
def test_a_small_disk_that_is_full_leaves_the_site_as_it_was(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {f"content/posts/p{n}.md": post(f"P{n}", "Text. " * 50) for n in range(10)})
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", disk], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("a disk cannot be mounted here")
    try:
        output = disk / "public"
        assert sitegen("build", "-o", output, cwd=site).returncode == 0
        before = published(output)
        write(site, {f"content/posts/p{n}.md": post(f"P{n}", "Other text. " * 5000) for n in range(10)})
        done = sitegen("build", "-o", output, cwd=site)
        assert done.returncode == ENVIRONMENT
        assert done.stderr.endswith(f": no space left on device; the site in {output}/ is unchanged\n")
        assert published(output) == before
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything may be written here")
def test_an_output_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A")})
    before = published(built(site))
    write(site, {"content/posts/a.md": post("B")})
    (site / "public/posts/a").chmod(0o555)
    said = faults(site)
    (site / "public/posts/a").chmod(0o755)
    assert said == ["error[write]: public/posts/a: permission denied; the site in public/ is unchanged"]
    assert published(site / "public") == before


# ---------------------------------------------------------------------------------------------- power


@pytest.mark.parametrize("number", [3, 100])
def test_the_disk_holds_every_file_before_the_journal_says_so(
    output: Path, ours: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Names of what was written are on disk no sooner than the system likes; the journal must not be there before."""
    held: set[int] = set()
    fsync, replace = os.fsync, os.replace
    missing: list[str] = []

    def hold(descriptor: int) -> None:
        held.add(os.fstat(descriptor).st_ino)
        fsync(descriptor)

    def hold_all() -> None:
        held.update(path.stat().st_ino for path in (output / STAGE).rglob("*"))

    def move(path: Path, target: Path) -> None:
        if Path(target).name == JOURNAL:
            files = [path for path in (output / STAGE).rglob("*") if path.is_file()]
            missing.extend(each.name for each in files if each.stat().st_ino not in held)
            missing.append("told")
        replace(path, target)

    monkeypatch.setattr(os, "fsync", hold)
    monkeypatch.setattr(os, "sync", hold_all)
    monkeypatch.setattr(os, "replace", move)
    publish({f"p{n}.html" if n % 2 else f"new/p{n}.html": b"%d" % n for n in range(number)}, output, ours)
    assert missing == ["told"]


# ---------------------------------------------------------------------------------------------- kills


KILLS = int(os.environ.get("SITEGENTEST_KILLS", "10"))
POSTS = 12 if KILLS <= 10 else 300
"""A run before a release kills more often and has more posts: SITEGENTEST_KILLS=100."""

WIRE = """
import os, sys, signal
from pathlib import Path
count, last, folder = 0, int(os.environ["STOP_AT"]), os.environ["STOP_BELOW"]
builder = os.getpid()
def meet(path):
    global count
    if str(path).startswith(folder):
        count += 1
        if count == last:
            os.kill(builder, signal.SIGKILL)
def wrapped(original):
    def call(path, *rest, **named):
        meet(path)
        return original(path, *rest, **named)
    return call
def opening(original):
    def call(path, mode="r", *rest, **named):
        file = original(path, mode, *rest, **named)
        if mode[0] != "r":
            meet(path)
        return file
    return call
for name in ("mkdir", "replace", "rename", "unlink", "rmdir", "link"):
    setattr(os, name, wrapped(getattr(os, name)))
import builtins
for place in (Path, builtins):
    place.open = opening(place.open)
def tell():
    if "COUNT_IN" in os.environ:
        with open(os.environ["COUNT_IN"], "w") as file:
            file.write(str(count))
import atexit; atexit.register(tell)
"""
"""Kills the command at the n-th change of the disk that it makes, or a process that works for it; a file that is opened
for writing is still empty then."""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked to be killed")
@pytest.mark.parametrize("before", [{}, OLD], ids=["the first", "another"])
def test_a_publication_that_is_killed_at_any_moment_has_changed_nothing_or_is_finished(
    tmp_path: Path, before: dict[str, Content]
) -> None:
    outcomes: list[bool] = []
    is_killed = True
    while is_killed:
        folder = tmp_path / str(len(outcomes))
        output, ours = folder / "public", folder / ".sitegen"
        publish(before, output, ours)
        is_killed = killed_at(len(outcomes) + 1, output, ours)
        began = (output / STAGE / JOURNAL).exists()
        assert began or published(output) in (before, NEW)
        outcomes.append(recover(output, ours))
        assert outcomes[-1] == began
        assert not began or published(output) == NEW
        publish(NEW, output, ours)
        assert tree(output) == NEW
    assert (False in outcomes, True in outcomes) == (True, True)


def killed_at(moment: int, output: Path, ours: Path) -> bool:
    """Publish in a process that is killed before the change of the disk of this number; return whether it came to that."""
    process = os.fork()
    if process == 0:
        lay(Tripwire(output.parent, moment, lambda: os.kill(os.getpid(), signal.SIGKILL)), pytest.MonkeyPatch())
        publish(NEW, output, ours)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(process, 0)[1])


@pytest.fixture(scope="module")
def editions() -> tuple[dict[str, str], dict[str, str]]:
    old = {f"content/posts/p{n}.md": post(f"P{n}", "Old.", date=f"2024-01-{n % 28 + 1:02}") for n in range(POSTS)}
    new = {path: text.replace("Old.", "New.") for path, text in old.items()}
    new["content/posts/p1.md"] = post("P1", "With an alias.", aliases="[/moved/]")
    return old, new


def test_a_build_that_is_killed_at_any_moment_leaves_a_whole_site_and_the_next_command_sets_it_right(
    tmp_path: Path, editions: tuple[dict[str, str], dict[str, str]]
) -> None:
    old_posts, new_posts = editions
    site = tmp_path / "site"
    output = site / "public"

    def start_over() -> dict[str, bytes]:
        write(site, old_posts)
        return published(built(site))

    old = start_over()
    write(site, new_posts)
    count = tmp_path / "count"
    variables = {"STOP_AT": "0", "STOP_BELOW": "public", "COUNT_IN": str(count)}
    assert sitegen("build", cwd=site, code=WIRE, env=variables).returncode == 0
    new = published(output)
    moments = int(count.read_text())
    assert moments > 60
    chance = random.Random(1)
    finished = 0
    for moment in sorted(chance.sample(range(1, moments + 1), KILLS)):
        start_over()
        write(site, new_posts)
        killed = sitegen("build", cwd=site, code=WIRE, env={"STOP_AT": str(moment), "STOP_BELOW": "public"})
        assert killed.returncode == -signal.SIGKILL
        for path, data in published(output).items():
            assert data in (old.get(path), new.get(path)), f"torn: {path}"
        assert old.keys() & new.keys() <= published(output).keys()
        began = (output / STAGE / JOURNAL).exists()
        if not began:
            assert published(output) in (old, new)
        write(site, {"content/posts/bad.md": b"\xff"})  # even a build that publishes nothing finishes what was begun
        faults(site)
        (site / "content/posts/bad.md").unlink()
        assert published(output) in ((new,) if began else (old, new))
        finished += began
        built(site)
        assert tree(output) == new
    assert 0 < finished < KILLS


# ---------------------------------------------------------------------------------------------- locks


HOLD = "import sys; from sitegen import story\nstory.load = lambda *_: (print('holding', flush=True), sys.stdin.read())"


def test_a_second_build_is_refused_by_the_name_of_the_first_and_a_dead_one_holds_nothing(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post()})
    holder = subprocess.Popen(
        command("build", code=HOLD),
        cwd=site,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    try:
        assert holder.stdout.readline() == "holding\n"
        second = sitegen("build", cwd=site)
        assert (second.returncode, second.stderr) == (
            3,
            f"error[locked]: public/ is being built by process {holder.pid}\n",
        )
        assert sitegen("build", "-o", "elsewhere", cwd=site).returncode == 0
    finally:
        holder.kill()
        holder.wait()
        holder.stdin.close()
        holder.stdout.close()
    assert sitegen("build", cwd=site).returncode == 0


def test_a_build_of_another_site_into_the_same_folder_is_refused_by_the_name_of_the_first(tmp_path: Path) -> None:
    one, other = (write(tmp_path / name, {f"content/posts/{name}.md": post()}) for name in ("one", "other"))
    output = tmp_path / "public"
    with locked(output, one / ".sitegen"):
        done = sitegen("build", "-o", output, cwd=other)
    by = f"process {os.getpid()}" if Path("/proc/locks").exists() else "another process"
    assert (done.returncode, done.stderr) == (3, f"error[locked]: {output}/ is being built by {by}\n")
    assert not output.exists()
    assert sitegen("build", "-o", output, cwd=other).returncode == 0


def test_two_sites_in_turn_into_one_folder_keep_what_the_other_wrote(tmp_path: Path) -> None:
    one, other = (write(tmp_path / name, {f"content/posts/{name}.md": post()}) for name in ("one", "other"))
    output = tmp_path / "public"
    build(one, output)
    theirs = published(output)
    build(other, output)
    assert (output / "posts/one/index.html").read_bytes() == theirs["posts/one/index.html"]
    kept = tree(other / ".sitegen/replaced")
    assert all(data in (theirs[path], published(output)[path]) for path, data in kept.items())
    assert {path for path in theirs if published(output).get(path) != theirs[path]} == kept.keys()


def test_a_lock_that_is_a_link_is_replaced_and_what_it_leads_to_is_not(tmp_path: Path) -> None:
    target = write(tmp_path, {"theirs": b"text"}) / "theirs"
    (tmp_path / "lock").symlink_to(target)
    with held(tmp_path / "lock", "it is being tested"):
        assert ((tmp_path / "lock").read_text(), target.read_bytes()) == (str(os.getpid()), b"text")


def test_the_phase_of_renames_only_renames(output: Path, ours: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(OLD, output, ours)
    done: list[str] = []

    def noted(name: str) -> None:
        original = getattr(os, name)

        def call(path: Any, *rest: Any, **named: Any) -> Any:
            is_journal = Path(str(rest[0])).name == JOURNAL if name == "replace" else False
            done.append("journal" if is_journal else f"{name} {Path(path).relative_to(output.parent).as_posix()}")
            return original(path, *rest, **named)

        monkeypatch.setattr(os, name, call)

    for name in OPERATIONS[1:]:
        noted(name)
    publish({**NEW, "n.txt": b"n"}, output, ours)
    phase = done[
        done.index("journal") + 1 : next(n for n, what in enumerate(done) if what.startswith("replace .sitegen"))
    ]
    assert phase == [
        f"rename public/{STAGE}/new/b",
        *(f"replace public/{STAGE}/{n}" for n in (0, 1, 4)),
        "unlink public/gone/index.html",
        "rmdir public/gone",
    ]


def test_nothing_in_the_code_removes_a_folder_with_what_is_in_it() -> None:
    for path in (ROOT / "sitegen").rglob("*.py"):
        names = {
            getattr(node, "attr", getattr(node, "id", "")) for node in ast.walk(ast.parse(path.read_text("utf-8")))
        }
        assert not names & {"rmtree", "removedirs", "remove_tree", "system"}, path
