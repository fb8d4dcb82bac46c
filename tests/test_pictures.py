"""How large a picture is, from the first bytes of its file; and what a page makes of it."""

from __future__ import annotations

import io
from pathlib import Path
from struct import pack

import pytest

from sitegen.building import build
from sitegen.marks.picture import path_of
from sitegen.patience import at_most
from sitegen.pictures import size_of
from tests.sitehelp import made, post, soup, write


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)


def segment(marker: int, data: bytes) -> bytes:
    """A segment of a JPEG."""
    return pack(">BBH", 0xFF, marker, len(data) + 2) + data


def jpeg(*before: bytes, frame: int = 0xC0) -> bytes:
    """The beginning of a JPEG that is 5 pixels wide and 3 high, with segments before its frame."""
    return b"\xff\xd8" + b"".join(before) + segment(frame, pack(">BHHB", 8, 3, 5, 3)) + segment(0xDA, b"")


def exif(orientation: int, order: str = ">") -> bytes:
    """A segment that tells how a photograph is turned, after another entry."""
    head = b"MM\0*" if order == ">" else b"II*\0"
    other, turned = pack(f"{order}HHII", 0x0100, 4, 1, 9), pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0)
    return segment(0xE1, b"Exif\0\0" + head + pack(f"{order}IH", 8, 2) + other + turned)


def webp(kind: bytes, data: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + pack("<I", len(data)) + data


JFIF = segment(0xE0, b"JFIF" + b"\0" * 10)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(5, 3), (5, 3)),
        (b"GIF89a" + pack("<HH", 5, 3), (5, 3)),
        (jpeg(), (5, 3)),
        (jpeg(JFIF, segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x/>"), frame=0xC2), (5, 3)),
        (jpeg(segment(0xC4, b"\0" * 20), b"\xff\xff\xff" + segment(0xFE, b"note")[1:]), (5, 3)),
        (jpeg(JFIF, exif(1)), (5, 3)),
        (jpeg(exif(6)), (3, 5)),
        (jpeg(exif(8, "<"), JFIF), (3, 5)),
        (jpeg(segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")), (5, 3)),
        (webp(b"VP8X", b"\0\0\0\0" + (4).to_bytes(3, "little") + (2).to_bytes(3, "little")), (5, 3)),
        (webp(b"VP8L", b"\x2f" + pack("<I", 4 | 2 << 14) + b"\0" * 8), (5, 3)),
        (webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + pack("<HH", 5 | 1 << 14, 3)), (5, 3)),
        (b'<svg width="5" height="3px"/>', (5, 3)),
        (b"<?xml version='1.0'?><!-- <svg width='9' height='9'> -->\n<svg viewBox='0,0 5.2 2.9'>", (5, 3)),
        (b"<svg data-width='9' width='10' viewBox='0 0 5 3'>", (10, 6)),
        (b"<svg a='>' height='1in' width='100%' viewBox='0 0 5 3'>", (160, 96)),
        (b"<svg width='5mm' height='30pt' stroke-width='2'>", (19, 40)),
    ],
)
def test_size_of_a_picture(data: bytes, size: tuple[int, int]) -> None:
    assert size_of(io.BytesIO(data)) == size


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"text",
        png(5, 0),
        png(5, 3)[:20],
        b"GIF89a\5",
        b"\xff\xd8",
        b"\xff\xd8text",
        jpeg()[:8],
        b"\xff\xd8" + segment(0xE0, b"x" * 50)[:9],
        b"\xff\xd8\xff\xe0\0\1",
        b"\xff\xd8" + segment(0xDA, b""),
        webp(b"VP8 ", b"\0" * 10),
        webp(b"VP8L", b""),
        webp(b"XXXX", b"\0" * 10),
        b"<svg/>",
        b"<svg width='1e999' height='1'/>",
        b"<svg viewBox='0 0 a b'/>",
        b"<svg viewBox='0 0 5'/>",
        b"<svg viewBox='0 0 -5 3'/>",
        b"<svg width='\xff' height='3'/>",
    ],
)
def test_a_file_that_does_not_tell_has_no_size(data: bytes) -> None:
    assert size_of(io.BytesIO(data)) is None


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("\x05a%20b.png?x#y", "posts/a/a b.png"),
        ("\x05../b/c.png", "posts/b/c.png"),
        ("\x04img/c.png", "img/c.png"),
        ("\x04../../c.png", "c.png"),
        ("https://e.org/c.png", ""),
        ("", ""),
    ],
)
def test_the_file_that_an_address_leads_to(address: str, path: str) -> None:
    assert path_of(address, "/posts/a/") == path


