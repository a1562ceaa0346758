"""Scenario B: 南汀镇（演示）“城中村”改造, a shortened window, answered one working day late."""

from datetime import date

from decisions.consultation.operations.notices import NoticeInput
from decisions.demo.acts import (
    JIANJIAO,
    announce,
    close,
    issue,
    publish_events,
    publish_meeting,
    show_everything,
    state_done,
    table,
)
from decisions.demo.answers import answer_from, disclose, import_from
from decisions.demo.dossier import (
    REPORT_INSIDE,
    conclude_lawful,
    find_risks,
    hand_in_for_review,
    hand_in_papers,
    hear_experts,
)
from decisions.demo.story import Stage, Story
from decisions.procedure.operations.issuing import IssuingDraft
from decisions.procedure.rules import Outlet, OutletNote, StepKind
from decisions.procedure.rules.risks import RiskFacts, RiskLevel

CODE = "2026-02"
OPINIONS = "opinions-village.csv"

_NOTICE = NoticeInput(
    title="关于公开征求《南汀镇（演示）“城中村”改造项目实施方案（征求意见稿）》意见的公告",
    body=(
        "南汀镇（演示）“城中村”改造项目涉及芦泾村412户村民和租住人员的居住、就业和就学。现将实施方案"
        "（征求意见稿）向社会公布，欢迎村民、租住人员和社会各界提出意见。"
    ),
    opens_on=date(2025, 12, 29),
    closes_on=date(2026, 1, 13),
    short_reason=(
        "该项目已列入2025年度重大行政决策事项目录，此前已完成两轮改造意愿征询；因需在2026年春节前确定实施"
        "方案，以衔接过渡安置资金拨付和学年中期转学安排，公开征求意见的期限缩短为15日。"
    ),
    background="改造意愿征询应征询412户，同意393户，占应征询户数的95.4%。",
    contact="区建交委（演示）城市更新科，021-0000-0000",
    ways={"post": "南汀镇（演示）芦泾路0号", "email": "village@example.cn", "phone": "021-0000-0000"},
    channels=[
        {"channel": "政府网站", "url": "", "on": "2025-12-29"},
        {"channel": "村务公开栏", "url": "", "on": "2025-12-29"},
    ],
)

_RISKS = (
    RiskFacts(
        "安置房选址引发集中反映",
        RiskLevel.MEDIUM,
        is_controllable=True,
        measures="公开选址比选情况，逐户说明，过渡期内增设接送班车。",
    ),
    RiskFacts(
        "租住人员集中搬离，子女就学受影响",
        RiskLevel.MEDIUM,
        is_controllable=True,
        measures="至少提前六十日书面告知，保障子女读完本学期。",
    ),
)


def plan_scenario_b(story: Story) -> None:
    """Tell scenario B, its dates as given."""
    story.at(date(2025, 12, 29), "9:00", announce(CODE, JIANJIAO, _NOTICE, draft="draft-village.md"))
    events = [row for row in table("offline-events.csv") if row["事项"] == "B"]
    story.at(date(2026, 1, 14), "10:00", publish_events(CODE, JIANJIAO, events))
    story.at(date(2026, 1, 14), "14:00", import_from(CODE, JIANJIAO, OPINIONS))
    story.at(date(2026, 1, 14), "15:00", show_everything(CODE, JIANJIAO))
    story.at(date(2026, 1, 14), "16:00", close(CODE, JIANJIAO))
    _plan_procedure(story)
    story.at(date(2026, 2, 14), "10:00", issue(CODE, JIANJIAO, _issued))
    story.at(date(2026, 2, 27), "10:00", answer_from(CODE, JIANJIAO, OPINIONS))
    summary = (
        "共收到意见8条、涉及9人，采纳5条、部分采纳1条、不采纳2条。未予采纳的意见集中在安置房选址，理由见下。"
    )
    story.at(date(2026, 3, 6), "10:00", disclose(CODE, JIANJIAO, summary))


def _plan_procedure(story: Story) -> None:
    heard = hear_experts(
        CODE,
        JIANJIAO,
        ("城市更新", "建筑工程", "社会工作"),
        declared_on=date(2026, 1, 15),
        opinion_on=date(2026, 1, 19),
    )
    expert = state_done(
        CODE,
        JIANJIAO,
        StepKind.EXPERT,
        date(2026, 1, 19),
        "三位专家论证通过。（演示）",
        report_reason=REPORT_INSIDE,
    )
    risk = state_done(
        CODE,
        JIANJIAO,
        StepKind.RISK,
        date(2026, 1, 21),
        "措施可控。（演示）",
        body="演示评估机构",
        report_reason=REPORT_INSIDE,
    )
    legality = state_done(CODE, JIANJIAO, StepKind.LEGALITY, date(2026, 2, 3), "经审查，合法。（演示）")
    story.at(date(2026, 1, 22), "9:00", heard)
    story.at(date(2026, 1, 22), "10:00", expert)
    story.at(date(2026, 1, 22), "15:00", hand_in_for_review(CODE, JIANJIAO, "实施方案（送审稿）及材料。"))
    story.at(date(2026, 1, 23), "9:00", find_risks(CODE, JIANJIAO, _RISKS))
    story.at(date(2026, 1, 23), "10:00", risk)
    story.at(date(2026, 2, 3), "16:00", conclude_lawful(CODE, received_on=date(2026, 1, 23)))
    story.at(date(2026, 2, 4), "10:00", legality)
    papers = hand_in_papers(
        CODE,
        JIANJIAO,
        draft="实施方案（送审稿），根据村民和租住人员的意见作了六处修改。",
        adoption="共收到意见8条、涉及9人，采纳5条、部分采纳1条、不采纳2条。",
    )
    story.at(date(2026, 2, 5), "10:00", papers)
    held = publish_meeting(CODE, JIANJIAO, name="第32次常务会议（演示）", held_on=date(2026, 2, 11))
    story.at(date(2026, 2, 11), "18:00", held)


def _issued(_stage: Stage) -> IssuingDraft:
    return IssuingDraft(
        title="南汀镇（演示）“城中村”改造项目实施方案",
        document_number="浦府（演示）〔2026〕11号",
        written_on=date(2026, 2, 13),
        printed_on=date(2026, 2, 13),
        published_on=date(2026, 2, 14),
        text=(
            "过渡费按月发放，逾期交付的自逾期之月起按原标准的二倍发放。\n"
            "评估机构由被安置户协商选定，协商不成的通过公开抽签确定，全程公证。\n"
            "八十周岁以上老年人、重度残疾人家庭可以优先选择低楼层。\n"
            "村口古银杏和古井原址保护，纳入规划公共绿地设计。\n"
            "至少提前六十日书面告知租住人员搬离时间，并协调保障其子女读完本学期。"
        ),
        interpretation_text=(
            "实施方案根据村民和租住人员的意见作了六处修改，涉及过渡费、评估、选房、古树、租住人员和集体资产。"
        ),
        outlets=(OutletNote(Outlet.WEBSITE, on=date(2026, 2, 14)),),
    )
