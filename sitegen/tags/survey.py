"""The tags of a site: its posts read, tags suggested for those that have none, told with reasons, and written."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sitegen import reader
from sitegen.files import put
from sitegen.folders import check_source
from sitegen.problem import Problem, warning
from sitegen.reader import Source
from sitegen.tags import line
from sitegen.tags.choice import Reason, suggest
from sitegen.tags.terms import Document, read_document
from sitegen.vocabulary import Vocabulary, key_of, read_vocabulary

SHOWN_POSTS = 3
WIDEST_TITLE = 36


@dataclass
class Survey:
    """The posts of a site by path: their titles, the tags of each with the reasons, and the files of those without."""

    vocabulary: Vocabulary
    titles: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, list[Reason]] = field(default_factory=dict)
    untagged: dict[str, Source] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def suggested(self) -> dict[str, list[str]]:
        """The tags for posts that have none, by path; posts for which there is none are left out."""
        return {path: [reason.tag for reason in self.reasons[path]] for path in self.untagged if self.reasons[path]}

    def table(self) -> Iterator[str]:
        """Yield a line for each tag: in how many posts it is, how many of these are new, and which."""
        posts: dict[str, list[str]] = {}
        names: dict[str, str] = {}
        for path, reasons in self.reasons.items():
            for reason in reasons:
                key = key_of(self.vocabulary.name_of(reason.tag))
                names.setdefault(key, self.vocabulary.name_of(reason.tag))
                posts.setdefault(key, []).append(path)
        if not posts:
            return
        rows = [("tag", "posts", "new", "where")]
        for key in sorted(posts, key=lambda key: (self.vocabulary.place(key), -len(posts[key]), key)):
            new = [path for path in posts[key] if path in self.untagged]
            some = [_shortened(self.titles[path]) for path in (new or posts[key])[:SHOWN_POSTS]]
            more = len(posts[key]) - len(some)
            where = " · ".join(some) + (f" · {more} more" if more else "")
            rows.append((names[key], str(len(posts[key])), str(len(new) or ""), where))
        width = max(_width(row[0]) for row in rows)
        for tag, count, new_count, where in rows:
            yield f"{_padded(tag, width)}  {count:>5}  {new_count:>4}  {where}"

    def explanation(self) -> Iterator[str]:
        """Yield for each post its tags, and why it has each."""
        for path, reasons in self.reasons.items():
            yield f"{path}  {self.titles[path]}"
            width = max((_width(reason.tag) for reason in reasons), default=0)
            for reason in reasons:
                yield f"    {_padded(reason.tag, width)}  {_why(reason)}"
            if not reasons:
                yield "    no tag: it shares no topic with another post"

    def summary(self) -> str:
        """Return in one line how many posts have tags and how many would get some."""
        counts = Counter(len(tags) for tags in self.suggested.values())
        total = sum(size * n for size, n in counts.items())
        have = len(self.titles) - len(self.untagged)
        text = f"{len(self.titles):,} post{_s(len(self.titles))}: {have:,} with tags, {len(self.untagged):,} without"
        if not counts:
            return text
        return f"{text}; {total:,} tag{_s(total)} for {sum(counts.values()):,} of these (--apply writes them)"


def survey(source: Path) -> Survey:
    """Return the posts of the site in this folder with their tags, and tags for those that have none.

    Raises SiteError (status 2) where settings or `content/tags.yaml` cannot be used.
    """
    check_source(source)
    found = Survey(read_vocabulary(source))
    documents: list[Document] = []
    tagged: dict[str, tuple[str, ...]] = {}
    for file in reader.find_sources(source, found.problems):
        if file.kind != "post":
            continue
        post, problems = reader.read_post(file)
        found.problems += problems
        if post is None:
            continue
        found.titles[post.path] = post.title
        documents.append(read_document(post.path, post.title, post.body, post.meta.series))
        if post.meta.tags:
            tagged[post.path] = post.meta.tags
        else:
            found.untagged[post.path] = file
    found.reasons = suggest(documents, tagged, found.vocabulary)
    return found


def apply(found: Survey) -> list[str]:
    """Write the suggested tags into the files of the posts without any; return the paths of those written.

    A file in which one more line would not do it is left alone, with a warning among the problems.
    """
    written = []
    for path, tags in found.suggested.items():
        file = Path(found.untagged[path].file).resolve()
        text = line.with_tags(file.read_bytes().decode("utf-8"), tags, path)
        if text is None:
            message = "its front matter has no place for a line of tags; it is left alone"
            help = f"write them yourself: {', '.join(tags)}"
            found.problems.append(warning(path, 1, "tags", message, help=help))
        else:
            put(file, text)
            written.append(path)
    return written


def _why(reason: Reason) -> str:
    if reason.kind == "rule":
        return f"a rule of content/tags.yaml found {reason.words}"
    if reason.kind == "series":
        return f"the series, of {reason.posts} posts"
    if reason.kind == "rubric":
        return "stands in brackets before the title"
    use = reason.use
    places = (
        (use.title, "in the title"),
        (use.heading, "in headings"),
        (use.text, "in the text"),
        (use.mention, "in titles it mentions"),
        (use.part, "as a part of longer terms"),
    )
    where = ", ".join(f"{n}× {place}" for n, place in places if n)
    kinds = {"kept": "kept by content/tags.yaml", "named": "a tag in use", "written": "written in the post"}
    said = [kinds.get(reason.kind, ""), where, f"used by {reason.posts} post{_s(reason.posts)}" if reason.posts else ""]
    return "; ".join(filter(None, said))


def _s(n: int) -> str:
    return "" if n == 1 else "s"


def _shortened(title: str) -> str:
    width = 0
    for n, character in enumerate(title):
        width += _width(character)
        if width > WIDEST_TITLE:
            return title[:n] + "…"
    return title


def _width(text: str) -> int:
    """How many columns the text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
