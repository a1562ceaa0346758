"""Templates are compiled once for each language, with their sentences put in as constants.

Most of what a page says never changes: two hundred look-ups a page, each asking which language the reader
wants, cost more than everything else about it. So the language is asked for once, when a template is loaded,
and `_("…")` with a sentence written out is replaced while the template is compiled, by exactly what the
look-up would give. Not here: sentences that are known only when a page is made (web.i18n.translate).
"""

from collections.abc import Mapping, MutableMapping
from typing import Any

from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from decisions.web.i18n import reader_language, sentences


class Templates(Environment):
    """Flask's environment, with an overlay of itself for each language; only those compile templates."""

    language = ""

    def in_language(self, language: str) -> "Templates":
        """Return the environment whose templates speak a language; made at first use, when all is set up."""
        overlays: dict[str, Templates] = self.__dict__.setdefault("overlays", {})
        if language not in overlays:
            overlay = self.overlay(cache_size=400)
            overlay.language = language
            overlays[language] = overlay
        return overlays[language]

    def _load_template(self, name: str, globals: MutableMapping[str, Any] | None) -> Template:  # noqa: A002
        if self.language:
            return super()._load_template(name, globals)
        return self.in_language(reader_language())._load_template(name, globals)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            _Translation(sentences(self.language)).visit(tree)
        return tree


class _Translation(NodeTransformer):
    """Puts the reader's words in place of `_("…")`, and a formatting of them where it has places."""

    def __init__(self, words: Mapping[str, str]) -> None:
        self._words = words

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 — the visitor's own name
        """Replace a call of `_` with one literal; any other stays as it is."""
        self.generic_visit(node)
        if not _is_literal(node):
            return node
        message = node.args[0].value  # type: ignore[attr-defined]
        text = self._words.get(message, message)
        if not node.kwargs:
            return nodes.TemplateData(text % {}, lineno=node.lineno)
        places = [nodes.Pair(nodes.Const(each.key), each.value) for each in node.kwargs]
        wording = nodes.TemplateData(text, lineno=node.lineno)  # markup, so what is put in is escaped
        return nodes.Mod(wording, nodes.Dict(places, lineno=node.lineno), lineno=node.lineno)


def _is_literal(node: nodes.Call) -> bool:
    return (
        isinstance(node.node, nodes.Name)
        and node.node.name == "_"
        and len(node.args) == 1
        and isinstance(node.args[0], nodes.Const)
        and node.dyn_args is None
        and node.dyn_kwargs is None
    )
