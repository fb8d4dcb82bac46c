"""The manifest: which files of the output folder we published, and the digests of their contents."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from sitegen import regular
from sitegen.lock import folder_id
from sitegen.problem import Problem, warning
from sitegen.publish.files import digest_of, hashed

_FILES = b', "files": '
"""What stands in a manifest before the files, of whose text it tells the digest."""

_FORBIDDEN = frozenset("\\:" if os.name == "nt" else "")


def read(output: Path, ours: Path, intact: Collection[str], problems: list[Problem]) -> dict[str, str]:
    """Return the files of the last publication with their digests.

    Where there is no manifest they are those known to be as we left them, which are read; one that is damaged is named.
    """
    path = _manifest_path(output, ours)
    try:
        data = regular.read(path)
        manifest = json.loads(data)
        files = {**manifest["files"]}
        told = manifest.get("digest")
        if told not in (None, hashed(data.partition(_FILES)[2].removesuffix(b"}"))):
            raise ValueError(told)
        if told is None or not are_plain(files):
            files = {str(path): str(digest) for path, digest in files.items() if is_plain(path)}
    except FileNotFoundError:
        pass
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        message = "damaged; pages that were published before and are no longer part of the site stay where they are"
        message = "damaged; written anew from what the last build remembered" if intact else message
        problems.append(warning(str(path), 0, "manifest", message))
    else:
        return files
    digests = {path: digest_of(f"{output}/{path}") for path in intact if is_plain(path)}
    return {path: digest for path, digest in digests.items() if digest}


def write_part(output: Path, ours: Path, manifest: Mapping[str, str]) -> None:
    """Write the manifest beside the one that holds until `settle` puts it in its place."""
    path = _manifest_path(output, ours)
    path.parent.mkdir(parents=True, exist_ok=True)
    files = json.dumps(manifest).encode()
    head = json.dumps({"output": str(output), "digest": hashed(files)}).encode()
    path.with_suffix(".part").unlink(missing_ok=True)
    path.with_suffix(".part").write_bytes(b"%b%b%b}" % (head.removesuffix(b"}"), _FILES, files))


def settle(output: Path, ours: Path, changed: Mapping[str, str], gone: Iterable[str]) -> None:
    """Have the manifest hold that is written already, or the one before with these changes."""
    path = _manifest_path(output, ours)
    part = path.with_suffix(".part")
    if not part.exists():  # settled already by the command that was killed, or not on this machine
        manifest = {**read(output, ours, (), []), **changed}
        for each in gone:
            manifest.pop(each, None)
        write_part(output, ours, manifest)
    part.replace(path)


def _manifest_path(output: Path, ours: Path) -> Path:
    return ours / f"published-{folder_id(output)}.json"


def is_plain(path: str) -> bool:
    """Return whether a path stays below the folder that it belongs to."""
    return not path.startswith("/") and ".." not in path.split("/") and not _FORBIDDEN & set(path)


def are_plain(paths: Collection[str]) -> bool:
    """Return whether all of them do, mostly at one look."""
    every = "\n".join(("", *paths))
    if "\n/" not in every and ".." not in every and not any(character in every for character in _FORBIDDEN):
        return True
    return all(map(is_plain, paths))
