"""Front matter as lines of text: written as a person would, and changed line by line so that all others stay."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sitegen import yamltext
from sitegen.day import Day
from sitegen.post import FrontMatter, Sighting


def written(meta: FrontMatter) -> str:
    """Return front matter as text, without its fences."""
    return "\n".join(_lines(meta))


def _lines(meta: FrontMatter) -> Iterator[str]:
    yield f"title: {yamltext.scalar(meta.title)}"
    if meta.author:
        yield f"author: {yamltext.scalar(meta.author)}"
    if meta.date:
        yield date_line(meta.date)
    if meta.updated:
        yield date_line(meta.updated, "updated")
    if meta.expires:
        yield date_line(meta.expires, "expires")
    if meta.read_count is not None:
        yield f"read_count: {meta.read_count}"
    if meta.tags:
        yield f"tags: {yamltext.flow_list(meta.tags)}"
    if meta.series:
        yield f"series: {yamltext.scalar(meta.series)}"
    if meta.series_number is not None:
        yield f"series_number: {meta.series_number}"
    yield f"slug: {yamltext.scalar(meta.slug)}"
    if meta.permalink:
        yield f"permalink: {yamltext.scalar(meta.permalink)}"
    if meta.aliases:
        yield f"aliases: {yamltext.flow_list(meta.aliases)}"
    for name in ("draft", "hidden", "truncated"):
        if getattr(meta, name):
            yield f"{name}: true"
    for name in ("description", "lang", "original"):
        if getattr(meta, name):
            yield f"{name}: {yamltext.scalar(getattr(meta, name))}"
    for name, value in meta.extra.items():
        yield f"{yamltext.scalar(name)}: {_value(value)}"
    yield from archive_lines(meta.archive)


def _value(value: Any) -> str:
    return yamltext.scalar(value) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def date_line(day: Day, name: str = "date") -> str:
    """Return the line of a day, with its time where that is known."""
    time = f"T{day.time}{day.offset}" if day.time else ""
    return f"{name}: {day.iso}{time}" if day.year is not None else f'{name}: "{day.iso}"'


def archive_lines(sightings: Iterable[Sighting]) -> list[str]:
    """Return the lines that say where a post was seen."""
    lines = ["archive:"]
    for seen in sightings:
        count = f", read_count: {seen.read_count}" if seen.read_count is not None else ""
        lines.append(f"  - {{file: {yamltext.scalar(seen.file)}, line: {seen.line}{count}}}")
    return lines if len(lines) > 1 else []


def set_line(front: str, key: str, line: str, after: Sequence[str]) -> str:
    """Replace the line of a key, or add it after the first of these keys that is there; no line removes it."""
    if not line:
        return re.sub(rf"(?m)^{key}:.*\n?", "", front, count=1)
    if re.search(rf"(?m)^{key}:", front):
        return re.sub(rf"(?m)^{key}:[^#\n]*?(?=\s#|$)", lambda _: line, front, count=1)
    for other in after:
        found = re.search(rf"(?m)^{other}:.*$", front)
        if found:
            return f"{front[: found.end()]}\n{line}{front[found.end() :]}"
    return f"{front}\n{line}"


def set_block(front: str, key: str, lines: Sequence[str]) -> str:
    """Replace the lines of a key, or add them at the end."""
    block = "\n".join(lines)
    found = re.search(rf"(?m)^{key}:.*(?:\n(?:[ \t]+.*|- .*))*$", front)
    return f"{front[: found.start()]}{block}{front[found.end() :]}" if found else f"{front}\n{block}"
