"""The checks as a whole: which run, how they are chosen and explained, and that all of them have the same shape."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pytest

from sitegen import checks
from sitegen.building import Options, check
from sitegen.choice import Choice
from sitegen.kinds import KINDS
from sitegen.problem import SiteError
from tests.sitehelp import ROOT, post, write

EVERY = (*checks.CHECKS, *checks.ON_REQUEST)


def kinds(folder: Path, choice: Choice) -> list[str]:
    return [problem.kind for problem in check(folder, choice=choice)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with a dead link, a label of nothing, and a post without a date."""
    return write(tmp_path, {"content/posts/a.md": post(body="$\\eqref{no}$\n\n[a](/no/)")})


def test_each_check_is_named_after_its_kind_and_explains_itself() -> None:
    folder = ROOT / "sitegen" / "checks"
    assert {path.stem for path in folder.glob("*.py")} - {"__init__"} == {m.__name__.split(".")[-1] for m in EVERY}
    for module in EVERY:
        assert module.__name__.split(".")[-1].replace("_", "-") == module.KIND
        assert list(inspect.signature(module.check).parameters) == ["manuscript"]
        assert len(inspect.getdoc(module) or "") > 80


def test_the_manual_is_what_the_checks_say_of_themselves() -> None:
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == checks.manual()


def test_problems_come_in_the_order_of_their_places(site: Path) -> None:
    assert kinds(site, Choice()) == ["missing-date", "label", "dead-link"]


def test_kinds_are_chosen_those_of_a_build_too(site: Path) -> None:
    assert kinds(site, Choice(only=["label"])) == ["label"]
    assert kinds(site, Choice(skip=["label", "dead-link"])) == ["missing-date"]
    assert kinds(site, Choice(also=["orphan"])) == ["missing-date", "orphan", "label", "dead-link"]
    assert kinds(site, Choice(only=["orphan"])) == ["orphan"]


def test_what_a_site_passes_over_can_be_asked_for_by_name(site: Path) -> None:
    write(site, {"sitegen.yaml": "check:\n  skip: missing-date, label\n"})
    assert kinds(site, Choice()) == ["dead-link"]
    assert kinds(site, Choice(only=["missing-date"])) == ["missing-date"]


@pytest.mark.parametrize(
    ("choice", "messages"),
    [
        (
            Choice(only=["deadlink"]),
            ["error[usage]: there are no problems of the kind deadlink\n    did you mean dead-link?"],
        ),
        (
            Choice(skip=["x"], also=["missing-dates"]),
            [
                "error[usage]: there are no problems of the kind missing-dates\n    did you mean missing-date?",
                f"error[usage]: there are no problems of the kind x\n    there are "
                f"{', '.join(sorted({*KINDS, *(module.KIND for module in EVERY)}))}",
            ],
        ),
    ],
)
def test_a_kind_that_there_is_not_is_a_fault_of_use(site: Path, choice: Choice, messages: list[str]) -> None:
    with pytest.raises(SiteError) as fault:
        check(site, choice=choice)
    assert (list(map(str, fault.value.problems)), fault.value.status) == (messages, 2)


def test_every_kind_that_reading_and_typesetting_find_is_explained() -> None:
    names = ["reader", "frontmatter", "site", "pages/__init__", "assets", "past", "steps", "marks", "prose"]
    files = [file for name in names for file in _files(ROOT / "sitegen" / name)]
    found = {kind for file in files for kind in _kinds(file)}
    assert found <= set(KINDS)
    assert {"astray", "label", "footnote", "nesting", "duplicate-url", "unsafe-path", "too-slow"} <= found


def _files(path: Path) -> list[Path]:
    return list(path.glob("*.py")) if path.is_dir() else [path.with_suffix(".py")]


def _kinds(file: Path) -> list[str]:
    """The third argument of each `error(…)` and `warning(…)`, and the second of each fault of a text, where it is told."""
    calls = [node for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.Call)]
    place = {"error": 2, "warning": 2, "Fault": 1}
    named = [(call, place[call.func.id]) for call in calls if isinstance(call.func, ast.Name) and call.func.id in place]
    noted = [call.args[0] for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "append"]
    tuples = [node.elts[1] for node in noted if isinstance(node, ast.Tuple) and len(node.elts) >= 4]
    texts = [call.args[n] for call, n in named if len(call.args) > n] + tuples
    return [node.value for node in texts if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_the_demo_site_is_without_fault() -> None:
    assert [str(problem) for problem in check(ROOT, Options(jobs=1))] == []
