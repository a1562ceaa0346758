"""A unit's proposal of an item: is it a matter for the catalogue, is it whole, where may it go. Pure."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from decisions import law
from decisions.catalogue.errors import (
    ProposalIncompleteError,
    ProposalStateError,
    RemarkMissingError,
    ScopeExcludedError,
)
from decisions.catalogue.rules.items import Item, has_one_lead_unit, title_key
from decisions.errors import N_, Message, Problem


class Exclusion(StrEnum):
    """The answer to the scope question: which of the matters that the procedure is not for it is, or none."""

    NONE = "none"
    MACRO_CONTROL = "macro_control"
    LEGISLATION = "legislation"
    EMERGENCY = "emergency"


EXCLUSION_TERMS: Final[Mapping[Exclusion, str]] = {
    Exclusion.NONE: N_("以下各项都不是"),
    Exclusion.MACRO_CONTROL: N_("财政政策、货币政策等宏观调控决策"),
    Exclusion.LEGISLATION: N_("政府立法决策"),
    Exclusion.EMERGENCY: N_("突发事件应急处置决策"),
}


class ProposalState(StrEnum):
    """Where a proposal stands."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    SENT_BACK = "sent_back"
    ACCEPTED = "accepted"
    MERGED = "merged"
    DISCARDED = "discarded"


STATE_LABELS: Final[Mapping[ProposalState, str]] = {
    ProposalState.DRAFT: N_("草稿"),
    ProposalState.PROPOSED: N_("待司法局审查"),
    ProposalState.REVIEWED: N_("待政务公开办办理"),
    ProposalState.SENT_BACK: N_("已退回修改"),
    ProposalState.ACCEPTED: N_("已列入目录"),
    ProposalState.MERGED: N_("已并入其他事项"),
    ProposalState.DISCARDED: N_("已作废"),
}


class Verdict(StrEnum):
    """What the justice bureau says of a proposal."""

    AGREES = "agrees"
    OBJECTS = "objects"


VERDICT_LABELS: Final[Mapping[Verdict, str]] = {
    Verdict.AGREES: N_("同意列入"),
    Verdict.OBJECTS: N_("不同意列入"),
}


class Act(StrEnum):
    """What is done with a proposal."""

    PROPOSE = "propose"
    AGREE = "agree"
    OBJECT = "object"
    SEND_BACK = "send_back"
    ACCEPT = "accept"
    MERGE = "merge"
    DISCARD = "discard"


ACT_LABELS: Final[Mapping[Act, str]] = {
    Act.PROPOSE: N_("提交申报"),
    Act.AGREE: N_("司法局同意"),
    Act.OBJECT: N_("司法局不同意"),
    Act.SEND_BACK: N_("退回修改"),
    Act.ACCEPT: N_("列入目录"),
    Act.MERGE: N_("并入其他事项"),
    Act.DISCARD: N_("作废"),
}

# What the openness office can do once the justice bureau has said its word.
DECISION_LABELS: Final[Mapping[Act, str]] = {
    act: ACT_LABELS[act] for act in (Act.ACCEPT, Act.MERGE, Act.SEND_BACK)
}

# The unit amends what it has not handed in; a proposal handed in is first reviewed, then decided on.
AMENDABLE: Final = frozenset({ProposalState.DRAFT, ProposalState.SENT_BACK})
REVIEWABLE: Final = frozenset({ProposalState.PROPOSED, ProposalState.REVIEWED})
DECIDED: Final = frozenset({ProposalState.ACCEPTED, ProposalState.MERGED, ProposalState.DISCARDED})

_MOVES: Final[Mapping[tuple[ProposalState, Act], ProposalState]] = {
    **{(state, Act.PROPOSE): ProposalState.PROPOSED for state in AMENDABLE},
    **{(state, Act.DISCARD): ProposalState.DISCARDED for state in AMENDABLE},
    **{(state, Act.AGREE): ProposalState.REVIEWED for state in REVIEWABLE},
    **{(state, Act.OBJECT): ProposalState.REVIEWED for state in REVIEWABLE},
    **{(state, Act.SEND_BACK): ProposalState.SENT_BACK for state in REVIEWABLE},
    (ProposalState.REVIEWED, Act.ACCEPT): ProposalState.ACCEPTED,
    (ProposalState.REVIEWED, Act.MERGE): ProposalState.MERGED,
}


