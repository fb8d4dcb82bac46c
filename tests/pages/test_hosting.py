"""What hosts read: headers, redirects, the domain, and that there is nothing to do for Jekyll."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from sitegen import mathjax
from tests.sitehelp import ROOT, asset, broken_links, faults, made, post, soup, write

POSTS = {"content/posts/a.md": post("A", aliases="[/旧/, /2019/old.html]"), "content/posts/b.md": post("B", slug="熵")}


def test_old_addresses_are_told_to_hosts_that_can_redirect(tmp_path: Path) -> None:
    files = {**POSTS, "content/redirects.txt": "/x/ /posts/熵/\n/y/ https://e.example/?a=1&b\n"}
    assert (made(tmp_path / "1", files) / "_redirects").read_text() == (
        "/%E6%97%A7/ /posts/a/ 301\n"
        "/2019/old.html /posts/a/ 301\n"
        "/x/ /posts/%E7%86%B5/ 301\n"
        "/y/ https://e.example/?a=1&b 301\n"
    )
    output = made(tmp_path / "2", files, base_url="https://e.example/blog")
    assert "/blog/x/ /blog/posts/%E7%86%B5/ 301\n" in (output / "_redirects").read_text()


def test_a_base_url_with_chinese_letters_is_ascii_in_all_that_machines_read(tmp_path: Path) -> None:
    files = {
        "content/posts/a.md": post("A", "[概率](/tags/概率/)", tags="[概率]", slug="熵", aliases="[/旧/]"),
        "content/redirects.txt": "/x/ https://例え.jp/旧?问=答\n",
    }
    output = made(tmp_path, files, base_url="https://数学.example/我的 笔记/")
    path = "/%E6%88%91%E7%9A%84%20%E7%AC%94%E8%AE%B0"
    assert (output / "_redirects").read_text() == (
        f"{path}/%E6%97%A7/ {path}/posts/%E7%86%B5/ 301\n"
        f"{path}/x/ https://xn--r8jz45g.jp/%E6%97%A7?%E9%97%AE=%E7%AD%94 301\n"
    )
    assert (output / "_headers").read_text().startswith(f"{path}/*\n")
    for name in ("atom.xml", "feed.json", "sitemap.xml", "robots.txt", "posts/熵/index.html"):
        text = (output / name).read_text()
        assert f"https://xn--48s96u.example{path}/" in text, name
        assert re.search("数学.example|例え|我的 笔记", text) is None, name
    assert broken_links(output, f"https://xn--48s96u.example{path}") == []


def test_files_with_a_digest_in_their_names_may_be_kept_for_ever_and_no_others(tmp_path: Path) -> None:
    output = made(tmp_path, {**POSTS, "static/assets/own.css": "p{}"})
    lines = (output / "_headers").read_text().splitlines()
    kept = [path for path, line in pairwise(lines) if "immutable" in line]
    theme = [path.name for path in (ROOT / "static").iterdir()]
    assert kept == sorted(f"/{asset(output, name)}" for name in theme)


def test_the_copy_of_mathjax_may_be_kept_for_ever(tmp_path: Path) -> None:
    write(mathjax.folder(tmp_path), {mathjax.ENTRY: "", "fonts/mathjax-newcm/chtml.js": ""})
    rules = (made(tmp_path, POSTS) / "_headers").read_text()
    assert "/assets/mathjax-4.1.3/*\n  Cache-Control: public, max-age=31536000, immutable\n" in rules


def test_the_policy_lets_in_what_the_pages_need_and_no_more(tmp_path: Path) -> None:
    def policy(output: Path) -> str:
        return (output / "_headers").read_text().split("Content-Security-Policy: ")[1].splitlines()[0]

    cdn = "https://cdn.jsdelivr.net"
    assert policy(made(tmp_path / "1", POSTS, base_url="https://e.example")) == (
        f"default-src 'self'; script-src 'self' {cdn}; style-src 'self' 'unsafe-inline' {cdn}; img-src * data:; "
        f"media-src *; frame-src *; font-src 'self' {cdn}; connect-src 'self' {cdn}; object-src 'none'; "
        "base-uri 'none'; form-action 'self'"
    )
    write(mathjax.folder(tmp_path / "2"), {mathjax.ENTRY: "", "fonts/mathjax-newcm/chtml.js": ""})
    assert cdn not in policy(made(tmp_path / "2", POSTS))


def test_the_policy_lets_in_the_one_script_of_a_page_that_has_to_find_the_site(tmp_path: Path) -> None:
    def rules(output: Path) -> list[str]:
        policy = (output / "_headers").read_text().split("Content-Security-Policy: ")[1].splitlines()[0]
        return [rule for rule in policy.split("; ") if rule.startswith(("script-src", "base-uri"))]

    relative, served = made(tmp_path / "1", POSTS), made(tmp_path / "2", POSTS, base_url="https://e.example/blog")
    script = soup(relative / "404.html").select("head > script:not([src])")[0].string or ""
    digest = b64encode(sha256(script.encode()).digest()).decode()
    assert rules(relative) == [f"script-src 'self' 'sha256-{digest}' https://cdn.jsdelivr.net", "base-uri 'self'"]
    assert rules(served) == ["script-src 'self' https://cdn.jsdelivr.net", "base-uri 'none'"]
    assert soup(served / "404.html").select("base, script:not([src])") == []


def test_github_is_told_that_these_are_no_pages_for_jekyll(tmp_path: Path) -> None:
    assert (made(tmp_path, POSTS) / ".nojekyll").read_bytes() == b""


def test_a_domain_of_its_own_is_a_setting(tmp_path: Path) -> None:
    output = made(tmp_path, {**POSTS, "sitegen.yaml": "hosting: {cname: blog.example.org}\n"})
    assert (output / "CNAME").read_text() == "blog.example.org\n"
    write(tmp_path, {"sitegen.yaml": "hosting:\n  cname: https://example.org/\n"})
    assert faults(tmp_path) == [
        "sitegen.yaml:2:10: error[settings]: hosting.cname: 'https://example.org/': expected a domain such as "
        "blog.example.org, without https:// and without a path"
    ]


def test_a_file_of_the_sites_own_takes_the_place_of_ours(tmp_path: Path) -> None:
    own = {f"static/{name}": f"own {name}" for name in ("_headers", "_redirects", ".nojekyll", "CNAME", "robots.txt")}
    output = made(tmp_path, {**POSTS, **own, "sitegen.yaml": "hosting: {cname: e.example}\n"})
    assert [(output / name).read_text() for name in ("_headers", "CNAME", "robots.txt")] == [
        "own _headers",
        "own CNAME",
        "own robots.txt",
    ]
