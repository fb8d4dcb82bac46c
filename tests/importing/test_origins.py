"""Other sites come over whole: posts, pages, files, addresses, and every formula as it was."""

from __future__ import annotations

import sys
from html import escape
from itertools import count
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sitegen import frontmatter
from sitegen.cli import main
from sitegen.cli.archive import command
from sitegen.importing import webtexts
from sitegen.importing.origins import NAMES, read
from sitegen.patience import at_most
from tests.conftest import tree
from tests.sitehelp import ROOT, write

FIXTURES = sorted((ROOT / "tests" / "fixtures" / "origins").glob("*.txt"))


def unpack(fixture: Path, folder: Path) -> tuple[dict[str, str], str]:
    """Write the site of a fixture into a folder; return the files that it becomes, and what is said."""
    _, *parts = fixture.read_text("utf-8").split("\n===> ")
    expected: dict[str, str] = {}
    report = ""
    for part in parts:
        name, _, text = part.partition("\n")
        text = text.strip("\n") + "\n"
        if name.startswith("from "):
            file = folder / name.removeprefix("from ")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        elif name == "report":
            report = text
        else:
            expected[name] = text
    return expected, report


def places(fixture: Path) -> str:
    """Return what a person names: the folder of a site, or the files in it."""
    return {"feed": "old", "wordpress": "old/export.xml"}.get(fixture.stem, "old")


def bring_over(fixture: Path, *options: str) -> str:
    """Run the command; return all that it says."""
    arguments = ["import", "--from", fixture.stem, places(fixture), "-s", "site", "-v", *options]
    return CliRunner().invoke(main, arguments).output


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "site").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(site: Path) -> dict[str, str]:
    """Return the files of the site but for the importer's memory."""
    return {name: data.decode() for name, data in tree(site).items() if not name.startswith(".sitegen/")}


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_a_site_becomes_exactly_these_files_and_what_does_not_come_over_is_told(fixture: Path, here: Path) -> None:
    expected, report = unpack(fixture, here / "old")
    said = bring_over(fixture)
    assert written(here / "site") == expected
    assert said == report


each = pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)


@each
def test_a_second_import_changes_not_one_byte(fixture: Path, here: Path) -> None:
    unpack(fixture, here / "old")
    bring_over(fixture)
    before = tree(here / "site")
    said = bring_over(fixture)
    assert tree(here / "site") == before
    assert not [line for line in said.split("\n") if line.startswith(("written ", "updated ", "copied "))]


@each
def test_a_dry_run_says_the_same_and_writes_nothing(fixture: Path, here: Path) -> None:
    _, report = unpack(fixture, here / "old")
    said = bring_over(fixture, "--dry-run")
    assert tree(here / "site") == {}
    assert said.replace("would be", "in all  ").split() == report.split()


@each
def test_what_a_person_has_edited_is_never_overwritten(fixture: Path, here: Path) -> None:
    unpack(fixture, here / "old")
    bring_over(fixture)
    edited = {}
    for file in sorted((here / "site").rglob("*.md")):
        edited[file] = "---\ntitle: 我改的\n" + file.read_text("utf-8").split("\n", 2)[2].rstrip() + "\n\n我加的。\n"
        file.write_text(edited[file], "utf-8")
    for memory in (True, False):
        if not memory:
            (here / "site" / ".sitegen" / "imported.json").unlink()
        bring_over(fixture)
        assert {file: file.read_text("utf-8") for file in edited} == edited


@each
def test_what_comes_over_builds_without_an_error_and_old_addresses_lead_on(fixture: Path, here: Path) -> None:
    unpack(fixture, here / "old")
    bring_over(fixture)
    result = CliRunner().invoke(main, ["build", "-s", "site", "-o", "public", "-D", "-q"])
    assert (result.exit_code, result.output) == (0, "")
    pages = tree(here / "public")
    for file in (here / "site" / "content").rglob("*.md"):
        meta, _ = frontmatter.read(frontmatter.split(file.read_text("utf-8"), file.name).mapping, file.name)
        for alias in meta.aliases:
            path = alias.strip("/") if alias.endswith(".html") else f"{alias.strip('/')}/index.html"
            assert b"http-equiv" in pages[path]


