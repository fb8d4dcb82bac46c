"""Old addresses are those that the generators themselves give. (Hugo's and Hexo's were compared with the tools' output.)"""

from __future__ import annotations

from pathlib import Path

import pytest

from sitegen.importing import origins


def addresses(folder: Path, kind: str, files: dict[str, str]) -> dict[str, str]:
    """Return the old address of each post of a site with these files, by its file."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    originals = [record.original for record in origins.read(kind, [folder]).records]
    return {original.file.rpartition("/")[2]: original.address for original in originals if original}


HUGO = {
    "content/posts/Hello World.md": "---\ntitle: Hello World!\ndate: 2020-01-02\n---\nx",
    "content/posts/概率论.md": "---\ntitle: 概率论 初步\ndate: 2020-01-02\n---\nx",
    "content/posts/sub/Deep_Name.md": '---\ntitle: "C++ & C#"\ndate: 2020-01-03\n---\nx',
    "content/posts/with-slug.md": "---\ntitle: S\ndate: 2020-01-03\nslug: My Slug\n---\nx",
    "content/posts/with-url.md": "---\ntitle: U\ndate: 2020-01-03\nurl: /x/y/\n---\nx",
    "content/docs/a/b.md": "---\ntitle: D\ndate: 2020-01-03\n---\nx",
    "content/posts/dots.v1.2.md": "---\ntitle: Dots (v1.2), yes\ndate: 2020-01-03\n---\nx",
}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            "",
            [
                "/docs/a/b/",
                "/posts/dots.v1.2/",
                "/posts/hello-world/",
                "/posts/my-slug/",
                "/posts/sub/deep_name/",
                "/posts/概率论/",
                "/x/y/",
            ],
        ),
        (
            "uglyURLs = true\ndisablePathToLower = true\n",
            [
                "/docs/a/b.html",
                "/posts/Hello-World.html",
                "/posts/My-Slug.html",
                "/posts/dots.v1.2.html",
                "/posts/sub/Deep_Name.html",
                "/posts/概率论.html",
                "/x/y/",
            ],
        ),
        (
            '[permalinks]\nposts = "/:year/:month/:title/"\n',
            [
                "/2020/01/c-c/",
                "/2020/01/dots-v1.2-yes/",
                "/2020/01/hello-world/",
                "/2020/01/s/",
                "/2020/01/概率论-初步/",
                "/docs/a/b/",
                "/x/y/",
            ],
        ),
        (
            '[permalinks.page]\nposts = "/:sections/:slug/"\ndocs = "/d/:filename/"\n',
            [
                "/d/b/",
                "/posts/c-c/",
                "/posts/dots-v1.2-yes/",
                "/posts/hello-world/",
                "/posts/my-slug/",
                "/posts/概率论-初步/",
                "/x/y/",
            ],
        ),
    ],
)
def test_hugo(tmp_path: Path, config: str, expected: list[str]) -> None:
    files = HUGO | {"hugo.toml": 'baseURL = "https://example.org/"\n' + config}
    assert sorted(addresses(tmp_path, "hugo", files).values()) == expected


HEXO = {
    "source/_posts/概率论.md": "---\ntitle: 概率论 初步\ndate: 2020-11-02 23:04:05\ncategories: 数学\nabbrlink: 77\n---\nx",
    "source/_posts/sub/Deep_Name.md": '---\ntitle: "C++ & C#"\ndate: 2020-01-03\nabbrlink: "9"\n---\nx',
    "source/_posts/2019-05-06-dated.md": "---\ntitle: D\ndate: 2019-05-06\ncategories: [A, B c]\n---\nx",
    "source/_posts/own.md": "---\ntitle: P\ndate: 2019-05-06\npermalink: a/b.html\n---\nx",
    "source/about/index.md": "---\ntitle: About\n---\nx",
}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("", ["/2019/05/06/2019-05-06-dated/", "/2020/11/02/概率论/", "/2020/01/03/sub/Deep_Name/"]),
        ("permalink: :category/:title/\n", ["/A/B-c/2019-05-06-dated/", "/数学/概率论/", "/uncategorized/sub/Deep_Name/"]),
        ("permalink: posts/:name.html\n", ["/posts/2019-05-06-dated.html", "/posts/概率论.html", "/posts/Deep_Name.html"]),
        (
            "permalink: :year/:i_month/:i_day/:post_title/\nnew_post_name: :year-:month-:day-:title.md\n",
            ["/2019/5/6/d/", "/2020/11/2/概率论-初步/", "/2020/1/3/c-c/"],
        ),
        ("permalink: p/:abbrlink/\n", ["", "/p/77/", "/p/9/"]),
    ],
)  # fmt: skip
def test_hexo(tmp_path: Path, config: str, expected: list[str]) -> None:
    found = addresses(tmp_path, "hexo", HEXO | {"_config.yml": "title: x\n" + config})
    assert [found[name] for name in ("2019-05-06-dated.md", "概率论.md", "Deep_Name.md")] == expected
    assert (found["own.md"], found["index.md"]) == ("/a/b.html", "/about/")


JEKYLL = {
    "_posts/2020-01-02-hello-world.md": "---\ntitle: Hello\ncategories: [Math, Notes]\n---\nx",
    "lin/_posts/2020-11-12-概率.md": "---\ntitle: P\ntags: a b\n---\nx",
    "_posts/2020-02-03-own.md": "---\ntitle: O\npermalink: /o/:year/:title/\n---\nx",
    "about.md": "---\ntitle: About\n---\nx",
}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("date", ["/math/notes/2020/01/02/hello-world.html", "/lin/2020/11/12/概率.html", "/about.html"]),
        ("pretty", ["/math/notes/2020/01/02/hello-world/", "/lin/2020/11/12/概率/", "/about/"]),
        ("ordinal", ["/math/notes/2020/002/hello-world.html", "/lin/2020/317/概率.html", "/about.html"]),
        ("none", ["/math/notes/hello-world.html", "/lin/概率.html", "/about.html"]),
        ("/blog/:short_year/:i_month/:slug", ["/blog/20/1/hello-world/", "/blog/20/11/概率/", "/about.html"]),
    ],
)
def test_jekyll(tmp_path: Path, style: str, expected: list[str]) -> None:
    found = addresses(tmp_path, "jekyll", JEKYLL | {"_config.yml": f"permalink: {style}\n"})
    assert [found[name] for name in ("2020-01-02-hello-world.md", "2020-11-12-概率.md", "about.md")] == expected
    assert found["2020-02-03-own.md"] == "/o/2020/own/"


def test_pelican(tmp_path: Path) -> None:
    files = {
        "pelicanconf.py": "ARTICLE_URL = '{category}/{date:%Y}/{slug}/'\nPAGE_URL = 'p/{slug}.html'\n",
        "content/Math Notes/a.md": "Title: Hello, World!\nDate: 2020-01-02\n\nx",
        "content/b.md": "Title: 概率\nDate: 2020-01-02\nSlug: gai-lv\nCategory: Proba\n\nx",
        "content/c.md": "Title: 概率\nDate: 2020-01-02\n\nx",
        "content/pages/d.md": "Title: About\n\nx",
    }
    assert addresses(tmp_path, "pelican", files) == {
        "a.md": "/math-notes/2020/hello-world/",
        "b.md": "/proba/2020/gai-lv/",
        "c.md": "",
        "d.md": "/p/about.html",
    }
