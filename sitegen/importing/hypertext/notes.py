"""Footnotes in HTML: a link to an item of a list that links back, as all generators write them, into `[^1]`."""

from __future__ import annotations

from bs4 import Tag

from sitegen.importing.hypertext.markings import Markings

NUMBER = "data-note"
"""The attribute of an element that is a note, with its number."""


def mark(body: Tag, markings: Markings) -> None:
    """Put marks in the place of references to notes, and the notes, as elements `note`, at the end."""
    by_id = {str(element["id"]): element for element in body.find_all(id=True)}
    numbers: dict[int, int] = {}
    items: list[Tag] = []
    for link in body.find_all("a", href=lambda href: bool(href) and str(href).startswith("#")):
        item = _note(link, by_id)
        if item is None:
            continue
        if id(item) not in numbers:
            numbers[id(item)] = len(items) + 1
            items.append(item)
        _reference(link).replace_with(markings.piece(f"[^{numbers[id(item)]}]"))
    places = [item.parent for item in items]
    for number, item in enumerate(items, 1):
        for link in item.find_all("a", href=lambda href: bool(href) and str(href).startswith("#")):
            link.decompose()
        item.extract()
        item.name, item.attrs = "note", {NUMBER: str(number)}
        body.append(item)
    for place in places:
        _remove_if_empty(place, body)


def _note(link: Tag, by_id: dict[str, Tag]) -> Tag | None:
    """Return the item that holds the note to which this link leads, if it leads to one."""
    target = by_id.get(str(link["href"])[1:])
    if target is None:
        return None
    item = target if target.name == "li" else target.find_parent("li")
    if item is None or item in link.parents:
        return None
    own = {str(element.get("id")) for element in (link, *list(link.parents)[:2]) if element.get("id")}
    backs = item.find_all("a", href=lambda href: bool(href) and str(href)[1:] in own)
    return item if backs else None


def _reference(link: Tag) -> Tag:
    around = link.parent
    alone = around is not None and around.name == "sup" and around.get_text(strip=True) == link.get_text(strip=True)
    return around if alone and around is not None else link


def _remove_if_empty(place: Tag | None, body: Tag) -> None:
    """Remove the list of notes when they are gone, with the section and the rule around it."""
    while place is not None and place is not body and not place.get_text(strip=True):
        around = place.parent
        place.decompose()
        place = around
