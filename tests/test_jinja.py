"""Templates mean what Jinja says they mean, though they compile to less."""

from __future__ import annotations

import random
import re
from pathlib import Path

import jinja2
import pytest
from jinja2 import BytecodeCache, UndefinedError, pass_context
from jinja2.bccache import Bucket
from jinja2.runtime import Context
from markupsafe import Markup

from sitegen.jinja import Compiled, Environment
from tests.sitehelp import write


def environment(folder: Path, **templates: str) -> Environment:
    write(folder, {f"{name}.html": text for name, text in templates.items()})
    return Environment(folder, folder / "ours", Compiled({}))


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ a }} {{ b }} {{ 1 }} {{ none }}", "&lt;i&gt; <b> 1 None"),
        ("{{ a|safe }} {{ a ~ b }} {{ '<' }}", "<i> &lt;i&gt;<b> &lt;"),
        ("{% autoescape false %}{{ a }}{% endautoescape %}{{ a }}", "<i>&lt;i&gt;"),
        ("{% autoescape yes %}{{ a }}{% endautoescape %}", "&lt;i&gt;"),
        ("{{ dict(x=1, class=2)['class'] }} {{ dict(**{'y': 3}).y }} {{ range(*[1, 3])|list }}", "2 3 [1, 2]"),
        ("{% for n in range(2) %}{{ loop.cycle('x', 'y') }}{% endfor %}", "xy"),
        ("{% for n in [[1], [2]] recursive %}{{ loop(n) if n is iterable else n }}{% endfor %}", "12"),
        ("{% macro m(x, y=2) %}<{{ x }}{{ y }}{{ varargs }}>{% endmacro %}{{ m(a) }}{{ m(1, 3, 4) }}", None),
        ("{% macro m() %}({{ caller(a) }}){% endmacro %}{% call(x) m() %}{{ x }}{% endcall %}", "(&lt;i&gt;)"),
        ("{% set n = namespace(x=1) %}{% set n.x = n.x + 1 %}{{ n.x }} {{ ' a '.strip() }}", "2 a"),
        ("{% if yes %}{% set x = a %}{% endif %}{{ x }}{% set x = x ~ 1 %}{{ x }}", "&lt;i&gt;&lt;i&gt;1"),
        ("{% if not yes %}{% set x = a %}{% endif %}{{ x is defined }} {{ x|default(b) }}", "False <b>"),
        ("{% for x in [1] %}{% set y = x %}{% endfor %}{{ y is defined }} {{ x is defined }}", "False False"),
        (
            "{% macro m(x, y) %}{{ y is defined }}{{ x }}{% endmacro %}{{ m(a) }} {{ m(y=1, x=b) }}",
            "False&lt;i&gt; True<b>",
        ),
        ("{% macro m(x) %}{{ x }}{{ kwargs }}{% endmacro %}{{ m(1, y=2) }}", "1{&#39;y&#39;: 2}"),
    ],
)
def test_what_templates_show_is_escaped_and_calls_are_calls(tmp_path: Path, template: str, shown: str | None) -> None:
    page = environment(tmp_path, page=template).get_template("page.html")
    assert page.render(a="<i>", b=Markup("<b>"), yes=True) == (shown or "<&lt;i&gt;2()><13(4,)>")


def test_blocks_extend_what_they_replace(tmp_path: Path) -> None:
    frame = "[{% block one %}{{ word }}{% endblock %}|{{ self.one() }}]"
    child = '{% extends "frame.html" %}{% block one %}({{ super() }}){% endblock %}'
    assert environment(tmp_path, frame=frame, child=child).get_template("child.html").render(word="<") == (
        "[(&lt;)|(&lt;)]"
    )


@pytest.mark.parametrize("how", ["", " without context", " with context"])
def test_what_is_included_stands_where_it_is_included(tmp_path: Path, how: str) -> None:
    frame = '[{% block one %}a{% include "part.html"HOW %}b{% endblock %}]'.replace("HOW", how)
    page = environment(tmp_path, frame=frame, part="<{{ 1 }}>", child='{% extends "frame.html" %}').get_template(
        "child.html"
    )
    assert page.render() == "[a<1>b]"


