"""XML from strangers: read with its lines, refused where it could do harm, never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from sitegen.importing import xmltree
from sitegen.problem import Problem, SiteError


def read(folder: Path, data: bytes) -> tuple[xmltree.Element, list[Problem]]:
    file = folder / "x.xml"
    file.write_bytes(data)
    problems: list[Problem] = []
    return xmltree.read(file, "x.xml", problems), problems


def test_elements_have_names_attributes_lines_and_their_texts(tmp_path: Path) -> None:
    data = b'<a xmlns:n="urn:n">\n<n:b c="1">x<d/>y &amp; <![CDATA[<z>&nbsp;]]></n:b>\n<e/></a>'
    root, problems = read(tmp_path, data)
    b = root.one("urn:n b")
    assert b is not None
    assert (root.name, b.local, b.attributes, b.line, b.text) == ("a", "b", {"c": "1"}, 2, "xy & <z>&nbsp;")
    assert ([child.name for child in root.children], problems) == (["urn:n b", "e"], [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "x.xml:1:1: error[xml]: this is not XML: no element found"),
        (b"<a>\n<b></a>", "x.xml:2:6: error[xml]: this is not XML: mismatched tag"),
        (b"<a>\n\xff</a>", "x.xml:2:1: error[xml]: this is not XML: not well-formed (invalid token)"),
        (
            b'<!DOCTYPE a [\n<!ENTITY x "y">]><a>&x;</a>',
            "x.xml:2: error[xml]: it defines an entity, which no feed and no export needs; not read",
        ),
        (
            b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
            "x.xml:1: error[xml]: it defines an entity, which no feed and no export needs; not read",
        ),
        (
            b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1/">%x;]><a/>',
            "x.xml:1: error[xml]: it defines an entity, which no feed and no export needs; not read",
        ),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/x"><a>\n&zz;</a>', "x.xml:2: error[xml]: the entity &zz; is not known"),
        (b"<a>" * 201, "x.xml:1: error[xml]: elements nested deeper than 200 levels"),
        (
            b'<?xml version="1.0" encoding="klingon"?><a/>',
            "x.xml:1: error[xml]: cannot be read: unknown encoding: klingon",
        ),
        (
            b'<?xml version="1.0" encoding="gbk"?>\n<a>\xff\xff</a>',
            "x.xml:2: error[encoding]: byte 0xff is not GBK, the encoding that the file declares",
        ),
    ],
)
def test_what_is_not_read_is_told_with_its_place(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(SiteError) as fault:
        read(tmp_path, data)
    assert str(fault.value) == message


def test_a_file_beyond_the_bound_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xmltree, "LARGEST", 4)
    with pytest.raises(SiteError, match=r"^x\.xml: error\[xml\]: 10 bytes; a file may have 4$"):
        read(tmp_path, b"<a>xxx</a>")


def test_control_characters_go_and_names_of_html_for_characters_are_known(tmp_path: Path) -> None:
    root, problems = read(tmp_path, b"\n<a>\n\x0b\x00&nbsp;&hellip;</a>")
    assert root.text.strip("\n") == "\xa0…"
    assert list(map(str, problems)) == [
        "x.xml:3: warning[character]: 2 control characters removed, the first of them here; XML does not allow them"
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gbk", "big5", "shift_jis", "iso-8859-1"])
def test_the_declared_encoding_is_the_one_that_is_read(tmp_path: Path, encoding: str) -> None:
    text = "é" if encoding == "iso-8859-1" else "文"
    declared = encoding.removesuffix("-sig")
    root, _ = read(tmp_path, f'<?xml version="1.0" encoding="{declared}"?><a>{text}</a>'.encode(encoding))
    assert root.text == text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([b"<a", b">", b"</a>", b"<!DOCTYPE", b"<?xml", b" encoding='", b"utf-7'", b"&#0;", b"&#xD800;", b"]]>", b"<![CDATA[", b"\x00", b"\xff\xfe", b"x=", b"'"]), max_size=12).map(b"".join) | st.binary(max_size=40))  # fmt: skip
@example(b"<?xml version='1.0' encoding='idna'?><a>\xff</a>")
def test_any_bytes_are_an_element_or_a_problem(tmp_path: Path, data: bytes) -> None:
    try:
        name = read(tmp_path, data)[0].name
    except SiteError as fault:
        name = str(fault)
    assert name