def state_after(state: ProposalState, act: Act) -> ProposalState:
    """Return where a proposal stands after an act.

    Raises: ProposalStateError for every act that is not foreseen there.
    """
    following = _MOVES.get((state, act))
    if following is None:
        raise ProposalStateError(state=Message(STATE_LABELS[state]))
    return following


def check_amendable(state: ProposalState) -> None:
    """Check that the unit may still change what it typed. Raises: ProposalStateError."""
    if state not in AMENDABLE:
        raise ProposalStateError(state=Message(STATE_LABELS[state]))


def check_remark(act: Act, remark: str, *, verdict: Verdict | None = None) -> None:
    """Check that what the unit has to understand is explained to it.

    Shape:  verdict is the justice bureau's on the proposal.
    Raises: RemarkMissingError when objecting, sending back or accepting against an objection without a word.
    """
    against = act is Act.ACCEPT and verdict is Verdict.OBJECTS
    if (act in {Act.OBJECT, Act.SEND_BACK} or against) and not remark.strip():
        raise RemarkMissingError(field="remark")


def check_scope(exclusion: Exclusion | None) -> None:
    """Check that a matter is one for the catalogue; not answered yet is no refusal.

    Raises: ScopeExcludedError.
    Source: 713 art. 3 (R1).
    """
    if exclusion is not None and exclusion is not Exclusion.NONE:
        kind = Message(EXCLUSION_TERMS[exclusion])
        raise ScopeExcludedError(field="exclusion", kind=kind, source=str(law.SCOPE_SOURCE))


def check_proposal(item: Item, exclusion: Exclusion | None, *, year: int, needs_reason: bool) -> None:
    """Check that a proposal can be handed in.

    Shape:  needs_reason once the year's catalogue is public: what is added then says why (R4).
    Raises: ScopeExcludedError, ProposalIncompleteError.
    Source: R1, R4, R5.
    """
    check_scope(exclusion)
    problems = list_lacking(item, exclusion, year=year, needs_reason=needs_reason)
    if problems:
        raise ProposalIncompleteError(problems=problems, count=len(problems))


def list_lacking(
    item: Item, exclusion: Exclusion | None, *, year: int, needs_reason: bool
) -> tuple[Problem, ...]:
    """Return what a proposal still lacks, in the form's order, each with its field."""
    found = [] if exclusion else [Problem(Message(N_("请回答适用范围问题。")), field="exclusion")]
    found += [Problem(Message(text), field=field) for field, text, is_lacking in _ASKED if is_lacking(item)]
    if item.planned_text:
        found += _faults_of_time(item, year)
    if needs_reason and not item.change_note.strip():
        text = N_("本年度目录已经公布，年内新增事项请写明理由。")
        found.append(Problem(Message(text), field="change_note"))
    return tuple(found)


def _leads_and_partners(item: Item) -> bool:
    return title_key(item.lead_unit) in {title_key(unit) for unit in item.partner_units}


_ASKED: Final[tuple[tuple[str, str, Callable[[Item], bool]], ...]] = (
    ("title", N_("请填写决策事项名称。"), lambda item: not item.key),
    ("category", N_("请选择决策类别。"), lambda item: not item.category),
    ("lead_unit", N_("请填写牵头承办单位，有且只有一个。"), lambda item: not has_one_lead_unit(item)),
    ("partner_units", N_("牵头承办单位不能同时是配合单位。"), _leads_and_partners),
    ("basis", N_("请填写法律政策依据。"), lambda item: not item.basis.strip()),
    ("procedures", N_("请填写拟履行的程序。"), lambda item: not item.procedures),
    ("planned_text", N_("请填写计划完成时间。"), lambda item: not item.planned_text),
    ("hearing", N_("请选择是否听证。"), lambda item: item.hearing is None),
    ("invites_public", N_("请选择是否邀请公众代表列席。"), lambda item: item.invites_public is None),
    ("enterprise_related", N_("请选择是否涉企。"), lambda item: item.enterprise_related is None),
)


def _faults_of_time(item: Item, year: int) -> list[Problem]:
    if item.planned_to is None:
        text = N_("没有看懂计划完成时间“%(text)s”，请写成“第三季度”“%(year)d年6月”“5-7月”或“年底前”。")
        return [Problem(Message(text, {"text": item.planned_text, "year": year}), field="planned_text")]
    if item.planned_to.year < year:
        text = N_("计划完成时间“%(text)s”早于 %(year)d 年度，请核对。")
        return [Problem(Message(text, {"text": item.planned_text, "year": year}), field="planned_text")]
    return []
