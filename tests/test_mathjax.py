"""The copy of MathJax beside the site: checked, whole or not at all, and in the output only where it is needed."""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import tarfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen import mathjax
from sitegen.cli import main
from sitegen.mathjax import ENTRY, PACKAGES, VERSION, folder, install, installed, lacking
from sitegen.problem import ENVIRONMENT, SiteError
from tests.sitehelp import built, made, post, published, soup, tree, write

ENGINE = {"LICENSE": b"free", ENTRY: b"engine", "ui/safe.js": b"safe", "ui/menu.js": b"no", "sre/speech.js": b"no"}
FONT = {"chtml.js": b"font", "chtml/woff2/a.woff2": b"glyphs", "svg.js": b"no", "../../../evil.js": b"evil"}
CHEMISTRY = {"chtml.js": b"arrows", "chtml/woff2/b.woff2": b"more glyphs", "svg.js": b"no"}
COPY = {
    "LICENSE": b"free",
    ENTRY: b"engine",
    "ui/safe.js": b"safe",
    "fonts/mathjax-newcm/chtml.js": b"font",
    "fonts/mathjax-newcm/chtml/woff2/a.woff2": b"glyphs",
}
CHEMICAL = {
    "fonts/mathjax-mhchem-extension/chtml.js": b"arrows",
    "fonts/mathjax-mhchem-extension/chtml/woff2/b.woff2": b"more glyphs",
}


def tarball(files: dict[str, bytes]) -> bytes:
    """Return an npm package of these files, with a link that leads out of it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(f"package/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("package/ui/lazy.js")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    return buffer.getvalue()


@pytest.fixture
def tarballs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Small packages, of which the code believes that they are the real ones; and no npm on this machine.

    The two that every page needs are returned; the one for chemistry is `chemistry.tgz` beside them.
    """
    packed = [tarball(ENGINE), tarball(FONT), tarball(CHEMISTRY)]
    sums = [base64.b64encode(hashlib.sha512(data).digest()).decode() for data in packed]
    packages = [package._replace(integrity=known) for package, known in zip(PACKAGES, sums, strict=True)]
    monkeypatch.setattr(mathjax, "PACKAGES", tuple(packages))
    monkeypatch.setattr(shutil, "which", lambda _: None)
    names = ("one.tgz", "two.tgz", "chemistry.tgz")
    write(tmp_path, {**dict(zip(names, packed, strict=True)), "wrong.tgz": packed[0] + b"\0"})
    return [tmp_path / "two.tgz", tmp_path / "one.tgz"]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write(tmp_path / "site", {"content/posts/a.md": post("A", "$x$"), "sitegen.yaml": ""})


def test_the_copy_holds_what_pages_need_and_nothing_else(site: Path, tarballs: list[Path], tmp_path: Path) -> None:
    assert install(site, tarballs) == len(COPY)
    assert tree(folder(site)) == COPY
    assert not (tmp_path / "evil.js").exists()


def test_a_copy_that_is_there_stays(site: Path, tarballs: list[Path], tmp_path: Path) -> None:
    install(site, [*tarballs, tmp_path / "chemistry.tgz"])
    assert install(site) == len(COPY | CHEMICAL)
    assert tree(folder(site)) == COPY | CHEMICAL


def test_a_copy_without_the_font_for_chemistry_is_completed_later(
    site: Path, tarballs: list[Path], tmp_path: Path
) -> None:
    install(site, tarballs)
    assert [package.only_for for package in lacking(site)] == ["chemistry (\\ce)"]
    assert install(site, [tmp_path / "chemistry.tgz"]) == len(COPY | CHEMICAL)
    assert (tree(folder(site)), lacking(site)) == (COPY | CHEMICAL, [])


def test_a_tarball_with_another_checksum_is_refused_and_nothing_is_written(
    site: Path, tarballs: list[Path], tmp_path: Path
) -> None:
    with pytest.raises(SiteError) as caught:
        install(site, [*tarballs, tmp_path / "wrong.tgz"])
    assert str(caught.value) == f"error[mathjax]: 1 of the tarballs is not a package of MathJax {VERSION}"
    assert caught.value.status == ENVIRONMENT
    assert not (site / ".sitegen").exists()


def test_without_npm_the_packages_that_are_missing_are_named(site: Path, tarballs: list[Path]) -> None:
    with pytest.raises(SiteError) as caught:
        install(site, tarballs[:1])
    assert str(caught.value) == (
        "error[mathjax]: npm, which brings MathJax, is not on this machine\n"
        f"    install Node.js, or name the tarballs of mathjax@{VERSION} and @mathjax/mathjax-newcm-font@{VERSION} "
        "on the command line"
    )
    assert not (site / ".sitegen").exists()


