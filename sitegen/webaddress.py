"""Addresses of the web as machines write them: in ASCII, whatever letters a person has written."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

_SAFE = "/:@!$&'()*+,;=~-._?#[]%"
_parts = re.compile(r"(https?://|)((?<=/)[^/?#]*|)(.*)", re.IGNORECASE | re.DOTALL)


def in_ascii(address: str) -> str:
    """Return the same address in ASCII: the host as DNS knows it, the rest percent-encoded; what is encoded stays so."""
    scheme, host, rest = _parts.fullmatch(address).groups()  # type: ignore[union-attr]
    return scheme + _host(host) + re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(rest, safe=_SAFE))


def _host(host: str) -> str:
    if host.isascii():
        return host
    plain = unicodedata.normalize("NFKC", host).lower().replace("。", ".")
    return re.sub(r"[^.:@]*[^\x00-\x7f][^.:@]*", lambda label: "xn--" + label[0].encode("punycode").decode(), plain)
