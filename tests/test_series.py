"""Series in titles."""

from __future__ import annotations

import pytest

from sitegen.series import series_of


@pytest.mark.parametrize(
    ("title", "series"),
    [
        ("测度论随笔(三):可测集", ("测度论随笔", 3)),
        ("测度论随笔（三）：可测集", ("测度论随笔", 3)),
        ("测度论随笔(二十)", ("测度论随笔", 20)),
        ("测度论随笔 (十二): 乘积测度", ("测度论随笔", 12)),
        ("测度论随笔(一百零三):完", ("测度论随笔", 103)),
        ("泛函小记:15、紧算子", ("泛函小记", 15)),
        ("泛函小记：7、弱拓扑", ("泛函小记", 7)),
        ("“闲话”之几何(一):从圆谈起", ("“闲话”之几何", 1)),
        ("Lebesgue Notes(二):Fatou's Lemma", ("Lebesgue Notes", 2)),
        ("A(一):B:2、C", ("A", 1)),
        ("泛函小记:紧算子", None),
        ("泛函小记(3):紧算子", None),
        ("泛函小记(三)续", None),
        ("(三):无名", None),
        ("三:15的因数", None),
        ("不动点(十十)", None),
        ("", None),
    ],
)
def test_a_title_tells_its_series_and_number(title: str, series: tuple[str, int] | None) -> None:
    assert series_of(title) == series


@pytest.mark.parametrize("piece", [" ", "(三)", "(", ":", "X:15、", "一", "(一):"])
def test_endless_titles_are_read_to_their_end(piece: str) -> None:
    title = "x" + piece * 50_000 + "y"
    assert series_of(title) in (None, ("x", 3), ("x", 1), ("xX", 15))