def test_a_tarball_that_is_not_there_is_named(site: Path, tarballs: list[Path], tmp_path: Path) -> None:
    with pytest.raises(SiteError, match=r"none\.tgz: error\[mathjax\]: cannot be read: No such file or directory"):
        install(site, [tmp_path / "none.tgz"])


def test_half_a_copy_is_never_taken_for_one(site: Path, tarballs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    original = Path.write_bytes

    def fail(self: Path, data: bytes) -> int:
        if self.name == ENTRY:
            raise OSError(28, "No space left on device", str(self))
        return original(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fail)
        with pytest.raises(SiteError) as caught:
            install(site, tarballs)
    assert str(caught.value).endswith(f"{ENTRY}: no space left on device")
    assert installed(site) == {}
    assert soup(built(site) / "posts/a/index.html").select(f"script[src^='http'][src$='{ENTRY}']")
    assert install(site, tarballs) == len(COPY)


def test_a_tarball_of_something_else_changes_nothing_in_a_copy(
    site: Path, tarballs: list[Path], tmp_path: Path
) -> None:
    install(site, tarballs)
    with pytest.raises(SiteError, match="1 of the tarballs is not a package"):
        install(site, [tmp_path / "chemistry.tgz", tmp_path / "wrong.tgz"])
    assert tree(folder(site)) == COPY


def npm(folder: Path, script: str) -> str:
    """Write a program that stands in for npm; return its path."""
    path = write(folder, {"npm": f"#!/bin/sh\n{script}\n"}) / "npm"
    path.chmod(0o755)
    return str(path)


@pytest.mark.skipif(os.name == "nt", reason="the program that stands in for npm is a shell script")
@pytest.mark.parametrize(
    ("script", "reason"),
    [
        (
            "echo npm error code E404 >&2; echo npm error no network >&2; exit 1",
            "npm could not bring {}: npm error no network",
        ),
        ("exit 0", "npm could not bring {}: no reason given"),
        ('echo other > "$5/x.tgz"', "what npm brought as {} has another checksum than it must have"),
    ],
)
def test_what_npm_cannot_bring_or_brings_wrong_is_refused(
    site: Path, tarballs: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: npm(tmp_path / "bin", script))
    with pytest.raises(SiteError) as caught:
        install(site)
    assert str(caught.value) == f"error[mathjax]: {reason.format(f'mathjax@{VERSION}')}"
    assert not (site / ".sitegen").exists()


def test_the_command_says_what_it_installed(site: Path, tarballs: list[Path]) -> None:
    done = CliRunner().invoke(main, ["mathjax", "install", "-s", str(site), *map(str, tarballs)])
    assert (done.exit_code, done.stdout) == (
        0,
        f"MathJax {VERSION}: 5 files in {folder(site)}/\n"
        f"without @mathjax/mathjax-mhchem-font-extension@{VERSION}, which is not among the tarballs, pages cannot typeset "
        "chemistry (\\ce)\n",
    )
    nowhere = site / "nowhere"
    done = CliRunner().invoke(main, ["mathjax", "install", "-s", str(nowhere), *map(str, tarballs)])
    assert (done.exit_code, done.stderr) == (
        2,
        f"{nowhere}: error[settings]: no such folder; -s takes the folder of a site\n",
    )
    assert not nowhere.exists()


def test_the_copy_is_published_only_if_a_page_shows_a_formula(site: Path, tarballs: list[Path]) -> None:
    install(site, tarballs)
    output = built(site)
    place = f"assets/mathjax-{VERSION}"
    assert {path for path in published(output) if path.startswith("assets/mathjax")} == {
        f"{place}/{path}" for path in COPY
    }
    page = soup(output / "posts/a/index.html")
    assert [script["src"] for script in page.select(f"script[src$='{ENTRY}']")] == [f"../../{place}/{ENTRY}"]
    (settings,) = page.select("script[data-fonts]")
    assert settings["data-fonts"] == f"../../{place}/fonts/mathjax-newcm"
    write(site, {"content/posts/a.md": post("A", "No formula.")})
    assert not (built(site) / place).exists()


def test_without_a_copy_pages_take_mathjax_from_where_the_settings_say(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("A", "$x$"), "sitegen.yaml": "math: {mathjax: 'https://m.example/mj.js'}"}
    page = soup(made(tmp_path, files) / "posts/a/index.html")
    assert [script["src"] for script in page.select("script[src^=http]")] == ["https://m.example/mj.js"]


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not on this machine")
def test_the_real_packages_come_through_npm_with_the_checksums_we_know(site: Path) -> None:
    try:
        assert install(site) > 50
        assert lacking(site) == []
    except SiteError as fault:
        if "npm could not bring" in str(fault):
            pytest.skip(f"npm reaches no registry here: {fault}")
        raise
    assert (folder(site) / ENTRY).stat().st_size > 500_000
