"""The catalogue as a file: for offices, for printing, for machines. The page's filters hold."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, abort
from flask.typing import ResponseReturnValue

from decisions import clock
from decisions.catalogue.documents import HEADER, WIDTHS, catalogue_document, table_rows, title_lines
from decisions.catalogue.pages.selecting import Selection, blueprint, select
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS, Category, ChangeKind
from decisions.catalogue.rules.filters import Listed
from decisions.catalogue.rules.outcomes import OUTCOME_LABELS, count_outcomes
from decisions.catalogue.rules.stages import STAGE_LABELS
from decisions.catalogue.schemas import catalogue_json
from decisions.extensions import limiter
from decisions.services.pdf import render
from decisions.services.spreadsheet.writing import write_csv, write_xlsx
from decisions.web.context import settings
from decisions.web.files import send_bytes
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody

_MAKING_RATE = "60 per minute"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/catalogue/<int:year>.<any(csv, xlsx, json, pdf):kind>")
@public
@limiter.limit(_MAKING_RATE)
@same_for_everybody
def export(year: int, kind: str) -> ResponseReturnValue:
    """Hand out what the page shows, as a file."""
    selection = select(year, clock.now())
    if selection.published.payload is None:
        abort(410)
    return _EXPORTS[kind](selection)


def _as_csv(selection: Selection) -> Response:
    data = write_csv(HEADER, table_rows(selection.items))
    return send_bytes(data, name=_name(selection, "csv"), media_type="text/csv; charset=utf-8")


def _as_xlsx(selection: Selection) -> Response:
    titles = title_lines(selection.published, selection.items)
    rows = table_rows(selection.items)
    data = write_xlsx(titles, HEADER, rows, sheet_name=str(selection.published.year), widths=WIDTHS)
    return send_bytes(data, name=_name(selection, "xlsx"), media_type=_XLSX)


def _as_pdf(selection: Selection) -> Response:
    document = catalogue_document(
        selection.published,
        selection.items,
        issuing_unit=settings().site.host_unit,
        base_url=settings().base_url,
    )
    data = render(document)
    return send_bytes(data, name=_name(selection, "pdf"), media_type="application/pdf", inline=True)


def _as_json(selection: Selection) -> dict[str, Any]:
    items = [listed.item for listed in selection.found]
    stages = {listed.item.code: listed.stage for listed in selection.found}
    answer = catalogue_json(selection.published, items, stages)
    words = [_words_of(listed) for listed in selection.found]
    return {
        **answer,
        "items": [{**item, **said} for item, said in zip(answer["items"], words, strict=True)],
        "completion": count_outcomes(listed.outcome for listed in selection.listed),
    }


def _words_of(listed: Listed) -> dict[str, str]:
    """Return the words for an item's codes, and what became of it in the year."""
    item = listed.item
    return {
        "category_label": translate(CATEGORY_TERMS[Category(item.category)]) if item.category else "",
        "change_label": translate(CHANGE_TERMS[ChangeKind(item.change)]) if item.change else "",
        "stage_label": translate(STAGE_LABELS[listed.stage]),
        "outcome": listed.outcome.value,
        "outcome_label": translate(OUTCOME_LABELS[listed.outcome]),
    }


def _name(selection: Selection, ending: str) -> str:
    return f"{selection.published.year}年度重大行政决策事项目录.{ending}"


_EXPORTS: Mapping[str, Callable[[Selection], ResponseReturnValue]] = {
    "csv": _as_csv,
    "xlsx": _as_xlsx,
    "json": _as_json,
    "pdf": _as_pdf,
}
