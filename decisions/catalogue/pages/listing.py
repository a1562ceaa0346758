"""A year's catalogue as the public reads it."""

from collections.abc import Mapping, Sequence

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.pages.selecting import Selection, asked_query, blueprint, select
from decisions.catalogue.queries import (
    PublishedCatalogue,
    get_duty,
    get_duty_of,
    get_published,
    list_published_years,
)
from decisions.catalogue.rules import CATEGORY_TERMS, Category
from decisions.catalogue.rules.filters import count_choices
from decisions.catalogue.rules.items import FIELD_LABELS, Difference, compare
from decisions.catalogue.rules.outcomes import OUTCOME_LABELS, Outcome, count_outcomes
from decisions.catalogue.rules.stages import STAGE_LABELS, Stage
from decisions.clock import civil_day
from decisions.record.queries import get_state
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody, same_while
from decisions.web.transactions import current_session


@blueprint.get("/catalogue/")
@public
def index() -> ResponseReturnValue:
    """Lead to the newest published year; say when the first one is due where there is none."""
    session = current_session()
    years = list_published_years(session)
    if years:
        return redirect(url_for("catalogue.show", year=years[0]))
    today = clock.today()
    return render_template("catalogue/index.html", duty=get_duty(session, today.year, today), year=today.year)


@blueprint.get("/catalogue/<int:year>")
@public
@same_for_everybody
def show(year: int) -> ResponseReturnValue:
    """Show a year's catalogue, or one of its earlier versions, with what the reader looks for."""
    same_while(get_state)
    session, now = current_session(), clock.now()
    selection = select(year, now)
    published = selection.published
    return render_template(
        "catalogue/show.html",
        selection=selection,
        published=published,
        payload=published.payload,
        total=len(selection.listed),
        wanted=selection.wanted,
        options=_options(selection),
        completion=_completion(selection),
        duty=get_duty_of(session, published, civil_day(now)),
        before=published.before,
        differences=_differences(published),
        files=_files(published),
        years=list_published_years(session),
        categories=CATEGORY_TERMS,
        stage_labels=STAGE_LABELS,
        field_labels=FIELD_LABELS,
    )


def _options(selection: Selection) -> dict[str, list[tuple[str, str]]]:
    """Return the choices of each filter in words, each with how many it would find."""
    words: dict[str, dict[str, str]] = {
        "category": {code: translate(CATEGORY_TERMS[code]) for code in Category},
        "stage": {stage: translate(STAGE_LABELS[stage]) for stage in Stage},
        "outcome": {outcome: translate(OUTCOME_LABELS[outcome]) for outcome in Outcome},
        "enterprise": {"yes": str(_("涉企")), "no": str(_("不涉企"))},
        "hearing": {"yes": str(_("举行听证")), "no": str(_("不举行听证"))},
    }
    counts = count_choices(selection.listed, selection.wanted)
    return {facet: _counted(found, words.get(facet, {})) for facet, found in counts.items()}


def _counted(counts: Mapping[str, int], words: Mapping[str, str]) -> list[tuple[str, str]]:
    found = [
        (choice, str(_("%(name)s（%(count)s 项）", name=words.get(choice, choice), count=count)))
        for choice, count in counts.items()
    ]
    return [("", str(_("全部"))), *found]


def _completion(selection: Selection) -> list[dict[str, object]]:
    """Return how the year's items stand in figures, each leading to the items it counts."""
    if not selection.published.is_newest:
        return []
    year = selection.published.year
    counts = count_outcomes(each.outcome for each in selection.listed)
    return [
        {
            "value": str(count),
            "label": translate(OUTCOME_LABELS[outcome]),
            "href": url_for("catalogue.show", year=year, outcome=outcome, _anchor="items") if count else None,
        }
        for outcome, count in counts.items()
    ]


def _files(published: PublishedCatalogue) -> list[dict[str, str]]:
    """Return the files of what the page shows, the page's own filters carried along."""
    words = {"xlsx": _("Excel 表格"), "csv": _("CSV 表格"), "pdf": _("打印版"), "json": _("机器可读数据")}
    return [
        {
            "title": f"{published.payload['title'] if published.payload else ''}（{words[kind]}）",
            "kind": kind.upper(),
            "href": url_for("catalogue.export", year=published.year, kind=kind) + asked_query(),
        }
        for kind in words
    ]


def _differences(published: PublishedCatalogue) -> Sequence[Difference]:
    """Return what this version changed against the one before it."""
    if published.before is None:
        return ()
    earlier = get_published(current_session(), published.year, published.before.seq)
    return compare(earlier.items, published.items)
