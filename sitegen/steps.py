"""The steps from a file to what is remembered of it: read, parse, typeset, pack, store. Pure but for the first and the last."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple

from sitegen import galley, reader
from sitegen.marks import code
from sitegen.memory import Memory
from sitegen.memory.kept import Kept
from sitegen.memory.parts import bound
from sitegen.patience import LONGEST, TooLongError, at_most
from sitegen.problem import Problem, error
from sitegen.reader import Source

Step = Callable[[Any], Any]


class Made(NamedTuple):
    """What comes of a file: the digest of its bytes, and outline, problems and prose as bytes, unless they are
    remembered; and the seconds it took."""

    digest: bytes
    is_remembered: bool = False
    outline: bytes = b""
    problems: bytes = b""
    prose: bytes = b""
    seconds: float = 0.0


class Stored(NamedTuple):
    """What is to be remembered of a file, unless it is already, now that its prose is written; and the seconds it took."""

    kept: Kept | None
    seconds: float = 0.0


class Work(NamedTuple):
    """A file on its way: the digest of its bytes, what has become of them by now, and the seconds that took."""

    source: Source
    digest: bytes
    value: Any
    seconds: float


def steps(memory: Memory, html: bool, macros: Mapping[str, Any]) -> list[Step]:
    """Return the steps: the first takes a source, each other what the one before gives, and the last gives Made."""
    return [
        partial(_read, memory, html),
        partial(_step, _parsed),
        partial(_step, partial(_typeset, html, macros)),
        _packed,
    ]


def through(steps: Iterable[Step], value: Any) -> Any:
    """Return what becomes of a value."""
    for step in steps:
        value = step(value)
    return value


def _read(memory: Memory, html: bool, source: Source) -> Made | Work:
    """Read a file; what comes of it is known if it cannot be read, or is remembered."""
    began = time.perf_counter()
    data = reader.read(source)
    if isinstance(data, Problem):
        return Made(b"", problems=galley.pack_problems([data], []))
    digest = blake2b(data, digest_size=16).digest()
    if memory.recall(source.file, digest):
        return Made(digest, is_remembered=True)
    if not html and b"```" in data:  # in HTML of their own, authors may write what looks like our blocks of code
        _recall_code(memory, source)
    return Work(source, digest, data, time.perf_counter() - began)


def _recall_code(memory: Memory, source: Source) -> None:
    """Take the blocks of code out of what a file has become before it was changed."""
    kept = memory.kept.get(source.file)
    if kept and kept.length:
        code.recall(galley.PackedProse(memory.parts(source.file)).html)


def _step(make: Callable[[Work], Any], work: Made | Work) -> Made | Work:
    """Take a step that may turn out to be too long, unless what comes of the file is known."""
    if isinstance(work, Made):
        return work
    began = time.perf_counter()
    try:
        with at_most(LONGEST):
            value = make(work)
    except TooLongError:
        message = f"typesetting was stopped after {LONGEST:g} s of a processor's time"
        return Made(b"", problems=galley.pack_problems([error(work.source.path, 0, "too-slow", message)], []))
    return Work(work.source, work.digest, value, work.seconds + time.perf_counter() - began)


def _parsed(work: Work) -> Any:
    return reader.parse_post(work.source, work.value)


def _typeset(html: bool, macros: Mapping[str, Any], work: Work) -> Any:
    post, problems = work.value
    return galley.make(post, problems, html, macros)


def _packed(work: Made | Work) -> Made:
    if isinstance(work, Made):
        return work
    outline, prose, reading, typesetting = work.value
    problems = galley.pack_problems(reading, typesetting)
    packed = bound(*galley.pack_prose(prose)) if prose else b""
    return Made(work.digest, False, galley.pack(outline), problems, packed, work.seconds)


def store(memory: Memory, all_made: Sequence[Made]) -> list[Stored]:
    """Write the proses that were made; return what is to be remembered. Raises SiteError (status 3)."""
    places = memory.put([made.prose for made in all_made])
    return [
        Stored(None)
        if made.is_remembered
        else Stored(Kept(made.digest, made.outline, made.problems, place, len(made.prose)), made.seconds)
        for made, place in zip(all_made, places, strict=True)
    ]
