"""Personal data in what is to be published: found, and masked sign for sign. Pure.

Masking replaces signs by asterisks and changes nothing else, so a masked text is as long as the original
and anyone can check that not a word was altered. Not here: who decides what is shown (features).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

STAR: Final = "*"

_COMPOUND: Final = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙"
    "宇文司徒鲜于司空闾丘令狐百里呼延东郭西门南门第五公西拓跋夹谷谷梁段干"
)
_COMPOUND_SURNAMES: Final = frozenset(_COMPOUND[place : place + 2] for place in range(0, len(_COMPOUND), 2))
_SURNAMES: Final = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方"
    "俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧"
    "计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫"
    "房裘缪干解应宗丁宣贲邓郁单杭洪包诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧"
    "隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池"
    "乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍郤璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古"
    "易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧殳沃利蔚越夔隆师巩厍聂晁勾敖融冷訾辛阚那简饶空曾毋沙乜养鞠须丰巢关"
    "蒯相查后荆红游竺权逯盖益桓公肖佟付闫覃岳帅缑亢况有琴商牟佘佴伯赏墨哈谯笪年爱阳佳仝代"
)

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af]")
_NAME_PARTS = re.compile(r"([、，,;；/\s]+|[（(][^）)]*[）)])")
_TRAILING_NAME = re.compile(r"(?<=[\s（(])([\u3400-\u9fff\U00020000-\U000323af]{2,4})(?=[）)]?$)")


def mask_name(name: str) -> str:
    """Return a person's name as it is shown by default: 张*祥, 张*, 欧阳*, D*** W***.

    Several names in one (沈金根、沈阿二) are masked one by one; a remark in brackets stays.
    Source: RULES "Personal data" (个人信息保护法 art. 25).
    """
    parts = _NAME_PARTS.split(name.strip())
    # split() gives names at even places and what stands between them at odd ones
    return "".join(part if place % 2 else _mask_one(part) for place, part in enumerate(parts))


def _mask_one(name: str) -> str:
    if not name:
        return ""
    if "·" in name:
        return "·".join(_mask_one(part) for part in name.split("·"))
    if not _HAN.match(name):
        return name[0] + STAR * 3
    shown = 2 if len(name) > 2 and name[:2] in _COMPOUND_SURNAMES else 1
    given = name[shown:]
    if not given:
        return STAR
    return name[:shown] + STAR * max(1, len(given) - 1) + (given[-1] if len(given) > 1 else "")


def mask_organisation(name: str) -> str:
    """Return an organisation's name, with the person who speaks for it masked.

    So 街道残疾人协会代表 滕志远 becomes 街道残疾人协会代表 滕*远; a company stays as it is.
    """
    whole = name.strip()
    person = person_named_in(whole)
    if not person:
        return whole
    head, _, tail = whole.rpartition(person)
    return head + _mask_one(person) + tail


def person_named_in(organisation: str) -> str:
    """Return the person who stands at the end of an organisation's name, or an empty text."""
    found = _TRAILING_NAME.search(organisation.strip())
    return found[1] if found and _is_personal_name(found[1]) else ""


def _is_personal_name(word: str) -> bool:
    return word[0] in _SURNAMES or word[:2] in _COMPOUND_SURNAMES


class DataKind(StrEnum):
    """What kind of personal data a stretch of text looks like."""

    PHONE = "phone"
    IDENTITY_NUMBER = "identity_number"
    BANK_CARD = "bank_card"
    EMAIL = "email"
    PLATE = "plate"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Finding:
    """A stretch of text that looks like personal data: text[start:end]."""

    start: int
    end: int
    kind: DataKind


