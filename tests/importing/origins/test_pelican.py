"""Pelican's settings are a program, which is read and never run."""

from __future__ import annotations

from pathlib import Path

from sitegen.importing.harvest import Harvest
from sitegen.importing.origins import pelican


def read(folder: Path, text: str) -> tuple[dict[str, object], list[str]]:
    (folder / "pelicanconf.py").write_text(text, "utf-8")
    harvest = Harvest()
    found = pelican.settings_of(folder / "pelicanconf.py", harvest)
    return found, [str(problem).rpartition("pelicanconf.py")[2] for problem in harvest.problems]


def test_plain_values_are_read_and_programs_are_not_run(tmp_path: Path) -> None:
    text = (
        "import os\nPATH = 'content'\nSTATIC_PATHS = ['images', \"extra\"]\n"
        f"open({str(tmp_path / 'ran')!r}, 'w')\nARTICLE_URL = os.system('true')\nTHEME = os.getcwd()\nA.b = 1\n"
    )
    assert read(tmp_path, text) == (
        {"PATH": "content", "STATIC_PATHS": ["images", "extra"]},
        [":5: warning[settings]: ARTICLE_URL is no plain value; Pelican's default is taken"],
    )
    assert not (tmp_path / "ran").exists()


def test_a_program_with_a_fault_is_told_with_its_line(tmp_path: Path) -> None:
    found, problems = read(tmp_path, "PATH = 'x'\nif:\n")
    assert found == {}
    assert problems == [
        ":2: warning[settings]: cannot be read: invalid syntax (<unknown>, line 2); Pelican's defaults are taken"
    ]