@each
def test_the_kind_of_a_site_is_found_out(fixture: Path, here: Path) -> None:
    expected, report = unpack(fixture, here / "old")
    result = CliRunner().invoke(main, ["import", "--from", "auto", places(fixture), "-s", "site", "-v"])
    assert (result.output, written(here / "site")) == (report, expected)


# ---------------------------------------------------------------------------------------------- news from the old site

POST = "---\ntitle: 引理\ndate: 2020-01-02\n---\n设 $x$ 为实数,则 $x^2\\ge 0$。\n"


def hexo(here: Path, **posts: str) -> str:
    """Write posts into a site of Hexo and bring it over; return what is said."""
    folder = here / "old" / "source" / "_posts"
    folder.mkdir(parents=True, exist_ok=True)
    (here / "old" / "_config.yml").write_text("title: old\n", "utf-8")
    for name, text in posts.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return CliRunner().invoke(main, ["import", "--from", "hexo", "old", "-s", "site"]).output


def test_a_post_that_was_mended_on_the_old_site_is_mended_here_while_nobody_has_edited_it(here: Path) -> None:
    hexo(here, a=POST)
    said = hexo(here, a=POST.replace(",则 $x^2\\ge 0$", ""))
    text = (here / "site/content/posts/a.md").read_text("utf-8")
    assert text.endswith("---\n\n设 $x$ 为实数。\n")
    assert "1 records: 0 written, 1 updated, 0 unchanged, 0 merged" in said


def test_other_news_for_an_edited_post_is_laid_beside_it(here: Path) -> None:
    hexo(here, a=POST)
    file = here / "site/content/posts/a.md"
    file.write_text(file.read_text("utf-8").replace("设 $x$", "令 $x$"), "utf-8")
    said = hexo(here, a=POST.replace("实数", "复数"))
    assert file.with_name("a.md.new").read_text("utf-8") == "设 $x$ 为复数,则 $x^2\\ge 0$。\n"
    assert said == (
        "site/content/posts/a.md: warning[conflict]: edited here, and the archive has another text; kept as it is, the "
        "new text stands in a.md.new\n    take over what you want and delete that file\n"
        "old     1 records: 0 written, 0 unchanged, 1 in conflict, 0 merged\n"
        "in all  1 records: 0 written, 0 unchanged, 1 in conflict, 0 merged\n"
    )


def test_posts_of_one_title_and_day_are_told_apart_by_their_old_addresses(here: Path) -> None:
    hexo(here, a=POST, b=POST.replace("实数", "复数"), c=POST)
    before = tree(here / "site")
    assert sorted(name for name in before if name.endswith(".md")) == [
        "content/posts/a.md",
        "content/posts/b.md",
        "content/posts/c.md",
    ]
    hexo(here)
    assert tree(here / "site") == before


def test_a_post_that_an_excerpt_in_a_dump_told_of_gets_its_whole_text(here: Path) -> None:
    (here / "dump.txt").write_text("引理\nBy 林远 | 2020-01-02 | 5位读者 | 引用设$x$为实数。\n", "utf-8")
    CliRunner().invoke(main, ["import", "dump.txt", "-s", "site"])
    hexo(here, lemma=POST)
    CliRunner().invoke(main, ["import", "dump.txt", "-s", "site"])
    ((name, text),) = written(here / "site").items()
    assert name == "content/posts/yin-li.md"
    assert text.endswith("---\n\n设 $x$ 为实数,则 $x^2\\ge 0$。\n")


def test_an_old_address_that_another_page_has_leads_nowhere_and_is_told(here: Path) -> None:
    said = hexo(here, a=POST, b=POST.replace("---\n设", "permalink: 2020/01/02/a/\n---\n设"))
    assert (
        "source/_posts/a.md: warning[alias]: the old address /2020/01/02/a/ belongs to b; it does not lead to /posts/a/"
        in said
    )
    assert "aliases" not in (here / "site/content/posts/a.md").read_text("utf-8")


def test_a_file_that_lies_where_one_of_the_old_site_should_lie_stays(here: Path) -> None:
    (here / "site" / "static" / "images").mkdir(parents=True)
    (here / "site" / "static" / "images" / "a.png").write_text("mine", "utf-8")
    (here / "old" / "source" / "images").mkdir(parents=True)
    (here / "old" / "source" / "images" / "a.png").write_text("theirs", "utf-8")
    said = hexo(here, a=POST)
    assert (here / "site/static/images/a.png").read_text("utf-8") == "mine"
    assert said.startswith(
        "site/static/images/a.png: warning[files]: another file is there already; "
        "old/source/images/a.png is not copied over it\n"
    )


