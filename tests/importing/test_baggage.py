"""Files that come along with posts: copied once, never over another, never too large."""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.importing import baggage
from sitegen.importing.report import Report
from tests.conftest import messages, tree


def copied(folder: Path, names: dict[str, str], dry_run: bool = False) -> Report:
    """Copy files with these texts to where they are to lie in the site."""
    report = Report.of([Path("old")], dry_run)
    targets = []
    for number, (name, text) in enumerate(names.items()):
        file = folder / f"{number}.bin"
        file.write_text(text, "utf-8")
        targets.append((folder / "site" / name, file))
    baggage.copy(targets, "old", folder / "site", report)
    return report


def test_files_are_copied_once_and_counted(tmp_path: Path) -> None:
    first = copied(tmp_path, {"static/a.png": "a", "content/posts/x/b.svg": ""})
    second = copied(tmp_path, {"static/a.png": "a", "content/posts/x/b.svg": ""})
    assert tree(tmp_path / "site") == {"static/a.png": b"a", "content/posts/x/b.svg": b""}
    assert (first.counts["old"]["copied"], second.counts["old"]["copied"]) == (2, 0)
    assert (first.problems, second.problems, second.changes) == ([], [], [])


def test_a_dry_run_counts_and_copies_nothing(tmp_path: Path) -> None:
    assert copied(tmp_path, {"static/a.png": "a"}, dry_run=True).counts["old"]["copied"] == 1
    assert not (tmp_path / "site").exists()


def test_what_is_too_large_or_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baggage, "LARGEST", 3)
    report = copied(tmp_path, {"static/a.png": "four"})
    gone = tmp_path / "gone.png"
    baggage.copy([(tmp_path / "site" / "b.png", gone)], "old", tmp_path / "site", report)
    assert messages(report, tmp_path) == [
        "0.bin: warning[files]: 4 bytes; not copied",
        "gone.png: error[unreadable]: cannot be read: no such file or directory",
    ]


def test_nothing_is_copied_out_of_the_site(tmp_path: Path) -> None:
    report = copied(tmp_path, {"../elsewhere.png": "a"})
    assert messages(report, tmp_path) == [
        "0.bin: error[link-outside]: leads out of the site (elsewhere.png); not copied"
    ]
    assert not (tmp_path / "elsewhere.png").exists()
