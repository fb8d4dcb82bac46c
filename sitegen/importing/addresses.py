"""The addresses of posts as the importer sees them: whose is whose, and which old ones may lead to new ones."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, cast

from sitegen.importing.original import Original
from sitegen.permalink import address
from sitegen.post import FrontMatter, Post
from sitegen.problem import Problem, warning
from sitegen.settings import Settings

_LISTS = ("tags", "series", "archive", "popular", "search", "graph")
_FILES = ("404.html", "atom.xml", "feed.json", "sitemap.xml", "robots.txt")

RESERVED = (*_LISTS, "page")
"""Slugs at the root of a site that pages of ours have."""


class Addresses:
    """Every address that a post or a page has or leads from, in whatever case: some file systems know but one."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.owners: dict[str, str] = dict.fromkeys(["/", *_ours()], "a page of sitegen's")
        self.own: dict[tuple[str, str], str] = {}

    def claim(self, meta: FrontMatter, kind: str, slug: str) -> None:
        """Note the address of a post."""
        post = Post(slug, cast(Literal["post", "page"], kind), meta, "", 1, slug)
        self.own[kind, slug] = address(post, self.settings)
        self.owners.setdefault(self.own[kind, slug].casefold(), slug)

    def with_aliases(self, meta: FrontMatter, original: Original, problems: list[Problem]) -> FrontMatter:
        """Return the front matter with those old addresses as aliases that are not its own and nobody else's."""
        own = self.own[original.kind, meta.slug]
        aliases = dict.fromkeys(filter(None, (original.address, *meta.aliases)))
        return meta._replace(aliases=tuple(self._free(aliases, own, meta.slug, original, problems)))

    def _free(
        self, aliases: Iterable[str], own: str, slug: str, original: Original, problems: list[Problem]
    ) -> Iterable[str]:
        for alias in aliases:
            if alias.casefold() == own.casefold():
                continue
            owner = self.owners.setdefault(alias.casefold(), f"{slug} (its old address)")
            if owner == f"{slug} (its old address)":
                yield alias
            else:
                message = f"the old address {alias} belongs to {owner}; it does not lead to {own}"
                problems.append(warning(original.file, 0, "alias", message))


def _ours() -> list[str]:
    return [f"/{name}/" for name in _LISTS] + [f"/{name}" for name in _FILES]
