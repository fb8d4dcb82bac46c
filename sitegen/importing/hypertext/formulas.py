"""Formulas in HTML back into TeX: what MathJax, KaTeX and WordPress make of them, and how text holds them."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote_plus, urlsplit

from bs4 import Tag

from sitegen.importing.hypertext.markings import BREAK, Markings
from sitegen.marks import math
from sitegen.marks.masked import mark_pattern

_RENDERED = ".MathJax_Preview, .MathJax, .MathJax_Display, .MathJax_SVG, .MathJax_SVG_Display, .MathJax_CHTML, .MJX_Assistive_MathML"
_PICTURED = ("latex", "tex", "formula", "chl")
"""Names under which services that draw formulas get their TeX."""

_environment = re.compile(r"\\begin\{([^{}]+)\}.*\\end\{\1\}", re.DOTALL)
_DISPLAYED = re.compile(r"(?:equation|align|alignat|gather|multline|flalign|eqnarray)\*?")
_shortcode = re.compile(
    r"\$latex\s(?P<dollars>(?:[^$\\]|\\.){0,5000})\$|\[(?P<name>latex|tex|math|katex)(?P<options>\s[^\]\[]{0,200})?\](?P<tex>.{0,5000}?)\[/(?P=name)\]",
    re.DOTALL,
)
_hidden = re.compile(r"%\s*<!\[CDATA\[(.*)\]\]>", re.DOTALL)
_options = re.compile(r"&(?:s|bg|fg)=[\w-]*")


def find(body: Tag, markings: Markings) -> int:
    """Put marks in the place of formulas that are elements. Return how many formulas have lost their TeX."""
    for element in body.select(_RENDERED):
        element.decompose()
    lost = 0
    for element in body.select(
        '.katex, script[type^="math/tex"], mjx-container, math, code.language-math, code.kdmath'
    ):
        if element.decomposed:
            continue
        tex = _tex(element)
        lost += not tex
        _replace(_outermost(element), delimited(tex, _is_display(element)) if tex else "", markings)
    for image in body.select("img"):
        tex = _pictured(image)
        if tex:
            _replace(image, delimited(tex, False), markings)
    return lost


def _tex(element: Tag) -> str:
    annotation = element.find("annotation", attrs={"encoding": re.compile("tex", re.IGNORECASE)})
    if isinstance(annotation, Tag):
        return annotation.get_text().strip()
    if element.name in ("script", "code"):
        text = "".join(map(str, element.strings)) if element.name == "code" else str(element.string or "")
        hidden = _hidden.fullmatch(text.strip())
        return (hidden[1].rstrip().removesuffix("%") if hidden else text).strip()
    return str(element.get("alttext") or element.get("data-latex") or "").strip()


def _is_display(element: Tag) -> bool:
    if "mode=display" in str(element.get("type", "")) or element.get("display") in ("block", "true"):
        return True
    in_pre = element.name == "code" and element.parent is not None and element.parent.name == "pre"
    return in_pre or element.find_parent(class_="katex-display") is not None


def _outermost(element: Tag) -> Tag:
    around = element.find_parent(class_="katex-display") or element.find_parent(class_="katex")
    if element.name == "code" and element.parent is not None and element.parent.name == "pre":
        around = element.parent
    return around or element


def _replace(element: Tag, formula: str, markings: Markings) -> None:
    element.replace_with(markings.formula(formula) if formula else "").decompose()


def _pictured(image: Tag) -> str:
    """Return the TeX of which this is a picture, or nothing."""
    classes = image.get_attribute_list("class")
    if "latex" in classes or "tex" in classes or image.has_attr("eeimg"):
        return str(image.get("alt") or "").strip()
    address = urlsplit(str(image.get("src") or ""))
    if address.netloc.endswith("codecogs.com"):
        return re.sub(r"^(?:\\dpi\{\d+\}|\\inline|\s)+", "", unquote_plus(address.query)).strip()
    if not re.search(r"latex|tex|math|equation|chart", address.netloc + address.path):
        return ""
    query = parse_qs(address.query)
    return next((query[name][0].strip() for name in _PICTURED if name in query), "")


def delimited(tex: str, display: bool) -> str:
    """Return TeX with the delimiters by which it is known as a formula; an environment of its own needs none."""
    environment = _environment.fullmatch(tex)
    if environment and _DISPLAYED.fullmatch(environment[1]):
        return tex
    if display:
        return _first_whole((f"$${tex}$$", f"\\[{tex}\\]"))
    return _first_whole((f"${tex}$", f"\\({tex}\\)"))


def _first_whole(candidates: tuple[str, ...]) -> str:
    """Return the first of these that is read as the one formula that it is meant to be."""
    for candidate in candidates:
        found = math.mask(candidate).formulas
        if len(found) == 1 and found[0].source == candidate:
            return candidate
    return candidates[-1]


def in_text(text: str, markings: Markings) -> str:
    """Return a text with marks in the place of its formulas; BREAK stands after line ends that are line breaks."""
    text = _shortcode.sub(lambda found: markings.formula(_of_shortcode(found)), text)
    masked = math.mask(text, verbatim=True)
    if not masked.formulas:
        return masked.text
    mark = mark_pattern(masked.opening, masked.closing)
    return mark.sub(lambda found: markings.formula(masked.formula(int(found[1])).source), masked.text)


def _of_shortcode(found: re.Match[str]) -> str:
    if found["dollars"] is not None:
        return delimited(_options.sub("", found["dollars"]).replace(BREAK, "").strip(), False)
    return delimited(found["tex"].replace(BREAK, "").strip(), "display" in (found["options"] or ""))
