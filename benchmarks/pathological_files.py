"""Files made to be slow: front matter, lists of redirects, archives and other sites, each with what reads it.

Each input is the files of a site by their paths, made for a size, and what is done with them: a build, a check, the
suggestion of tags or an import. `pathological.py` measures them with its texts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import NamedTuple

from sitegen.building import Options, build
from sitegen.building import check as checked
from sitegen.importing import import_archives, import_site
from sitegen.problem import SiteError
from sitegen.tags.survey import survey

Make = Callable[[int], str]
Files = dict[str, str]

HEAD = "title: T\ndate: 2024-01-02\n"


class Trial(NamedTuple):
    """What is written into a folder, and what is done with it there."""

    files: Callable[[int], Files]
    work: Callable[[Path], object]


def again(unit: str, before: str = "", after: str = "") -> Make:
    """One piece again and again, `{n}` in it counted, up to the size."""

    def make(size: int) -> str:
        count = (size - len(before)) // max(1, len(unit.replace("{n}", "12345")))
        return before + "".join(unit.replace("{n}", str(n)) for n in range(count)) + after

    return make


# ---------------------------------------------------------------------------------------------- what is done


def built(folder: Path) -> None:
    """Build the site with the JSON index; a site that is refused is as good."""
    try:
        build(folder, options=Options(jobs=1, base_url="https://e.example", skip_bad=True))
    except SiteError:
        return


def looked_at(folder: Path) -> None:
    """Have every check look at the site."""
    checked(folder, Options(jobs=1))


def tagged(folder: Path) -> None:
    """Have tags suggested for the posts of the site."""
    survey(folder)


def imported(folder: Path) -> None:
    """Import the archive."""
    import_archives([folder / "dump.txt"], folder)


def brought_over(kind: str) -> Callable[[Path], None]:
    """Return what brings a site of this kind over."""

    def work(folder: Path) -> None:
        place = {"feed": "old/feed.xml", "wordpress": "old/export.xml"}.get(kind, "old")
        try:
            import_site(kind, [folder / place], folder / "new")
        except SiteError:
            return

    return work


# ---------------------------------------------------------------------------------------------- where it stands


def post(front: Make = lambda _: "", body: Make = lambda _: "Text.\n") -> Callable[[int], Files]:
    """One post with this front matter, or this body."""
    return lambda size: {"content/posts/a.md": f"---\n{HEAD}{front(size)}\n---\n\n{body(size)}\n"}


def posts(line: str, body: str = "Text.\n") -> Callable[[int], Files]:
    """Short posts, each of some hundred characters, counted in `{n}`."""

    def make(size: int) -> Files:
        return {
            f"content/posts/p{n}.md": f"---\ntitle: T{n}\n{line.replace('{n}', str(n))}\n---\n\n{body.replace('{n}', str(n))}"
            for n in range(size // 250)
        }

    return make


def file(path: str, text: Make, **others: str) -> Callable[[int], Files]:
    """One file of this text, beside a post."""
    return lambda size: {"content/posts/a.md": f"---\n{HEAD}---\n\nText 概率.\n", path: text(size), **others}


def archive(text: Make) -> Callable[[int], Files]:
    """An archive file."""
    return lambda size: {"dump.txt": text(size)}


def export(text: Make) -> Callable[[int], Files]:
    """An export of WordPress with one text."""

    def make(size: int) -> Files:
        return {
            "old/export.xml": '<rss xmlns:wp="http://wordpress.org/export/1.2/" '
            'xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<item><title>A</title><c:encoded>{escape(text(size))}</c:encoded></item></channel></rss>",
            "new/sitegen.yaml": "",
        }

    return make


def feed(text: Make) -> Callable[[int], Files]:
    """A feed, or what should be one."""
    return lambda size: {"old/feed.xml": text(size), "new/sitegen.yaml": ""}


_OLD = {
    "hugo": ("hugo.toml", "content/posts/a.md"),
    "jekyll": ("_config.yml", "_posts/2024-01-02-a.md"),
    "hexo": ("_config.yml", "source/_posts/a.md"),
    "pelican": ("pelicanconf.py", "content/a.md"),
}


def old(kind: str, settings: Make = lambda _: "", text: Make = lambda _: "Text.\n") -> Callable[[int], Files]:
    """A site of another generator with one post."""
    first, second = _OLD[kind]

    def make(size: int) -> Files:
        return {f"old/{first}": settings(size), f"old/{second}": text(size), "new/sitegen.yaml": ""}

    return make


FRONT = "---\ntitle: A\ndate: 2024-01-02\n---\n"
RECORD = "A title\nBy somebody | 2024-06-14 | 1位读者 | 引用\n"
ITEM = "<item><title>A{n}</title><description>x</description></item>"

FRONT_MATTER: dict[str, Make] = {
    "tags": again("t{n}, ", "tags: [", "x]"),
    "tags in one text": again("t{n},", "tags: "),
    "tags that are one": again("a, ", "tags: [", "a]"),
    "tags that are nearly one": again("lengthy-{n}, ", "tags: [", "x]"),
    "tag of all characters": again("概", "tags: [", "]"),
    "tags of commas": again(",", "tags: "),
    "keys": again("k{n}: v\n"),
    "keys like ours": again("titl{n}: v\n"),
    "long key": again("a", "", ": v"),
    "aliases": again("/a{n}/, ", "aliases: [", "/x/]"),
    "alias of all folders": again("a/", "aliases: ["),
    "lines of one text": again("  a\n", "description: >\n"),
    "brackets": again("[", "tags: "),
    "brackets closed": lambda size: "tags: " + "[" * (size // 2) + "]" * (size // 2),
    "braces": again("{a: ", "tags: "),
    "dashes": again("- "),
    "question marks": again("? "),
    "colons": again(": "),
    "colons in a value": again("a: ", "series: "),
    "quotes": again('"', "series: "),
    "backslashes": again("\\\\", 'series: "', '"'),
    "blanks": again(" ", "series: a", "b"),
    "blanks on lines": again(" \n"),
    "comments": again("# a\n"),
    "comment signs": again(" #", "series: a"),
    "anchors": again("&a ", "series: "),
    "exclamation marks": again("!", "series: "),
    "percent signs": again("%", "series: "),
    "words of a title": again("a-", "series: "),
    "digits": again("9", "read_count: "),
    "digits of a day": again("1-", "updated: "),
    "archive": again("  - {file: a, line: {n}, read_count: {n}}\n", "archive:\n"),
    "macros": again('    m{n}: "x"\n', "math:\n  macros:\n"),
    "macros of arguments": again("#1", 'math:\n  macros:\n    m: ["', '", 1]'),
    "macro of macros": again("\\\\m ", 'math:\n  macros:\n    m: "', '"'),
    "TOML": again("k{n} = 1\n", "x: y\n---\n+++\n"),
    "author of braces": again("{", "author: '", "'"),
    "author of ands": again("a and ", "author: '", "'"),
}

BODIES: dict[str, Make] = {
    "mentions": again("《甲{n}》 "),
    "mentions of one": again("《T》 "),
    "nested mentions": lambda size: "《" * (size // 2) + "T" + "》" * (size // 2),
    "boxes": again("::: note\nx\n:::\n"),
    "links": again("[a](b{n}.md) "),
    "links upwards": again("../", "[a](", ")"),
    "links of percent signs": again("%41", "[a](", ")"),
    "anchors": again("[a](#b{n}) "),
    "pictures": again('![a](b{n}.png "c")\n\n'),
    "headings": again("## a{n}\n\n"),
    "headings of one name": again("## a\n\n"),
    "words": again("word{n} "),
    "Chinese": again("数学是科学的皇后。"),
    "one character": again("数"),
    "letters": again("a"),
    "formulas": again("$x_{n}$ "),
    "labels": again("\\begin{align}x\\label{{n}}\\end{align}\n\n"),
    "footnotes": again("x[^{n}]\n\n[^{n}]: a\n\n"),
    "tags of HTML": again("<b>"),
    "angles": again("<"),
    "braces": again("{{"),
    "code": again("```python\nx = {n}\n```\n\n"),
    "dollars": again("$ x "),
    "control characters": again("\x0b"),
    "addresses": again("https://a.b/{n} "),
}

REDIRECTS: dict[str, Make] = {
    "redirects": again("/a{n}/ /b{n}/\n"),
    "redirects to one another": again("/a{n}/ /a{n}0/\n"),
    "redirects in a circle": again("/a/ /b/\n/b/ /a/\n"),
    "redirect of all folders": again("a/", "/", " /b/\n"),
    "redirects of percent signs": again("%25", "/", " /b/\n"),
    "redirects that cannot be read": again("x\n"),
    "redirects of blanks": again(" "),
    "redirects elsewhere": again("h", "/a/ https://"),
}

VOCABULARY: dict[str, Make] = {
    "tags of the vocabulary": again("  t{n}: x\n", "tags:\n"),
    "aliases of tags": again("  t{n}: [u{n}]\n", "aliases:\n"),
    "words of rules": again("w{n}, ", "rules:\n  概率: [", "x]"),
    "rules": again("  t{n}: [概率]\n", "rules:\n"),
}

ARCHIVES: dict[str, Make] = {
    "records": again("A title {n}\nBy somebody | 2024-06-14 | 1位读者 | 引用\nText.\n\n评论\n\n"),
    "records of one title": again(RECORD + "Text.\n\n"),
    "records without end": again("By somebody | 2024-06-14 | 1位读者 | 引用\n"),
    "records of days": again("28 Jun\nA title {n}\nText.\n\n"),
    "days": again("28 Jun\n"),
    "bylines glued": again("By a | 2024-06-14 | 1位读者 | 引用", RECORD),
    "bylines opened": again("By "),
    "bars": again("| "),
    "bars on lines": again("By |\n"),
    "blanks": again(" ", RECORD),
    "blanks in a byline": again(" ", "A title\nBy somebody", "| 2024-06-14 | 1位读者 | 引用\nText.\n"),
    "blanks on lines": again(" \n", RECORD),
    "blanks of no width": again("\u200b", RECORD),
    "line ends": again("\n", RECORD),
    "title": again("a ", "", "\nBy somebody | 2024-06-14 | 1位读者 | 引用\nText.\n"),
    "title of dollars": again("$a", "", "\nBy somebody | 2024-06-14 | 1位读者 | 引用\nText.\n"),
    "digits of a read count": again("1", "A\nBy b | 2024-06-14 | ", "位读者 | 引用\nText.\n"),
    "commas of a read count": again("1,", "A\nBy b | 2024-06-14 | ", "位读者 | 引用\nText.\n"),
    "dots": again("阅读全文.", RECORD),
    "ends of pages": again("阅读全文...\n", RECORD),
    "ends of pages glued": again("阅读全文...a\n", RECORD),
    "comments": again("评论", RECORD),
    "dollars": again("$a ", RECORD),
    "double dollars": again("$$\n", RECORD),
    "environments": again("\\begin{align}\n", RECORD),
    "stars": again("*a ", RECORD),
    "angles": again("<a ", RECORD),
    "brackets": again("[a](", RECORD),
    "backticks": again("`a\n", RECORD),
    "hashes": again("# a\n", RECORD),
    "dashes": again("- a\n", RECORD),
    "indented lines": again("    a\n", RECORD),
    "deeper lines": lambda size: RECORD + "".join(" " * n + "a\n" for n in range(int(math.sqrt(2 * size)))),
    "numbers": again("{n}. a\n", RECORD),
    "equal signs": again("a\n===\n", RECORD),
    "tables": again("a|b\n-|-\n", RECORD),
    "backslashes": again("\\", RECORD),
    "mentions": again("《a", RECORD),
    "fullwidth characters": again("ａ．", RECORD),
    "ampersands": again("&amp", RECORD),
    "addresses": again("http://a.b/", RECORD),
    "underscores": again("a_", RECORD),
}

HTML: dict[str, Make] = {
    "paragraphs": again("<p>a"),
    "elements deep": again("<div>"),
    "emphasis deep": again("<b><i>"),
    "lists deep": again("<ul><li>"),
    "quotes deep": again("<blockquote>"),
    "tables deep": again("<table><tr><td>"),
    "table": again("<tr><td>a<td>b", "<table>"),
    "table of one row": again("<td>a", "<table><tr>"),
    "line breaks": again("<br>"),
    "links": again('<a href="b">a</a> '),
    "links deep": again('<a href="b">'),
    "pictures": again('<img src="b" alt="c">'),
    "entities": again("&amp;"),
    "entities open": again("&"),
    "comments": again("<!-- "),
    "captions": again("[caption]a[/caption]"),
    "shortcodes": again("[a b=c]"),
    "shortcodes nested": again("[a]"),
    "shortcodes open": again("[a "),
    "dollars": again("$a "),
    "displays": again("$$"),
    "latex": again("$latex a"),
    "environments": again("\\begin{align}"),
    "brackets of TeX": again("\\[a\\("),
    "stars": again("*a "),
    "backticks": again("`"),
    "code": again("<code>`"),
    "blocks of code": again("<pre>a\n</pre>"),
    "definitions": again("<dl><dt>a<dd>b"),
    "notes": again('<sup><a href="#fn{n}">1</a></sup>'),
    "headings": again("<h2>a"),
    "formulas of MathML": again("<math><mi>x</mi></math>"),
    "scripts of formulas": again('<script type="math/tex">x</script>'),
    "blanks": again(" \n"),
    "zero bytes": again("\0"),
}

XML: dict[str, Make] = {
    "items": again(ITEM, "<rss><channel>", "</channel></rss>"),
    "items of one title": again(ITEM.replace("{n}", ""), "<rss><channel>", "</channel></rss>"),
    "items open": again("<item>", "<rss><channel>"),
    "ampersands": again(
        "& ", "<rss><channel><item><title>A</title><description>", "</description></item></channel></rss>"
    ),
    "ampersands and letters": again("&a", "<rss><channel><item><title>A</title><description>"),
    "elements": again("<a>"),
    "character data": again("<![CDATA[", "<rss><channel><item><description>"),
    "character data closed": again("<![CDATA[a]]>", "<rss><channel><item><description>"),
    "declarations": again("<!ENTITY a{n} 'b'>", "<!DOCTYPE rss ["),
    "attributes": again(" a{n}='b'", "<rss"),
    "prefixes": again(" xmlns:a{n}='b'", "<rss"),
    "comments": again("<!-- a -->", "<rss>"),
    "blanks": again(" ", "<?xml version='1.0' encoding="),
}

SETTINGS: dict[str, dict[str, Make]] = {
    "hugo": {
        "keys": again("k{n} = 1\n"),
        "brackets": again("[", "a = "),
        "tables": again("[a.b{n}]\n"),
        "dots": again("a.", "[", "a]"),
        "quotes": again('"""'),
    },
    "jekyll": {
        "keys": again("k{n}: 1\n"),
        "permalink": again(":title/", "permalink: /"),
        "brackets": again("[", "a: "),
    },
    "hexo": {"permalink": again(":title/", "permalink: "), "lists": again("- a\n", "skip_render:\n")},
    "pelican": {
        "lines": again("A{n} = {n}\n"),
        "brackets": again("(", "A = "),
        "signs": again("-", "A = ", "1"),
        "sums": again("1+", "A = ", "1"),
        "address": again("{slug}/", 'ARTICLE_URL = "', '"'),
        "address of braces": again("{", 'ARTICLE_URL = "', '"'),
        "address of dates": again("{date:%Y}/", 'ARTICLE_URL = "', '"'),
    },
}

