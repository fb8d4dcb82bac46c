"""Addresses of the web, in ASCII."""

from __future__ import annotations

import pytest

from sitegen.webaddress import in_ascii


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://example.org/blog", "https://example.org/blog"),
        ("https://example.org/我的 博客/", "https://example.org/%E6%88%91%E7%9A%84%20%E5%8D%9A%E5%AE%A2/"),
        ("https://example.org/%E6%88%91/a%2Fb/100%", "https://example.org/%E6%88%91/a%2Fb/100%25"),
        ("https://example.org?q=熵&a=1#节", "https://example.org?q=%E7%86%B5&a=1#%E8%8A%82"),
        ("HTTPS://例え.JP:8000/x", "HTTPS://xn--r8jz45g.jp:8000/x"),
        ("https://数学。中国/", "https://xn--48s96u.xn--fiqs8s/"),
        ("https://faß.de", "https://xn--fa-hia.de"),
        ("https://bu\u0308cher.example", "https://xn--bcher-kva.example"),
        ("http://[::1]:80/节", "http://[::1]:80/%E8%8A%82"),
        ("/旧/", "/%E6%97%A7/"),
        ("", ""),
    ],
)
def test_an_address_in_ascii(address: str, expected: str) -> None:
    assert in_ascii(address) == expected
    assert in_ascii(expected) == expected