def tags(page: Path, selector: str = ".post-body img") -> list[str]:
    """Return the pictures of a page as they stand there."""
    return [str(picture) for picture in soup(page).select(selector)]


BODY = """![a](a.png) ![b](/img/b.svg?v=1)

![c](https://e.org/c.png "c")

![d](none.png)"""


def site_of_pictures(folder: Path) -> Path:
    files: dict[str, str | bytes] = {
        "content/posts/a/index.md": post("A", BODY, date="2024-01-01"),
        "content/posts/a/a.png": png(5, 3),
        "content/posts/b.md": post("B", "![x](/img/x.gif)\n\n![b](/img/b.svg)", date="2024-01-02"),
        "static/img/b.svg": "<svg width='7' height='8'/>",
        "static/img/x.gif": "damaged",
        "sitegen.yaml": "base_url: https://example.org/blog",
    }
    return made(folder, files)


def test_pictures_have_their_sizes_and_all_but_the_first_are_loaded_when_they_come_near(tmp_path: Path) -> None:
    output = site_of_pictures(tmp_path)
    late = 'decoding="async" loading="lazy"'
    assert tags(output / "posts/a/index.html") == [
        '<img alt="a" height="3" src="a.png" width="5"/>',
        '<img alt="b" decoding="async" height="8" loading="lazy" src="/blog/img/b.svg?v=1" width="7"/>',
        f'<img alt="c" {late} src="https://e.org/c.png"/>',
        f'<img alt="d" {late} src="none.png"/>',
    ]
    assert tags(output / "index.html", ".post-summary img")[0] == f'<img alt="x" {late} src="/blog/img/x.gif"/>'
    feed = (output / "atom.xml").read_text()
    assert '/blog/posts/a/a.png" width="5" height="3" alt="a"' in feed
    assert "lazy" not in feed


def test_a_picture_of_another_size_makes_the_pages_that_show_it_again(tmp_path: Path) -> None:
    site_of_pictures(tmp_path)
    build(tmp_path)
    write(tmp_path, {"content/posts/a/a.png": png(50, 30)})
    written = build(tmp_path).reasons
    why = f"it shows {tmp_path}/content/posts/a/a.png, which has changed"
    assert written == dict.fromkeys(["atom.xml", "feed.json", "index.html", "posts/a/a.png", "posts/a/index.html"], why)


class Counted(io.BytesIO):
    """A file that counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


@pytest.mark.parametrize("endless", [b"\xff\xe0\0\2", b"\xff", b"\xff\xd0"])
def test_a_jpeg_of_endless_segments_is_soon_given_up(endless: bytes) -> None:
    file = Counted(b"\xff\xd8" + endless * 1_000_000)
    assert size_of(file) is None
    assert file.reads < 5_000


@pytest.mark.parametrize("text", ["<!--", "<svg ", "<svg '", "<svg a='b'"])
def test_an_svg_that_does_not_end_takes_no_time(text: str) -> None:
    with at_most(1):
        assert size_of(io.BytesIO(b"<x" + text.encode() * 5_000)) is None


def test_a_picture_as_wide_as_numbers_go_has_no_size() -> None:
    assert size_of(io.BytesIO(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff\xff\xff\0\0\0\1" + bytes(8))) is None
    assert size_of(io.BytesIO(b'<svg width="1e300" height="1"/>')) is None
