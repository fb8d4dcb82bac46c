"""Whatever is edited, a build over an older site gives the bytes of a clean one."""

from __future__ import annotations

import os
import random
import re
import shutil
from collections.abc import Callable
from datetime import datetime, tzinfo
from pathlib import Path

import pytest

from sitegen import engine as engine_module
from sitegen import story
from sitegen.building import Options, build
from sitegen.page import Page
from sitegen.problem import Problem, SiteError
from sitegen.publish import Report
from sitegen.theme import Theme
from sitegen.workshop import Workshop
from tests.sitehelp import ROOT, killing, post, published, sitegen, write

ROUNDS = int(os.environ.get("SITEGENTEST_EDITS", "20"))
"""A run before a release edits more: SITEGENTEST_EDITS=200."""

SPOILT = "spoilt"

TITLES = ["梯度下降", "矩阵的迹", "概率 $p$ 与熵", "Attention", "低秩近似（一）", "低秩近似（二）", "低秩近似（四）"]
TAGS = ["优化", "矩阵", "概率", "LoRA", "lora"]
SENTENCES = [
    "设 $f(x)=x^2$，则梯度为 $2x$。",
    "见《矩阵的迹》与《Attention》。",
    "\\begin{equation}\\label{eq:a} A\\succeq 0 \\end{equation}",
    "由 \\eqref{eq:a} 与 \\eqref{p1:eq:a} 可知。",
    "# 一节\n\n正文一段。",
    "没有公式的一段话。",
    "- 一\n- 二",
    "[链接](p2.md) 与 `代码`。",
    '![图](/a.svg "图 $x$")',
    "![图](a.svg) 与 ![图](../p1/a.svg)",
    "::: 定理 $x$\n见《矩阵的迹》。\n:::\n\n> [!NOTE]\n> 注意。",
    "```python\nx = 1 < 2  # 注\n```",
    '<pre class="highlight" tabindex="0"><code class="language-python">x = 1 &lt; 2  # 注\n</code></pre>',
]

LOOKS = [
    "{{ site.title }}",
    "{{ site.post_count }} {% for tag in site.tags %}{{ tag.name }} {{ tag.count }}{% endfor %}",
    "{% for entry in site.entries %}{{ entry.title }} {{ entry.date }}{% endfor %}",
    "{% if page.entry and page.entry.older %}{{ (page.entry.older.older or page.entry.older).title }}{% endif %}",
    "{% for series in site.series %}{{ series.name }} {{ series.entries[0].mentioned_by | length }}{% endfor %}",
]
"""What a site's own template may look at, on every page."""

OWN = {
    "index.html": '{% extends "default/index.html" %}{% block title %}N {{ super() }}{% endblock %}',
    "tag.html": '{% extends "default/tag.html" %}{% block header %}N{% include "parts/mine.html" %}{% endblock %}',
    "post.html": '{% extends "default/post.html" %}{% from "parts/mine.html" import said %}'
    "{% block post_footer %}N {{ said() }}{% include ['parts/none.html', 'parts/card.html'] %}{% endblock %}",
    "archive.html": '{% extends "default/archive.html" %}{% block footer %}N{{ part("parts/shown.html", n=3) }}{% endblock %}',
    "404.html": '{% extends "post_of_none.html" %}{% block main %}N{% endblock %}',
    "post_of_none.html": '{% extends "base.html" %}{% block styles %}N{% endblock %}',
    "robots.txt": "# N\n",
    "parts/mine.html": '{% import "parts/deep.html" as deep %}{% macro said() %}N {{ deep.word() }}{% endmacro %}',
    "parts/deep.html": "{% macro word() %}深 N{% endmacro %}",
    "parts/shown.html": '{{ n }} N{% include "parts/deeper.html" %}',
    "parts/deeper.html": "deeper N",
    "parts/card.html": "<article>N {{ title_link(entry) }}</article>",
    "parts/math.html": "<script>N</script>",
    "parts/entry.html": (ROOT / "templates/parts/entry.html").read_text("utf-8").replace("</a>", "</a>N"),
}
"""Templates of a site's own, which use one another in all the ways that Jinja knows; each says a number N."""

