"""What settings are in force, and where each value comes from: a default, a line of the file, the environment, an option."""

from __future__ import annotations

import os
import typing
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sitegen import environment, settings, yamltext
from sitegen.folders import SETTINGS
from sitegen.yamltext import Mapping, Node, Scalar

DEFAULT = "default"


class Value(NamedTuple):
    """A setting in the way of `math.lazy`, its value, and where it comes from."""

    key: str
    value: Any
    origin: str


def in_force(source: Path, base_url: str | None = None) -> list[Value]:
    """Return every setting of the site, in the order of the documentation; raises SiteError as `settings.load` does."""
    found = settings.load(source, base_url)
    path = source / SETTINGS
    shown = os.path.normpath(path)
    text = path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    places = dict(_places(yamltext.read_mapping(text, shown, settings.KIND), f"{shown}:"))
    places |= {variable.key: variable.name for variable in environment.variables()}
    places |= {"base_url": "--base-url"} if base_url is not None else {}
    keys = [key for key, _ in environment.leaves(settings.Settings)]
    return [Value(key, _bare(environment.value_at(found, key)), places.get(key, DEFAULT)) for key in keys]


def _bare(value: Any) -> Any:
    """Return a value as the file would give it: of what has fields of its own, those that are not empty."""
    if environment.is_group(type(value)):
        pairs = ((name, getattr(value, name)) for name in typing.get_type_hints(type(value)))
        return {name: below for name, below in pairs if below}
    return {name: _bare(below) for name, below in value.items()} if isinstance(value, dict) else value


def _places(mapping: Mapping, shown: str, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys that the file gives a value, each with its line."""
    for name, node in mapping.items.items():
        if not _is_nothing(node):
            yield prefix + name, f"{shown}{mapping.keys[name][0]}"
        if isinstance(node, Mapping):
            yield from _places(node, shown, f"{prefix}{name}.")


def _is_nothing(node: Node) -> bool:
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null")


def as_yaml(values: list[Value]) -> Iterator[str]:
    """Yield the lines of a settings file that says the same, each with its origin."""
    above: list[str] = []
    for key, value, origin in values:
        *groups, name = key.split(".")
        for depth, group in enumerate(groups):
            if above[: depth + 1] != groups[: depth + 1]:
                yield f"{'  ' * depth}{group}:"
        above = groups
        yield f"{'  ' * len(groups)}{name}: {_flow(value)}  # {origin}"


def as_data(values: list[Value]) -> dict[str, dict[str, Any]]:
    """Return value and origin by key, for programs."""
    return {key: {"value": value, "origin": origin} for key, value, origin in values}


def _flow(value: Any) -> str:
    """Return the value as YAML on one line, which is read as the same value."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{yamltext.scalar(str(key))}: {_flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "null"
    return str(value) if isinstance(value, int | float) else yamltext.scalar(str(value))
