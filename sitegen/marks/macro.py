"""Macros of the author's own, as settings and front matter give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sitegen.lazypattern import pattern

DEEPEST = 8
"""How often macros may stand for macros before they are left alone: one that stands for itself never ends."""

LONGEST = 100_000
"""How long TeX may grow by its macros before they are left alone."""

_argument = pattern(r"\s*\{((?:[^{}]|\{[^{}]*\})*)\}")


def definition(name: str, spec: Any) -> str:
    """Return the TeX that defines a macro: the spec is its text, or a list of text, number of arguments, default."""
    body, count, default = [*(spec if isinstance(spec, list) else [spec]), None, None][:3]
    arguments = f"[{count}]" if count else ""
    arguments += f"[{default}]" if count and default is not None else ""
    return f"\\newcommand{{\\{re.sub(r'[^A-Za-z]', '', name)}}}{arguments}{{{body}}}"


def expanded(tex: str, macros: Mapping[str, Any]) -> str:
    """Return the TeX with these macros written out, as far as they have plain arguments in braces."""
    known = {name: spec for name, spec in macros.items() if f"\\{name}" in tex}
    for _ in range(DEEPEST if known else 0):
        before = tex
        for name, spec in known.items():
            tex = _written_out(tex, name, *[*(spec if isinstance(spec, list) else [spec]), 0][:2])
        if tex == before or len(tex) > LONGEST:
            return before
    return tex


def _written_out(tex: str, name: str, body: Any, count: Any) -> str:
    parts, last = [], 0
    for found in re.finditer(rf"\\{re.escape(name)}(?![A-Za-z])", tex):
        if found.start() < last:
            continue
        text, end = str(body), found.end()
        for n in range(1, count + 1 if isinstance(count, int) else 1):
            argument = _argument.match(tex, end)
            if argument is None:
                break
            text, end = text.replace(f"#{n}", argument[1]), argument.end()
        parts.append(tex[last : found.start()] + text)
        last = end
    return "".join(parts) + tex[last:]
