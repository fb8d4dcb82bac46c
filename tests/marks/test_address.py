"""Addresses: those that depend on the page are filled in by the page."""

from __future__ import annotations

from sitegen.marks import address, mention, picture
from sitegen.prose import typeset


def test_an_address_is_seen_from_the_page_that_shows_it() -> None:
    html = typeset("[a](/甲/?q#p) ![b](c.png) [d](#e) [f](https://g/h) [i](mailto:j@k) [l](//m)").html
    resolved = address.resolve(html, lambda path: f"/blog{path}", "/blog/posts/n/", "/blog/posts/n/")
    assert resolved == (
        f'<p><a href="/blog/甲/?q#p">a</a> <img{picture.MARK} src="/blog/posts/n/c.png" alt="b" /> '
        '<a href="/blog/posts/n/#e">d</a> <a href="https://g/h">f</a> <a href="mailto:j@k">i</a> <a href="//m">l</a></p>\n'
    )


def test_an_address_that_is_its_own_text_shows_no_control_characters() -> None:
    html = typeset("<https://a.example/%E7%94%B2/%020%1E%03%08%7f> 《乙》").html
    assert html == (
        '<p><a href="https://a.example/%E7%94%B2/%020%1E%03%08%7f">https://a.example/甲/%020%1E%03%08%7F</a> '
        f"{mention.marked('《乙》', 0)}</p>\n"
    )
