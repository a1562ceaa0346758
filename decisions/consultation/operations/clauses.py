"""The clauses of a draft that is out for comment, looked up once or for every row of a long file."""

from functools import cached_property

from decisions.consultation.drafts import ClauseFinder, Draft, clause_label, list_clauses
from decisions.consultation.models import Consultation
from decisions.consultation.queries.notice_texts import NoticeText


class KnownClauses:
    """What may be commented on in one consultation; the draft is read when it is first asked for.

    Shape:  text is the published notice, where the caller has read it already.
    """

    def __init__(self, consultation: Consultation, text: NoticeText | None = None) -> None:
        self._consultation, self._text = consultation, text

    @cached_property
    def _draft(self) -> Draft | None:
        version = self._consultation.draft
        return Draft.from_json(version.tree) if version is not None else None

    @cached_property
    def _ids(self) -> frozenset[str]:
        if self._text is not None:
            return self._text.clause_ids
        return frozenset(clause.id for clause in list_clauses(self._draft)) if self._draft else frozenset()

    @cached_property
    def _finder(self) -> ClauseFinder | None:
        if self._text is not None:
            return self._text.clause_finder
        return ClauseFinder(self._draft) if self._draft else None

    def ids_of(self, clause: str) -> list[str]:
        """Return the clauses that an id or words name (第九条第二款、第十七条); empty when none is known."""
        if not clause:
            return []
        if clause in self._ids:
            return [clause]
        return self._finder.find(clause) if self._finder else []


def clause_text(clause: str) -> str:
    """Return a clause as it is named to readers; what somebody wrote in words stays as written."""
    try:
        return clause_label(clause)
    except ValueError:
        return clause[:200]
