"""Which formulas MathJax cannot read: each is given to the real one, in Node.js, post by post as on their pages."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sitegen import mathjax
from sitegen.marks import equation, math
from sitegen.marks.macro import definition
from sitegen.marks.masked import Formula
from sitegen.marks.numbering import LOADED
from sitegen.post import Post
from sitegen.problem import ENVIRONMENT, Problem, SiteError, error

KIND = "math"


def check_math(posts: Sequence[Post], source: Path, macros: Mapping[str, Any]) -> list[Problem]:
    """Return an error for each formula of the posts that MathJax cannot read, titles included.

    Raises SiteError (status 3) where there is no Node.js, or no copy of MathJax beside the site.
    """
    node = shutil.which("node")
    if node is None:
        raise SiteError(
            error("", 0, KIND, "checking formulas needs Node.js, and it is not on this machine"), ENVIRONMENT
        )
    if not mathjax.installed(source):
        help = "sitegen mathjax install brings it"
        raise SiteError(error("", 0, KIND, "checking formulas needs MathJax beside the site", help=help), ENVIRONMENT)
    found = [_formulas(post) for post in posts]
    question = {
        "mathjax": str(mathjax.folder(source).resolve()),
        "autoload": {extension: [[], environments] for extension, environments in LOADED.items()},
        "posts": [
            {
                "macros": [definition(name, spec) for name, spec in {**macros, **post.meta.macros}.items()],
                "formulas": [{"tex": tex(formula), "display": formula.display} for formula, _ in formulas],
            }
            for post, formulas in zip(posts, found, strict=True)
        ],
    }
    problems = []
    for p, f, message in _ask(node, question):
        formula, line = found[p][f]
        shown = " ".join(formula.source.split())
        shown = shown if len(shown) <= 60 else shown[:57] + "…"
        problems.append(error(posts[p].path, line, KIND, f"MathJax cannot read {shown}: {message}"))
    return problems


def _formulas(post: Post) -> list[tuple[Formula, int]]:
    """The formulas of the title and the body with their lines; references to equations are no formulas to be read."""
    body = [(formula, post.body_line + formula.line) for formula in math.mask(post.body).formulas]
    title = [(formula, 1) for formula in math.mask(post.title, verbatim=True).formulas]
    return [(formula, line) for formula, line in title + body if equation.reference(formula) is None]


def tex(formula: Formula) -> str:
    """Return what stands between the delimiters of a formula; an environment is its own."""
    source = formula.source
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]")):
        if source.startswith(opening):
            return source.removeprefix(opening).removesuffix(closing)
    return source


def _ask(node: str, question: dict[str, Any]) -> list[tuple[int, int, str]]:
    script = Path(__file__).with_suffix(".cjs")
    done = subprocess.run(
        [node, str(script)], input=json.dumps(question), check=False, capture_output=True, text=True, encoding="utf-8"
    )
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise SiteError(error("", 0, KIND, f"MathJax did not run in Node.js: {reason}"), ENVIRONMENT)
    return [(p, f, message) for p, f, message in json.loads(done.stdout)]
