"""How problems are shown."""

from __future__ import annotations

from sitegen.problem import CONTENT, Problem, SiteError, error, warning


def test_a_problem_says_where_what_and_why() -> None:
    assert str(error("a.md", 4, "date", "no date", column=11)) == "a.md:4:11: error[date]: no date"


def test_what_is_not_known_of_the_place_is_left_out() -> None:
    assert str(error("a.md", 4, "date", "no date")) == "a.md:4: error[date]: no date"
    assert str(error("a.md", 0, "date", "no date")) == "a.md: error[date]: no date"
    assert str(error("", 0, "date", "no date")) == "error[date]: no date"
    assert str(error("a.md", 0, "date", "no date", column=3)) == "a.md: error[date]: no date"


def test_help_stands_on_a_line_of_its_own() -> None:
    assert str(warning("a.md", 1, "title", "no title", help="write one")) == (
        "a.md:1: warning[title]: no title\n    write one"
    )


def test_problems_are_in_the_order_of_their_places() -> None:
    problems = [error("b", 1, "k", "m"), error("a", 10, "k", "m"), error("a", 9, "k", "m")]
    assert [(p.path, p.line) for p in sorted(problems)] == [("a", 9), ("a", 10), ("b", 1)]


def test_an_error_carries_one_problem_or_many_and_a_status() -> None:
    one = Problem("a", 1, 0, "k", "m")
    assert SiteError(one).problems == [one]
    assert SiteError(iter([one, one])).problems == [one, one]
    assert SiteError(one).status == CONTENT == 1
    assert str(SiteError([one, one])) == "a:1: error[k]: m\na:1: error[k]: m"


def test_names_begin_no_new_line_and_steer_no_terminal() -> None:
    problem = error("a\nb\x1b[31m.md", 3, "kind", "\u202eabc\x9b and 文\u2028")
    assert str(problem) == "a\\nb\\x1b[31m.md:3: error[kind]: \\u202eabc\\x9b and 文\\u2028"
