"""Every problem that a build has found so far, and whether it lets the build go on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sitegen.options import Options
from sitegen.problem import Problem, SiteError


class Faults:
    """The problems found, in order; `sources` are the paths of all posts, and `good` counts those without an error."""

    def __init__(self, options: Options, output: Path) -> None:
        self.options, self.output = options, output
        self.found: list[Problem] = []
        self.sources: set[str] = set()
        self.good = 0

    @property
    def errors(self) -> list[Problem]:
        """The problems that make the exit status 1: errors, and warnings too where they are taken for errors."""
        return [problem for problem in self.found if problem.level == "error" or self.options.strict]

    def stop_if_bad(self) -> None:
        """Raise SiteError if there is an error, unless bad posts may be skipped and there is no other."""
        errors = self.errors
        if errors and not (self.options.skip_bad and all(problem.path for problem in errors)):
            raise self._stopped(can_skip=all(problem.path for problem in errors))

    def stop_at_templates(self, problems: Iterable[Problem]) -> None:
        """Raise SiteError if there are problems of templates: each of them once, though many pages may have it."""
        places = {(problem.path, problem.line): problem for problem in reversed(list(problems))}
        if places:
            self.found += sorted(places.values())
            raise self._stopped(can_skip=False)

    def tell_if_skipped(self) -> None:
        """Raise SiteError if the site was published in spite of errors."""
        if self.errors:
            raise SiteError(self.found, summary=f"{self._count()}; the other {self.good:,} posts were published")

    def _stopped(self, can_skip: bool) -> SiteError:
        bad = len(self.sources & {problem.path for problem in self.errors})
        where = f" in {bad:,} of {len(self.sources):,} posts" if bad else ""
        hint = f" (--skip-bad publishes the other {self.good:,})" if can_skip and self.good else ""
        summary = f"{self._count()}{where}; nothing published, {self.output}/ is unchanged{hint}"
        return SiteError(self.found, summary=summary)

    def _count(self) -> str:
        errors = sum(problem.level == "error" for problem in self.found)
        counts = ((errors, "error"), (len(self.found) - errors, "warning"))
        return " and ".join(f"{n:,} {word}{'s' if n > 1 else ''}" for n, word in counts if n)
