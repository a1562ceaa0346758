"""What became of each clause: renumbering, moves, references, and at random."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from decisions.consultation.drafts import ChangeKind, Draft, diff_drafts, parse_draft_text
from decisions.consultation.drafts.numerals import chinese_numeral

TEXTS = (
    "为了提高停车资源利用效率，缓解停车供需矛盾，制定本办法。",
    "浦东新区行政区域内停车资源共享利用活动，适用本办法。",
    "街道办事处、镇人民政府负责组织辖区内停车资源调查。",
    "学校、医院周边的停车设施，鼓励在高峰时段提供优惠。",
    "电动汽车充电泊位、无障碍泊位，应当保持其专用功能。",
    "收费标准实行市场调节价的，由管理人合理确定并公示。",
    "单位和个人发现违法行为的，可以通过热线投诉、举报。",
    "本办法自2026年10月1日起施行，有效期五年。",
)


def write(texts: Sequence[str]) -> Draft:
    """Return a draft with these articles, numbered from one."""
    return parse_draft_text(
        "# 办法\n\n" + "\n\n".join(f"第{chinese_numeral(n)}条 {text}" for n, text in enumerate(texts, 1))
    )


def rows(old: Draft, new: Draft) -> list[tuple[int | None, int | None, str]]:
    return [(row["old"], row["new"], row["kind"]) for row in diff_drafts(old, new).as_json()]


def test_a_draft_is_unchanged_against_itself() -> None:
    draft = write(TEXTS)
    assert rows(draft, draft) == [(n, n, "unchanged") for n in range(1, 9)]


def test_insertion_deletion_and_change_with_numbers_shifting() -> None:
    new = [TEXTS[0], "停车设施应当接入区级停车信息平台，实时上传泊位数量。", *TEXTS[1:3], *TEXTS[4:]]
    new[-2] = "单位和个人发现违法行为的，可以通过热线或者移动端投诉、举报。"
    assert rows(write(TEXTS), write(new)) == [
        (1, 1, "unchanged"),
        (None, 2, "inserted"),
        (2, 3, "unchanged"),
        (3, 4, "unchanged"),
        (4, None, "deleted"),
        (5, 5, "unchanged"),
        (6, 6, "unchanged"),
        (7, 7, "changed"),
        (8, 8, "unchanged"),
    ]


def test_references_that_follow_the_new_numbers_are_no_change() -> None:
    old = [*TEXTS[:4], "违反第二条、第四条规定的，依照《停车条例》第四条处理。"]
    new = [TEXTS[7], *TEXTS[:4], "违反第三条、第五条规定的，依照《停车条例》第四条处理。"]
    diff = diff_drafts(write(old), write(new))
    assert [change.kind for change in diff.articles] == [ChangeKind.INSERTED, *[ChangeKind.UNCHANGED] * 5]
    assert diff.articles[-1].stale_references == ()


def test_a_forgotten_reference_is_pointed_out() -> None:
    old = [*TEXTS[:4], "违反第二条规定的，责令改正。"]
    new = [TEXTS[7], *TEXTS[:4], "违反第二条规定的，责令改正。"]
    last = diff_drafts(write(old), write(new)).articles[-1]
    assert last.kind is ChangeKind.UNCHANGED
    assert last.stale_references == ("第二条",)


def test_a_reference_to_another_clause_is_a_change() -> None:
    old, new = [*TEXTS[:4], "违反第二条规定的，责令改正。"], [*TEXTS[:4], "违反第三条规定的，责令改正。"]
    assert rows(write(old), write(new))[-1] == (5, 5, "changed")


def test_a_moved_article_is_found_at_its_new_place() -> None:
    new = [*TEXTS[:2], *TEXTS[3:7], TEXTS[2], TEXTS[7]]
    diff = diff_drafts(write(TEXTS), write(new))
    moved = [change for change in diff.articles if change.moved]
    assert [(each.old and each.old.number, each.new and each.new.number, each.kind) for each in moved] == [
        (3, 7, ChangeKind.UNCHANGED)
    ]
    assert {change.kind for change in diff.articles} == {ChangeKind.UNCHANGED}


def test_typography_is_no_change_but_a_title_is() -> None:
    old = parse_draft_text("# 办法\n\n第一条（目的） 收费标准(试行)为5元。\n\n第二条（范围） 本区适用。\n")
    new = parse_draft_text("# 办法\n\n第一条（目的） 收费标准（试行）为５元。\n\n第二条（适用） 本区适用。\n")
    assert rows(old, new) == [(1, 1, "unchanged"), (2, 2, "changed")]


def test_the_same_title_holds_a_rewritten_article_together() -> None:
    old = parse_draft_text("# 办法\n\n第一条（信用管理） 恶意逃费的，归集至信用平台。\n")
    new = parse_draft_text("# 办法\n\n第一条（信用管理） 失约三次以后暂停服务。\n")
    assert rows(old, new) == [(1, 1, "changed")]


def test_items_that_come_and_go_within_an_article() -> None:
    old = parse_draft_text(
        "# 办法\n\n第一条 禁止下列行为：\n\n（一）设置地桩地锁；\n\n（二）虚报泊位数量骗取补贴。\n"
    )
    new = parse_draft_text(
        "# 办法\n\n第一条 禁止下列行为：\n\n（一）擅自停用设施；\n\n（二）设置地桩地锁；\n\n"
        "（三）虚报泊位数量骗取补贴。\n"
    )
    (change,) = diff_drafts(old, new).articles
    assert [(line.kind.value, line.new and line.new.label) for line in change.lines] == [
        ("unchanged", ""),
        ("inserted", "（一）"),
        ("unchanged", "（二）"),
        ("unchanged", "（三）"),
    ]
    assert diff_drafts(old, new).successors()["art-1-p1-i2"] == "art-1-p1-i3"


def test_a_chapter_put_in_shifts_references_to_chapters() -> None:
    old = parse_draft_text(
        f"# 办法\n\n第一章 总则\n\n第一条 {TEXTS[0]}\n\n第二章 罚则\n\n第二条 依照第二章处理有关违法行为。\n"
    )
    new = parse_draft_text(
        f"# 办法\n\n第一章 总则\n\n第一条 {TEXTS[0]}\n\n第二章 供给\n\n第二条 {TEXTS[3]}\n\n"
        "第三章 罚则\n\n第三条 依照第三章处理有关违法行为。\n"
    )
    assert rows(old, new) == [(1, 1, "unchanged"), (None, 2, "inserted"), (2, 3, "unchanged")]


@pytest.mark.parametrize(("old", "new"), [((), ("甲。",)), (("甲。",), ()), (("甲。",), ("乙。",))])
def test_small_drafts(old: tuple[str, ...], new: tuple[str, ...]) -> None:
    empty = replace(write(["甲。"]), chapters=())
    found = rows(write(old) if old else empty, write(new) if new else empty)
    assert found == [(1, None, "deleted")] * len(old) + [(None, 1, "inserted")] * len(new)


# Words that share no two neighbouring characters, as clauses on different matters hardly do.
_WORDS = [chr(0x4E00 + 2 * n) + chr(0x4E01 + 2 * n) for n in range(4_000)]


def _clause(chance: random.Random) -> str:
    return "".join(chance.sample(_WORDS, chance.randint(6, 40))) + "。"


@st.composite
def revisions(draw: st.DrawFn) -> tuple[list[str], list[str], list[tuple[int | None, int | None, str]]]:
    """Return an old text, a new one, and what was done to it: articles that refer to each other by number."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    plan = draw(
        st.lists(st.sampled_from(("keep", "keep", "keep", "insert", "delete")), min_size=1, max_size=40)
    )
    old_numbers: dict[int, int] = {}
    new_numbers: dict[int, int] = {}
    for place, what in enumerate(plan):
        if what != "insert":
            old_numbers[place] = len(old_numbers) + 1
        if what != "delete":
            new_numbers[place] = len(new_numbers) + 1
    kept = [place for place in old_numbers if place in new_numbers]
    old, new, expected = [], [], []
    for place in range(len(plan)):
        body = _clause(chance)
        target = chance.choice(kept) if kept and place in kept and chance.random() < 0.4 else None
        if place in old_numbers:
            old.append(
                body + (f"依照第{chinese_numeral(old_numbers[target])}条办理。" if target is not None else "")
            )
        if place in new_numbers:
            new.append(
                body + (f"依照第{chinese_numeral(new_numbers[target])}条办理。" if target is not None else "")
            )
        kind = "unchanged" if place in kept else "deleted" if place in old_numbers else "inserted"
        expected.append((old_numbers.get(place), new_numbers.get(place), kind))
    return old, new, expected


@given(revisions())
@settings(max_examples=60, deadline=None)
def test_renumbering_after_any_insertions_and_deletions_is_recovered(
    revision: tuple[list[str], list[str], list[tuple[int | None, int | None, str]]],
) -> None:
    old, new, expected = revision
    if not old or not new:
        return
    found = rows(write(old), write(new))
    # Within one gap deletions come before insertions; the order of the plan there is arbitrary.
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    assert [row for row in found if row[2] != "deleted"] == [row for row in expected if row[2] != "deleted"]
    assert [row for row in found if row[2] != "inserted"] == [row for row in expected if row[2] != "inserted"]


@given(revisions(), revisions())
@settings(max_examples=20, deadline=None)
def test_every_article_of_both_versions_is_accounted_for_once(
    first: tuple[list[str], list[str], object], second: tuple[list[str], list[str], object]
) -> None:
    old, new = first[0] or ["甲。"], second[1] or ["乙。"]
    found = rows(write(old), write(new))
    assert sorted(row[0] for row in found if row[0]) == list(range(1, len(old) + 1))
    assert [row[1] for row in found if row[1]] == list(range(1, len(new) + 1))
