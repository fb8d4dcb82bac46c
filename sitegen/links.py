"""Links through the site: the same on every page while it is rendered, for where a page stands is filled in at its end.

Without a base URL a link begins with ROOT, which stands for the way from the page up to the root, and where it leads to a
folder it ends with INDEX. Both are control characters, which no post can hold. With a base URL links are whole.
"""

from __future__ import annotations

from functools import cache
from urllib.parse import quote, urlsplit

from sitegen.lazypattern import pattern
from sitegen.marks.address import ROOT
from sitegen.settings import Settings
from sitegen.webaddress import in_ascii

INDEX = "\x07"

_SAFE = "/:@!$&'()*+,;=~-._"
_ESCAPE = pattern(r"\\(?:u0004|u0007|.)")
_ROOT, _INDEX = ROOT.encode(), INDEX.encode()


def quoted(url: str) -> str:
    """Return the address as it may stand in a link."""
    return quote(url, safe=_SAFE)


def origin(url: str) -> str:
    """Return scheme and host of an address on another site, or nothing."""
    parts = urlsplit(in_ascii(url))
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("http", "https") else ""


class Links:
    """The links of one site."""

    def __init__(self, settings: Settings) -> None:
        self._base_url, self._base_path = settings.base_url, settings.base_path
        self.link = cache(self._link)
        self.absolute = cache(self._absolute)

    def _link(self, url: str, folder: bool = False) -> str:
        """Return the href for an address of the site.

        Without a base URL it names the file, so that the site works from a disk too, unless the folder is asked for.
        """
        path = quoted(url.lstrip("/"))
        if self._base_url:
            return self._base_path + path
        return ROOT + path + (INDEX if not folder and (not path or path.endswith("/")) else "")

    def _absolute(self, url: str) -> str:
        """Return the absolute address of a page, or nothing if the site does not know its own."""
        return self._base_url + quoted(url) if self._base_url else ""


def placed(text: bytes, path: str, at_any_depth: bool = False) -> bytes:
    """Return the text of a page with its links as seen from its file.

    Those of a page that a server shows at any depth begin at the root and name folders, unless it tells its base itself.
    """
    if at_any_depth and b"<base " not in text:
        return text.replace(_INDEX, b"").replace(_ROOT, b"/")
    up = b"../" * path.count("/")
    if not up:  # an empty address would be that of the page itself
        text = text.replace(_ROOT + b'"', b'./"')
    return text.replace(_INDEX, b"index.html").replace(_ROOT, up)


def unescaped(json: str) -> str:
    """Return the JSON with the marks in it as they are; what an author wrote as `\\u0004` is no mark."""
    if "\\u000" not in json:
        return json
    return _ESCAPE.sub(lambda found: {"\\u0004": ROOT, "\\u0007": INDEX}.get(found[0], found[0]), json)
