"""Scenario A's meeting: the call, 23 sign-ups, a draw, the list, and what the representatives said."""

import json
from datetime import date

from sqlalchemy.orm import Session

from decisions.attendance import draw as lottery
from decisions.attendance.models import AttendanceCall, SignUp
from decisions.attendance.operations import (
    ListedSignUp,
    accept_proposals,
    approve_call,
    approve_representatives,
    approve_statements,
    confirm_for,
    create_call,
    erase_unselected,
    freeze_draw,
    import_sign_ups,
    import_statements,
    record_replacement,
    run_draw,
    submit_call,
    submit_representatives,
    submit_statements,
)
from decisions.attendance.queries import get_call, list_representatives, list_sign_ups
from decisions.attendance.queries.draws import pool_rows, rule_of
from decisions.attendance.rules import Absence, Eligibility, SelectionMethod
from decisions.attendance.rules.calls import CallDraft
from decisions.attendance.rules.reports import read_reported
from decisions.attendance.rules.sources import Game, source_of
from decisions.attendance.spreadsheets import ReadSignUp, read_sign_ups
from decisions.clock import end_of_day, start_of_day
from decisions.demo.acts import JIANJIAO, decision_of, publish_meeting, table
from decisions.demo.story import Act, Stage, Story, data
from decisions.services.spreadsheet.reading import read_table

DRAWN_ON = date(2026, 8, 18)
SOURCES = [
    source_of(Game.KUAILE_8, "2026218期（演示）", DRAWN_ON),
    source_of(Game.SHUANGSEQIU_RED, "2026095期（演示）", DRAWN_ON),
    source_of(Game.SHUANGSEQIU_BLUE, "2026095期（演示）", DRAWN_ON),
]
_NUMBERS = (
    [3, 8, 11, 14, 19, 22, 27, 31, 36, 40, 43, 47, 52, 55, 58, 61, 66, 70, 74, 79],
    [4, 9, 15, 21, 26, 33],
    [11],
)
DRAWN = [
    {"name": source["name"], "issue": source["issue"], "drawn_on": source["drawn_on"], "numbers": numbers}
    for source, numbers in zip(SOURCES, _NUMBERS, strict=True)
]

_CALL = CallDraft(
    title="关于邀请公众代表列席区政府常务会议的公告（公共停车资源共享利用管理办法）",
    body=(
        "区政府（演示）常务会议将讨论《浦东新区公共停车资源共享利用管理办法》，现面向社会公开报名遴选5名公众代表"
        "列席会议并发表意见，另设候补代表2名。\n"
        "产生方式：公开报名遴选，在符合条件的报名人中随机抽签，抽签过程和结果可以由任何人验证。\n"
        "演示说明：开奖号码为虚构；为使抽签结果与演示名单一致，报名人与回执编号的对应关系经过安排。"
    ),
    place="浦东新区（演示）合欢路0号会议室",
    conditions="年满18周岁，在本区（演示）居住或者工作，能够按时到会并独立发表意见。",
    seats=5,
    alternates=2,
    method=SelectionMethod.OPEN_DRAW,
    opens_at=start_of_day(date(2026, 8, 3)),
    closes_at=end_of_day(date(2026, 8, 14)),
    contact="区政务公开办（演示），021-0000-0000",
    minimum_age=18,
    age_reference_on=date(2026, 8, 14),
    retention_days=30,
    draw_sources=SOURCES,
)


def plan_attendance(story: Story, code: str) -> None:
    """Tell how representatives were found for the meeting of 10 September, and what they said."""
    planned = publish_meeting(code, JIANJIAO, name="第41次常务会议（演示）", planned_on=date(2026, 9, 10))
    story.at(date(2026, 8, 3), "8:00", planned)
    story.at(date(2026, 8, 3), "9:00", _invite(code))
    story.at(date(2026, 8, 14), "17:00", _sign_up(code))
    story.at(date(2026, 8, 17), "10:00", _freeze(code))
    story.at(date(2026, 8, 19), "10:00", _draw(code))
    story.at(date(2026, 8, 21), "10:00", _publish_list(code))
    story.at(date(2026, 8, 23), "9:00", _confirm(code))
    story.at(date(2026, 9, 9), "16:00", _replace(code))
    story.at(date(2026, 9, 9), "17:00", _confirm(code))
    story.at(date(2026, 9, 20), "3:00", lambda stage: erase_unselected(stage.session, now=stage.now))
    story.at(date(2026, 10, 12), "9:30", _publish_statements(code))


