"""Answers that answer nothing, and one answer for opinions that are not alike. Pure.

Not here: what is missing altogether (answers, gate). Whether two opinions are alike is told by the caller,
since comparing texts is more than a rule.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from decisions.feedback.rules import Disposition

if TYPE_CHECKING:
    from decisions.feedback.rules.answers import HeardOpinion

AreAlike = Callable[[Sequence[str]], Sequence[Sequence[int]]]
"""Texts in, groups of places that say the same out; a text like no other is in none."""

_LONGEST_COURTESY: Final = 60
COMPARED: Final = 5000
"""So many different texts under one reason are compared with each other; more are only sorted by topic."""

_VERDICTS = (
    r"(?:已|予以|不予|暂不|部分|未|吸收|全部)?(?:予以)?(?:采纳|吸收)(?:意见)?|不采纳|不?同意"
    r"|不属于本(?:次|事项)?(?:征求意见)?(?:的)?(?:范围|事项)?"
)
_COURTESIES = (
    r"(?:非常|十分|衷心)?(?:感谢|谢谢|多谢|致谢)"
    r"(?:您|你|贵单位|贵方|各位|大家)?(?:们)?(?:对[^，。；]{0,12})?(?:的)?"
    r"(?:关心|关注|支持|参与|理解|配合|来信|留言|反馈|宝贵)?(?:和|与|、)?(?:的)?"
    r"(?:关心|关注|支持|参与|理解|配合|来信|留言|反馈|宝贵)?(?:建议|意见)?"
)
_NOTHINGS = (
    r"(?:您|你|贵单位)?(?:的)?(?:意见|建议|来信|留言)?(?:我们|我委|我局|我单位)?"
    r"(?:已|均已)?(?:阅|阅示|收悉|收到|知悉|知晓|了解|记录|登记|备案|关注|转交|阅知)"
    r"|(?:我们|我委|我局|我单位)?(?:将|会|正在)?(?:认真)?(?:研究|考虑|参考|对待)(?:处理|后答复|您的意见)?"
    r"|已?转(?:有关|相关)部门(?:处理|研究)?|同上|见上|如上|无|略|暂无|没有|好的?|可以|不行|不可以|待定|另行答复|酌情"
    r"|您好|你好|尊敬的[^，。！：]{0,10}|此复|特此(?:回复|答复)"
)
_SAYS_NOTHING = re.compile(rf"(?:{_VERDICTS}|{_COURTESIES}|{_NOTHINGS})*")
_IS_VERDICT = re.compile(rf"(?:{_VERDICTS})*")
_SIGNS = re.compile(r"[\s\W_]+")


def folded(reason: str) -> str:
    """Return a reason without white space and signs, by which two are word for word the same."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", reason))


def says_nothing(reason: str) -> bool:
    """Whether a text is there and holds no reason: 已阅, 谢谢, 收到, or only the disposition once more."""
    words = folded(reason)
    if len(words) > _LONGEST_COURTESY:
        return False
    return bool(reason.strip()) and _SAYS_NOTHING.fullmatch(words) is not None


def is_hollow(disposition: Disposition | None, reason: str) -> bool:
    """Whether an answer is a mere courtesy; where it is adopted, saying so (采纳。) is enough."""
    if not says_nothing(reason):
        return False
    return disposition is not Disposition.ADOPTED or _IS_VERDICT.fullmatch(folded(reason)) is None


@dataclass(frozen=True, slots=True)
class RepeatedReason:
    """One reason that stands word for word over opinions that are not alike."""

    reason: str
    opinions: tuple["HeardOpinion", ...]


def repeated_reasons(opinions: Iterable["HeardOpinion"], find_alike: AreAlike) -> Iterator[RepeatedReason]:
    """Yield each reason that opinions share though they have neither the topic nor the words in common."""
    by_reason: dict[str, list[HeardOpinion]] = {}
    for opinion in opinions:
        for reply in opinion.replies:
            if reply.reason.strip():
                by_reason.setdefault(folded(reply.reason), []).append(opinion)
    for members in by_reason.values():
        distinct = tuple({opinion.id: opinion for opinion in members}.values())
        if len(distinct) > 1 and count_concerns(distinct, find_alike) > 1:
            yield RepeatedReason(members[0].reply.reason, distinct)


def count_concerns(opinions: Sequence["HeardOpinion"], find_alike: AreAlike) -> int:
    """Return how many concerns stand behind opinions: those of one topic, and copies, are one."""
    links: dict[str, int] = {}
    leaders = list(range(len(opinions)))

    def leader(place: int) -> int:
        while leaders[place] != place:
            place = leaders[place]
        return place

    texts: dict[str, int] = {}
    for place, opinion in enumerate(opinions):
        leaders[leader(place)] = leader(texts.setdefault(folded(opinion.text), place))
        if opinion.topic:
            leaders[leader(place)] = leader(links.setdefault(opinion.topic, place))
    different = list(texts.values())
    if len({leader(place) for place in different}) > 1 and len(different) <= COMPARED:
        for group in find_alike([opinions[place].text for place in different]):
            for number in group:
                leaders[leader(different[number])] = leader(different[group[0]])
    return len({leader(place) for place in range(len(opinions))})
