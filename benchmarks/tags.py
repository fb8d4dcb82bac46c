"""How good found tags are: precision and recall against known ones, beside plain TF-IDF, and how the vocabulary grows.

python benchmarks/tags.py            the table of RESULTS.md
python benchmarks/tags.py --posts    every post of the sample archive with its tags, those that a person gave not marked
"""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from sitegen import reader, yamltext
from sitegen.importing import import_archives
from sitegen.tags.choice import MOST_TAGS, suggest
from sitegen.tags.terms import Document, read_document, runs_of
from sitegen.vocabulary import Vocabulary

HERE = Path(__file__).parent
SAMPLE = sorted((HERE.parent / "examples" / "archive").glob("*.txt"))

Tags = Mapping[str, Sequence[str]]
Concepts = Mapping[str, Sequence[frozenset[str]]]


@dataclass(frozen=True)
class Corpus:
    """Posts, and the concepts that are known to be their tags: each is a set of names of which any will do."""

    name: str
    documents: list[Document]
    known: Concepts


@dataclass(frozen=True)
class Score:
    """Precision and recall over all tags of all posts, and how many tags there are."""

    precision: float
    recall: float
    per_post: float
    vocabulary: int

    @property
    def f(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def score(found: Tags, known: Concepts) -> Score:
    """Return how well found tags fit the known concepts."""
    right = total = met = wanted = 0
    for key, concepts in known.items():
        names = {folded(tag) for tag in found[key]}
        right += sum(any(name in concept for concept in concepts) for name in names)
        met += sum(bool(concept & names) for concept in concepts)
        total += len(names)
        wanted += len(concepts)
    vocabulary = len({tag for tags in found.values() for tag in tags})
    return Score(right / max(total, 1), met / wanted, total / len(known), vocabulary)


def folded(name: str) -> str:
    """Return what a tag is compared by."""
    return re.sub(r"[\s-]", "", name).casefold()


# ---------------------------------------------------------------------------------------------- the two ways


def ours(documents: Sequence[Document]) -> Tags:
    """Return the tags that sitegen finds, without a word from a person."""
    return {key: [reason.tag for reason in reasons] for key, reasons in suggest(documents, {}, Vocabulary()).items()}


def tf_idf(documents: Sequence[Document]) -> Tags:
    """Return what plain TF-IDF gives: the best five of all Chinese 2- to 4-grams and Latin words, 2 posts to 40 %."""
    counts = {document.key: Counter(_grams(document)) for document in documents}
    posts = Counter(gram for grams in counts.values() for gram in grams)
    size = len(documents)
    found = {}
    for key, grams in counts.items():
        worth = {
            gram: n * log(size / posts[gram]) for gram, n in grams.items() if 2 <= posts[gram] <= max(2, 0.4 * size)
        }
        found[key] = sorted(worth, key=lambda gram: (-worth[gram], gram))[:MOST_TAGS]
    return found


def _grams(document: Document) -> Iterator[str]:
    for zone in document.own.values():
        for run in runs_of(zone):
            if isinstance(run, tuple):
                yield from run
            else:
                yield from (run[i : i + n] for n in (2, 3, 4) for i in range(len(run) - n + 1))


# ---------------------------------------------------------------------------------------------- the corpora


def sample() -> Corpus:
    """The sample archive of this repository, which a person has tagged from reading it."""
    text = (HERE / "tags_by_hand.yaml").read_text("utf-8")
    given = yamltext.read_mapping(text, "tags_by_hand.yaml", "tags").items
    with tempfile.TemporaryDirectory() as folder:
        import_archives(SAMPLE, Path(folder))
        documents = []
        for source in reader.find_sources(Path(folder), []):
            post, _ = reader.read_post(source)
            assert post is not None
            documents.append(read_document(post.slug, post.title, post.body, post.meta.series))
    known = {
        slug: [frozenset(map(folded, item.text.split("|"))) for item in node.items if isinstance(item, yamltext.Scalar)]
        for slug, node in given.items()
        if isinstance(node, yamltext.Sequence)
    }
    return Corpus("sample archive, tagged by hand", documents, known)


_FILLER = [
    "我们",
    "可以",
    "因此",
    "如果",
    "然后",
    "首先",
    "这个",
    "问题",
    "方法",
    "结果",
    "说明",
    "得到",
    "考虑",
    "介绍",
    "文章",
    "读者",
    "不过",
    "事实上",
    "比较",
    "简单",
    "例如",
    "需要",
    "通过",
    "进一步",
    "讨论",
    "一般",
    "情况",
    "其中",
    "同样",
    "可能",
    "直接",
    "条件",
    "理解",
    "角度",
    "明显",
    "本文",
    "前面",
    "后面",
    "继续",
    "注意到",
    "不难",
    "看出",
    "一种",
    "两个",
    "许多",
    "已经",
    "仍然",
    "并且",
    "这样",
    "以及",
    "对于",
    "关于",
    "所谓",
    "当然",
]
_PARTICLES = ["的", "了", "是", "在", "和", "与", "对", "从", "把", "被", "就", "也", "都", "而"]
_CHARACTERS = (
    "山川河海风云雷电松柏梅竹琴棋书画金木水火土春夏秋冬东南西北星辰日月龙虎鹤鹿玉石丝绸陶瓷茶酒盐铁舟车桥塔城池庭院"
)
_LATIN = [
    "Zorn",
    "Quill",
    "Brand",
    "Flux",
    "Mirth",
    "Crane",
    "Vega",
    "Delft",
    "Orchid",
    "Lumen",
    "Sable",
    "Thorn",
    "Wren",
    "Basil",
    "Cobalt",
    "Dune",
    "Ember",
    "Fjord",
    "Garnet",
    "Heron",
]


def made(size: int, seed: int = 1) -> Corpus:
    """Posts whose topics are known because they were made from them.

    Topics are invented words, some common and some rare as in life, and there are more of them the more posts there are;
    a post has two to four, says each several times among general words, and others once in passing.
    """
    chance = random.Random(seed * 1000 + size)
    topics = _topics(chance, int(6 * size**0.5))
    weights = [1 / (n + 3) for n in range(len(topics))]
    documents, known = [], {}
    for n in range(size):
        own = list(dict.fromkeys(chance.choices(topics, weights, k=chance.randint(2, 4))))
        passing = [topic for topic in chance.choices(topics, weights, k=3) if topic not in own]
        words = [topic for topic in own for _ in range(chance.randint(3, 7))] + passing
        title = "".join(_sentence(chance, [own[0]], 3))
        chance.shuffle(words)
        body = "\n\n".join(_sentence(chance, words[i : i + 3], 12) + "。" for i in range(0, len(words), 3))
        documents.append(read_document(f"p{n}", title, body))
        known[f"p{n}"] = [frozenset([folded(topic)]) for topic in own]
    return Corpus(f"{size:,} made posts", documents, known)


def _topics(chance: random.Random, size: int) -> list[str]:
    topics: dict[str, None] = dict.fromkeys(_LATIN[: size // 5])
    while len(topics) < size:
        topics["".join(chance.sample(_CHARACTERS, chance.choice((2, 2, 3, 4))))] = None
    every = list(topics)
    chance.shuffle(every)
    return every


def _sentence(chance: random.Random, words: Sequence[str], fillers: int) -> str:
    pieces = [*words, *chance.choices(_FILLER, k=fillers), *chance.choices(_PARTICLES, k=fillers // 2)]
    chance.shuffle(pieces)
    return "".join(piece + ("，" if chance.random() < 0.15 else "") for piece in pieces).strip("，")


# ---------------------------------------------------------------------------------------------- the table


def main() -> None:
    """Print the table, or the posts."""
    first = sample()
    if "--posts" in sys.argv:
        _print_posts(first)
        return
    print("| corpus | way | precision | recall | F | tags a post | tags in all | CPU s |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    ways: tuple[tuple[str, Callable[[Sequence[Document]], Tags]], ...] = (("sitegen", ours), ("TF-IDF", tf_idf))
    for corpus in (first, *(made(size) for size in (50, 200, 800, 3200))):
        for name, way in ways:
            start = time.process_time()
            found = way(corpus.documents)
            seconds = time.process_time() - start
            got = score(found, corpus.known)
            print(
                f"| {corpus.name} | {name} | {got.precision:.2f} | {got.recall:.2f} | {got.f:.2f} "
                f"| {got.per_post:.1f} | {got.vocabulary} | {seconds:.1f} |"
            )
    print(f"\npeak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _print_posts(corpus: Corpus) -> None:
    for document in corpus.documents:
        concepts = corpus.known.get(document.key, ())
        tags = ours(corpus.documents)[document.key]
        marked = [tag if any(folded(tag) in concept for concept in concepts) else f"{tag}?" for tag in tags]
        print(f"{document.title}: {', '.join(marked)}")


if __name__ == "__main__":
    main()
