"""Groups of opinions proposed and confirmed: what a new proposal may touch, and what it remembers.

Not here: which opinions are alike (grouping), nor rows (models).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from decisions.errors import N_, Message

MAX_LABEL: Final = 100
# Topics are a first sorting only: one member among many says little about where the rest belongs.
_TOPIC_SHARE: Final = 0.2
_COPIES_SHARE: Final = 0.0


class GroupKind(StrEnum):
    """Copies of one text, or opinions about one subject."""

    COPIES = "copies"
    TOPIC = "topic"


class GroupState(StrEnum):
    """Where a group stands. One that joined another, or was dissolved, is kept as the memory of that."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    JOINED = "joined"
    DISSOLVED = "dissolved"


LIVE: Final = (GroupState.PROPOSED, GroupState.CONFIRMED)


class Verb(StrEnum):
    """What a person did with groups; each can be undone."""

    CONFIRM = "confirm"
    SPLIT = "split"
    MOVE = "move"
    MERGE = "merge"
    RENAME = "rename"
    DISSOLVE = "dissolve"


VERB_LABELS: dict[Verb, str] = {
    Verb.CONFIRM: N_("确认"),
    Verb.SPLIT: N_("拆出"),
    Verb.MOVE: N_("移动"),
    Verb.MERGE: N_("合并"),
    Verb.RENAME: N_("改名"),
    Verb.DISSOLVE: N_("解散"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Opinions that were found alike; label is empty for copies."""

    members: tuple[int, ...]
    label: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """What a person said no to: these opinions as a group, or as an addition to the one that is named."""

    members: frozenset[int]
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A new group, or an addition to what was confirmed (joins)."""

    members: tuple[int, ...]
    label: str = ""
    joins: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a new proposal must leave as it is.

    Shape:  of_holder says to which confirmed group (or topic) an opinion belongs; busy are opinions in
            proposals that somebody has begun to work on; labels are those of confirmed topics.
    """

    of_holder: Mapping[int, int]
    busy: frozenset[int] = frozenset()
    refused: Sequence[Refused] = ()
    labels: Mapping[str, int] | None = None


def plan_proposals(found: Iterable[Found], standing: Standing, kind: GroupKind) -> list[Proposal]:
    """Return what is proposed anew: nothing that was confirmed, begun or refused comes again.

    An opinion alike confirmed ones is proposed as an addition to them, most members deciding. Opinions
    proposed for one holder by several findings stay apart, so that each can be judged by itself.
    """
    refusals = _Refusals(standing.refused)
    planned = []
    for each in found:
        held = Counter(standing.of_holder[member] for member in each.members if member in standing.of_holder)
        loose = [
            member
            for member in each.members
            if member not in standing.of_holder and member not in standing.busy
        ]
        proposal = _proposal(each, loose, _holder(each, held, standing, kind), refusals)
        if proposal is not None:
            planned.append(proposal)
    return planned


def _holder(each: Found, held: Counter[int], standing: Standing, kind: GroupKind) -> int | None:
    """Return the confirmed group that most of these are in, if it speaks for them."""
    named = (standing.labels or {}).get(each.label) if each.label else None
    if named is not None or not held:
        return named
    holder, count = min(held.items(), key=lambda item: (-item[1], item[0]))
    share = _TOPIC_SHARE if kind is GroupKind.TOPIC else _COPIES_SHARE
    return holder if count >= share * len(each.members) else None


def _proposal(
    each: Found, loose: Sequence[int], holder: int | None, refusals: "_Refusals"
) -> Proposal | None:
    if holder is not None:
        wanted = tuple(member for member in loose if not refusals.as_addition(member, holder))
        return Proposal(wanted, each.label, holder) if wanted else None
    if len(loose) < 2 or refusals.as_group(loose):
        return None
    return Proposal(tuple(loose), each.label)


class _Refusals:
    """Finds what was refused without looking at everything for each group."""

    def __init__(self, refused: Iterable[Refused]) -> None:
        self._groups: dict[int, set[int]] = {}
        self._additions: set[tuple[int, int]] = set()
        for number, each in enumerate(refused):
            for member in each.members:
                if each.joins is None:
                    self._groups.setdefault(member, set()).add(number)
                else:
                    self._additions.add((member, each.joins))

    def as_addition(self, member: int, holder: int) -> bool:
        return (member, holder) in self._additions

    def as_group(self, members: Sequence[int]) -> bool:
        """Whether all of them were in one group that was dissolved."""
        common = set(self._groups.get(members[0], ()))
        for member in members[1:]:
            common &= self._groups.get(member, set())
            if not common:
                return False
        return bool(common)


def fit_label(label: str, taken: Iterable[str]) -> str:
    """Return a topic's label, short enough and unlike those taken: 停车、收费（2）."""
    known = set(taken)
    label = label.strip()[: MAX_LABEL - 6] or "未命名主题"
    candidate, number = label, 2
    while candidate in known:
        candidate, number = f"{label}（{number}）", number + 1
    return candidate


def group_title(number: int) -> Message:
    """Return how a group of copies is spoken of."""
    return Message(N_("第 %(number)s 组"), {"number": number})


def topic_title(label: str) -> Message:
    """Return how a topic is spoken of."""
    return Message(N_("主题“%(label)s”"), {"label": label})


def several_title(count: int) -> Message:
    """Return how several groups are spoken of."""
    return Message(N_("%(count)s 组"), {"count": count})
