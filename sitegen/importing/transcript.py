"""A Markdown file of another generator: its front matter in any of their kinds, and its text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitegen import frontmatter, reader, regular, yamltext
from sitegen.importing import decoding
from sitegen.importing.harvest import Harvest
from sitegen.post import FrontMatter
from sitegen.problem import Problem, error
from sitegen.yamltext import Mapping, Node, Scalar, Sequence

LARGEST = 16 * 1024 * 1024
"""In bytes."""

_LISTS = ("tags", "tag", "categories", "category", "aliases", "redirect_from")
_ONE = ("series", "title", "description", "summary", "excerpt", "slug", "date", "lang")


@dataclass
class Transcript:
    """A Markdown file: where it lies, its path as problems name it, what it says of itself, and its text.

    `said` are the texts of its front matter as they stand there; `categories` are among the tags too.
    """

    file: Path
    path: str
    meta: FrontMatter
    said: dict[str, str]
    categories: tuple[str, ...]
    body: str
    body_line: int

    @property
    def has_front_matter(self) -> bool:
        """Whether it says anything of itself."""
        return self.body_line > 1


def read(file: Path, harvest: Harvest, spaced: bool = False) -> Transcript | None:
    """Return what is in a file, or None and a problem in the harvest. `spaced`: tags without commas have spaces
    between them."""
    path = reader.shown(file)
    text = _text(file, path, harvest.problems)
    if text is None:
        return None
    try:
        parts = _json(text, path) or frontmatter.split(text, path)
    except yamltext.YamlError as fault:
        harvest.problems.append(fault.problem)
        return None
    mapping = _adapted(parts.mapping, spaced)
    meta, faults = frontmatter.read(mapping, path)
    for problem in faults:
        if problem.level == "error":
            harvest.problems.append(problem._replace(level="warning", message=f"{problem.message}; left out"))
    said = {key: node.text.strip() for key, node in mapping.items.items() if isinstance(node, Scalar)}
    categories = [
        leaf for name in ("category", "categories") if name in mapping.items for leaf in _flat(mapping.items[name])
    ]
    names = tuple(leaf.text.strip() for leaf in categories if isinstance(leaf, Scalar))
    return Transcript(file, path, meta, said, names, parts.body, parts.body_line)


def _text(file: Path, path: str, problems: list[Problem]) -> str | None:
    try:
        size = file.stat().st_size
        if size > LARGEST:
            problems.append(error(path, 0, "too-large", f"{size:,} bytes; a post may have {LARGEST:,}"))
            return None
        data = regular.read(file)
    except OSError as fault:
        problems.append(error(path, 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}"))
        return None
    if not data.strip():
        return ""
    decoded = decoding.decode(data, path)
    if isinstance(decoded, Problem):
        message = decoded.message.replace("--encoding names one", "save it as UTF-8")
        problems.append(decoded._replace(message=message))
        return None
    problems += decoded.problems
    return decoded.text


def _json(text: str, path: str) -> frontmatter.Split | None:
    """Return the parts of a text whose front matter is an object of JSON, as Hugo has it."""
    if not re.match(r"\{\s*[\"}]", text):
        return None
    try:
        value, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as fault:
        message = f"this is not JSON: {fault.msg.lower()}"
        raise yamltext.YamlError(error(path, fault.lineno, frontmatter.KIND, message, column=fault.colno)) from None
    except RecursionError:
        raise yamltext.YamlError(error(path, 1, frontmatter.KIND, "JSON nested too deep")) from None
    line = text.count("\n", 0, end) + 2
    body = text[end:].lstrip(" \t").removeprefix("\n")
    node = _node(value)
    assert isinstance(node, Mapping)
    return frontmatter.Split(node, body, line)


def _node(value: Any) -> Node:
    if isinstance(value, dict):
        return Mapping({key: _node(item) for key, item in value.items()}, dict.fromkeys(value, (1, 1)))
    if isinstance(value, list):
        return Sequence([_node(item) for item in value], 1, 1)
    plain = not isinstance(value, str)
    return Scalar(json.dumps(value) if plain else value, 1, 1, plain=plain)


def _adapted(mapping: Mapping, spaced: bool) -> Mapping:
    """Return the front matter in the shapes that we know: a text where one is meant, flat lists, nothing empty."""
    items: dict[str, Node] = {}
    for key, node in mapping.items.items():
        name = key.lower() if key.lower() in frontmatter.SYNONYMS or key.lower() in ("title", "date") else key
        if isinstance(node, Scalar) and node.plain and node.text in ("null", "~", ""):
            continue
        if isinstance(node, Sequence) and name in _ONE:
            node = next(iter(_flat(node)), Scalar("", node.line, node.column))
        elif isinstance(node, Sequence) and name in (*_LISTS, "author", "authors"):
            node = Sequence([*_flat(node)], node.line, node.column)
        elif isinstance(node, Mapping) and name in ("author", "authors"):
            node = node.items.get("name", Scalar("", node.line, node.column))
        elif isinstance(node, Scalar) and name in _LISTS:
            node = _list(node, spaced and name in ("tags", "categories"))
        items["tags" if name == "tag" and "tags" not in mapping.items else name] = node
    return Mapping(items, {**mapping.keys, **dict.fromkeys(items.keys() - mapping.keys.keys(), (1, 1))}, mapping.line)


def _flat(node: Node) -> list[Node]:
    if isinstance(node, Sequence):
        return [leaf for item in node.items for leaf in _flat(item)]
    if isinstance(node, Mapping):
        return [leaf for item in node.items.values() for leaf in _flat(item)]
    return [node] if not (node.plain and node.text in ("null", "~", "")) else []


def _list(node: Scalar, spaced: bool) -> Node:
    has_spaces = spaced and not re.search("[,，;；]", node.text)
    words = node.text.split() if has_spaces else re.split("[,，;；]", node.text)
    return Sequence([Scalar(word.strip(), node.line, node.column) for word in words if word.strip()], node.line, 1)
