"""Addresses elsewhere on the web: whether they answer, asked politely."""

from __future__ import annotations

import http.client
import threading
import urllib.error
import urllib.request
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.message import Message
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import quote, urljoin

from sitegen import __version__

HOSTS = 8
"""So many hosts are asked at a time."""

TRIES = 3
REDIRECTS = 10

_PERMANENT = (HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT)
_REDIRECTS = (*_PERMANENT, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER, HTTPStatus.TEMPORARY_REDIRECT)
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_LONGEST_WAIT = 10.0
_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"
_HEADERS = {"User-Agent": f"sitegen/{__version__} (checks links)", "Accept": "*/*"}


class Answer(NamedTuple):
    """What came of an address: the status (0 if there was none) and its reason; and where it has moved for good."""

    status: int
    reason: str
    moved: str = ""


@dataclass(frozen=True)
class Manners:
    """How hosts are asked: seconds to wait for an answer, and seconds between two questions to one host."""

    timeout: float = 10.0
    pause: float = 0.5


def ask(addresses: Iterable[str], manners: Manners = Manners()) -> dict[str, Answer]:
    """Return what each address answers. Each is asked once, however often it is named."""
    by_host: dict[str, list[str]] = {}
    for address in dict.fromkeys(addresses):
        by_host.setdefault(address.split("/")[2].lower(), []).append(address)
    asker = _Asker(manners)
    pool = ThreadPoolExecutor(HOSTS)
    try:
        return {address: answer for answers in pool.map(asker.all_of, by_host.values()) for address, answer in answers}
    finally:
        asker.stopped.set()
        pool.shutdown(cancel_futures=True)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        """Follow none: whether an address has moved for good is to be told."""


@dataclass
class _Asker:
    manners: Manners
    stopped: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.open = urllib.request.build_opener(_NoRedirects).open

    def all_of(self, addresses: list[str]) -> list[tuple[str, Answer]]:
        """Ask the addresses of one host, one after the other."""
        answers = []
        for n, address in enumerate(addresses):
            if n:
                self.stopped.wait(self.manners.pause)
            if self.stopped.is_set():
                break
            answers.append((address, self.patiently(address)))
        return answers

    def patiently(self, address: str) -> Answer:
        """Ask again where there is no answer, or the host is busy."""
        for attempt in range(TRIES):
            answer, wait = self.follow(address)
            if answer.status and answer.status not in _BUSY:
                break
            if attempt < TRIES - 1:
                self.stopped.wait(min(wait or self.manners.pause * 2**attempt, _LONGEST_WAIT))
        return answer

    def follow(self, address: str) -> tuple[Answer, float]:
        """Follow redirects to their end; return also for how many seconds the host wants to be left alone."""
        here, lasting, moved = address, True, ""
        for _ in range(REDIRECTS):
            status, reason, headers = self.once(here)
            if status not in _REDIRECTS or "Location" not in headers:
                wait = headers.get("Retry-After", "")
                return Answer(status, reason, moved), float(wait) if wait.isdecimal() else 0.0
            here = urljoin(here, quote(headers["Location"].encode("latin-1", "replace"), safe=_IN_ADDRESSES))
            if not here.startswith(("http://", "https://")):
                return Answer(0, f"it redirects to {here}"), 0.0
            lasting = lasting and status in _PERMANENT
            moved = here if lasting else moved
        return Answer(0, f"more than {REDIRECTS} redirects"), 0.0

    def once(self, address: str) -> tuple[int, str, Message]:
        """Ask for the head of an address, and for the whole where a host gives no good answer to that."""
        status, reason, headers = self.request("HEAD", address)
        if status >= HTTPStatus.BAD_REQUEST and status not in _BUSY:
            return self.request("GET", address)
        return status, reason, headers

    def request(self, method: str, address: str) -> tuple[int, str, Message]:
        try:
            request = urllib.request.Request(address, method=method, headers=_HEADERS)
            with self.open(request, timeout=self.manners.timeout) as response:
                return response.status, response.reason, response.headers
        except urllib.error.HTTPError as fault:
            with fault:
                return fault.code, fault.reason, fault.headers
        except urllib.error.URLError as fault:
            return 0, _words(fault.reason), Message()
        except (OSError, http.client.HTTPException, ValueError) as fault:
            return 0, _words(fault), Message()


def _words(reason: object) -> str:
    """The reason of a failure in words: those of the system, if it gives some."""
    if isinstance(reason, TimeoutError):
        return "timed out"
    return getattr(reason, "strerror", None) or str(reason) or type(reason).__name__
