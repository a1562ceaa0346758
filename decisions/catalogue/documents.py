"""The catalogue as it is handed out: rows of a table, and the printed document.

Official documents are Chinese whatever language the reader's pages are in.
"""

from collections.abc import Sequence

from decisions.catalogue.queries import PublishedCatalogue
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS, Category, ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.clock import civil_day
from decisions.services.pdf import Document, KeyValues, Note, Signature, Table
from decisions.services.spreadsheet.writing import Cell

# The printed catalogue's own columns, so that what is exported can be imported again.
HEADER = (
    "序号",
    "决策事项名称",
    "决策类别",
    "牵头承办单位",
    "配合单位",
    "法律政策依据",
    "拟履行程序",
    "计划完成时间",
    "是否听证",
    "是否邀请公众代表列席",
    "是否涉企",
    "调整情况",
)
WIDTHS = (6, 48, 18, 18, 30, 40, 40, 16, 10, 14, 10, 24)


def table_rows(items: Sequence[Item]) -> list[list[Cell]]:
    """Return the items as rows under HEADER."""
    return [
        [
            item.number,
            item.title,
            CATEGORY_TERMS[Category(item.category)] if item.category else "",
            item.lead_unit,
            "、".join(item.partner_units),
            item.basis,
            "、".join(item.procedures),
            item.planned_text,
            item.hearing,
            item.invites_public,
            item.enterprise_related,
            change_text(item),
        ]
        for item in items
    ]


def change_text(item: Item) -> str:
    """Return how an item changed and why, as the printed catalogue writes it: 保留（2025年度目录结转）."""
    if not item.change:
        return item.change_note
    term = CHANGE_TERMS[ChangeKind(item.change)]
    return f"{term}（{item.change_note}）" if item.change_note else term


def title_lines(published: PublishedCatalogue, shown: Sequence[Item]) -> list[str]:
    """Return the lines above the table: the title; number, consent and day; whether something is left out."""
    payload = published.payload or {}
    consent = payload["consent"]
    agreed = f"（经区委同意，{consent['number']}，{_chinese_day(consent['on'])}）"
    published_on = _chinese_day(civil_day(published.version.published_at).isoformat())
    about = f"{payload['document_number']}{agreed}　{published_on}公布"
    return [payload["title"], about, *_of_a_selection(published, shown)]


def catalogue_document(
    published: PublishedCatalogue, items: Sequence[Item], *, issuing_unit: str, base_url: str
) -> Document:
    """Return the catalogue for printing; base_url is the portal's, for the address of its web page."""
    payload = published.payload or {}
    consent = payload["consent"]
    facts = [
        ("党委同意", f"{consent['number']}，{_chinese_day(consent['on'])}"),
        ("首次公布", _chinese_day(published.first_published_on.isoformat())),
        ("法定时限", _chinese_day(payload["due_on"])),
        ("版本", f"第 {published.version.number} 版，公开记录第 {published.version.seq} 号条目"),
    ]
    rows = [[_printed(cell) for cell in row] for row in table_rows(items)]
    return Document(
        title=payload["title"],
        document_number=payload["document_number"],
        issuing_unit=issuing_unit,
        printed_on=civil_day(published.version.published_at),
        landscape=True,
        blocks=[
            KeyValues(facts),
            Table(
                header=HEADER,
                rows=rows,
                widths=(2, 9, 4, 4, 6, 7, 7, 4, 2.4, 3, 2.4, 4),
                centred=frozenset({0, 8, 9, 10}),
                compact=True,
            ),
            *(Note(text) for text in _of_a_selection(published, items)),
            Note(f"网页版：{base_url}{payload['page']}"),
            Signature(),
        ],
    )


def _of_a_selection(published: PublishedCatalogue, shown: Sequence[Item]) -> list[str]:
    """Return the words that say that a file is not the whole catalogue; none where it is."""
    total = len(published.items)
    return [] if len(shown) == total else [f"（按条件筛选，列出全部 {total} 项中的 {len(shown)} 项）"]


def _printed(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return str(cell)


def _chinese_day(iso: str) -> str:
    year, month, day = (int(part) for part in iso.split("-"))
    return f"{year}年{month}月{day}日"