def test_names_that_a_template_sets_are_known_in_its_blocks_and_in_what_it_includes(tmp_path: Path) -> None:
    frame = "{% set word = 'frame' %}{% block one %}{{ word }}{% endblock %}"
    child = (
        '{% extends "frame.html" %}{% set more = word ~ 1 %}'
        '{% block one %}{{ more }}{{ super() }}{% set inner = 2 %}{% include "part.html" %}{{ inner }}{% endblock %}'
    )
    part = "[{{ more }}{{ inner }}{{ other is defined }}{% set inner = 3 %}{{ inner }}]"
    page = environment(tmp_path, frame=frame, child=child, part=part).get_template("child.html")
    assert page.render(word="given") == "given1frame[given12False3]2"


def test_what_is_included_sets_names_for_itself_alone(tmp_path: Path) -> None:
    frame = '{% include "part.html" %}{% block one %}{{ word is defined }}{% endblock %}'
    page = environment(tmp_path, frame=frame, part="{% set word = 1 %}{{ word }}").get_template("frame.html")
    assert page.render() == "1False"


def test_a_macro_refuses_what_it_does_not_take(tmp_path: Path) -> None:
    page = environment(tmp_path, page="{% macro m(x) %}{% endmacro %}{{ m(1, y=2) }}").get_template("page.html")
    with pytest.raises(TypeError, match="macro 'm' takes no keyword argument 'y'"):
        page.render()


def test_names_are_those_of_jinja_for_who_asks_the_context(tmp_path: Path) -> None:
    @pass_context
    def asked(context: Context, value: str) -> str:
        return f"{value} {context.get('given')} {context.get('nothing', 'none')} {'nothing' in context}"

    templates = environment(tmp_path, page="{{ 'a'|asked }}")
    templates.filters["asked"] = asked
    assert templates.get_template("page.html").render(given=1) == "a 1 none False"


def test_an_attribute_is_looked_for_before_an_item(tmp_path: Path) -> None:
    page = environment(tmp_path, page="{{ a.b.c }} {{ a.items is callable }} {{ a.b.d is defined }}").get_template(
        "page.html"
    )
    assert page.render(a={"b": {"c": "<"}, "items": 1}) == "&lt; True False"


@pytest.mark.parametrize(
    "template", ["{{ nothing }}", "{{ nothing() }}", "{{ word.nothing() }}", "{{ word(nothing) }}"]
)
def test_what_is_not_there_is_a_fault(tmp_path: Path, template: str) -> None:
    with pytest.raises(UndefinedError, match="nothing"):
        environment(tmp_path, page=template).get_template("page.html").render(word=str)


def test_the_last_folder_is_the_default(tmp_path: Path) -> None:
    write(tmp_path, {"ours/page.html": "ours", "page.html": 'mine and {% include "default/page.html" %}'})
    assert environment(tmp_path).get_template("page.html").render() == "mine and ours"


def test_templates_are_compiled_once_for_whoever_remembers_them(tmp_path: Path) -> None:
    class Kept(BytecodeCache):
        def __init__(self) -> None:
            self.kept: dict[str, bytes] = {}
            self.hits = 0

        def load_bytecode(self, bucket: Bucket) -> None:
            if bucket.key in self.kept:
                bucket.bytecode_from_string(self.kept[bucket.key])
                self.hits += bucket.code is not None

        def dump_bytecode(self, bucket: Bucket) -> None:
            self.kept[bucket.key] = bucket.bytecode_to_string()

    kept = Kept()
    for text, hits in (("a {{ word }}", 0), ("a {{ word }}", 1), ("b {{ word }}", 1)):
        write(tmp_path, {"page.html": text})
        page = Environment(tmp_path, tmp_path / "ours", kept).get_template("page.html")
        assert (page.render(word="<"), kept.hits) == (text[:2] + "&lt;", hits)


