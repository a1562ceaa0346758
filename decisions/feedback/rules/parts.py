"""An opinion of several points: where it is cut, and what it was told on the whole. Pure.

It counts once, however many points it has; so every total still adds up.
"""

import re
from collections.abc import Sequence
from typing import Final

from decisions.feedback.errors import PartsTooFewError, PartsTooManyError, PartsUnlikeError
from decisions.feedback.rules import DISPOSITION_LABELS, Disposition
from decisions.feedback.rules.answers import Part, Reply

MAX_PARTS: Final = 30
MAX_CLAUSES: Final = 200
_BETWEEN = re.compile(r"\n[ \t　]*\n\s*")
_NUMBERED = r"[一二三四五六七八九十]{1,3}[、是]|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[、.．]"
_POINT = re.compile(rf"(?<=[。；;！!？?])\s*(?={_NUMBERED})")


def propose_points(content: str) -> str:
    """Return an opinion's words with an empty line before each point that looks like one.

    A new line begins one, and so do numbers as offices and citizens write them: 一、（二）3．
    """
    lines = (_POINT.sub("\n\n", line.strip()) for line in content.split("\n"))
    return "\n\n".join(line for line in lines if line)


def find_cuts(content: str, typed: str) -> tuple[int, ...]:
    """Return where each part begins in an opinion, from its words typed with empty lines in between.

    Shape:  ascending, the first is where the words begin; white space does not count.
    Raises: PartsUnlikeError when a word was added, left out or changed; PartsTooFewError below two parts,
            PartsTooManyError.
    """
    pieces = [piece for piece in _BETWEEN.split(typed.replace("\r\n", "\n").strip()) if piece.strip()]
    if _words("".join(pieces)) != _words(content):
        raise PartsUnlikeError(field="points")
    if len(pieces) < 2:
        raise PartsTooFewError(field="points")
    if len(pieces) > MAX_PARTS:
        raise PartsTooManyError(field="points", limit=MAX_PARTS)
    places = [place for place, sign in enumerate(content) if not sign.isspace()]
    cuts, passed = [], 0
    for piece in pieces:
        cuts.append(places[passed])
        passed += len(_words(piece))
    return tuple(cuts)


def _words(text: str) -> str:
    return "".join(text.split())


def part_texts(content: str, cuts: Sequence[int]) -> list[str]:
    """Return the words of each part."""
    ends = [*cuts[1:], len(content)]
    return [content[start:end].strip() for start, end in zip(cuts, ends, strict=True)]


def overall_reply(parts: Sequence[Part]) -> Reply:
    """Return what an opinion was told on the whole; empty while one part has no answer.

    Shape:  all points alike give that disposition; points that do not belong to the matter are left out as
            long as others remain; anything mixed is partly adopted. The reason tells each point.
    """
    if not parts or any(part.reply.disposition is None for part in parts):
        return Reply()
    told = {part.reply.disposition for part in parts} - {Disposition.OUT_OF_SCOPE}
    disposition = Disposition.PARTLY_ADOPTED if len(told) > 1 else next(iter(told), Disposition.OUT_OF_SCOPE)
    clauses = dict.fromkeys(
        part.reply.clause_text.strip() for part in parts if part.reply.clause_text.strip()
    )
    joined = "、".join(clauses)
    if len(joined) > MAX_CLAUSES:
        joined = joined[: MAX_CLAUSES - 1] + "…"
    return Reply(disposition, "\n".join(map(_told, parts)), joined)


def _told(part: Part) -> str:
    word = DISPOSITION_LABELS[part.reply.disposition] if part.reply.disposition else ""
    reason = part.reply.reason.strip().removeprefix(word).lstrip("。，,：: ")
    changed = f"（修改条款：{part.reply.clause_text.strip()}）" if part.reply.clause_text.strip() else ""
    return f"第{part.number}点：{word}。{reason}{changed}"
