"""The map over processes behaves like the builtin one, whatever happens to a process."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

import pytest

from sitegen import workers

ITEMS = list(range(200))


def square(number: int) -> int:
    return number * number


def alone(script: str) -> str:
    """Run a script in a process that has no threads, as the command line is, and return what it prints."""
    start = "import os, signal\nfrom sitegen import workers\nfrom sitegen.workers.helper import helped\nmain = os.getpid()\nitems = list(range(200))\n"
    done = subprocess.run(
        [sys.executable, "-c", start + script], check=True, capture_output=True, text=True, timeout=60
    )
    return done.stdout


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    script = f"def square(n): return n * n\nprint(list(workers.mapped([square], items, {jobs})))"
    assert alone(script) == f"{[n * n for n in ITEMS]}\n"


def test_however_many_items_there_are_each_is_done_once() -> None:
    script = """
for count in (65, 1_000, 30_000, 70_000):
    print(list(workers.mapped([abs], range(count), 3)) == list(range(count)))
"""
    assert alone(script) == "True\n" * 4


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_that_take_several_steps_come_in_the_order_of_the_items(jobs: int) -> None:
    script = f"print(list(workers.mapped([lambda n: n * n, str, len], items, {jobs})))"
    assert alone(script) == f"{[len(str(n * n)) for n in ITEMS]}\n"


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_are_finished_together(jobs: int) -> None:
    script = f"""
def finish(values):
    return [(value, len(values)) for value in values]
results = list(workers.mapped([lambda n: n * n], items, {jobs}, finish=finish))
print([value for value, _ in results] == [n * n for n in items], max(count for _, count in results))
"""
    assert alone(script) == f"True {workers.CHUNK}\n"


def test_a_process_that_is_killed_at_a_later_step_names_the_item() -> None:
    script = """
import signal
def dies(n):
    if n == 70:
        os.kill(os.getpid(), signal.SIGKILL)
    return n
try:
    list(workers.mapped([abs, dies], items, 2))
except workers.WorkerError as fault:
    print(fault.place, fault.reason)"""
    assert alone(script) == "70 SIGKILL\n"


def test_many_items_go_to_other_processes_and_few_to_none() -> None:
    script = """
def process_of(_): return os.getpid()
many, few = (set(workers.mapped([process_of], some, 2)) for some in (items, items[: workers.FEW]))
print(main in many, len(many) <= 2, few == {main})
"""
    assert alone(script) == "False True True\n"


def test_a_killed_process_is_an_error_that_names_the_item() -> None:
    script = """
def dies(n):
    if n == 77:
        os.kill(os.getpid(), signal.SIGKILL)
    return n * n
done = []
try:
    for result in workers.mapped([dies], items, 2):
        done.append(result)
except workers.WorkerError as fault:
    print(fault, done == [n * n for n in items[: len(done)]])
"""
    assert alone(script) == "a process was ended by SIGKILL while it worked on item 77 True\n"


def test_a_process_that_leaves_is_an_error_that_names_the_item() -> None:
    script = """
def leaves(n):
    if n == 150:
        os._exit(5)
try:
    list(workers.mapped([leaves], items, 2))
except workers.WorkerError as fault:
    print(fault)
"""
    assert alone(script) == "a process was ended by itself while it worked on item 150\n"


def test_what_nobody_waits_for_is_ended() -> None:
    script = """
import time
def slow(n):
    time.sleep(60 if n > 20 else 0)
    return n
results = workers.mapped([slow], items, 2)
print(next(results))
results.close()
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no process left")
"""
    assert alone(script) == "0\nno process left\n"


def test_large_results_come_whole() -> None:
    script = "print(sum(map(len, workers.mapped([lambda n: bytes(300_000 + n)], items, 2))))"
    assert alone(script) == f"{sum(300_000 + n for n in ITEMS)}\n"


def test_a_fault_in_a_process_is_a_fault_here() -> None:
    script = """
def fails(n): return 1 // (n - 77)
try:
    list(workers.mapped([fails], items, 2))
except ZeroDivisionError:
    print("told")
"""
    assert alone(script) == "told\n"


HELPED = """
def alone():
    for n in range(5):
        yield f"{n}" * 100_000, os.getpid()
shared = [lambda n=n: (n, os.getpid()) for n in range(40)]
"""


def test_a_helper_gives_its_own_results_in_order_and_then_shares_tasks() -> None:
    script = f"""{HELPED}
with helped(alone, shared) as (first, rest):
    found = list(first)
    print([text[0] for text, _ in found], {{pid == main for _, pid in found}})
    done = rest()
    print([n for n, _ in done] == list(range(40)))
"""
    assert alone(script) == "['0', '1', '2', '3', '4'] {False}\nTrue\n"


def test_tasks_are_done_while_nothing_has_come_from_a_helper() -> None:
    script = """
def slow():
    while not os.path.exists(flag):
        pass
    yield "late"
def task():
    if os.getpid() == main:
        open(flag, "w").close()
    return os.getpid() == main
