"""The whole build: what it writes, where it may, and that the same site is the same bytes everywhere."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from sitegen.building import Options, build
from sitegen.problem import USAGE, SiteError
from tests.sitehelp import ROOT, asset, built, faults, made, post, published, sitegen, tree, write

SMALL: dict[str, str | bytes] = {
    "sitegen.yaml": "title: 笔记\n",
    "content/posts/a.md": post("概率", "见《几何》。$x$", date="2024-06-14", tags="[概率]"),
    "content/posts/b/index.md": post("几何", "![](c.png)", date="--06-14"),
    "content/posts/b/c.png": b"png",
    "content/pages/about.md": post("关于"),
    "static/CNAME": "example.org",
}


def test_a_build_writes_every_page_of_a_site(tmp_path: Path) -> None:
    assert sorted(published(made(tmp_path, SMALL))) == sorted(
        [
            ".nojekyll",
            "404.html",
            "CNAME",
            "_headers",
            "_redirects",
            "about/index.html",
            "archive/index.html",
            "atom.xml",
            "feed.json",
            "graph/index.html",
            "index.html",
            "popular/index.html",
            "posts/a/index.html",
            "posts/b/c.png",
            "posts/b/index.html",
            "robots.txt",
            "search/index.html",
            "search/index.js",
            "series/index.html",
            "sitemap.xml",
            "tags/index.html",
            "tags/概率/atom.xml",
            "tags/概率/index.html",
            *(asset(tmp_path / "public", path.name) for path in (ROOT / "static").iterdir()),
        ]
    )


def test_a_build_says_what_it_did(tmp_path: Path) -> None:
    write(tmp_path, SMALL)
    first, second = build(tmp_path), build(tmp_path)
    assert (first.posts, first.pages, len(first.report.written), first.problems) == (2, 21, 32, [])
    assert (second.report.written, second.report.removed, second.report.unchanged) == ([], [], 32)


def test_a_post_that_is_gone_leaves_nothing_behind(tmp_path: Path) -> None:
    output = made(tmp_path, SMALL)
    shutil.move(tmp_path / "content/posts/b", tmp_path / "b")
    built(tmp_path)
    assert sorted(path.name for path in (output / "posts").iterdir()) == ["a"]


def test_building_over_an_older_site_equals_building_anew(tmp_path: Path) -> None:
    made(tmp_path / "a", {**SMALL, "content/posts/old.md": post("Old", tags="[旧]"), "static/old.css": "x"})
    (tmp_path / "a/content/posts/old.md").unlink()
    (tmp_path / "a/static/old.css").unlink()
    assert tree(built(tmp_path / "a")) == tree(made(tmp_path / "b", SMALL))


# ---------------------------------------------------------------------------------------------- where it may write


@pytest.mark.parametrize(
    ("output", "reason"),
    [
        (".", "the site's own folder, or above it"),
        ("..", "the site's own folder, or above it"),
        ("content", "inside content/"),
        ("content/posts/x", "inside content/"),
        ("templates/x", "inside templates/"),
        ("static", "inside static/"),
        (".sitegen/x", "inside .sitegen/"),
        ("public/../content", "inside content/"),
        ("link", "inside content/"),
        ("up", "the site's own folder, or above it"),
    ],
)
def test_a_folder_that_holds_the_site_itself_is_refused_before_anything_is_written(
    tmp_path: Path, output: str, reason: str
) -> None:
    site = write(tmp_path / "site", SMALL)
    (site / "link").symlink_to("content")
    (site / "up").symlink_to("..")
    before = tree(tmp_path)
    with pytest.raises(SiteError) as caught:
        build(site, site / output)
    assert caught.value.status == USAGE
    assert str(caught.value) == (
        f"--output: error[usage]: {site / output} is {reason}; choose a folder of its own, such as public"
    )
    assert tree(tmp_path) == before
    assert not (site / ".sitegen").exists()


def test_a_file_is_no_folder_to_write_to(tmp_path: Path) -> None:
    site = write(tmp_path / "site", {**SMALL, "public": "a file"})
    assert faults(site) == ["--output: error[usage]: public is a file; expected a folder"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(SiteError):
        build(tmp_path / "typo")
    assert list(tmp_path.iterdir()) == []


def test_the_output_may_lie_elsewhere_and_be_a_link(tmp_path: Path) -> None:
    site = write(tmp_path / "site", SMALL)
    (tmp_path / "disk").mkdir()
    (tmp_path / "www").symlink_to("disk")
    build(site, tmp_path / "www")
    assert tree(tmp_path / "disk") == tree(built(site))


def test_two_folders_of_one_site_do_not_know_of_each_other(tmp_path: Path) -> None:
    site = write(tmp_path, SMALL)
    build(site, site / "one")
    (site / "content/posts/a.md").unlink()
    assert build(site, site / "two").report.removed == []
    assert (site / "one/posts/a/index.html").is_file()


# ---------------------------------------------------------------------------------------------- the same everywhere


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return tree(demo(tmp_path_factory.mktemp("reference")))


def demo(folder: Path) -> Path:
    """Return the published demo site, whose settings give it a base URL so that no address is left out."""
    site = folder / "site"
    shutil.copytree(ROOT / "content", site / "content")
    write(site, {"sitegen.yaml": (ROOT / "sitegen.yaml").read_text("utf-8") + "base_url: https://e.example/x\n"})
    return built(site)


@pytest.mark.parametrize(
    "variables",
    [
        {"PYTHONHASHSEED": "0", "TZ": "Asia/Shanghai"},
        {"PYTHONHASHSEED": "1", "TZ": "America/St_Johns"},
        {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": ""},
    ],
    ids=lambda variables: variables["TZ"],
)
def test_the_same_site_is_the_same_bytes_wherever_and_however_it_is_built(
    tmp_path: Path, reference: dict[str, bytes], variables: dict[str, str]
) -> None:
    site = tmp_path / "another place"
    shutil.copytree(ROOT / "content", site / "content")
    write(site, {"sitegen.yaml": (ROOT / "sitegen.yaml").read_text("utf-8") + "base_url: https://e.example/x\n"})
    for file in (site / "content").rglob("*.md"):
        os.utime(file, (0, 0))
    done = sitegen("build", cwd=site, env=variables)
    assert (done.returncode, done.stderr) == (0, "")
    assert tree(site / "public") == reference


def test_no_page_tells_where_it_was_built(reference: dict[str, bytes]) -> None:
    assert [path for path, data in reference.items() if str(ROOT).encode() in data] == []


def test_options_of_one_build_do_not_reach_the_next(tmp_path: Path) -> None:
    write(tmp_path, {**SMALL, "content/posts/draft.md": post(draft="true")})
    before = tree(built(tmp_path))
    build(tmp_path, options=Options("https://e.example", drafts=True))
    assert (tmp_path / "public/posts/draft").is_dir()
    assert tree(built(tmp_path)) == before


# ---------------------------------------------------------------------------------------------- names


NAMES = [
    "CON",
    "nul.txt",
    "dots...",
    "长" * 80,
    "e\u0301",
    "a\\b",
    "x:y",
    "<script>",
    "?",
    "  ",
    "-rf",
    "%2e%2e%2f",
    "😀",
]
SLUGS = [
    "CON",
    "nul.txt",
    "dots...",
    "长" * 300,
    "e\u0301",
    "x:y",
    "<script>",
    "?",
    "-rf",
    "%2e%2e%2f",
    "😀" * 99,
    "a.",
]


def strange_names(folder: Path) -> list[str]:
    """Return the parts of published paths that some system would not take."""
    parts = {part for path in published(folder) for part in path.split("/")}
    return [
        part
        for part in parts
        if not 0 < len(part.encode()) <= 200
        or part.endswith((".", " "))
        or set(part) & set('\\:*?"<>|')
        or part.split(".")[0].lower() in ("con", "nul")
        or part != unicodedata.normalize("NFC", part)
    ]


@pytest.mark.skipif(os.name == "nt", reason="some of the files cannot be called so here")
def test_whatever_the_file_of_a_post_is_called_its_page_has_a_name_that_every_system_takes(tmp_path: Path) -> None:
    output = made(tmp_path / "site", {f"content/posts/{name}.md": post() for name in NAMES})
    assert len(list((output / "posts").iterdir())) == len(NAMES)
    assert strange_names(output) == []
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_whatever_slug_and_old_address_a_post_asks_for_its_pages_have_names_that_every_system_takes(
    tmp_path: Path,
) -> None:
    files = {
        f"content/posts/{n}.md": post(slug=f"'{name}'", aliases=f"['/old/{n}/{name}/x']")
        for n, name in enumerate(SLUGS)
    }
    output = made(tmp_path / "site", files)
    assert len(list((output / "posts").iterdir())) == len(list((output / "old").iterdir())) == len(SLUGS)
    assert strange_names(output) == []
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("slug: '../../evil'", "slug: '../../evil' is not one folder's name; it would leave the place of posts"),
        ("slug: '/etc'", "slug: '/etc' is not one folder's name; it would leave the place of posts"),
        ("slug: '..'", "slug: '..' is not one folder's name; it would leave the place of posts"),
        ("permalink: /a/../../b/", "permalink: '/a/../../b/' leaves the output folder"),
        ("aliases: ['..\\evil']", "aliases: '..\\\\evil' leaves the output folder"),
        (f"aliases: ['/{'a/' * 1500}']", "aliases: an address of 2,999 bytes; it may have 1,000"),
    ],
)
def test_an_address_that_leads_out_of_the_output_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    write(tmp_path, {"content/posts/a.md": f"---\ntitle: T\n{line}\n---\n"})
    assert faults(tmp_path)[0].partition(": error[unsafe-path]: ")[2] == said
    assert faults(tmp_path)[0].startswith("content/posts/a.md:3:")
