"""What builds have changed lately of what is remembered: a few of thousands of values, beside the records that hold all.

The records are written whole only where this has become too much, or where there are other keys than there were.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sitegen.mappings import others
from sitegen.memory.rows import Names

_MOST = 2_000
"""So many changed values are kept beside the records."""


class Whole(NamedTuple):
    """What the records hold, which the build `run` wrote: values, mappings among them; so many of these names; and what
    cannot be told as a change.
    """

    run: bytes
    values: Sequence[Any]
    names: Names
    named: int
    rest: Any


class Lately(NamedTuple):
    """What is another than in the records that the build `base` wrote: of mappings the values that are others, all else
    whole; and the names that have come."""

    base: bytes
    values: Sequence[Any]
    names: Sequence[str]


def changed(whole: Whole, now: Sequence[Any], names: Names, rest: Any) -> Lately | None:
    """Return what has changed, or None where that is too much, or cannot be told so."""
    if names is not whole.names or rest != whole.rest:
        return None
    values: list[Any] = []
    for old, new in zip(whole.values, now, strict=True):
        if not isinstance(new, dict):
            values.append(new)
        elif new is old:
            values.append({})
        elif old.keys() != new.keys():
            return None
        else:
            values.append({key: new[key] for key in others(old, new)})
    lately = Lately(whole.run, values, names.after(whole.named))
    return lately if sum(map(len, filter(_is_mapping, values))) + len(lately.names) <= _MOST else None


def merged(values: Sequence[Any], lately: Sequence[Any]) -> list[Any]:
    """Return values of the records as they are now."""
    return [{**old, **new} if _is_mapping(new) else new for old, new in zip(values, lately, strict=True)]


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict)