import tempfile
flag = tempfile.mktemp()
with helped(slow, [task]) as (first, rest):
    print(list(first), rest())
"""
    assert alone(script) == "['late'] [True]\n"


def test_a_helper_does_not_stay() -> None:
    script = f"""{HELPED}
with helped(alone, shared) as (first, rest):
    print(next(first)[0][0])
with helped(lambda: __import__("time").sleep(60), shared):
    pass
try:
    os.waitpid(-1, os.WNOHANG)
except ChildProcessError:
    print("no process left")
"""
    assert alone(script) == "0\nno process left\n"


@pytest.mark.parametrize("moment", ["first", "later", "task"])
def test_what_a_killed_helper_should_have_done_is_done_here(moment: str) -> None:
    script = f"""
def die(moment):
    if os.getpid() != main and moment == {moment!r}:
        os.kill(os.getpid(), signal.SIGKILL)
def alone():
    die("first")
    yield "a"
    die("later")
    yield "b"
def task(n):
    die("task")
    return n
shared = [lambda n=n: task(n) for n in range(40)]
with helped(alone, shared) as (first, rest):
    print(sorted(set(first)), rest() == list(range(40)))
"""
    assert alone(script) == "['a', 'b'] True\n"


def test_a_helper_ends_when_nobody_is_there_any_more_to_be_helped() -> None:
    script = """
import os, signal
from sitegen.workers.helper import helped
def alone():
    while True:
        yield bytes(1_000_000)
with helped(alone, []) as (first, rest):
    next(first)
    os.kill(os.getpid(), signal.SIGKILL)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL  # and the helper, which could write to the same output, has gone as well


def test_a_fault_of_a_helper_is_raised_here() -> None:
    script = """
def alone():
    yield 1
    raise ValueError("no")
with helped(alone, []) as (first, rest):
    try:
        print(next(first))
        list(first)
    except ValueError as fault:
        print(fault)
"""
    assert alone(script) == "1\nno\n"


def test_a_process_with_threads_is_not_forked() -> None:
    with ThreadPoolExecutor(1) as threads:
        threads.submit(int).result()
        assert set(workers.mapped([process_of], ITEMS, 2)) == {os.getpid()}


def process_of(_: int) -> int:
    return os.getpid()


def test_any_executor_will_do() -> None:
    with ThreadPoolExecutor(2) as threads:
        assert list(workers.on_executor(threads, square, ITEMS, chunk=7)) == [n * n for n in ITEMS]
        assert list(workers.on_executor(threads, square, [])) == []


def test_an_executor_is_given_no_more_than_so_many_chunks_at_a_time() -> None:
    asked: list[int] = []
    items = (asked.append(n) or n for n in ITEMS)  # type: ignore[func-returns-value]
    with ThreadPoolExecutor(2) as threads:
        results = workers.on_executor(threads, square, items, chunk=5, ahead=3)
        assert asked == []
        assert [next(results) for _ in range(6)] == [0, 1, 4, 9, 16, 25]
        assert len(asked) == 20


class NobodyLeftError(Exception):
    pass


def test_an_executor_from_which_nothing_comes_is_given_up_when_the_watch_says_so() -> None:
    def watch() -> None:
        raise NobodyLeftError

    with pytest.raises(NobodyLeftError):
        list(workers.on_executor(Idle(), square, ITEMS, watch=watch))


class Idle(Executor):
    """An executor that never does anything."""

    def submit(self, *_: object, **__: object) -> Future[Any]:
        return Future()


def test_what_is_made_apart_comes_in_order_and_leaves_no_threads_here() -> None:
    script = """
import threading
from concurrent.futures import ThreadPoolExecutor
def make():
    pool = ThreadPoolExecutor(2)
    yield from pool.map(lambda n: (n, os.getpid()), items)
results = list(workers.apart(make, len(items)))
print([n for n, _ in results] == items, {pid for _, pid in results} == {main}, threading.active_count())
"""
    assert alone(script) == "True False 1\n"


def test_a_fault_of_what_is_made_apart_is_a_fault_here() -> None:
    script = """
def make():
    yield from items[:50]
    raise LookupError("none left")
results = workers.apart(make, len(items))
try:
    list(results)
except LookupError as fault:
    print(fault)
"""
    assert alone(script) == "none left\n"


ORPHANS = """
import os, signal, sys, time
from sitegen import workers

def work(n):
    os.write(1, b"%d " % os.getpid())
    if n == 120:
        os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(0.01)
    return n

list(workers.mapped([work], list(range(5000)), 2))
"""


def ends(pid: int) -> bool:
    """Wait until a process has ended; return whether it has within ten seconds."""
    try:
        descriptor = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with os.fdopen(descriptor):
        return bool(select.select([descriptor], [], [], 10)[0])


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="needs Linux to wait for processes that are no children")
def test_no_worker_outlives_its_parent() -> None:
    done = subprocess.run([sys.executable, "-c", ORPHANS], check=False, capture_output=True, text=True, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert [pid for pid in set(done.stdout.split()) if not ends(int(pid))] == []
