"""Links and pictures elsewhere on the web that are not there any more. Looked for only when it is asked for
(`--external`): every address is asked once, and nothing of the answers is kept.

Eight hosts are asked at a time, each of them one address after the other with a pause. What does not answer, or is busy,
is asked three times. An address that is gone (404, 410), or whose host does not answer, is an error; one that answers
otherwise than a page (403, 500) and one that has moved for good are warnings. Proxies are those of the environment
(`https_proxy`, `no_proxy`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urldefrag

from sitegen import outside
from sitegen.manuscript import Manuscript, Reference
from sitegen.outside import Answer
from sitegen.problem import Problem, error, warning
from sitegen.site import Entry

KIND = "outside-link"

_GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)


class _Link(NamedTuple):
    entry: Entry
    reference: Reference
    address: str


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each address elsewhere that is gone, does not answer or has moved for good."""
    links = list(_links(manuscript))
    answers = outside.ask(link.address for link in links)
    for entry, reference, address in links:
        make, message, help = _judged(address, answers[address])
        if message:
            for place in manuscript.text(entry.post).find(reference.kind, reference.address):
                yield make(entry.post.path, place.line, KIND, message, column=place.column, help=help)


def _links(manuscript: Manuscript) -> Iterator[_Link]:
    for entry, references in manuscript.references:
        for reference in references:
            address = urldefrag(manuscript.destinations.of(entry, reference.address).outside).url
            address = f"https:{address}" if address.startswith("//") else address
            if address.lower().startswith(("http://", "https://")):
                yield _Link(entry, reference, address)


def _judged(address: str, answer: Answer) -> tuple[Callable[..., Problem], str, str]:
    if not answer.status:
        return error, f"{address} does not answer: {answer.reason}", ""
    if answer.status in _GONE:
        return error, f"{address} is gone: the answer is {answer.status} {answer.reason}", ""
    if answer.status >= HTTPStatus.BAD_REQUEST:
        return warning, f"{address} may be gone: the answer is {answer.status} {answer.reason}", ""
    if answer.moved:
        return warning, f"{address} has moved for good", f"write {answer.moved}"
    return warning, "", ""
