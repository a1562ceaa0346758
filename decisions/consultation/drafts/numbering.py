"""Whether the numbers of a draft run on without a gap: a drafter's slip is shown before it is published."""

from collections.abc import Iterable, Iterator

from decisions.consultation.drafts.labels import clause_label
from decisions.consultation.drafts.tree import Article, Draft
from decisions.errors import N_, Level, Message, Problem


def check_numbering(draft: Draft) -> list[Problem]:
    """Return a warning for each number that does not follow the one before, and for a draft without any."""
    articles = [article for article in draft.articles() if article.number is not None]
    if not articles:
        text = N_("没有找到“第一条”或者“一、”这样的条款编号，公众将只能针对全文提出意见。请核对文件。")
        return [Problem(Message(text), Level.WARNING)]
    problems = list(_breaks_of_chapters(draft))
    if articles[0].id.startswith("art-"):
        problems += _breaks(articles)
    else:
        for chapter in draft.chapters:
            problems += _breaks([each for each in chapter.articles if each.number is not None])
    return problems


def _breaks(articles: Iterable[Article]) -> Iterator[Problem]:
    """Yield a warning for each article whose number is not the next one."""
    before: Article | None = None
    for article in articles:
        if not _follows(before, article):
            yield _warning(before.id if before else None, article.id)
        before = article


def _follows(before: Article | None, article: Article) -> bool:
    number = (before.number or 0) if before else 0
    if article.branch is not None:
        return article.number == number
    return article.number == number + 1


def _breaks_of_chapters(draft: Draft) -> Iterator[Problem]:
    """Yield a warning for each chapter whose number is not the next one; every 编 begins anew."""
    before, book = None, ""
    for chapter in draft.chapters:
        if chapter.book != book:
            before, book = None, chapter.book
        if chapter.number is None:
            continue
        if chapter.number != (before.number or 0 if before else 0) + 1:
            yield _warning(before.id if before else None, chapter.id)
        before = chapter


def _warning(before_id: str | None, clause_id: str) -> Problem:
    clause = clause_label(clause_id)
    if before_id is None:
        return Problem(
            Message(N_("编号从%(clause)s开始，请核对是否有遗漏。"), {"clause": clause}), Level.WARNING
        )
    params = {"before": clause_label(before_id), "clause": clause}
    return Problem(
        Message(N_("%(before)s之后是%(clause)s，编号不连续，请核对是否有遗漏或者重复。"), params),
        Level.WARNING,
    )
