"""The command line: what it says, to whom, and with which exit status."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from sitegen import __version__
from sitegen.cli import main
from tests.sitehelp import command, environment, post, published, sitegen, tree, write


def run(*arguments: str | Path, **variables: str) -> Result:
    return CliRunner(env=variables).invoke(main, list(map(str, arguments)))


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return write(tmp_path / "site", {"content/posts/a.md": post("A"), "content/posts/b.md": "No title.\n"})


COMMANDS = [
    (*way, name)
    for way, group in (((), main), (("mathjax",), main.commands["mathjax"]))
    for name in group.commands  # type: ignore[attr-defined]
]


@pytest.mark.parametrize("words", [(), *COMMANDS], ids=" ".join)
@pytest.mark.parametrize("option", ["-h", "--help"])
def test_every_command_explains_itself_and_its_options(words: tuple[str, ...], option: str) -> None:
    done = run(*words, option)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Usage: ")
    found: click.Command = main
    for word in words:
        assert isinstance(found, click.Group)
        found = found.commands[word]
    assert len(found.help or "") > 40
    for parameter in found.params:
        if isinstance(parameter, click.Option) and not parameter.hidden:
            assert parameter.help
            assert parameter.opts[0] in done.stdout
    assert "Traceback" not in done.stdout


def test_the_first_words_of_help_are_the_way_of_a_new_user() -> None:
    text = run("--help").stdout
    way = [text.index(f"sitegen {word}") for word in ("init", "import", "new", "serve", "build")]
    assert way == sorted(way)
    assert re.search(r"(?m)^  import +\S", text)


def test_an_option_means_the_same_in_every_command() -> None:
    meanings: dict[str, set[str]] = {}
    for words in COMMANDS:
        found: click.Command = main
        for word in words:
            found = found.commands[word]  # type: ignore[attr-defined]
        for parameter in found.params:
            for option in parameter.opts:
                meanings.setdefault(option, set()).add(parameter.name or "")
    assert {option for option, names in meanings.items() if len(names) > 1} == set()
    assert {option: meanings[option] for option in ("-s", "-o", "-b", "-D", "-F", "-q", "-v")} == {
        "-s": {"source"},
        "-o": {"output"},
        "-b": {"base_url"},
        "-D": {"drafts"},
        "-F": {"future"},
        "-q": {"quiet"},
        "-v": {"verbose"},
    }


def test_the_version_is_told_by_the_module_too(tmp_path: Path) -> None:
    done = sitegen("--version", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"sitegen {__version__}\n", "")


def test_a_build_says_in_one_line_what_it_did_and_warnings_on_the_other_stream(site: Path) -> None:
    done = sitegen("build", cwd=site)
    assert done.returncode == 0
    assert re.fullmatch(
        r"2 posts, 17 pages in \d+\.\d s: 26 files written, 0 removed, 0 left alone in public/\n", done.stdout
    )
    assert done.stderr == ("content/posts/b.md:1: warning[title]: the post has no title; its file's name b stands in\n")


def test_quiet_says_nothing_but_problems_and_verbose_names_every_file(site: Path) -> None:
    (site / "content/posts/b.md").unlink()
    first = "nothing is remembered of an earlier build"
    assert sitegen("build", "-v", cwd=site).stdout.splitlines()[:2] == [
        f"wrote .nojekyll: {first}",
        f"wrote 404.html: {first}",
    ]
    (site / "content/posts/a.md").unlink()
    assert "removed posts/a/index.html" in sitegen("build", "--verbose", cwd=site).stdout.splitlines()
    done = sitegen("build", "--quiet", cwd=site)
    assert (done.stdout, done.stderr) == ("", "")


def test_source_and_output_are_folders_of_ones_choice(site: Path, tmp_path: Path) -> None:
    done = sitegen("build", "-s", site, "-o", "out", "-b", "https://e.example/x", cwd=tmp_path)
    assert done.returncode == 0
    assert "https://e.example/x/posts/a/" in (tmp_path / "out/sitemap.xml").read_text()
    assert done.stderr.startswith(f"{site}/content/posts/b.md:1: warning[title]")


def test_warnings_are_errors_if_one_is_strict(site: Path) -> None:
    done = sitegen("build", "--strict", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[1] == (
        "1 warning in 1 of 2 posts; nothing published, public/ is unchanged (--skip-bad publishes the other 2)"
    )
    assert not (site / "public").exists()


def test_bad_posts_are_told_with_a_summary_and_status_1_with_or_without_the_good_ones(site: Path) -> None:
    write(site, {"content/posts/bad.md": b"\xff", "content/posts/b.md": post("B")})
    problem = (
        "content/posts/bad.md:1: error[encoding]: byte 0xff at offset 0 is not UTF-8 "
        "(it is not text in an encoding known here)\n"
    )
    done = sitegen("build", cwd=site)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == problem + (
        "1 error in 1 of 3 posts; nothing published, public/ is unchanged (--skip-bad publishes the other 2)\n"
    )
    done = sitegen("build", "--skip-bad", cwd=site)
    assert (done.returncode, done.stderr) == (1, problem + "1 error; the other 2 posts were published\n")
    assert (site / "public/posts/a/index.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["build", "--nonsense"], "Error: No such option"),
        (["bild"], "Error: No such command 'bild'."),
        (["build", "-s", "nowhere"], "nowhere: error[settings]: no such folder; -s takes the folder of a site\n"),
        (["build", "-s", "site/sitegen.yaml"], "is a file."),
        (["build", "-b", "e.example"], "--base-url: error[usage]: e.example: expected an address that begins with"),
        (["build", "-o", "."], "--output: error[usage]: . is the site's own folder, or above it; choose a folder"),
        (["import"], "Error: Missing argument 'ARCHIVE...'."),
        (["build", "extra"], "Error: Got unexpected extra argument (extra)\n"),
    ],
)
def test_bad_usage_is_status_2_with_a_word_of_what_is_wrong(tmp_path: Path, arguments: list[str], said: str) -> None:
    write(tmp_path / "site", {"sitegen.yaml": ""})
    before = tree(tmp_path)
    done = sitegen(*arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert {path: data for path, data in tree(tmp_path).items() if "lock-" not in path} == before


def test_broken_settings_are_status_2_with_every_fault(site: Path) -> None:
    write(site, {"sitegen.yaml": "titel: x\npage_size: many\n"})
    done = sitegen("build", cwd=site)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "sitegen.yaml:1:1: error[settings]: there is no setting titel\n    did you mean title?\n"
        "sitegen.yaml:2:12: error[settings]: page_size: 'many': expected a whole number\n"
    )


BOMBS: dict[str, dict[str, str | bytes]] = {
    "empty": {"content/posts/a.md": b""},
    "binary": {"content/posts/a.md": bytes(range(256)) * 50},
    "nulls": {"content/posts/a.md": b"\0" * 1000},
    "front matter only": {"content/posts/a.md": "---\n---"},
    "never closed": {"content/posts/a.md": "---\ntitle: a\n"},
    "a list": {"content/posts/a.md": "---\n- a\n---\n"},
    "brackets": {"content/posts/a.md": "---\nx: " + "[" * 50_000 + "\n---\n"},
    "aliases": {"content/posts/a.md": "---\na: &a [x]\nb: [*a, *a]\n---\n"},
    "a tag": {"content/posts/a.md": "---\na: !!python/object/apply:os.system [id]\n---\n"},
    "toml": {"content/posts/a.md": "+++\nx = \n+++\n"},
    "toml brackets": {"content/posts/a.md": "+++\nx = " + "[" * 30_000 + "\n+++\n"},
    "wrong kinds": {
        "content/posts/a.md": "---\ntitle: [a]\ndate: {a: b}\ntags: {a: b}\naliases: [[a]]\narchive: 3\n---\n"
    },
    "surrogates": {"content/posts/a.md": '---\ntitle: "\\ud800"\ntags: ["\\udfff"]\n---\n'},
    "huge numbers": {"content/posts/a.md": f"---\ndate: 9999-12-31\nread_count: {'9' * 400}\nseries_number: -1\n---\n"},
    "first and last day": {
        "content/posts/a.md": post(date="0001-01-01"),
        "content/posts/b.md": post(date="9999-12-31"),
    },
    "offsets": {"content/posts/a.md": post(date="2024-01-01 00:00 +99:99")},
    "hostile slug": {"content/posts/a.md": post(slug="'CON'"), "content/posts/b.md": post(slug="'..'")},
    "endless title": {"content/posts/a.md": post("长" * 20_000)},
    "endless slug": {"content/posts/a.md": post(slug="长" * 3_000)},
    "a folder called .md": {"content/posts/a.md/x.txt": "x"},
    "settings nested": {"sitegen.yaml": "theme: " + "{a: " * 1000},
    "settings binary": {"sitegen.yaml": bytes(range(256))},
    "templates a file": {"templates": "x"},
    "static a file": {"static": "x"},
    "content a file": {"content": "x"},
    "a strange name": {"static/" + os.fsdecode(b"\xff\xfe"): "x", "content/posts/" + os.fsdecode(b"\xff") + ".md": "x"},
    "a manifest that is a folder": {".sitegen/mathjax-4.1.3": "x"},
    "lock a folder": {".sitegen": "x"},
}


@pytest.mark.parametrize("name", BOMBS)
def test_whatever_is_in_the_files_there_is_no_traceback_and_a_status_that_says_what_happened(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path, BOMBS[name])
    done = run("build", "-s", tmp_path, "-F")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2, 3)
    assert bool(done.exit_code) == ("error[" in done.stderr)
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "words",
    ["init", "new A -s", "build -s", "build -o", "serve -s", "check -s", "import", "import -s", "tags -s", "config -s"],
)
def test_what_the_system_refuses_is_told_in_one_line(tmp_path: Path, words: str) -> None:
    name = "n" * 300
    more = [str(write(tmp_path, {"dump.txt": ""}) / "dump.txt")] if words == "import -s" else []
    done = sitegen(*words.split(), name, *more, cwd=write(tmp_path, {"sitegen.yaml": ""}))
    place = f"{name}/sitegen.yaml" if words == "init" else name
    assert (done.returncode, done.stderr) == (3, f"{place}: error[system]: file name too long\n")


@pytest.mark.skipif(sys.platform != "linux", reason="names are UTF-8 there in any locale")
def test_a_machine_that_cannot_write_chinese_names_is_told_before_anything_is_written(tmp_path: Path) -> None:
    site = write(tmp_path, {"content/posts/a.md": post(tags="[概率]")})
    done = sitegen("build", cwd=site, env={"LC_ALL": "C", "PYTHONUTF8": "0"})
    assert (done.returncode, done.stderr) == (
        3,
        "error[system]: names of files are read and written as ascii here, not as UTF-8\n"
        "    PYTHONUTF8=1 in the environment sets it right\n",
    )
    assert not (site / "public").exists()
    assert sitegen("build", cwd=site, env={"LC_ALL": "C", "PYTHONUTF8": ""}).returncode == 0


def test_names_that_are_no_text_are_shown_all_the_same(tmp_path: Path) -> None:
    strange = os.fsdecode(b"\xff")
    write(tmp_path, {f"static/{strange}.txt": "x", f"content/posts/{strange}.md": post(), "content/posts/a.md": post()})
    done = sitegen("build", "-v", "--skip-bad", cwd=tmp_path)
    assert done.stderr.splitlines()[0] == "content/posts/\\xff.md: error[name]: the file's name is not UTF-8; rename it"
    (tmp_path / f"content/posts/{strange}.md").unlink()
    done = sitegen("build", "-v", "-o", "other", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "wrote \ufffd.txt: nothing is remembered of an earlier build" in done.stdout.splitlines()


def test_a_bug_keeps_its_traceback_and_so_does_a_fault_if_one_asks(site: Path) -> None:
    bug = "from sitegen import story\ndef bug(*_): raise RuntimeError('a bug')\nstory.load = bug"
    assert "RuntimeError: a bug" in sitegen("build", cwd=site, code=bug).stderr
    write(site, {"content/posts/bad.md": b"\xff"})
    assert "Traceback" in sitegen("build", "--debug", cwd=site).stderr


def test_colours_are_for_terminals_that_want_them(site: Path) -> None:
    plain, coloured = "warning[title]", "\x1b[33mwarning[title]\x1b[0m"
    runner = CliRunner(env={"NO_COLOR": None})
    assert coloured in runner.invoke(main, ["build", "-s", str(site)], color=True).stderr
    assert plain in runner.invoke(main, ["build", "-s", str(site)], color=True, env={"NO_COLOR": "1"}).stderr
    assert coloured not in runner.invoke(main, ["build", "-s", str(site)], color=True, env={"NO_COLOR": "1"}).stderr
    assert "\x1b" not in sitegen("build", cwd=site).stderr


WAITS = "import os, time\nfrom sitegen import {0}\n{0}.{1} = lambda *_: (os.write(1, b'at work\\n'), time.sleep(60))"


@pytest.mark.parametrize("where", [("story", "load"), ("galley", "make"), ("press", "_render")])
def test_an_interrupt_ends_all_processes_with_status_130_and_one_word(site: Path, where: tuple[str, str]) -> None:
    write(site, {f"content/posts/p{n}.md": post(f"P{n}") for n in range(70)})
    before = published(site / "public")
    process = subprocess.Popen(
        command("build", "-j", "2", code=WAITS.format(*where)),
        cwd=site,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "at work\n"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)  # which waits for all that hold its pipes
    assert (process.returncode, said) == (130, "interrupted\n")
    assert published(site / "public") == before


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_learn_to_complete_commands(tmp_path: Path, shell: str) -> None:
    done = CliRunner(env={"_SITEGEN_COMPLETE": f"{shell}_source"}).invoke(main, prog_name="sitegen")
    assert "_SITEGEN_COMPLETE" in done.stdout
    words = {"COMP_WORDS": "sitegen bu", "COMP_CWORD": "1" if shell != "fish" else "bu"}
    done = CliRunner(env={"_SITEGEN_COMPLETE": f"{shell}_complete", **words}).invoke(main, prog_name="sitegen")
    assert "build" in done.stdout
