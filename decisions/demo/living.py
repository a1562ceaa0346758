"""Three living decisions dated from today, so that a newcomer can act at once.

An open consultation, an open sign-up, and a decision whose answer is due in a few days, part of it written.
"""

from datetime import date, timedelta

from decisions.attendance.operations import approve_call, create_call, submit_call
from decisions.attendance.rules import Gender, RepresentativeCategory, SelectionMethod
from decisions.attendance.rules.calls import CallDraft
from decisions.attendance.rules.quotas import Attribute, Quota
from decisions.attendance.rules.sources import Game, source_of
from decisions.clock import end_of_day, start_of_day
from decisions.consultation.operations.moderation import show_all
from decisions.consultation.operations.notices import NoticeInput
from decisions.consultation.operations.opinions import OpinionInput, enter_offline_opinion, receive_opinion
from decisions.consultation.queries import list_opinions_in_scope
from decisions.consultation.rules import Channel
from decisions.demo.acts import (
    JIANJIAO,
    JIAOYU,
    SHENGTAI,
    announce,
    close,
    consultation_of,
    decision_of,
    issue,
    publish_events,
    publish_meeting,
    show_everything,
    state_done,
)
from decisions.demo.dossier import (
    REPORT_INSIDE,
    conclude_lawful,
    find_risks,
    hand_in_for_review,
    hand_in_papers,
    hear_experts,
)
from decisions.demo.questionnaires import plan_ecology_questionnaire
from decisions.demo.story import Act, Stage, Story
from decisions.feedback.operations.answering import answer_opinion
from decisions.feedback.operations.grouping import request_proposals
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import Reply
from decisions.procedure.operations.issuing import IssuingDraft
from decisions.procedure.rules import REPORTED, Outlet, OutletNote, StepKind
from decisions.procedure.rules.risks import RiskFacts, RiskLevel
from decisions.services.working_days.arithmetic import Calendar, roll_to_working_day

ECOLOGY, SCHOOLS, HOUSING = "2026-05", "2026-08", "2026-10"

_ECOLOGY_OPINIONS = (
    ("part-3", "雨后河水常常发黑，建议把雨后水质的公布时间和地点写具体，最好能在河边扫码查看。"),
    ("part-3", "公园里晚上音响太大，支持设音量显示屏，但是要有人管，不能只显示不处理。"),
    ("", "希望多建一些带座椅和遮荫的小公园，老人走几步就能歇一歇。"),
)
_HOUSING_OPINIONS = (
    (Channel.WEB, "第四条", "轮候要等多久完全没数，建议公布每一批房源的轮候人数和预计时间。"),
    (Channel.WEB, "第五条", "租金一房一价可以，但是涨幅要有上限，不能第二年一下子涨很多。"),
    (Channel.APP, "第三条", "我们是家政服务人员，没有固定单位，也应当可以申请。"),
    (Channel.WEB, "第六条", "提前三个月申请续租太早了，建议改成提前一个月。"),
    (Channel.LETTER, "第七条", "报修电话打了三次没人接，希望写明多长时间内上门。"),
    (Channel.WEB, "", "什么时候降低购房首付比例？"),
)
# Copied from a tenants' group, with small changes: what the proposals of groups are about.
_HOUSING_CAMPAIGN = (
    (Channel.WEB, "押金最多收1个月租金，退租后7天内全额退还，扣款要有清单和照片，不能由运营单位说了算。"),
    (Channel.APP, "押金最多收1个月租金，退租后7天内全额退还！扣款要有清单和照片，不能由运营单位说了算！"),
    (
        Channel.WEB,
        "您好，押金最多收1个月租金，退租后15天内全额退还，扣款要有清单和照片，不能由运营单位说了算。",
    ),
    (Channel.LETTER, "押金最多收1個月租金，退租後7天內全額退還，扣款要有清單和照片，不能由運營單位說了算。"),
    (Channel.WEB, "押金应当由第三方监管，退租时自动退还。"),
)

_HOUSING_RISK = RiskFacts("租金涨幅和轮候时间不透明，引发申请人集中反映", RiskLevel.LOW, is_controllable=True)


def plan_living(story: Story, today: date, calendar: Calendar) -> None:
    """Tell the three, each dated from today.

    A window must not end in a year without a notice, so where the calendar ends they are dated from the last
    day from which all of their dates are known.
    """
    anchor = min(today, date(max(calendar.years), 12, 6))
    _plan_ecology(story, anchor)
    _plan_schools(story, anchor)
    _plan_housing(story, anchor, calendar)


