"""What a disclosure publishes: facts in, the snapshot's JSON out.

The page, the PDF, the spreadsheet and the JSON are all made from this one value. It holds no personal data
(names and texts come masked), no floats, and nothing that depends on when it is made: when it was published
and whether that was in time is told by its entry in the record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from decisions.consultation.rules import CHANNEL_LABELS, VERIFICATION_LABELS, Way
from decisions.feedback.rules import DisclosureKind
from decisions.feedback.rules.answers import HeardOpinion, Part
from decisions.feedback.rules.concentration import (
    DEFAULT_THRESHOLD,
    Concentration,
    Threshold,
    concentrated_refusals,
)
from decisions.feedback.rules.doubts import AreAlike
from decisions.feedback.rules.totals import Tally, count_totals, tally

OPEN_CONSULTATION = "open_consultation"
_ISSUED_MEMBERS = (
    "title",
    "document_number",
    "written_on",
    "printed_on",
    "published_on",
    "clock_basis",
    "clock_on",
)


@dataclass(frozen=True, slots=True)
class OpenRound:
    """One round of the open consultation, as it was published."""

    code: str
    title: str
    opens_on: date
    closes_on: date
    days: int
    short_reason: str
    notice_channels: Sequence[str]
    opinions: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """One offline occasion, as its record was published; invited and attended are None where not counted."""

    way: Way
    number: str
    from_on: date
    to_on: date
    place: str
    organiser: str
    invited: int | None
    attended: int | None
    counted_in: str
    opinions: int
    summary: str
    before_procedure: bool
    page: str = ""  # its own page, where it has one


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything a disclosure tells.

    Shape:  issued is the payload of the published decision document, None before it is issued; statements are
            the payloads in which representatives' statements were published; find_alike groups copies.
    """

    code: str
    title: str
    unit: str
    version: int
    kind: DisclosureKind
    summary: str
    rounds: Sequence[OpenRound]
    occasions: Sequence[Occasion]
    opinions: Sequence[HeardOpinion]
    issued: Mapping[str, Any] | None
    statements: Sequence[Mapping[str, Any]] = ()
    threshold: Threshold = DEFAULT_THRESHOLD
    find_alike: AreAlike | None = None


def disclosure_snapshot(facts: Facts) -> dict[str, Any]:
    """Return the payload of a disclosure."""
    totals = count_totals(facts.opinions)
    return {
        "headline": _headline(facts.kind, totals.all),
        "occurred_on": "",  # the day it is published, which its entry tells
        "page": f"/feedback/{facts.code}",
        "documents": [],
        "version": facts.version,
        "kind": facts.kind.value,
        "decision": {"code": facts.code, "title": facts.title, "unit": facts.unit},
        "issued": {name: str(facts.issued.get(name) or "") for name in _ISSUED_MEMBERS}
        if facts.issued
        else {},
        "summary": facts.summary,
        "ways": [
            *(_round_json(each) for each in facts.rounds),
            *(_occasion_json(each) for each in facts.occasions),
        ],
        "totals": {
            **totals.all.as_json(),
            "shown": totals.shown,
            "withheld": totals.withheld,
            "withheld_by_reason": [
                {"reason": reason, "count": count} for reason, count in totals.withheld_by_reason
            ],
            "by_channel": [
                {"channel": channel.value, "label": CHANNEL_LABELS[channel], **counts.as_json()}
                for channel, counts in totals.by_channel
            ],
            "by_verification": [
                {"verification": level.value, "label": VERIFICATION_LABELS[level], "received": count}
                for level, count in totals.by_verification
            ],
        },
        "topics": _topics_json(facts.opinions),
        "concentration": {"persons": facts.threshold.persons, "percent": facts.threshold.percent},
        "concentrated": [
            _concentration_json(each)
            for each in concentrated_refusals(
                facts.opinions, threshold=facts.threshold, find_alike=facts.find_alike
            )
        ],
        "statements": [_statements_json(each) for each in facts.statements],
        "opinions": [_opinion_json(opinion) for opinion in facts.opinions],
    }


