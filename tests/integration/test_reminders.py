"""Units are reminded before, on and after a due date, once each; a date that moves reminds anew."""

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.consultation.models import Opinion
from decisions.feedback.operations import ask_for_view, give_view
from decisions.services.audit import AuditEntry
from decisions.services.outbox import OutboxMessage
from decisions.services.working_days.arithmetic import NamedDay, Notice, YearTable
from decisions.supervision.operations import add_calendar_year, queue_reminders
from tests.cast import Cast
from tests.factories import feedback as make

PORTAL = "https://example.cn"


def at(day: int, month: int = 10) -> datetime:
    return datetime(2026, month, day, 2, tzinfo=UTC)


def remind(session: Session, now: datetime) -> list[str]:
    """Remind as on a day, and return the subjects of what is new."""
    before = set(session.scalars(select(OutboxMessage.id)))
    count = queue_reminders(session, portal_url=PORTAL, now=now)
    session.commit()
    new = [each for each in session.scalars(select(OutboxMessage)) if each.id not in before]
    assert len(new) == count
    return sorted({each.subject.partition("：")[0] for each in new if "采纳情况" in each.subject})


def test_the_lead_unit_is_reminded_three_times_and_no_more(session: Session, cast: Cast) -> None:
    make.scenario(session, "A")  # issued on 22 September, due on 13 October
    assert remind(session, at(29, 9)) == []
    assert remind(session, at(9)) == ["即将到期"]
    assert remind(session, at(10)) == []
    assert remind(session, at(13)) == ["今日到期"]
    assert remind(session, at(13)) == []
    assert remind(session, at(14)) == ["已经逾期"]
    assert remind(session, at(20)) == []
    sent = [each for each in session.scalars(select(OutboxMessage)) if "采纳情况" in each.subject]
    assert {each.recipient for each in sent} == {"drafter@example.cn", "approver@example.cn"}
    assert len(sent) == 6
    assert f"{PORTAL}/desk/decisions/2026-01/feedback" in sent[0].body
    logged = select(AuditEntry).where(AuditEntry.action == "supervision.remind")
    assert [each.detail["stage"] for each in session.scalars(logged.order_by(AuditEntry.id))] == [
        "before", "on_day", "overdue",
    ]  # fmt: skip


def test_a_worker_that_slept_over_the_day_says_that_it_is_late(session: Session, cast: Cast) -> None:
    make.scenario(session, "A")
    assert remind(session, at(16)) == ["已经逾期"]


def test_whoever_has_answered_is_left_alone(session: Session, cast: Cast) -> None:
    decision = make.scenario(session, "A")
    opinion = session.scalars(select(Opinion)).first()
    assert opinion is not None
    unit_id = cast.other_drafter.unit_id or 0
    request = ask_for_view(
        session,
        decision,
        opinion,
        unit_id=unit_id,
        question="贵单位意见？",
        working_days=3,
        portal_url=PORTAL,
        actor=cast.drafter,
        now=at(8),
    )
    session.commit()

    def of_views() -> list[str]:
        found = session.scalars(select(OutboxMessage).where(OutboxMessage.dedupe_key.like("reminder/view/%")))
        return sorted(each.recipient for each in found)

    remind(session, at(12))
    asked = ["other_approver@example.cn", "other_drafter@example.cn"]
    assert of_views() == asked
    give_view(session, request, "无意见。", portal_url=PORTAL, actor=cast.other_drafter, now=at(12))
    remind(session, at(13))
    remind(session, at(14))
    assert of_views() == asked


def test_an_undetermined_date_reminds_by_its_bound_and_again_when_it_is_known(
    session: Session, cast: Cast
) -> None:
    decision = make.decision(session, "A")
    make.issue(session, decision, "A")
    request_on = datetime(2026, 12, 29, 2, tzinfo=UTC)
    round_ = make.consultation(session, decision, "A")
    (opinion,) = make.opinions(session, round_, make.rows_of("A")[:1])
    ask_for_view(
        session,
        decision,
        opinion,
        unit_id=cast.other_drafter.unit_id or 0,
        question="贵单位意见？",
        working_days=5,
        portal_url=PORTAL,
        actor=cast.drafter,
        now=request_on,
    )
    session.commit()
    remind(session, datetime(2026, 12, 31, 2, tzinfo=UTC))
    like = select(OutboxMessage.dedupe_key).where(OutboxMessage.dedupe_key.like("reminder/view/%"))
    keys = set(session.scalars(like))
    assert keys
    assert all("/undetermined/before/" in key for key in keys)

    notice = Notice("国务院办公厅关于2027年部分节假日安排的通知", "国办发明电〔2026〕9号", date(2026, 11, 3))
    table = YearTable(2027, notice, (NamedDay(date(2027, 1, 1), working=False, name="元旦"),))
    add_calendar_year(session, table, actor=cast.administrator, now=request_on, today=date(2026, 12, 31))
    remind(session, datetime(2027, 1, 6, 2, tzinfo=UTC))
    assert any("/2027-01-06/on_day/" in key for key in session.scalars(like))