def test_links_in_the_old_site_that_lead_out_of_it_are_not_followed(here: Path) -> None:
    (here / "secret.md").write_text("# secret", "utf-8")
    (here / "old" / "source" / "_posts").mkdir(parents=True)
    (here / "old" / "source" / "_posts" / "b.md").symlink_to(here / "secret.md")
    said = hexo(here, a=POST)
    assert "old/source/_posts/b.md: error[link-outside]: symlink to a file outside the site; not read\n" in said
    assert "secret" not in "".join(written(here / "site").values())


def test_files_are_not_copied_out_of_the_site_through_a_link(here: Path) -> None:
    (here / "elsewhere").mkdir()
    (here / "site" / "static").symlink_to(here / "elsewhere")
    (here / "old" / "source").mkdir(parents=True)
    (here / "old" / "source" / "a.png").write_text("picture", "utf-8")
    said = hexo(here, a=POST)
    assert "old/source/a.png: error[link-outside]: leads out of the site (site/static/a.png); not copied\n" in said
    assert list((here / "elsewhere").iterdir()) == []


def test_links_between_posts_of_an_export_lead_to_each_other_here(here: Path) -> None:
    item = "<item><title>{0}</title><link>https://e.org/blog/{0}/</link><description>{1}</description></item>"
    links = [f'<a href="https://e.org/blog/{name}">x</a> ' for name in ("b/#sec", "c/", "b/?p=1")]
    items = item.format("a", escape("".join(links))) + item.format("b", "y")
    (here / "feed.xml").write_text(f"<rss><channel><link>https://e.org/blog/</link>{items}</channel></rss>", "utf-8")
    CliRunner().invoke(main, ["import", "--from", "feed", "feed.xml", "-s", "site"])
    text = (here / "site/content/posts/a.md").read_text("utf-8")
    assert text.endswith("\n\n[x](/b/#sec) [x](https://e.org/blog/c/) [x](https://e.org/blog/b/?p=1)\n")


def test_a_site_without_a_post_is_told(here: Path) -> None:
    assert hexo(here) == (
        "old: warning[record]: no post found in it\n"
        "old     0 records: 0 written, 0 unchanged, 0 merged\n"
        "in all  0 records: 0 written, 0 unchanged, 0 merged\n"
    )


def test_every_kind_of_site_can_be_asked_for() -> None:
    (origin,) = [option for option in command.params if option.name == "origin"]
    assert isinstance(origin.type, click.Choice)
    assert list(origin.type.choices) == ["dumps", "auto", *NAMES]


# ---------------------------------------------------------------------------------------------- usage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--from", "hugo", "none"], "none: error[usage]: there is no such file or folder\n"),
        (
            ["--from", "feed", "https://example.org/atom.xml"],
            "https:/example.org/atom.xml: error[usage]: an address; save what is there to a file first, and name that\n",
        ),
        (
            ["--from", "hugo", "old"],
            "old: error[usage]: this is no site of Hugo (a folder with hugo.toml or config.toml, and content/)\n"
            "    it looks like --from hexo\n",
        ),
        (
            ["--from", "hexo", "."],
            ".: error[usage]: the other site and this one share a folder; -s names another for this one\n",
        ),
        (
            ["--from", "auto", "old/empty"],
            "old/empty: error[usage]: is none of the kinds known here\n"
            "    known are feed, wordpress, hugo, jekyll, hexo, pelican\n",
        ),
        (
            ["--from", "hexo", "old", "--encoding", "gbk", "--dates", "d.yaml"],
            "--dates: error[usage]: only dumps of list pages are read so; leave it out with --from\n"
            "--encoding: error[usage]: only dumps of list pages are read so; leave it out with --from\n",
        ),
    ],
)
def test_what_cannot_be_brought_over_is_said_before_anything_is_written(
    here: Path, arguments: list[str], message: str
) -> None:
    (here / "old" / "source" / "_posts").mkdir(parents=True)
    (here / "old" / "empty").mkdir()
    (here / "old" / "_config.yml").touch()
    result = CliRunner().invoke(main, ["import", *arguments, "-s", "site"])
    assert (result.exit_code, result.output, tree(here / "site")) == (2, message, {})


