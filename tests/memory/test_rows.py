"""What thousands of files show is kept in numbers, and comes back as it was."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen.memory.rows import NOTHING, Names, Shown, has_math

NAMES = st.lists(st.sampled_from([f"n{number}" for number in range(600)]), unique=True, max_size=6).map(tuple)
FILES = st.dictionaries(st.text("abc", max_size=3), st.tuples(st.booleans(), NAMES, NAMES), max_size=8)


@given(FILES)
def test_rows_say_what_files_show_also_when_they_come_from_another_process(files: dict[str, Shown]) -> None:
    names = Names()
    rows = {path: names.row(shown) for path, shown in files.items()}
    again = Names(*names.plain)
    assert {path: again.shown(row) for path, row in rows.items()} == files
    assert {path: has_math(row) for path, row in rows.items()} == {path: shown[0] for path, shown in files.items()}


@given(FILES, st.sets(st.sampled_from([f"n{number}" for number in range(600)]), max_size=20))
def test_the_files_that_show_a_text_are_found_by_its_name(files: dict[str, Shown], wanted: set[str]) -> None:
    names = Names("\0".join(f"n{number}" for number in range(600)))  # the bytes of many a number are in those of two
    rows = {path: names.row(shown) for path, shown in files.items()}
    assert names.showing(rows, wanted) == {path for path, (_, texts, _) in files.items() if wanted & {*texts}}


def test_nothing_is_known_of_a_file_that_is_no_page() -> None:
    assert (Names().shown(NOTHING), has_math(NOTHING)) == ((False, (), ()), False)


def test_names_that_nobody_uses_go_when_there_are_more_of_them_than_of_others() -> None:
    names = Names()
    rows = {"a": names.row((False, ("text",), ("face",)))}
    assert names.fresh(rows) == (names, rows)
    for number in range(1005):
        rows["a"] = names.row((True, ("text",), (f"face {number}",)))
    fresh, row = names.fresh(rows)
    assert len(fresh) == 2
    assert fresh.shown(row["a"]) == (True, ("text",), ("face 1004",))
