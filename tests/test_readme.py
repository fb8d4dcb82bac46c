"""What the documentation tells people to type and to write: commands that there are, and settings that hold."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
import yaml

from sitegen.cli import main
from sitegen.settings import load
from tests.sitehelp import ROOT, write

FILES = ["README.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md")))]


def lines(name: str, beginning: str) -> list[str]:
    """Return what stands in blocks of code and begins so, with the lines that belong to it; nothing that leaves a gap."""
    text = (ROOT / name).read_text("utf-8")
    found = re.findall(rf"(?m)^ {{4}}((?:{beginning}).*(?:\n {{5,}}.*)*)$", text)
    return [block for block in found if "…" not in block]


def refusal(words: list[str]) -> str:
    """Return what the command line has against these words, or nothing; files of the reader need not be here."""
    try:
        context = main.make_context("sitegen", list(words))
        verb, command, rest = main.resolve_command(context, words)
        assert command is not None
        command.make_context(verb, rest, parent=context)
    except click.exceptions.Exit:
        return ""
    except click.UsageError as fault:
        return "" if "does not exist" in fault.message else f"{' '.join(words)}: {fault.message}"
    return ""


@pytest.mark.parametrize("name", FILES)
def test_every_command_that_is_shown_is_one(name: str) -> None:
    commands = [shlex.split(line.partition(" >")[0], comments=True)[1:] for line in lines(name, "sitegen ")]
    assert [refusal(words) for words in commands if "KIND" not in words and refusal(words)] == []


def test_a_command_that_is_none_is_found() -> None:
    assert refusal(["bild"]) == "bild: No such command 'bild'."
    assert refusal(["build", "--fast"]).startswith("build --fast: No such option")
    assert refusal(["build", "-s", "nowhere"]) == ""


@pytest.mark.parametrize("name", FILES)
def test_every_setting_that_is_shown_holds(name: str, tmp_path: Path) -> None:
    key = "title|base_url|deploy|hosting|math|theme|archive|comments|check|search|markdown|makers"
    sentences = re.findall(rf"`((?:{key}): {{[^`…]+)`", (ROOT / name).read_text("utf-8"))
    for number, shown in enumerate([*lines(name, f"(?:{key}):"), *sentences]):
        values = yaml.safe_load(re.sub(r"(?m)^ {4}", "", shown))
        write(tmp_path / f"site{number}", {"sitegen.yaml": yaml.safe_dump(values)})
        load(tmp_path / f"site{number}")
