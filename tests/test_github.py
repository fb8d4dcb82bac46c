"""Problems as GitHub Actions reads them: nothing of a message is lost, and nothing in one is taken for a command."""

from __future__ import annotations

from sitegen.github import commands
from sitegen.problem import error, warning

PROBLEMS = [
    error("content/posts/a,b:c.md", 17, "dead-link", "100%\nof “it”", column=3, help="did you mean\r/甲/?"),
    warning("content/posts/b.md", 1, "missing-date", "the post has no date"),
    error("", 0, "duplicate-url", "/a/ comes from a and b"),
]


def test_github_gets_a_command_a_problem_with_its_own_escapes() -> None:
    assert commands(PROBLEMS).splitlines() == [
        "::error file=content/posts/a%2Cb%3Ac.md,line=17,col=3,title=dead-link::"
        "100%25%0Aof “it”%0Adid you mean%0D/甲/?",
        "::warning file=content/posts/b.md,line=1,title=missing-date::the post has no date",
        "::error title=duplicate-url::/a/ comes from a and b",
    ]
    assert commands([]) == ""