_GAP = r"[ \t\u3000\u200b\-–—._·]{0,2}"
_IDENTITY = re.compile(rf"(?<![0-9A-Z])[0-9](?:{_GAP}[0-9]){{16}}{_GAP}[0-9X](?![0-9A-Z])")
_OLD_IDENTITY = re.compile(r"(?<![0-9A-Z])[0-9]{15}(?![0-9A-Z])")
_CARD = re.compile(rf"(?<![0-9A-Z])[0-9](?:{_GAP}[0-9]){{14,18}}(?![0-9A-Z])")
_MOBILE = re.compile(rf"(?<![0-9])(?:(?:\+|00)86{_GAP})?1{_GAP}[3-9](?:{_GAP}[0-9]){{9}}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])(?:\(?0[1-9][0-9]{1,2}\)?[ \-–—]?)[2-9](?:[ \-]?[0-9]){6,7}(?![0-9])")
_EMAIL = re.compile(r"[A-Z0-9._%+\-]+@[A-Z0-9\-]+(?:\.[A-Z0-9\-]+)+")
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Z][ ·・•.\-]?"
    r"(?=[A-Z0-9]*[0-9])[A-HJ-NP-Z0-9]{4,5}[A-HJ-NP-Z0-9挂学警港澳](?![A-Z0-9])"
)

# One sign for one sign, so that places in the folded text are places in the original.
_FOLD: Final = {
    **{0xFF10 + digit: str(digit) for digit in range(10)},
    **{0xFF21 + letter: chr(65 + letter) for letter in range(26)},
    **{0xFF41 + letter: chr(65 + letter) for letter in range(26)},
    **{97 + letter: chr(65 + letter) for letter in range(26)},
    **{ord(sign): str(value) for value, sign in enumerate("零一二三四五六七八九")},
    **{ord(sign): plain for sign, plain in zip("〇○幺＠＋．（）－", "001@+.()-", strict=True)},
}


def find_personal_data(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """Return what looks like personal data in a text, in order, without overlaps.

    Shape:  names are persons known beforehand, such as whoever wrote the text. Digits count in every
            width and as Chinese numerals, with spaces or hyphens between them.
    Source: R29.
    """
    folded = text.translate(_FOLD)
    taken: list[Finding] = []
    for finding in (*_numbers(folded), *_named(text, names)):
        if all(finding.end <= other.start or finding.start >= other.end for other in taken):
            taken.append(finding)
    return sorted(taken, key=lambda finding: finding.start)


def _numbers(folded: str) -> Iterator[Finding]:
    """Yield findings, the surest kind first: a later one that overlaps is dropped."""
    for pattern, kind, is_one in (
        (_EMAIL, DataKind.EMAIL, _always),
        (_IDENTITY, DataKind.IDENTITY_NUMBER, _has_birth_date),
        (_OLD_IDENTITY, DataKind.IDENTITY_NUMBER, _has_old_birth_date),
        (_CARD, DataKind.BANK_CARD, _passes_luhn),
        (_MOBILE, DataKind.PHONE, _always),
        (_LANDLINE, DataKind.PHONE, _always),
        (_PLATE, DataKind.PLATE, _always),
    ):
        for match in pattern.finditer(folded):
            if is_one(re.sub(_GAP, "", match[0])):
                yield Finding(match.start(), match.end(), kind)


def _named(text: str, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        for person in _NAME_PARTS.split(name):
            # A single sign, or a short Latin word, would be found everywhere.
            if len(person) >= (2 if _HAN.match(person) else 4) and person[0].isalpha():
                # Most texts don't name their writer, and a pattern for each writer is dear.
                found = re.finditer(re.escape(person), text) if person in text else ()
                for match in found:
                    yield Finding(match.start(), match.end(), DataKind.NAME)


def _always(_number: str) -> bool:
    return True


def _has_birth_date(number: str) -> bool:
    """Whether digits 7 to 14 are a date: a mistyped identity number is one all the same."""
    return _is_date(number[6:14])


def _has_old_birth_date(number: str) -> bool:
    return _is_date(f"19{number[6:12]}")


def _is_date(digits: str) -> bool:
    try:
        found = date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return False
    return 1850 <= found.year <= 2100


def _passes_luhn(number: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0


def mask_text(text: str, names: Iterable[str] = (), also: Iterable[str] = ()) -> str:
    """Return a text with its personal data starred out, as long as it was.

    Shape:  names are persons to mask by their name, also are further words that somebody wants hidden.
    """
    spans = [(finding.start, finding.end) for finding in find_personal_data(text, names)]
    spans += [match.span() for word in also if word for match in re.finditer(re.escape(word), text)]
    if not spans:
        return text
    signs = list(text)
    for start, end in spans:
        for place in range(start, end):
            if not signs[place].isspace():
                signs[place] = STAR
    return "".join(signs)
