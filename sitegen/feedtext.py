"""Text as it may stand in a feed: without what XML forbids, and a post's HTML in a section that is read as it is."""

from __future__ import annotations

import re

from markupsafe import Markup

from sitegen.lazypattern import pattern

_BYTES = bytes([*range(0x04), 0x05, 0x06, 0x08, 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F])
_CHARACTERS = ("\ufffe", "\uffff")
"""What XML forbids, but for the two marks of `links`, which are gone when a page is ready."""

_FORBIDDEN = rb"(?:[%b]|\xef\xbf[\xbe\xbf])" % re.escape(_BYTES)
_forbidden = pattern(_FORBIDDEN)
_hidden_end = pattern(rb"\](%b*)\](%b*)>" % (_FORBIDDEN, _FORBIDDEN))
"""What would end a section if what is forbidden were gone."""


def section(html: str) -> Markup:
    """Return HTML as it stands in XML."""
    return Markup(f"<![CDATA[{html.replace(']]>', ']]&gt;')}]]>")


def allowed(text: str) -> bytes:
    """Return the text without what XML forbids: neither its readers nor those of JSON would take it."""
    is_sound = not any(map(text.__contains__, _CHARACTERS))
    data = text.encode("utf-8", "ignore")
    if is_sound and not any(map(data.__contains__, _BYTES)):  # found much sooner than taken out
        return data
    data = _hidden_end.sub(lambda found: b"]]&gt;" if found[1] or found[2] else found[0], data)
    return _forbidden.sub(b"", data)
