"""The JSON Schema of sitegen.yaml, by which editors complete and check it; made from the settings themselves."""

from __future__ import annotations

import ast
import inspect
import types
import typing
from collections import abc
from itertools import pairwise
from typing import Any

from sitegen.environment import is_group
from sitegen.settings import Settings

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LIMITS: dict[str, dict[str, Any]] = {
    "base_url": {"pattern": "^(https?://[^?#]+)?$"},
    "language": {"pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"},
    "page_size": {"minimum": 1, "maximum": 1000},
    "hosting.compress": {"enum": ["none", "gzip", "brotli", "both", None]},
    "permalink": {"pattern": "^/(.*/)?:slug/(.*/)?$"},
}
"""What a value must be besides its type."""

_TYPES: dict[Any, list[str]] = {
    str: ["string", "number", "boolean", "null"],  # what YAML takes for a number is a text to us
    bool: ["boolean", "null"],
    int: ["integer", "null"],
    float: ["number", "null"],
}
"""An empty value stands for the default."""


def schema() -> dict[str, Any]:
    """Return the schema."""
    return {"$schema": DIALECT, "title": "sitegen.yaml", **_of_class(Settings(), "")}


def _of_class(defaults: Any, prefix: str) -> dict[str, Any]:
    cls = type(defaults)
    kinds, told = typing.get_type_hints(cls), descriptions(cls)
    properties = {}
    for name, kind in kinds.items():
        default, key = getattr(defaults, name), f"{prefix}{name}"
        properties[name] = {"description": told.get(name, "")} | (
            _of_class(default, f"{key}.")
            if is_group(kind)
            else _of_kind(kind) | {"default": _plain(default)} | _LIMITS.get(key, {})
        )
    return {"type": ["object", "null"], "properties": properties, "additionalProperties": False}


def _of_members(cls: Any) -> dict[str, Any]:
    """Return what the schema says of each of a mapping's values, which are described by a class."""
    kinds, told = typing.get_type_hints(cls), descriptions(cls)
    properties = {name: {"description": told.get(name, "")} | _of_kind(kind) for name, kind in kinds.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _of_kind(kind: Any) -> dict[str, Any]:
    """Return what the schema says of a type, as far as a schema can."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (list, tuple):
        return {"type": ["array", "null"]}
    if origin is abc.Mapping:
        below = {"additionalProperties": _of_members(arguments[1])} if is_group(arguments[1]) else {}
        return {"type": ["object", "null"]} | below
    if origin is typing.Literal:
        return {"enum": [*arguments, None]}
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_of_kind(argument) for argument in arguments if argument is not type(None)]}
    return {"type": _TYPES[kind]} if kind in _TYPES else {}


def descriptions(cls: type) -> dict[str, str]:
    """Return the text beneath each field of a class, by the field's name."""
    body = typing.cast(ast.ClassDef, ast.parse(inspect.getsource(cls)).body[0]).body
    return {
        field.target.id: " ".join(text.value.value.split())
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant) and isinstance(text.value.value, str)
    }
