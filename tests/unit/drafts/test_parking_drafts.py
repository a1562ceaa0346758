"""The demo's own draft: what the portal must read without fault."""

import csv

import pytest

from decisions.consultation.drafts import ChangeKind, Draft, diff_drafts, find_clauses, parse_draft
from tests.unit.drafts.documents import DATA, article_outline


@pytest.fixture(scope="module")
def first() -> Draft:
    return parse_draft((DATA / "draft-parking-v1.docx").read_bytes())


@pytest.fixture(scope="module")
def second() -> Draft:
    return parse_draft((DATA / "draft-parking-v2.docx").read_bytes())


def test_title_chapters_and_articles(first: Draft) -> None:
    assert (first.title, first.subtitle) == ("浦东新区公共停车资源共享利用管理办法", "（征求意见稿）")
    assert [(chapter.number, chapter.title, len(chapter.articles)) for chapter in first.chapters] == [
        (1, "总则", 6),
        (2, "资源供给", 7),
        (3, "共享运行和服务", 6),
        (4, "保障和监督", 5),
        (5, "附则", 2),
    ]
    assert [article.number for article in first.articles()] == list(range(1, 27))


def test_an_article_with_items_and_a_paragraph_after_them(first: Draft) -> None:
    article = next(each for each in first.articles() if each.id == "art-22")
    assert article_outline(article) == [
        "22 禁止行为",
        " 任何单位和个人不得有下列行为：",
        "  （一）擅自将共享停车设施停用、改作他用；",
        "  （二）擅自在道路上或者其他公共区域设置地桩、地锁等障碍物；",
        "  （三）违反价格规定收取停车费用；",
        "  （四）虚报泊位数量，骗取补贴资金。",
        " 违反前款规定的，由有关部门依照法律、法规、规章的规定处理。",
    ]
    assert [each.id for each in article.paragraphs] == ["art-22-p1", "art-22-p2"]
    assert article.paragraphs[0].items[3].id == "art-22-p1-i4"


def test_the_diff_is_the_published_list_of_changes(first: Draft, second: Draft) -> None:
    def number(text: str) -> int | None:
        return int(text) if text else None

    with (DATA / "draft-parking-changes.csv").open(encoding="utf-8-sig", newline="") as file:
        expected = [
            {"old": number(row["v1_no"]), "new": number(row["v2_no"]), "kind": row["kind"]}
            for row in csv.DictReader(file)
        ]
    assert diff_drafts(first, second).as_json() == expected


def test_clauses_can_be_followed_into_the_new_version(first: Draft, second: Draft) -> None:
    successors = diff_drafts(first, second).successors()
    assert successors["art-17"] == "art-18"
    assert successors["art-17-p2"] == "art-18-p3"
    assert successors["art-22-p1-i2"] == "art-22-p1-i2"
    assert "art-21" not in successors


def test_a_paragraph_split_in_two_is_compared_with_both_halves(first: Draft, second: Draft) -> None:
    change = next(each for each in diff_drafts(first, second).articles if each.old and each.old.number == 18)
    lines = [line for line in change.lines if line.kind is not ChangeKind.UNCHANGED]
    assert len(lines) == 1
    deleted = [segment.text for segment in lines[0].segments if segment.kind == "deleted"]
    assert deleted == []


def test_every_clause_cited_in_the_opinions_is_found(first: Draft) -> None:
    with (DATA / "opinions-parking.csv").open(encoding="utf-8-sig", newline="") as file:
        cited = [row["针对条款"] for row in csv.DictReader(file) if row["针对条款"]]
    assert len(cited) > 30
    assert all(find_clauses(first, text) for text in cited)


def test_the_explanation_is_read_by_its_parts() -> None:
    draft = parse_draft((DATA / "draft-parking-explanation.docx").read_bytes())
    assert [article.title for article in draft.articles()] == [
        "起草背景",
        "起草依据",
        "起草过程",
        "主要内容",
        "需要重点听取意见的问题",
    ]
    assert draft.closing == ("浦东新区（演示）区建交委", "2026年6月15日")
    last = list(draft.articles())[-1]
    # The four questions stand on one line in the file.
    assert [item.label for item in last.paragraphs[0].items] == ["（一）", "（二）", "（三）", "（四）"]
