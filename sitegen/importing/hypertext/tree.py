"""HTML into a tidy tree: what is no text is gone, code is in plain blocks, addresses are whole, formulas are marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from urllib.parse import quote, urljoin, urlsplit

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, PageElement, Tag

from sitegen.importing.hypertext import formulas
from sitegen.importing.hypertext.markings import Markings

DEEPEST = 150
"""Elements in elements."""

LANGUAGE = "data-language"
"""The attribute of a `pre` that has the language of its code."""

_ELEMENTS = frozenset(
    "a abbr acronym address annotation annotation-xml applet area article aside audio b base basefont bdi bdo big "  # noqa: SIM905
    "blockquote body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog "
    "dir div dl dt em embed fieldset figcaption figure font footer form frame frameset g h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html i iframe img input ins kbd label legend li line link main map mark marquee math menu meta "
    "meter mi mjx-container mn mo mrow ms mtext msub msup msubsup mfrac msqrt mroot mover munder munderover mtable mtr "
    "mtd mstyle mspace mpadded mphantom menclose semantics nav nobr noframes noscript object ol optgroup option output p "
    "param path picture polygon polyline pre progress q rect rp rt ruby s samp script section select slot small source "
    "span strike strong style sub summary sup svg table tbody td template text textarea tfoot th thead time title tr "
    "track tt u ul use var video wbr".split()
)
_tag_like = re.compile(r"<(?=/?([A-Za-z][^\s/>]*))")
_tag = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_script = re.compile(r"(<script\b[^>]{0,500}>.*?</script\s{0,100}>)", re.IGNORECASE | re.DOTALL)
_script_end = re.compile(r"</script\s{0,100}>", re.IGNORECASE)
_more = re.compile(r"\s*more\b", re.IGNORECASE)
_language = re.compile(r"(?:lang(?:uage)?|highlight-source|highlight-text|brush:?)[-\s:]+([\w+#.-]+)")
_ENDLESS = "area base br col embed hr img input link meta param source track wbr p li dt dd tr td th"
_NESTING = _ELEMENTS.difference(_ENDLESS.split())
"""Elements that must have an end tag."""

_NO_LANGUAGE = {"highlight", "highlighter-rouge", "plaintext", "text", "plain", "none", "sourceCode", "hljs", "code", "chroma", "wp-block-code", "wp-block-preformatted", "line-numbers", "linenums", "prettyprint"}  # fmt: skip
_GONE = (
    "style, noscript, template, link, meta, head, form, input, button, select, textarea, svg, "
    "a.headerlink, a.header-anchor, a.heading-anchor, a.anchor, a.anchorjs-link, .MathJax_Preview"
)
_GUTTER = ".gutter, .lineno, .linenos, .linenodiv, .rouge-gutter, .line-numbers-rows, .lnt, .ln"
_EMBEDDED = ("iframe", "video", "audio", "embed", "object")
_RENAMED = {"strike": "del", "tt": "code", "figcaption": "p", "summary": "p", "caption": "p", "center": "div"}


def depth(html: str) -> int:
    """Return how deep elements nest that nothing but their end tags can close."""
    open_ones: Counter[str] = Counter()
    level = deepest = 0
    for found in _tag.finditer(html):
        name = found[2].lower()
        if name not in _NESTING or (found[1] and not open_ones[name]):
            continue
        step = -1 if found[1] else 1
        open_ones[name] += step
        level += step
        deepest = max(deepest, level)
    return deepest


def parse(html: str) -> Tag:
    """Return the body of a piece of HTML as a browser reads it, but for `<` that begins no element: it is text."""
    end = max((found.end() for found in _script_end.finditer(html)), default=0)  # no script is searched beyond the last
    parts = _script.split(html[:end])  # what stands in a script is no HTML
    parts[-1] += html[end:]
    parts[::2] = [_tag_like.sub(_element_or_text, part) for part in parts[::2]]
    body = BeautifulSoup(f"<body>{''.join(parts)}", "html5lib").body
    assert body is not None
    return body


def _element_or_text(found: re.Match[str]) -> str:
    return "<" if found[1].lower() in _ELEMENTS else "&lt;"


def tidy(body: Tag, base: str, markings: Markings, moved: Callable[[str], str]) -> list[str]:
    """Make the tree one that has a Markdown. Return what cannot be said in it."""
    faults = []
    lost = formulas.find(body, markings)
    if lost:
        faults.append(f"{lost} formulas without their TeX" if lost > 1 else "1 formula without its TeX")
    _comments(body, markings)
    for element in body.select(f"{_GONE}, script"):
        element.decompose()
    _code_blocks(body)
    faults += _embedded(body)
    for element in body.find_all(True):
        _clean(element, base)
        if element.name == "a" and element.has_attr("href"):
            element["href"] = moved(str(element["href"]))
    if body.select("td[rowspan], th[rowspan]"):
        faults.append("a table with cells over several rows, which Markdown does not have")
    if body.select("table table"):
        faults.append("a table in a table, which Markdown does not have")
    return faults


def _comments(body: Tag, markings: Markings) -> None:
    for comment in body.find_all(string=lambda text: isinstance(text, Comment)):
        if _more.match(comment):
            paragraph = _new(body, "p")
            paragraph.string = markings.piece("<!--more-->")
            around = comment.parent
            if around is not None and around.name == "p" and not around.get_text(strip=True):
                around.replace_with(paragraph)
            else:
                comment.replace_with(paragraph)
        else:
            comment.extract()


def _code_blocks(body: Tag) -> None:
    """Make every block of code a `pre` with nothing but text in it, and with its language."""
    for element in body.select(_GUTTER):
        element.decompose()
    for pre in body.find_all("pre"):
        if pre.decomposed:
            continue
        for br in pre.find_all("br"):
            br.replace_with("\n")
        language = _language_of(pre)
        table = pre.find_parent("table")
        around = table if table and not _has_other_text(table, pre) else pre
        text = pre.get_text()
        pre.clear()
        pre.string = text
        pre.attrs = {LANGUAGE: language}
        if around is not pre:
            around.replace_with(pre)


def _has_other_text(table: Tag, pre: Tag) -> bool:
    return len("".join(table.get_text().split())) > len("".join(pre.get_text().split()))


def _language_of(pre: Tag) -> str:
    """Return the language that a block of code, the code in it, or what is around it names."""
    code = pre.find("code")
    nearby = [code if isinstance(code, Tag) else pre, pre, *list(pre.parents)[:6]]
    for element in nearby:
        for name in ("data-lang", "data-language", "lang"):
            if element.name in ("pre", "code") and element.get(name):
                return str(element[name])
        classes = " ".join(filter(None, element.get_attribute_list("class")))
        found = _language.search(classes)
        if found and found[1] not in _NO_LANGUAGE:
            return found[1]
        words = classes.split()
        if words and words[0] in ("highlight", "sourceCode", "src") and len(words) > 1:
            return next((word.removeprefix("src-") for word in words[1:] if word not in _NO_LANGUAGE), "")
    return ""


def _embedded(body: Tag) -> list[str]:
    """Make links of what is played in a page, and say so."""
    faults = []
    for element in body.find_all(_EMBEDDED):
        if element.decomposed:
            continue
        source = element.find("source")
        address = element.get("src") or element.get("data") or (source.get("src") if isinstance(source, Tag) else "")
        if address:
            link = _new(body, "a")
            link["href"] = str(address)
            link.string = str(address)
            element.replace_with(link)
            faults.append(f"what <{element.name}> shows is a link now: {address}")
        else:
            element.unwrap()
    return faults


def _clean(element: Tag, base: str) -> None:
    element.name = _RENAMED.get(element.name, element.name)
    for name in ("href", "src"):
        if element.has_attr(name):
            element[name] = _whole(str(element[name]).strip(), base)
    if element.name == "img":
        lazy = element.get("data-src") or element.get("data-original") or element.get("data-lazy-src")
        if lazy:
            element["src"] = _whole(str(lazy), base)
    for name in ("start", "colspan", "rowspan"):
        if element.has_attr(name) and (not re.fullmatch("[0-9]{1,9}", str(element[name])) or element[name] == "1"):
            del element[name]


def _whole(address: str, base: str) -> str:
    """Return an address as it is seen from everywhere, in characters that mean nothing to Markdown."""
    try:
        whole = urljoin(base, address) if base and not address.startswith("#") else address
    except ValueError:
        return ""
    if re.match(r"\s*(?:javascript|vbscript|data:text)", whole, re.IGNORECASE):
        return ""
    return quote(whole, safe="/:?#@!&'*+,;=%~-._$[]" + "".join(filter(str.isalnum, set(whole))))


def foreign_pictures(body: Tag) -> int:
    """Return how many pictures lie at addresses of their own."""
    return sum(bool(urlsplit(str(image.get("src") or "")).netloc) for image in body.find_all("img"))


def _new(body: Tag, name: str) -> Tag:
    soup = body
    while soup.parent is not None:
        soup = soup.parent
    assert isinstance(soup, BeautifulSoup)
    return soup.new_tag(name)


def is_text(node: PageElement) -> bool:
    """Return whether this is text, and no comment or the like."""
    return type(node) is NavigableString