MAKER = """
from sitegen.page import Page
def pages(site, settings):
    length = sum(len(entry.prose.html) for entry in site.entries)
    yield Page("/own/", "404.html", "own", title=f"{word} {{length}}")
"""


class Site:
    """A site under random edits; each is a method that returns what it did."""

    def __init__(
        self,
        folder: Path,
        chance: random.Random,
        monkeypatch: pytest.MonkeyPatch,
        workshop: Workshop | None = None,
        is_of_texts: bool = False,
    ) -> None:
        self.folder, self.chance, self.monkeypatch, self.workshop = folder, chance, monkeypatch, workshop
        self.is_of_texts = is_of_texts
        self.options: dict[str, object] = {}
        self.spoilt = self.noticed = 0
        write(folder, {f"content/posts/p{n}.md": self.post() for n in range(8)})
        write(folder, {"mine/own.py": MAKER.format(word="一")})
        self.makers = 0.1 if is_of_texts else 0.7  # with makers of its own a site is laid out each time
        write(folder, {"content/pages/about.md": post("关于", self.body())})
        self.change_the_settings()

    def body(self) -> str:
        return "\n\n".join(self.chance.choices(SENTENCES, k=self.chance.randint(0, 5)))

    def post(self) -> str:
        pick = self.chance
        meta: dict[str, object] = {"tags": f"[{', '.join(pick.sample(TAGS, pick.randint(0, 3)))}]"}
        if pick.random() < 0.9:
            meta["date"] = f"20{pick.randint(10, 25)}-0{pick.randint(1, 9)}-1{pick.randint(0, 9)}"
        if pick.random() < 0.1:
            meta["draft"] = "true"
        if pick.random() < 0.1:
            meta["hidden"] = "true"
        if pick.random() < 0.1:
            meta["aliases"] = f"[/old/{pick.randint(0, 9)}/]"
        if pick.random() < 0.1:
            meta["permalink"] = f"/posts/q{pick.randint(0, 40)}/"
        if pick.random() < 0.2:
            meta["read_count"] = pick.randint(1, 9999)
        return post(pick.choice(TITLES), self.body(), **meta)

    def some_post(self) -> Path:
        return self.chance.choice(sorted((self.folder / "content/posts").rglob("*.md")))

    # ------------------------------------------------------------------------------------------ edits

    def rewrite_a_text(self) -> None:
        file = self.some_post()
        front, _, _ = file.read_text("utf-8").rpartition("---\n")
        file.write_text(f"{front}---\n\n{self.body()}\n", "utf-8")

    def add_to_a_text(self) -> None:
        file = self.some_post()
        file.write_text(f"{file.read_text('utf-8')}\n第 {self.chance.randint(0, 99)} 句，没有公式。\n", "utf-8")

    def rewrite_a_post(self) -> None:
        self.some_post().write_text(self.post(), "utf-8")

    def add_a_post(self) -> None:
        write(self.folder, {f"content/posts/p{self.chance.randint(0, 20)}.md": self.post()})

    def remove_a_post(self) -> None:
        self.some_post().unlink()
        write(self.folder, {"content/posts/p1.md": self.post()})

    def rename_a_post(self) -> None:
        self.some_post().rename(self.folder / f"content/posts/p{self.chance.randint(0, 20)}.md")

    def change_one_letter_without_a_trace_in_size_and_time(self) -> None:
        file = self.some_post()
        info, text = file.stat(), file.read_text("utf-8")
        file.write_text(text.replace("一", "三") if "一" in text else text.replace("三", "一"), "utf-8")
        os.utime(file, ns=(info.st_atime_ns, info.st_mtime_ns))

    def touch_a_post(self) -> None:
        self.some_post().touch()

    def make_a_bundle(self) -> None:
        number = self.chance.randint(0, 20)
        write(
            self.folder,
            {
                f"content/posts/b{number}/index.md": self.post(),
                f"content/posts/b{number}/a.svg": "<svg width='1' height='1'/>",
            },
        )

    def change_the_settings(self) -> None:
        lines = [f"page_size: {self.chance.randint(2, 4)}", f"title: 站点 {self.chance.randint(0, 9)}"]
        lines += ["markdown: {html: true}"] if self.chance.random() < 0.3 else []
        lines += ["makers: [mine.own]"] if self.chance.random() < self.makers else []
        lines += ["math: {macros: {RR: '\\mathbb{R}'}}"] if self.chance.random() < 0.3 else []
        lines += ["theme: {stylesheet: a.css}"] if self.chance.random() < 0.5 else []
        write(self.folder, {"sitegen.yaml": "\n".join(lines)})

    def change_what_is_searched_with(self) -> None:
        lines = (self.folder / "sitegen.yaml").read_text("utf-8").splitlines()
        engine = self.chance.choice(["auto", "json", "off", *["pagefind"] * engine_module.has_pagefind()])
        kept = [line for line in lines if not line.startswith("search:")]
        write(self.folder, {"sitegen.yaml": "\n".join([*kept, f"search: {engine}"])})

    def change_a_template(self) -> None:
        words = f"脚注 {self.chance.randint(0, 9)}"
        looks = self.chance.choice(LOOKS)
        write(self.folder, {"templates/parts/footer.html": f"<footer>{words} {looks}</footer>\n"})

    def change_templates_that_use_one_another(self) -> None:
        names = sorted(OWN) if not (self.folder / "templates/post.html").exists() else self.chance.choices(sorted(OWN))
        number = str(self.chance.randint(0, 9))
        write(self.folder, {f"templates/{name}": OWN[name].replace("N", number) for name in names})

    def make_what_lies_beside(self) -> None:
        place = self.chance.choice(["content/posts", "templates/parts", "static", "static/.well-known"])
        name = self.chance.choice([".a.swp", "a~", "#a#", ".hidden", "4913"])
        write(self.folder, {f"{place}/{name}": str(self.chance.random())})

    def change_a_maker(self) -> None:
        write(self.folder, {"mine/own.py": MAKER.format(word=self.chance.choice("一二"))})

    def drop_the_templates(self) -> None:
        if (self.folder / "templates").exists():
            shutil.rmtree(self.folder / "templates")

    def change_a_static_file(self) -> None:
        name, refers = self.chance.choice([("a.css", ""), ("a.css", "@import 'theme.js';"), ("theme.js", "")])
        write(self.folder, {f"static/{name}": f"/* {self.chance.random()} */{refers}"})

    def change_a_picture(self) -> None:
        picture = f"<svg width='{self.chance.randint(1, 3)}' height='1'/>"
        beside = sorted((self.folder / "content/posts").glob("b*/a.svg"))
        for file in self.chance.sample(beside, min(1, len(beside))) or [self.folder / "static/a.svg"]:
            write(file.parent, {file.name: picture})
        if self.chance.random() < 0.2:
            write(self.folder, {"static/a.svg": picture})

    def change_the_options(self) -> None:
        self.options = {
            "drafts": self.chance.random() < 0.5,
            "has_digests": self.chance.random() < 0.7,
            "base_url": self.chance.choice([None, "https://example.org/b"]),
        }

    def change_the_environment(self) -> None:
        if self.chance.random() < 0.5:
            self.monkeypatch.setenv("SITEGEN_TITLE", f"环境 {self.chance.randint(0, 9)}")
        else:
            self.monkeypatch.delenv("SITEGEN_TITLE", raising=False)

    def spoil_the_output(self) -> None:
        files = sorted(file for file in (self.folder / "public").rglob("*.html") if file.is_file())
        file = self.chance.choice(files)
        if self.chance.random() < 0.5:
            file.unlink()
        else:
            file.write_text(SPOILT, "utf-8")

    def clear_what_was_spoilt_and_left_behind(self, clean: dict[str, bytes]) -> None:
        """A page that a person changed and that is none of the site any more stays; here it would stand in the way."""
        for path, data in published(self.folder / "public").items():
            if path not in clean and data == SPOILT.encode():
                (self.folder / "public" / path).unlink()

    def spoil_the_memory(self) -> None:
        names = ["last", "galleys", "lately", "texts", "homes", "layout", "templates", "search"]
        files = [file for file in self.folder.glob(".sitegen/memory-*/*") if file.name in names]
        if not files:  # it was lost a moment ago
            return
        file = self.chance.choice(sorted(files))
        data = bytearray(file.read_bytes())
        data[self.chance.randrange(len(data))] ^= 0xFF
        self.spoilt += 1
        file.write_bytes(data)

    def lose_the_memory(self) -> None:
        for folder in self.folder.glob(".sitegen/memory-*"):
            shutil.rmtree(folder)

    def write_a_bad_post(self) -> None:
        bad = write(self.folder, {"content/posts/bad.md": b"\xff"}) / "content/posts/bad.md"
        assert not self.build()[0]
        bad.unlink()

    # ------------------------------------------------------------------------------------------ builds

    def build(self) -> tuple[bool, list[str]]:
        """Return whether the site was published, and the problems; one that was not is what it was before."""
        before = published(self.folder / "public")
        workshop = self.workshop if self.chance.random() < 0.8 else None
        is_published, problems = outcome(self.folder, workshop, **self.options, jobs=self.chance.choice([1, 2]))
        if workshop and self.chance.random() < 0.3:
            workshop.settle()
        assert is_published or published(self.folder / "public") == before
        self.noticed += sum(problem.kind == "memory" for problem in problems)
        assert self.noticed <= self.spoilt  # it may take a while until what is spoilt is looked at
        return is_published, [str(each) for each in problems if each.kind not in ("memory", "foreign-file")]

    def build_clean(self, elsewhere: Path) -> tuple[bool, list[str]]:
        if elsewhere.exists():
            shutil.rmtree(elsewhere)
        for name in ("content", "templates", "static", "mine"):
            if (self.folder / name).exists():
                shutil.copytree(self.folder / name, elsewhere / name)
        shutil.copy(self.folder / "sitegen.yaml", elsewhere)
        is_published, problems = outcome(elsewhere, None, **self.options)
        return is_published, [str(problem).replace(str(elsewhere), str(self.folder)) for problem in problems]


