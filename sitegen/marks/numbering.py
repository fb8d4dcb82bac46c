"""How MathJax numbers equations (`tags: 'ams'`): its rows, tags and labels, followed through the source of a formula.

One number for each `equation` and `multline`, one for each row of `align`, `gather`, `alignat`, `flalign` and `eqnarray`;
none for starred ones, for rows with `\\notag` or `\\nonumber`, and `\\tag` gives its own. A label waits for the next number
of its environment, or of the one around. What MathJax refuses ends a formula, which keeps the numbers given so far.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sitegen.lazypattern import pattern

_BY_ROW = {"align", "gather", "alignat", "flalign", "xalignat", "xxalignat", "eqnarray", "numcases", "subnumcases"}
_AS_A_WHOLE = {"equation", "multline", "displaymath", "math"}
_AROUND = {"empheq", "spreadlines"}
_STARRED = {"equation", "multline", "align", "gather", "alignat", "flalign", "xalignat", "eqnarray"}
_OUTER = _BY_ROW | _AS_A_WHOLE | _AROUND | {f"{name}*" for name in _STARRED}
"""Environments that MathJax takes within no other, but for those in `gather`, `empheq` and `spreadlines`."""

_INNER = {"split", "aligned", "gathered", "alignedat", "lgathered", "rgathered"}
"""Environments whose rows have no numbers: a `\\notag` in them is their own, and a `\\tag` is refused."""

_OF_AMS = {"cases", "smallmatrix", *(f"{fence}matrix" for fence in ("", *"pbBvV"))}
_OF_MATHTOOLS = {"dcases", "rcases", "drcases", *(f"{fence}smallmatrix" for fence in "pbBvV")}
_OF_MATHTOOLS |= {f"{name}*" for name in _OF_AMS | _OF_MATHTOOLS} | {"crampedsubarray"}
_PLAIN = _OF_AMS | _OF_MATHTOOLS | {"array", "darray", "subarray", "indentalign", "CD", "prooftree"}

LOADED = {
    "cases": ["numcases", "subnumcases"],
    "empheq": ["empheq"],
    "mathtools": sorted(_OF_MATHTOOLS | {"spreadlines", "multlined", "lgathered", "rgathered"}),
}
"""Environments for which pages load an extension of TeX, beside those for which MathJax itself does."""

_KNOWN = _OUTER | _INNER | _PLAIN | {"multlined"}
_SINGLE = {"equation", "displaymath", "math"}
_UNNUMBERED = {"xxalignat", "displaymath", "math"}
_WITHOUT_TAGS = {"flalign*", "xalignat*", "xxalignat"}
_TWICE = {"flalign", "xalignat", "xxalignat"}
"""Environments that MathJax opens twice and closes once: rows of a `gather` around them have no numbers after them."""

_IN_EMPHEQ = {"equation", "align", "gather", "flalign", "alignat", "multline"}

_ARGUMENT = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_part = pattern(
    r"%[^\n]*|\\begin\s*\{(?P<begin>[^{}]*)\}|\\end\s*\{(?P<end>[^{}]*)\}|\\label\s*\{(?P<label>[^{}]*)\}"
    rf"|\\tag\*?\s*(?P<tag>{_ARGUMENT})|\\(?P<silent>notag|nonumber)(?![A-Za-z])"
    r"|\\verb\*?(?P<bar>[^A-Za-z\s*])[^\n]*?(?P=bar)|(?P<row>\\\\\*?(?:\[[^\]]{0,40}\])?|\\(?:cr|newline)(?![A-Za-z]))|\\."
    r"|(?P<brace>[{}])|(?P<cell>&)",
    re.DOTALL,
)
_shows_nothing = pattern(
    rf"\s+|%[^\n]*|\\label\s*\{{[^{{}}]*\}}|\\tag\*?\s*{_ARGUMENT}|\\(?:notag|nonumber)(?![A-Za-z])"
    rf"|\\(?:(?:re)?newcommand|DeclareMathOperator)\*?\s*(?:{_ARGUMENT}|\\[A-Za-z]+)\s*(?:\[[^\]]{{0,40}}\]\s*)*{_ARGUMENT}"
)
_numbers = pattern(
    rf"\\(?:label|tag)|\\begin\s*\{{\s*(?:{'|'.join(sorted(_BY_ROW | {'equation', 'multline', 'multlined', 'empheq'}))})\*?\s*\}}"
)
"""What a formula has that numbers anything."""

_TEX = r"[^\\%]*+(?:\\(?:[^belntv]|(?!begin|end|label|tag|notag|nonumber|verb).)[^\\%]*+)*+"
_NAME = rf"(?:{'|'.join(sorted(map(re.escape, _INNER | _PLAIN), key=len, reverse=True))})"
_WITHIN = rf"\\begin\{{(?P<inner>{_NAME})\}}{_TEX}\\end\{{(?P=inner)\}}"
_AROUND_IT = rf"\\begin\{{(?P<outer>{_NAME})\}}{_TEX}(?:{_WITHIN}{_TEX})*+\\end\{{(?P=outer)\}}"
_plain_equation = re.compile(
    rf"\\begin\{{equation\}}{_TEX}(?:(?:\\label\{{(?P<label>[^{{}}]+)\}}|{_AROUND_IT}){_TEX})*+\\end\{{equation\}}",
    re.DOTALL,
)
"""An equation as most are: environments in it two deep at most, nothing that numbers, one label or none."""

_COMMAND = r"\\(?!\\|begin|end|label|tag|notag|nonumber|verb|cr|new|renew|Declare)."
_BRACED = rf"\{{[^\\{{}}%]*+(?:(?:{_COMMAND}|\{{[^\\{{}}%]*+(?:{_COMMAND}[^\\{{}}%]*+)*+\}})[^\\{{}}%]*+)*+\}}"
_ROW = rf"[^\\{{}}%]*+(?:(?:{_COMMAND}|{_BRACED})[^\\{{}}%]*+)*+"
_plain_rows = pattern(
    rf"\\begin\{{(align|gather)\}}(?P<rows>(?:{_ROW}\\\\(?![*\[]))*+)(?P<last>{_ROW})\\end\{{\1\}}", re.DOTALL
)
"""Rows as most are: braces two deep at most, and nothing in them but what they show."""

_delimiters = pattern(r"\A(?:\$\$?|\\[\[(])|(?:\$\$?|\\[\])])\Z")
_inside_empheq = pattern(rf"\s*(?:\[(?:\\.|[^\]{{}}\\]|{_ARGUMENT})*\])?\s*\{{([a-z]+\*?)(?:=[^{{}}]*)?\}}")
_arguments = {
    name: pattern(rf"\s*{_ARGUMENT}") for name in ("alignat", "xalignat", "xxalignat", "numcases", "subnumcases")
}


class _RefusedError(Exception):
    """MathJax cannot read what follows."""


@dataclass(repr=False, eq=False)
class _Environment:
    """An environment that is open: what it numbers, and what is known of its row up to here."""

    name: str
    kind: str
    depth: int
    row_at: int
    counts: str = ""
    """What gets a number: `rows`, the `whole`, or nothing."""
    has_rows: bool = False
    has_tags: bool = True
    is_numbered: bool = False
    takes_others: bool = False
    cell_at: int = 0
    rows: int = 0
    tag: str | None = None
    label: str = ""


@dataclass(repr=False, eq=False)
class Numbering:
    """The numbers of a text's formulas, which are read in order: how many there are, and those of the labels."""

    count: int = 0
    of: dict[str, str] = field(default_factory=dict)

    def read(self, source: str) -> Iterator[tuple[str, int]]:
        """Number a displayed formula; yield its labels with their lines in it, from 0."""
        plain = _plain_equation.fullmatch(source) if source.startswith("\\begin{equation}") else None
        if plain and plain["label"] not in self.of and source.count("\\label") < 2:
            self.count += 1
            if plain["label"]:
                self.of[plain["label"]] = str(self.count)
                yield plain["label"], source.count("\n", 0, plain.start("label"))
            return
        rows = _plain_rows.fullmatch(source) if source.startswith(("\\begin{align}", "\\begin{gather}")) else None
        if rows:
            self.count += rows["rows"].count("\\\\") + (rows["last"].strip() != "")
            return
        if not _numbers.search(source):
            return
        if not source.endswith("}"):
            source = _delimiters.sub("", source)
        reading: _Reading | None = _Reading(self, source)
        line = last = 0
        for found in _part.finditer(source):
            if found["label"]:
                line, last = line + source.count("\n", last, found.start()), found.start()
                yield found["label"], line
            try:
                if reading:
                    reading.follow(found)
            except _RefusedError:
                reading = None
        if reading:
            reading.finish()


