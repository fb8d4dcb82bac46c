"""Numbers of equations against MathJax itself: random texts of environments, tags and labels are numbered alike.

The texts are of the kind that authors write and of the kind that they should not: environments within others, starred,
unknown or not closed, two tags or labels in a row, labels and ends in comments, macros for labels and for silence.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sitegen import mathjax
from sitegen.marks.equation import numbered
from sitegen.marks.math import mask
from sitegen.marks.numbering import Numbering
from sitegen.mathcheck import tex

REPOSITORY = Path(__file__).parent.parent.parent

TEXTS = int(os.environ.get("SITEGENTEST_NUMBERED_TEXTS", "300"))
"""A run before a release has more: SITEGENTEST_NUMBERED_TEXTS=2000."""

MACROS: dict[str, Any] = {"lab": ["\\label{eq:#1}", 1], "quiet": "\\nonumber"}
DEFINITIONS = "$\\newcommand{\\lab}[1]{\\label{eq:#1}}\\newcommand{\\quiet}{\\nonumber}$\n\n"
LAST = "\\begin{equation}\\label{last}x\\end{equation}"

OFTEN = ["equation", "align", "gather", "alignat", "flalign", "multline", "eqnarray", "empheq", "numcases"]
STARRED = ["equation*", "align*", "gather*", "alignat*", "flalign*", "multline*", "eqnarray*", "xalignat*"]
RARE = ["xalignat", "xxalignat", "subnumcases", "spreadlines", "displaymath", "math", "multlined"]
UNKNOWN = ["subequations", "unknown"]
INNER = ["aligned", "split", "gathered", "cases", "pmatrix", "array", "alignedat", "dcases", "matrix*", "multlined"]
ARGUMENTS = {
    **dict.fromkeys(("alignat", "alignat*", "xalignat", "xalignat*", "xxalignat", "alignedat"), "{2}"),
    **dict.fromkeys(("numcases", "subnumcases"), "{f}"),
    "spreadlines": "{1em}",
    "array": "{cc}",
    "matrix*": "[r]",
}
LETTERS = [
    "a",
    "b+c",
    "\\alpha",
    "{x}",
    "\\frac{a}{b}",
    "\\{z\\}",
    "\\%",
    "\\text{if $x$}",
    "\\left( a \\right)",
    "{a\\\\b}",
]
TAGS = ["\\tag{T}", "\\tag*{$*$}", "\\tag{a $b$}", "\\tag{1'}", "\\tag {x}"]
SILENT = ["\\notag ", "\\nonumber ", "\\quiet "]
COMMENT = "% \\label{no} \\\\ \\end{align}\n"


class Author:
    """Somebody who writes equations without a plan."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.labels = 0

    def text(self) -> str:
        """A text of a few formulas, and an equation at its end that shows how many were counted."""
        formulas = [self.formula() for _ in range(self.chance.randint(1, 4))]
        return DEFINITIONS + "\n\n".join([*formulas, LAST])

    def formula(self) -> str:
        kind = self.chance.random()
        if kind < 0.7:
            return self.outer(0)
        if kind < 0.85:
            return f"$${self.cell(0)}$$"
        return f"$$ {self.chance.choice(['', '', 'x=', self.label()])}{self.outer(0)} $$"

    def outer(self, depth: int) -> str:
        name = self.chance.choice(OFTEN if self.chance.random() < 0.7 else STARRED + RARE + UNKNOWN)
        if name in ("spreadlines", "subequations"):
            return self.environment(name, self.outer(depth + 1))
        if name == "empheq":
            inside = self.chance.choice(["align", "equation", "gather", "align*", "alignat=2", "multline", "unknown"])
            options = self.chance.choice(["", "[left=x]", "[left=\\{,right=y]"])
            return self.environment(name, f"{options}{{{inside}}}{self.content(inside, depth)}")
        return self.environment(name, self.content(name, depth))

    def inner(self, depth: int) -> str:
        name = self.chance.choice(INNER)
        return self.environment(name, self.content(name, depth))

    def environment(self, name: str, content: str) -> str:
        return f"\\begin{{{name}}}{ARGUMENTS.get(name, '')}{content}\\end{{{name}}}"

    def content(self, name: str, depth: int) -> str:
        """Rows of cells, or a single one where an environment has no others."""
        if name.removesuffix("*") in ("equation", "displaymath", "math"):
            return self.cell(depth)
        has_cells = not name.startswith(("gather", "mult", "lgather"))
        text = self.row(depth, has_cells)
        for _ in range(self.chance.choice([0, 0, 1, 1, 2, 3])):
            text += self.chance.choice(["\\\\", "\\\\[2pt]", "\\\\ ", "\\cr ", "\\\\*", "\\\\\n"]) + self.row(
                depth, has_cells
            )
        return text

    def row(self, depth: int, has_cells: bool) -> str:
        return " & ".join(self.cell(depth) for _ in range(2 if has_cells and self.chance.random() < 0.35 else 1))

    def cell(self, depth: int) -> str:
        return " ".join(self.piece(depth) for _ in range(self.chance.choice([0, 1, 1, 1, 2, 3])))

    def piece(self, depth: int) -> str:
        kind = self.chance.random()
        if kind < 0.5:
            return self.chance.choice(LETTERS)
        if kind < 0.62:
            return self.label()
        if kind < 0.69:
            return self.chance.choice(TAGS)
        if kind < 0.79:
            return self.chance.choice(SILENT)
        if kind < 0.82:
            return COMMENT
        if depth > 2:
            return "y"
        return self.inner(depth + 1) if kind < 0.93 else self.outer(depth + 1)

    def label(self) -> str:
        self.labels += 1
        twice = max(1, self.labels - 1)
        usual = f"\\label{{l{self.labels}}}"
        return self.chance.choice(
            [usual] * 12 + [f"\\label{{l{twice}}}", f"\\label {{l{self.labels}}}", f"\\lab{{{self.labels}}}"]
        )


