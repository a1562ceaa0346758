"""Topics: what is promised of them. How good they are is measured, not tested (docs/grouping.md)."""

import csv
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from decisions.feedback.grouping import Opinion, group_opinions, propose_topics

DATA = Path(__file__).parents[3] / "decisions" / "demo" / "data"


def parking() -> list[dict[str, str]]:
    with (DATA / "opinions-parking.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_opinions_on_one_clause_make_a_topic_named_after_it() -> None:
    rows = parking()
    topics = propose_topics([row["意见内容"] for row in rows], [row["针对条款"] for row in rows], [])
    credit = next(topic for topic in topics if topic.label.startswith("第二十一条"))
    assert "信用" in credit.label
    assert {rows[place]["主题"] for place in credit.members} == {"信用惩戒条款"}
    housing = next(topic for topic in topics if topic.label.startswith("第九条"))
    refused = {n for n, row in enumerate(rows) if row["主题"] == "住宅小区一律不得对外共享"}
    assert refused <= set(housing.members)


def test_copies_are_always_in_one_topic() -> None:
    campaign = "电动自行车充电桩应当进小区，车棚里装喷淋，飞线充电太危险"
    opinions = [
        Opinion("a", campaign),
        Opinion("b", "小区里应当多装几个充电桩，电动自行车没有地方充电"),
        Opinion("c", f"您好！{campaign}。谢谢"),
        Opinion("d", "图书馆周一也要开门"),
        Opinion("e", "飞线充电"),
    ]
    found = group_opinions(opinions)
    assert [found.ids(group) for group in found.duplicates] == [["a", "c"]]
    assert all({"a", "c"} <= set(found.ids(topic.members)) for topic in found.topics if 0 in topic.members)
    assert found.topics
    assert "充电" in found.topics[0].label


@given(
    st.lists(st.text(max_size=30) | st.sampled_from(["停车费太贵", "停车费应当降低", "同意"]), max_size=10)
)
def test_whatever_is_written_topics_have_a_label_and_share_no_opinion(texts: list[str]) -> None:
    topics = propose_topics(texts, [], [])
    places = [place for topic in topics for place in topic.members]
    assert len(places) == len(set(places))
    assert all(topic.label and len(topic.members) > 1 for topic in topics)
    assert topics == propose_topics(texts, [], [])


def test_nothing_and_one_opinion_make_no_topic() -> None:
    assert propose_topics([], [], []) == []
    assert propose_topics(["停车费太贵"], [], []) == []
