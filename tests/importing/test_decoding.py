"""Bytes into text: what is read, what is said about it, and what is no text."""

from __future__ import annotations

import gzip
import random

import pytest

from sitegen.importing.decoding import Decoded, decode
from sitegen.problem import Problem

TEXT = """\
一致收敛与逐项积分
By 林远 | 2020-01-02 | 12位读者 | 引用设$f_n\\to f$在区间上一致成立,那么可以交换极限与积分的顺序。
这里的条件不能去掉:想一想$f_n(x)=n x^n$的情形。
"""
TRADITIONAL = "一致收斂\nBy 林遠 | 2020-01-02 | 12 | 引用設$f_n$在區間上一致收斂,那麼可以交換極限與積分。\n"


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    result = decode(data, "a.txt", encoding)
    assert isinstance(result, Decoded), result
    return result


def said(result: Decoded) -> list[str]:
    return [str(problem) for problem in result.problems]


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n", 1).replace("顺序。\n", "顺序。\r").encode(),
    ],
    ids=["plain", "BOM", "CRLF", "CR", "mixed"],
)
def test_utf_8_is_read_without_a_word_whatever_its_line_ends(data: bytes) -> None:
    result = decoded(data)
    assert (result.text, said(result)) == (TEXT, [])


@pytest.mark.parametrize(
    ("name", "shown"),
    [("gb18030", "GB18030"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16-LE"), ("utf-16-be", "UTF-16-BE")],
)
def test_other_encodings_are_read_and_named(name: str, shown: str) -> None:
    for text in (TEXT, TEXT * 200, TRADITIONAL):
        result = decoded(text.encode(name))
        assert (result.text, said(result)) == (text, [f"a.txt: warning[encoding]: read as {shown}"])


def test_big5_is_read_and_named() -> None:
    result = decoded(TRADITIONAL.encode("big5"))
    assert (result.text, said(result)) == (TRADITIONAL, ["a.txt: warning[encoding]: read as BIG5HKSCS"])


def test_an_empty_file_is_an_empty_text() -> None:
    assert (decoded(b"").text, decoded(b"\xef\xbb\xbf").text) == ("", "")


def test_only_line_feeds_and_carriage_returns_end_lines() -> None:
    text = TEXT.replace("交换", "交\u2028换\u2029").replace("想一想", "想\u0085一\x0c想")
    result = decoded(text.encode())
    assert result.text == TEXT.replace("交换", "交\u2028换\u2029")
    assert said(result) == ["a.txt:3: warning[character]: removed 2 control characters (U+000C, U+0085)"]


def test_control_characters_are_dropped_and_named_line_by_line() -> None:
    result = decoded("一\0\0二\x1b\n三\n\x08四\n\x7f".encode())
    assert result.text == "一二\n三\n四\n"
    assert said(result) == [
        "a.txt:1: warning[character]: removed 3 control characters (U+0000, U+001B)",
        "a.txt:3: warning[character]: removed 1 control characters (U+0008)",
        "a.txt:4: warning[character]: removed 1 control characters (U+007F)",
    ]


def test_a_few_bytes_that_are_no_text_are_replaced_and_each_is_named_with_its_place() -> None:
    data = (TEXT * 3).encode().replace("条件".encode(), b"\xff\xfe", 1) + b"\xe4\xb8"
    result = decoded(data)
    assert result.text == (TEXT * 3).replace("条件", "\ufffd\ufffd", 1) + "\ufffd"
    message = "warning[encoding]: a byte that is no text in this encoding became U+FFFD"
    assert said(result) == [f"a.txt:3:4: {message}", f"a.txt:3:5: {message}", f"a.txt:10:1: {message}"]


def test_a_few_bad_bytes_in_gb18030_are_named_too() -> None:
    result = decoded((TEXT * 5).encode("gb18030") + b"\xff\n")
    assert result.text == TEXT * 5 + "\ufffd\n"
    assert said(result) == [
        "a.txt: warning[encoding]: read as GB18030",
        "a.txt:16:1: warning[encoding]: a byte that is no text in this encoding became U+FFFD",
    ]


def test_english_with_foreign_accents_is_not_taken_for_chinese() -> None:
    result = decoded(("A na\u00efve caf\u00e9 proof of the residue theorem.\n" * 3).encode("latin-1"))
    assert result.encoding == "UTF-8"
    assert result.text == "A na\ufffdve caf\ufffd proof of the residue theorem.\n" * 3


def test_a_replacement_character_of_the_author_is_no_damage() -> None:
    assert said(decoded((TEXT + "\ufffd").encode())) == []


BYTES = bytes(random.Random(7).randrange(256) for _ in range(6000))


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 16,
        gzip.compress(TEXT.encode() * 9, mtime=0),
        BYTES,
        b"%PDF-1.4\n" + BYTES,
        b"\0" * 1000,
        ("数学の日記です。ベクトル空間と線形写像について。\n" * 4).encode("shift_jis"),
        TEXT.encode("utf-32"),
    ],
    ids=["png", "gzip", "noise", "pdf", "zeros", "Japanese", "UTF-32"],
)
def test_what_is_no_text_that_we_know_is_an_error(data: bytes) -> None:
    result = decode(data, "a.txt")
    assert isinstance(result, Problem)
    assert str(result) == "a.txt: error[encoding]: this is not text in an encoding known here; --encoding names one"


def test_a_named_encoding_is_taken_at_its_word_unless_the_bytes_are_no_text_in_it() -> None:
    assert decoded(TRADITIONAL.encode("big5"), "big5").text == TRADITIONAL
    result = decode(TEXT.encode("gb18030"), "a.txt", "utf-8")
    assert str(result) == "a.txt: error[encoding]: this is not text in UTF-8; without --encoding it is found out"


def test_many_bad_bytes_in_a_large_file_are_all_named() -> None:
    data = ("普通的一行文字,长一些,再长一些,这样坏字节就只占很少。\n" * 9 + "坏").encode() + b"\xff\n"
    result = decoded(data * 2000)
    assert len(result.problems) == 2000
    assert str(result.problems[-1]).startswith("a.txt:20000:2: ")
