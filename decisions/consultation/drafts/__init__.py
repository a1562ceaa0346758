"""Drafts as clauses: a .docx or Markdown file becomes a tree, two trees become a list of changes.

Pure: bytes and values in, values out; no database, no web. Not here: which version is published and what
was commented on it (consultation's operations).
"""

from decisions.consultation.drafts.citations import ClauseFinder, find_clauses
from decisions.consultation.drafts.diff import ArticleChange, ChangeKind, DraftDiff, LineChange, diff_drafts
from decisions.consultation.drafts.errors import DraftUnreadableError
from decisions.consultation.drafts.labels import clause_label
from decisions.consultation.drafts.numbering import check_numbering
from decisions.consultation.drafts.reading import parse_draft, parse_draft_text
from decisions.consultation.drafts.tree import (
    Article,
    Chapter,
    Clause,
    Draft,
    Item,
    Paragraph,
    ParagraphKind,
    list_clauses,
)
from decisions.consultation.drafts.words import Segment, SegmentKind, mark_words

__all__ = [
    "Article",
    "ArticleChange",
    "ChangeKind",
    "Chapter",
    "Clause",
    "ClauseFinder",
    "Draft",
    "DraftDiff",
    "DraftUnreadableError",
    "Item",
    "LineChange",
    "Paragraph",
    "ParagraphKind",
    "Segment",
    "SegmentKind",
    "check_numbering",
    "clause_label",
    "diff_drafts",
    "find_clauses",
    "list_clauses",
    "mark_words",
    "parse_draft",
    "parse_draft_text",
]
