"""When what representatives said may be published: every statement has its reply and its adoption (R23)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from decisions.attendance.rules import Adoption
from decisions.errors import N_, Message, Problem
from decisions.services.personal_data import find_personal_data


@dataclass(frozen=True, slots=True)
class Spoken:
    """One statement as the gate sees it; link leads to where it is mended."""

    number: int
    content: str
    reply: str
    adoption: Adoption | None
    link: str


def statement_problems(
    spoken: Sequence[Spoken], *, is_listed: bool, is_held: bool, attendance_known: bool
) -> list[Problem]:
    """Return what is missing before the statements can be published; nobody having spoken is no fault.

    Source: R23 (row 34: opinions and adoption), R29 (no personal data).
    """
    problems = []
    if not is_listed:
        problems.append(Problem(Message(N_("列席代表名单尚未公布。"))))
    if not is_held:
        problems.append(Problem(Message(N_("会议召开日期尚未登记。"))))
    if not attendance_known:
        problems.append(Problem(Message(N_("尚未登记哪些代表到会。"))))
    for statement in spoken:
        problems += _faults(statement)
    return problems


def _faults(statement: Spoken) -> Iterator[Problem]:
    at = {"number": statement.number}
    if not statement.reply:
        yield Problem(Message(N_("第 %(number)d 条发言还没有答复。"), at), link=statement.link)
    if statement.adoption is None:
        yield Problem(Message(N_("第 %(number)d 条发言还没有写明是否采纳。"), at), link=statement.link)
    if find_personal_data(f"{statement.content}\n{statement.reply}"):
        text = N_("第 %(number)d 条发言或答复中疑似有电话、身份证号码等个人信息，请删去后再公布。")
        yield Problem(Message(text, at), link=statement.link)
