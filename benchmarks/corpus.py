"""A corpus for measuring: as many mathematical posts in Chinese and English as one likes, always the same ones.

    python benchmarks/corpus.py FOLDER [--posts 1000] [--profile short|long] [--dialect yaml|pelican] [--like FOLDER]

A short post has about 2.4 KB, 1,240 characters of text and 21 formulas; a long one about 15 KB. `--like` takes the posts from
a folder of Markdown files instead of making them up.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import NamedTuple

SIZES = {"short": 2050, "long": 15000}
"""The bytes of a post's text, in the middle."""


def _words(text: str) -> list[str]:
    return text.split()


TAGS = _words("""
分析 代数 几何 概率 数论 组合 拓扑 矩阵 不等式 极限 级数 积分 微分方程 复分析 实分析 泛函分析 线性代数 抽象代数 群论 环论 域论 图论 测度
统计 优化 凸分析 变分法 数值分析 逼近论 傅里叶分析 特殊函数 信息论 随机过程 鞅 马尔可夫链 布朗运动 采样 估计 熵 大偏差 动力系统 混沌 微分几何
流形 曲率 张量 力学 天文 博弈 算法 计算 密码 历史 教学 习题 随笔 谱理论 算子 对称 递推 反例 Python
""")

AUTHORS = ["林知远", "苏晚晴", "周行之", "Ada Moreau"]

THINGS = _words("""
连续函数 可测函数 凸函数 调和函数 单调序列 收敛级数 正定矩阵 正交矩阵 对称算子 有界算子 紧集 开集 闭子空间 不动点 特征值 特征向量 奇异值
条件期望 独立增量 停时 生成函数 特征函数 经验分布 素数分布 同余方程 循环群 正规子群 理想 域扩张 最短路 完全图 平面图 测地线 切空间 曲率张量
插值多项式 求积公式 迭代格式 误差界 拉格朗日乘子 对偶问题 最速曲线 变分问题 渐近展开 留数 解析延拓 傅里叶系数 卷积核 熵函数
""")

THEOREMS = _words("""
均值不等式 柯西不等式 詹森不等式 控制收敛定理 中心极限定理 大数定律 不动点定理 中值定理 隐函数定理 谱定理 极小极大原理 留数定理 斯特林公式
反演公式 容斥原理 鸽笼原理 归纳法 分部积分 变量代换 对角化 紧性论证 对称性
""")

TOPICS = _words("""
compactness convexity duality symmetry convergence independence orthogonality regularity stability uniqueness entropy curvature
""")

SERIES = ["矩阵杂谈", "不等式拾遗", "从零学概率", "分析中的反例", "数值计算札记", "几何直观", "素数漫步", "变分法导引"]

ZH = [
    "设{m}是一个{thing}，我们要证明{m}",
    "由{theorem}可得{m}，再令{m}就得到所要的结论",
    "注意到{thing}与{thing}之间的关系，{m}其实只依赖于{m}",
    "如果去掉条件{m}，{theorem}不再成立，下面会给出一个反例",
    "这一步看上去平淡无奇，但它把{thing}的问题化成了{thing}的问题",
    "直观地说，{m}衡量的是{thing}偏离{thing}的程度",
    "两边同时取极限，{m}这一项趋于零，剩下的就是{m}",
    "读者不妨先自己试一试，用**{theorem}**能不能直接得到{m}",
    "关于{thing}的更多背景，可以看[这份讲义](https://example.org/notes/{n})",
    "数值实验里我们用`{code}`来算它，取{m}时误差已经小于{m}",
    "反过来，假如{m}，那么{thing}就不可能是{thing}，矛盾",
    "这正是{theorem}的一个特例，只不过这里的{m}换成了{m}",
    "为了记号简单，以下把{m}简记为{m}，并且总假定{thing}存在",
    "在《{before}》里我们已经见过类似的论证",
    "为什么会想到{theorem}？因为{thing}的对称性实在太明显了",
    "这里的{thing}不必唯一，但任何两个只差一个{thing}，所以并不影响后面的讨论",
    "换句话说，研究{thing}的人和研究{thing}的人，说的其实是同一件事",
    "证明的难点不在{theorem}，而在于怎样把{thing}摆到合适的位置上",
    "历史上，{theorem}最早是为了研究{thing}才提出来的，后来才用到别处",
]

