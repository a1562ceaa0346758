"""What a sign-up may hold: each field in its one form, or the reason why it can't be taken."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from decisions.attendance.rules import Gender, RepresentativeCategory, SignUpChannel
from decisions.attendance.rules.identity import DocumentKind, number_fault
from decisions.errors import N_, Message

MAX_NAME = 50
MAX_AREA = 60
MAX_RELATION = 300
MAX_STATEMENT = 1000

_OLDEST = 120
_BIRTH_MONTH = re.compile(r"(\d{4})\s*[-./年]?\s*(\d{1,2})\s*月?")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{9,11}")


@dataclass(frozen=True, slots=True)
class SignUpInput:
    """What somebody hands in, as the form, an import or another channel brings it; not yet checked."""

    name: str
    gender: Gender | None
    born: str
    phone: str
    category: RepresentativeCategory
    area: str
    relation: str
    statement: str
    consent: bool
    consent_publish: bool
    channel: SignUpChannel = SignUpChannel.WEB
    document_kind: DocumentKind | None = None
    document_number: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """A field that can't be taken, and what to do about it."""

    field: str
    message: Message


def read_birth_month(typed: str) -> str | None:
    """Return a month of birth as YYYY-MM, or None: 1979-3, 1979.03, 1979年3月 and 197903 are understood."""
    found = _BIRTH_MONTH.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    return f"{found[1]}-{int(found[2]):02}"


def read_phone(typed: str) -> str | None:
    """Return a telephone number as digits only, or None: a mobile one, or a landline with its area code."""
    digits = re.sub(r"[\s\-()]", "", unicodedata.normalize("NFKC", typed))
    digits = re.sub(r"^(\+|00)86", "", digits)
    return digits if _MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits) else None


def mask_phone(phone: str) -> str:
    """Return a number as it is shown at the desk where the whole is not needed: 139****0236."""
    return f"{phone[:3]}****{phone[-4:]}"


def faults_of(entry: SignUpInput, today: date, *, needs_identity: bool = False) -> list[Fault]:
    """Return everything that keeps a sign-up from being taken, field by field, in the order of the form.

    Shape:  needs_identity: the call demands proof of identity, so the document is looked at.
    """
    faults = [
        *_length_faults("name", entry.name, MAX_NAME, N_("请填写姓名，须与身份证件一致。")),
        *_born_faults(entry.born, today),
        *_phone_faults(entry.phone),
        *(_document_faults(entry) if needs_identity else []),
        *_length_faults("area", entry.area, MAX_AREA, N_("请填写居住或工作的街镇。")),
        *_length_faults("relation", entry.relation, MAX_RELATION, N_("请简单说明您与议题的关系。")),
        *_length_faults("statement", entry.statement, MAX_STATEMENT, None),
    ]
    if not entry.consent:
        faults.append(Fault("consent", Message(N_("须同意处理个人信息，才能核对资格和通知结果。"))))
    return faults


def _length_faults(field: str, value: str, most: int, missing: str | None) -> list[Fault]:
    if missing is not None and not value.strip():
        return [Fault(field, Message(missing))]
    if len(value.strip()) > most:
        return [Fault(field, Message(N_("内容过长，最多 %(most)d 字。"), {"most": most}))]
    return []


def _born_faults(born: str, today: date) -> list[Fault]:
    month = read_birth_month(born)
    if month is None:
        return [Fault("born", Message(N_("请填写出生年月，例如 1979-03。")))]
    this_month = f"{today:%Y-%m}"
    if month > this_month or int(month[:4]) < today.year - _OLDEST:
        return [Fault("born", Message(N_("出生年月不合常理，请核对，例如 1979-03。")))]
    return []


def _phone_faults(phone: str) -> list[Fault]:
    if read_phone(phone) is None:
        text = N_("请填写能联系到您的手机号码（11 位），或带区号的固定电话。")
        return [Fault("phone", Message(text))]
    return []


def _document_faults(entry: SignUpInput) -> list[Fault]:
    if entry.document_kind is None:
        return [Fault("document_kind", Message(N_("请选择证件种类，本次公告要求核验身份。")))]
    fault = number_fault(entry.document_kind, entry.document_number, read_birth_month(entry.born))
    return [Fault("document_number", Message(fault))] if fault else []
