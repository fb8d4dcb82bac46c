"""Pagefind, where it is installed: small HTML documents become the files of a search index.

It runs as a service that is told of one document after the other: in a folder it would take them in the order of the
disk, and its index would be another one on another machine.
"""

from __future__ import annotations

import base64
import ctypes
import json
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import islice
from pathlib import PurePosixPath
from threading import Event, Timer
from typing import IO, Any

from sitegen.problem import ENVIRONMENT, SiteError, error

_WANTED = ("pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "wasm.*", "pagefind.*.pf_meta", "*/*.pf_*")
"""What a page needs that has its own interface."""

LEAST, A_SECOND = 60.0, 10_000
"""For how many seconds Pagefind may run at least, and for how many characters it has one more: some twenty times what it
takes on a busy machine."""


def _end_with_parent() -> None:
    """Have Linux end this process when the one ends that began it: a build that is killed leaves nothing behind."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


_LAST_WILL = _end_with_parent if sys.platform == "linux" else None


def index(documents: Mapping[str, str], language: str) -> dict[str, bytes]:
    """Return the files of the index of these documents, by path; the same for the same documents in this order.

    Raises SiteError (status 3) where Pagefind cannot do it.
    """
    # One language for all: a page searches only in what is indexed in its own.
    requests: list[dict[str, Any]] = [{"type": "NewIndex", "config": {"force_language": language.lower()}}]
    requests += [
        {"type": "AddFile", "index_id": 0, "url": f"/{path}", "file_path": path, "file_contents": text}
        for path, text in documents.items()
    ]
    requests.append({"type": "GetFiles", "index_id": 0})
    answers = _asked(requests, LEAST + sum(map(len, documents.values())) / A_SECOND)
    found = {file["path"]: base64.b64decode(file["content"]) for file in answers[-1]["files"]}
    return {path: found[path] for path in sorted(found) if any(map(PurePosixPath(path).match, _WANTED))}


def _asked(requests: Sequence[Mapping[str, Any]], seconds: float) -> list[dict[str, Any]]:
    """Return Pagefind's answers to all requests. Raises SiteError where it does not answer, or not in time."""
    from pagefind_bin_extended import get_executable  # a late import: few have it

    pipe, is_late = subprocess.PIPE, Event()
    try:
        command = [str(get_executable()), "--service"]
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, preexec_fn=_LAST_WILL)  # noqa: PLW1509
    except OSError as fault:
        raise _failed(f"{fault.filename}: {(fault.strerror or '').lower()}") from fault
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None

    def stop() -> None:
        is_late.set()
        process.kill()

    clock = Timer(seconds, stop)
    with process, ThreadPoolExecutor(2) as threads:
        clock.start()
        try:
            threads.submit(_tell, process.stdin, requests)
            said = threads.submit(process.stderr.read)
            answers = list(islice(_heard(process.stdout), len(requests)))
        except BaseException:
            process.kill()
            raise
        finally:
            clock.cancel()
            clock.join()  # while there are threads no process can be forked
        if len(answers) == len(requests):
            process.kill()  # it would wait for more
            return answers
    raise _failed(f"stopped after {seconds:,.0f} s" if is_late.is_set() else _reason(process.returncode, said.result()))


def _tell(pipe: IO[bytes], requests: Iterable[Mapping[str, Any]]) -> None:
    try:
        for number, request in enumerate(requests):
            message = json.dumps({"message_id": number, "payload": request})
            pipe.write(base64.b64encode(message.encode()) + b",")
        pipe.flush()
    except BrokenPipeError:  # it has ended, and says why
        with suppress(BrokenPipeError):
            pipe.close()


def _heard(pipe: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield the answers as they come. Raises SiteError for one that says what is wrong, or nothing that we know."""
    rest: list[bytes] = []
    while piece := pipe.read1(1 << 20):  # type: ignore[attr-defined]
        *whole, last = piece.split(b",")
        for message in whole:
            yield _answer(b"".join([*rest, message]))
            rest = []
        rest.append(last)


def _answer(message: bytes) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = json.loads(base64.b64decode(message))["payload"]
        if answer["type"] != "Error":
            return answer
        fault = str(answer["message"])
    except (ValueError, TypeError, KeyError):
        fault = "it gave an answer that sitegen does not know"
    raise _failed(fault)


def _reason(status: int, said: bytes) -> str:
    """Return what the binary said last, and how it ended."""
    lines = said.decode("utf-8", "replace").strip().splitlines()
    ended = f"ended by signal {-status}" if status < 0 else f"exit status {status}"
    return f"{ended}: {lines[-1].strip()}" if lines else ended


def _failed(reason: str) -> SiteError:
    message = f"Pagefind cannot make the search index ({reason}); nothing was published"
    return SiteError(
        error("", 0, "search", message, help="search: json in sitegen.yaml needs no Pagefind"), ENVIRONMENT
    )
