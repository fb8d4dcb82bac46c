"""Tags of template languages in Markdown, such as `{{< figure >}}` and `{% highlight %}`, into Markdown where that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

Convert = Callable[[str, str], str | None]
"""From what stands in a tag after its name, and what stands between it and its end, to Markdown; None: not certain."""

_argument = re.compile(
    r"""(?:([\w-]+)\s*[=:]\s*)?(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|`([^`]*)`|([^\s"'`]+))""", re.DOTALL
)


@dataclass(frozen=True)
class Syntax:
    """How tags are written: `tag` has the groups `name` and `arguments`, or one for what is no tag and has that group's
    name; `end` makes the expression for a tag's end."""

    tag: re.Pattern[str]
    end: Callable[[str], str]


_TAG = r"\{%-?\s*(?P<name>\w+)(?P<arguments>(?:[^%]|%(?!\})){0,2000}?)\s*-?%\}"


def _end_of_tag(name: str) -> str:
    return rf"\{{%-?\s*end_?{name}\s*-?%\}}"


NUNJUCKS = Syntax(re.compile(_TAG), _end_of_tag)
"""The tags of Hexo."""

LIQUID = Syntax(
    re.compile(rf"{_TAG}|\{{\{{(?P<output>[^{{}}]*)\}}\}}|(?P<attributes>\{{:(?=\s*[.#\w])[^{{}}\n]*+\}})"), _end_of_tag
)
"""The tags of Jekyll, what it puts out (`{{ … }}`), and kramdown's attributes (`{: … }`)."""

HUGO = Syntax(
    re.compile(
        r"\{\{(?P<mark>[<%])\s*(?P<name>/?[\w.-]+(?:/[\w.-]+)*)(?P<arguments>(?:\s(?:(?![>%]\}\}).){0,2000}?)?)\s*/?[>%]\}\}",
        re.DOTALL,
    ),
    lambda name: rf"\{{\{{[<%]\s*/\s*{re.escape(name)}\s*[>%]\}}\}}",
)


def convert(
    text: str,
    syntax: Syntax,
    single: Mapping[str, Convert],
    paired: Mapping[str, Convert],
    tell: Callable[[int, str], None],
) -> str:
    """Return the text without its tags: those alone, those with an end. The others stay, and `tell` gets their places."""
    out: list[str] = []
    endless: set[str] = set()
    pos = 0
    while found := syntax.tag.search(text, pos):
        out.append(text[pos : found.start()])
        kind = found.lastgroup or ""
        is_tag = kind == "arguments"
        name, given = (found["name"], found[kind].strip()) if is_tag else (kind, found[kind])
        end, result = found.end(), None
        if name in paired and name not in endless:
            closing = re.compile(syntax.end(name)).search(text, end)
            if closing is None:
                endless.add(name)
            else:
                result = paired[name](given, text[end : closing.start()])
                end = closing.end()
        elif name in single:
            result = single[name](given, "")
        if result is None:
            out.append(found[0])
            end = found.end()
            if not is_tag or not name.startswith(("end", "/")):
                tell(found.start(), found[0])
        else:
            out.append(result)
        pos = end
    return "".join([*out, text[pos:]])


def arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return what stands in a tag: values by their places, and those that have names."""
    places: list[str] = []
    names: dict[str, str] = {}
    for found in _argument.finditer(text):
        value = next((group for group in found.groups()[1:] if group is not None), "")
        value = re.sub(r"\\([\"'])", r"\1", value)
        if found[1]:
            names[found[1]] = value
        else:
            places.append(value)
    return places, names


def fenced(code: str, language: str = "") -> str:
    """Return code as a block of Markdown."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", code)), default=0))
    return f"{fence}{language}\n{code.strip(chr(10))}\n{fence}"


def picture(address: str, text: str = "", title: str = "") -> str | None:
    """Return a picture as Markdown."""
    if not address:
        return None
    place = f"<{address}>" if re.search(r"[\s()]", address) else address
    quoted = title.replace('"', '\\"')
    return f"![{re.sub(r'([][])', _entity, text)}]({place}" + (f' "{quoted}")' if title else ")")


def _entity(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def link(address: str | None, text: str = "") -> str | None:
    """Return a link as Markdown."""
    if not address:
        return None
    if not text:
        return f"<{escape(address, quote=False)}>"
    place = f"<{address}>" if re.search(r"[\s()]", address) else address
    return f"[{re.sub(r'([][])', _entity, text)}]({place})"


def quoted(text: str, source: str = "") -> str:
    """Return a quotation, with its source below."""
    body = text.strip("\n") + (f"\n\n— {source}" if source else "")
    return "\n".join(f"> {line}".rstrip() for line in body.split("\n"))
