"""HTML that readers see as text, tags and all, because `markdown.html` is off.

Nearly everything can be said in Markdown. Where it cannot, `markdown: {html: true}` in `sitegen.yaml` has raw HTML read as
HTML; tags that are meant to be seen stand in backticks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sitegen.manuscript import Manuscript
from sitegen.problem import Problem, warning

KIND = "html-as-text"

_names = (
    "a abbr address article aside audio b blockquote br button caption center cite code col colgroup dd del details dfn div"
    " dl dt em embed figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label li"
    " link main mark nav object ol p picture pre q ruby rp rt s samp script section small source span strike strong style"
    " sub summary sup svg table tbody td tfoot th thead time tr u ul var video wbr"
)
_element = rf"(?:!--|(?:{'|'.join(_names.split())})(?=[\s/>]))"
_seen = re.compile(f"&lt;{_element.replace('>', '&')}", re.IGNORECASE)
_tag = re.compile(f"<{_element}", re.IGNORECASE)


def check(manuscript: Manuscript) -> Iterator[Problem]:
    """Yield a problem for each opening tag or comment that is shown as text."""
    if manuscript.settings.markdown.html:
        return
    for entry in manuscript.entries:
        if _seen.search(entry.prose.html):
            for place in manuscript.text(entry.post).tags:
                if _tag.match(place.what):
                    shown = " ".join(place.what[: place.what.find(">") + 1].split())
                    message = f"readers see {shown if len(shown) <= 60 else shown[:59] + '…'} as text"
                    help = "write Markdown, or set markdown.html: true in sitegen.yaml; in backticks it is meant so"
                    yield warning(entry.post.path, place.line, KIND, message, column=place.column, help=help)