def _days(today: date, count: int) -> date:
    return today + timedelta(days=count)


def _notice(title: str, body: str, opens_on: date, unit: str) -> NoticeInput:
    return NoticeInput(
        title=title,
        body=body,
        opens_on=opens_on,
        open_days=30,
        contact=f"{unit}（演示），021-0000-0000",
        ways={"post": f"浦东新区（演示）{unit}", "email": "opinions@example.cn", "phone": "021-0000-0000"},
        channels=[
            {"channel": "政府网站", "url": "", "on": opens_on.isoformat()},
            {"channel": "随申办浦东旗舰店", "url": "", "on": opens_on.isoformat()},
        ],
    )


def _plan_ecology(story: Story, today: date) -> None:
    """An open consultation with a few opinions already shown."""
    notice = _notice(
        "关于公开征求《浦东新区（演示）生态环境保护“十五五”规划（征求意见稿）》意见的公告",
        "规划关系到每个人呼吸的空气、身边的河道和绿地。欢迎对规划的任何部分提出意见，可以只说一条。",
        _days(today, -9),
        "区生态环境局",
    )
    story.at(_days(today, -9), "9:00", announce(ECOLOGY, SHENGTAI, notice, draft="draft-ecology.md"))
    plan_ecology_questionnaire(story, ECOLOGY, _days(today, -9))
    for number, (clause, words) in enumerate(_ECOLOGY_OPINIONS, start=1):
        said = _say(ECOLOGY, OpinionInput(words, clause=clause, consent=True), f"demo-ecology-{number}")
        story.at(_days(today, -6 + number), "20:15", said)
    story.at(_days(today, -1), "9:30", _show(ECOLOGY, SHENGTAI.drafter))


def _say(code: str, opinion: OpinionInput, key: str) -> Act:
    def act(stage: Stage) -> None:
        receive_opinion(
            stage.session,
            stage.store,
            consultation_of(stage, code),
            opinion,
            idempotency_key=key,
            now=stage.now,
        )

    return act


def _show(code: str, drafter: str) -> Act:
    def act(stage: Stage) -> None:
        consultation = consultation_of(stage, code)
        show_all(stage.session, consultation, actor=stage.people[drafter], now=stage.now)

    return act


def _plan_schools(story: Story, today: date) -> None:
    """A consultation that is over, and a call that is open for sign-up."""
    notice = _notice(
        "关于公开征求《浦东新区（演示）基础教育设施布局专项规划（征求意见稿）》意见的公告",
        "规划确定未来十年学校建在哪里、建多大。欢迎家长、学生、教师和社会各界提出意见。",
        _days(today, -52),
        "区教育局",
    )
    story.at(_days(today, -52), "9:00", announce(SCHOOLS, JIAOYU, notice, draft="draft-schools.md"))
    words = "建议新建住宅区先建学校再交付，我们小区等了四年，孩子每天坐车四十分钟上学。"
    said = _say(SCHOOLS, OpinionInput(words, clause="part-3", consent=True), "demo-schools-1")
    story.at(_days(today, -40), "21:05", said)
    story.at(_days(today, -15), "10:00", show_everything(SCHOOLS, JIAOYU))
    story.at(_days(today, -15), "10:30", close(SCHOOLS, JIAOYU))
    planned = publish_meeting(SCHOOLS, JIAOYU, planned_on=_days(today, 24))
    story.at(_days(today, -4), "9:00", planned)
    story.at(_days(today, -3), "9:00", _invite(today))


