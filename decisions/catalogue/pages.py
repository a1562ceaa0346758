"""Public pages of the catalogue: the year's list with its filters, every version, and its files."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.documents import HEADER, WIDTHS, catalogue_document, table_rows, title_lines
from decisions.catalogue.queries import (
    PublishedCatalogue,
    get_duty,
    get_published,
    list_published_years,
    stages_of,
)
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS, Category, ChangeKind
from decisions.catalogue.rules.filters import Choices, ItemFilter, count_choices, select_items
from decisions.catalogue.rules.items import FIELD_LABELS, Difference, Item, compare, item_json
from decisions.catalogue.rules.stages import STAGE_LABELS, Stage
from decisions.services.pdf import render
from decisions.services.spreadsheet.writing import write_csv, write_xlsx
from decisions.web.context import settings
from decisions.web.files import send_bytes
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.transactions import current_session

blueprint = Blueprint("catalogue", __name__)

_FILTERS = ("q", "unit", "category", "stage", "enterprise", "version")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader asked to see of one published version."""

    published: PublishedCatalogue
    wanted: ItemFilter
    stages: Mapping[str, Stage]
    items: Sequence[Item]


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
def show(year: int) -> ResponseReturnValue:
    """Show a year's catalogue, or one of its earlier versions, with what the reader looks for."""
    session = current_session()
    selection = _select(year)
    published = selection.published
    return render_template(
        "catalogue/show.html",
        selection=selection,
        published=published,
        payload=published.payload,
        total=len(published.items),
        wanted=selection.wanted,
        is_filtered=selection.wanted != ItemFilter(),
        options=_options(count_choices(published.items, selection.stages)),
        duty=get_duty(session, year, clock.today()),
        differences=_differences(published),
        files=_files(published),
        years=list_published_years(session),
        categories=CATEGORY_TERMS,
        stage_labels=STAGE_LABELS,
        field_labels=FIELD_LABELS,
    )


def _options(choices: Choices) -> dict[str, list[tuple[str, str]]]:
    """Return the choices of each filter in words, each with how many it would find."""
    enterprise = {"yes": _("涉企"), "no": _("不涉企")}
    return {
        "unit": _counted(choices.units, lambda unit: unit),
        "category": _counted(choices.categories, lambda code: translate(CATEGORY_TERMS[Category(code)])),
        "stage": _counted(choices.stages, lambda code: translate(STAGE_LABELS[Stage(code)])),
        "enterprise": _counted(choices.enterprise, lambda answer: str(enterprise[answer])),
    }


def _counted(counts: Mapping[str, int], word: Callable[[str], str]) -> list[tuple[str, str]]:
    found = [
        (value, str(_("%(name)s（%(count)s 项）", name=word(value), count=count)))
        for value, count in counts.items()
    ]
    return [("", str(_("全部"))), *found]


def _files(published: PublishedCatalogue) -> list[dict[str, str]]:
    """Return the files of what the page shows, the page's own filters carried along."""
    words = {"xlsx": _("Excel 表格"), "csv": _("CSV 表格"), "pdf": _("打印版"), "json": _("机器可读数据")}
    asked = {name: request.args[name] for name in _FILTERS if request.args.get(name)}
    query = f"?{urlencode(asked)}" if asked else ""
    return [
        {
            "title": f"{published.payload['title'] if published.payload else ''}（{words[kind]}）",
            "kind": kind.upper(),
            "href": url_for("catalogue.export", year=published.year, kind=kind) + query,
        }
        for kind in words
    ]


@blueprint.get("/catalogue/<int:year>.<any(csv, xlsx, json, pdf):kind>")
@public
def export(year: int, kind: str) -> ResponseReturnValue:
    """Hand out what the page shows, as a file; the same filters hold."""
    selection = _select(year)
    if selection.published.payload is None:
        abort(410)
    return _EXPORTS[kind](selection)


def _select(year: int) -> Selection:
    session = current_session()
    asked = request.args.get("version", "")
    seq = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    if asked and seq is None:
        abort(404)
    published = get_published(session, year, seq)
    wanted = ItemFilter(
        text=request.args.get("q", "").strip()[:100],
        unit=request.args.get("unit", ""),
        category=request.args.get("category", ""),
        stage=request.args.get("stage", ""),
        enterprise=request.args.get("enterprise", ""),
    )
    stages = stages_of(session, published.items, clock.now())
    return Selection(published, wanted, stages, select_items(published.items, stages, wanted))


def _differences(published: PublishedCatalogue) -> Sequence[Difference]:
    """Return what this version changed against the one before it."""
    if published.version.number == 1:
        return ()
    before = published.versions[published.version.number - 2]
    earlier = get_published(current_session(), published.year, before.seq)
    return compare(earlier.items, published.items)


def _as_csv(selection: Selection) -> Response:
    data = write_csv(HEADER, table_rows(selection.items))
    return send_bytes(data, name=_name(selection, "csv"), media_type="text/csv; charset=utf-8")


def _as_xlsx(selection: Selection) -> Response:
    titles = title_lines(selection.published)
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
    published = selection.published
    return {
        **(published.payload or {}),
        "items": [_item_json(item, selection.stages[item.code]) for item in selection.items],
        "version": published.version.number,
        "record": {
            "seq": published.version.seq,
            "published_at": published.version.published_at.isoformat(),
            "entry_hash": published.entry_hash,
        },
    }


def _item_json(item: Item, stage: Stage) -> dict[str, Any]:
    """Return a published item with the words for its codes and where its decision stands now."""
    return {
        **item_json(item),
        "category_label": translate(CATEGORY_TERMS[Category(item.category)]) if item.category else "",
        "change_label": translate(CHANGE_TERMS[ChangeKind(item.change)]) if item.change else "",
        "stage": stage.value,
        "stage_label": translate(STAGE_LABELS[stage]),
        "page": f"/decisions/{item.code}",
    }


def _name(selection: Selection, ending: str) -> str:
    return f"{selection.published.year}年度重大行政决策事项目录.{ending}"


_EXPORTS: Mapping[str, Callable[[Selection], ResponseReturnValue]] = {
    "csv": _as_csv,
    "xlsx": _as_xlsx,
    "json": _as_json,
    "pdf": _as_pdf,
}
