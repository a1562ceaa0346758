"""Opinions and answers of the demonstration's three scenarios, and small ones made to order."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.accounts.models import Unit
from decisions.catalogue.models import Decision
from decisions.clock import SHANGHAI, end_of_day
from decisions.consultation.drafts import parse_draft
from decisions.consultation.models import (
    Consultation,
    DraftVersion,
    NoticeState,
    OfflineEvent,
    Opinion,
    Visibility,
)
from decisions.consultation.rules import (
    CHANNEL_LABELS,
    SUBMITTER_LABELS,
    WAY_LABELS,
    Channel,
    DraftStage,
    SubmitterType,
)
from decisions.consultation.rules.opinions import shown_content
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import HeardOpinion, Reply
from decisions.feedback.rules.importing import AnswerRow
from decisions.record import operations as record
from decisions.services.actor import SYSTEM
from decisions.services.filetypes import FileKind
from decisions.services.storage import StoredFile

DATA = Path(__file__).parents[2] / "decisions" / "demo" / "data"
FILES = {"A": "opinions-parking.csv", "B": "opinions-village.csv", "C": "opinions-elderly.csv"}
WINDOWS = {
    "A": (date(2026, 6, 15), date(2026, 7, 15)),
    "B": (date(2025, 12, 29), date(2026, 1, 13)),
    "C": (date(2026, 10, 12), date(2026, 11, 11)),
}
CODES = {"A": "2026-01", "B": "2026-02", "C": "2026-03"}
TITLES = {
    "A": "浦东新区公共停车资源共享利用管理办法",
    "B": "南汀镇（演示）“城中村”改造项目实施方案",
    "C": "潮和街道（演示）综合为老服务中心建设项目",
}
_CHANNELS = {word: code for code, word in CHANNEL_LABELS.items()}
_SUBMITTERS = {word: code for code, word in SUBMITTER_LABELS.items()}
_WAYS = {word: code for code, word in WAY_LABELS.items()}


def heard(place: int = 1, **changes: object) -> HeardOpinion:
    """Return an opinion that was shown and adopted, unless told otherwise."""
    opinion = HeardOpinion(
        id=place,
        number=str(place),
        received_on=date(2026, 6, 16),
        channel=Channel.WEB,
        submitter_type=SubmitterType.INDIVIDUAL,
        submitter="瞿*芳",
        cosigners=1,
        clause="第九条",
        text="建议写明开放时段。",
        is_shown=True,
        is_withheld=False,
        withheld_reason="",
        topic="",
        reply=Reply(Disposition.ADOPTED, "采纳。", "送审稿第九条"),
    )
    return replace(opinion, **changes)  # type: ignore[arg-type]


def rows_of(scenario: str) -> list[dict[str, str]]:
    """Return the opinions of a scenario as the office's file has them."""
    with (DATA / FILES[scenario]).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def answer_rows(scenario: str) -> list[AnswerRow]:
    """Return the answers of a scenario as an import reads them."""
    return [
        AnswerRow(row, each["编号"], each["处理结果"], each["理由"], each["主题"])
        for row, each in enumerate(rows_of(scenario), start=2)
    ]


def unit_of(session: Session, name: str) -> Unit:
    """Return the unit of this name, made when there is none."""
    unit = session.scalar(select(Unit).where(Unit.name == name))
    if unit is None:
        unit = Unit(name=name)
        session.add(unit)
        session.flush()
    return unit


def decision(session: Session, scenario: str = "A", *, unit: str = "区建交委") -> Decision:
    """Return a decision that the unit leads."""
    made = Decision(
        code=CODES[scenario],
        title=TITLES[scenario],
        lead_unit_id=unit_of(session, unit).id,
        created_at=datetime(2025, 12, 1, tzinfo=UTC),
    )
    session.add(made)
    session.flush()
    return made


def consultation(session: Session, made: Decision, scenario: str = "A") -> Consultation:
    """Return a published round of the open consultation."""
    opens_on, closes_on = WINDOWS[scenario]
    round_ = Consultation(
        decision=made,
        code=f"{made.code}-c",
        title=f"关于《{made.title}（征求意见稿）》公开征求意见的公告",
        opens_on=opens_on,
        closes_on=closes_on,
        ways={},
        channels=[{"channel": "政府网站", "url": "", "on": opens_on.isoformat()}],
        state=NoticeState.PUBLISHED,
    )
    session.add(round_)
    session.flush()
    payload = {
        "code": round_.code,
        "title": round_.title,
        "opens_on": opens_on.isoformat(),
        "closes_on": closes_on.isoformat(),
        "ends_at": end_of_day(closes_on).isoformat(),
    }
    entry = record.publish(
        session,
        kind="consultation_notice",
        subject=made.code,
        payload=payload,
        actor=SYSTEM,
        now=_at(opens_on),
    )
    round_.published_seq = entry.seq
    session.flush()
    return round_


