"""Packed files beside text files, when they are asked for."""

from __future__ import annotations

import gzip
from pathlib import Path

import brotli
import pytest

from sitegen import packing
from sitegen.building import build
from tests.sitehelp import built, faults, made, post, published, write

SITE: dict[str, str | bytes] = {
    "content/posts/a.md": post("A", "甲 $x$。"),
    "static/a.png": b"png",
    "static/b.txt": "b",
}
BOTH: dict[str, str | bytes] = {**SITE, "sitegen.yaml": "hosting: {compress: both}\n"}


def test_every_text_file_is_packed_beside_itself_and_nothing_else_is(tmp_path: Path) -> None:
    files = published(made(tmp_path, BOTH))
    texts = {path for path in files if path.endswith((".html", ".xml", ".txt", ".css", ".js", ".json", ".svg"))}
    assert {path for path in files if path.endswith((".gz", ".br"))} == {
        path + suffix for path in texts for suffix in (".gz", ".br")
    }
    for path in texts:
        assert gzip.decompress(files[f"{path}.gz"]) == brotli.decompress(files[f"{path}.br"]) == files[path]


def test_nothing_is_packed_unless_it_is_asked_for(tmp_path: Path) -> None:
    assert not [path for path in published(made(tmp_path, SITE)) if path.endswith((".gz", ".br"))]


def test_packed_files_follow_their_pages_and_go_with_them(tmp_path: Path) -> None:
    write(tmp_path, {**BOTH, "content/posts/b.md": post("B")})
    build(tmp_path)
    write(tmp_path, {"content/posts/a.md": post("A", "乙 $x$。")})
    (tmp_path / "content/posts/b.md").unlink()
    assert published(built(tmp_path)) == published(
        made(tmp_path / "clean", {**BOTH, "content/posts/a.md": post("A", "乙 $x$。")})
    )


def test_a_packed_file_that_is_gone_is_made_again_and_no_other(tmp_path: Path) -> None:
    output = made(tmp_path, BOTH)
    (output / "posts/a/index.html.gz").unlink()
    assert build(tmp_path).report.written == ["posts/a/index.html.gz"]
    assert build(tmp_path).report.written == []


def test_the_same_text_is_packed_into_the_same_bytes(tmp_path: Path) -> None:
    assert published(made(tmp_path / "1", BOTH)) == published(made(tmp_path / "2", BOTH, jobs=2))


def test_what_cannot_be_asked_for_is_named_with_what_can(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, {**SITE, "sitegen.yaml": "hosting:\n  compress: zip\n"})
    assert faults(tmp_path) == [
        "sitegen.yaml:2:13: error[settings]: hosting.compress: 'zip': expected one of none, gzip, brotli, both"
    ]
    monkeypatch.setattr(packing, "find_spec", lambda name: None)
    write(tmp_path, {"sitegen.yaml": "hosting:\n  compress: brotli\n"})
    assert faults(tmp_path) == [
        "sitegen.yaml:2:13: error[settings]: hosting.compress: 'brotli': Brotli is not installed; "
        "pip install 'sitegen[compress]' brings it, and gzip needs nothing"
    ]
