"""Answers from the spreadsheet in which an office sorted its opinions. Pure: rows in, a plan out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from decisions.errors import N_, Message, Problem
from decisions.feedback.errors import AnswerIncompleteError, ReasonHollowError
from decisions.feedback.rules import Disposition
from decisions.feedback.rules.answers import Reply, changed_clause, lacks_reason, parse_disposition

MAX_TOPIC = 100


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One row as the office wrote it; row is its number in the spreadsheet, number the opinion's."""

    row: int
    number: str
    disposition: str
    reason: str = ""
    topic: str = ""
    clause_text: str = ""


@dataclass(frozen=True, slots=True)
class KnownOpinion:
    """An opinion that the portal holds, with its topic and the answer that holds for it so far."""

    id: int
    number: str
    topic: str = ""
    reply: Reply = field(default_factory=Reply)
    is_split: bool = False


@dataclass(frozen=True, slots=True)
class PlannedAnswer:
    """What one opinion will be told; own is empty where its topic answers for it."""

    opinion_id: int
    number: str
    topic: str
    own: Reply
    reply: Reply
    is_new: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class AnswersPlan:
    """What an import will do. Nothing is written while problems holds one error."""

    topics: Mapping[str, Reply]
    answers: Sequence[PlannedAnswer]
    problems: Sequence[Problem]

    @property
    def count_new(self) -> int:
        """How many opinions are answered for the first time."""
        return sum(answer.is_new for answer in self.answers)

    @property
    def count_changed(self) -> int:
        """How many answers given before will be replaced."""
        return sum(answer.is_changed for answer in self.answers)

    @property
    def count_unchanged(self) -> int:
        """How many rows say what is known already."""
        return len(self.answers) - self.count_new - self.count_changed


def plan_answers(rows: Iterable[AnswerRow], known: Iterable[KnownOpinion]) -> AnswersPlan:
    """Return what rows would answer, and every row that can't be taken.

    Shape:  rows without a disposition are left out. Where all members of a topic get the same answer, the
            topic gives it once and they inherit it. The changed clause of an adopted opinion is read from
            its reason where no column names it.
    """
    by_number: dict[str, list[KnownOpinion]] = {}
    for opinion in known:
        by_number.setdefault(opinion.number, []).append(opinion)
    taken: list[tuple[AnswerRow, KnownOpinion, Reply]] = []
    problems: list[Problem] = []
    seen: set[str] = set()
    for row in rows:
        if not row.disposition.strip():
            continue
        reply = _reply_of(row)
        fault = _fault(row, reply, by_number.get(row.number, []), row.number in seen)
        seen.add(row.number)
        if fault is not None:
            problems.append(fault)
        else:
            taken.append((row, by_number[row.number][0], reply))
    topics = _topic_replies(taken)
    answers = [_planned(row, opinion, reply, topics) for row, opinion, reply in taken]
    return AnswersPlan(topics, answers, problems)


def _reply_of(row: AnswerRow) -> Reply:
    disposition = parse_disposition(row.disposition)
    clause = row.clause_text.strip()
    if disposition is Disposition.ADOPTED and not clause:
        clause = changed_clause(row.reason)
    return Reply(disposition, row.reason.strip(), clause)


def _fault(row: AnswerRow, reply: Reply, found: Sequence[KnownOpinion], is_repeated: bool) -> Problem | None:
    if reply.disposition is None:
        text, field = N_("处理结果“%(value)s”不是采纳、部分采纳、不采纳或者不属于本事项。"), "disposition"
        return _problem(row, text, field, value=row.disposition.strip())
    if not row.number:
        return _problem(row, N_("没有填写意见编号，不知道答复的是哪条意见。"), "number")
    if not found:
        return _problem(row, N_("本事项没有编号为“%(number)s”的意见。"), "number", number=row.number)
    if len(found) > 1:
        text = N_("编号“%(number)s”对应多条意见，请在工作台逐条答复。")
        return _problem(row, text, "number", number=row.number)
    if found[0].is_split and not _says_the_same(row, reply, found[0]):
        text = N_("编号“%(number)s”已拆分为几点，请在工作台逐点答复。")
        return _problem(row, text, "number", number=row.number)
    if is_repeated:
        return _problem(row, N_("编号“%(number)s”在表格中出现了不止一次。"), "number", number=row.number)
    if lacks_reason(reply):
        error = ReasonHollowError if reply.reason else AnswerIncompleteError
        return _problem(row, error.message, "reason")
    if len(row.topic) > MAX_TOPIC:
        return _problem(row, N_("主题名称不能超过 100 个字。"), "topic")
    return None


def _says_the_same(row: AnswerRow, reply: Reply, known: KnownOpinion) -> bool:
    """Whether a row of the sheet that the desk handed out came back as it was."""
    return reply == known.reply and row.topic in {"", known.topic}


def _problem(row: AnswerRow, text: str, field: str, **params: object) -> Problem:
    return Problem(Message(text, params), row=row.row, field=field)


def _topic_replies(taken: Iterable[tuple[AnswerRow, KnownOpinion, Reply]]) -> dict[str, Reply]:
    """Return every topic named, with the answer that all its members share, or an empty one."""
    members: dict[str, list[Reply]] = {}
    for row, _opinion, reply in taken:
        if row.topic:
            members.setdefault(row.topic, []).append(reply)
    return {
        topic: replies[0] if len(replies) > 1 and len(set(replies)) == 1 else Reply()
        for topic, replies in members.items()
    }


def _planned(
    row: AnswerRow, opinion: KnownOpinion, reply: Reply, topics: Mapping[str, Reply]
) -> PlannedAnswer:
    topic = row.topic or opinion.topic
    is_new = opinion.reply.disposition is None
    return PlannedAnswer(
        opinion_id=opinion.id,
        number=row.number,
        topic=topic,
        own=Reply() if topics.get(topic) == reply else reply,
        reply=reply,
        is_new=is_new,
        is_changed=not is_new and (opinion.reply, opinion.topic) != (reply, topic),
    )
