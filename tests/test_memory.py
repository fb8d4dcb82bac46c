"""What builds remember may be lost, damaged, old or another's: the site is right all the same, and nothing else suffers."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import tempfile
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest

from sitegen import story
from sitegen.building import Result, build
from sitegen.memory import Memory
from sitegen.memory.records import Records
from sitegen.problem import ENVIRONMENT, SiteError
from tests.sitehelp import built, faults, post, published, sitegen, tree, write

TEXTS = {
    f"content/posts/p{n}.md": post(f"P{n}", f"文 {n}。$x$ 见《P{n + 1}》。", date=f"2024-01-0{n}") for n in range(1, 6)
} | {"templates/parts/footer.html": "<footer>{{ site.title }}</footer>\n"}
"""A site with a template of its own: the code of ours is kept elsewhere."""
EDITS = {"content/posts/p2.md": post("P2", "新。", date="2024-01-02"), "content/posts/p9.md": post("P9", "《P2》")}

RECORDS = ("last", "galleys", "lately", "texts", "homes", "templates")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site that was built twice, of which the second build remembered what the first did, and more."""
    site = write(tmp_path / "site", TEXTS)
    built(site)
    write(site, {"content/posts/p1.md": post("P1", "改。", date="2024-01-01")})
    built(site)
    return site


def folder(site: Path) -> Path:
    (memory,) = site.glob(".sitegen/memory-*")
    return memory


def notices(result: Result) -> list[str]:
    """Return the problems of a build, with the names of files only."""
    assert all(problem.kind == "memory" for problem in result.problems)
    return [f"{Path(problem.path).name}: {problem.message}" for problem in result.problems]


def is_clean(site: Path) -> bool:
    """Return whether the published site is what a clean build of the same files gives."""
    clean = site.with_name("clean")
    for name in ("content", "templates"):
        shutil.copytree(site / name, clean / name)
    return published(site / "public") == published(built(clean))


# ---------------------------------------------------------------------------------------------- damaged


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "cut": lambda data: data[: len(data) // 2],
    "one bit": lambda data: data[:-3] + bytes([data[-3] ^ 1]) + data[-2:],
    "zeros": lambda data: bytes(len(data)),
    "another's": lambda data: b"a file of another program\n",
}
DAMAGED = "damaged, or not written by sitegen; what it told is worked out anew"


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("record", RECORDS)
def test_a_damaged_memory_gives_the_right_site_with_one_notice(site: Path, record: str, damage: str) -> None:
    path = folder(site) / record
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    write(site, EDITS)
    result = build(site)
    assert notices(result) == [f"{record}: {DAMAGED}"]
    assert is_clean(site)
    assert build(site).report.written == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_layout_gives_the_right_site_with_one_notice(site: Path, damage: str) -> None:
    path = folder(site) / "layout"
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    write(site, {"content/posts/p1.md": post("P1", "又改。", date="2024-01-01")})  # the site is the same but for a text
    result = build(site)
    assert notices(result) == [f"layout: {DAMAGED}"]
    assert is_clean(site)
    assert build(site).report.written == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_manifest_is_made_anew_from_what_is_remembered(site: Path, damage: str) -> None:
    (path,) = site.glob(".sitegen/published-*.json")
    path.write_bytes(DAMAGES[damage](path.read_bytes()))
    write(site, EDITS)
    (site / "content/posts/p4.md").unlink()
    assert [problem.message for problem in build(site).problems] == [
        "damaged; written anew from what the last build remembered"
    ]
    assert is_clean(site)
    assert build(site).problems == []


@pytest.mark.parametrize("records", [*((record,) for record in RECORDS), RECORDS], ids=" ".join)
def test_an_older_memory_in_place_of_the_newer_gives_the_right_site(site: Path, records: tuple[str, ...]) -> None:
    old = tree(folder(site))
    write(site, EDITS)
    built(site)
    write(site, {"content/posts/p3.md": post("P3", "Once more.")})
    built(site)
    write(folder(site), {record: old[record] for record in records})
    build(site)
    assert is_clean(site)


def test_damage_that_comes_after_publishing_is_told_and_the_story_is_not_told_twice(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, {"content/posts/p1.md": post("P1", "Long. " * 9_999, date="2024-01-01")})
    built(site)
    write(site, {"content/posts/p1.md": post("P1", "Short.", date="2024-01-01")})
    compact, texts, told = Memory._compact, folder(site) / "texts", []

    def spoilt(memory: Memory) -> None:
        texts.write_bytes(bytes(texts.stat().st_size))
        compact(memory)

    def tell(*known: Any) -> Any:
        told.append("once")
        return story_told(*known)

    story_told = story.tell
    monkeypatch.setattr(story, "tell", tell)
    with monkeypatch.context() as patch:
        patch.setattr(Memory, "_compact", spoilt)
        assert notices(build(site)) == [f"texts: {DAMAGED}"]
    assert told == ["once"]
    assert is_clean(site)
    assert notices(build(site)) == []


def test_the_memory_of_another_site_is_worth_nothing(site: Path, tmp_path: Path) -> None:
    other = write(tmp_path / "other", {path: text.replace("文", "别处") for path, text in TEXTS.items()})
    built(other)
    write(folder(site), {name: data for name, data in tree(folder(other)).items() if name in RECORDS})
    build(site)
    assert is_clean(site)


