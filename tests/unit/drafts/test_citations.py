import pytest

from decisions.consultation.drafts import Draft, clause_label, find_clauses, list_clauses, parse_draft
from tests.unit.drafts.documents import DATA


@pytest.fixture(scope="module")
def draft() -> Draft:
    return parse_draft((DATA / "draft-parking-v1.docx").read_bytes())


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("第九条", ["art-9"]),
        ("第八条第一款", ["art-8-p1"]),
        ("第九条第二款、第十七条", ["art-9-p2", "art-17"]),
        ("第八条第一款和第二款", ["art-8-p1", "art-8-p2"]),
        ("第八、九条", ["art-8", "art-9"]),
        ("第八条至第十条", ["art-8", "art-9", "art-10"]),
        ("第3条第2款第（三）项", ["art-3-p2-i3"]),
        ("第三条第二款第一项、第三项", ["art-3-p2-i1", "art-3-p2-i3"]),
        ("第二十二条第二项", ["art-22-p1-i2"]),
        ("第二十二条（一）（二）", ["art-22-p1-i1", "art-22-p1-i2"]),
        ("9条", ["art-9"]),
        ("建议修改第九条，删去第二款", ["art-9-p2"]),
        ("第二章", ["ch-2"]),
        ("第二章第八条", ["art-8"]),
        ("第八条第九款", ["art-8"]),
        ("第九条、第九条", ["art-9"]),
        ("住宅小区停车资源", ["art-9"]),
        ("关于信用管理的规定", ["art-21"]),
        ("《民法典》第二十条", []),
        ("《民法典》第二十条、本办法第九条", ["art-9"]),
        ("第九十条", []),
        ("第八条至第9999条", ["art-8"]),
        ("全文", []),
        ("", []),
    ],
)
def test_clauses_are_found_as_people_type_them(draft: Draft, typed: str, found: list[str]) -> None:
    assert find_clauses(draft, typed) == found


@pytest.mark.parametrize(
    ("clause_id", "label"),
    [
        ("ch-2", "第二章"),
        ("art-8", "第八条"),
        ("art-8-p2", "第八条第二款"),
        ("art-8-p2-i1", "第八条第二款第一项"),
        ("art-8-p2-i1-i3", "第八条第二款第一项第三目"),
        ("art-8-1-p2", "第八条之一第二款"),
        ("art-8x2", "第八条（第二处）"),
        ("art-8-t1", "第八条表一"),
        ("art-8-n2", "第八条注二"),
        ("part-5", "第五部分"),
        ("part-5-p1-i2", "第五部分第二项"),
        ("annex-1-p3", "附件一第三款"),
        ("text-p2", "正文第二款"),
        ("ch-3-text", "第三章正文"),
    ],
)
def test_labels(clause_id: str, label: str) -> None:
    assert clause_label(clause_id) == label


@pytest.mark.parametrize(
    "clause_id", ["", "art", "art-", "art-x", "art-8-q1", "art-12345", "<b>", "p1", "art-8 ", "art-8\n"]
)
def test_what_is_no_clause_id_has_no_label(clause_id: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 — the message is the id itself
        clause_label(clause_id)


def test_every_label_leads_back_to_its_clause(draft: Draft) -> None:
    for clause in list_clauses(draft):
        assert find_clauses(draft, clause_label(clause.id)) == [clause.id]