def numbers_of_mathjax(texts: list[str]) -> list[dict[str, str]]:
    """Return the labels of each text that have a number, with it."""
    node = shutil.which("node")
    if node is None or not mathjax.installed(REPOSITORY):
        reason = (
            "no Node.js on this machine" if node is None else "no copy of MathJax; `sitegen mathjax install` brings it"
        )
        (pytest.fail if os.environ.get("SITEGENTEST_REQUIRE_BROWSER") == "1" else pytest.skip)(reason)
    documents = [
        [{"tex": tex(formula), "display": formula.display} for formula in mask(text).formulas] for text in texts
    ]
    script = REPOSITORY / "static" / "math.js"
    question = {"mathjax": str(mathjax.folder(REPOSITORY)), "script": str(script), "documents": documents}
    done = subprocess.run(
        [str(node), str(Path(__file__).with_name("numbers.cjs"))],
        input=json.dumps(question),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return [{name: tag.replace("$", "") for name, tag in labels.items() if tag} for labels in json.loads(done.stdout)]


def numbers_of_ours(text: str) -> dict[str, str]:
    return {label.name: label.number for label in numbered(enumerate(mask(text).formulas), MACROS) if label.number}


def test_random_texts_are_numbered_as_mathjax_numbers_them() -> None:
    texts = [Author(seed).text() for seed in range(TEXTS)]
    found = numbers_of_mathjax(texts)
    assert len({json.dumps(numbers) for numbers in found}) > TEXTS / 10
    assert [(text, numbers_of_ours(text)) for text in texts] == list(zip(texts, found, strict=True))


@pytest.mark.parametrize(
    "piece", ["\\begin{align}", "\\label{a", "{", "\\tag{", "\\\\[", "\\begin{gather}\\begin{align}", "%"]
)
def test_numbering_ends_with_every_text(piece: str) -> None:
    numbering = Numbering()
    list(numbering.read("\\begin{align}" + piece * 2000))
    assert numbering.count <= 2001