EN = [
    "Let {m} be given and suppose that {m}",
    "By {topic} alone the estimate {m} follows at once",
    "It is worth asking what becomes of {m} when {topic} fails",
    "The term {m} is small, so what remains is {m}",
    "This is where **{topic}** enters, and it enters only once",
    "A short computation with `{code}` suggests that {m}",
    "Compare this with [an older proof](https://example.org/proofs/{n}), which needs {topic} twice",
    "Nothing here depends on the choice of {m}",
    "There is a longer proof which avoids {topic} altogether, but it teaches us less",
    "The reader who knows about {topic} may skip the rest of this paragraph",
]

CODES = ["numpy", "eigh", "gauss_legendre", "sieve", "fft", "newton", "qr", "random_walk"]

FORMULAS = [
    r"{a}_{i}",
    r"{a}_{{{i}+1}}",
    r"{a}^2+{b}^2",
    r"\lambda_{{\max}}({A})",
    r"{A}\in\mathbb{{R}}^{{{n}\times {n}}}",
    r"\Vert {A}{b}\Vert\leq {n}",
    r"\sum_{{{i}=1}}^{{{n}}} {a}_{i}{b}_{i}",
    r"\frac{{{a}}}{{{n}{b}}}",
    r"{i}\to\infty",
    r"f({a})=\sqrt{{{b}+{n}}}",
    r"0<\epsilon<{b}_{i}",
    r"{a}_1*{b}_2*{a}_{n}",
    r"\mathbb{{E}}[{A}|\mathcal{{F}}_{i}]",
    r"e^{{-{a}^2/{n}}}",
    r"\{{{a}_1,\cdots,{a}_{{{n}}}\}}",
    r"O({i}^{n}\log {i})",
]

DISPLAYS = [
    r"\int_{{-\infty}}^{{\infty}} e^{{-{a}^2/{n}}}\,d{a} = \sqrt{{{n}\pi}}",
    r"\left(\sum_{{{i}=1}}^{{{n}}} {a}_{i}{b}_{i}\right)^2 \leq \sum_{{{i}=1}}^{{{n}}} {a}_{i}^2 \sum_{{{i}=1}}^{{{n}}} {b}_{i}^2",
    r"\frac{{\partial}}{{\partial {a}}}\left\langle {A}{a},{a}\right\rangle = \left({A}+{A}^{{\top}}\right){a}",
    r"\mathbb{{P}}\left(|{A}-\mathbb{{E}}{A}|\geq {n}\sigma\right) \leq \frac{{1}}{{{n}^2}}, \quad \forall\, {n} > 0",
    r"\begin{{pmatrix}} {a}_{{11}} & {a}_{{12}} \\ {a}_{{21}} & {a}_{{22}} \end{{pmatrix}}\begin{{pmatrix}} {b}_1 \\ {b}_2 \end{{pmatrix}} = {n}\begin{{pmatrix}} {b}_1 \\ {b}_2 \end{{pmatrix}}",
    r"\zeta({n}) = \sum_{{{i}=1}}^{{\infty}} \frac{{1}}{{{i}^{{{n}}}}} = \prod_p \frac{{1}}{{1-p^{{-{n}}}}}",
]

LISTINGS = [
    "import numpy as np\n\n\ndef power(a, steps={n}):\n    x = np.ones(len(a))\n    for _ in range(steps):\n"
    "        x = a @ x\n        x /= np.linalg.norm(x)  # 归一化\n    return x @ a @ x\n",
    "def sieve(limit):\n    primes = [True] * (limit + 1)\n    for p in range(2, {n} * limit):\n        if primes[p]:\n"
    '            yield p\n        primes[p * p :: p] = [False] * len(primes[p * p :: p])\n    return "完"\n',
]


class Post(NamedTuple):
    """A post; its slug is also the name of its file."""

    slug: str
    title: str
    author: str
    date: datetime
    read_count: int
    tags: list[str]
    body: str
    series: str = ""
    series_number: int = 0


