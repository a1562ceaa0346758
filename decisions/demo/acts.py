"""What the scenarios have in common: an act of one person, and a second person's approval of it."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.config import ClockBasis
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.operations import drafts, events, moderation, notices
from decisions.consultation.operations.closing import close_consultation
from decisions.consultation.operations.notices import NoticeInput
from decisions.consultation.rules import DraftStage, Way
from decisions.consultation.rules.events import EventFacts
from decisions.demo.story import Act, Stage, data
from decisions.procedure.operations import issuing, meeting, steps
from decisions.procedure.operations.issuing import IssuingDraft
from decisions.procedure.rules import StepKind, StepState


@dataclass(frozen=True, slots=True)
class Team:
    """The two people of a unit: who drafts and who approves."""

    drafter: str
    approver: str


JIANJIAO = Team("jianjiao1", "jianjiao2")
MINZHENG = Team("minzheng1", "minzheng2")
SHENGTAI = Team("shengtai1", "shengtai2")
JIAOYU = Team("jiaoyu1", "jiaoyu2")

_WAYS = {
    "座谈会": Way.SYMPOSIUM,
    "实地走访": Way.VISIT,
    "书面征求意见": Way.WRITTEN,
    "民意调查": Way.POLL,
}


_GROUPS = {"协会": "social_organisation", "代表": "representatives", "残联": "peoples_organisation"}


def table(name: str) -> list[dict[str, str]]:
    """Return the rows of a data file."""
    return list(csv.DictReader(io.StringIO(data(name).decode("utf-8-sig"))))


def decision_of(stage: Stage, code: str) -> Decision:
    """Return a decision of the demonstration."""
    return get_decision(stage.session, code)


def consultation_of(stage: Stage, code: str) -> Consultation:
    """Return the first round of a decision's consultation."""
    found = select(Consultation).where(Consultation.code == f"{code}-c")
    return stage.session.scalars(found).unique().one()


def announce(
    code: str,
    team: Team,
    notice: NoticeInput,
    *,
    draft: str = "",
    explanation: str = "",
) -> Act:
    """Draft a notice with its draft and explanation, and have it approved."""

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        common: dict[str, Any] = {"actor": drafter, "now": stage.now}
        decision = decision_of(stage, code)
        consultation = notices.create_notice(stage.session, decision, **common)
        if draft:
            drafts.attach_draft(
                stage.session, stage.store, consultation, name=draft, data=data(draft), **common
            )
        if explanation:
            drafts.attach_explanation(
                stage.session, stage.store, consultation, name=explanation, data=data(explanation), **common
            )
        notices.update_notice(stage.session, consultation, notice, **common)
        submission = notices.submit_notice(stage.session, consultation, **common)
        notices.approve_notice(stage.session, consultation, submission.id, actor=approver, now=stage.now)

    return act


def publish_events(code: str, team: Team, rows: Iterable[dict[str, str]]) -> Act:
    """Record meetings, visits, written consultations and polls of the data file, and have them approved."""
    facts = [_facts(row) for row in rows]

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        decision = decision_of(stage, code)
        for event in events.import_events(stage.session, decision, facts, actor=drafter, now=stage.now):
            submission = events.submit_event(stage.session, event, actor=drafter, now=stage.now)
            events.approve_event(stage.session, event, submission.id, actor=approver, now=stage.now)

    return act


def _facts(row: dict[str, str]) -> EventFacts:
    first, _, last = row["日期"].partition("至")
    return EventFacts(
        way=_WAYS[row["方式"]],
        from_on=date.fromisoformat(first),
        to_on=date.fromisoformat(last or first),
        place=row["地点"],
        organiser=row["组织单位"],
        invited=int(row["邀请数量"]),
        attended=int(row["实到或回收数量"]),
        counted_in=row["计量单位"],
        opinions_count=int(row["意见条数"]),
        summary=row["概要"],
        remark=row["备注"],
        number=row["编号"],
        before_procedure="进入程序前" in row["备注"],
        sampling=f"在{row['地点']}发放{row['邀请数量']}{row['计量单位']}"
        if row["方式"] == "民意调查"
        else "",
        valid_answers=int(row["实到或回收数量"]) if row["方式"] == "民意调查" else None,
        groups=tuple(code for words, code in _GROUPS.items() if words in row["概要"]),
    )


