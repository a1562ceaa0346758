"""What units proposed for the coming year's catalogue: one still a draft, one with the justice bureau, one
agreed to and one objected to, so that each of the three sides finds something to do.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial

from decisions.catalogue.operations.proposing import (
    amend_proposal,
    hand_in_proposal,
    review_proposal,
    start_proposal,
)
from decisions.catalogue.rules import Category
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.planned_times import parse_planned_time
from decisions.catalogue.rules.proposals import Exclusion, Verdict
from decisions.demo.story import Stage, Story

_USUAL = ("公众参与", "专家论证", "风险评估", "合法性审查", "集体讨论决定")


@dataclass(frozen=True, slots=True)
class _Told:
    """A proposal and how far it has come; days_ago is when it was begun."""

    who: str
    days_ago: int
    item: Item
    is_handed_in: bool = True
    verdict: Verdict | None = None
    remark: str = ""


_PROPOSALS = (
    _Told(
        "jianjiao1",
        20,
        Item(
            number=0,
            title="浦东新区（演示）慢行交通系统规划",
            category=Category.PLAN,
            lead_unit="区建交委",
            partner_units=("区规划资源局", "区生态环境局"),
            basis="《中华人民共和国城乡规划法》；国土空间总体规划（演示）",
            procedures=_USUAL,
            planned_text="第三季度",
            hearing=False,
            invites_public=True,
            enterprise_related=False,
        ),
        verdict=Verdict.AGREES,
        remark="属于重要规划，建议列入；公众参与宜安排在方案比选之前。",
    ),
    _Told(
        "minzheng1",
        16,
        Item(
            number=0,
            title="浦东新区（演示）社区食堂布局和补贴办法",
            category=Category.PUBLIC_POLICY,
            lead_unit="区民政局",
            partner_units=("区财政局",),
            basis="《中华人民共和国老年人权益保障法》",
            procedures=_USUAL,
            planned_text="5-7月",
            hearing=True,
            invites_public=True,
            enterprise_related=True,
        ),
    ),
    _Told(
        "jiaoyu1",
        12,
        Item(
            number=0,
            title="区属学校（演示）食堂设备年度采购方案",
            category=Category.OTHER,
            lead_unit="区教育局",
            basis="《中华人民共和国政府采购法》",
            procedures=_USUAL,
            planned_text="年底前",
            hearing=False,
            invites_public=False,
            enterprise_related=False,
        ),
        verdict=Verdict.OBJECTS,
        remark="属于日常采购，对公众权利义务没有普遍影响，建议按政府采购程序办理，不列入目录。",
    ),
    _Told(
        "shengtai1",
        3,
        Item(
            number=0,
            title="浦东新区（演示）中小河道生态修复三年行动",
            category=Category.RESOURCES,
            lead_unit="区生态环境局",
            basis="《中华人民共和国水污染防治法》",
            planned_text="年底前",
        ),
        is_handed_in=False,
    ),
)


def plan_proposals(story: Story, today: date) -> None:
    """Tell what was proposed in the last weeks for the year after today's."""
    for told in _PROPOSALS:
        begun_on = today - timedelta(days=told.days_ago)
        story.at(begun_on, "10:30", partial(_propose, told))


def _propose(told: _Told, stage: Stage) -> None:
    session, actor, year = stage.session, stage.people[told.who], stage.today.year + 1
    proposal = start_proposal(session, year, actor=actor, now=stage.now)
    amend_proposal(
        session,
        proposal.id,
        _timed(told.item, year),
        exclusion=Exclusion.NONE if told.is_handed_in else None,
        actor=actor,
        now=stage.now,
    )
    if told.is_handed_in:
        hand_in_proposal(session, proposal.id, actor=actor, now=stage.now)
    if told.verdict is not None:
        review_proposal(
            session,
            proposal.id,
            verdict=told.verdict,
            remark=told.remark,
            actor=stage.people["sifa"],
            now=stage.now,
        )


def _timed(item: Item, year: int) -> Item:
    planned = parse_planned_time(item.planned_text, year)
    if planned is None:
        raise ValueError(item.planned_text)
    return replace(item, planned_from=planned.starts_on, planned_to=planned.ends_on)
