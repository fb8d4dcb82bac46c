"""Templates and texts: the site's own before ours, every fault with its line, and nothing that would run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from sitegen import reader
from sitegen.assets import find_assets
from sitegen.jinja import Compiled
from sitegen.page import Page
from sitegen.pages import lay_out
from sitegen.problem import SiteError
from sitegen.prose import typeset
from sitegen.settings import load
from sitegen.theme import Theme
from tests.sitehelp import asset, built, faults, hrefs, live, made, post, site_of, soup, texts, write

# ---------------------------------------------------------------------------------------------- overriding


def test_a_template_of_the_site_takes_the_place_of_ours_and_may_extend_it(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {
            "content/posts/a.md": post("A"),
            "templates/parts/footer.html": "<footer>Mine</footer>",
            "templates/page.html": '{% extends "base.html" %}{% block main %}Own {{ entry.title }}{% endblock %}',
            "content/pages/about.md": post("About"),
        },
    )
    assert texts(soup(output / "posts/a/index.html"), "footer")[-1] == "Mine"
    assert texts(soup(output / "posts/a/index.html"), "h1") == ["A"]
    assert texts(soup(output / "about/index.html"), "main") == ["Own About"]


def test_a_static_file_of_the_site_takes_the_place_of_ours(tmp_path: Path) -> None:
    output = made(
        tmp_path, {"static/favicon.svg": "mine", "static/.well-known/x.txt": "kept", "static/CNAME": "e.example"}
    )
    assert (output / asset(output, "favicon.svg")).read_text() == "mine"
    assert (output / ".well-known/x.txt").read_text() == "kept"
    assert (output / "CNAME").is_file()
    assert (output / asset(output, "style.css")).is_file()


def test_a_stylesheet_named_in_the_settings_comes_after_ours(tmp_path: Path) -> None:
    output = made(tmp_path, {"sitegen.yaml": "theme: {stylesheet: own.css}", "static/own.css": "a {}"})
    sheets = hrefs(soup(output / "index.html"), "link[rel=stylesheet]")
    assert sheets == [asset(output, "style.css"), asset(output, "own.css")]


def test_values_of_the_theme_reach_the_templates(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {"sitegen.yaml": "theme: {motto: '<b>'}", "templates/404.html": "{{ site.theme.motto }} {{ site.title }}"},
    )
    assert (output / "404.html").read_text() == "&lt;b&gt; 我的数学笔记"


def test_a_site_in_english_speaks_english(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {"sitegen.yaml": "language: en-GB\ntitle: Notes\n", "content/posts/a.md": post("A", date="2024-06-14")},
    )
    page = soup(output / "posts/a/index.html")
    assert page.html is not None
    assert page.html["lang"] == "en-GB"
    assert texts(page, ".menu a") == ["Home", "Tags", "Series", "Archive", "Popular"]
    assert texts(page, ".post-header time") == ["June 14, 2024"]


def test_a_language_that_we_do_not_speak_gets_english_texts(tmp_path: Path) -> None:
    output = made(tmp_path, {"sitegen.yaml": "language: fr\n"})
    assert texts(soup(output / "index.html"), ".menu a")[0] == "Home"


def test_a_site_may_change_single_texts_and_bring_a_language(tmp_path: Path) -> None:
    output = made(tmp_path / "zh", {"templates/text/zh.yaml": "home: 起点\n"})
    assert texts(soup(output / "index.html"), ".menu a")[:2] == ["起点", "标签"]
    ours = (Path(__file__).parent.parent / "templates/text/en.yaml").read_text("utf-8")
    output = made(
        tmp_path / "fr",
        {"sitegen.yaml": "language: fr\n", "templates/text/fr.yaml": ours.replace("home: Home", "home: Accueil")},
    )
    assert texts(soup(output / "index.html"), ".menu a")[0] == "Accueil"


def test_a_catalogue_of_a_new_language_may_lack_texts_which_are_english_then(tmp_path: Path) -> None:
    files = {
        "sitegen.yaml": "language: ja\n",
        "templates/text/ja.yaml": 'tags: タグ\nday: "{year}年{month}月{day}日"\n',
        "content/posts/a.md": post("A", date="2024-06-14", tags="[熵]"),
    }
    page = soup(made(tmp_path, files) / "posts/a/index.html")
    assert texts(page, ".menu a") == ["Home", "タグ", "Series", "Archive", "Popular"]
    assert texts(page, ".post-header time") == ["2024年6月14日"]
    assert page.html is not None
    assert page.html["lang"] == "ja"


def test_both_catalogues_have_the_same_texts() -> None:
    folder = Path(__file__).parent.parent / "templates/text"
    keys = [
        [line.split(":")[0] for line in (folder / name).read_text("utf-8").splitlines() if line and line[0] != "#"]
        for name in ("zh.yaml", "en.yaml")
    ]
    assert keys[0] == keys[1]


def test_a_post_in_another_language_says_so_on_its_page_and_in_lists(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/posts/a.md": post("English", lang="en")})
    page = soup(output / "posts/a/index.html")
    assert page.html is not None
    assert page.html["lang"] == "en"
    header = page.select_one("header.site-header")
    assert header is not None
    assert header["lang"] == "zh-CN"
    assert [str(element["lang"]) for element in soup(output / "index.html").select("article [lang]")] == ["en", "en"]


def test_one_block_of_a_page_may_be_added_to(tmp_path: Path) -> None:
    block = '{% extends "default/post.html" %}{% block post_footer %}{{ super() }}<p class="more">Bye</p>{% endblock %}'
    output = made(tmp_path, {"content/posts/a.md": post("A"), "templates/post.html": block})
    assert texts(soup(output / "posts/a/index.html"), "footer.post-footer > :is(details, p) > summary, .more") == [
        "引用本文",
        "Bye",
    ]


def test_templates_of_a_site_have_everything_that_ours_have(tmp_path: Path) -> None:
    template = """{% from "parts/entry.html" import title_link as title %}
{% for entry in site.entries %}{{ title(entry) }} {{ title_link(entry) }} {{ meta(entry) }} {{ tags(entry) }}
{{ summary(entry) }} {{ content(entry) }} {{ part("parts/card.html", entry=entry) }}{% endfor %}
<a id="asset" href="{{ asset('own.css') }}">{{ t("home") }}</a> {{ place(1) }} {{ absolute("/") }} {{ page.title }}"""
    files = {"content/posts/a.md": post("A", tags="[x]"), "templates/404.html": template, "static/own.css": ""}
    page = soup(made(tmp_path, files) / "404.html")
    assert texts(page, "a[href='/posts/a/']") == ["A", "A", "A"]
    assert hrefs(page, "#asset") == ["/own.css?v=e3b0c442"]
    assert len(page.select(".tags")) == 2


def test_a_link_is_a_link_in_json_too_and_what_looks_like_its_mark_is_text(tmp_path: Path) -> None:
    title = '\\u0004 \\\\u0004 "'
    template = "{{ {'to': link(entry.url), 'root': link('/'), 'title': entry.title}|tojson }}"
    files = {"content/posts/a.md": post(f"'{title}'"), "templates/post.html": template}
    data = json.loads((made(tmp_path, files) / "posts/a/index.html").read_text())
    assert data == {"to": "../../posts/a/index.html", "root": "../../index.html", "title": title}


# ---------------------------------------------------------------------------------------------- made once


def themed(folder: Path, files: dict[str, str]) -> tuple[Theme, dict[str, Page]]:
    """Return the theme of a site and its pages by their addresses."""
    write(folder, files)
    settings = load(folder)
    posts = [read for source in reader.find_sources(folder, []) if (read := reader.read_post(source)[0])]
    site = site_of([(post, typeset(post.body)) for post in posts], settings)
    assets = find_assets(folder, site.everything, settings, [])
    return Theme(folder, site, settings, assets, Compiled({})), {
        page.url: page for pages in lay_out(site, settings, assets.copies) for page in pages
    }


def taken(theme: Theme, page: Page) -> set[str]:
    """Render a page; return the posts whose prose it shows, by the names of their files."""
    theme.site.shelf.taken = set()
    theme.render(page)
    return {Path(path).stem for path in theme.site.shelf.taken if path.endswith(".md")}


def test_a_page_depends_on_every_post_that_it_shows_whether_made_for_it_or_before(tmp_path: Path) -> None:
    posts = {f"content/posts/{name}.md": post(name, date="2024-01-01", tags="[x]") for name in ("a", "b", "c")}
    theme, pages = themed(tmp_path, {**posts, "sitegen.yaml": "page_size: 2"})
    assert taken(theme, pages["/"]) == {"a", "b"}
    assert taken(theme, pages["/tags/x/"]) == {"a", "b"}
    assert taken(theme, pages["/page/2/"]) == {"c"}
    assert taken(theme, pages["/tags/x/page/2/"]) == set()
    assert taken(theme, pages["/posts/a/"]) == {"a"}
    assert taken(theme, pages["/archive/"]) == set()


def test_what_is_made_once_looks_the_same_on_every_page(tmp_path: Path) -> None:
    posts = {
        "content/posts/a.md": post("A", "## Part\n\n[here](#part) [beside](fig.png) [top](/tags/)", tags="[x]"),
        "content/posts/b.md": post("B", lang="en"),
        "templates/tags.html": '{{ part("own.html", entry=site.entries[0]) }}',
        "templates/post.html": '{{ part("own.html", entry=site.entries[0]) }}',
        "templates/own.html": "{{ content(entry) }}",
    }
    theme, pages = themed(tmp_path, posts)
    a, b, tags = (BeautifulSoup(theme.render(pages[url]), "html5lib") for url in ("/posts/a/", "/posts/b/", "/tags/"))
    below = ["../../posts/a/index.html#part", "../../posts/a/fig.png", "../../tags/index.html"]
    assert (hrefs(a, "p a"), hrefs(b, "p a")) == (below, below)
    assert hrefs(tags, "p a") == [address.removeprefix("../") for address in below]


def test_a_part_sees_nothing_of_the_page(tmp_path: Path) -> None:
    theme, pages = themed(tmp_path, {"templates/parts/footer.html": "{{ kind }}\n{{ page.title }}"})
    with pytest.raises(SiteError) as caught:
        theme.render(pages["/tags/"])
    assert [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems] == [
        "templates/parts/footer.html:2: error[template]: 'page' is undefined (while rendering /tags/)"
    ]


def test_the_theme_tells_of_each_page_whether_it_shows_a_formula(tmp_path: Path) -> None:
    theme, pages = themed(tmp_path, {"content/posts/a.md": post("A", "$x$"), "content/posts/b.md": post("B")})
    told = []
    for url in ("/posts/b/", "/posts/a/", "/archive/", "/atom.xml"):
        theme.render(pages[url])
        told.append(theme.shows_math)
    assert told == [False, True, False, False]


# ---------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("name", "template", "said"),
    [
        (
            "404.html",
            "one\n{{ pages }}\n",
            "templates/404.html:2: error[template]: 'pages' is undefined (while rendering /404.html)",
        ),
        (
            "404.html",
            "{{ page.nothing }}",
            "templates/404.html:1: error[template]: 'sitegen.page.Page object' has no attribute 'nothing' "
            "(while rendering /404.html)",
        ),
        (
            "404.html",
            "a\n{% if %}",
            "templates/404.html:2: error[template]: Expected an expression, got 'end of statement block'",
        ),
        (
            "404.html",
            "a\n\n{{ 1 // 0 }}",
            "templates/404.html:3: error[template]: ZeroDivisionError: integer division or modulo by zero "
            "(while rendering /404.html)",
        ),
        (
            "404.html",
            "{{ t('no such text') }}",
            None,
        ),
        (
            "404.html",
            '{% extends "none.html" %}',
            "404.html: error[template]: the template none.html is in none of templates, {ours}",
        ),
        (
            "text/zh.yaml",
            "home: '{",
            "templates/text/zh.yaml:1:7: error[text]: the quote that opens here is never closed",
        ),
    ],
)
def test_a_fault_in_a_template_is_named_with_its_line_and_nothing_is_published(
    tmp_path: Path, name: str, template: str, said: str | None
) -> None:
    write(tmp_path, {f"templates/{name}": template, "content/posts/a.md": post()})
    ours = Path(__file__).parent.parent / "templates"
    if said is None:
        said = (
            f"{ours}/text/zh.yaml: error[template]: there is no text no such text, or no value for a name in its braces"
        )
    assert faults(tmp_path) == [said.replace("{ours}", str(ours)), "1 error; nothing published, public/ is unchanged"]
    assert not (tmp_path / "public").exists()


def test_faults_of_several_templates_are_named_in_one_run_and_each_once(tmp_path: Path) -> None:
    posts = {f"content/posts/{n}.md": post() for n in range(5)}
    write(tmp_path, {**posts, "templates/post.html": "\n{{ a }}", "templates/404.html": "{{ b }}"})
    assert faults(tmp_path, skip_bad=True) == [
        "templates/404.html:1: error[template]: 'b' is undefined (while rendering /404.html)",
        "templates/post.html:2: error[template]: 'a' is undefined (while rendering /posts/0/)",
        "2 errors; nothing published, public/ is unchanged",
    ]


@pytest.mark.parametrize("name", ["404.html", "text/zh.yaml"])
def test_a_template_that_is_not_utf_8_is_named(tmp_path: Path, name: str) -> None:
    write(tmp_path, {f"templates/{name}": "概率: 概率\n".encode("gb18030")})
    first, summary = faults(tmp_path)
    assert first.startswith(
        ("404.html: error[template]: UnicodeDecodeError:", "templates/text/zh.yaml: error[text]: not UTF-8")
    )
    assert summary == "1 error; nothing published, public/ is unchanged"


def test_templates_that_change_are_seen_by_the_next_build_of_the_same_process(tmp_path: Path) -> None:
    for text in ("one", "two", "one"):
        write(tmp_path, {"templates/404.html": text})
        assert (built(tmp_path) / "404.html").read_text() == text


# ---------------------------------------------------------------------------------------------- what would run


ATTACKS = [
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "</script><script>alert(1)</script>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "]]><script>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "$<img src=x onerror=alert(1)>$",
    "$</span><script>alert(1)</script>$",
    "$\\href{javascript:alert(1)}{x}$",
    "《<img src=x onerror=alert(1)>》",
]

BODY = """
[a](javascript:alert(1)) [b](<javascript:alert(1)>) [c](&#106;avascript:alert(1)) [d](JaVaScRiPt:alert(1))
[e](data:text/html;base64,PHNjcmlwdD4=) [f](vbscript:x) ![g](javascript:alert(1)) <javascript:alert(1)>
[h](java\tscript:alert(1)) [i]( javascript:alert(1)) [j]: javascript:alert(1)

![x" onerror="alert(1)](x.png "t\\" onload=\\"alert(1)") [k](/a" onmouseover="alert(1))

<script>alert(1)</script> <img src=x onerror=alert(1)> <iframe src=//e.example></iframe>

# <script>alert(1)</script> {#id onclick=alert(1)}

| <img src=x onerror=alert(1)> | `</code><script>alert(1)</script>` |
|---|---|
| a | b |

```html" onmouseover="alert(1)
</code></pre><script>alert(1)</script>
```

$</span><script>alert(1)</script>$ and $$"><img src=x onerror=alert(1)>$$

\\begin{equation}\\label{"><script>alert(1)</script>} x \\end{equation}

$\\eqref{"><script>alert(1)</script>}$ [^"><script>alert(1)</script>]

[^"><script>alert(1)</script>]: <script>alert(1)</script>
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = {}
    for n, text in enumerate(ATTACKS):
        quoted = "'" + text.replace("'", "''") + "'"
        files[f"content/posts/p{n}.md"] = post(
            quoted,
            f"{text}\n\n{BODY}\n\n《{text}》",
            date="2024-06-14",
            author=quoted,
            tags=f"[{quoted}]",
            series=quoted,
            description=quoted,
            original=quoted,
            truncated="true",
        )
    files["content/posts/again.md"] = post("Again", series="'" + ATTACKS[0] + "'")
    files["sitegen.yaml"] = f"title: '{ATTACKS[1]}'\nauthor: '{ATTACKS[0]}'\ndescription: '{ATTACKS[4]}'\n"
    return made(tmp_path_factory.mktemp("hostile"), files, base_url="https://e.example")


def test_nothing_that_a_post_says_is_live_on_any_page(hostile: Path) -> None:
    pages = list(hostile.rglob("*.html"))
    assert len(pages) > 30
    for path in pages:
        assert live(soup(path)) == [], path


def test_nothing_that_a_post_says_is_live_in_a_feed_reader(hostile: Path, tmp_path: Path) -> None:
    import xml.etree.ElementTree as ET

    namespace = "{http://www.w3.org/2005/Atom}"
    root = ET.parse(hostile / "atom.xml").getroot()
    assert sorted(filter(None, (title.text for title in root.iterfind(f"{namespace}entry/{namespace}title"))))
    for content in root.iter(f"{namespace}content"):
        shown = write(tmp_path, {"x.html": content.text or ""}) / "x.html"
        assert live(soup(shown)) == []


def test_markup_of_templates_in_a_post_is_text(hostile: Path) -> None:
    page = soup(hostile / "posts/p6/index.html")
    assert texts(page, ".post-header h1") == ["{{ 7*7 }}{% raw %}"]
    assert "49" not in texts(page, ".post-body")[0]


def test_the_walker_finds_what_would_run(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text(
        "<a href=' JavaScript:x'>a</a><p onclick=x><script>y</script><iframe></iframe><script src=//e/theme.js></script>"
    )
    assert len(live(soup(tmp_path / "x.html"))) == 5


def test_html_in_posts_is_html_only_where_the_settings_trust_the_author(tmp_path: Path) -> None:
    files = {"content/posts/a.md": post("A", "<b class='x'>bold</b>")}
    assert texts(soup(made(tmp_path, files) / "posts/a/index.html"), ".post-body b.x") == []
    files["sitegen.yaml"] = "markdown: {html: true}"
    assert texts(soup(made(tmp_path, files) / "posts/a/index.html"), ".post-body b.x") == ["bold"]
