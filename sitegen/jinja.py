"""Jinja without what it does at each call and each value of a page for templates that are not ours."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import lru_cache
from keyword import iskeyword
from typing import Any

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

_escaped = lru_cache(10_000)(escape)


class _CodeGenerator(CodeGenerator):
    """Compiles templates to code that calls functions themselves: none of ours asks for the context of the call."""

    def visit_Call(self, node: nodes.Call, frame: Frame, forward_caller: bool = False) -> None:
        """Write a call; Jinja writes those that are more than a function with its arguments."""
        if forward_caller or node.dyn_args or node.dyn_kwargs or any(iskeyword(k.key) for k in node.kwargs):
            super().visit_Call(node, frame, forward_caller)
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
            self.write("environment.shown(")


class Environment(jinja2.Environment):
    """The templates of a site; what they show is escaped, and most of it is shown on many pages."""

    code_generator_class = _CodeGenerator

    @staticmethod
    def shown(value: object) -> str:
        """Return the value as HTML."""
        kind = type(value)
        return value if kind is Markup else _escaped(value) if kind is str else escape(value)

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the globals of a template in a plain dict: each page and each part of it copies them."""
        return {**self.globals, **(d or {})}
