"""Scenario A: 公共停车资源共享利用管理办法, the full case, from the enterprises' hearing to the answer."""

from datetime import date

from decisions.consultation.operations.notices import NoticeInput
from decisions.consultation.rules import DraftStage
from decisions.demo.acts import (
    JIANJIAO,
    announce,
    close,
    issue,
    publish_events,
    publish_meeting,
    publish_version,
    show_everything,
    state_done,
    state_expected,
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
from decisions.demo.parking_meeting import plan_attendance
from decisions.demo.questionnaires import plan_parking_questionnaire
from decisions.demo.story import Stage, Story, data
from decisions.procedure.operations.issuing import IssuingDraft
from decisions.procedure.rules import Outlet, OutletNote, StepKind
from decisions.procedure.rules.risks import RiskFacts, RiskLevel
from decisions.services.filetypes import DOCUMENTS
from decisions.services.storage import store_file

CODE = "2026-01"
OPINIONS = "opinions-parking.xlsx"
TITLE = "浦东新区公共停车资源共享利用管理办法"

_NOTICE = NoticeInput(
    title="关于公开征求《浦东新区公共停车资源共享利用管理办法（征求意见稿）》意见的公告",
    body=(
        "为了缓解停车难，提高停车资源利用效率，区建交委（演示）会同有关部门起草了《浦东新区公共停车资源共享"
        "利用管理办法（征求意见稿）》，现向社会公开征求意见。\n"
        "欢迎社会各界对全文或者任何一条提出意见。可以在本页面提交，也可以来信、发送邮件或者打电话。\n"
        "决策出台后10个工作日内，每一条意见是否采纳、理由是什么，都会在本平台公布。"
    ),
    opens_on=date(2026, 6, 15),
    closes_on=date(2026, 7, 15),
    background=(
        "本区（演示）机动车保有量持续增长，老旧小区夜间泊位饱和率超过120%，而部分商务楼宇22时后空置率在"
        "58%以上。推动机关、国有单位、商务楼宇等停车设施错时共享，是各方反映较集中的建议。"
    ),
    contact="区建交委（演示）停车管理科，021-0000-0000",
    ways={
        "post": "浦东新区（演示）合欢路0号区建交委停车管理科",
        "email": "parking@example.cn",
        "phone": "021-0000-0000",
    },
    channels=[
        {"channel": "政府网站", "url": "", "on": "2026-06-15"},
        {"channel": "随申办浦东旗舰店", "url": "", "on": "2026-06-15"},
        {"channel": "政府信息查阅场所", "url": "", "on": "2026-06-16"},
        {"channel": "区级媒体（演示）", "url": "", "on": "2026-06-17"},
    ],
)

_DRAFT_READ = (
    "为什么制定：停车难的地方夜里没有车位，旁边的办公楼、机关大院夜里却空着一大半。\n"
    "主要内容：机关和国有单位的停车场在夜间和节假日开放；商务楼宇自愿共享；住宅小区是否共享由业主决定。\n"
    "对谁有影响：附近居民多了停车的选择，停车场的经营者要公布时段、泊位数和收费。"
)
_RISKS = (
    RiskFacts(
        "小区对外共享后车位紧张，引发业主之间的矛盾",
        RiskLevel.MEDIUM,
        is_controllable=True,
        measures="是否共享由业主依法共同决定，夜间优先保障本小区业主。",
    ),
    RiskFacts("共享停放超时，影响产权单位次日使用", RiskLevel.LOW, is_controllable=True),
    RiskFacts("共享收费不透明，引发投诉", RiskLevel.LOW, is_controllable=True),
)


def plan_scenario_a(story: Story) -> None:
    """Tell scenario A, its dates as given."""
    events = {row["编号"]: row for row in table("offline-events.csv") if row["事项"] == "A"}
    first, later = [events["EV-A-1"]], [events["EV-A-2"], events["EV-A-3"], events["EV-A-4"]]
    story.at(date(2026, 5, 25), "10:00", publish_events(CODE, JIANJIAO, first))
    notice = announce(
        CODE,
        JIANJIAO,
        _NOTICE,
        draft="draft-parking-v1.docx",
        explanation="draft-parking-explanation.docx",
    )
    story.at(date(2026, 6, 15), "9:00", notice)
    plan_parking_questionnaire(story, CODE, date(2026, 6, 15), date(2026, 7, 15))
    story.at(date(2026, 7, 17), "10:00", publish_events(CODE, JIANJIAO, later))
    story.at(date(2026, 7, 17), "14:00", import_from(CODE, JIANJIAO, OPINIONS))
    story.at(date(2026, 7, 17), "16:00", show_everything(CODE, JIANJIAO))
    story.at(date(2026, 7, 17), "17:00", close(CODE, JIANJIAO))
    _plan_procedure(story)
    plan_attendance(story, CODE)
    held = publish_meeting(CODE, JIANJIAO, name="第41次常务会议（演示）", held_on=date(2026, 9, 10))
    story.at(date(2026, 9, 10), "18:00", held)
    story.at(date(2026, 9, 23), "10:00", issue(CODE, JIANJIAO, _issued))
    story.at(date(2026, 9, 28), "10:00", answer_from(CODE, JIANJIAO, OPINIONS))
    summary = (
        "征求意见期间共收到意见47条，逐条研究后采纳18条、部分采纳9条、不采纳14条，另有6条不属于本事项。"
        "较为集中、未予采纳的意见是“住宅小区一律不得对外共享”和“机关事业单位停车场全天免费开放”，理由见下。"
    )
    story.at(date(2026, 10, 12), "10:00", disclose(CODE, JIANJIAO, summary))


def _plan_procedure(story: Story) -> None:
    interpreted = state_done(CODE, JIANJIAO, StepKind.DRAFT_INTERPRETATION, date(2026, 6, 15), _DRAFT_READ)
    story.at(date(2026, 6, 15), "11:00", interpreted)
    _plan_assessments(story)
    review = publish_version(CODE, JIANJIAO, "draft-parking-v2.docx", DraftStage.REVIEW)
    story.at(date(2026, 8, 14), "10:00", review)
    handed_in = hand_in_for_review(CODE, JIANJIAO, "送审稿、起草说明、意见采纳情况和论证评估材料。")
    story.at(date(2026, 8, 14), "15:00", handed_in)
    story.at(date(2026, 8, 31), "15:00", conclude_lawful(CODE, received_on=date(2026, 8, 17)))
    legality = state_done(
        CODE, JIANJIAO, StepKind.LEGALITY, date(2026, 8, 31), "经区司法局（演示）审查，合法。"
    )
    story.at(date(2026, 9, 1), "10:00", legality)
    adoption = "公开征求意见共收到47条意见，采纳18条、部分采纳9条、不采纳14条，另有6条不属于本事项。"
    story.at(date(2026, 9, 1), "11:00", hand_in_papers(CODE, JIANJIAO, adoption=adoption))
    _plan_execution(story)


def _plan_assessments(story: Story) -> None:
    heard = hear_experts(
        CODE,
        JIANJIAO,
        ("城市交通规划", "停车管理", "公共政策", "法学", "社区治理"),
        declared_on=date(2026, 7, 20),
        opinion_on=date(2026, 7, 24),
        named=2,
    )
    expert = state_done(
        CODE,
        JIANJIAO,
        StepKind.EXPERT,
        date(2026, 7, 24),
        "五位专家论证，一致认为可行。（演示）",
        body="区建交委",
        report_reason=REPORT_INSIDE,
    )
    risk = state_done(
        CODE,
        JIANJIAO,
        StepKind.RISK,
        date(2026, 7, 31),
        "评估认为总体风险可控。（演示）",
        body="演示评估机构",
        report_reason=REPORT_INSIDE,
    )
    fair = state_done(
        CODE,
        JIANJIAO,
        StepKind.FAIR_COMPETITION,
        date(2026, 8, 7),
        "经公平竞争审查，不存在排除、限制竞争的内容。（演示）",
    )
    story.at(date(2026, 7, 27), "9:00", heard)
    story.at(date(2026, 7, 27), "10:00", expert)
    story.at(date(2026, 8, 3), "14:00", find_risks(CODE, JIANJIAO, _RISKS))
    story.at(date(2026, 8, 3), "15:00", risk)
    story.at(date(2026, 8, 10), "10:00", fair)


def _plan_execution(story: Story) -> None:
    execution = state_done(
        CODE,
        JIANJIAO,
        StepKind.EXECUTION,
        date(2026, 9, 23),
        "自2026年10月1日起执行，执行情况每半年公布一次。（演示）",
        body="区建交委、区公安分局、各街镇",
        contact="区建交委（演示）停车管理科，021-0000-0000，parking@example.cn",
    )
    evaluation = state_expected(
        CODE,
        JIANJIAO,
        StepKind.EFFECT,
        date(2027, 10, 29),
        "施行满一年后，委托未参加决策前论证评估的机构开展。（演示）",
    )
    story.at(date(2026, 9, 24), "10:00", execution)
    story.at(date(2026, 9, 24), "11:00", evaluation)


def _issued(stage: Stage) -> IssuingDraft:
    document = store_file(
        stage.session,
        stage.store,
        name="浦府规（演示）〔2026〕5号.docx",
        data=data("draft-parking-v2.docx"),
        accept=DOCUMENTS,
        now=stage.now,
    )
    return IssuingDraft(
        title=TITLE,
        document_number="浦府规（演示）〔2026〕5号",
        written_on=date(2026, 9, 22),
        printed_on=date(2026, 9, 22),
        published_on=date(2026, 9, 23),
        effective_on=date(2026, 10, 1),
        file=document,
        interpretation_text=(
            "《办法》共五章二十六条，自2026年10月1日起施行。机关、国有单位的停车设施应当在夜间和节假日开放；"
            "住宅小区是否共享由业主依法共同决定，任何单位不得强制；共享停放有三十分钟宽限，收益单独列账、"
            "每半年公布。根据公众意见，删去了信用惩戒条款，增加了老年人和残疾人便利的规定。"
        ),
        outlets=(
            OutletNote(Outlet.WEBSITE, on=date(2026, 9, 23)),
            OutletNote(Outlet.GAZETTE, on=date(2026, 9, 28)),
            OutletNote(Outlet.NEWSPAPER, on=date(2026, 9, 24)),
        ),
    )
