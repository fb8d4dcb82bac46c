"""The promise about formulas, on the pages of sites that are really built: what MathJax finds is what was written."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import pytest
from bs4 import BeautifulSoup

from sitegen.building import build

OWN = Path(__file__).parent / "fixtures" / "math" / "cases.txt"
SHARED = Path(
    os.environ.get("SITEGENTEST_MATH_CASES")
    or Path(__file__).resolve().parent.parent.parent / "shared" / "math" / "cases-open.jsonl"
)


# ---------------------------------------------------------------------------------------------- what MathJax finds

CONFIG = {
    "inlineMath": [["$", "$"], ["\\(", "\\)"]],
    "displayMath": [["$$", "$$"], ["\\[", "\\]"]],
    "processEscapes": True,
    "processEnvironments": True,
    "processRefs": True,
    "ignoreHtmlClass": ".*|",
    "processHtmlClass": "math",
}
"""How the pages of a site configure MathJax."""

_start = re.compile(r"\\begin\s*\{([^}]*)\}|\$\$|\\\(|\\\[|\$|\\[\\$]|\\(?:eq)?ref\s*\{[^}]*\}")
_ends = {"$": r"\$", "$$": r"\$\$", "\\(": r"\\\)", "\\[": r"\\\]"}


@dataclass(frozen=True)
class Item:
    """A formula as MathJax finds it: with its delimiters, and without."""

    source: str
    tex: str
    display: bool


def found_in(text: str) -> Iterator[Item]:
    """What MathJax's search for TeX finds in the text of an element: a port of its FindTeX."""
    at = 0
    while start := _start.search(text, at):
        opening, at = start[0], start.end()
        if opening in ("\\\\", "\\$"):
            continue
        if opening.startswith(("\\ref", "\\eqref")):
            yield Item(opening, opening, False)
            continue
        is_environment = opening.startswith("\\begin")
        end = _end(text, at, rf"\\end\s*\{{{re.escape(start[1])}\}}" if is_environment else _ends[opening])
        if end is not None:
            source = text[start.start() : end.end()]
            yield Item(source, source if is_environment else text[at : end.start()], opening not in ("$", "\\("))
            at = end.end()


def _end(text: str, at: int, closing: str) -> re.Match[str] | None:
    braces = 0
    for found in re.compile(rf"({closing})|\\(?:[a-zA-Z]|[^\n])|[{{}}]").finditer(text, at):
        if found[1] is not None and not braces:
            return found
        braces = max(0, braces + {"{": 1, "}": -1}.get(found[0], 0))
    return None


def formulas_of(html: str) -> list[Item]:
    """What MathJax finds in a piece of HTML: it looks into elements of the class `math`, and nowhere else."""
    tree = html5lib.parseFragment(html, namespaceHTMLElements=False)  # type: ignore[no-untyped-call]
    items: list[Item] = []
    for element in tree.iter():
        if "math" in (element.get("class") or "").split():
            items += found_in("".join(element.itertext()))
    return items


def text_of(html: str) -> str:
    """The text of a piece of HTML, without the formulas and with one space where there is any."""
    soup = BeautifulSoup(html, "html5lib")
    for element in soup.select(".math, script, style, template"):
        element.decompose()
    return " ".join(soup.get_text().split())


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("a $x$ b", ["$x$"]),
        ("$a}$", ["$a}$"]),
        ("$a{$}b$", ["$a{$}b$"]),
        ("$a{$", []),
        (r"\$a$b$", ["$b$"]),
        (r"$a\$b$", [r"$a\$b$"]),
        (r"\\(a\\)", []),
        (r"\(a$b\)$", [r"\(a$b\)"]),
        (r"\begin{a}\begin{b}\end{b}\end{a}", [r"\begin{a}\begin{b}\end{b}\end{a}"]),
        (r"\begin{a} $x$", ["$x$"]),
        (r"\eqref{a} \ref {b}", [r"\eqref{a}", r"\ref {b}"]),
        ("$$a$b$$", ["$$a$b$$"]),
    ],
)
def test_the_search_of_this_test_is_that_of_mathjax(text: str, sources: list[str]) -> None:
    assert [item.source for item in found_in(text)] == sources


