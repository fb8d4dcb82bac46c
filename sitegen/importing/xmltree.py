"""XML from strangers: read into elements with their lines, and refused where it could do harm.

No entity is ever defined or looked up, no other file is opened, and there are bounds on size and depth. Characters that
XML does not allow, which WordPress exports hold now and then, are dropped with a warning.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint
from pathlib import Path
from xml.parsers import expat

from sitegen import regular
from sitegen.problem import Problem, SiteError, error, warning

LARGEST = 512 * 1024 * 1024
"""In bytes."""

DEEPEST = 200
"""Elements in elements."""

_forbidden = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_wide = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
_bare_entity = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31});")
_NAMED = {b"amp", b"lt", b"gt", b"quot", b"apos"}


@dataclass
class Element:
    """An element: its name (`namespace local`, or just the local name), its attributes, and what is in it by turns."""

    name: str
    attributes: dict[str, str]
    line: int
    content: list[Element | str] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its namespace."""
        return self.name.rpartition(" ")[2]

    @property
    def text(self) -> str:
        """The text right in it."""
        return "".join(part for part in self.content if isinstance(part, str))

    @property
    def children(self) -> Iterator[Element]:
        """The elements right in it."""
        return (part for part in self.content if isinstance(part, Element))

    def all(self, name: str) -> list[Element]:
        """Return the elements of a name right in it."""
        return [child for child in self.children if child.name == name]

    def one(self, name: str) -> Element | None:
        """Return the first element of a name right in it."""
        return next((child for child in self.children if child.name == name), None)

    def value(self, name: str) -> str:
        """Return the text of the first element of a name right in it, without blanks around it."""
        child = self.one(name)
        return child.text.strip() if child else ""


def read(file: Path, path: str, problems: list[Problem]) -> Element:
    """Return the root element of a file. Raises SiteError with the place where it is not XML that we read."""
    try:
        size = file.stat().st_size
        if size > LARGEST:
            raise SiteError(error(path, 0, "xml", f"{size:,} bytes; a file may have {LARGEST:,}"))
        data = regular.read(file)
    except OSError as fault:
        raise SiteError(error(path, 0, "unreadable", f"cannot be read: {(fault.strerror or '').lower()}")) from None
    if data.startswith(_wide):
        return _Reading(path, None).read(data)
    name = _declared(data)
    text = _decoded(data, name, path) if name else data
    return _Reading(path, "utf-8" if name else None).read(_mended(text, path, problems))


def _declared(data: bytes) -> str:
    """Return the encoding that the file declares if it is one of several bytes a character, such as GBK."""
    found = re.match(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", data[:1000])
    name = found[1].decode() if found else ""
    try:
        return "" if re.fullmatch(r"(?i)utf-?8|us-ascii|iso-8859-\d+|windows-\d+", name) else codecs.lookup(name).name
    except LookupError:
        return ""  # the parser says so


def _decoded(data: bytes, encoding: str, path: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except (UnicodeError, LookupError) as fault:
        start = fault.start if isinstance(fault, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        message = f"byte 0x{data[start]:02x} is not {encoding.upper()}, the encoding that the file declares"
        raise SiteError(error(path, line, "encoding", message)) from None


def _mended(data: bytes, path: str, problems: list[Problem]) -> bytes:
    """Return the bytes without what XML cannot hold, and with HTML's names for characters as numbers."""
    found = _forbidden.search(data)
    if found:
        count = len(_forbidden.findall(data))
        line = data.count(b"\n", 0, found.start()) + 1
        message = f"{count} control characters removed, the first of them here; XML does not allow them"
        problems.append(warning(path, line, "character", message))
        data = _forbidden.sub(b"", data)
    return _outside_cdata(data.lstrip())


def _outside_cdata(data: bytes) -> bytes:
    end = data.rfind(b"]]>") + 3  # no end is searched for where there is none
    parts = re.split(rb"(<!\[CDATA\[.*?\]\]>)", data[:end], flags=re.DOTALL)
    parts[-1] += data[end:]
    return b"".join(part if n % 2 else _bare_entity.sub(_numbered, part) for n, part in enumerate(parts))


def _numbered(found: re.Match[bytes]) -> bytes:
    code = name2codepoint.get(found[1].decode())
    return found[0] if code is None or found[1] in _NAMED else b"&#%d;" % code


class _Reading:
    def __init__(self, path: str, encoding: str | None) -> None:
        self.path = path
        self.parser = expat.ParserCreate(encoding, " ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.EntityDeclHandler = self._definition
        self.parser.SkippedEntityHandler = self._unknown
        self.open = [Element("", {}, 0)]

    def read(self, data: bytes) -> Element:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as fault:
            message = f"this is not XML: {expat.ErrorString(fault.code)}"
            raise SiteError(error(self.path, fault.lineno, "xml", message, column=fault.offset + 1)) from None
        except (LookupError, ValueError) as fault:
            raise SiteError(error(self.path, 1, "xml", f"cannot be read: {fault}")) from None
        return next(self.open[0].children)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.open) > DEEPEST:
            raise self._refusal(f"elements nested deeper than {DEEPEST} levels")
        element = Element(name, attributes, self.parser.CurrentLineNumber)
        self.open[-1].content.append(element)
        self.open.append(element)

    def _end(self, name: str) -> None:
        self.open.pop()

    def _text(self, text: str) -> None:
        self.open[-1].content.append(text)

    def _unknown(self, name: str, is_parameter: bool) -> None:
        raise self._refusal(f"the entity &{name}; is not known")

    def _definition(self, *_: object) -> None:
        raise self._refusal("it defines an entity, which no feed and no export needs; not read")

    def _refusal(self, message: str) -> SiteError:
        return SiteError(error(self.path, self.parser.CurrentLineNumber, "xml", message))
