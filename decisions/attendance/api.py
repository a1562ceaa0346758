"""Calls for representatives as JSON, and signing up through another channel."""

from dataclasses import replace
from typing import Any

from decisions import clock
from decisions.attendance.errors import CallNotFoundError
from decisions.attendance.models import SignUp
from decisions.attendance.operations import receive_sign_up
from decisions.attendance.queries import find_sign_up_by_key
from decisions.attendance.queries.published import get_published_call, list_published_calls
from decisions.attendance.rules.fields import SignUpInput, read_phone
from decisions.attendance.schemas import (
    CallLineSchema,
    CallQuerySchema,
    CallSchema,
    SignUpSchema,
    call_json,
    line_json,
    sign_up_channel,
)
from decisions.web import channels
from decisions.web.api import Answer, ApiBlueprint, KeyReusedError, page_from, receipt_json
from decisions.web.guards import public
from decisions.web.schemas import page_of
from decisions.web.transactions import current_session

blueprint = ApiBlueprint("attendance_api", __name__, description="Representatives of the public at meetings")


@blueprint.reads("/attendance-calls", page_of(CallLineSchema), query=CallQuerySchema)
@public
def index(query: dict[str, Any]) -> dict[str, Any]:
    """List the calls, the one whose sign-up ends last in front."""
    now = clock.now()
    calls = [
        call
        for call in list_published_calls(current_session())
        if call.notice.payload is not None and query["window"] in {None, call.window_at(now)}
    ]
    page = page_from(query, calls)
    return {**page, "items": [line_json(call, now) for call in page["items"]]}


@blueprint.reads("/attendance-calls/<code>", CallSchema)
@public
def show(code: str) -> dict[str, Any]:
    """Give a call as it was published, its draw, the list, and what representatives said."""
    published = get_published_call(current_session(), code)
    if published.notice.payload is None:
        raise CallNotFoundError(code=code)
    return call_json(published, clock.now())


@blueprint.takes("/attendance-calls/<code>/signups", SignUpSchema)
@public
def sign_up(entry: SignUpInput, code: str, key: str) -> Answer:
    """Sign up to sit in on the meeting, without an account."""
    session, now = current_session(), clock.now()
    call = get_published_call(session, code).call
    entry = replace(entry, channel=sign_up_channel(channels.current_channel()))
    sent_before = find_sign_up_by_key(session, key) is not None
    taken = receive_sign_up(session, call, entry, idempotency_key=key, now=now)
    if not _is_of(taken, entry):
        raise KeyReusedError
    is_new = not sent_before and taken.received_at == now
    return receipt_json(taken.receipt, taken.received_at, taken.channel.value), 201 if is_new else 200


def _is_of(taken: SignUp, entry: SignUpInput) -> bool:
    """Whether a sign-up is that of the person who sends it: two people can't share a key and a receipt."""
    return (taken.name, taken.phone) == (entry.name.strip(), read_phone(entry.phone) or "")
