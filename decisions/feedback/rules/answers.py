"""What one opinion was told: its own answer, or the one its topic gives to all its members."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from decisions.consultation.rules import Channel, SubmitterType, Verification
from decisions.feedback.errors import AnswerIncompleteError, ReasonHollowError
from decisions.feedback.rules import NEEDS_REASON, Disposition
from decisions.feedback.rules.doubts import says_nothing


@dataclass(frozen=True, slots=True)
class Reply:
    """A disposition, why, and the clause that was changed for it; empty while nothing was decided."""

    disposition: Disposition | None = None
    reason: str = ""
    clause_text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One point of an opinion that was split, with its own answer; text is masked as it is shown."""

    number: int
    text: str
    reply: Reply


@dataclass(frozen=True, slots=True)
class HeardOpinion:
    """One opinion in scope as a disclosure tells it.

    Shape:  number is how the public refers to it; submitter and text are masked as they are shown; text is
            empty when withheld; neither is_shown nor is_withheld means that nobody has looked at it yet;
            parts are empty unless it was split, then reply sums them up.
    Units:  cosigners counts persons, the one who sent it included.
    """

    id: int
    number: str
    received_on: date
    channel: Channel
    submitter_type: SubmitterType
    submitter: str
    cosigners: int
    clause: str
    text: str
    is_shown: bool
    is_withheld: bool
    withheld_reason: str
    topic: str
    reply: Reply
    parts: tuple[Part, ...] = ()
    verification: Verification = Verification.UNVERIFIED

    @property
    def replies(self) -> tuple[Reply, ...]:
        """Everything it was told: the answer of each part, or its only one."""
        return tuple(part.reply for part in self.parts) or (self.reply,)


def effective_reply(own: Reply | None, topic: Reply | None) -> Reply:
    """Return what holds for an opinion: its own answer where it has one, else its topic's."""
    if own is not None and own.disposition is not None:
        return own
    return topic or Reply()


def lacks_reason(reply: Reply) -> bool:
    """Whether it refuses, in whole or in part, and does not say why (R25); 已阅 or 谢谢 says nothing."""
    if reply.disposition not in NEEDS_REASON:
        return False
    return not reply.reason.strip() or says_nothing(reply.reason)


def lacks_clause(reply: Reply) -> bool:
    """Whether it adopts and does not say where; a fault only where the draft has clauses (R25)."""
    return reply.disposition is Disposition.ADOPTED and not reply.clause_text.strip()


def check_reply(reply: Reply) -> None:
    """Refuse an answer that could never be published.

    Raises: AnswerIncompleteError.
    Source: R25. The clause is not asked for here: the text may not be settled yet; the gate asks.
    """
    if lacks_reason(reply):
        raise (ReasonHollowError if reply.reason.strip() else AnswerIncompleteError)(field="reason")


_WORDS = {
    Disposition.ADOPTED: ("采纳", "已采纳", "予以采纳", "吸收采纳"),
    Disposition.PARTLY_ADOPTED: ("部分采纳", "部分予以采纳"),
    Disposition.NOT_ADOPTED: ("不采纳", "未采纳", "不予采纳", "暂不采纳"),
    Disposition.OUT_OF_SCOPE: ("不属于本事项", "非本事项", "与本事项无关", "不属于本次征求意见范围"),
}
_BY_WORD = {word: disposition for disposition, words in _WORDS.items() for word in words}


def parse_disposition(text: str) -> Disposition | None:
    """Return the disposition that an office's word means, or None when it means none."""
    word = re.sub(r"[\s。.]+", "", unicodedata.normalize("NFKC", text))
    return _BY_WORD.get(word)


_NUMERAL = r"[〇零一二三四五六七八九十百千0-9]+"
_CHANGED_CLAUSE = re.compile(
    r"(?P<text>征求意见稿|送审稿|修改稿|印发稿|实施方案|建设方案|方案|办法|规划)(?:中|的)?(?P<new>新增|增加)?(?:的|了)?"
    rf"(?P<clause>第{_NUMERAL}(?:条|部分|章)(?:之{_NUMERAL})?(?:第{_NUMERAL}款)?(?:第[（(]?{_NUMERAL}[）)]?项)?)"
)


def changed_clause(reason: str) -> str:
    """Return the clause that a reason says was changed, with the text it belongs to, or an empty text.

    So 采纳。送审稿第十八条第三款增加… gives 送审稿第十八条第三款. The first one named counts: what follows is
    usually explanation. Only for opinions adopted in whole; in other reasons a clause may be named because
    it was not changed.
    """
    found = _CHANGED_CLAUSE.search(unicodedata.normalize("NFC", reason))
    return found["text"] + found["clause"] if found else ""
