r"""Formulas that MathJax cannot read. Looked for only when it is asked for (`--math`): it needs Node.js, and the copy of
MathJax that `sitegen mathjax install` brings.

The real MathJax reads every formula as on its page, with the macros that hold there. Displayed formulas that are not closed
have the same kind, and are found by every build.
"""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.mathcheck import KIND, check_math
from sitegen.problem import Problem

__all__ = ["KIND", "check"]


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield an error for each formula that MathJax cannot read. Raises SiteError as `check_math` does."""
    posts = [manuscript.text(entry.post).post for entry in manuscript.entries]
    yield from check_math(posts, manuscript.source, manuscript.settings.math.macros)
