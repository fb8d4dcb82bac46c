"""Jinja as we use it: from our folders, escaping all but plain text, and without work on every page that our templates
never need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, MutableMapping, Sequence
from functools import cache, lru_cache, partial
from keyword import iskeyword
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.idtracking import VAR_LOAD_RESOLVE
from jinja2.runtime import Context, Macro
from jinja2.utils import missing
from markupsafe import Markup, escape

from sitegen.problem import Problem, error


@lru_cache(2_000)
def _escaped(text: str) -> str:
    """Return the text as HTML, as `markupsafe.escape` does, but as a plain str: it is about to be joined."""
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    return text.replace("'", "&#39;").replace('"', "&#34;")


markup: Callable[[str], Markup] = partial(str.__new__, Markup)
"""Returns a text that is HTML as such; `Markup` asks each first whether it has a way of its own to become HTML."""

Codes = dict[tuple[str, str], CodeType | None]
"""Compiled templates by their names and the digests of their texts."""


class Compiled(jinja2.BytecodeCache):
    """Templates that were compiled before, or by this process: each of them is compiled once. `new` counts the latter."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes
        self.new = 0

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template its code, if it is there."""
        bucket.code = self.codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        self.codes[bucket.key, bucket.checksum] = bucket.code
        self.new += 1


@cache
def _undefined(name: str) -> jinja2.Undefined:
    return jinja2.StrictUndefined(name=name)


class _Names(dict[str, Any]):
    """What templates find under names; what is not there is undefined."""

    def __missing__(self, name: str) -> jinja2.Undefined:
        return _undefined(name)


class _Context(Context):
    """The names of a template in one place: Jinja asks two, one after the other, for each name in each block."""

    def __init__(self, environment: jinja2.Environment, parent: dict[str, Any], *others: Any, **more: Any) -> None:
        names = _Names(parent)
        super().__init__(environment, names, *others, **more)
        self.vars = names
        self.found = names.__getitem__

    def resolve_or_missing(self, key: str) -> Any:
        """Return what has a name, or `missing`."""
        return self.vars.get(key, missing)

    def get_all(self) -> dict[str, Any]:
        """Return all that has a name; who makes a context of it copies it."""
        return self.vars


class _Macro(Macro):
    """A macro, which is most often given just what it takes."""

    def __call__(self, *arguments: Any, **named: Any) -> str:
        """Return what it shows."""
        if named or len(arguments) != self._argument_count or self.caller or self.catch_kwargs or self.catch_varargs:
            return super().__call__(*arguments, **named)
        shown: str = self._func(*arguments)
        return markup(shown) if self._default_autoescape else shown


class _CodeGenerator(CodeGenerator):
    """Writes less than Jinja does.

    Calls are calls: Jinja asks at each whether the function wants the context, and none of ours does. Attributes are asked
    for without a detour where they are there, and names are looked for once in a block. A block is joined to one text
    before it is handed on, frame by frame.
    """

    def visit_Template(self, node: nodes.Template, frame: Frame | None = None) -> None:  # noqa: N802
        """Write a template."""
        self._is_joined = all(include.with_context for include in node.find_all(nodes.Include))
        super().visit_Template(node, frame)
        self.writeline("Macro = environment.macro")

    def write_commons(self) -> None:
        """Write what each block begins with."""
        super().write_commons()
        self.writeline("resolve, escaped, shown = context.found, environment.escaped, environment.shown")

    def visit_Name(self, node: nodes.Name, frame: Frame) -> None:  # noqa: N802
        """Write a name, which is undefined already if nothing was found under it."""
        ref = frame.symbols.ref(node.name)
        load = frame.symbols.find_load(ref) if node.ctx == "load" else None
        if load is not None and load[0] == VAR_LOAD_RESOLVE:
            self.write(ref)
        else:
            super().visit_Name(node, frame)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        """Write a part of a template; Jinja can join all that a block holds but includes without context."""
        if not (frame.rootlevel or frame.block_frame) or frame.buffer is not None or not self._is_joined:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        """Write the attribute of a value, or what Jinja takes for it where there is none."""
        self.write("(found if (found := getattr((of := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing else environment.getattr(of, {node.attr!r}))")

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:  # noqa: N802
        """Write a call that is a function with its arguments; Jinja writes the others."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(named.key) for named in node.kwargs):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(found if (kind := type(found := ")

    def _output_child_post(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape:
            super()._output_child_post(node, frame, finalize)
        else:
            self.write(")) is Markup else escaped(found) if kind is str else shown(found))")


class _Own(jinja2.FileSystemLoader):
    """The templates of a site's own; `loaded` are the names of those that were."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.loaded: set[str] = set()

    def get_source(self, environment: jinja2.Environment, template: str) -> Any:
        """Return the text of a template, as Jinja wants it."""
        found = super().get_source(environment, template)
        self.loaded.add(template)
        return found


class _Template(jinja2.Template):
    """A template whose macros are made anew for each that imports them, so that what they import is used each time."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        self._module = None
        return super()._get_default_module(ctx)


class Environment(jinja2.Environment):
    """The templates of a site's own, and where it has none of a name, ours; `default/` before a name means ours.

    `used` is told the name of each of the site's own whenever it is used.
    """

    code_generator_class = _CodeGenerator
    context_class = _Context
    template_class = _Template
    macro = _Macro
    escaped = staticmethod(_escaped)

    def __init__(
        self, own: Path, ours: Path, compiled: jinja2.BytecodeCache, used: Callable[[str], None] = lambda _: None
    ) -> None:
        self._own, self._used = _Own(own), used
        loader = jinja2.FileSystemLoader(ours)
        super().__init__(
            loader=jinja2.ChoiceLoader([self._own, loader, jinja2.PrefixLoader({"default": loader})]),
            autoescape=lambda name: name is None or not name.endswith(".txt"),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            optimized=False,
            cache_size=-1,
            bytecode_cache=compiled,
        )

    def get_template(self, *asked: Any, **more: Any) -> jinja2.Template:
        """Return a template, which is going to be used."""
        return self._told(super().get_template(*asked, **more))

    def select_template(self, *asked: Any, **more: Any) -> jinja2.Template:
        """Return the first of some templates, which is going to be used."""
        return self._told(super().select_template(*asked, **more))

    def _told(self, template: jinja2.Template) -> jinja2.Template:
        if template.name in self._own.loaded:
            self._used(template.name)
        return template

    @staticmethod
    def shown(value: object) -> str:
        """Return what is no HTML yet as HTML; words that recur are escaped once."""
        return _escaped(value) if type(value) is str else escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template in a plain dict: each page and each part of it copies them."""
        return {**self.globals, **(d or {})}


def problem_of(fault: Exception, template: str, url: str, folders: Sequence[Path]) -> Problem:
    """Return what went wrong in rendering, with the template and its line as far as they are known."""
    if isinstance(fault, jinja2.TemplateSyntaxError):
        return error(fault.filename or fault.name or template, fault.lineno, "template", fault.message or "")
    if isinstance(fault, jinja2.TemplateNotFound):
        message = f"the template {fault.name} is in none of {', '.join(map(str, folders))}"
        return error(template, 0, "template", message)
    path, line = template, 0
    trace = fault.__traceback__
    while trace:
        name = trace.tb_frame.f_code.co_filename
        if name.endswith((".html", ".xml", ".txt", ".js")):
            path, line = name, trace.tb_lineno
        trace = trace.tb_next
    message = str(fault) if isinstance(fault, jinja2.TemplateError) else f"{type(fault).__name__}: {fault}"
    return error(path, line, "template", f"{message} (while rendering {url})")
