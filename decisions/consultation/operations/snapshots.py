"""What each published thing says: the payloads of this feature's entries.

A payload must not depend on the time at which it is made; no personal data, no floats.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from decisions.clock import civil_day
from decisions.consultation.models import Consultation, DraftVersion, NoticeChange
from decisions.consultation.rules import (
    CHANNEL_LABELS,
    STAGE_LABELS,
    VERIFICATION_LABELS,
    ChangeKind,
    Channel,
    Verification,
)
from decisions.consultation.rules.window import Window
from decisions.record.schemas import document_json


def notice_page(code: str) -> str:
    """Return the path of a consultation's public page."""
    return f"/consultations/{code}"


def version_page(version: DraftVersion) -> str:
    """Return the path of a later draft version's public page."""
    return f"/decisions/{version.decision.code}/drafts/{version.id}"


def _staged(version: DraftVersion) -> str:
    """Return a text's title with its stage, said once."""
    stage = f"（{STAGE_LABELS[version.stage]}）"
    return version.title if stage in version.title else version.title + stage


def notice_payload(
    consultation: Consultation, window: Window, changes: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """Return the notice as it goes out: text, window, ways, and the draft clause by clause.

    Shape:  changes are those since the first version, oldest first; the last is what this version does.
    """
    decision, draft = consultation.decision, consultation.draft
    documents = []
    if draft is not None:
        documents.append(document_json(_staged(draft), draft.file))
    if consultation.explanation_file is not None:
        documents.append(document_json("起草说明", consultation.explanation_file))
    return {
        "headline": consultation.title,
        "occurred_on": window.opens_on.isoformat(),
        "page": notice_page(consultation.code),
        "documents": documents,
        "code": consultation.code,
        "decision": decision.code,
        "decision_title": decision.title,
        "unit": decision.lead_unit.name if decision.lead_unit else "",
        "title": consultation.title,
        "body": consultation.body,
        "background": consultation.background,
        "opens_on": window.opens_on.isoformat(),
        "closes_on": window.closes_on.isoformat(),
        "ends_at": window.ends_at.isoformat(),
        "days": window.days,
        "short_reason": consultation.short_reason if window.is_short else "",
        "ways": dict(consultation.ways),
        "channels": [dict(channel) for channel in consultation.channels],
        "contact": consultation.contact,
        "draft": draft.tree if draft is not None else None,
        "explanation": _explanation(consultation),
        "groups_reason": consultation.groups_reason,
        "version": len(changes) + 1,
        "changes": [dict(change) for change in changes],
    }


def changed_payload(
    consultation: Consultation,
    change: NoticeChange,
    window: Window,
    earlier: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the further version of a notice that a change makes.

    Shape:  window as the change leaves it; earlier are the lines of the changes before, oldest first.
    """
    line = change_line(consultation, change, window)
    payload = notice_payload(consultation, window, [*earlier, line])
    payload.update(change.content)
    if change.short_reason and window.is_short:
        payload["short_reason"] = change.short_reason
    payload["headline"] = _change_headline(consultation, change, window)
    payload["occurred_on"] = ""  # the day it is published, which its entry tells
    return payload


def change_line(consultation: Consultation, change: NoticeChange, window: Window) -> dict[str, Any]:
    """Return what the page and the API say of a change: its kind, its reason, the end before and after."""
    before = consultation.closes_on.isoformat() if consultation.closes_on else ""
    return {
        "kind": change.kind.value,
        "reason": change.reason,
        "closes_before": before,
        "closes_on": window.closes_on.isoformat(),
        "members": sorted(change.content),
    }


def _change_headline(consultation: Consultation, change: NoticeChange, window: Window) -> str:
    on = f"{window.closes_on.year}年{window.closes_on.month}月{window.closes_on.day}日"
    words = {
        ChangeKind.EXTENSION: f"征求意见期限延长至{on}24:00",
        ChangeKind.EARLY_STOP: f"征求意见提前至{on}24:00结束",
        ChangeKind.CORRECTION: "公告更正",
    }[change.kind]
    return f"{words}：{change.content.get('title', consultation.title)}"


def _explanation(consultation: Consultation) -> dict[str, Any] | None:
    """Return the explanation as a tree; one that could not be read clause by clause is there as a file."""
    if consultation.explanation_file is None:
        return None
    return consultation.explanation or {"title": "起草说明", "chapters": []}


def version_payload(version: DraftVersion) -> dict[str, Any]:
    """Return a later version of the text (送审稿, 印发稿), clause by clause."""
    return {
        "headline": f"公布{STAGE_LABELS[version.stage]}：{version.title}",
        "occurred_on": civil_day(version.created_at).isoformat(),
        "page": version_page(version),
        "documents": [document_json(_staged(version), version.file)],
        "decision": version.decision.code,
        "stage": version.stage.value,
        "title": version.title,
        "tree": version.tree,
    }


def closing_payload(
    consultation: Consultation,
    by_channel: dict[Channel, int],
    by_level: dict[Verification, int],
    merkle_root: str,
) -> dict[str, Any]:
    """Return the closed set: how many opinions, how they came, how sure, and the root over all of them."""
    count = sum(by_channel.values())
    closes_on = consultation.closes_on.isoformat() if consultation.closes_on else ""
    return {
        "headline": f"征求意见结束，共收到意见 {count} 条",
        "occurred_on": closes_on,
        "page": notice_page(consultation.code),
        "documents": [],
        "code": consultation.code,
        "decision": consultation.decision.code,
        "count": count,
        "by_channel": [
            {"channel": channel.value, "label": CHANNEL_LABELS[channel], "count": found}
            for channel, found in by_channel.items()
        ],
        "by_verification": [
            {"verification": level.value, "label": VERIFICATION_LABELS[level], "count": found}
            for level, found in by_level.items()
        ],
        "merkle_root": merkle_root,
    }