def outcome(site: Path, workshop: Workshop | None, **options: object) -> tuple[bool, list[Problem]]:
    """Build; return whether the site was published, and all problems (two posts may claim one address)."""
    try:
        return True, build(site, options=Options(**options), workshop=workshop).problems  # type: ignore[arg-type]
    except SiteError as fault:
        return False, fault.problems


def edits_of(site: Site) -> list[Callable[[], None]]:
    frequent = [site.rewrite_a_text, site.rewrite_a_post, site.change_one_letter_without_a_trace_in_size_and_time]
    named = [getattr(site, name) for name in vars(Site) if name.split("_")[0] in _VERBS]
    frequent += [site.change_templates_that_use_one_another]
    return [*named, *frequent * 3, *[site.add_to_a_text] * (60 if site.is_of_texts else 0)]


_VERBS = {"rewrite", "add", "remove", "rename", "change", "touch", "make", "drop", "spoil", "lose", "write"}


@pytest.mark.parametrize(
    ("seed", "workshop", "is_of_texts"),
    [(0, None, False), (1, None, True), (2, Workshop(), True), (3, Workshop(puts_off=True), True)],
)
def test_after_any_edits_a_warm_build_is_a_clean_build(
    tmp_path: Path, seed: int, workshop: Workshop | None, is_of_texts: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A workshop is used by most of the builds, as if one process did them, and another the others."""
    chance = random.Random(seed)
    site = Site(tmp_path / "site", chance, monkeypatch, workshop, is_of_texts)
    site.build()
    done: list[str] = []
    times = 0
    for _ in range(ROUNDS // 2):
        for edit in chance.choices(edits_of(site), k=chance.randint(1, 3)):
            done.append(edit.__name__)
            edit()
        is_published, said = site.build()
        assert (is_published, said) == site.build_clean(tmp_path / "clean"), done
        if is_published:
            clean = published(tmp_path / "clean/public")
            site.clear_what_was_spoilt_and_left_behind(clean)
            assert published(site.folder / "public") == clean, done
            times += 1
    assert times >= ROUNDS // 6


# ---------------------------------------------------------------------------------------------- what is done, and why


def small_site(folder: Path) -> Path:
    files = {
        f"content/posts/{name}.md": post(name, f"正文 {name}。", date=f"2024-01-0{n}")
        for n, name in enumerate("abc", 1)
    }
    return write(folder, {**files, "sitegen.yaml": "page_size: 2\n"})


def reasons(site: Path, **options: object) -> dict[str, str]:
    """Build; return why each file was written, with paths below the site."""
    result = build(site, options=Options(**options))  # type: ignore[arg-type]
    return {path: reason.replace(f"{site}{os.sep}", "") for path, reason in result.reasons.items()}


def written_when(folder: Path) -> dict[Path, tuple[int, int]]:
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in folder.rglob("*")}


def test_a_build_without_changes_does_nothing_and_loads_neither_markdown_nor_templates(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    assert sitegen("build", cwd=site).returncode == 0
    before = written_when(site / "public")
    look = "import sys, atexit; names = ('markdown_it', 'jinja2', 'watchdog', 'yaml', 'pygments', 'sitegen.story'); "
    look += "atexit.register(lambda: print([name for name in names if name in sys.modules]))"
    done = sitegen("build", cwd=site, code=look)
    assert re.sub(r"in \d\.\d s", "in 0 s", done.stdout) == (
        "3 posts, 19 pages in 0 s: 0 files written, 0 removed, 28 left alone in public/\n[]\n"
    )
    assert written_when(site / "public") == before


def test_of_many_files_another_process_looks_at_some(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    code = "import os; from sitegen import looking; looking._MANY, fork = 0, os.fork\n"
    code += "def told():\n    print('forked', flush=True)\n    return fork()\nos.fork = told"

    def told() -> str:
        done = sitegen("build", cwd=site, code=code)
        return re.sub(r"in \d\.\d s", "in 0 s", f"{done.stdout}{done.stderr}").replace(f"{site}/", "")

    assert "28 files written, 0 removed, 0 left alone" in told()
    unchanged = "forked\n3 posts, 19 pages in 0 s: 0 files written, 0 removed, 28 left alone in public/\n"
    assert told() == unchanged
    for name in ("a", "b"):
        write(site, {f"public/posts/{name}/index.html": SPOILT})
    assert "2 files written" in told()
    assert told() == unchanged
    write(site, {"content/posts/a.md": post("A", "Another text."), "content/posts/d.md": post("D", "A new one.")})
    (site / "content/posts/b.md").unlink()
    assert told().startswith("forked\n3 posts")
    clean = tmp_path / "clean"
    shutil.copytree(site, clean, ignore=shutil.ignore_patterns("public", ".sitegen"))
    build(clean)
    assert published(site / "public") == published(clean / "public")


def test_warnings_are_told_again_though_nothing_is_done(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": "Text without a title."})
    first, second = sitegen("build", cwd=site), sitegen("build", cwd=site)
    assert (
        first.stderr
        == second.stderr
        == ("content/posts/a.md:1: warning[title]: the post has no title; its file's name a stands in\n")
    )


def test_only_pages_that_show_a_text_are_made_again_when_it_changes(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    build(site)
    write(site, {"content/posts/a.md": post("a", "另一段。", date="2024-01-01")})
    why = "it shows content/posts/a.md, which has changed"
    assert reasons(site) == dict.fromkeys(
        ["atom.xml", "feed.json", "page/2/index.html", "posts/a/index.html", "search/index.html", "search/index.js"],
        why,
    )


def test_only_pages_that_look_at_a_post_are_made_again_when_it_has_another_title_or_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write(tmp_path, {f"content/posts/{n}.md": post(f"Title {n}", date=f"2024-01-0{n}") for n in range(1, 10)})
    write(site, {"sitegen.yaml": "page_size: 2\n"})
    write(site, {"content/posts/8.md": post("Title 8", "见《Title 2》。", date="2024-01-08")})
    build(site)
    made: list[str] = []
    real = Theme.render

    def noted(theme: Theme, page: Page) -> bytes:
        made.append(page.url)
        return real(theme, page)

    monkeypatch.setattr(Theme, "render", noted)
    write(site, {"content/posts/5.md": post("Another title", date="2024-01-05")})
    build(site)
    of_posts = [f"/posts/{n}/" for n in (4, 5, 6)]
    lists = ["/404.html", "/archive/", "/atom.xml", "/feed.json", "/page/3/", "/search/", "/search/index.js"]
    assert sorted(made) == sorted([*of_posts, *lists])
    made.clear()
    (site / "content/posts/2.md").unlink()
    build(site)
    neighbours_and_theirs = {1, 3, 4} | {7, 8, 9}  # of the one that is gone, and of the one that mentioned it
    assert {url for url in made if url.startswith("/posts")} == {f"/posts/{n}/" for n in neighbours_and_theirs}


def test_only_pages_that_use_a_template_are_made_again_when_it_changes(tmp_path: Path) -> None:
    tagged = {f"content/posts/{n}.md": post(f"Title {n}", tags="[one]") for n in range(3)}
    own = {f"templates/{name}": text.replace("N", "0") for name, text in OWN.items()}
    site = write(tmp_path, tagged | own)
    build(site)
    posts = {f"posts/{n}/index.html" for n in range(3)}
    for name, files in {
        "index.html": {"index.html"},
        "tag.html": {"tags/one/index.html"},
        "parts/deep.html": posts,
        "parts/deeper.html": {"archive/index.html"},
        "post_of_none.html": {"404.html"},
        "robots.txt": {"robots.txt"},
        "parts/card.html": {*posts, "index.html", "tags/one/index.html"},
        "parts/mine.html": posts,
        "parts/entry.html": {*posts, "index.html", "tags/one/index.html", "archive/index.html"},
    }.items():
        write(site, {f"templates/{name}": OWN[name].replace("N", "1")})
        assert reasons(site).keys() == files
    for path in own:
        (site / path).touch()
    assert reasons(site) == {}


def test_what_editors_keep_beside_what_they_edit_makes_no_page_again(tmp_path: Path) -> None:
    site = write(small_site(tmp_path), {"templates/parts/footer.html": "a", "static/a.css": "a"})
    build(site)
    for place in ("content/posts", "templates/parts", "static"):
        write(site, {f"{place}/{name}": "x" for name in (".a.swp", "a~", "#a#")})
        (site / place / ".#a").symlink_to("someone@host.1234")
    write(site, {"content/.obsidian/workspace.json": "{}"})
    assert build(site).report == Report(unchanged=29)


def test_where_a_build_runs_in_the_folder_of_the_site_it_tells_what_has_changed_just_as_well(tmp_path: Path) -> None:
    site = write(small_site(tmp_path), {"templates/tag.html": "a", "static/x/y.css": "a"})
    assert sitegen("build", cwd=site).returncode == 0
    write(site, {"templates/tag.html": "b", "static/x/y.css": "b"})
    written = [line for line in sitegen("build", "-v", cwd=site).stdout.splitlines() if line.startswith("wrote")]
    assert written == ["wrote x/y.css: it shows static/x/y.css, which has changed"]


def test_a_build_says_what_made_it_make_pages_again(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    assert set(reasons(site).values()) == {"nothing is remembered of an earlier build"}
    write(site, {"content/posts/b.md": post("B", "正文 b。", date="2024-01-02")})
    assert reasons(site)["posts/a/index.html"] == "content/posts/b.md is not what it was"
    write(site, {"templates/parts/footer.html": "<footer>x</footer>"})
    assert reasons(site)["posts/a/index.html"] == "templates/parts/footer.html has changed"
    write(site, {"templates/parts/footer.html": "<footer>y</footer>"})
    assert reasons(site)["posts/a/index.html"] == "it uses templates/parts/footer.html, which has changed"
    write(site, {"content/posts/d.md": post("d", date="2024-02-01")})
    assert reasons(site)["posts/d/index.html"] == "it is new"
    (site / "public/posts/b/index.html").unlink()
    assert reasons(site) == {"posts/b/index.html": "it was not as we left it"}
    assert "posts/a/index.html" in reasons(site, base_url="https://example.org")


def test_a_post_whose_day_has_come_is_published_though_no_file_has_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = write(tmp_path, {"content/posts/a.md": post("a", date="2037-01-01")})
    assert build(site).posts == 0
    assert build(site).report.written == []
    with monkeypatch.context() as patch:
        patch.setattr("time.time", lambda: 2.2e9)
        patch.setattr(story, "datetime", Later)
        assert build(site).posts == 1


class Later(datetime):
    """A clock in the year 2039."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Later:
        return cls(2039, 1, 1, tzinfo=tz)


def test_a_process_that_is_killed_is_an_error_that_names_the_post_and_nothing_is_published(tmp_path: Path) -> None:
    site = write(tmp_path, {f"content/posts/p{n:03}.md": post(f"P{n}") for n in range(200)})
    done = sitegen("build", "-j", "2", cwd=site, code=killing("galley", "make", "p077.md"))
    assert (done.returncode, done.stdout, done.stderr) == (
        3,
        "",
        "content/posts/p077.md: error[killed]: the process that was typesetting it was ended by SIGKILL; "
        "nothing was published\n",
    )
    assert not (site / "public").exists()


def test_the_stopwatch_tells_each_step_and_the_slowest_posts(tmp_path: Path) -> None:
    lines = sitegen("build", "--profile", cwd=small_site(tmp_path)).stdout.splitlines()
    steps = ["look", "read and typeset", "assemble", "lay out", "render", "publish", "remember"]
    assert [line.split("s  ")[-1] for line in lines[:7]] == steps
    assert lines[7] == "the slowest of 3 posts that were typeset:"
    assert sorted(line.split()[-1] for line in lines[8:11]) == [f"content/posts/{name}.md" for name in "abc"]


def test_what_was_typeset_is_not_lost_with_a_build_that_fails(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    write(site, {"content/posts/bad.md": b"\xff"})
    assert sitegen("build", cwd=site).returncode == 1
    (site / "content/posts/bad.md").unlink()
    assert "the slowest" not in sitegen("build", "--profile", cwd=site).stdout


def test_what_a_page_does_not_ask_of_its_post_is_not_told_to_another_page_of_a_later_build(tmp_path: Path) -> None:
    def posts(text: str) -> dict[str, str | bytes]:
        return {f"content/posts/{n}.md": post(f"Title {n}", text) for n in range(40)}

    asks_for_others = "{% for entry in entries %}{{ json_ld(entry) }}{% endfor %}"
    site = write(tmp_path, {"templates/post.html": "{{ content(entry) }}", "templates/index.html": asks_for_others})
    write(site, {"sitegen.yaml": "page_size: 40\n"} | posts("Before."))
    workshop = Workshop()
    build(site, workshop=workshop)
    write(site, posts("After."))
    build(site, workshop=workshop)
    assert (site / "public/index.html").read_text("utf-8").count('"description": "After."') == 40