TEXTS: dict[str, dict[str, Make]] = {
    "hugo": {
        "shortcodes": again("{{< a >}}", FRONT),
        "shortcodes open": again("{{< ", FRONT),
        "shortcodes nested": again("{{< a >}}{{% b %}}", FRONT),
        "shortcode of blanks": again(" ", FRONT + "{{< a", ">}}"),
        "quotes in a shortcode": again('"', FRONT + "{{< a ", " >}}"),
        "links": again('[a]({{< ref "b{n}.md" >}}) ', FRONT),
        "pictures": again("![a](b{n}.png) ", FRONT),
        "front matter of TOML": again("k{n} = 1\n", "+++\ntitle = 'A'\n", "+++\n"),
        "front matter of JSON": again("[", "{"),
    },
    "jekyll": {
        "tags": again("{% a %}", FRONT),
        "tags open": again("{% ", FRONT),
        "highlights": again("{% highlight %}", FRONT),
        "raw": again("{% raw %}", FRONT),
        "raw closed": again("{% raw %}{{ a }}{% endraw %}", FRONT),
        "variables": again("{{ a ", FRONT),
        "attributes": again("{: .a}\n", FRONT),
        "double dollars": again("$$", FRONT),
        "links": again("{% post_url 2024-01-02-a %} ", FRONT),
    },
    "hexo": {
        "tags": again("{% a %}", FRONT),
        "code": again("{% codeblock %}", FRONT),
        "quotes": again("{% blockquote %}a", FRONT),
        "more": again("<!-- more -->\n", FRONT),
        "keys": again("k{n}: 1\n", "---\n", "---\n"),
        "pictures": again("{% asset_img a{n}.png %}", FRONT),
    },
    "pelican": {
        "links": again("[a]({filename}b{n}.md) ", "Title: A\nDate: 2024-01-02\n\n"),
        "braces": again("{filename", "Title: A\nDate: 2024-01-02\n\n"),
        "headers": again("K{n}: v\n", "Title: A\n"),
        "bars": again("|a", "Title: A\nDate: 2024-01-02\n\n"),
    },
}


