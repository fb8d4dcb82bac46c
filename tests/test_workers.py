"""The map over processes behaves like the builtin one, whatever happens to a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sitegen import workers

ITEMS = list(range(200))
MAIN = os.getpid()


def square(number: int) -> int:
    return number * number


def process_of(_: int) -> int:
    return os.getpid()


def dies_in_a_worker(number: int) -> int:
    if number == 77 and os.getpid() != MAIN:
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def fails_at_77(number: int) -> int:
    if number == 77:
        raise ValueError("77 is not liked")
    return number


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    assert list(workers.mapped(square, ITEMS, jobs)) == [n * n for n in ITEMS]


def test_two_jobs_are_two_processes_and_few_items_need_none() -> None:
    many = set(workers.mapped(process_of, ITEMS, 2))
    assert os.getpid() not in many
    assert 1 <= len(many) <= 2
    assert set(workers.mapped(process_of, ITEMS[: workers.FEW], 2)) == {os.getpid()}


def test_a_killed_process_costs_no_result() -> None:
    assert list(workers.mapped(dies_in_a_worker, ITEMS, 2)) == [n * n for n in ITEMS]


def test_a_fault_in_a_process_is_a_fault_here() -> None:
    with pytest.raises(ValueError, match="77 is not liked"):
        list(workers.mapped(fails_at_77, ITEMS, 2))


def test_any_executor_will_do() -> None:
    with ThreadPoolExecutor(2) as threads:
        assert list(workers.on_executor(threads, square, ITEMS, chunk=7)) == [n * n for n in ITEMS]
        assert list(workers.on_executor(threads, square, [])) == []


ORPHANS = """
import os, signal, sys, time
from sitegen import workers

def work(n):
    print(os.getpid(), flush=True)
    if n == 120:
        os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(0.01)
    return n

list(workers.mapped(work, list(range(5000)), 2))
"""


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see which processes are there")
def test_no_worker_outlives_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", ORPHANS], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    # the pipe that we read is closed once the last worker has ended, so run() returns only then
    assert [pid for pid in set(done.stdout.split()) if is_alive(int(pid))] == []
