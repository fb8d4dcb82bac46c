"""Files into posts: front matter of every kind, folders, names, and what is not read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen import reader
from sitegen.day import Day
from sitegen.post import Post
from sitegen.problem import Problem
from sitegen.reader import Source, find_sources, read_post
from tests.sitehelp import built, faults, made, post, published, soup, texts, write


def read(folder: Path, files: dict[str, str | bytes]) -> tuple[list[Post], list[str]]:
    """Write files below content/posts and read them; the problems as they are shown below the site."""
    write(folder, {f"content/posts/{name}": text for name, text in files.items()})
    problems: list[Problem] = []
    posts = []
    for source in find_sources(folder, problems):
        found, more = read_post(source)
        problems += more
        if found:
            posts.append(found)
    return posts, [str(problem).replace(f"{folder}/content/posts/", "") for problem in problems]


def one(folder: Path, text: str | bytes, name: str = "a.md") -> Post:
    posts, problems = read(folder, {name: text})
    assert problems == []
    return posts[0]


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: 标题\ndate: 2024-06-14\ntags: [概率, 优化]\n---\nText.\n",
        '+++\ntitle = "标题"\ndate = 2024-06-14\ntags = ["概率", "优化"]\n+++\nText.\n',
        "Title: 标题\nDate: 2024-06-14\nTags: 概率, 优化\n\nText.\n",
    ],
    ids=["yaml", "toml", "headers"],
)
def test_front_matter_of_every_kind_says_the_same(tmp_path: Path, text: str) -> None:
    found = one(tmp_path, text)
    assert (found.title, found.meta.date, found.meta.tags) == ("标题", Day(6, 14, 2024), ("概率", "优化"))
    assert found.body.strip() == "Text."
    assert text.split("\n")[found.body_line - 1 :] == found.body.split("\n")


@pytest.mark.parametrize(
    ("line", "field", "value"),
    [
        ("lastmod: 2024-06-15", "updated", Day(6, 15, 2024)),
        ("last_modified_at: 2024-06-15 08:30:00 +0800", "updated", Day(6, 15, 2024, "08:30:00", "+0800")),
        ("date: --06-14", "date", Day(6, 14)),
        ("categories: [a, b]", "tags", ("a", "b")),
        ("permalink: /old/place", "permalink", "/old/place/"),
        ("url: /old/place.html", "permalink", "/old/place.html"),
        ("redirect_from: [/a, b/index.html]", "aliases", ("/a/", "/b/")),
        ("published: false", "draft", True),
        ("status: draft", "draft", True),
        ("views: 28,425", "read_count", 28425),
        ("summary: Short.", "description", "Short."),
        ("mood: merry", "extra", {"mood": "merry"}),
    ],
)
def test_names_that_other_generators_use_are_understood(tmp_path: Path, line: str, field: str, value: object) -> None:
    assert getattr(one(tmp_path, f"---\ntitle: T\n{line}\n---\n").meta, field) == value


def test_a_near_miss_of_a_name_is_named(tmp_path: Path) -> None:
    assert read(tmp_path, {"a.md": "---\ntitle: T\nauthr: B\n---\n"})[1] == [
        "a.md:3:1: warning[front-matter]: authr has no meaning here; did you mean author?"
    ]


def test_the_slug_is_the_authors_or_comes_from_the_name_of_the_file(tmp_path: Path) -> None:
    posts, _ = read(tmp_path, {"微积分 2.md": post(), "b.md": post(slug="Own-One"), "c.markdown": post()})
    assert sorted(found.slug for found in posts) == ["Own-One", "c", "wei-ji-fen-2"]


def test_a_name_with_a_date_gives_date_and_slug(tmp_path: Path) -> None:
    found = one(tmp_path, post(), "2024-06-14-hello-world.md")
    assert (found.slug, found.meta.date) == ("hello-world", Day(6, 14, 2024))
    found = one(tmp_path, post(date="2020-01-02"), "2024-06-14-hello-world.md")
    assert found.meta.date == Day(1, 2, 2020)


def test_a_name_with_a_date_that_does_not_exist_is_only_a_name(tmp_path: Path) -> None:
    found = one(tmp_path, post(), "2024-02-30-leap.md")
    assert (found.slug, found.meta.date) == ("2024-02-30-leap", None)


def test_a_post_without_a_title_is_called_by_its_file_and_named(tmp_path: Path) -> None:
    posts, problems = read(tmp_path, {"my note.md": "Only text.\n"})
    assert (posts[0].title, posts[0].body, posts[0].body_line) == ("my note", "Only text.\n", 1)
    assert problems == ["my note.md:1: warning[title]: the post has no title; its file's name my note stands in"]


def test_files_beside_a_post_are_published_beside_its_page(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {
            "content/posts/walk/index.md": post("Walk", "![a](fig/a.png) [data](data.csv)"),
            "content/posts/walk/fig/a.png": b"png",
            "content/posts/walk/data.csv": "1,2",
            "content/posts/walk/notes.md": "a file of the post, not a post",
            "content/posts/walk/.hidden": "no",
        },
    )
    assert (output / "posts/walk/fig/a.png").read_bytes() == b"png"
    assert sorted(path for path in published(output) if path.startswith("posts/")) == [
        "posts/walk/data.csv",
        "posts/walk/fig/a.png",
        "posts/walk/index.html",
        "posts/walk/notes.md",
    ]
    assert soup(output / "posts/walk/index.html").select_one(".post-body img")["src"] == "fig/a.png"  # type: ignore[index]
    assert soup(output / "index.html").select_one(".post-summary img")["src"] == "posts/walk/fig/a.png"  # type: ignore[index]


def test_files_beside_a_post_follow_it_to_the_address_it_asks_for(tmp_path: Path) -> None:
    output = made(
        tmp_path,
        {
            "content/posts/w/index.md": post(permalink="/old/w.html", body="![a](a.png)"),
            "content/posts/w/a.png": b"png",
        },
    )
    assert (output / "old/a.png").read_bytes() == b"png"
    assert soup(output / "old/w.html").select_one(".post-body img")["src"] == "a.png"  # type: ignore[index]
    assert soup(output / "index.html").select_one(".post-summary img")["src"] == "old/a.png"  # type: ignore[index]


def test_a_folder_with_a_date_in_its_name_is_a_post_of_that_day(tmp_path: Path) -> None:
    found = one(tmp_path, post(), "2024-06-14-walk/index.md")
    assert (found.slug, found.meta.date) == ("walk", Day(6, 14, 2024))


def test_a_page_of_its_own_has_its_address_at_the_root_and_is_not_among_the_posts(tmp_path: Path) -> None:
    output = made(tmp_path, {"content/pages/about.md": post("About"), "content/posts/a.md": post("Post")})
    assert texts(soup(output / "about/index.html"), "h1") == ["About"]
    assert texts(soup(output / "index.html"), "article h2") == ["Post"]


def test_drafts_and_days_to_come_are_shown_on_request_only(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "content/posts/draft.md": post(draft="true"),
            "content/posts/future.md": post(date="2999-01-01"),
            "content/posts/now.md": post(),
        },
    )

    def shown(**options: bool) -> list[str]:
        return sorted(path.name for path in (built(tmp_path, **options) / "posts").iterdir())

    assert shown() == ["now"]
    assert shown(drafts=True) == ["draft", "now"]
    assert shown(future=True) == ["future", "now"]
    assert shown(drafts=True, future=True) == ["draft", "future", "now"]


def test_the_day_of_a_post_begins_in_the_zone_of_the_site(tmp_path: Path) -> None:
    from datetime import UTC, datetime, timedelta

    today = datetime.now(UTC).date()
    write(tmp_path, {"content/posts/a.md": post(date=today + timedelta(days=1))})
    write(tmp_path, {"content/posts/b.md": post(date=f"{today} 00:00:00 Z")})
    output = built(write(tmp_path, {"sitegen.yaml": "timezone: -12:00"}))
    assert [path.name for path in (output / "posts").iterdir()] == ["b"]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (
            "---\ntitle: 概率\n---\n随机游走\n".encode("gb18030"),
            "a.md:2: error[encoding]: byte 0xb8 at offset 11 is not UTF-8 (it reads as GB18030; save it as UTF-8)",
        ),
        (
            "---\ntitle: 概率\n---\n".encode("utf-16"),
            "a.md:1: error[encoding]: byte 0xff at offset 0 is not UTF-8 (it reads as UTF-16; save it as UTF-8)",
        ),
        (
            b"---\ntitle: a\n---\nline\nbad \xff\xff\n",
            "a.md:5: error[encoding]: byte 0xff at offset 26 is not UTF-8 (it is not text in an encoding known here)",
        ),
    ],
)
def test_text_that_is_not_utf_8_is_refused_with_what_it_seems_to_be(tmp_path: Path, data: bytes, problem: str) -> None:
    assert read(tmp_path, {"a.md": data}) == ([], [problem])


def test_a_byte_order_mark_and_the_line_ends_of_windows_make_no_difference(tmp_path: Path) -> None:
    unix = one(tmp_path / "unix", "---\ntitle: T\n---\n\nText.\nMore.\n")
    windows = one(tmp_path / "windows", "\ufeff---\r\ntitle: T\r\n---\r\n\r\nText.\r\nMore.\r\n")
    assert (unix.meta, unix.body, unix.body_line) == (windows.meta, windows.body, windows.body_line)


def test_control_characters_are_taken_out_and_named(tmp_path: Path) -> None:
    posts, problems = read(tmp_path, {"a.md": '---\ntitle: "a\\x06b"\n---\n\nx\x0by\x1b\n'})
    assert (posts[0].title, posts[0].body) == ("ab", "\nxy\n")
    assert problems == [
        "a.md:5: warning[character]: U+000B removed (a control character, not allowed in HTML and XML)",
        "a.md:5: warning[character]: U+001B removed (a control character, not allowed in HTML and XML)",
        "a.md:2: warning[character]: U+0006 removed (a control character, not allowed in HTML and XML)",
    ]


BAD: dict[str, str | bytes] = {
    "content/posts/1.md": "---\ntitle: 'never closed\n---\n",
    "content/posts/2.md": "---\ntitle: T\ndate: 2024-02-30\n---\n",
    "content/posts/3.md": b"---\ntitle: T\n---\n\xff\n",
    "content/posts/4.md": '---\ntitle: T\nslug: "../../evil"\n---\n',
    "content/posts/5.md": "---\ntitle: T\n---\n" + ">" * 150 + " deep\n",
}
BAD_SAID = [
    "content/posts/1.md:2:8: error[front-matter]: the quote that opens here is never closed",
    "content/posts/2.md:3:7: error[date]: 2024-02-30 is not a date that exists",
    "content/posts/3.md:4: error[encoding]: byte 0xff at offset 17 is not UTF-8 "
    "(it is not text in an encoding known here)",
    "content/posts/4.md:3:7: error[unsafe-path]: slug: '../../evil' is not one folder's name; "
    "it would leave the place of posts",
    "content/posts/5.md:4: error[nesting]: quotes or lists nested deeper than 100; the text inside would be lost",
]


def test_five_bad_posts_are_named_in_one_run_and_nothing_is_published(tmp_path: Path) -> None:
    before = published(made(tmp_path, {"content/posts/good.md": post("Good")}))
    write(tmp_path, {**BAD, "content/posts/good.md": post("Changed"), "content/posts/more.md": post("More")})
    assert faults(tmp_path) == [
        *BAD_SAID,
        "5 errors in 5 of 7 posts; nothing published, public/ is unchanged (--skip-bad publishes the other 2)",
    ]
    assert published(tmp_path / "public") == before


def test_the_good_posts_are_published_if_the_bad_ones_may_be_skipped(tmp_path: Path) -> None:
    write(tmp_path, {**BAD, "content/posts/good.md": post("Good"), "content/posts/more.md": post("More")})
    assert faults(tmp_path, skip_bad=True) == [*BAD_SAID, "5 errors; the other 2 posts were published"]
    assert sorted(path.name for path in (tmp_path / "public/posts").iterdir()) == ["good", "more"]


def test_warnings_are_errors_if_one_is_strict(tmp_path: Path) -> None:
    write(tmp_path, {"content/posts/a.md": "No title.\n", "content/posts/b.md": post()})
    built(tmp_path)
    said = "content/posts/a.md:1: warning[title]: the post has no title; its file's name a stands in"
    assert faults(tmp_path, strict=True) == [
        said,
        "1 warning in 1 of 2 posts; nothing published, public/ is unchanged (--skip-bad publishes the other 2)",
    ]
    assert faults(tmp_path, strict=True, skip_bad=True) == [said, "1 warning; the other 2 posts were published"]


# ---------------------------------------------------------------------------------------------- links and strays


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    return write(tmp_path / "outside", {"secret.md": post("Secret", "SECRET"), "secret.txt": "SECRET"})


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("content/posts/a.md", "secret.md"),
        ("content/posts/folder", ""),
        ("content/posts", ""),
        ("content", ""),
        ("content/posts/walk/secret.txt", "secret.txt"),
        ("static/secret.txt", "secret.txt"),
        ("static", ""),
    ],
)
def test_a_link_that_leads_out_of_the_site_is_named_and_not_read(
    tmp_path: Path, outside: Path, link: str, target: str
) -> None:
    site = write(tmp_path / "site", {"sitegen.yaml": ""})
    if "walk" in link:
        write(site, {"content/posts/walk/index.md": post()})
    (site / link).parent.mkdir(parents=True, exist_ok=True)
    (site / link).symlink_to(outside / target)
    said = faults(site)
    assert said[0] == f"{link}: error[link-outside]: symlink to a file outside the site; not read"
    faults(site, skip_bad=True)
    assert not any(b"SECRET" in data for data in published(site / "public").values())


def test_a_link_inside_the_site_is_followed(tmp_path: Path) -> None:
    write(tmp_path, {"drafts/a.md": post("Linked"), "content/posts/b.md": post()})
    (tmp_path / "content/posts/a.md").symlink_to(tmp_path / "drafts/a.md")
    assert texts(soup(built(tmp_path) / "posts/a/index.html"), "h1") == ["Linked"]


@pytest.mark.parametrize(
    "link", ["templates", "templates/post.html", "templates/text/zh.yaml", "content/tags.yaml", "content/redirects.txt"]
)
@pytest.mark.parametrize("options", [{}, {"skip_bad": True}], ids=str)
def test_no_template_no_vocabulary_and_no_redirects_are_read_through_a_link_that_leads_out(
    tmp_path: Path, link: str, options: dict[str, bool]
) -> None:
    write(tmp_path / "outside", {"templates/post.html": "SECRET", "post.html": "SECRET", "zh.yaml": "a: SECRET"})
    write(tmp_path / "outside", {"tags.yaml": "tags: [SECRET]", "redirects.txt": "/old/ https://SECRET.example/\n"})
    site = write(tmp_path / "site", {"content/posts/a.md": post()})
    (site / link).parent.mkdir(parents=True, exist_ok=True)
    (site / link).symlink_to(tmp_path / "outside" / Path(link).name)
    assert faults(site, **options)[0] == f"{link}: error[link-outside]: symlink to a file outside the site; not read"
    assert not any(b"SECRET" in path.read_bytes() for path in (site / "public").rglob("*") if path.is_file())


def test_links_in_circles_end_and_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"content/posts/a.md": post()})
    (tmp_path / "content/posts/loop").symlink_to(tmp_path / "content")
    (tmp_path / "content/posts/self.md").symlink_to("self.md")
    assert faults(tmp_path)[:2] == [
        "content/posts/loop: warning[link]: symlink to a folder; not followed",
        "content/posts/self.md: error[link-broken]: symlink that leads nowhere; not read",
    ]


def test_a_text_that_lies_where_nobody_looks_is_named(tmp_path: Path) -> None:
    _, problems = read(tmp_path, {"../stray.md": post(), "../notes/b.md": post(), "a.md": post(), "../tags.yaml": ""})
    help = "\n    only content/posts/ and content/pages/ are read"
    assert [text.replace(f"{tmp_path}/", "") for text in problems] == [
        f"content/notes/b.md: warning[astray]: neither a post nor a page; not read{help}",
        f"content/stray.md: warning[astray]: neither a post nor a page; not read{help}",
    ]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="everything can be read here")
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    write(tmp_path, {"content/posts/a.md": post()})
    (tmp_path / "content/posts/a.md").chmod(0)
    assert faults(tmp_path)[0] == "content/posts/a.md: error[unreadable]: cannot be read: permission denied"


def test_a_file_where_a_folder_is_expected_is_named(tmp_path: Path) -> None:
    assert faults(write(tmp_path, {"content/posts": "text", "static": "text"}))[:2] == [
        "content/posts: error[unreadable]: cannot be read: not a directory",
        "static: error[unreadable]: cannot be read: not a directory",
    ]


@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="no file here whose size is not told")
def test_a_file_is_read_to_its_end_whatever_its_size_is_said_to_be() -> None:
    file = "/proc/self/limits"
    assert Path(file).stat().st_size == 0
    assert reader.read(Source(file, "a.md", "post")) == Path(file).read_bytes()
