"""A clause before and after: what an answer says was changed, found in the published texts."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.consultation.drafts import ArticleChange, ClauseFinder, Draft, clause_label, diff_drafts
from decisions.consultation.models import Consultation, DraftVersion
from decisions.consultation.rules import STAGE_LABELS, DraftStage
from decisions.consultation.rules.clauses import article_of
from decisions.record.models import RecordEntry

MOST_ARTICLES = 5


@dataclass(frozen=True, slots=True)
class ChangedArticle:
    """An article that was changed: from the text that was commented on to the later one.

    Shape:  old and new are its names in both, empty where it is not in one of them; stage says which text the
            later one is; page is where the whole of it stands, empty where it has no page of its own.
    """

    change: ArticleChange
    old: str
    new: str
    stage: DraftStage
    page: str


def find_changed_articles(
    session: Session, consultation: Consultation, clause_texts: Iterable[str]
) -> list[ChangedArticle]:
    """Return the articles that answers name as changed; empty before a later text is public.

    Shape:  in the order named, a few at the most; 送审稿第九条 is looked up in that text, 征求意见稿第八条
            in the one that was commented on, anything else in the newest.
    """
    named = [text for text in clause_texts if text.strip()]
    before = consultation.draft
    if not named or before is None:
        return []
    later = session.scalars(
        select(DraftVersion)
        .join(RecordEntry, RecordEntry.seq == DraftVersion.published_seq)
        .where(
            DraftVersion.decision_id == consultation.decision_id,
            RecordEntry.blanked_at.is_(None),
            DraftVersion.stage != DraftStage.CONSULTATION,
        )
        .order_by(DraftVersion.id.desc())
    ).all()
    found: dict[tuple[int, str], ChangedArticle] = {}
    for text in named:
        version = next((each for each in later if STAGE_LABELS[each.stage] in text), None)
        version = version or (later[0] if later else None)
        if version is not None:
            for changed in _changed(before, version, text):
                found.setdefault((version.id, changed.old + changed.new), changed)
    return list(found.values())[:MOST_ARTICLES]


def _changed(before: DraftVersion, after: DraftVersion, text: str) -> list[ChangedArticle]:
    old, new = Draft.from_json(before.tree), Draft.from_json(after.tree)
    is_old = STAGE_LABELS[DraftStage.CONSULTATION] in text
    wanted = {article_of(each) for each in ClauseFinder(old if is_old else new).find(text)}
    diff = diff_drafts(old, new)
    found = []
    for change in (*diff.articles, *diff.annexes):
        article = change.old if is_old else change.new
        if article is not None and article.id in wanted:
            found.append(
                ChangedArticle(
                    change=change,
                    old=clause_label(change.old.id) if change.old else "",
                    new=clause_label(change.new.id) if change.new else "",
                    stage=after.stage,
                    page=f"/decisions/{after.decision.code}/drafts/{after.id}",
                )
            )
    return found
