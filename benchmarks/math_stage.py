"""What the math stage costs: our rendering of a post next to stock markdown-it-py with its two math plugins.

    python benchmarks/math_stage.py POSTS_FOLDER

Both read the same bodies, in turns, in one process; printed are microseconds of CPU a post (the best of the rounds) and
their ratio. Fenced code is left out of the bodies, since ours is highlighted and theirs is not. "All that we make" is
more than the stock parser makes: summary, description, headings, mentions, labels, reading time.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

from markdown_it import MarkdownIt
from mdit_py_plugins.amsmath import amsmath_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

from sitegen import prose
from sitegen.frontmatter import split
from sitegen.marks import math
from sitegen.prose.markdown import _parser

ROUNDS = 5
STOCK = "stock parser, its math plugins"


def stock(math_plugins: bool) -> MarkdownIt:
    """Return the library's parser, with its own math plugins or without."""
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    for plugin in (footnote_plugin, deflist_plugin, tasklists_plugin):
        parser.use(plugin)
    return parser.use(dollarmath_plugin).use(amsmath_plugin) if math_plugins else parser


def ours(body: str) -> str:
    """Return what our parser makes of a body: formulas out, Markdown, formulas back."""
    found = math.mask(body)
    parser = _parser(html=False)
    env: dict[str, object] = {"math": found, "mentions": [], "faults": []}
    html = parser.render(found.text, env)
    return found.to_html(html, lambda n: found.formulas[n].html())


def microseconds(work: Callable[[str], object], bodies: list[str]) -> float:
    """Return the CPU time of one round over the bodies, a body."""
    began = time.process_time()
    for body in bodies:
        work(body)
    return (time.process_time() - began) / len(bodies) * 1e6


def main() -> None:
    """Measure and print."""
    folder = Path(sys.argv[1])
    bodies = [split(file.read_text("utf-8"), str(file)).body for file in sorted(folder.glob("*.md"))[:300]]
    bodies = [re.sub(r"(?ms)^```.*?^```$", "", body) for body in bodies]
    works: dict[str, Callable[[str], object]] = {
        STOCK: stock(math_plugins=True).render,
        "formulas found and masked": math.mask,
        "our parser with its math stage": ours,
        "all that we make of a post": prose.typeset,
    }
    best = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):
        for name, work in works.items():
            best[name] = min(best[name], microseconds(work, bodies))
    size = sum(map(len, bodies)) / len(bodies)
    print(f"{len(bodies)} posts of {size:.0f} characters on average, CPU microseconds a post")
    for name, value in best.items():
        print(f"{name:<33}{value:9.0f}{value / best[STOCK]:8.2f}")


if __name__ == "__main__":
    main()