def show_everything(code: str, team: Team) -> Act:
    """Show every opinion: those without stars at once, the others after a look at the stars."""

    def act(stage: Stage) -> None:
        actor, consultation = stage.people[team.drafter], consultation_of(stage, code)
        moderation.show_all(stage.session, consultation, actor=actor, now=stage.now)
        starred = select(Opinion).where(
            Opinion.consultation_id == consultation.id, Opinion.visibility == Visibility.RECEIVED
        )
        for opinion in stage.session.scalars(starred).all():
            moderation.show_opinion(stage.session, opinion, actor=actor, now=stage.now)

    return act


def close(code: str, team: Team) -> Act:
    """Close the set of opinions."""

    def act(stage: Stage) -> None:
        consultation = consultation_of(stage, code)
        close_consultation(stage.session, consultation, actor=stage.people[team.drafter], now=stage.now)

    return act


def publish_version(code: str, team: Team, name: str, stage_of_text: DraftStage) -> Act:
    """Publish a later text of the draft."""

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        version = drafts.add_draft_version(
            stage.session,
            stage.store,
            decision_of(stage, code),
            stage=stage_of_text,
            name=name,
            data=data(name),
            actor=drafter,
            now=stage.now,
        )
        submission = drafts.submit_draft_version(stage.session, version, actor=drafter, now=stage.now)
        drafts.approve_draft_version(stage.session, version, submission.id, actor=approver, now=stage.now)

    return act


def state_done(
    code: str,
    team: Team,
    kind: StepKind,
    done_on: date,
    note: str,
    *,
    body: str = "",
    contact: str = "",
    report_reason: str = "",
) -> Act:
    """State that a step of the procedure is done."""
    return _state(
        code,
        team,
        kind,
        state=StepState.DONE,
        done_on=done_on,
        note=note,
        body=body,
        contact=contact,
        report_reason=report_reason,
    )


def state_expected(code: str, team: Team, kind: StepKind, planned_on: date, note: str) -> Act:
    """State by when a step of the procedure is expected."""
    return _state(code, team, kind, state=StepState.PENDING, planned_on=planned_on, note=note)


def _state(code: str, team: Team, kind: StepKind, **said: Any) -> Act:

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        step = steps.state_step(
            stage.session, decision_of(stage, code), kind, actor=drafter, now=stage.now, **said
        )
        submission = steps.submit_step(stage.session, step, actor=drafter, now=stage.now)
        steps.approve_step(stage.session, step, submission.id, actor=approver, now=stage.now)

    return act


def publish_meeting(
    code: str, team: Team, *, name: str = "", planned_on: date | None = None, held_on: date | None = None
) -> Act:
    """Announce the meeting that decides, or that it was held."""

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        decision = decision_of(stage, code)
        common: dict[str, Any] = {"name": name, "actor": drafter, "now": stage.now}
        if held_on is not None:
            entered = meeting.record_meeting(stage.session, decision, held_on=held_on, **common)
        elif planned_on is not None:
            entered = meeting.plan_meeting(stage.session, decision, planned_on=planned_on, **common)
        else:
            raise ValueError("a meeting is planned or held")
        submission = meeting.submit_meeting(stage.session, entered, actor=drafter, now=stage.now)
        meeting.approve_meeting(stage.session, entered, submission.id, actor=approver, now=stage.now)

    return act


def issue(code: str, team: Team, draft: Callable[[Stage], IssuingDraft]) -> Act:
    """Publish the decision; the feedback clock starts."""

    def act(stage: Stage) -> None:
        drafter, approver = stage.people[team.drafter], stage.people[team.approver]
        common: dict[str, Any] = {"basis": ClockBasis.EARLIEST, "now": stage.now}
        issued = issuing.prepare_issuing(
            stage.session, decision_of(stage, code), draft(stage), actor=drafter, now=stage.now
        )
        submission = issuing.submit_issuing(stage.session, issued, actor=drafter, **common)
        issuing.approve_issuing(stage.session, issued, submission.id, actor=approver, **common)

    return act
