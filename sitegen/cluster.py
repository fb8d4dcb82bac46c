"""A map on a Dask cluster: the same results as here, from processes on other machines."""

from __future__ import annotations

import logging
import pickle
import platform
import re
import socket
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Executor, Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Generic, NamedTuple, TypeVar

from sitegen import __version__, engine
from sitegen.problem import ENVIRONMENT, USAGE, SiteError, error
from sitegen.workers import WorkerError, on_executor

T = TypeVar("T")
R = TypeVar("R")

CHUNK = 64
"""How many items are sent at a time: work enough that the sending does not matter."""

ANSWER = 10
"""So many seconds a cluster has to answer."""

ALONE = 30
"""So many seconds it may be without any worker: some are started only when there is work."""

_ADDRESS = re.compile(r"dask://((?:[\w.-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5})", re.ASCII)
_TURN = threading.Lock()


class LostError(WorkerError):
    """One worker after the other was lost at an item, or at one that was sent before or after it."""

    reason = "the loss of its machine, or by this post or one near it, several times"

    def __init__(self, place: int) -> None:
        super().__init__(place, 0)


class UnlikeError(Exception):
    """A worker would make something else than we do."""


def check(address: str) -> None:
    """Raise SiteError (status 2) unless this is an address `dask://HOST:PORT`, and Dask is installed."""
    if not _ADDRESS.fullmatch(address):
        message = f"{address}: not the address of a cluster; expected one like dask://192.0.2.7:8786"
        raise SiteError(error("--workers", 0, "usage", message), USAGE)
    if find_spec("distributed") is None:
        message = "Dask is not installed; what it takes comes with: pip install sitegen[cluster]"
        raise SiteError(error("--workers", 0, "usage", message), USAGE)


def mapped(function: Callable[[T], R], items: Iterable[T], address: str) -> Iterator[R]:
    """Yield the results in the order of the items, from the cluster at this address.

    The function and the items have to be picklable. Raises what the function raises, SiteError (status 3) where the cluster
    cannot do it, and LostError.
    """
    check(address)
    dask: Any = import_module("distributed")
    done = 0
    with _quiet(), _connected(dask, address) as client:
        ahead = 4 * max(8, sum(client.nthreads().values()))
        executor = _Sealing(client.get_executor(pure=False))
        watch = _Watch(client, address)
        try:
            for result in on_executor(executor, _Alike(function, engine.digest()), items, CHUNK, ahead, watch):
                yield result
                done += 1
        except dask.scheduler.KilledWorker:
            raise LostError(done) from None
        except (UnlikeError, ImportError) as fault:
            raise _unlike(address, fault) from None
        except (CancelledError, OSError) as fault:
            raise _unable(address, "the connection was lost") from fault


@dataclass(frozen=True)
class _Alike(Generic[T, R]):
    """A function that is called only where all that it depends on is as it is here."""

    function: Callable[[T], R]
    engine: str

    def __call__(self, item: T) -> R:
        if _engine() != self.engine:
            versions = f"sitegen {__version__} and Python {platform.python_version()}"
            raise UnlikeError(f"{socket.gethostname()} with {versions}, if not with other code or libraries")
        with _TURN:  # a worker may have threads, and Python runs one of them at a time anyway
            return self.function(item)


@cache
def _engine() -> str:
    """Return the digest of the code that this process runs, as it was when it began to."""
    return engine.digest()


class _Sealing(Executor):
    """An executor that gets calls as bytes: a machine that cannot open them fails at the one call, and at nothing else."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def submit(self, function: Callable[..., R], /, *arguments: Any, **_: Any) -> Future[R]:
        return self.executor.submit(pickle.loads, pickle.dumps(_Call(function, arguments)))


class _Call(NamedTuple):
    """A call that who unpickles it has made, and gets the result of."""

    function: Callable[..., Any]
    arguments: tuple[Any, ...]

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        return self.function, self.arguments


class _Watch:
    """Called each second in which nothing comes: raises SiteError once there is nobody who could send something."""

    def __init__(self, client: Any, address: str) -> None:
        self.client, self.address = client, address
        self.alone = 0

    def __call__(self) -> None:
        try:
            threads = self.client.sync(self.client.scheduler.ncores, callback_timeout=ANSWER)
        except (OSError, TimeoutError) as fault:
            raise _unable(self.address, "the scheduler does not answer any more") from fault
        self.alone = 0 if threads else self.alone + 1
        if self.alone > ALONE:
            raise _unable(self.address, f"the cluster has had no worker for {ALONE} s")


@contextmanager
def _connected(dask: Any, address: str) -> Iterator[Any]:
    try:
        client = dask.Client(address.replace("dask:", "tcp:", 1), timeout=ANSWER, set_as_default=False)
    except (OSError, TimeoutError) as fault:
        raise _unable(address, f"no Dask scheduler has answered there within {ANSWER} s") from fault
    try:
        yield client
    finally:
        with suppress(Exception):  # what the work came to is known; how Dask takes its leave changes nothing
            client.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """What Dask would tell on the way is told by us, as a problem."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def _unable(address: str, message: str, help: str = "") -> SiteError:
    problem = error("--workers", 0, "cluster", f"{address}: {message}; nothing was published", help=help)
    return SiteError(problem, ENVIRONMENT)


def _unlike(address: str, fault: Exception) -> SiteError:
    help = "install the same sitegen, Python and libraries on every machine of the cluster, and start its workers anew"
    return _unable(address, f"a worker is not like this machine ({fault})", help)
