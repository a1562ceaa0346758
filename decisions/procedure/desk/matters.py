"""What the desk pages of the procedure share: how a matter stands, and the files behind it."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.catalogue.queries import get_decision
from decisions.errors import DecisionsError, Problem
from decisions.procedure.forms import SubmitForm
from decisions.procedure.operations.approval import Matter, needs_reason
from decisions.procedure.permissions import may_approve, may_prepare, may_read
from decisions.procedure.queries.dossier import find_desk_file
from decisions.procedure.schemas import documents_of, labels
from decisions.record.models import RecordEntry, Submission, SubmissionState
from decisions.record.queries import find_latest_submission, payload_of
from decisions.services.actor import Role, require
from decisions.services.filetypes import DOCUMENTS
from decisions.services.storage import FileRefusedError, StoredFile, store_file
from decisions.web.acts import refusal_lines
from decisions.web.context import file_store
from decisions.web.files import send_stored, uploaded
from decisions.web.forms import Form
from decisions.web.guards import current_actor, staff
from decisions.web.i18n import translate
from decisions.web.transactions import Session, current_session

blueprint = Blueprint("procedure_desk", __name__)
blueprint.context_processor(labels)

READERS = (Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a matter stands between the desk and the public, as its page shows it."""

    payload: dict[str, Any]
    submission: Submission | None
    published: RecordEntry | None
    needs_reason: bool

    @property
    def is_pending(self) -> bool:
        """Whether somebody else's approval is awaited."""
        return self.submission is not None and self.submission.state is SubmissionState.PENDING

    @property
    def is_changed(self) -> bool:
        """Whether the desk's version differs from the one that awaits approval."""
        return self.is_pending and self.shown != self.payload

    @property
    def is_published_as_it_is(self) -> bool:
        """Whether the public sees what the desk has."""
        return self.published is not None and payload_of(self.published) == self.payload

    @property
    def code(self) -> str:
        """The code of its tag."""
        if self.is_pending:
            return "submitted"
        if self.is_published_as_it_is:
            return "published"
        sent_back = self.submission is not None and self.submission.state is SubmissionState.SENT_BACK
        return "returned" if sent_back else "draft"

    @property
    def shown(self) -> dict[str, Any]:
        """What the page previews: what awaits approval, else what the desk would submit."""
        if self.submission is not None and self.is_pending:
            return dict(json.loads(self.submission.payload))
        return self.payload


def standing_of(session: Session, matter: Matter, published: RecordEntry | None) -> Standing:
    """Return how a matter stands; published is what the public sees of it now."""
    return Standing(
        payload=matter.payload,
        submission=find_latest_submission(session, matter.kind, matter.decision.code, matter.desk_path),
        published=published,
        needs_reason=needs_reason(published, matter.payload),
    )


def readable(code: str) -> Decision:
    """Return a decision whose desk pages the viewer may read."""
    decision = get_decision(current_session(), code)
    require(may_read(current_actor(), decision))
    return decision


def preparable(code: str) -> Decision:
    """Return a decision for which the viewer may enter things."""
    decision = get_decision(current_session(), code)
    require(may_prepare(current_actor(), decision))
    return decision


def matter_page(
    template: str, decision: Decision, standing: Standing | None, refusal: DecisionsError | None, **more: Any
) -> ResponseReturnValue:
    """Show a matter: what is to be published, what stands in the way, and what the viewer may do."""
    actor = current_actor()
    page = render_template(
        template,
        decision=decision,
        standing=standing,
        documents=documents_of(standing.shown, f"/desk/decisions/{decision.code}") if standing else [],
        problems=refusal_lines(refusal),
        form=SubmitForm(),
        may_prepare=may_prepare(actor, decision),
        may_approve=may_approve(actor, decision),
        **more,
    )
    return (page, refusal.status) if refusal else page


def tasks_of(problems: Iterable[Problem]) -> list[dict[str, str | None]]:
    """Return what is still open as the desk lists its tasks."""
    return [
        {
            "title": translate(problem.message),
            "href": problem.link,
            "status": "due",
            "status_label": _("待办理"),
        }
        for problem in problems
    ]


def show_refusal(form: Form, error: DecisionsError) -> list[dict[str, str | None]]:
    """Show a refusal on a form: at its field, or as links when it lists what is to be done elsewhere."""
    if error.problems:
        return refusal_lines(error)
    form.absorb(error)
    return []


def kept_file(
    upload: FileStorage | None, kept: StoredFile | None, *, drop: bool, field: str
) -> StoredFile | None:
    """Return the file a row shall have: the one just uploaded, else the one it has unless it is dropped."""
    received = uploaded(upload)
    if received is None:
        return None if drop else kept
    name, data = received
    try:
        return store_file(
            current_session(), file_store(), name=name, data=data, accept=DOCUMENTS, now=clock.now()
        )
    except FileRefusedError as error:
        error.field = field
        raise


@blueprint.get("/desk/decisions/<code>/files/<sha256>/<name>")
@staff(*READERS)
def file(code: str, sha256: str, name: str) -> ResponseReturnValue:
    """Hand out a file that the desk keeps, before it is published."""
    stored = find_desk_file(current_session(), readable(code).id, sha256)
    if stored is None or stored.name != name:
        abort(404)
    return send_stored(stored)