# ---------------------------------------------------------------------------------------------- the cases


@dataclass(frozen=True)
class Case:
    """A text and what must be found on its page."""

    name: str
    markdown: str
    finds: tuple[str, ...]
    text: tuple[str, ...] = ()
    css: tuple[str, ...] = ()


def own_cases() -> list[Case]:
    """Read the file of our own cases."""
    cases = []
    for part in re.split(r"^%%% (?!finds$)", OWN.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        name, rest = part.split("\n", 1)
        markdown, expected = rest.split("\n%%% finds\n" if "\n%%% finds\n" in rest else "%%% finds\n", 1)
        lines = [line for line in expected.split("\n") if line]
        finds = [line.replace("⏎", "\n") for line in lines if not line.startswith(("text ", "css "))]
        kept = [[line[len(kind) :] for line in lines if line.startswith(kind)] for kind in ("text ", "css ")]
        cases.append(Case(name, markdown, tuple(finds), tuple(kept[0]), tuple(kept[1])))
    return cases


@dataclass
class Built:
    """A site of one post a case: the inner HTML of each post's title and body, of its entries on lists and in the feed."""

    titles: dict[str, str] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    summaries: dict[str, str] = field(default_factory=dict)
    feed: dict[str, str] = field(default_factory=dict)


def build_site(folder: Path, posts: dict[str, tuple[str, str]]) -> Built:
    """Build a site of these posts (title and Markdown by slug), raw HTML on, and take it apart."""
    (folder / "content" / "posts").mkdir(parents=True)
    settings = f"base_url: https://example.com\npage_size: {len(posts)}\nmarkdown: {{html: true}}\n"
    (folder / "sitegen.yaml").write_text(settings, encoding="utf-8")
    for slug, (title, body) in posts.items():
        quoted = title.replace("'", "''")
        head = f"---\ntitle: '{quoted}'\ndate: 2024-01-01\nslug: {slug}\n---\n"
        (folder / "content" / "posts" / f"{slug}.md").write_text(head + body, encoding="utf-8", newline="")
    output = folder / "public"
    build(folder, output)
    built = Built()
    for slug in posts:
        page = BeautifulSoup((output / "posts" / slug / "index.html").read_text(encoding="utf-8"), "html5lib")
        built.titles[slug] = str(page.select_one("h1"))
        built.bodies[slug] = str(page.select_one(".post-body"))
    index = BeautifulSoup((output / "index.html").read_text(encoding="utf-8"), "html5lib")
    for entry in index.select("article"):
        link = next(str(a["href"]) for a in entry.select("a[href]") if "/posts/" in f"/{a['href']}")
        built.summaries[link.rstrip("/").removesuffix("/index.html").rpartition("/")[2]] = str(entry)
    for xml in ElementTree.parse(output / "atom.xml").getroot().iter("{http://www.w3.org/2005/Atom}entry"):
        address = next(str(e.get("href")) for e in xml.iter() if e.tag.endswith("}link"))
        texts = [e.text or "" for e in xml.iter() if e.tag.endswith(("}content", "}summary"))]
        built.feed[address.rstrip("/").rpartition("/")[2]] = max(texts, key=len)
    return built


def _slug(case: Case | dict[str, Any], place: int) -> str:
    return f"case-{place:03}" if isinstance(case, Case) else str(case["id"])


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A site with a post for each of our own cases."""
    posts = {_slug(case, n): (f"Case {n}", case.markdown) for n, case in enumerate(OWN_CASES)}
    return build_site(tmp_path_factory.mktemp("own"), posts)


OWN_CASES = own_cases()
KINDS = """
    emph bslash angle table heading link list quote foot around cjk softbreak display delims env envadj ref macro comment
    blocklike indent htmltag entity code currency long unicode typo template emoji tilde linkify linklike htmlblock nested
    mixed
"""


def test_there_are_cases_of_every_kind() -> None:
    kinds = {case.name.partition(":")[0] for case in OWN_CASES}
    assert len(OWN_CASES) > 200
    assert len({case.name for case in OWN_CASES}) == len(OWN_CASES)
    assert kinds >= set(KINDS.split())


@pytest.mark.parametrize("place", range(len(OWN_CASES)), ids=[case.name for case in OWN_CASES])
def test_what_mathjax_finds_is_what_was_written(ours: Built, place: int) -> None:
    case = OWN_CASES[place]
    body = ours.bodies[_slug(case, place)]
    assert [item.source for item in formulas_of(body)] == list(case.finds)
    assert [text for text in case.text if " ".join(text.split()) not in text_of(body)] == []
    page = BeautifulSoup(body, "html5lib")
    assert [selector for selector in case.css if not page.select(selector)] == []


# ---------------------------------------------------------------------------------------------- the shared cases


def shared_cases() -> list[dict[str, Any]]:
    """The shared cases, where there is a file of them."""
    return [json.loads(line) for line in SHARED.read_text(encoding="utf-8").splitlines()] if SHARED.is_file() else []


SHARED_CASES = shared_cases()
needs_cases = pytest.mark.skipif(
    not SHARED_CASES, reason="no shared cases here; SITEGENTEST_MATH_CASES can name a file"
)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """Sites with a post for each of the shared cases; those of the feed have one of their own, for it ends early."""
    surfaces = (("body", "title", "summary"), ("feed",))
    sites = [
        build_site(
            tmp_path_factory.mktemp("shared"),
            {str(c["id"]): (c.get("title", c["id"]), c["markdown"]) for c in SHARED_CASES if c["surface"] in some},
        )
        for some in surfaces
    ]
    first, second = sites
    return Built(first.titles, first.bodies | second.bodies, first.summaries, second.feed)


def surface(case: dict[str, Any], built: Built) -> str:
    """The HTML in which the formulas of a case are looked for."""
    slug = str(case["id"])
    if case["surface"] == "title":
        return built.titles[slug] + built.bodies[slug]
    return {"summary": built.summaries, "feed": built.feed}.get(case["surface"], built.bodies)[slug]


def _same(tex: str, spaces: str) -> str:
    """A formula as a case compares it: `ws` says which spaces do not matter."""
    if spaces == "loose":
        return " ".join(tex.split())
    return "\n".join(line.strip(" \t") for line in tex.strip().split("\n")) if spaces == "indent" else tex.strip()


@needs_cases
@pytest.mark.parametrize("place", range(len(SHARED_CASES)), ids=[str(case["id"]) for case in SHARED_CASES])
def test_a_shared_case_holds(shared: Built, place: int) -> None:
    case = SHARED_CASES[place]
    html = surface(case, shared)
    spaces = case.get("ws", "")
    found = [(_same(item.tex, spaces), item.display) for item in formulas_of(html)]
    wanted = [(_same(item["tex"], spaces), item["display"]) for item in case["math"]]
    if case.get("match") == "prefix":
        assert found
        wanted = wanted[: len(found)]
    assert found == wanted
    text = text_of(html.replace("</span>", "</span>⟦M⟧"))
    assert [t for t in case.get("text", []) if " ".join(t.split()) not in text.replace("⟦M⟧", "")] == []
    page = BeautifulSoup(html, "html5lib")
    assert [selector for selector in case.get("css", []) if not page.select(selector)] == []


@needs_cases
def test_the_shared_judge_agrees(shared: Built, tmp_path: Path) -> None:
    judge = _judge(SHARED.parent / "score.py")
    if judge is None:
        pytest.skip("no score.py beside the shared cases")
    for case in SHARED_CASES:
        page = f'<!doctype html><meta charset="utf-8"><body>{surface(case, shared)}'
        (tmp_path / f"{case['id']}.html").write_text(page, encoding="utf-8")
    cases = [{**case, "surface": "body"} for case in SHARED_CASES]
    results = judge.score(str(tmp_path), cases, {**judge.PAGE, **CONFIG})
    assert {name: r["why"] for name, r in results.items() if not r["ok"]} == {}
    assert {name: r["structure"] for name, r in results.items() if r["structure"]} == {}


def _judge(path: Path) -> types.ModuleType | None:
    if not path.is_file():
        return None
    spec = importlib.util.spec_from_file_location("math_score", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module