class Writer:
    """Who makes posts up: the same ones for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = random.Random(seed)
        self.before = "开篇"
        self.parts = dict.fromkeys(SERIES, 0)

    def post(self, number: int, date: datetime, size: int) -> Post:
        """Return one post, of about so many bytes of text."""
        choose = self.random
        is_english = choose.random() < 0.15
        title = self._english_title(number) if is_english else self._title(number)
        series, part = ("", 0) if is_english or choose.random() > 0.18 else self._next_part()
        if series:
            title = f"{series}：{part}、{title}"
        tags = choose.choices(TAGS, [1 / rank for rank in range(1, len(TAGS) + 1)], k=choose.randint(1, 4))
        body = self._body(size * choose.lognormvariate(0, 0.36), is_english)
        author = choose.choices(AUTHORS, [9, 1, 1, 1])[0]
        read_count = int(choose.lognormvariate(9, 1))
        self.before = title
        return Post(f"p{number:06}", title, author, date, read_count, list(dict.fromkeys(tags)), body, series, part)

    def _next_part(self) -> tuple[str, int]:
        series = self.random.choice(SERIES)
        self.parts[series] += 1
        return series, self.parts[series]

    def _title(self, number: int) -> str:
        first, second = self.random.sample(THINGS, 2)
        joined = self.random.choice([f"{first}与{second}", f"从{first}看{second}", f"{first}的{second}"])
        return f"{joined}（第{number}则）"

    def _english_title(self, number: int) -> str:
        first, second = self.random.sample(TOPICS, 2)
        return f"{first.capitalize()}, {second} and ${self._fill(self.random.choice(FORMULAS[:5]))}$ (note {number})"

    def _body(self, size: float, is_english: bool) -> str:
        blocks = [self._paragraph(is_english)]
        left = size - len(blocks[0].encode())
        while left > 0:
            blocks.append(self._block(len(blocks), is_english))
            left -= len(blocks[-1].encode()) + 2
        return "\n\n".join(blocks) + "\n"

    def _block(self, number: int, is_english: bool) -> str:
        kinds = ["display", "text", "heading", "list", "quote", "listing", "table"]
        kind = self.random.choices(kinds, [25, 58, 6, 5, 4, 2, 1.5])[0]
        if kind == "display":
            return self._display(number)
        if kind == "heading":
            return "## " + (self.random.choice(TOPICS).capitalize() if is_english else self.random.choice(THINGS))
        if kind == "list":
            items = [self._sentence(is_english) for _ in range(self.random.randint(3, 5))]
            return "\n".join(f"{n}. {item}" if number % 2 else f"- {item}" for n, item in enumerate(items, 1))
        if kind == "quote":
            return f"> {self._sentence(is_english)}"
        if kind == "listing":
            return "```python\n" + self.random.choice(LISTINGS).replace("{n}", str(self.random.randint(2, 99))) + "```"
        return self._table() if kind == "table" else self._paragraph(is_english)

    def _paragraph(self, is_english: bool) -> str:
        sentences = [self._sentence(is_english) for _ in range(self.random.randint(2, 5))]
        return (" " if is_english else "").join(sentences)

    def _sentence(self, is_english: bool) -> str:
        text = self.random.choice(EN if is_english else ZH)
        return re.sub(r"\{(\w+)\}", lambda found: self._piece(found[1]), text) + ("." if is_english else "。")

    def _piece(self, name: str) -> str:
        choices = {"thing": THINGS, "theorem": THEOREMS, "topic": TOPICS, "code": CODES}
        if name in choices:
            return self.random.choice(choices[name])
        if name == "m":
            return f"${self._fill(self.random.choice(FORMULAS))}$"
        return self.before if name == "before" else str(self.random.randint(1, 9999))

    def _fill(self, formula: str) -> str:
        choose = self.random.choice
        return formula.format(
            a=choose("xyuvz"), b=choose("abcst"), A=choose("ABMXY"), i=choose("ijkm"), n=choose("2345678")
        )

    def _display(self, number: int) -> str:
        first, second = (self._fill(formula) for formula in self.random.choices(DISPLAYS, k=2))
        kind = self.random.choices(["labelled", "aligned", "align", "dollars"], [4, 2, 1.5, 2.5])[0]
        if kind == "labelled":
            return rf"\begin{{equation}}{first}\label{{eq:{number}}}\end{{equation}}"
        if kind == "aligned":
            lines = " \\\\\n".join(formula.replace(" =", " =&", 1) for formula in (first, second))
            return "\\begin{equation}\\begin{aligned}\n" + lines + "\n\\end{aligned}\\end{equation}"
        return f"\\begin{{align}}\n{first} \\\\\n{second}\n\\end{{align}}" if kind == "align" else f"$$\n{first}\n$$"

    def _table(self) -> str:
        rows = [
            f"| {self._piece('thing')} | {self._piece('n')} | {self._piece('m').replace('|', chr(92) + 'vert ')} |"
            for _ in range(self.random.randint(3, 7))
        ]
        return "\n".join(["| 对象 | 次数 | 记号 |", "|:--|--:|:-:|", *rows])


def posts(number: int, profile: str) -> Iterator[Post]:
    """Yield so many posts, from the oldest to the newest."""
    writer = Writer(profile)
    first, last = datetime(2008, 2, 1, 9), datetime(2025, 6, 1, 9)
    for n in range(number):
        date = first + timedelta(seconds=int((last - first).total_seconds() * n / number))
        yield writer.post(n + 1, date, SIZES[profile])


def read(folder: Path) -> Iterator[Post]:
    """Yield the posts of a folder of Markdown files that have such front matter as `as_yaml` writes."""
    for n, path in enumerate(sorted(folder.rglob("*.md")), 1):
        _, front, body = path.read_text("utf-8").split("---\n", 2)
        fields = dict(re.findall(r"(?m)^(\w+):[ ]*(.*)$", front))
        tags = json.loads(fields.get("tags") or "[]")
        date = datetime.fromisoformat(fields["date"].strip('"')).replace(tzinfo=None)
        title, author, series = (json.loads(fields.get(name) or '""') for name in ("title", "author", "series"))
        count, part = (int(fields.get(name) or 0) for name in ("read_count", "series_number"))
        yield Post(f"p{n:06}", title, author, date, count, tags, body.lstrip("\n"), series, part)


def as_yaml(post: Post) -> str:
    """Return the file of a post as sitegen and Hugo read it."""
    text = {key: json.dumps(getattr(post, key), ensure_ascii=False) for key in ("title", "author", "tags", "slug")}
    date = f"{post.date:%Y-%m-%dT%H:%M:%S}+08:00"
    lines = [f"title: {text['title']}", f"author: {text['author']}", f"date: {date}", f"slug: {text['slug']}"]
    lines += [f"read_count: {post.read_count}", f"tags: {text['tags']}"]
    if post.series:
        lines += [f"series: {json.dumps(post.series, ensure_ascii=False)}", f"series_number: {post.series_number}"]
    return "---\n" + "\n".join(lines) + f"\n---\n\n{post.body}"


def as_pelican(post: Post) -> str:
    """Return the file of a post as Pelican reads it."""
    lines = [
        f"Title: {post.title}",
        f"Author: {post.author}",
        f"Date: {post.date:%Y-%m-%d %H:%M}",
        f"Slug: {post.slug}",
    ]
    lines += [f"Read_count: {post.read_count}", f"Tags: {', '.join(post.tags)}"]
    return "\n".join(lines) + f"\n\n{post.body}"


DIALECTS = {"yaml": as_yaml, "pelican": as_pelican}


def write(folder: Path, found: Iterable[Post], dialect: str) -> None:
    """Write a file for each post."""
    folder.mkdir(parents=True, exist_ok=True)
    for post in found:
        (folder / f"{post.slug}.md").write_text(DIALECTS[dialect](post), "utf-8")


def main() -> None:
    """Write a corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--profile", choices=SIZES, default="short")
    parser.add_argument("--dialect", choices=DIALECTS, default="yaml")
    parser.add_argument("--like", type=Path)
    asked = parser.parse_args()
    found = islice(read(asked.like), asked.posts) if asked.like else posts(asked.posts, asked.profile)
    write(asked.folder, found, asked.dialect)


if __name__ == "__main__":
    main()
