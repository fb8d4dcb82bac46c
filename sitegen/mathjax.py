"""MathJax beside the site: a pinned copy, brought by npm or from tarballs, checked, and cut down to what pages need."""

from __future__ import annotations

import base64
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from sitegen.folders import OURS, check_source
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error

VERSION = "4.1.3"
ENTRY = "tex-chtml.js"
FONTS = "fonts/mathjax-newcm"
CHEMISTRY = "fonts/mathjax-mhchem-extension"
IN_NODE = ("node-main.cjs", "node-main.js", "input/tex.js", "adaptors/liteDOM.js")
"""What checking formulas in Node.js needs, and no page."""


class Package(NamedTuple):
    """An npm package: its name, the SHA-512 of its tarball as the registry tells it, and which of its files we keep.

    `keeps` are paths of files, and of folders if they end in a slash; `into` is the folder of the copy they go to.
    `only_for` names what cannot be typeset without it, if pages without that do not need the package.
    """

    name: str
    integrity: str
    keeps: tuple[str, ...]
    into: str = ""
    only_for: str = ""

    @property
    def spec(self) -> str:
        """What npm is asked for."""
        return f"{self.name}@{VERSION}"


PACKAGES = (
    Package(
        "mathjax",
        "BN/8Pkgn7G1pIDYJqd9md+JHsE/jydSYbyOZnSdSA0WziuVO8mRxdYiWFumkVVly/8U+hm9DpIIoWuvySverzw==",
        ("LICENSE", ENTRY, "input/tex/extensions/", "ui/lazy.js", "ui/safe.js", "a11y/assistive-mml.js", *IN_NODE),
    ),
    Package(
        "@mathjax/mathjax-newcm-font",
        "gzAB3dFHilHX1l5x2xUqRL+1jDQt3Fyza1DkEMVXWC4E8SvsGdlgEza47HYi2WhVcgfkvf4zgUGzuhbq3Pjlew==",
        ("chtml.js", "chtml/"),
        FONTS,
    ),
    Package(
        "@mathjax/mathjax-mhchem-font-extension",
        "WFx0IooitEJq1TXc9V941o8eaZdICSPn8FpsIBDdhkMhb0if61jCvk6vtQN84dlLnNEorK011NfpirMkHYygSQ==",
        ("chtml.js", "chtml/"),
        CHEMISTRY,
        only_for="chemistry (\\ce)",
    ),
)


def folder(source: Path) -> Path:
    """Return where a site keeps its copy."""
    return source / OURS / f"mathjax-{VERSION}"


def installed(source: Path) -> dict[str, Path]:
    """Return the files of the site's copy by their paths below the output folder; none if there is no whole copy."""
    copy = folder(source)
    if not (copy / ENTRY).is_file() or not (copy / FONTS).is_dir():
        return {}
    kept = {file.relative_to(copy).as_posix(): file for file in _files(copy)}
    return {f"assets/{copy.name}/{path}": file for path, file in kept.items() if path not in IN_NODE}


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield from _files(path)
        else:
            yield path


def install(source: Path, tarballs: Sequence[Path] = ()) -> int:
    """Put the copy into the site and return how many files it has; packages that are there already stay.

    The tarballs are taken by their checksums, whatever they are called; what is missing among them npm brings, but for
    packages that few pages need: where tarballs are named, these are taken only if they are among them.
    Raises SiteError (status 3) where npm is missing or fails, or a checksum is wrong (then nothing was written), and
    (status 2) where there is no site.
    """
    check_source(source)
    contents: dict[str, bytes] = {}
    given = {_checksum(data): data for data in map(_read, tarballs)}
    wanted = [package for package in lacking(source) if not (tarballs and package.only_for)]
    for package in PACKAGES:
        data = given.pop(package.integrity, None)
        if data is not None or package in wanted:
            contents |= _unpack(data if data is not None else _from_npm(package), package)
    if given:
        raise SiteError(_fault(f"{len(given)} of the tarballs is not a package of MathJax {VERSION}"), ENVIRONMENT)
    _write(folder(source), contents)
    return len(list(_files(folder(source))))


def lacking(source: Path) -> list[Package]:
    """Return the packages that are not in the site's copy."""
    copy = folder(source)
    if not installed(source):
        return list(PACKAGES)
    return [package for package in PACKAGES if not (copy / package.into / package.keeps[0]).is_file()]


def _read(tarball: Path) -> bytes:
    try:
        return tarball.read_bytes()
    except OSError as fault:
        raise SiteError(error(str(tarball), 0, "mathjax", f"cannot be read: {fault.strerror}"), ENVIRONMENT) from fault


def _checksum(data: bytes) -> str:
    return base64.b64encode(hashlib.sha512(data).digest()).decode()


def _from_npm(package: Package) -> bytes:
    npm = shutil.which("npm")
    if npm is None:
        needed = " and ".join(package.spec for package in PACKAGES if not package.only_for)
        help = f"install Node.js, or name the tarballs of {needed} on the command line"
        raise SiteError(_fault("npm, which brings MathJax, is not on this machine", help), ENVIRONMENT)
    import subprocess  # late imports: only who installs needs them
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run(
            [npm, "pack", package.spec, "--silent", "--pack-destination", place],
            check=False,
            capture_output=True,
            text=True,
        )
        packed = [file.read_bytes() for file in Path(place).glob("*.tgz")]
    if done.returncode or not packed:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SiteError(_fault(f"npm could not bring {package.spec}: {reason}"), ENVIRONMENT)
    if _checksum(packed[0]) != package.integrity:
        raise SiteError(
            _fault(f"what npm brought as {package.spec} has another checksum than it must have"), ENVIRONMENT
        )
    return packed[0]


def _unpack(data: bytes, package: Package) -> dict[str, bytes]:
    """Return the files we keep of a package, by their path in the copy."""
    import io  # late imports, as above
    import tarfile

    kept: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as tar:
        for member in tar:
            path = member.name.removeprefix("package/")
            wanted = any(path == keep or (keep.endswith("/") and path.startswith(keep)) for keep in package.keeps)
            if wanted and member.isfile() and ".." not in path.split("/"):
                file = tar.extractfile(member)
                assert file is not None
                kept[f"{package.into}/{path}" if package.into else path] = file.read()
    return kept


def _write(copy: Path, contents: dict[str, bytes]) -> None:
    """Write the copy; its entry comes last, so that half a copy is never taken for one."""
    try:
        for path in sorted(contents, key=lambda path: path == ENTRY):
            target = copy / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(contents[path])
    except OSError as fault:
        raise SiteError(_fault(f"{fault.filename or copy}: {(fault.strerror or '').lower()}"), ENVIRONMENT) from fault


def _fault(message: str, help: str = "") -> Problem:
    return error("", 0, "mathjax", message, help=help)
