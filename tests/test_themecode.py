"""The code of our own templates is kept for every site, where Python keeps code."""

from __future__ import annotations

import sys
from pathlib import Path

import jinja2
import pytest

from sitegen import build, themecode
from tests.sitehelp import post, write

POST = {"content/posts/a.md": post("A", tags="[x]")}
OWN = {"templates/parts/footer.html": "<footer>mine</footer>"}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder where Python may keep code."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    return tmp_path / "kept"


def refuse(*_: object, **__: object) -> None:
    raise AssertionError("a template was compiled")


def test_what_one_site_has_compiled_no_other_compiles_again(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(write(tmp_path / "1", POST))
    monkeypatch.setattr(jinja2.Environment, "compile", refuse)
    build(write(tmp_path / "2", POST))
    assert len(list(kept.rglob("templates.*.code"))) == 1


def test_the_templates_of_a_site_are_its_own(tmp_path: Path, kept: Path) -> None:
    build(write(tmp_path / "1", POST | OWN))
    names = {Path(code.co_filename).name for code in themecode.read().values() if code}
    assert {"base.html", "post.html"} < names
    assert "footer.html" not in names
    build(write(tmp_path / "2", POST))
    assert "mine" not in (tmp_path / "2/public/index.html").read_text()


def test_code_that_is_damaged_is_compiled_again(tmp_path: Path, kept: Path) -> None:
    build(write(tmp_path / "1", POST))
    [file] = (path for path in kept.rglob("*.code"))
    whole = file.read_bytes()
    for damaged in (whole[:-1], b"", whole[:20] + b"\0" + whole[21:]):
        file.write_bytes(damaged)
        assert themecode.read() == {}
    build(write(tmp_path / "2", POST))
    assert themecode.read().keys()
    assert (tmp_path / "1/public/index.html").read_bytes() == (tmp_path / "2/public/index.html").read_bytes()


def test_nothing_is_kept_where_python_may_keep_nothing(
    tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    build(write(tmp_path / "1", POST))
    assert not kept.exists()
