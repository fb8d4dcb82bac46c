"""A text that keeps a processor busy without end is stopped and named; the others are typeset."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sitegen.patience import TooLongError, at_most
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


def test_in_another_thread_work_is_done_without_a_limit() -> None:
    def work() -> int:
        with at_most(1e-6):
            return sum(range(100_000))

    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(work).result() == 4_999_950_000


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_post_that_takes_too_long_is_stopped_and_named_and_the_others_are_published(
    tmp_path: Path, jobs: str
) -> None:
    site = write(tmp_path, {f"content/posts/p{n:03}.md": post(f"P{n}") for n in range(100)})
    endless = """
from sitegen import galley, past
past.LONGEST = 0.5
made = galley.make
def make(source, *rest):
    while source.path.endswith("p077.md"):
        pass
    return made(source, *rest)
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
