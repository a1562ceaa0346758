"""Forms of the procedure: the document, a step, the meeting, and handing them in.

Those of what stands behind a step are in `assessing`.
"""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from decisions.procedure.models import IssuedDocument, Meeting, ProcedureStep
from decisions.procedure.operations import IssuingDraft
from decisions.procedure.rules import (
    ANNOUNCED_BY,
    MANDATORY,
    MEETING_LABELS,
    STATE_LABELS,
    MeetingKind,
    Outlet,
    OutletNote,
    StepKind,
    StepState,
)
from decisions.services.storage import StoredFile
from decisions.web.forms import Form

MAX_TEXT = 100_000
MAX_REASON = 1000


def _date(label: str, message: str, description: str = "") -> DateField:
    return DateField(label, description=description, validators=[InputRequired(message)])


class IssuingForm(Form):
    """The decision document, its dates, its interpretation and where it appeared."""

    title = StringField(_l("文件标题"), validators=[DataRequired(_l("请填写文件标题。")), Length(max=300)])
    document_number = StringField(
        _l("文号"),
        description=_l("照文件填写，例如“浦府规〔2026〕5号”。"),
        validators=[DataRequired(_l("请填写文号。")), Length(max=100)],
    )
    written_on = _date(_l("成文日期"), _l("请填写成文日期，格式如 2026-09-22。"))
    printed_on = _date(_l("印发日期"), _l("请填写印发日期，格式如 2026-09-22。"))
    published_on = _date(
        _l("发布日期"), _l("请填写发布日期，格式如 2026-09-23。"), _l("首次向社会公布的日期。")
    )
    effective_on = DateField(_l("施行日期"), validators=[Optional()])
    document = FileField(_l("决策文件"))
    drop_document = BooleanField(_l("删除已上传的决策文件"))
    text = TextAreaField(_l("文件正文"), validators=[Length(max=MAX_TEXT)])
    interpretation_text = TextAreaField(
        _l("解读"),
        description=_l("用通俗的语言说明为什么制定、主要内容是什么、对谁有影响。"),
        validators=[Length(max=MAX_TEXT)],
    )
    interpretation_document = FileField(_l("解读文件"))
    drop_interpretation = BooleanField(_l("删除已上传的解读文件"))
    interpretation_exemption = TextAreaField(
        _l("不作解读的理由"),
        description=_l("仅在确无需解读时填写，理由将一并公开。"),
        validators=[Length(max=MAX_REASON)],
    )
    gazette_url = StringField(_l("链接"), validators=[Length(max=500)])
    gazette_on = DateField(_l("日期"), validators=[Optional()])
    website_url = StringField(_l("链接"), validators=[Length(max=500)])
    website_on = DateField(_l("日期"), validators=[Optional()])
    newspaper_url = StringField(_l("链接"), validators=[Length(max=500)])
    newspaper_on = DateField(_l("日期"), validators=[Optional()])

    @classmethod
    def of(cls, issuing: IssuedDocument | None) -> "IssuingForm":
        """Return the form, filled with what the desk has."""
        if issuing is None:
            return cls()
        members: dict[str, Any] = {}
        for note in issuing.outlets:
            members[f"{note['outlet']}_url"] = note["url"]
            members[f"{note['outlet']}_on"] = date.fromisoformat(note["on"]) if note["on"] else None
        return cls(obj=issuing, data=members)

    def draft(self, document: StoredFile | None, interpretation: StoredFile | None) -> IssuingDraft:
        """Return what was entered; the files are those kept or just uploaded."""
        return IssuingDraft(
            title=self.title.data or "",
            document_number=self.document_number.data or "",
            written_on=self.written_on.data,
            printed_on=self.printed_on.data,
            published_on=self.published_on.data,
            effective_on=self.effective_on.data,
            text=self.text.data or "",
            file=document,
            interpretation_text=self.interpretation_text.data or "",
            interpretation_file=interpretation,
            interpretation_exemption=self.interpretation_exemption.data or "",
            outlets=[self._outlet(outlet) for outlet in Outlet],
        )

    def _outlet(self, outlet: Outlet) -> OutletNote:
        url, on = self._fields[f"{outlet}_url"], self._fields[f"{outlet}_on"]
        return OutletNote(outlet, (url.data or "").strip(), on.data)


class StepForm(Form):
    """What is said of a step."""

    state = RadioField(_l("办理情况"), validators=[InputRequired(_l("请选择办理情况。"))])
    done_on = DateField(_l("完成日期"), validators=[Optional()])
    planned_on = DateField(_l("预计日期"), validators=[Optional()])
    reason = TextAreaField(_l("不适用的理由"), validators=[Length(max=MAX_REASON)])
    body = StringField(_l("承担单位"), validators=[Length(max=200)])
    contact = TextAreaField(
        _l("投诉、建议渠道"),
        description=_l("群众反映执行问题的电话、地址、邮箱，向社会公开。"),
        validators=[Length(max=500)],
    )
    note = TextAreaField(
        _l("情况说明"), description=_l("向社会公开的简要说明。"), validators=[Length(max=20_000)]
    )
    document = FileField(_l("公开的文件"))
    report_reason = TextAreaField(
        _l("不公开报告的理由"),
        description=_l("是否公开报告视情决定。填写后报告只作为会议材料留存，不向社会公开，理由一并公布。"),
        validators=[Length(max=MAX_REASON)],
    )
    drop_document = BooleanField(_l("删除已上传的文件"))

    @classmethod
    def of(cls, kind: StepKind, step: ProcedureStep | None) -> "StepForm":
        """Return the form of a kind of step, offering only what may be said of it."""
        form = cls(obj=step)
        states = [state for state in StepState if _may_be(kind, state)]
        form.state.choices = [SelectChoice(state.value, _l(STATE_LABELS[state])) for state in states]
        return form


def _may_be(kind: StepKind, state: StepState) -> bool:
    if kind in ANNOUNCED_BY:
        return state is StepState.NOT_APPLICABLE
    return kind not in MANDATORY or state is not StepState.NOT_APPLICABLE


class MeetingForm(Form):
    """The meeting that decides; with a day on which it was held, it is recorded as held."""

    kind = RadioField(
        _l("会议类型"),
        choices=[SelectChoice(kind.value, _l(MEETING_LABELS[kind])) for kind in MeetingKind],
        validators=[InputRequired(_l("请选择会议类型。"))],
    )
    name = StringField(
        _l("会议名称"), description=_l("例如“区政府第41次常务会议”。"), validators=[Length(max=100)]
    )
    planned_on = DateField(_l("拟召开日期"), validators=[Optional()])
    held_on = DateField(_l("实际召开日期"), description=_l("会议召开后填写。"), validators=[Optional()])

    @classmethod
    def of(cls, meeting: Meeting | None) -> "MeetingForm":
        """Return the form, filled with what the desk has."""
        return cls(obj=meeting)


class SubmitForm(Form):
    """Handing a matter to the approver; a correction with its reason."""

    reason = TextAreaField(
        _l("更正或补充的理由"),
        description=_l("已发布过的内容再次发布，须向社会说明理由。"),
        validators=[Length(max=MAX_REASON)],
    )