class _Reading:
    """A formula on its way through MathJax."""

    def __init__(self, numbering: Numbering, source: str) -> None:
        self.numbering = numbering
        self.source = source
        self.depth = 0
        self.open: list[_Environment] = []
        self.tagged = [_Environment("", "", 0, 0)]
        """Those of the open environments that have tags of their own; the first stands for the formula itself."""

    def follow(self, found: re.Match[str]) -> None:
        """Follow one part of the source. Raises _RefusedError where MathJax ends."""
        top = self.open[-1] if self.open else self.tagged[0]
        if found["begin"] is not None:
            self.begin(found["begin"], found)
        elif found["end"] is not None:
            self.end(found["end"], found.start())
        elif found["label"]:
            self.label(found["label"])
        elif found["tag"] is not None:
            self.tag(found["tag"][1:-1].strip().replace("$", ""))
        elif found["silent"]:
            self.tagged[-1].tag = ""
        elif found["brace"]:
            self.depth += 1 if found["brace"] == "{" else -1
        elif self.depth <= top.depth and (found["cell"] or found["row"]):
            top.cell_at = found.end()
            if found["row"]:
                self.end_row(top)
                top.row_at = found.end()

    def begin(self, name: str, found: re.Match[str]) -> None:
        kind = name.removesuffix("*")
        if name in _OUTER:
            self.check_place(name, found.start())
        elif name not in _KNOWN:
            raise _RefusedError
        at = found.end()
        if kind in _arguments and (argument := _arguments[kind].match(self.source, at)):
            at = argument.end()
        inside = name
        if name == "empheq":
            chosen = _inside_empheq.match(self.source, at)
            if chosen is None or chosen[1].removesuffix("*") not in _IN_EMPHEQ:
                raise _RefusedError
            inside, at = chosen[1], chosen.end()
            kind = inside.removesuffix("*")
        environment = _Environment(name, kind, self.depth, at, cell_at=at)
        environment.takes_others = kind == "gather" or name == "spreadlines"
        environment.has_rows = kind in _BY_ROW | _INNER
        environment.counts = "rows" if environment.has_rows else "whole" if kind in _AS_A_WHOLE | {"multlined"} else ""
        environment.has_tags = inside not in _INNER | _WITHOUT_TAGS
        environment.is_numbered = inside == kind and environment.has_tags and kind not in _UNNUMBERED
        self.open.append(environment)
        if environment.counts:
            environment.label = self.tagged[-1].label
            if kind in _TWICE:
                self.tagged.append(_Environment("", "", 0, 0, has_tags=False))
            self.tagged.append(environment)

    def check_place(self, name: str, at: int) -> None:
        """Raise _RefusedError where an environment that stands for itself may not begin."""
        top = self.open[-1] if self.open else self.tagged[0]
        if top.name == "spreadlines":
            return
        is_nestable = not self.open or (top.takes_others and name not in ("gather", "gather*"))
        if not is_nestable or self.depth > top.depth or self.shows(top.cell_at, at):
            raise _RefusedError

    def end(self, name: str, at: int) -> None:
        if not self.open or name not in _KNOWN:
            raise _RefusedError
        environment = self.open[-1]
        self.close(at)
        if environment.name != name:
            raise _RefusedError

    def close(self, at: int) -> None:
        """Close the innermost environment."""
        environment = self.open.pop()
        self.depth = environment.depth
        if not environment.counts:
            return
        is_empty = not self.shows(environment.row_at, at)
        if environment.has_rows and not is_empty:
            self.end_row(environment)
        elif environment.counts == "whole" and (not is_empty or environment.kind in _SINGLE or environment.rows):
            self.number()
        label = self.tagged.pop().label
        outer = self.tagged[-1]
        outer.label = outer.label or label
        if outer.label and environment.kind.endswith("numcases"):  # it counts as the label of what is before the brace
            self.number(is_numbered=True)

    def end_row(self, environment: _Environment) -> None:
        environment.rows += 1
        if environment.has_rows:
            self.number()
            self.tagged[-1].tag = None

    def number(self, is_numbered: bool = False) -> None:
        """Give the row, or the whole, its number if it has one, and the label that waits for it."""
        environment = self.tagged[-1]
        if environment.tag is None and (is_numbered or environment.is_numbered):
            self.numbering.count += 1
            environment.tag = str(self.numbering.count)
        if environment.tag and environment.has_tags and environment.label:
            self.numbering.of[environment.label] = environment.tag
            environment.label = ""

    def label(self, name: str) -> None:
        if self.tagged[-1].label or name in self.numbering.of:
            raise _RefusedError
        self.tagged[-1].label = name
        self.numbering.of[name] = ""

    def tag(self, text: str) -> None:
        environment = self.tagged[-1]
        if (environment.name and not environment.has_tags) or environment.tag:
            raise _RefusedError
        environment.tag = text

    def finish(self) -> None:
        """End the formula, whose own the tag outside of environments is; an environment that is open still has rows."""
        if not self.tagged[-1].name:
            self.number()
        elif self.open and self.open[-1].kind not in _SINGLE:
            self.close(len(self.source))

    def shows(self, start: int, end: int) -> bool:
        """Whether there is something to be seen between two places."""
        while start < end and (found := _shows_nothing.match(self.source, start, end)):
            start = found.end()
        return start < end
