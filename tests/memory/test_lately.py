"""What has changed lately is kept beside the records, and together they tell how things are now."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.memory.lately import Whole, changed, merged
from sitegen.memory.rows import Names

BEFORE = {str(number): number for number in range(3_000)}


def whole(values: list[object], rest: object = None) -> Whole:
    return Whole(b"run", values, NAMES, len(NAMES), rest)


NAMES = Names("a\0b")


@given(st.dictionaries(st.sampled_from(sorted(BEFORE)), st.integers(), max_size=20))
def test_what_has_changed_and_what_was_make_what_is(edits: dict[str, int]) -> None:
    now = [{**BEFORE, **edits}, "other"]
    lately = changed(whole([BEFORE, "one"]), now, NAMES, None)
    assert lately is not None
    assert lately.values[0] == {key: value for key, value in edits.items() if BEFORE[key] != value}
    assert merged([BEFORE, "one"], lately.values) == now


def test_names_that_came_are_told() -> None:
    names = Names("a\0b")
    before = Whole(b"run", [], names, len(names), None)
    names.extend(["c"])
    assert changed(before, [], names, None) == (b"run", [], ["c"])


def test_what_is_too_much_or_of_other_keys_is_written_whole() -> None:
    assert changed(whole([BEFORE]), [dict.fromkeys(BEFORE, -1)], NAMES, None) is None
    assert changed(whole([BEFORE]), [{**BEFORE, "new": 1}], NAMES, None) is None
    assert changed(whole([BEFORE]), [BEFORE], Names("a\0b"), None) is None
    assert changed(whole([BEFORE], rest=["a"]), [BEFORE], NAMES, ["b"]) is None
