"""What machines read of a site, a post and a feed: the terms of schema.org, and JSON Feed. What is not known is left out."""

from __future__ import annotations

from collections.abc import Iterable

from sitegen.filters import iso
from sitegen.settings import Settings
from sitegen.site import Entry

Terms = dict[str, object]


def site(settings: Settings) -> Terms:
    """Return the site as schema.org knows it."""
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": settings.title,
            "description": settings.description,
            "inLanguage": settings.language,
            "author": _person(settings.author),
            "url": settings.base_url and f"{settings.base_url}/",
        }
    )


def post(entry: Entry, settings: Settings, address: str, image: str) -> Terms:
    """Return the post as schema.org knows it; `address` and `image` are those of its page and of a picture for it."""
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "BlogPosting",
            "headline": entry.title,
            "inLanguage": entry.lang or settings.language,
            "author": _person(entry.author or settings.author),
            "description": entry.description,
            "datePublished": iso(entry.date),
            "dateModified": iso(entry.updated),
            "keywords": [tag.name for tag in entry.tags],
            "wordCount": entry.word_count,
            "interactionStatistic": entry.read_count and _reads(entry.read_count),
            "image": image,
            "url": address,
            "mainEntityOfPage": address,
            "isPartOf": _known({"@type": "Blog", "name": settings.title, "url": address and f"{settings.base_url}/"}),
        }
    )


def _person(name: str) -> Terms | None:
    return {"@type": "Person", "name": name} if name else None


def _reads(count: int) -> Terms:
    return {
        "@type": "InteractionCounter",
        "interactionType": "https://schema.org/ReadAction",
        "userInteractionCount": count,
    }


def feed(settings: Settings, about: str, addresses: tuple[str, str], items: Iterable[Terms]) -> Terms:
    """Return a feed as JSON Feed 1.1 has it; `addresses` are those of its HTML page and of itself."""
    home, own = addresses
    return _known(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": settings.title,
            "home_page_url": home,
            "feed_url": own,
            "description": about,
            "language": settings.language,
            "authors": _authors(settings.author),
        }
    ) | {"items": list(items)}


def feed_item(entry: Entry, id: str, address: str, html: str, stamps: tuple[str, str]) -> Terms:
    """Return a post in a JSON feed, with its HTML; `stamps` tell when it was published and when it last changed."""
    published, changed = stamps
    return _known(
        {
            "id": id,
            "url": address,
            "title": entry.title,
            "content_html": html,
            "summary": entry.description,
            "date_published": published,
            "date_modified": changed,
            "authors": _authors(entry.author),
            "tags": [tag.name for tag in entry.tags],
            "language": entry.lang,
        }
    )


def _authors(name: str) -> list[Terms]:
    return [{"name": name}] if name else []


def _known(terms: Terms) -> Terms:
    return {name: value for name, value in terms.items() if value}