def _invite(today: date) -> Act:
    closes_on, drawn_on = _days(today, 8), _days(today, 11)
    draft = CallDraft(
        title="关于邀请公众代表列席区政府常务会议的公告（基础教育设施布局专项规划）",
        body=(
            "区政府（演示）常务会议将讨论《浦东新区（演示）基础教育设施布局专项规划》，现面向社会公开报名，"
            "抽签产生3名公众代表列席会议并发表意见，另设候补代表2名。代表兼顾居民和女性，名额要求见下。"
        ),
        place="浦东新区（演示）合欢路0号会议室",
        conditions="年满18周岁，在本区（演示）居住或者工作，能够按时到会并独立发表意见。",
        seats=3,
        alternates=2,
        method=SelectionMethod.OPEN_DRAW,
        opens_at=start_of_day(_days(today, -3)),
        closes_at=end_of_day(closes_on),
        contact="区政务公开办（演示），021-0000-0000",
        draw_sources=[
            source_of(Game.KUAILE_8, f"{drawn_on:%Y年%m月%d日}当日一期", drawn_on),
            source_of(Game.SHUANGSEQIU_RED, f"{drawn_on:%Y年%m月%d日}当日一期", drawn_on),
        ],
        addressed_to="关心学校建设的家长、教师、居民，以及教育、规划领域的社会组织和专家。",
        cool_down_months=12,
        conflict="区教育局和参与规划编制、评估的机构的工作人员不报名。（演示）",
        objections_until=start_of_day(_days(today, 10)) - timedelta(hours=6),
        materials="会议召开7日前送达规划草案和说明。（演示）",
        confidentiality="会议材料和讨论情况在决策公布以前不外传。（演示）",
        quotas=[
            Quota(Attribute.CATEGORY, RepresentativeCategory.RESIDENT.value, 1, 2).as_json(),
            Quota(Attribute.GENDER, Gender.FEMALE.value, 1, 2).as_json(),
        ],
    )

    def act(stage: Stage) -> None:
        first, second = stage.people["gongkai1"], stage.people["gongkai2"]
        call = create_call(stage.session, decision_of(stage, SCHOOLS), draft, actor=first, now=stage.now)
        submission = submit_call(stage.session, call, actor=first, now=stage.now)
        approve_call(stage.session, call, submission.id, actor=second, now=stage.now)

    return act


def _plan_housing(story: Story, today: date, calendar: Calendar) -> None:
    """A decision issued some working days ago: half of its opinions wait for their answer."""
    issued_on = _working_days_before(calendar, today, 6)
    opens_on = issued_on - timedelta(days=84)
    heard = {
        "编号": "EV-ZL-1",
        "方式": "座谈会",
        "日期": (opens_on - timedelta(days=12)).isoformat(),
        "地点": "区建交委会议室（演示）",
        "组织单位": "区建交委",
        "邀请数量": "12",
        "实到或回收数量": "11",
        "计量单位": "家",
        "意见条数": "0",
        "概要": "听取住房租赁企业、运营单位和行业协会的意见，主要谈到租金确定、维修责任和信息报送。",
        "备注": "进入程序前的涉企听取",
    }
    story.at(opens_on - timedelta(days=8), "10:00", publish_events(HOUSING, JIANJIAO, [heard]))
    notice = _notice(
        "关于公开征求《浦东新区（演示）保障性租赁住房供应和租赁管理实施细则（征求意见稿）》意见的公告",
        "细则规定谁可以申请、怎样轮候、租金怎么定、报修谁来管。欢迎租户、申请人、运营企业和社会各界提出意见。",
        opens_on,
        "区建交委",
    )
    story.at(opens_on, "9:00", announce(HOUSING, JIANJIAO, notice, draft="draft-housing.md"))
    for number, (channel, clause, words) in enumerate(_HOUSING_OPINIONS, start=1):
        act = _enter(number, channel, OpinionInput(words, clause=clause, consent=True))
        story.at(opens_on + timedelta(days=3 * number), "19:40", act)
    for number, (channel, words) in enumerate(_HOUSING_CAMPAIGN, start=len(_HOUSING_OPINIONS) + 1):
        act = _enter(number, channel, OpinionInput(words, consent=True))
        story.at(opens_on + timedelta(days=16 + number), "20:10", act)
    closed_on = issued_on - timedelta(days=44)
    story.at(closed_on, "10:00", show_everything(HOUSING, JIANJIAO))
    story.at(closed_on, "10:30", close(HOUSING, JIANJIAO))
    _plan_housing_procedure(story, issued_on, calendar)
    held = publish_meeting(HOUSING, JIANJIAO, held_on=issued_on - timedelta(days=3))
    story.at(issued_on - timedelta(days=3), "18:00", held)
    story.at(issued_on, "10:00", issue(HOUSING, JIANJIAO, lambda _stage: _issued(issued_on)))
    story.at(issued_on, "16:00", _answer_some)
    story.at(issued_on, "16:30", _ask_for_groups)


