"""The papers of the meeting: handed in, and checked before it is recorded as held (R19)."""

from datetime import datetime

from sqlalchemy.orm import Session

from decisions.catalogue.models import Decision
from decisions.procedure.errors import PaperEmptyError, PaperNotFoundError, PapersMissingError
from decisions.procedure.models import MeetingPaper
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries.dossier import desk_of, find_dossier, list_papers
from decisions.procedure.rules.papers import HANDED_IN, Paper, checklist, missing_papers
from decisions.services import audit
from decisions.services.actor import Actor, require
from decisions.services.storage import StoredFile


def provide_paper(
    session: Session,
    decision: Decision,
    paper: Paper,
    *,
    note: str = "",
    file: StoredFile | None = None,
    actor: Actor,
    now: datetime,
) -> MeetingPaper:
    """Hand in a paper that no step makes: the draft, or what became of the opinions. It is not published.

    Raises: NotAllowedError, PaperNotFoundError, PaperEmptyError.
    Writes: meeting_papers, audit_entries.
    Allowed: 经办 of the lead unit.
    Source: 713 art. 29 (R19).
    """
    require(may_prepare(actor, decision))
    if paper not in HANDED_IN:
        raise PaperNotFoundError
    if file is None and not note.strip():
        raise PaperEmptyError(field="document")
    kept = list_papers(session, decision.id).get(paper) or MeetingPaper(decision_id=decision.id, paper=paper)
    kept.note, kept.file, kept.provided_at = note.strip(), file, now
    session.add(kept)
    session.flush()
    audit.log(session, actor, "procedure.provide_paper", decision.code, now=now, paper=paper)
    return kept


def check_papers(session: Session, decision: Decision, experts_needed: int) -> None:
    """Refuse a meeting without its papers, each named with where it is made.

    Raises: PapersMissingError.
    Source: R17-R19.
    """
    missing = missing_papers(checklist(find_dossier(session, decision, experts_needed), desk_of(decision)))
    if missing:
        problems = [problem for line in missing for problem in line.problems]
        raise PapersMissingError(count=len(missing), problems=problems)
