"""Scenario C: 潮和街道（演示）综合为老服务中心, nobody wrote, three spoke; the decision is still to come."""

from datetime import date

from decisions.consultation.operations.notices import NoticeInput
from decisions.demo.acts import (
    MINZHENG,
    announce,
    close,
    publish_events,
    publish_meeting,
    show_everything,
    state_expected,
    table,
)
from decisions.demo.answers import answer_from, import_from
from decisions.demo.story import Story
from decisions.procedure.rules import StepKind

CODE = "2026-03"
OPINIONS = "opinions-elderly.csv"

_NOTICE = NoticeInput(
    title="关于公开征求《潮和街道（演示）综合为老服务中心建设方案（征求意见稿）》意见的公告",
    body=(
        "为了完善社区嵌入式养老服务，区民政局（演示）会同潮和街道办事处（演示）编制了综合为老服务中心建设"
        "方案，现向社会公开征求意见，欢迎老年人和家属、社会各界提出意见。"
    ),
    opens_on=date(2026, 10, 12),
    closes_on=date(2026, 11, 11),
    background="潮和街道（演示）六十周岁以上老年人占户籍人口的比例较高，现有助餐点和日间照料设施不足。",
    contact="区民政局（演示）养老服务科，021-0000-0000",
    ways={
        "post": "浦东新区（演示）区民政局养老服务科",
        "email": "elderly@example.cn",
        "phone": "021-0000-0000",
    },
    channels=[
        {"channel": "政府网站", "url": "", "on": "2026-10-12"},
        {"channel": "社区公告栏", "url": "", "on": "2026-10-12"},
        {"channel": "街道微信公众号（演示）", "url": "", "on": "2026-10-13"},
    ],
)


def plan_scenario_c(story: Story) -> None:
    """Tell scenario C as far as it has come."""
    story.at(date(2026, 10, 12), "9:00", announce(CODE, MINZHENG, _NOTICE, draft="draft-elderly.md"))
    events = [row for row in table("offline-events.csv") if row["事项"] == "C"]
    story.at(date(2026, 11, 12), "10:00", publish_events(CODE, MINZHENG, events))
    story.at(date(2026, 11, 12), "11:00", import_from(CODE, MINZHENG, OPINIONS))
    story.at(date(2026, 11, 12), "14:00", show_everything(CODE, MINZHENG))
    story.at(date(2026, 11, 12), "15:00", close(CODE, MINZHENG))
    story.at(date(2026, 11, 16), "10:00", answer_from(CODE, MINZHENG, OPINIONS))
    planned = publish_meeting(CODE, MINZHENG, planned_on=date(2026, 12, 10))
    story.at(date(2026, 11, 16), "11:00", planned)
    note = "拟邀请养老服务、建筑设计和消防方面的专家论证。（演示）"
    expected = state_expected(CODE, MINZHENG, StepKind.EXPERT, date(2026, 11, 27), note)
    story.at(date(2026, 11, 16), "14:00", expected)