def test_without_the_libraries_for_html_it_says_what_to_install(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpack(next(fixture for fixture in FIXTURES if fixture.stem == "feed"), here / "old")
    monkeypatch.setitem(sys.modules, "markdownify", None)
    monkeypatch.delitem(sys.modules, "sitegen.importing.hypertext.converter", raising=False)
    monkeypatch.delattr("sitegen.importing.hypertext.converter", raising=False)
    result = CliRunner().invoke(main, ["import", "--from", "feed", "old/rss.xml", "-s", "site"])
    assert (result.exit_code, result.output) == (
        3,
        "error[import]: reading HTML takes markdownify, which is not installed\n    pip install 'sitegen[import]'\n",
    )


HOSTILE = {
    "hexo": {"_config.yml": "source_dir: ../mine", "source/_posts/a.md": ""},
    "hugo": {"hugo.toml": 'contentDir = "MINE"\nstaticDir = "../mine"\nlanguages = 5\npermalinks = [1]'},
    "pelican": {"pelicanconf.py": 'PATH = "../mine"\nARTICLE_URL = "{date:%Y\\ud800}/{slug}"'},
}
POSTS = {"hexo": "source/_posts/a.md", "hugo": "content/a.md", "pelican": "content/2024-02-30-a.md"}


@pytest.mark.parametrize("kind", HOSTILE)
def test_settings_of_another_site_that_lead_out_of_it_are_not_followed_and_give_no_traceback(
    kind: str, tmp_path: Path
) -> None:
    files = {name: text.replace("MINE", str(tmp_path / "mine")) for name, text in HOSTILE[kind].items()}
    write(tmp_path / "old", {**files, POSTS[kind]: "---\ntitle: A\ndate: 2024-01-01\n---\nText.\n"})
    write(tmp_path, {"mine/secret.md": "---\ntitle: Secret\n---\nSecret.\n", "mine/secret.png": "Secret."})
    site = write(tmp_path / "new", {"sitegen.yaml": ""})
    run = CliRunner().invoke(main, ["import", "--from", kind, "-s", str(site), str(tmp_path / "old")])
    assert run.exception is None or isinstance(run.exception, SystemExit)
    assert "is not in the site, and not read" in run.stderr
    assert any(path.endswith(".md") for path in tree(site))
    assert not any("Secret" in str(text) for text in tree(site).values())


HARD = {
    "newlines": "<p>a" + "\n" * 10_000 + "b",
    "blanks": "<p>a" + " " * 50_000 + "b",
    "blanks in code": "<pre>a" + " " * 50_000 + "b</pre>",
    "scripts without end": "<script>" * 10_000,
    "elements closed by others": "<b></i>" * 10_000,
    "shortcodes with attributes": "[abc" + ' a=""' * 10_000,
    "shortcodes in shortcodes": "[abc a=" * 10_000,
    "code without end": "[code]" * 10_000,
    "captions without end": "[caption]<img>" * 5_000,
    "blocks without end": "<!-- wp:" * 10_000,
}


@pytest.mark.parametrize("name", HARD)
def test_a_text_from_the_web_that_is_made_to_be_slow_takes_seconds(name: str, tmp_path: Path) -> None:
    export = (
        '<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:c="http://purl.org/rss/1.0/modules/content/"><channel>'
        f"<item><title>A</title><c:encoded>{escape(HARD[name])}</c:encoded></item></channel></rss>"
    )
    write(tmp_path, {"export.xml": export})
    with at_most(5):
        harvest = read("wordpress", [tmp_path / "export.xml"])
    assert len(harvest.records) == 1


def test_a_text_from_the_web_that_takes_too_long_is_stopped_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webtexts, "LONGEST", 0.0001)
    monkeypatch.setattr(webtexts, "to_markdown", lambda *_: next(value for value in count() if value < 0))
    write(
        tmp_path,
        {"feed.xml": "<rss><channel><item><title>A</title><description>x</description></item></channel></rss>"},
    )
    harvest = read("feed", [tmp_path / "feed.xml"])
    assert [problem.message for problem in harvest.problems] == [
        "A: reading it was stopped after 0.0001 s of a processor's time; the text is left out"
    ]
