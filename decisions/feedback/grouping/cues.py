"""Words that bear on what is demanded: those that turn a sentence, and those that have a counterpart.

A list, not a grammar. It is long on purpose where a word only looks like a negation (非机动车, 不得不,
能不能): each of them would part copies that belong together.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_HARMLESS: Final = (
    "不得不|不能不|不可不|不会不|不是不|不仅|不但|不光|不只|不单|不管|不论|不过|不妨|不如|不少|不错|不断|不久|不时|不得已|"
    "不好意思|不客气|不禁|不愧|不知|不料|不动产|不锈钢|不由得|差不多|了不起|对不起|忍不住|没关系|没事|"
    "宝贵|名贵|贵单位|贵委|贵局|贵州|贵部门|贵方|未来|未成年|无论|无障碍|无线|无人机|无锡|无非|无比|无数|无疑|"
    "非常|非机动|除非|是非|莫非|别墅|别人|别的|别处|特别|有区别|无区别|的区别|区别对待|区别于|级别|性别|差别|类别|识别|"
    "告别|鉴别|有个别|极个别|是个别|个别人|个别单位|个别小区|个别业主|个别情况|分别由|分别为|分别是|分别在|分别按|分别就|"
    "分别于|分别对|分别设|分别规|分别明|免得|是否|能否|可否|应否|否则"
)
_TURNING: Final = (
    "不要|不得|不准|不许|不应|不能|不可|不宜|不会|不该|不必|不再|不予|不用|不让|不过分|不|没有|没|未|无|非|别|勿|弗|莫|毋|"
    "覅|冇|唔|甭|否|杜绝|防止|避免|not|no|never|without|cannot|against|dont|doesnt|didnt|isnt|arent|wasnt|wont|cant|"
    "shouldnt|wouldnt|couldnt|mustnt"
)
_AXES: Final[Mapping[str, tuple[str, str]]] = {
    "stance": ("支持|同意|赞成|赞同|拥护|认同|认可|欢迎|support|agree|favour|favor", ""),
    "permission": ("允许|准许|可以|应当|应该|必须|allow|permit", ""),
    "existence": ("保留|维持|坚持|新建|设立|设置|保持|keep", ""),
    "openness": ("开放|放开|打开|open", "关闭|封闭|close"),
    "level": (
        "提高|上调|调高|加大|上涨|涨价|增加|增设|新增|提升|raise|increase",
        "降低|下调|调低|减小|下降|降价|减少|reduce|lower|decrease",
    ),
    "length": ("延长|延后|推迟|推后|extend", "缩短|提前|shorten"),
    "width": ("扩大|放宽|放松|扩展", "缩小|收紧|从严"),
    "charge": ("收费|付费|有偿|缴费|计费", "免费|免收|无偿|免票|free"),
    "pace": ("加快|继续|恢复|尽快", "放缓"),
    "strength": ("加强|强化|严格", "削弱|弱化|宽松"),
    "bound": (
        "至少|最少|最低|不少于|不低于|超过|高于|多于|大于|以上|下限",
        "至多|最多|最高|不超过|不多于|不高于|低于|少于|小于|以下|上限",
    ),
    "side": ("之前|以前|以内|之内|内部|本小区|本地", "之后|以后|以外|之外|外部|外来|外地"),
    "daytime": ("白天|日间|上午|早上|早晨|早间", "晚上|夜间|夜里|夜晚|下午|晚间"),
    "weekday": ("工作日|平时", "节假日|双休日|周末|休息日"),
    "extent": ("全部|一律|所有|全天|统一", "部分|酌情|少数|分时|分类"),
    "worth": ("合理|合适|必要|方便|公平|便宜|安全|good", "过分|多余|麻烦|昂贵|贵|危险|bad"),
}
_AGAINST: Final[Mapping[str, str]] = {
    "stance": "反对|抵制|拒绝|驳回|抗议|oppose|object|disagree",
    "permission": "禁止|严禁|ban|forbid|prohibit",
    "existence": "取消|删除|删掉|删去|废除|废止|撤销|撤回|撤除|拆除|去掉|拿掉|remove|delete|cancel",
    "pace": "停止|中止|叫停|暂停|暂缓|stop",
    "width": "限制",
    "worth": "错误|荒唐|荒谬|胡说",
}
_FACING_PAIRS: Final = (
    "前后 上下 内外 早晚 高低 多少 大小 长短 快慢 增减 升降 涨降 松严 宽严 先后 开关 进出 有无 加减 贵贱 "
    "买卖 租售 男女 老少 新旧 左右 👍👎 ✅❌"
)
FACING: Final = frozenset(frozenset(pair) for pair in _FACING_PAIRS.split())
"""Single signs that are opposites when one stands in the place of the other."""
BARE_NO: Final = frozenset(("不", "否", "不是", "不行", "不对", "no"))
REJECTING: Final = re.compile(
    "反对|不同意|不赞成|不赞同|不支持|不认同|不认可|抵制|拒绝|驳回|错误|荒唐|荒谬|不可行|不合理|不对|胡说|不可取|"
    r"\b(?:oppose|disagree|against|reject)"
)
ACCEPTING: Final = re.compile("(?<!不)(?:支持|同意|赞成|赞同|拥护)|\\b(?:support|agree)")
QUOTING: Final = re.compile(
    "有(?:些|的|个别|一些)?(?:人|居民|业主|网友|市民)(?:提出|提议|说|认为|建议|主张)|所谓的?"
)
REFERRING: Final = re.compile(
    "意见|说法|观点|看法|提法|主张|想法|楼上|楼下|上述|以上|以下|上面|下面|前面|这种|这样|这个建议"
)
POINTING: Final = re.compile(
    "(?:这|那|此|该|[上下]面|以[上下]|上述|楼[上下]|前面).{0,6}(?:意见|说法|观点|看法|提法|主张|想法)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A word that bears on what is demanded: it turns the sentence, or stands on a side of an axis."""

    start: int
    end: int
    word: str
    turns: bool
    axis: str
    sign: int


