"""The document that proves who somebody is: asked for only where the call demands it."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum

from stdnum.cn import ric

from decisions.errors import N_

MAX_NUMBER = 40

_RESIDENT = re.compile(r"\d{17}[\dX]")
_OTHER = re.compile(r"[0-9A-Z()\-/]{5,40}")


class DocumentKind(StrEnum):
    """What document somebody shows."""

    RESIDENT = "resident"
    PASSPORT = "passport"
    HONG_KONG_MACAU = "hong_kong_macau"
    TAIWAN = "taiwan"
    OTHER = "other"


DOCUMENT_LABELS: dict[DocumentKind, str] = {
    DocumentKind.RESIDENT: N_("居民身份证"),
    DocumentKind.PASSPORT: N_("护照"),
    DocumentKind.HONG_KONG_MACAU: N_("港澳居民来往内地通行证"),
    DocumentKind.TAIWAN: N_("台湾居民来往大陆通行证"),
    DocumentKind.OTHER: N_("其他有效证件"),
}


def read_number(typed: str) -> str:
    """Return a document's number in its one form: half-width, capitals, without spaces."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", typed)).upper()


def mask_number(number: str) -> str:
    """Return a number as it is shown: nothing but its last four."""
    return f"****{number[-4:]}" if number else ""


def number_fault(kind: DocumentKind, typed: str, birth_month: str | None) -> str | None:
    """Return why a number can't be taken, or None.

    Shape:  birth_month as YYYY-MM, None where it could not be read: then it is not compared.
    Source: GB 11643: check digit and date of birth. The place code is not checked: codes of districts that
            were dissolved long ago are on real people's cards.
    """
    number = read_number(typed)
    if not number:
        return N_("请填写证件号码，本次公告要求核验身份。")
    if kind is not DocumentKind.RESIDENT:
        return None if _OTHER.fullmatch(number) else N_("证件号码应为 5 至 40 位字母或数字，请核对。")
    if not _RESIDENT.fullmatch(number):
        return N_("居民身份证号码应为 18 位，最后一位可以是 X，请核对。")
    if ric.calc_check_digit(number) != number[-1]:
        return N_("居民身份证号码校验不符，请对照证件逐位核对。")
    if not _is_day(number[6:14]):
        return N_("居民身份证号码中的出生日期不存在，请对照证件核对。")
    if birth_month is not None and birth_month.replace("-", "") != number[6:12]:
        return N_("居民身份证号码与填写的出生年月不一致，请核对这两项。")
    return None


def _is_day(digits: str) -> bool:
    try:
        datetime.strptime(digits, "%Y%m%d")  # noqa: DTZ007  # a day, not an instant
    except ValueError:
        return False
    return True
