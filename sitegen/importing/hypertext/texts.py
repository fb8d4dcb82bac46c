"""The texts of a tree: formulas into marks, everything else into literal text, each run of it in an element of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag

from sitegen.chinese import is_cjk
from sitegen.importing.compose import escaped
from sitegen.importing.hypertext import formulas
from sitegen.importing.hypertext.markings import BREAK, Markings
from sitegen.importing.hypertext.tree import is_text

_BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 "  # noqa: SIM905
    "header hr html li main nav note ol p pre section table tbody td tfoot th thead tr ul".split()
)
_LINES = frozenset("li td th dt dd note h1 h2 h3 h4 h5 h6".split())  # noqa: SIM905
"""Elements in which text is a line; in all others it is a paragraph."""

_ONLY_BLOCKS = frozenset("ul ol dl table tbody thead tfoot tr hr pre".split())  # noqa: SIM905
_VERBATIM = frozenset(("pre", "code", "kbd", "samp"))
_link_like = re.compile(r"\][(\[:]|\]$|^\[[ xX^!]|\[\^")
_blanks = re.compile(r"[ \t\f\r]{2,}+")
_line_end = re.compile(r"(?<![ \t\f\r])[ \t\f\r]*+\n\s*+")


def mark(body: Tag, markings: Markings, by_lines: bool = False) -> None:
    """Make the texts literal, and put each run of text and of elements in the line into a paragraph or a line."""
    for element in list(body.find_all(True)):
        if element.name not in _BLOCKS and element.name not in _VERBATIM and element.find(list(_BLOCKS)):
            element.unwrap()
    for block in [body, *body.find_all(list(_BLOCKS))]:
        if block.name == "p":
            _mark_run(list(block.children), markings, by_lines)
        elif block.name not in _ONLY_BLOCKS:
            for run in list(_runs(block)):
                for part in _paragraphs(run) if by_lines and block.name not in _LINES else [run]:
                    _wrap(part, "line" if block.name in _LINES else "p")
                    _mark_run(part, markings, by_lines)


def _runs(block: Tag) -> Iterator[list[PageElement]]:
    """Yield the runs of nodes in the line right in a block that hold anything to be seen."""
    run: list[PageElement] = []
    for child in [*block.children, None]:
        if child is not None and not (isinstance(child, Tag) and child.name in _BLOCKS):
            run.append(child)
            continue
        if any(isinstance(node, Tag) or str(node).strip() for node in run):
            yield run
        run = []


def _paragraphs(run: list[PageElement]) -> Iterator[list[PageElement]]:
    """Yield the parts of a run between blank lines."""
    part: list[PageElement] = []
    for node in run:
        if not is_text(node):
            part.append(node)
            continue
        pieces = re.split(r"\n[ \t]*\n\s*", str(node))
        texts: list[PageElement] = [node]
        if len(pieces) > 1:  # to replace one is to look for it among all
            texts = [NavigableString(piece) for piece in pieces]
            node.replace_with(*texts)
        for n, text in enumerate(texts):
            if n and part:
                yield part
                part = []
            if str(text).strip() or part:
                part.append(text)
    if any(isinstance(node, Tag) or str(node).strip() for node in part):
        yield part


def _wrap(run: list[PageElement], name: str) -> None:
    around = BeautifulSoup("", "html.parser").new_tag(name)
    run[0].insert_before(around)
    for node in run:
        around.append(node.extract())


def _mark_run(run: list[PageElement], markings: Markings, by_lines: bool) -> None:
    """Make the texts among these nodes literal; a formula may go over line breaks."""
    group: list[PageElement] = []
    for node in [*run, None]:
        if node is not None and (is_text(node) or (isinstance(node, Tag) and node.name == "br")):
            group.append(node)
            continue
        if group:
            _mark_group(group, markings, by_lines)
        group = []
        if isinstance(node, Tag) and node.name not in _VERBATIM:
            _mark_run(list(node.children), markings, by_lines)
        elif isinstance(node, Tag) and node.find_parent(["td", "th"]):
            node.string = node.get_text().replace("|", "\\|")


def _mark_group(group: list[PageElement], markings: Markings, by_lines: bool) -> None:
    first = group[0]
    text = "".join(f"\n{BREAK}" if isinstance(node, Tag) else str(node) for node in group)
    text = re.sub(f"{BREAK}\n", BREAK, text)
    if by_lines and "\n" in text:
        text = text.lstrip("\n") if first.previous_sibling is None else text
        text = text.rstrip("\n") if group[-1].next_sibling is None else text
        text = re.sub(f"\n(?!{BREAK})", f"\n{BREAK}", text)
    literal = _literal(formulas.in_text(text, markings), first)
    nodes: list[PageElement] = []
    for n, line in enumerate(literal.split(BREAK)):
        if n:
            nodes.append(BeautifulSoup("", "html.parser").new_tag("br"))
        nodes.append(NavigableString(line))
    is_last = group[-1].next_sibling is None and first.parent is not None and first.parent.name in ("p", "line")
    if literal.endswith("!") and not is_last:  # before a link it would make a picture
        nodes[-1] = NavigableString(f"{str(nodes[-1])[:-1]}\\!")
    for node in group[1:]:  # before others come, for each is searched for from the first on
        node.extract()
    if len(nodes) > 1 or isinstance(first, Tag) or str(first) != str(nodes[0]):  # to replace is to look among all
        first.replace_with(*nodes)


def _literal(text: str, node: PageElement) -> str:
    in_link = node.find_parent("a") is not None
    text = escaped(text, brackets=in_link or bool(_link_like.search(text.strip())))
    if node.find_parent(["td", "th"]):
        text = text.replace("|", "\\|")
    return _blanks.sub(" ", _line_end.sub(_joint, _closed_up(text)))


def _closed_up(text: str) -> str:
    """Return the text without the line ends before its line breaks, and the blanks around them."""
    parts = text.split(BREAK)
    for n, part in enumerate(parts[:-1]):
        bare = part.rstrip()
        if "\n" in part[len(bare) :]:
            parts[n], parts[n + 1] = bare, parts[n + 1].lstrip()
    return BREAK.join(parts)


def _joint(found: re.Match[str]) -> str:
    """What stands for a line end: nothing between Chinese characters, a space elsewhere."""
    text = found.string
    before, after = text[found.start() - 1 : found.start()], text[found.end() : found.end() + 1]
    return "" if before and after and is_cjk(before) and is_cjk(after) else " "
