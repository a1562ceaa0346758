"""Public pages of the record: what was published, in order, and the means to check it without the portal."""

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from decisions.record import queries
from decisions.record.models import RecordEntry
from decisions.record.schemas import KIND_LABELS, PAGE_SIZE, document_path, page_json, subject_path
from decisions.web.files import send_bytes, send_stored
from decisions.web.guards import public
from decisions.web.page_cache import same_for_everybody
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

blueprint = Blueprint("record", __name__)

VERIFIER = Path(__file__).with_name("verify_record.py")
# A disclosure of ten thousand opinions is megabytes: the page shows its beginning, the JSON all of it.
SHOWN_CHARACTERS = 50_000


@blueprint.get("/record")
@public
@same_for_everybody
def index() -> ResponseReturnValue:
    """List what was published, newest first, and tell how it is checked."""
    session = current_session()
    page = requested_page(queries.count_entries(session), 30)
    entries = queries.list_newest_entries(session, limit=page.size, offset=page.offset)
    return render_template(
        "record/index.html",
        entries=[listed(entry) for entry in entries],
        page=page,
        head=queries.find_head(session),
        record_url=request.url_root + "record.json",
    )


def listed(entry: RecordEntry) -> dict[str, Any]:
    """Return an entry as lists show it."""
    payload = queries.payload_of(entry) or {}
    return {
        "seq": entry.seq,
        "kind": KIND_LABELS.get(entry.kind, entry.kind),
        "headline": payload.get("headline", ""),
        "subject": entry.subject,
        "subject_path": subject_path(entry.subject),
        "published_at": entry.published_at,
        "hash": entry.entry_hash,
        "corrects": entry.corrects,
        "is_withheld": entry.payload is None,
    }


@blueprint.get("/record/<int:seq>")
@public
@same_for_everybody
def show(seq: int) -> ResponseReturnValue:
    """Show one entry: its content word for word, its hashes, what corrects it, why it was withheld."""
    session = current_session()
    entry = queries.get_entry(session, seq)
    head = queries.find_head(session)
    payload = queries.payload_of(entry)
    text = "" if payload is None else json.dumps(payload, ensure_ascii=False, indent=2)
    documents = (payload or {}).get("documents") or []
    return render_template(
        "record/show.html",
        entry=entry,
        item=listed(entry),
        page_path=(payload or {}).get("page", ""),
        documents=[
            {
                "title": document["title"],
                "href": document_path(document),
                "kind": document["kind"].upper(),
                "size": document["size"],
            }
            for document in documents
        ],
        text=text[:SHOWN_CHARACTERS],
        is_cut=len(text) > SHOWN_CHARACTERS,
        withholding=queries.find_withholding_of(session, entry) if payload is None else None,
        corrections=queries.list_corrections_of(session, seq),
        last_seq=head.seq if head else seq,
    )


@blueprint.get("/record.json")
@public
def as_json() -> ResponseReturnValue:
    """Give up to a hundred entries after a number, with everything a stranger needs to check them."""
    after = request.args.get("after", "0")
    if not (after.isdecimal() and len(after) < 10):
        abort(400)
    session = current_session()
    head = queries.find_head(session)  # first: what is published meanwhile is then after it, never missing
    entries = queries.list_entries_after(session, int(after), limit=PAGE_SIZE)
    body = json.dumps(page_json(entries, head, "/record.json"), ensure_ascii=False)
    return Response(body, content_type="application/json")


@blueprint.get("/record/verify_record.py")
@public
def verifier() -> ResponseReturnValue:
    """Hand out the program that checks a copy of the record with the standard library alone."""
    return send_bytes(VERIFIER.read_bytes(), name=VERIFIER.name, media_type="text/x-python; charset=utf-8")


@blueprint.get("/files/<sha256>/<name>")
@public
def file(sha256: str, name: str) -> ResponseReturnValue:
    """Serve a file that an entry published and still shows."""
    stored = queries.find_published_file(current_session(), sha256, name)
    if stored is None:
        abort(404)
    response = send_stored(stored)
    # The bytes never change, but a file can be withheld: it is kept by readers, and asked for each time.
    response.set_etag(sha256)
    response.headers["Cache-Control"] = "public, no-cache"
    return response.make_conditional(request)