def _confirm(code: str) -> Act:
    """Everybody who has a seat told the office by telephone that they come."""

    def act(stage: Stage) -> None:
        call, actor = call_of(stage, code), stage.people["gongkai1"]
        for person in list_representatives(stage.session, call):
            if person.answer_by is not None and person.absence is None:
                confirm_for(stage.session, call, person, actor=actor, now=stage.now)

    return act


def call_of(stage: Stage, code: str) -> AttendanceCall:
    """Return a decision's first call."""
    return get_call(stage.session, f"{code}-a")


def _invite(code: str) -> Act:
    def act(stage: Stage) -> None:
        first, second = stage.people["gongkai1"], stage.people["gongkai2"]
        decision = decision_of(stage, code)
        call = create_call(stage.session, decision, _CALL, actor=first, now=stage.now)
        submission = submit_call(stage.session, call, actor=first, now=stage.now)
        approve_call(stage.session, call, submission.id, actor=second, now=stage.now)

    return act


def _sign_up(code: str) -> Act:
    def act(stage: Stage) -> None:
        sheet = read_table("signups-parking.csv", data("signups-parking.csv"))
        rows = [
            ListedSignUp(row.row, row.entry)
            for row in read_sign_ups(sheet, today=stage.today)
            if isinstance(row, ReadSignUp)
        ]
        call = call_of(stage, code)
        import_sign_ups(stage.session, call, rows, actor=stage.people["gongkai1"], now=stage.now)

    return act


def _freeze(code: str) -> Act:
    def act(stage: Stage) -> None:
        actor, call = stage.people["gongkai1"], call_of(stage, code)
        accept_proposals(stage.session, call, actor=actor, now=stage.now)
        _arrange_receipts(stage, call)
        freeze_draw(stage.session, call, actor=actor, now=stage.now)

    return act


def _arrange_receipts(stage: Stage, call: AttendanceCall) -> None:
    """Hand the receipts round so that the draw will name the people of the data file.

    Only the demonstration knows its numbers beforehand, and its call says so. The pool itself stays as it
    is: it holds receipts and nothing else.
    """
    frozen = lottery.freeze(pool_rows(stage.session, call), rule_of(call), stage.now)
    rule = lottery.read_committed(frozen.files).rule
    files = lottery.run(frozen.files, lottery.seed_from(frozen.root, rule, DRAWN))
    result = json.loads(files["result.json"])
    named = {row["序号"]: row["姓名"] for row in table("representatives-parking.csv")}
    people = {
        item.name: item
        for item in list_sign_ups(stage.session, call)
        if item.eligibility is Eligibility.ELIGIBLE
    }
    for name, receipt in zip(named.values(), [*result["selected"], *result["alternates"]], strict=True):
        holder = next(item for item in people.values() if item.receipt == receipt)
        _swap_receipts(stage.session, people[name], holder)


def _swap_receipts(session: Session, one: SignUp, other: SignUp) -> None:
    if one is other:
        return
    first, second = one.receipt, other.receipt
    one.receipt = f"-{one.id}"
    session.flush()
    other.receipt = first
    session.flush()
    one.receipt = second
    session.flush()


def _draw(code: str) -> Act:
    def act(stage: Stage) -> None:
        actor, call = stage.people["gongkai1"], call_of(stage, code)
        run_draw(stage.session, call, DRAWN, actor=actor, now=stage.now)

    return act


def _publish_list(code: str, reason: str = "") -> Act:
    def act(stage: Stage) -> None:
        first, second = stage.people["gongkai1"], stage.people["gongkai2"]
        call = call_of(stage, code)
        submission = submit_representatives(stage.session, call, actor=first, now=stage.now, reason=reason)
        approve_representatives(stage.session, call, submission.id, actor=second, now=stage.now)

    return act


def _replace(code: str) -> Act:
    """One representative has to travel; the first alternate takes the seat."""

    def act(stage: Stage) -> None:
        call = call_of(stage, code)
        absent = next(
            person for person in list_representatives(stage.session, call) if person.name == "葛晓岚"
        )
        record_replacement(
            stage.session,
            call,
            absent,
            Absence.DECLINED,
            actor=stage.people["gongkai1"],
            now=stage.now,
            remark="会前一日因出差请假",
        )
        _publish_list(code, "一名正式代表因出差请假，由第一候补代表递补。")(stage)

    return act


def _publish_statements(code: str) -> Act:
    def act(stage: Stage) -> None:
        drafter, approver = stage.people["jianjiao1"], stage.people["jianjiao2"]
        call = call_of(stage, code)
        rows = [read_reported(row) for row in table("representatives-parking.csv")]
        import_statements(stage.session, call, rows, actor=drafter, now=stage.now)
        submission = submit_statements(stage.session, call, actor=drafter, now=stage.now)
        approve_statements(stage.session, call, submission.id, actor=approver, now=stage.now)

    return act
