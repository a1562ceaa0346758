"""Sentences compiled into templates say exactly what looking them up would say."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import BaseLoader, DictLoader, Environment

from decisions.web.i18n import LOCALES, sentences
from decisions.web.templates import Templates

SOURCES = {
    "plain.html": '<p>{{ _("决策目录") }}</p>',
    "attribute.html": '<p title="{{ _(\'主导航\') }}">{{ _("没有这句话") }}</p>',
    "places.html": '{{ _("主办单位：%(unit)s", unit=word) }}',
    "nested.html": '{{ _("主办单位：%(unit)s", unit=_("联系方式：%(contact)s", contact=word)) }}',
    "percent.html": '{{ _("占100%%，<b>%(unit)s</b>", unit=word) }}{{ _("占100%%") }}',
    "chosen.html": '{{ _("标准版") if word else _("长辈版") }}',
    "macro.html": '{% macro m(x) %}{{ _("主办单位：%(unit)s", unit=x) }}{% endmacro %}{{ m(word) }}',
    "variable.html": "{{ _(word) }}",
    "markup.html": '{% set x %}<i>{{ word }}</i>{% endset %}{{ _("主办单位：%(unit)s", unit=x) }}',
    "mail.txt": '{{ _("主办单位：%(unit)s", unit=word) }}',
}


def autoescape(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def looked_up(language: str) -> Environment:
    """What the house had before: every sentence is looked up when the page is made."""
    environment = Environment(
        loader=DictLoader(SOURCES), autoescape=autoescape, extensions=["jinja2.ext.i18n"]
    )
    install_sentences(environment, language)
    return environment


def install_sentences(environment: Environment, language: str) -> None:
    words = sentences(language)
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: words.get(text, text), lambda one, many, n: words.get(one, one), newstyle=True
    )


def compiled(language: str, loader: BaseLoader) -> Environment:
    templates = Templates(Flask("test"), loader=loader, autoescape=autoescape, extensions=["jinja2.ext.i18n"])
    install_sentences(templates, language)
    return templates.in_language(language)


ENVIRONMENTS = {
    language: (looked_up(language), compiled(language, DictLoader(SOURCES))) for language in LOCALES
}


@pytest.mark.parametrize("language", LOCALES)
@pytest.mark.parametrize("name", SOURCES)
@given(word=st.one_of(st.sampled_from(["", "是", "<b>&", "100%", "%(unit)s"]), st.text()))
def test_the_same_as_looking_up(language: str, name: str, word: str) -> None:
    if "_(word)" in SOURCES[name] and "%" in word:
        return  # not a sentence of the house
    before, now = ENVIRONMENTS[language]
    assert now.get_template(name).render(word=word) == before.get_template(name).render(word=word)


def test_each_language_has_its_own() -> None:
    said = {language: ENVIRONMENTS[language][1].get_template("plain.html").render() for language in LOCALES}
    assert said["zh"] == "<p>决策目录</p>"
    assert said["en"] not in {said["zh"], "<p></p>"}


def test_nothing_is_looked_up_when_the_page_is_made() -> None:
    environment = compiled("en", DictLoader(SOURCES))
    environment.globals["_"] = None  # calling it would fail
    assert "unit" not in environment.get_template("places.html").render(word="x")