def _headline(kind: DisclosureKind, counts: Tally) -> str:
    name = "公布公众意见采纳情况" + ("（阶段性）" if kind is DisclosureKind.EARLY else "")
    if not counts.received:
        return f"{name}：未收到意见"
    return f"{name}：收到意见{counts.received}条，采纳{counts.adopted}条，部分采纳{counts.partly_adopted}条"


def _round_json(each: OpenRound) -> dict[str, Any]:
    return {
        "way": OPEN_CONSULTATION,
        "number": each.code,
        "title": each.title,
        "from_on": each.opens_on.isoformat(),
        "to_on": each.closes_on.isoformat(),
        "days": each.days,
        "short_reason": each.short_reason,
        "notice_channels": list(each.notice_channels),
        "opinions": each.opinions,
    }


def _occasion_json(each: Occasion) -> dict[str, Any]:
    return {
        "way": each.way.value,
        "number": each.number,
        "from_on": each.from_on.isoformat(),
        "to_on": each.to_on.isoformat(),
        "place": each.place,
        "organiser": each.organiser,
        "invited": "" if each.invited is None else each.invited,
        "attended": "" if each.attended is None else each.attended,
        "counted_in": each.counted_in,
        "opinions": each.opinions,
        "summary": each.summary,
        "before_procedure": each.before_procedure,
        "page": each.page,
    }


def _concentration_json(each: Concentration) -> dict[str, Any]:
    return {
        "topic": each.topic,
        "number": each.number,
        "persons": each.persons,
        "opinions": each.opinions,
        "arguments": each.arguments,
        "reasons": list(each.reasons),
    }


def _statements_json(published: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one meeting's representatives said, as it was published; it is counted apart."""
    return {
        "call": published["code"],
        "page": published["page"],
        "meeting": published["meeting"]["name"],
        "on": published["meeting"]["on"],
        "attended": published["totals"]["attended"],
        "statements": [
            {name: said[name] for name in ("number", "speaker", "content", "adoption", "reply")}
            for said in published["statements"]
        ],
    }


def _topics_json(opinions: Sequence[HeardOpinion]) -> list[dict[str, Any]]:
    """Return each topic with its counts, most people first."""
    grouped: dict[str, list[HeardOpinion]] = {}
    for opinion in opinions:
        if opinion.topic:
            grouped.setdefault(opinion.topic, []).append(opinion)
    counted = sorted(((tally(members), label) for label, members in grouped.items()), key=_most_people_first)
    return [{"label": label, **counts.as_json()} for counts, label in counted]


def _most_people_first(counted: tuple[Tally, str]) -> tuple[int, str]:
    return -counted[0].persons, counted[1]


def _opinion_json(opinion: HeardOpinion) -> dict[str, Any]:
    reply = opinion.reply
    return {
        "id": opinion.id,
        "number": opinion.number,
        "received_on": opinion.received_on.isoformat(),
        "channel": opinion.channel.value,
        "submitter_type": opinion.submitter_type.value,
        "submitter": opinion.submitter,
        "cosigners": opinion.cosigners,
        "clause": opinion.clause,
        "text": opinion.text if opinion.is_shown else "",
        "withheld_reason": opinion.withheld_reason if opinion.is_withheld else "",
        "topic": opinion.topic,
        "disposition": reply.disposition.value if reply.disposition else "",
        "reason": reply.reason,
        "changed_clause": reply.clause_text,
        "parts": [_part_json(part, is_shown=opinion.is_shown) for part in opinion.parts],
    }


def _part_json(part: Part, *, is_shown: bool) -> dict[str, Any]:
    reply = part.reply
    return {
        "number": part.number,
        "text": part.text if is_shown else "",
        "disposition": reply.disposition.value if reply.disposition else "",
        "reason": reply.reason,
        "changed_clause": reply.clause_text,
    }
