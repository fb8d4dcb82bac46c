"""What templates ask that may stand on many pages, or is worked out ahead of one, with what it depends on."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, Generic, NamedTuple, TypeVar

from sitegen.site import Entry, Shelf

T = TypeVar("T")


class Made(NamedTuple, Generic[T]):
    """What was made once, and what it depends on: whose prose was taken, and the faces that were looked at."""

    value: T
    taken: tuple[str, ...]
    faces: tuple[str, ...]

    def told_to(self, shelf: Shelf) -> T:
        """Return the value; the shelf notes what it depends on."""
        value, taken, faces = self
        if taken:
            shelf.taken.update(taken)
        if faces:
            shelf.faces.update(faces)
        return value


def noted(shelf: Shelf, make: Callable[..., T], *arguments: Any) -> Made[T]:
    """Make what may stand on any page, with what it depends on."""
    before = shelf.begin()
    try:
        return Made(make(*arguments), tuple(shelf.taken), tuple(shelf.faces))
    finally:
        shelf.go_on(before)


class Answer(Generic[T]):
    """What a page asks about its own post. It can be worked out ahead, for several posts one after the other: a processor
    is quicker at doing the same thing again.
    """

    def __init__(self, shelf: Shelf, make: Callable[[Entry], T]) -> None:
        self._shelf, self._make = shelf, make
        self._made: dict[Entry, Made[T]] = {}

    def foresee(self, entry: Entry) -> None:
        """Work out what the page of this post is going to ask."""
        with suppress(Exception):  # the page that asks tells what is wrong
            self._made[entry] = noted(self._shelf, self._make, entry)

    def forget(self, entry: Entry) -> None:
        """Forget what the page of this post has not asked: the next one that asks may be of another build."""
        self._made.pop(entry, None)

    def __call__(self, entry: Entry) -> T:
        """Return the answer; the shelf notes what was taken and looked at for it."""
        made = self._made.pop(entry, None)
        if made is None:
            return self._make(entry)
        return made.told_to(self._shelf)
