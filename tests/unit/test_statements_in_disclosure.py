"""What representatives said is told alike in print, in the sheet and in the data, and counted apart."""

import io
import re
from datetime import UTC, datetime
from typing import Any

from openpyxl import load_workbook
from pypdf import PdfReader

from decisions import law
from decisions.errors import Message
from decisions.feedback.documents import disclosure_pdf, disclosure_xlsx
from decisions.feedback.queries.published import PublishedDisclosure
from decisions.feedback.rules import DisclosureKind
from decisions.feedback.rules.reading import statement_cells, statements_meeting
from decisions.feedback.rules.snapshot import Facts, disclosure_snapshot
from decisions.services.duties import Duty, DutyState
from tests.factories.feedback import heard

SAID = {"speaker": "章*水", "category": "resident", "reply": "送审稿第九条已写明开放时段。"}
STATEMENTS = {
    "code": "2026-01-a",
    "page": "/attendance/2026-01-a",
    "meeting": {"name": "区政府常务会议", "on": "2026-09-10", "place": "一号楼"},
    "totals": {"attended": 5},
    "statements": [
        {**SAID, "number": 1, "content": "夜间开放时段应当写明。", "adoption": "adopted"},
        {**SAID, "number": 2, "content": "收费标准应当提前公示。", "adoption": "partly_adopted"},
    ],
}
DUTY = Duty("feedback_disclosure", Message("答复"), "2026-01", law.FEEDBACK_SOURCE, DutyState.NOT_STARTED)


def snapshot(**changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "code": "2026-01",
        "title": "停车办法",
        "unit": "区建交委",
        "version": 1,
        "kind": DisclosureKind.FINAL,
        "summary": "",
        "rounds": [],
        "occasions": [],
        "opinions": [heard(1)],
        "issued": None,
        **changes,
    }
    return disclosure_snapshot(Facts(**facts))


def run_together(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_statements_are_in_every_form_and_no_opinions() -> None:
    payload = snapshot(statements=[STATEMENTS])
    assert payload["totals"]["received"] == 1
    (told,) = payload["statements"]
    assert [said["content"] for said in told["statements"]] == [
        said["content"]
        for said in STATEMENTS["statements"]  # type: ignore[attr-defined]
    ]
    published = PublishedDisclosure(1, DisclosureKind.FINAL, 7, datetime(2026, 10, 12, tzinfo=UTC), payload)
    reader = PdfReader(io.BytesIO(disclosure_pdf(published, DUTY)))
    printed = run_together("".join(page.extract_text() for page in reader.pages))
    rows = load_workbook(io.BytesIO(disclosure_xlsx(published, DUTY))).active.iter_rows(values_only=True)
    sheet = run_together("".join(str(row[0] or "") for row in rows))
    for text in (printed, sheet):
        assert run_together(statements_meeting(told)) in text
        for said in told["statements"]:
            assert all(run_together(cell) in text for cell in statement_cells(said))


def test_without_statements_there_is_no_such_part() -> None:
    payload = snapshot()
    assert payload["statements"] == []
    published = PublishedDisclosure(1, DisclosureKind.FINAL, 7, datetime(2026, 10, 12, tzinfo=UTC), payload)
    reader = PdfReader(io.BytesIO(disclosure_pdf(published, DUTY)))
    assert "列席代表" not in "".join(page.extract_text() for page in reader.pages)
