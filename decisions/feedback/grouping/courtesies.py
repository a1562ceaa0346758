"""What a text says beside its demand: greetings, who writes, thanks; and the same clause said again.

Copies of a campaign get these from whoever sends them. They are left out when texts are compared, never
when they are shown.
"""

import re
from typing import Final

from decisions.feedback.grouping.cues import find_cues
from decisions.feedback.grouping.folding import Folded, as_folded

_PERSON: Final = (
    "居民|业主|市民|住户|群众|村民|老人|司机|车主|员工|职工|租户|家长|学生|老师|教师|退休|上班族|百姓|公民|用户|读者|"
    "党员"
)
_OFFICE: Final = "领导|同志|负责人|工作人员|编辑|老师|部门|单位|政府|办公室"
_YOU: Final = "您|你们|你|大家|各位|领导"
_COURTESY: Final = re.compile(
    rf"(?:尊敬|亲爱|敬爱)的.{{0,20}}|.{{0,8}}(?:{_OFFICE})们?(?:{_YOU})?好|(?:各位)?(?:领导|同志)们?|(?:{_YOU})好|"
    "打扰了?|冒昧(?:打扰|来信|留言)了?|"
    rf"(?:(?:我|本人|我们)(?:是|系|作为)|作为|身为).{{0,14}}(?:{_PERSON})(?:们|了|之一)?|"
    "(?:我|本人)?也?来?想?(?:说|讲|提)(?:一|两|几)?(?:句|点|下|些)?(?:我的|自己的|个人)?(?:话|意见|看法|建议|想法)?|"
    "(?:我|本人|个人|以下是|现|特)?的?(?:提出)?(?:以下|如下|几点)?(?:意见|建议|看法|想法)(?:是|如下|为)?|"
    f"(?:非常|十分|谨此|再次)?(?:感谢|谢谢|多谢)(?:{_YOU})?(?:聆听|采纳|倾听|阅读)?|此致(?:敬礼)?|敬礼|辛苦了?|拜托了?|"
    "以上就?(?:是|为)?(?:我|本人|我们|个人)?的?(?:意见|建议|看法|想法)?(?:请|仅?供)?(?:参考)?|"
    "(?:还|恳|敬|希|希望|请|望|盼|务必)*(?:予以|领导|能|能够|有关部门|相关部门)*"
    "(?:采纳|考虑|重视|斟酌|回复|答复|酌情考虑|参考|知悉)|"
    "谢谢?|thank you|thanks|hello|hi|转发|转|顶|[一二三四五六七八九十0-9]{1,3}"
)
_EMPHASIS: Final = re.compile(
    "坚决|强烈|完全|非常|十分|绝对|真的|真心|举双手|我们|本人|我|也|就|都|要求|的|了|啊|呀|呢|吧|哦|哈|嘛|啦|!"
)
_AGAIN: Final = re.compile(r"([一-鿿]{2,12}?)\1+")


def demand_of(text: Folded) -> Folded:
    """Return a text without courtesies and repetitions; with them when there is nothing else in it."""
    kept = dict.fromkeys(clause for clause in text.clauses if not _is_courtesy(clause.rstrip()))
    if not kept:
        kept = dict.fromkeys(text.clauses)
    return text if len(kept) == len(text.clauses) else as_folded(tuple(kept))


def bare_demand_of(text: Folded) -> str:
    """Return a short text without emphasis: 坚决反对, 我反对 and 反对反对 are one."""
    bare = _AGAIN.sub(r"\1", _EMPHASIS.sub("", text.key))
    return bare or text.key


def _is_courtesy(clause: str) -> bool:
    """Whether a clause asks for nothing; one that turns a sentence always may."""
    return _COURTESY.fullmatch(clause) is not None and not any(cue.turns for cue in find_cues(clause))