@lru_cache(maxsize=8192)
def find_cues(key: str) -> tuple[Cue, ...]:
    """Return the cues of a folded text in order."""
    found = []
    end = 0
    for match in _FIRSTS.finditer(key):
        place = match.start()
        word = "" if place < end else _word_at(key, place)
        if word:
            end = place + len(word)
            meaning = _MEANINGS[word]
            if meaning is not None and not _asks(key, place):
                found.append(Cue(place, end, word, *meaning))
    return tuple(found)


def _word_at(key: str, place: int) -> str:
    """Return the longest known word that begins at a place, English ones only where they are whole words."""
    for word in _BY_FIRST[key[place]]:
        if key.startswith(word, place) and (not word.isascii() or _is_whole_word(key, place, len(word))):
            return word
    return ""


def _is_whole_word(key: str, place: int, size: int) -> bool:
    before, after = key[place - 1 : place], key[place + size : place + size + 1]
    return not (before.isascii() and before.isalnum()) and not (after.isascii() and after.isalnum())


def _asks(key: str, place: int) -> bool:
    """Whether a negation stands inside a question: 能不能, 有没有, 可以不可以."""
    if key[place] not in "不没":
        return False
    return any(place >= n and key[place + 1 : place + 1 + n] == key[place - n : place] for n in (1, 2))


def is_turned(a: Sequence[Cue], b: Sequence[Cue]) -> bool:
    """Whether the cues in the place of others demand the opposite.

    Where both name one axis (禁止 and 不允许), turns and sides are weighed together; else turns alone.
    """
    a_turn, a_sides = _weigh(a)
    b_turn, b_sides = _weigh(b)
    if a_sides.keys() & b_sides.keys():
        return face_each_other(a, b)
    return a_turn != b_turn or ("stance" in a_sides) != ("stance" in b_sides)


def is_negative(cues: Iterable[Cue]) -> bool:
    """Whether what has these cues says no, taken by itself."""
    return _weigh(cues)[0] < 0


def face_each_other(a: Sequence[Cue], b: Sequence[Cue]) -> bool:
    """Whether both name one axis and stand on its two sides, whatever else they say."""
    a_turn, a_sides = _weigh(a)
    b_turn, b_sides = _weigh(b)
    return any(a_turn * a_sides[axis] != b_turn * b_sides[axis] for axis in a_sides.keys() & b_sides.keys())


def contradicts(few: Iterable[Cue], many: Iterable[Cue]) -> bool:
    """Whether an interjection names one side of an axis and a text only the other: 收费！ beside 应当免费."""
    turn, sides = _weigh(few)
    for axis, sign in sides.items():
        others = {-cue.sign if cue.turns else cue.sign for cue in many if cue.axis == axis}
        if others and turn * sign not in others:
            return True
    return False


def _weigh(cues: Iterable[Cue]) -> tuple[int, dict[str, int]]:
    turn, sides = 1, dict[str, int]()
    for cue in cues:
        turn *= -1 if cue.turns else 1
        if cue.axis:
            sides[cue.axis] = sides.get(cue.axis, 1) * cue.sign
    return turn, sides


_Meaning = tuple[bool, str, int]


def _vocabulary() -> dict[str, _Meaning | None]:
    """Return each word with what it means: whether it turns the sentence, its axis, its side of it."""
    found: dict[str, _Meaning | None] = dict.fromkeys(_forms(_TURNING), (True, "", 1))
    for axis, (plus, minus) in _AXES.items():
        found |= dict.fromkeys(_forms(plus), (False, axis, 1))
        found |= dict.fromkeys(_forms(minus), (False, axis, -1))
    for axis, words in _AGAINST.items():
        found |= dict.fromkeys(_forms(words), (True, axis, 1))
    return found | dict.fromkeys(_forms(_HARMLESS))


def _forms(words: str) -> list[str]:
    """Return single words, English verbs in all their forms."""
    found = [word for word in words.split("|") if word]
    return found + [f"{word}{end}" for word in found if word.isascii() for end in ("s", "d", "ed", "ing")]


_MEANINGS: Final = _vocabulary()
_BY_FIRST: Final[Mapping[str, Sequence[str]]] = {
    first: sorted((word for word in _MEANINGS if word[0] == first), key=len, reverse=True)
    for first in {word[0] for word in _MEANINGS}
}
_FIRSTS: Final = re.compile(f"[{''.join(sorted(_BY_FIRST))}]")
