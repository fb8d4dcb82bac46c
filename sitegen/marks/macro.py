"""Macros of the author's own, as settings and front matter give them."""

from __future__ import annotations

import re
from typing import Any


def definition(name: str, spec: Any) -> str:
    """Return the TeX that defines a macro: the spec is its text, or a list of text, number of arguments, default."""
    body, count, default = [*(spec if isinstance(spec, list) else [spec]), None, None][:3]
    arguments = f"[{count}]" if count else ""
    arguments += f"[{default}]" if count and default is not None else ""
    return f"\\newcommand{{\\{re.sub(r'[^A-Za-z]', '', name)}}}{arguments}{{{body}}}"
