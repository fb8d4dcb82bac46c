"""What a deploy does: which files are sent and removed, in which order, and the list of what we put at the target."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from sitegen.problem import ENVIRONMENT, SiteError, error
from sitegen.publish.files import hashed

MANIFEST = ".sitegen-deploy.json"
"""The file at the target that tells what we put there."""

_VERSION = 1
_ENTRANCES = re.compile(r"index\.html|.*\.(xml|txt)")


class File(NamedTuple):
    """A file's size and digest; no digest means that it may have been sent, or only in part."""

    size: int
    digest: str


@dataclass(frozen=True)
class Built:
    """A site that was built: its folder, and the files of it that are to be served."""

    folder: Path
    files: Mapping[str, File]

    def read(self, path: str) -> bytes:
        """Return the content of a file. Raises SiteError if it is no longer what was built."""
        try:
            data = (self.folder / path).read_bytes()
        except OSError as fault:
            raise _changed(self.folder / path) from fault
        if hashed(data) != self.files[path].digest:
            raise _changed(self.folder / path)
        return data


@dataclass(frozen=True)
class Plan:
    """The site, the files that we put at the target earlier, and what is to be sent and removed.

    `in_the_way` are those of the files to be sent that would take the place of somebody else's.
    """

    site: Built
    known: Mapping[str, File]
    send: Sequence[str]
    remove: Sequence[str]
    in_the_way: Sequence[str]

    @property
    def is_empty(self) -> bool:
        """Whether the target is as it should be."""
        return self.site.files == self.known

    @property
    def size(self) -> int:
        """How many bytes there are to send."""
        return sum(self.site.files[path].size for path in self.send)

    @property
    def unchanged(self) -> int:
        """How many files stay as they are."""
        return len(self.site.files) - len(self.send)

    def waves(self) -> list[list[str]]:
        """Return what is to be sent, in steps of which each needs what was sent before: what pages show, the pages, and
        last the ways to them."""
        return [list(wave) for _, wave in groupby(sorted(self.send, key=_order), key=lambda path: _order(path)[0])]

    def removals(self) -> list[str]:
        """Return what is to be removed, pages before what they show."""
        return sorted(self.remove, key=_order, reverse=True)

    def claim(self) -> bytes:
        """Return the list to be left at the target before anything is sent, so that whatever happens is known to be ours."""
        return _packed({**self.known, **{path: File(self.site.files[path].size, "") for path in self.send}})

    def manifest(self) -> bytes:
        """Return the list to be left at the target when all is done."""
        return _packed(self.site.files)


def make_plan(site: Built, known: Mapping[str, File], standing: Mapping[str, bool]) -> Plan:
    """Return the plan for a site where the files known were put by us.

    `standing` are others of its paths at the target, and whether what stands there is the same.
    """
    files = site.files
    send = [path for path, file in files.items() if known.get(path) != file and not standing.get(path)]
    in_the_way = [path for path in send if path in standing]
    return Plan(site, known, send, sorted(known.keys() - files.keys()), in_the_way)


def unpacked(manifest: bytes) -> dict[str, File] | None:
    """Return the files of a list that we left at the target, or None if it is damaged or none of ours."""
    try:
        listed = json.loads(manifest)
        if listed["version"] != _VERSION:
            return None
        return {
            path: File(int(size), str(digest)) for path, (size, digest) in listed["files"].items() if _is_plain(path)
        }
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None


def _packed(files: Mapping[str, File]) -> bytes:
    return json.dumps({"version": _VERSION, "files": dict(sorted(files.items()))}, ensure_ascii=False).encode()


def _is_plain(path: str) -> bool:
    """Whether this is a path below the target: whoever can write there could have listed another."""
    is_text = not any("\ud800" <= character <= "\udfff" or character == "\0" for character in path)
    return is_text and not {"", ".", ".."} & set(path.replace("\\", "/").split("/")) and path != MANIFEST


def _order(path: str) -> tuple[int, str]:
    bare = path.removesuffix(".gz").removesuffix(".br")
    if _ENTRANCES.fullmatch(bare):
        return (2, path)
    return (1 if bare.endswith(".html") else 0, path)


def _changed(file: Path) -> SiteError:
    message = f"{file}: changed while the site was being deployed; deploy again"
    return SiteError(error("", 0, "deploy", message), ENVIRONMENT)