def test_a_memory_with_other_fields_is_another_kind_and_nothing_to_speak_of(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("sitegen.memory._KIND", b"00000000 00000000\n")
        assert build(site).problems == []
    write(site, EDITS)
    assert build(site).problems == []
    assert is_clean(site)


def test_a_lost_memory_and_a_lost_manifest_lose_no_page(site: Path) -> None:
    before = published(site / "public")
    shutil.rmtree(site / ".sitegen")
    assert build(site).problems == []
    assert published(site / "public") == before


# ---------------------------------------------------------------------------------------------- cut short


@pytest.mark.parametrize(
    "moment", ["Memory.save", "Memory._write_galleys", "Records.write", "Memory._compact", "Path.replace"]
)
def test_a_kill_between_publishing_and_remembering_leaves_the_next_build_right(site: Path, moment: str) -> None:
    kill = f"""
import os, signal
from pathlib import Path
from sitegen.memory import Memory
from sitegen.memory.records import Records
from sitegen.publish import Stage
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
publish = Stage.publish
def published(*values):
    report = publish(*values)
    {moment} = die
    return report
Stage.publish = published"""
    write(site, EDITS)
    assert sitegen("build", cwd=site, code=kill).returncode == -signal.SIGKILL
    assert is_clean(site)
    shutil.rmtree(site.with_name("clean"))
    write(site, {"content/posts/p4.md": post("P4", "And more."), "content/posts/p2.md": TEXTS["content/posts/p2.md"]})
    assert build(site).problems == []
    assert is_clean(site)


@pytest.mark.parametrize("number", range(1, 4))
def test_where_nothing_can_be_remembered_only_time_is_lost(
    site: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    write(site, EDITS)
    asked = []
    real = Records.write

    def full(self: Records, name: str, record: object) -> None:
        asked.append(name)
        if len(asked) >= number:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(self, name, record)

    with monkeypatch.context() as patch:
        patch.setattr(Records, "write", full)
        assert build(site).problems == []
    assert asked
    write(site, {"content/posts/p4.md": post("P4", "And more.")})
    assert build(site).problems == []
    assert is_clean(site)


# ---------------------------------------------------------------------------------------------- in the way


@pytest.mark.parametrize("kind", ["file", "link"])
def test_what_stands_where_the_memory_should_is_named_and_stays(site: Path, tmp_path: Path, kind: str) -> None:
    elsewhere = write(tmp_path / "elsewhere", {"texts": b"mine", "last": b"mine"})
    memory = folder(site)
    shutil.rmtree(memory)
    if kind == "link":
        memory.symlink_to(elsewhere)
    else:
        memory.write_bytes(b"mine")
    write(site, EDITS)
    before = published(site / "public")
    reason = {"link": "a link stands where a folder is needed", "file": "file exists"}[kind]
    assert faults(site) == [f"error[write]: .sitegen/{memory.name}: {reason}; nothing was published"]
    assert published(site / "public") == before
    assert tree(elsewhere) == {"texts": b"mine", "last": b"mine"}


def test_no_file_is_written_through_a_link_that_lies_where_sitegen_keeps_its_own(site: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    (manifest,) = site.glob(".sitegen/published-*.json")
    parts = [folder(site) / f"{record}.part" for record in RECORDS]
    for path in (*parts, folder(site) / "texts", manifest.with_suffix(".part")):
        write(elsewhere, {path.name: b"theirs"})
        path.unlink(missing_ok=True)
        path.symlink_to(elsewhere / path.name)
    write(site, EDITS)
    build(site)
    assert set(tree(elsewhere).values()) == {b"theirs"}
    assert is_clean(site)


# ---------------------------------------------------------------------------------------------- clocks and disks


def at(year: int, patch: pytest.MonkeyPatch) -> None:
    """Set the clock to the first moment of a year."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Clock:
            return cls(year, 1, 1, tzinfo=tz)

    patch.setattr("time.time", lambda: datetime(year, 1, 1).timestamp())
    patch.setattr(story, "datetime", Clock)


def test_a_clock_that_is_set_back_takes_posts_off_as_a_clean_build_would(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("A", date="2035-06-01")})
    counts = []
    for year in (2030, 2036, 2034, 2034, 2036):
        with monkeypatch.context() as patch:
            at(year, patch)
            counts.append((build(site).posts, (site / "public/posts/a/index.html").exists()))
    assert counts == [(0, False), (1, True), (0, False), (0, False), (1, True)]


def test_a_file_with_a_time_yet_to_come_is_read_at_every_build(site: Path) -> None:
    for text in ("one", "two"):
        file = write(site, {"content/posts/p1.md": post("P1", f"{text}.")}) / "content/posts/p1.md"
        os.utime(file, (4e9, 4e9))
        built(site)
    assert is_clean(site)


@pytest.mark.skipif(
    not Path("/dev/shm").is_dir() or Path("/dev/shm").stat().st_dev == Path(tempfile.gettempdir()).stat().st_dev,
    reason="there is no second disk here",
)
def test_the_output_may_lie_on_another_disk(site: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as disk:
        output = Path(disk) / "public"
        build(site, output)
        write(site, EDITS)
        build(site, output)
        built(site)
        assert tree(output) == tree(site / "public")
        assert is_clean(site)


def test_a_memory_that_cannot_be_made_is_an_error_of_the_environment(site: Path) -> None:
    shutil.rmtree(site / ".sitegen")
    (site / ".sitegen").write_bytes(b"mine")
    with pytest.raises(SiteError) as caught:
        build(site)
    assert caught.value.status == ENVIRONMENT
    assert (site / ".sitegen").read_bytes() == b"mine"


def test_a_file_of_a_time_that_nobody_can_write_down_is_read_each_time(site: Path) -> None:
    late = site / "content/posts/p2.md"
    os.utime(late, ns=(0, 2**63 + 10**9))
    if late.stat().st_mtime_ns < 2**63:
        pytest.skip("this file system knows no such time")
    for sentence in ("甲。", "乙。"):
        late.write_text(late.read_text("utf-8") + sentence, "utf-8")
        os.utime(late, ns=(0, 2**63 + 10**9))
        built(site)
    assert is_clean(site)
