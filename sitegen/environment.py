"""Settings out of the environment, for machines: `SITEGEN_BASE_URL`, and `SITEGEN_MATH__LAZY` for `lazy` below `math`."""

from __future__ import annotations

import os
import typing
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

PREFIX = "SITEGEN_"
BELOW = "__"


class Variable(NamedTuple):
    """A variable: its name, the setting that it names, in the way of `math.lazy`, and its text."""

    name: str
    key: str
    text: str


def variables(environ: Mapping[str, str] = os.environ) -> list[Variable]:
    """Return the variables that are meant for sitegen, by name; one without a text is as good as none."""
    ours = sorted(name for name, text in environ.items() if name.startswith(PREFIX) and text)
    return [Variable(name, _key(name), environ[name]) for name in ours]


def wishes() -> tuple[str, ...]:
    """Return what the environment asks for: a site depends on it."""
    return tuple(f"{variable.name}={variable.text}" for variable in variables())


def name_of(key: str) -> str:
    """Return the name of the variable for a setting."""
    return PREFIX + key.replace(".", BELOW).upper()


def _key(name: str) -> str:
    return name.removeprefix(PREFIX).replace(BELOW, ".").lower()


def is_group(kind: Any) -> bool:
    """Return whether this is a class of settings, with the type of each."""
    return isinstance(kind, type) and bool(typing.get_type_hints(kind))


def leaves(cls: type, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the settings that have no others below them, in the way of `math.lazy`, each with its type."""
    for name, kind in typing.get_type_hints(cls).items():
        if is_group(kind):
            yield from leaves(kind, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", kind


def value_at(settings: object, key: str) -> Any:
    """Return the value of a setting."""
    for name in key.split("."):
        settings = getattr(settings, name)
    return settings


def with_value(settings: Any, key: str, value: Any) -> Any:
    """Return the settings with another value of one of them."""
    name, _, below = key.partition(".")
    if below:
        value = with_value(getattr(settings, name), below, value)
    return settings._replace(**{name: value})