def _trials() -> dict[str, Trial]:
    trials = {f"front matter: {name}": Trial(post(front), built) for name, front in FRONT_MATTER.items()}
    trials |= {f"front matter, checked: {name}": Trial(post(front), looked_at) for name, front in FRONT_MATTER.items()}
    trials |= {f"page: {name}": Trial(post(body=body), built) for name, body in BODIES.items()}
    trials |= {f"page, checked: {name}": Trial(post(body=body), looked_at) for name, body in BODIES.items()}
    trials |= {f"page, tags suggested: {name}": Trial(post(body=body), tagged) for name, body in BODIES.items()}
    trials |= {f"list: {name}": Trial(file("content/redirects.txt", text), built) for name, text in REDIRECTS.items()}
    trials |= {f"list: {name}": Trial(file("content/tags.yaml", text), built) for name, text in VOCABULARY.items()}
    trials |= {
        f"posts: {name}": Trial(posts(line, body), work)
        for name, (line, body, work) in {
            "one series": ("series: S", "Text.\n", built),
            "one tag": ("tags: [a]", "Text.\n", built),
            "many tags": ("tags: [a{n}, b{n}, c{n}]", "Text.\n", built),
            "many tags, checked": ("tags: [lengthy tag {n}, tag of length {n}]", "Text.\n", looked_at),
            "mentions": ("", "《T{n}》《T1》\n", built),
            "mentions, checked": ("", "《Title {n}》《T1》\n", looked_at),
            "aliases": ("aliases: [/a{n}/, /b{n}/]", "Text.\n", built),
            "one name": ("slug: a", "Text.\n", built),
            "one day": ("date: 2024-01-02", "Text.\n", built),
        }.items()
    }
    trials |= {f"archive: {name}": Trial(archive(text), imported) for name, text in ARCHIVES.items()}
    trials |= {f"wordpress: {name}": Trial(export(text), brought_over("wordpress")) for name, text in HTML.items()}
    trials |= {f"feed: {name}": Trial(feed(text), brought_over("feed")) for name, text in XML.items()}
    for kind in _OLD:
        trials |= {
            f"{kind}: settings of {name}": Trial(old(kind, text), brought_over(kind))
            for name, text in SETTINGS[kind].items()
        }
        trials |= {
            f"{kind}: {name}": Trial(old(kind, text=text), brought_over(kind)) for name, text in TEXTS[kind].items()
        }
    return trials


TRIALS = _trials()