def _plan_housing_procedure(story: Story, issued_on: date, calendar: Calendar) -> None:
    """Everything that the meeting asks for, each on a working day and in the order of the law."""

    def before(days: int) -> date:
        return roll_to_working_day(calendar, issued_on - timedelta(days=days)).earliest_on

    heard_on, assessed_on, handed_in_on, concluded_on = before(38), before(36), before(33), before(14)
    fields = ("住房保障", "房地产经济", "法学")
    heard = hear_experts(HOUSING, JIANJIAO, fields, declared_on=heard_on, opinion_on=heard_on)
    story.at(heard_on, "14:00", heard)
    story.at(heard_on, "15:00", _done(StepKind.EXPERT, heard_on, "三位专家论证通过。（演示）"))
    story.at(assessed_on, "10:00", find_risks(HOUSING, JIANJIAO, [_HOUSING_RISK]))
    story.at(assessed_on, "11:00", _done(StepKind.RISK, assessed_on, "风险可控。（演示）"))
    fair = "经公平竞争审查，不存在排除、限制竞争的内容。（演示）"
    story.at(assessed_on, "14:00", _done(StepKind.FAIR_COMPETITION, assessed_on, fair))
    handed_in = hand_in_for_review(HOUSING, JIANJIAO, "实施细则（送审稿）及论证评估材料。")
    story.at(handed_in_on, "9:00", handed_in)
    story.at(concluded_on, "10:00", conclude_lawful(HOUSING, received_on=handed_in_on))
    story.at(concluded_on, "11:00", _done(StepKind.LEGALITY, concluded_on, "经审查，合法。（演示）"))
    papers = hand_in_papers(
        HOUSING,
        JIANJIAO,
        draft="实施细则（送审稿），根据公众意见修改了轮候公开、租金涨幅和报修时限三处。",
        adoption="共收到意见11条，主要集中在轮候时间、租金涨幅和押金退还，研究采纳情况逐条附后。",
    )
    story.at(concluded_on, "14:00", papers)


def _done(kind: StepKind, done_on: date, note: str) -> Act:
    reported = kind in REPORTED
    return state_done(
        HOUSING,
        JIANJIAO,
        kind,
        done_on,
        note,
        body="演示评估机构" if kind is StepKind.RISK else "",
        report_reason=REPORT_INSIDE if reported else "",
    )


def _working_days_before(calendar: Calendar, today: date, count: int) -> date:
    """Return the working day `count` working days before today, as far as the calendar knows."""
    day = today
    while count and calendar.is_known(day - timedelta(days=1)):
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def _enter(number: int, channel: Channel, opinion: OpinionInput) -> Act:
    if channel is Channel.WEB:
        return _say(HOUSING, opinion, f"demo-housing-{number}")

    def act(stage: Stage) -> None:
        enter_offline_opinion(
            stage.session,
            consultation_of(stage, HOUSING),
            opinion,
            channel=channel,
            received_at=stage.now,
            actor=stage.people[JIANJIAO.drafter],
            now=stage.now,
        )

    return act


def _issued(issued_on: date) -> IssuingDraft:
    return IssuingDraft(
        title="浦东新区（演示）保障性租赁住房供应和租赁管理实施细则",
        document_number="浦府规（演示）〔2026〕8号",
        written_on=issued_on,
        printed_on=issued_on,
        published_on=issued_on,
        effective_on=date(2027, 1, 1),
        text=(
            "轮候情况按批次公布，包括房源数量、轮候人数和预计时间。\n"
            "租金一房一价，年度涨幅不超过百分之五。\n"
            "报修应当在二十四小时内响应。"
        ),
        interpretation_text="细则明确了轮候公开、租金涨幅上限和报修响应时限，自2027年1月1日起施行。",
        outlets=(OutletNote(Outlet.WEBSITE, on=issued_on),),
    )


_ANSWERS = {
    "轮候": Reply(Disposition.ADOPTED, "采纳。细则第四条增加按批次公布轮候情况的规定。", "第四条"),
    "涨幅": Reply(Disposition.ADOPTED, "采纳。细则第五条增加年度涨幅不超过百分之五的规定。", "第五条"),
    "首付": Reply(Disposition.OUT_OF_SCOPE, "反映的是商品住房信贷政策，不属于本事项，已转有关部门研究。", ""),
}


def _answer_some(stage: Stage) -> None:
    """Half of the opinions have their answer; the newcomer may write the others."""
    actor, consultation = stage.people[JIANJIAO.drafter], consultation_of(stage, HOUSING)
    for opinion in list_opinions_in_scope(stage.session, consultation.decision_id):
        reply = next((reply for word, reply in _ANSWERS.items() if word in opinion.content), None)
        if reply is not None:
            answer_opinion(
                stage.session, opinion, reply, topic_label="", revision=0, actor=actor, now=stage.now
            )


def _ask_for_groups(stage: Stage) -> None:
    """Proposals of groups wait for the newcomer; the worker makes them as soon as it runs."""
    request_proposals(
        stage.session, decision_of(stage, HOUSING), actor=stage.people[JIANJIAO.drafter], now=stage.now
    )
