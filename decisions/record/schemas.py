"""Parts of published payloads that every feature writes alike, and the record as other systems read it."""

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from marshmallow import fields

from decisions.errors import N_
from decisions.record.models import RecordEntry, RecordHead
from decisions.record.queries import WITHHOLDING, payload_of
from decisions.record.rules import timestamp
from decisions.services.storage import StoredFile
from decisions.web.schemas import AnswerSchema, ApiSchema, Between, Whole, instant, text, whole

PAGE_SIZE = 100

# What each kind of entry is called; a kind that is not listed is shown by its code.
KIND_LABELS: dict[str, str] = {
    "catalogue": N_("年度目录"),
    "consultation_notice": N_("征求意见公告"),
    "consultation_closed": N_("征求意见结束"),
    "draft_version": N_("文稿版本"),
    "offline_event": N_("线下听取意见"),
    "questionnaire": N_("调查问卷"),
    "questionnaire_results": N_("问卷调查结果"),
    "hearing_notice": N_("听证会公告"),
    "hearing_participants": N_("听证会参加人名单"),
    "procedure_step": N_("程序环节"),
    "meeting": N_("审议会议"),
    "attendance_call": N_("列席公告"),
    "draw_frozen": N_("抽签名册封存"),
    "draw_result": N_("抽签结果"),
    "representatives": N_("列席代表名单"),
    "statements": N_("列席发言及采纳情况"),
    "decision_issued": N_("决策结果"),
    "disclosure": N_("意见采纳情况反馈"),
    WITHHOLDING: N_("撤下内容的说明"),
}


def document_json(title: str, stored: StoredFile) -> dict[str, Any]:
    """Return a published document: what it is called, what it is, and the hash of its bytes."""
    return {
        "title": title,
        "name": stored.name,
        "kind": stored.kind.value,
        "size": stored.size,
        "sha256": stored.sha256,
    }


def document_path(document: dict[str, Any]) -> str:
    """Return the address at which a published document is served."""
    return f"/files/{document['sha256']}/{quote(document['name'])}"


def subject_path(subject: str) -> str:
    """Return the page of what an entry is about: a decision's, or a year's catalogue."""
    if re.fullmatch(r"catalogue/\d{4}", subject):
        return f"/{subject}"
    return f"/decisions/{subject}" if re.fullmatch(r"\d{4}-\d{2,}", subject) else ""


def entry_json(entry: RecordEntry) -> dict[str, Any]:
    """Return an entry with all that its hash is made of; a withheld payload is null, its digest stays."""
    return {
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "published_at": timestamp(entry.published_at),
        "payload": payload_of(entry),
        "payload_sha256": entry.payload_sha256,
        "corrects": entry.corrects,
        "reason": entry.reason,
        "previous_hash": entry.previous_hash,
        "entry_hash": entry.entry_hash,
        "withheld": entry.payload is None,
    }


def page_json(entries: Sequence[RecordEntry], head: RecordHead | None, path: str) -> dict[str, Any]:
    """Return a page of the record; next is the address of the following one, null on the last.

    Shape:  path is the address of the page itself, without its query.
    """
    end = entries[-1].seq if entries else 0
    return {
        "entries": [entry_json(entry) for entry in entries],
        "head": {"seq": head.seq, "entry_hash": head.entry_hash} if head else None,
        "next": f"{path}?after={end}" if head and 0 < end < head.seq else None,
    }


def reference_json(entry: RecordEntry) -> dict[str, Any]:
    """Return by what a reader finds and checks the entry that something was read from."""
    return {
        "seq": entry.seq,
        "published_at": timestamp(entry.published_at),
        "entry_hash": entry.entry_hash,
    }


class DocumentSchema(AnswerSchema):
    """A published file; its bytes are at /files/<sha256>/<name>."""

    title = text()
    name = text()
    kind = text("pdf, docx, xlsx …")
    size = whole("bytes")
    role = fields.String(metadata={"optional": True, "description": "what it is to the decision"})
    sha256 = text("of its bytes")


class RecordReferenceSchema(AnswerSchema):
    """The entry of the record from which something was read."""

    seq = whole()
    published_at = instant()
    entry_hash = text()


class RecordEntrySchema(AnswerSchema):
    """An entry of the record with all that its hash is made of."""

    seq = whole()
    kind = text("what was published: consultation_notice, disclosure …")
    subject = text("a decision's code, or catalogue/<year>")
    published_at = instant()
    payload = fields.Dict(allow_none=True, metadata={"description": "null when it was withheld later"})
    payload_sha256 = text("of the payload as canonical JSON (RFC 8785)")
    corrects = whole("the entry that this one corrects", or_null=True)
    reason = text("of a correction")
    previous_hash = text()
    entry_hash = text()
    withheld = fields.Boolean()


class RecordHeadSchema(AnswerSchema):
    """Where the chain ends."""

    seq = whole()
    entry_hash = text()


class RecordPageSchema(AnswerSchema):
    """Up to a hundred entries."""

    entries = fields.List(fields.Nested(RecordEntrySchema))
    head = fields.Nested(RecordHeadSchema, allow_none=True)
    next = fields.String(allow_none=True, metadata={"description": "address of the entries that follow"})


class RecordQuerySchema(ApiSchema):
    """After which entry to go on."""

    after = Whole(load_default=0, validate=Between(0, 2_000_000_000))
