"""Which article a clause belongs to."""

import re

_BENEATH = re.compile(r"(?:-[ptni]\d+(?:x\d+)?)+$")


def article_of(clause_id: str) -> str:
    """Return the article (part, annex, chapter) in which a clause stands: art-8-p2-i1 → art-8."""
    return _BENEATH.sub("", clause_id)


def articles_of(clause_ids: list[str]) -> list[str]:
    """Return the articles in which clauses stand, each once, in their order."""
    return list(dict.fromkeys(map(article_of, clause_ids)))
