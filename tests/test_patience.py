"""A text that keeps a processor busy without end is stopped and named; the others are typeset."""

from __future__ import annotations

import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sitegen.patience import TooLongError, at_most, ticking
from tests.preview import previewing, small_site, until
from tests.sitehelp import post, sitegen, write


def busy() -> None:
    """Work without end, with faults that are caught."""
    while True:
        try:
            int("x")
        except Exception:
            continue


def test_work_without_end_is_stopped_and_the_clock_stands_still_afterwards() -> None:
    with pytest.raises(TooLongError), at_most(0.01):
        busy()
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)
    with at_most(20):
        pass
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_where_the_clock_ticks_all_the_while_each_work_has_its_own_time() -> None:
    with ticking():
        for _ in range(2):
            with pytest.raises(TooLongError), at_most(0.01):
                busy()
            with at_most(20):
                pass
            assert signal.getitimer(signal.ITIMER_VIRTUAL) != (0.0, 0.0)
    assert signal.getsignal(signal.SIGVTALRM) == signal.SIG_DFL
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0.0, 0.0)


def test_work_without_end_is_stopped_in_other_threads_too_each_by_its_own_clock() -> None:
    stopped: list[str] = []

    def work(name: str) -> None:
        try:
            with at_most(0.05):
                busy()
        except TooLongError:
            stopped.append(name)

    idle = threading.Event()

    def waiting() -> None:
        with at_most(0.05):
            idle.wait()

    with ThreadPoolExecutor(3) as threads:
        patient = threads.submit(waiting)
        list(threads.map(work, "ab"))
        idle.set()
        patient.result()
    assert sorted(stopped) == ["a", "b"]


def test_what_is_thrown_at_the_last_moment_arrives_in_the_block_or_not_at_all() -> None:
    def work() -> int:
        stopped = 0
        for number in range(200):
            try:
                with at_most(0):
                    sum(range(number * 100))
            except TooLongError:
                stopped += 1
        return stopped

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(work).result() <= 200
        assert threads.submit(sum, range(1_000_000)).result() == 499_999_500_000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_post_that_takes_too_long_is_stopped_and_named_and_the_others_are_published(
    tmp_path: Path, jobs: str
) -> None:
    site = write(tmp_path, {f"content/posts/p{n:03}.md": post(f"P{n}") for n in range(100)})
    endless = """
from sitegen import galley, steps
steps.LONGEST = 0.5
made = galley.make
def make(post, *rest):
    while post.path.endswith("p077.md"):
        pass
    return made(post, *rest)
galley.make = make"""
    done = sitegen("build", "--skip-bad", "-j", jobs, cwd=site, code=endless)
    assert (done.returncode, done.stderr) == (
        1,
        "content/posts/p077.md: error[too-slow]: typesetting was stopped after 0.5 s of a processor's time\n"
        "1 error; the other 99 posts were published\n",
    )
    assert len(list((site / "public/posts").iterdir())) == 99
    (site / "content/posts/p077.md").touch()
    assert sitegen("build", "-j", jobs, cwd=site).returncode == 0


def test_the_preview_stops_a_post_that_takes_too_long_names_it_and_lives_on(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    program = (
        "import sys; from sitegen import steps; steps.LONGEST = 0.4; from sitegen.cli import main; main(sys.argv[1:])"
    )
    with previewing(site, program=("-c", program)) as preview:
        preview.is_built(1)
        write(site, {"content/posts/one.md": post("One", "*a* `b` [c](d) $e$ 见《甲》。\n\n" * 20_000)})
        message = "content/posts/one.md: error[too-slow]: typesetting was stopped after 0.4 s of a processor's time\n"
        until(lambda: message in preview.terminal, message)
        assert "too-slow" in preview.page("/posts/two/")
        assert "The text of two." in preview.page("/posts/two/")
        write(site, {"content/posts/one.md": post("One", "Short again.")})
        until(lambda: "too-slow" not in preview.page("/posts/two/"), "the repair")
        assert "Short again." in preview.page("/posts/one/")
