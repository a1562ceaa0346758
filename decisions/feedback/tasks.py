"""What the feedback does in the background: finding groups among a decision's opinions."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from decisions.catalogue.queries import get_decision
from decisions.feedback.grouping import Opinion, find_copies, propose_topics
from decisions.feedback.grouping.signatures import signature_of
from decisions.feedback.operations.grouping import FoundGroups, store_proposals
from decisions.feedback.queries.groups import list_texts
from decisions.feedback.rules.groups import Found
from decisions.services.background import BackgroundJob, Report

_REPORT_EVERY: Final = 500


def propose_groups(session: Session, job: BackgroundJob, report: Report) -> dict[str, Any]:
    """Find copies and topics among a decision's opinions and store them as proposals.

    Shape:  the job's subject is the decision's code; its result has how many opinions were compared and how
            many groups are proposed anew.
    Raises: DecisionNotFoundError.
    Writes: opinion_groups, group_members.
    """
    ids, texts = list_texts(session, get_decision(session, job.subject).id)
    total = 2 * len(ids)
    report(0, total)  # ends the transaction: nothing is locked while texts are compared
    found = find_groups(ids, texts, lambda done: report(done, total))
    report(total, total)
    decision = get_decision(session, job.subject)
    counts = store_proposals(session, decision, found, now=job.heard_of_at)
    return {"opinions": len(ids), **counts}


def find_groups(
    ids: Sequence[int], texts: Sequence[Opinion], on_progress: Callable[[int], None]
) -> FoundGroups:
    """Return copies and topics by the ids of their opinions."""
    words, clauses = [each.text for each in texts], [each.clause for each in texts]
    copies = find_copies(words, clauses, _now_and_then(on_progress, 0))
    topics = propose_topics(words, clauses, copies, _now_and_then(on_progress, len(words)))
    return FoundGroups(
        copies=[Found(tuple(ids[place] for place in group)) for group in copies],
        topics=[Found(tuple(ids[place] for place in topic.members), topic.label) for topic in topics],
        signatures={ids[place]: signature_of(words[place]) for group in copies for place in group},
    )


def _now_and_then(on_progress: Callable[[int], None], start: int) -> Callable[[int], None]:
    def told(done: int) -> None:
        if done % _REPORT_EVERY == 0:
            on_progress(start + done)

    return told
