"""What is a copy, and what says the opposite with the same words."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from decisions.feedback.grouping import find_copies

PAID_TWICE = "机关事业单位的停车场是纳税人的钱造的，应当24小时免费向市民开放，不应该再收一遍钱。"
PRIVATE = (
    "住宅小区是私人居住的地方不是公共停车场。外来车辆进进出出，谁知道开车的是什么人，小孩子在楼下玩出了事谁负责？"
    "建议明确规定住宅小区不得对小区以外的车辆开放。"
)
PRICES = "写字楼晚上反正空着，建议规定晚上7点到早上8点最多收5块钱，节假日最多10块，超过就罚。"


def are_copies(one: str, other: str) -> bool:
    forward, backward = find_copies([one, other]), find_copies([other, one])
    assert forward == backward, "the verdict must not depend on the order"
    return bool(forward)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("建议夜间开放到22:00，方便居民", "建议夜间开放到22:30，方便居民"),
        (
            PAID_TWICE,
            "机关、事业单位停车场是用纳税人的钱建造的，应该24小时免费向市民开放，不应该再收一次钱！",
        ),
        (PAID_TWICE, f"各位领导：\n我是浦东居民，看了公告有话要说。{PAID_TWICE}此致敬礼"),
        (PAID_TWICE, "不应该再收一遍钱。机关事业单位的停车场是纳税人的钱造的，应当24小时免费向市民开放。"),
        (PAID_TWICE, "機關事業單位的停車場是納稅人的錢造的 應當24小時免費向市民開放 不應該再收一遍錢"),
        (
            PRIVATE,
            "转发：外来车辆进进出出，谁知道开车的是什么人，小孩子在楼下玩出了事谁负责？住宅小区是私人居住的地方，"
            "不是公共停车场。建议明确规定住宅小区不得对小区以外的车辆开放！！！不要让老百姓失望",
        ),
        (PRICES, PRICES.replace("5块", "8块").replace("10块", "15块").replace("7点", "8点")),
        (
            "请保留人工窗口，我爸80岁还在开车，不用智能机",
            "【转发】请保留人工窗口，我妈78岁还在开车，不用智能机",
        ),
        ("请保留人工售票窗口", "请保留人工售票窗口。我代表全家五口人签名。"),
        ("小区不应当对外开放停车位", "小区不应该对外开放停车位"),
        ("禁止外来车辆进小区停放", "不允许外来车辆进小区停放"),
        ("坚决反对小区对外开放停车位", "坚决不同意小区对外开放停车位"),
        ("同意", "我同意！！"),
        ("不要开放！！！", "不要开放"),
        (
            "I support shared parking, but please keep the cash desk.",
            "i support shared parking but please keep the cash desk!!",
        ),
        ("阿拉弄堂里厢的水斗要保留，勿要一道拆脱", "阿拉弄堂里厢額水斗要保留，勿要一道拆脱！"),
        ("👍👍", "👍👍"),
    ],
)
def test_copies(one: str, other: str) -> None:
    assert are_copies(one, other)


OPPOSITES = [
    ("机关停车场应当向社会开放", "机关停车场不应当向社会开放"),
    ("支持小区共享停车位", "反对小区共享停车位"),
    ("停车费应当提高，每小时十元", "停车费应当降低，每小时十元"),
    ("请删除第二十一条信用惩戒的规定", "请保留第二十一条信用惩戒的规定"),
    ("住宅小区应当禁止外来车辆进入", "住宅小区应当允许外来车辆进入"),
    ("在非工作时间开放机关停车场", "在工作时间开放机关停车场"),
    ("取消超时收费，给车主方便", "增加超时收费，给车主方便"),
    ("至少提前两个月告知租户搬离时间", "最多提前两个月告知租户搬离时间"),
    ("补贴每个泊位每年不低于600元", "补贴每个泊位每年低于600元"),
    ("宽限的时间太短了一点", "宽限的时间太长了一点"),
    ("能不能开放机关停车场", "不能开放机关停车场"),
    ("不，要开放小区的停车场", "不要开放小区的停车场"),
    ("建议22:00前开放停车场", "建议22:00后开放停车场"),
    ("我家住一楼，坚决不同意加装电梯，影响采光。", "我家住一楼，坚决同意加装电梯，影响采光。"),
    ("I support shared parking in Biyun", "I do not support shared parking in Biyun"),
    ("Please keep the old trees on the road", "Please remove the old trees on the road"),
    ("阿拉小区勿要开放停车场，人多嘈杂", "阿拉小区要开放停车场，人多嘈杂"),
    ("同意方案", "不同意方案"),
    ("赞成👍", "赞成👎"),
    ("不是不支持共享，是没有车位", "不支持共享，是没有车位"),
]
EXCHANGED = [
    ("机关应当开放，小区不应当开放", "小区应当开放，机关不应当开放"),
    ("机关：应当开放。小区：不应当开放。", "机关：不应当开放。小区：应当开放。"),
    ("支持第八条，反对第九条", "支持第九条，反对第八条"),
    ("要免费不要收费", "要收费不要免费"),
    ("白天应当开放，晚上应当关闭", "晚上应当开放，白天应当关闭"),
    ("由业主承担费用，政府不承担", "由政府承担费用，业主不承担"),
    ("建议按月发放过渡费，不要按季度发放。", "建议按季度发放过渡费，不要按月发放。"),
    ("只对业主开放，不对外人开放", "只对外人开放，不对业主开放"),
    ("对电动车上楼要严格禁止，对共享停车可以放宽。", "对共享停车要严格禁止，对电动车上楼可以放宽。"),
]
TAKEN_BACK = [
    (PAID_TWICE, f"我反对以下意见：{PAID_TWICE}"),
    (PAID_TWICE, f"{PAID_TWICE}这种说法不对。"),
    (PAID_TWICE, f"有人提出“{PAID_TWICE}”，请不要采纳。"),
    (PAID_TWICE, f"{PAID_TWICE}——这种意见是错误的"),
    (PRIVATE, f"我不同意楼上的意见。{PRIVATE}"),
]


@pytest.mark.parametrize(("one", "other"), OPPOSITES + EXCHANGED + TAKEN_BACK)
def test_the_same_words_with_the_opposite_demand_are_no_copies(one: str, other: str) -> None:
    assert not are_copies(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("同意", "支持"),
        ("👍", "👎"),
        ("机关停车场免费开放", "学校停车场免费开放"),
        ("建议公布开放单位名单", "建议公布收支明细账目"),
        ("test 测试一下能不能提交", "测试"),
        (PAID_TWICE, "免费！公家单位的地方不应该拿来赚老百姓的钱，白天晚上都应该免费开。"),
    ],
)
def test_other_opinions_on_the_same_subject_are_no_copies(one: str, other: str) -> None:
    assert not are_copies(one, other)


def test_short_texts_on_different_clauses_are_not_put_together() -> None:
    assert find_copies(["同意", "同意", "同意"], ["第九条", "第八条", "第九条"]) == [[0, 2]]


def test_no_text_in_between_brings_opposites_together() -> None:
    texts = ["停车费应当提高，每小时收十元，请认真研究", "停车费，每小时收十元，请认真研究"]
    texts.append("停车费应当降低，每小时收十元，请认真研究")
    for order in ([0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 2, 0]):
        together = [{order[place] for place in group} for group in find_copies([texts[n] for n in order])]
        assert not any({0, 2} <= group for group in together)


@given(st.randoms(use_true_random=False), st.integers(2, 12))
def test_a_campaign_and_one_against_it_stay_apart(chance: random.Random, count: int) -> None:
    openings = ["", "您好，", "我是附近的居民。", "我不太会写，请多包涵。", "同意大家的看法，", "强烈呼吁！"]
    endings = ["", "谢谢！", "不要再拖了。", "望采纳", "我代表全家。"]
    for_it = "住宅小区的停车位应当在满足业主需要以后对外共享，缓解周边停车难"
    against = for_it.replace("应当", "不应当")
    sides = [chance.random() < 0.5 for _ in range(count)]
    texts = [
        f"{chance.choice(openings)}{for_it if side else against}。{chance.choice(endings)}" for side in sides
    ]
    for group in find_copies(texts):
        assert len({sides[place] for place in group}) == 1


def test_places_are_given_in_order_and_always_the_same() -> None:
    texts = ["同意", PRIVATE, "支持", PAID_TWICE, "支持！", f"您好。{PRIVATE}", "", "！！", PRIVATE, "我同意"]
    found = find_copies(texts)
    assert found == [[0, 9], [1, 5, 8], [2, 4]]
    assert find_copies(texts) == found


@given(st.lists(st.text(max_size=40) | st.sampled_from([PRIVATE, PAID_TWICE, "同意", "", "👍"]), max_size=12))
def test_whatever_is_written_each_opinion_is_in_one_group_at_the_most(texts: list[str]) -> None:
    found = find_copies(texts)
    places = [place for group in found for place in group]
    assert len(places) == len(set(places))
    assert all(group == sorted(group) and len(group) > 1 for group in found)
    assert found == sorted(found)
    for text in filter(str.strip, texts):
        same = [place for place, other in enumerate(texts) if other == text]
        homes = {next((n for n, group in enumerate(found) if place in group), None) for place in same}
        assert len(same) == 1 or len(homes) == 1


def test_a_text_as_long_as_a_book_is_only_its_own_exact_copy() -> None:
    book = "".join(f"第{number}章说到停车难的问题。" for number in range(3_000))
    assert find_copies([book, book.replace("第7章", "第七章"), book]) == [[0, 2]]


def test_progress_is_told_for_each_text() -> None:
    told: list[int] = []
    find_copies([PRIVATE, PAID_TWICE, "同意"], on_progress=told.append)
    assert told == [1, 2, 3]
