"""A Dask cluster makes what this machine would make, and where it cannot, that is a problem and never a hang."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from sitegen import cluster, engine
from sitegen.cli import main
from sitegen.problem import SiteError
from tests.sitehelp import ROOT, built, environment, post, sitegen, tree, write

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="needs Dask: pip install sitegen[cluster]")

SCRIPT = """
import sys
from distributed import LocalCluster
with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=None) as cluster:
    print(cluster.scheduler_address, flush=True)
    sys.stdin.read()
"""


@contextmanager
def dask(workers: int, **config: str) -> Iterator[tuple[str, int]]:
    """Yield the address of a cluster of so many processes, and the process of its scheduler."""
    start = [sys.executable, "-c", SCRIPT, str(workers)]
    process = subprocess.Popen(
        start,
        env=environment(config),
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdout
        yield process.stdout.readline().strip().replace("tcp:", "dask:"), process.pid
        assert process.stdin
        process.stdin.close()


@pytest.fixture(scope="module")
def two() -> Iterator[str]:
    with dask(2) as (address, _):
        yield address


def process_of(number: int) -> tuple[int, int]:
    return number, os.getpid()


def dies_once(mark: str) -> str:
    """End the process that comes first to this mark."""
    if mark:
        try:
            Path(mark).touch(exist_ok=False)
            os.kill(os.getpid(), signal.SIGKILL)
        except FileExistsError:
            pass
    return mark


def dies(number: int) -> int:
    if number == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def divide(number: int) -> float:
    return 1 / (number - 100)


def refusal(address: str, function: Any = process_of, items: Any = range(200)) -> SiteError:
    with pytest.raises(SiteError) as caught:
        list(cluster.mapped(function, items, address))
    return caught.value


@needs_dask
def test_a_site_is_the_same_bytes_from_a_cluster(tmp_path: Path, two: str) -> None:
    files = {
        f"content/posts/{n}.md": post(
            f"第 {n} 篇", f"见《第 {n + 1} 篇》。\n\n## 节\n\n$a_{n}<b$，`code`[^1]\n\n[^1]: 注。"
        )
        for n in range(150)
    }
    files["content/posts/0.md"] = post("第 0 篇", "$$a_0$$", date="2024-01-05", tags="[甲, 乙]", macros="{RR: x}")
    site = write(tmp_path / "site", files)
    here = tree(built(site, jobs=1))
    first = sitegen("build", "-o", "../there", "--workers", two, "-j", "2", cwd=site)
    assert (first.returncode, first.stderr) == (0, "")
    assert tree(tmp_path / "there") == here
    (site / "content/posts/7.md").write_text(post("又一篇", "换了。"), "utf-8")
    assert sitegen("build", "-o", "../there", "--workers", two, cwd=site).returncode == 0
    assert tree(tmp_path / "there") == tree(built(site, jobs=1))


@needs_dask
def test_two_processes_elsewhere_do_the_work_and_results_keep_their_order(two: str) -> None:
    results = list(cluster.mapped(process_of, iter(range(500)), two))
    assert [number for number, _ in results] == list(range(500))
    processes = {process for _, process in results}
    assert len(processes) == 2
    assert os.getpid() not in processes


@needs_dask
def test_a_worker_that_is_lost_is_made_up_for(tmp_path: Path, two: str) -> None:
    items = [""] * 100 + [str(tmp_path / "mark")] + [""] * 100
    assert list(cluster.mapped(dies_once, items, two)) == items
    assert (tmp_path / "mark").exists()


@needs_dask
def test_a_fault_there_is_a_fault_here(two: str) -> None:
    with pytest.raises(ZeroDivisionError):
        list(cluster.mapped(divide, range(200), two))


@needs_dask
def test_an_item_at_which_every_worker_is_lost_is_told() -> None:
    with dask(1, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0") as (address, _):
        with pytest.raises(cluster.LostError) as caught:
            list(cluster.mapped(dies, range(200), address))
        assert caught.value.place == 0


@needs_dask
def test_a_cluster_with_another_sitegen_is_refused(two: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "digest", lambda: "another")
    fault = refusal(two)
    assert fault.status == 3
    (problem,) = fault.problems
    assert problem.kind == "cluster"
    assert problem.message.startswith(f"{two}: a worker is not like this machine (")


@needs_dask
def test_a_cluster_that_has_no_such_code_is_refused_and_stays_whole(
    tmp_path: Path, two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"only_here.py": "def double(n):\n    return 2 * n\n"})
    monkeypatch.syspath_prepend(tmp_path)
    import only_here  # type: ignore[import-not-found]

    fault = refusal(two, only_here.double)
    assert str(fault) == (
        f"--workers: error[cluster]: {two}: a worker is not like this machine (No module named 'only_here'); "
        "nothing was published\n    install the same sitegen, Python and libraries on every machine of the cluster, "
        "and start its workers anew"
    )
    assert len(list(cluster.mapped(process_of, range(200), two))) == 200


@needs_dask
def test_a_cluster_that_ends_is_a_problem() -> None:
    def items(process: int) -> Iterator[int]:
        yield from range(1000)
        os.kill(process, signal.SIGKILL)
        yield from range(100_000)

    with dask(1) as (address, process):
        fault = refusal(address, items=items(process))
    assert (fault.status, fault.problems[0].kind) == (3, "cluster")


@needs_dask
def test_a_cluster_without_workers_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ALONE", 1)
    with dask(0) as (address, _):
        fault = refusal(address)
    message = f"--workers: error[cluster]: {address}: the cluster has had no worker for 1 s; nothing was published"
    assert (fault.status, str(fault)) == (3, message)


@needs_dask
def test_an_address_at_which_nobody_answers_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "ANSWER", 1)
    fault = refusal("dask://127.0.0.1:9")
    message = "dask://127.0.0.1:9: no Dask scheduler has answered there within 1 s; nothing was published"
    assert (fault.status, str(fault)) == (3, f"--workers: error[cluster]: {message}")


def test_without_dask_the_option_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(cluster, "find_spec", lambda _: None)
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit) as caught:
        main(["build", "-s", str(tmp_path), "--workers", "dask://127.0.0.1:8786"])
    message = "Dask is not installed; what it takes comes with: pip install sitegen[cluster]"
    assert (caught.value.code, capsys.readouterr().err) == (2, f"--workers: error[usage]: {message}\n")


@pytest.mark.parametrize("address", ["127.0.0.1:8786", "dask://", "dask://host", "dask://host:port", "tcp://host:1"])
def test_what_is_no_address_of_a_cluster_is_refused(address: str) -> None:
    with pytest.raises(SiteError) as caught:
        cluster.check(address)
    message = f"{address}: not the address of a cluster; expected one like dask://192.0.2.7:8786"
    assert (caught.value.status, str(caught.value)) == (2, f"--workers: error[usage]: {message}")
