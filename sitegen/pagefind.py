"""Pagefind, where it is installed: small HTML documents become the files of a search index."""

from __future__ import annotations

import ctypes
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sitegen.problem import ENVIRONMENT, SiteError, error

_WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.*", "pagefind.*.pf_meta", "*/*.pf_*")
"""What a page needs that has its own interface."""


def _end_with_parent() -> None:
    """Have Linux end this process when the one ends that began it: a build that is killed leaves nothing behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


LEAST, A_SECOND = 60.0, 10_000
"""For how many seconds Pagefind may run at least, and for how many characters it has one more: some twenty times what it
takes on a busy machine."""

_LAST_WILL = _end_with_parent if sys.platform == "linux" else None


def index(documents: Mapping[str, str], language: str) -> dict[str, bytes]:
    """Return the files of the index of these documents, by path; the same for the same documents.

    Raises SiteError (status 3) where Pagefind cannot do it.
    """
    from pagefind_bin_extended import get_executable  # a late import: few have it

    try:
        with TemporaryDirectory(prefix="sitegen-search-") as folder:
            source, output = Path(folder, "documents"), Path(folder, "index")
            for path, text in documents.items():
                file = source / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, "utf-8")
            command = [str(get_executable()), "--site", str(source), "--output-path", str(output), "--silent"]
            # One language for all: a page searches only in what is indexed in its own.
            command += ["--force-language", language.lower()]
            _run(command, LEAST + sum(map(len, documents.values())) / A_SECOND)
            files = {
                file.relative_to(output).as_posix(): file.read_bytes()
                for pattern in _WANTED
                for file in sorted(output.glob(pattern))
            }
    except OSError as fault:
        raise _failed(f"{fault.filename or 'its temporary files'}: {(fault.strerror or str(fault)).lower()}") from fault
    if "pagefind.js" not in files:
        raise _failed("it ended well, but wrote none")
    return files


def _run(command: Sequence[str], seconds: float) -> None:
    """Run Pagefind to its end. Raises SiteError where it fails, or takes longer."""
    try:
        done = subprocess.run(command, capture_output=True, check=False, preexec_fn=_LAST_WILL, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        raise _failed(f"stopped after {seconds:,.0f} s") from late
    if done.returncode:
        raise _failed(_reason(done))


def _reason(done: subprocess.CompletedProcess[bytes]) -> str:
    """Return what the binary said last, and how it ended."""
    said = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    ended = f"ended by signal {-done.returncode}" if done.returncode < 0 else f"exit status {done.returncode}"
    return f"{ended}: {said[-1].strip()}" if said else ended


def _failed(reason: str) -> SiteError:
    message = f"Pagefind cannot make the search index ({reason}); nothing was published"
    return SiteError(
        error("", 0, "search", message, help="search: json in sitegen.yaml needs no Pagefind"), ENVIRONMENT
    )
