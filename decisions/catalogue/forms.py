"""Forms of the catalogue's desk: the spreadsheet, the consent, the catalogue's name, an item, a proposal."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Self

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    DataRequired,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    ValidationError,
)

from decisions.catalogue.models import CatalogueItem
from decisions.catalogue.rules import CATEGORY_TERMS, CHANGE_TERMS, FIRST_YEAR, LAST_YEAR, ChangeKind
from decisions.catalogue.rules.items import Item
from decisions.catalogue.rules.planned_times import parse_planned_time
from decisions.catalogue.rules.proposals import (
    DECISION_LABELS,
    EXCLUSION_TERMS,
    VERDICT_LABELS,
    Act,
    Exclusion,
    Verdict,
)
from decisions.services.spreadsheet.text import one_line, split_list
from decisions.web.forms import Form


class UploadForm(Form):
    """A spreadsheet with a year's items."""

    year = IntegerField(
        _l("年度"),
        validators=[
            InputRequired(_l("请填写年度，例如 2026。")),
            NumberRange(FIRST_YEAR, LAST_YEAR, _l("年度须在 2000 至 2100 之间。")),
        ],
    )
    file = FileField(
        _l("目录表格"),
        description=_l("表头前可以有标题行、文号行；列的名称和顺序可以不同。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )


class ConfirmForm(Form):
    """One button; what it does is told by the address."""


class ConsentForm(Form):
    """The party committee's consent (R2)."""

    number = StringField(
        _l("同意的文号"),
        description=_l("照文件填写，例如“浦委〔2026〕21号”。"),
        validators=[DataRequired(_l("请填写同级党委同意的文号。")), Length(max=100)],
    )
    on = DateField(_l("同意的日期"), validators=[InputRequired(_l("请填写同意的日期，格式如 2026-03-20。"))])


class DescribeForm(Form):
    """What the whole catalogue is called."""

    title = StringField(_l("目录标题"), validators=[DataRequired(_l("请填写目录标题。")), Length(max=200)])
    document_number = StringField(_l("目录文号"), validators=[Optional(), Length(max=100)])


class WithdrawForm(Form):
    """Why an item leaves the catalogue (R4)."""

    reason = TextAreaField(
        _l("撤销理由"),
        description=_l("将随目录一并公布。"),
        validators=[DataRequired(_l("请写明撤销的理由。")), Length(max=200)],
    )


_ANSWERS = {"": None, "yes": True, "no": False}
_NOT_STATED = SelectChoice("", _l("未注明"))
_TO_CHOOSE = SelectChoice("", _l("请选择"))
_CATEGORIES = [SelectChoice(code.value, _l(term)) for code, term in CATEGORY_TERMS.items()]
_YES_NO = [SelectChoice("yes", _l("是")), SelectChoice("no", _l("否"))]


class MatterForm(Form):
    """What is said of a matter, whether a unit proposes it or the office lists it."""

    title = StringField(
        _l("决策事项名称"), validators=[DataRequired(_l("请填写决策事项名称。")), Length(max=300)]
    )
    category = SelectField(_l("决策类别"), choices=[_NOT_STATED, *_CATEGORIES])
    lead_unit = StringField(
        _l("牵头承办单位"),
        description=_l("有且只有一个单位。"),
        validators=[DataRequired(_l("请填写牵头承办单位。")), Length(max=100)],
    )
    partner_units = StringField(
        _l("配合单位"), description=_l("多个单位用顿号隔开。"), validators=[Length(max=1000)]
    )
    basis = TextAreaField(_l("法律政策依据"), validators=[Length(max=2000)])
    procedures = StringField(
        _l("拟履行程序"), description=_l("多项程序用顿号隔开。"), validators=[Length(max=1000)]
    )
    planned_text = StringField(
        _l("计划完成时间"),
        description=_l("例如“2026年6月”“第三季度”“5-7月”“年底前”。"),
        validators=[Length(max=100)],
    )
    hearing = SelectField(_l("是否听证"), choices=[_NOT_STATED, *_YES_NO])
    invites_public = SelectField(_l("是否邀请公众代表列席"), choices=[_NOT_STATED, *_YES_NO])
    enterprise_related = SelectField(_l("是否涉企"), choices=[_NOT_STATED, *_YES_NO])

    def as_item(self, year: int) -> Item:
        """Return what was typed as an item of a year's catalogue."""
        item = Item(
            number=0,
            title=one_line((self.title.data or "").strip()),
            category=self.category.data,
            lead_unit=(self.lead_unit.data or "").strip(),
            partner_units=tuple(split_list(self.partner_units.data or "")),
            basis=(self.basis.data or "").strip(),
            procedures=tuple(split_list(self.procedures.data or "")),
            planned_text=(self.planned_text.data or "").strip(),
            hearing=_ANSWERS[self.hearing.data],
            invites_public=_ANSWERS[self.invites_public.data],
            enterprise_related=_ANSWERS[self.enterprise_related.data],
        )
        planned = parse_planned_time(item.planned_text, year) if item.planned_text else None
        if planned is None:
            return item
        return replace(item, planned_from=planned.starts_on, planned_to=planned.ends_on)


_WORDS = {None: "", True: "yes", False: "no"}


def _typed(item: Item) -> dict[str, object]:
    """Return an item as MatterForm's fields hold it."""
    return {
        "title": item.title,
        "category": item.category,
        "lead_unit": item.lead_unit,
        "partner_units": "、".join(item.partner_units),
        "basis": item.basis,
        "procedures": "、".join(item.procedures),
        "planned_text": item.planned_text,
        "hearing": _WORDS[item.hearing],
        "invites_public": _WORDS[item.invites_public],
        "enterprise_related": _WORDS[item.enterprise_related],
    }


class ItemForm(MatterForm):
    """One item, entered by hand."""

    number = IntegerField(
        _l("序号"),
        validators=[
            InputRequired(_l("请填写序号。")),
            NumberRange(1, 999, _l("序号须在 1 至 999 之间。")),
        ],
    )
    change = SelectField(
        _l("调整情况"),
        choices=[_NOT_STATED, *(SelectChoice(code.value, _l(term)) for code, term in CHANGE_TERMS.items())],
    )
    change_note = StringField(
        _l("调整理由"),
        description=_l("保留、调整或撤销的，以及目录公布后新增的，写明理由；将随目录一并公布。"),
        validators=[Length(max=200)],
    )

    @classmethod
    def of(cls, item: Item) -> Self:
        """Return the form filled with an item, or with what was just typed."""
        about = {"number": item.number, "change": item.change, "change_note": item.change_note}
        return cls(data=_typed(item) | about)

    def as_item(self, year: int) -> Item:
        """Return what was typed as an item of a year's catalogue."""
        return replace(
            super().as_item(year),
            number=self.number.data,
            change=self.change.data,
            change_note=(self.change_note.data or "").strip(),
        )


class CarryOverForm(ItemForm):
    """An earlier year's item as this year lists it: it is kept, and says why."""

    change = None
    change_note = StringField(
        _l("结转说明"),
        description=_l("将随目录一并公布。"),
        validators=[DataRequired(_l("请写明结转的情况。")), Length(max=200)],
    )

    def as_item(self, year: int) -> Item:
        """Return what was typed as an item that is kept."""
        return replace(
            MatterForm.as_item(self, year),
            number=self.number.data,
            change=ChangeKind.KEPT,
            change_note=self.change_note.data.strip(),
        )


class ProposalForm(MatterForm):
    """What a unit proposes. Nothing has to be filled in to keep a draft; handing it in asks for the rest."""

    exclusion = RadioField(
        _l("这件事是否属于下列情形之一？"),
        description=_l("属于下列情形的，不适用重大行政决策程序，不列入目录。"),
        choices=[SelectChoice(code.value, _l(term)) for code, term in EXCLUSION_TERMS.items()],
        validators=[Optional()],
    )
    title = StringField(_l("决策事项名称"), validators=[Length(max=300)])
    category = SelectField(_l("决策类别"), choices=[_TO_CHOOSE, *_CATEGORIES])
    hearing = SelectField(_l("是否听证"), choices=[_TO_CHOOSE, *_YES_NO])
    invites_public = SelectField(_l("是否邀请公众代表列席"), choices=[_TO_CHOOSE, *_YES_NO])
    enterprise_related = SelectField(_l("是否涉企"), choices=[_TO_CHOOSE, *_YES_NO])
    lead_unit = StringField(
        _l("牵头承办单位"), description=_l("有且只有一个单位。"), validators=[Length(max=100)]
    )
    change_note = StringField(
        _l("列入理由"),
        description=_l("目录公布后新增的必须填写；将随目录一并公布。"),
        validators=[Length(max=200)],
    )

    @classmethod
    def of(cls, item: Item, exclusion: Exclusion | None) -> "ProposalForm":
        """Return the form filled with a proposal, or with what was just typed."""
        return cls(data=_typed(item) | {"change_note": item.change_note, "exclusion": exclusion})

    @property
    def answer(self) -> Exclusion | None:
        """The answer to the scope question; None when it was not answered."""
        return Exclusion(self.exclusion.data) if self.exclusion.data else None

    def as_item(self, year: int) -> Item:
        """Return what was typed as an item that is proposed."""
        return replace(
            super().as_item(year), change=ChangeKind.ADDED, change_note=(self.change_note.data or "").strip()
        )


class ReviewForm(Form):
    """What the justice bureau says of a proposal."""

    verdict = RadioField(
        _l("审查意见"),
        choices=[SelectChoice(code.value, _l(term)) for code, term in VERDICT_LABELS.items()],
        validators=[InputRequired(_l("请选择同意或者不同意。"))],
    )
    remark = TextAreaField(
        _l("说明"),
        description=_l("不同意的写明理由；申报单位和区政务公开办会看到。"),
        validators=[Length(max=1000)],
    )

    @property
    def chosen(self) -> Verdict:
        """The verdict that was chosen."""
        return Verdict(self.verdict.data)


class DecideForm(Form):
    """What the openness office does with a proposal. Which remark must be there is told by the rules."""

    act = RadioField(
        _l("办理意见"),
        choices=[SelectChoice(act.value, _l(term)) for act, term in DECISION_LABELS.items()],
        validators=[InputRequired(_l("请选择怎样办理。"))],
    )
    into = SelectField(_l("并入的事项"), description=_l("仅在并入其他事项时选择。"), coerce=int, default=0)
    remark = TextAreaField(
        _l("说明"),
        description=_l("退回的，以及司法局不同意而仍然列入的，须写明理由；申报单位会看到。"),
        validators=[Length(max=1000)],
    )

    @classmethod
    def of(cls, lines: Iterable[CatalogueItem], *, is_reviewed: bool) -> "DecideForm":
        """Return the form for a year with these items; before the review a proposal can only be sent back."""
        form = cls()
        form.into.choices = [
            SelectChoice(0, _l("请选择")),
            *(SelectChoice(line.id, f"{line.number}. {line.title}") for line in lines),
        ]
        if not is_reviewed:
            form.act.choices = [choice for choice in form.act.choices if choice.value == Act.SEND_BACK]
        return form

    def validate_into(self, field: SelectField) -> None:
        """Merging asks into what."""
        if self.act.data == Act.MERGE and not field.data:
            raise ValidationError(_l("请选择要并入的事项。"))

    @property
    def chosen(self) -> Act:
        """What is to be done."""
        return Act(self.act.data)