# ---------------------------------------------------------------------------------------------- beside Jinja itself

NAMES = ["a", "b", "c", "d", "x", "page"]
VALUES = [1, "<i>", Markup("<u>"), {"k": "<k>"}, [1, "2"], None, 0]

EXPRESSIONS = [
    *["N"] * 5,
    *["N.k|default(1)", "N['k']", "N|default('D')", "N is defined", "'<N>'", "N or 2", "N|safe", "text(E)"],
    *["(E ~ E)", "(E if E else E)", "one(E)", "two(N, y=E)", "[N, E]|join('-')"],
]
STATEMENTS = [
    *["{{ E }}"] * 6,
    *["<b>", "{% set N = E %}", "{% if E %}S{% else %}S{% endif %}", "{% set N %}S{% endset %}"],
    *["{% for N in [1, '<', E] %}S{{ loop.index }}{% endfor %}", "{% with N = E %}S{% endwith %}"],
    *["{% filter upper %}S{% endfilter %}", "{% call three() %}S{% endcall %}", '{% include "part.html" %}'],
    *[
        '{% include ["none.html", "part.html"] without context %}',
        '{% import "names.html" as names %}{{ names.one(E) }}',
    ],
    *['{% from "names.html" import one with context %}{{ one(E) }}'],
]
MACROS = (
    "{% macro one(x) %}({{ x }}{{ a }}){% endmacro %}{% macro two(x, y=1) %}[{{ x }}{{ y }}{{ kwargs }}]{% endmacro %}"
    "{% macro three() %}<{{ caller() }}>{% endmacro %}"
)


def written(chance: random.Random, text: str, depth: int = 0) -> str:
    """Return a text with something by chance for each N, a name, each E, an expression, and each S, some statements."""

    def something(found: re.Match[str]) -> str:
        if found[0] == "N":
            return chance.choice(NAMES)
        if found[0] == "E":
            return written(chance, chance.choice(EXPRESSIONS if depth < 4 else ["N"]), depth + 1)
        chosen = chance.choices(STATEMENTS if depth < 4 else ["{{ E }}"], k=chance.randint(1, 3))
        return "".join([written(chance, statement, depth + 1) for statement in chosen])

    return re.sub(r"\b[NES]\b|(?<=\})S(?=\{)", something, text)


def said_by(environment: jinja2.Environment, name: str, values: dict[str, object]) -> str:
    """Return what comes of a template, or what is wrong, without the place of anything in memory."""
    try:
        text = environment.get_template(name).render(values)
    except UndefinedError as fault:
        text = f"undefined: {fault}"
    except (TypeError, jinja2.TemplateError) as fault:
        text = type(fault).__name__
    return re.sub(r"(?i)0x[0-9a-f]+", "0x", text)


def test_whatever_a_template_says_jinja_says_the_same(tmp_path: Path) -> None:
    chance = random.Random(8)
    whole = 0
    for number in range(40):
        folder = tmp_path / str(number)
        templates = {
            "names": f"{MACROS}{{% set a = 8 %}}",
            "part": "{{ a }}{% set x = 9 %}{{ x }}{{ page is defined }}",
            "frame": f"{MACROS}S{{% block one %}}{MACROS}S{{% endblock %}}|{{% block two scoped %}}E{{% endblock %}}",
            "child": f'{{% extends "frame.html" %}}{MACROS}{{% set b = E %}}'
            f"{{% block one %}}{MACROS}{{{{ super() }}}}S{{{{ self.two() }}}}{{% endblock %}}",
        }
        ours = environment(folder, **{name: written(chance, text) for name, text in templates.items()})
        jinjas = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder), autoescape=True, undefined=jinja2.StrictUndefined
        )
        for _ in range(20):
            values = {name: chance.choice(VALUES) for name in NAMES if chance.random() < 0.95} | {"text": str}
            for name in ("child.html", "frame.html"):
                said = said_by(jinjas, name, values)
                assert said_by(ours, name, values) == said
                whole += "|" in said
    assert whole > 200
