"""The one line of a post's front matter that holds its tags: added to the text, in which every other byte stays."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from sitegen import frontmatter, settings, yamltext
from sitegen.frontmatter import Split

AFTER = ("read_count", "date", "author", "title")
"""The key after which the line stands: the first of these that is there."""

_line_end = re.compile(r"(?<=\n)|(?<=\r)(?!\n)")
_no_value = re.compile(r"""tags[ \t]*[:=](?:[ \t]*(?:\[[ \t]*\]|""|''|~|null)|[ \t]*(?=$))?(?=[ \t]*(?:[ \t]#.*)?$)""")


def with_tags(text: str, tags: Sequence[str], path: str) -> str | None:
    """Return the text of a post without tags, with these; None where one line cannot do it.

    Reads what it has written: all else must be as it was. Raises yamltext.YamlError where the front matter cannot be read.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    before = _split(text.removeprefix(mark), path)
    lines = [line for line in _line_end.split(text.removeprefix(mark)) if line]
    ends = re.match(r"[^\r\n]*(\r\n|\r|\n)", text)
    new = mark + "".join(_changed(lines, before, tags, ends[1] if ends else "\n"))
    try:
        after = _split(new.removeprefix(mark), path)
    except yamltext.YamlError:
        return None
    return new if _is_only_tagged(before, after, tags, path) else None


def _split(text: str, path: str) -> Split:
    return frontmatter.split(text.replace("\r\n", "\n").replace("\r", "\n"), path)


def _changed(lines: list[str], parts: Split, tags: Sequence[str], end: str) -> list[str]:
    quoted = ", ".join(json.dumps(tag, ensure_ascii=False) for tag in tags)
    fence = lines[0].rstrip() if lines and parts.body_line > 1 else ""
    if not fence:
        return ["---" + end, f"tags: {yamltext.flow_list(tags)}{end}", "---" + end, *lines]
    if fence not in ("---", "+++"):
        return _inserted(lines, parts.body_line - 1, f"Tags: {', '.join(tags)}", end)
    line = f"tags: {yamltext.flow_list(tags)}" if fence == "---" else f"tags = [{quoted}]"
    if "tags" in parts.mapping.keys:
        at = parts.mapping.keys["tags"][0] - 1
        return [*lines[:at], _no_value.sub(lambda _: line, lines[at].rstrip("\r\n")) + end, *lines[at + 1 :]]
    return _inserted(lines, _place(lines, parts) if fence == "---" else 1, line, end)


def _inserted(lines: list[str], at: int, line: str, end: str) -> list[str]:
    """Put in a line; the one before it gets its line end if it has none, and then the new one goes without."""
    if at == len(lines) and lines and not lines[-1].endswith(("\n", "\r")):
        return [*lines[:-1], lines[-1] + end, line]
    return [*lines[:at], line + end, *lines[at:]]


def _place(lines: list[str], parts: Split) -> int:
    """Return where the line goes in front matter in YAML: behind all that belongs to the key before it."""
    keys = sorted(line - 1 for line, _ in parts.mapping.keys.values())
    for key in AFTER:
        if key in parts.mapping.keys:
            start = parts.mapping.keys[key][0] - 1
            at = next((line for line in keys if line > start), parts.body_line - 2)
            while lines[at - 1].startswith("#"):
                at -= 1
            return at
    return 1


def _is_only_tagged(before: Split, after: Split, tags: Sequence[str], path: str) -> bool:
    meta, _ = frontmatter.read(after.mapping, path)
    rest = [
        {key: settings.plain(node) for key, node in parts.mapping.items.items() if key != "tags"}
        for parts in (before, after)
    ]
    return meta.tags == tuple(tags) and rest[0] == rest[1] and before.body == after.body