def opinions(session: Session, round_: Consultation, rows: Iterable[dict[str, str]]) -> list[Opinion]:
    """Store rows of a file as opinions that were looked at and are shown."""
    made = [_opinion(round_, row, place) for place, row in enumerate(rows, start=1)]
    session.add_all(made)
    session.flush()
    return made


def _opinion(round_: Consultation, row: dict[str, str], place: int) -> Opinion:
    submitter = _SUBMITTERS[row["提交者类型"]]
    name, content = row["姓名或单位"], row["意见内容"]
    received_at = datetime.strptime(row["收到时间"], "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    return Opinion(
        consultation=round_,
        receipt=f"YJ-{round_.id:04d}-{place:04d}",
        number=row["编号"],
        received_at=received_at,
        channel=_CHANNELS[row["渠道"]],
        submitter_type=submitter,
        name=name,
        contact=row["联系方式"],
        clause_text=row["针对条款"],
        clause_ids=[],
        content=content,
        content_shown=shown_content(content, name, submitter, consents=False),
        content_sha256=f"{place:064d}",
        cosigners=int(row.get("联名人数") or 1),
        visibility=Visibility.SHOWN,
    )


def events(session: Session, made: Decision, scenario: str) -> list[OfflineEvent]:
    """Store and publish the offline occasions of a scenario."""
    with (DATA / "offline-events.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["事项"] == scenario]
    return [_event(session, made, row) for row in rows]


def _event(session: Session, made: Decision, row: dict[str, str]) -> OfflineEvent:
    first, _, last = row["日期"].partition("至")
    event = OfflineEvent(
        decision_id=made.id,
        number=row["编号"],
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
        before_procedure="进入程序前" in row["备注"],
    )
    session.add(event)
    session.flush()
    publish_event(session, made, event)
    return event


def publish_event(session: Session, made: Decision, event: OfflineEvent) -> None:
    """Publish an occasion's record."""
    payload = {
        "number": event.number,
        "way": str(event.way),
        "from_on": event.from_on.isoformat(),
        "to_on": event.to_on.isoformat(),
        "place": event.place,
        "organiser": event.organiser,
        "invited": event.invited,
        "attended": event.attended,
        "counted_in": event.counted_in,
        "opinions_count": event.opinions_count,
        "summary": event.summary,
        "remark": event.remark,
        "before_procedure": event.before_procedure,
    }
    entry = record.publish(
        session,
        kind="offline_event",
        subject=made.code,
        payload=payload,
        actor=SYSTEM,
        now=_at(event.to_on),
    )
    event.published_seq = entry.seq
    session.flush()


def drafts(session: Session, made: Decision) -> list[DraftVersion]:
    """Store both published texts of scenario A."""
    versions = []
    for name, stage in (("v1", DraftStage.CONSULTATION), ("v2", DraftStage.REVIEW)):
        data = (DATA / f"draft-parking-{name}.docx").read_bytes()
        stored = StoredFile(
            sha256=name * 32,
            name=f"{name}.docx",
            kind=FileKind.DOCX,
            size=len(data),
            stored_at=_at(date(2026, 6, 15)),
        )
        session.add(stored)
        session.flush()
        draft = parse_draft(data)
        version = DraftVersion(
            decision_id=made.id,
            stage=stage,
            title=draft.title,
            tree=draft.as_json(),
            file_id=stored.id,
            created_at=_at(date(2026, 6, 15)),
            published_seq=1,
        )
        session.add(version)
        versions.append(version)
    session.flush()
    return versions


ISSUED = {
    "A": ("浦府规（演示）〔2026〕5号", "2026-09-22", "2026-09-22", "2026-09-23"),
    "B": ("浦府（演示）〔2026〕11号", "2026-02-13", "2026-02-13", "2026-02-14"),
}


def issue(session: Session, made: Decision, scenario: str) -> None:
    """Publish the decision document; the earliest of its dates starts the clock."""
    number, written_on, printed_on, published_on = ISSUED[scenario]
    payload = {
        "headline": f"公布{made.title}",
        "occurred_on": published_on,
        "page": "",
        "documents": [],
        "title": made.title,
        "document_number": number,
        "written_on": written_on,
        "printed_on": printed_on,
        "published_on": published_on,
        "clock_basis": "earliest",
        "clock_on": min(written_on, printed_on, published_on),
    }
    now = _at(date.fromisoformat(published_on))
    record.publish(session, kind="decision_issued", subject=made.code, payload=payload, actor=SYSTEM, now=now)


def scenario(session: Session, name: str, *, issued: bool = True) -> Decision:
    """Return a decision on which the public was heard as in a scenario, nothing answered yet."""
    made = decision(session, name, unit="区民政局" if name == "C" else "区建交委")
    round_ = consultation(session, made, name)
    opinions(session, round_, rows_of(name))
    events(session, made, name)
    if name == "A":
        drafts(session, made)
    if issued and name in ISSUED:
        issue(session, made, name)
    session.commit()
    return made


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 2, tzinfo=UTC)
