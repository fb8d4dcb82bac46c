"""Addresses elsewhere on the web are asked for by real HTTP, politely, and judged by what they answer."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sitegen import outside
from sitegen.outside import Answer, Manners, ask
from tests.checks import said
from tests.sitehelp import post

AT_ONCE = Manners(timeout=5, pause=0)


class Host:
    """A server on this machine; `asked` counts what it was asked for, by method and path."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.gate = threading.Lock()
        self.most_at_once = self.now = 0
        host = self

        class Handler(BaseHTTPRequestHandler):
            def do_HEAD(self) -> None:
                host.answer(self)

            do_GET = do_HEAD  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        with self.gate:
            self.now += 1
            self.most_at_once = max(self.most_at_once, self.now)
            self.asked[f"{request.command} {request.path}"] += 1
            times = self.asked[f"{request.command} {request.path}"]
        place, _, rest = request.path.lstrip("/").partition("/")
        status, headers = 200, {}
        if place == "get-only" and request.command == "HEAD":
            status = 405
        elif place == "busy" and times < 3:
            status, headers = 503, {"Retry-After": "0"}
        elif place.isdecimal():
            status, headers = int(place), {"Location": f"/{rest}"} if rest else {}
        elif place == "round":
            status, headers = 302, {"Location": "/round"}
        elif place == "file":
            status, headers = 302, {"Location": "file:///etc/hosts"}
        request.send_response(status)
        for name, value in {**headers, "Content-Length": "0"}.items():
            request.send_header(name, value)
        with self.gate:
            self.now -= 1
        request.end_headers()


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[Host]:
    monkeypatch.setenv("no_proxy", "*")
    here = Host()
    thread = threading.Thread(target=here.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield here
    here.server.shutdown()
    thread.join()
    here.server.server_close()


def answers(host: Host, *paths: str) -> list[Answer]:
    found = ask([f"{host.url}{path}" for path in paths], AT_ONCE)
    return [found[f"{host.url}{path}"] for path in paths]


def test_an_address_is_asked_for_its_head_and_once(host: Host) -> None:
    assert answers(host, "/a", "/a") == [Answer(200, "OK")] * 2
    assert host.asked == {"HEAD /a": 1}


def test_the_whole_is_asked_for_where_the_head_is_refused(host: Host) -> None:
    assert answers(host, "/get-only", "/404") == [Answer(200, "OK"), Answer(404, "Not Found")]
    assert host.asked == {"HEAD /get-only": 1, "GET /get-only": 1, "HEAD /404": 1, "GET /404": 1}


def test_a_busy_host_is_asked_again_and_not_for_ever(host: Host) -> None:
    assert answers(host, "/busy", "/503") == [Answer(200, "OK"), Answer(503, "Service Unavailable")]
    assert host.asked == {"HEAD /busy": 3, "HEAD /503": 3}


def test_only_redirects_that_last_tell_a_new_address(host: Host) -> None:
    moved = answers(host, "/301/a", "/308/301/b", "/302/a", "/301/302/a", "/302/301/a", "/301/404")
    assert moved == [
        Answer(200, "OK", f"{host.url}/a"),
        Answer(200, "OK", f"{host.url}/b"),
        Answer(200, "OK"),
        Answer(200, "OK", f"{host.url}/302/a"),
        Answer(200, "OK"),
        Answer(404, "Not Found", f"{host.url}/404"),
    ]


def test_redirects_end_and_lead_to_the_web_only(host: Host) -> None:
    assert answers(host, "/round", "/file") == [
        Answer(0, "more than 10 redirects"),
        Answer(0, "it redirects to file:///etc/hosts"),
    ]


def test_a_host_is_asked_one_thing_at_a_time(host: Host) -> None:
    answers(host, *(f"/{n}x" for n in range(40)))
    assert (host.asked.total(), host.most_at_once) == (40, 1)


def test_what_does_not_answer_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    found = ask([f"http://127.0.0.1:{port}/", "http://[::1/", "http:///"], AT_ONCE)
    assert found == {
        f"http://127.0.0.1:{port}/": Answer(0, "Connection refused"),
        "http://[::1/": Answer(0, "Invalid IPv6 URL"),
        "http:///": Answer(0, "no host given"),
    }


def test_each_answer_becomes_a_problem_at_its_place(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, "ask", lambda addresses: ask(addresses, AT_ONCE))
    u = host.url
    body = f"[a]({u}/a) [b]({u}/404#x) [c]({u}/410)\n\n![d]({u}/403) [e]({u}/301/a) [f]({u}/302/a)"
    files = {"content/posts/a.md": post(body=body), "content/posts/b.md": post("B", body=f"<{u}/round> [g](/b/)")}
    first, last = body.split("\n\n")
    assert said(tmp_path, files, "outside-link") == [
        f"content/posts/a.md:5:{first.index('[b]') + 1}: error[outside-link]: {u}/404 is gone: the answer is 404 Not Found",
        f"content/posts/a.md:5:{first.index('[c]') + 1}: error[outside-link]: {u}/410 is gone: the answer is 410 Gone",
        f"content/posts/a.md:7:1: warning[outside-link]: {u}/403 may be gone: the answer is 403 Forbidden",
        f"content/posts/a.md:7:{last.index('[e]') + 1}: warning[outside-link]: {u}/301/a has moved for good\n    write {u}/a",
        f"content/posts/b.md:5:1: error[outside-link]: {u}/round does not answer: more than 10 redirects",
    ]


def test_nobody_is_asked_unless_it_is_wished(host: Host, tmp_path: Path) -> None:
    assert said(tmp_path, {"content/posts/a.md": post(body=f"[a]({host.url}/404)")}, "dead-link") == []
    assert host.asked == {}
