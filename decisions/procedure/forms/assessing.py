"""Forms of what stands behind the steps: experts, risk points, the legality review, the meeting's papers."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from decisions.procedure.models import Expert, MeetingPaper, RiskPoint
from decisions.procedure.operations import ExpertDraft
from decisions.procedure.rules.experts import CONFLICT_LABELS, Conflict
from decisions.procedure.rules.legality import CONCLUSION_LABELS, Conclusion, Verdict
from decisions.procedure.rules.risks import RISK_LABELS, RiskFacts, RiskLevel
from decisions.web.forms import Form

MAX_NOTE = 20_000
_YES, _NO = "yes", "no"


class ExpertForm(Form):
    """One expert: who, the declaration, the signed opinion, the consent to be named."""

    name = StringField(_l("姓名"), validators=[DataRequired(_l("请填写专家姓名。")), Length(max=50)])
    field = StringField(
        _l("专业领域"),
        description=_l("例如“城市规划”“交通工程”，向社会公开。"),
        validators=[DataRequired(_l("请填写专业领域。")), Length(max=100)],
    )
    affiliation = StringField(_l("工作单位"), validators=[Length(max=100)])
    role = StringField(
        _l("在论证中的分工"), description=_l("例如“组长”“成员”。"), validators=[Length(max=50)]
    )
    conflict = RadioField(
        _l("利害关系声明"),
        choices=[SelectChoice(each.value, _l(CONFLICT_LABELS[each])) for each in Conflict],
        default=Conflict.UNDECLARED.value,
        validators=[InputRequired(_l("请选择声明情况。"))],
    )
    conflict_note = TextAreaField(
        _l("利害关系说明"),
        description=_l("有利害关系的，写明是什么关系；不公开。"),
        validators=[Length(max=1000)],
    )
    declared_on = DateField(_l("声明日期"), validators=[Optional()])
    opinion_on = DateField(
        _l("署名论证意见的日期"), description=_l("收到专家署名的意见后填写。"), validators=[Optional()]
    )
    consents_name = BooleanField(_l("专家同意公开姓名和工作单位"), description=_l("未勾选的只公开专业领域。"))

    @classmethod
    def of(cls, expert: Expert | None) -> "ExpertForm":
        """Return the form, filled with what the desk has."""
        return cls(obj=expert)

    def draft(self) -> ExpertDraft:
        """Return what was entered."""
        return ExpertDraft(
            name=self.name.data or "",
            field=self.field.data or "",
            affiliation=self.affiliation.data or "",
            role=self.role.data or "",
            conflict=Conflict(self.conflict.data),
            conflict_note=self.conflict_note.data or "",
            declared_on=self.declared_on.data,
            opinion_on=self.opinion_on.data,
            consents_name=bool(self.consents_name.data),
        )


class RiskForm(Form):
    """One risk point."""

    description = StringField(_l("风险点"), validators=[DataRequired(_l("请写明风险点。")), Length(max=500)])
    level = RadioField(
        _l("风险等级"),
        choices=[SelectChoice(each.value, _l(RISK_LABELS[each])) for each in RiskLevel],
        validators=[InputRequired(_l("请选择风险等级。"))],
    )
    controllable = RadioField(
        _l("是否可控"),
        choices=[SelectChoice(_YES, _l("可控")), SelectChoice(_NO, _l("不可控"))],
        validators=[InputRequired(_l("请认定是否可控。"))],
    )
    measures = TextAreaField(
        _l("防范和化解措施"),
        description=_l("中、高风险认定为可控的，必须填写。"),
        validators=[Length(max=5000)],
    )

    @classmethod
    def of(cls, risk: RiskPoint | None) -> "RiskForm":
        """Return the form, filled with what the desk has."""
        if risk is None:
            return cls()
        return cls(obj=risk, data={"controllable": _YES if risk.is_controllable else _NO})

    def facts(self) -> RiskFacts:
        """Return what was entered."""
        return RiskFacts(
            description=self.description.data or "",
            level=RiskLevel(self.level.data),
            is_controllable=self.controllable.data == _YES,
            measures=self.measures.data or "",
        )


class ReviewForm(Form):
    """Handing the draft in for legality review."""

    note = TextAreaField(
        _l("送审说明"),
        description=_l("送审的文本、材料清单和需要说明的问题。"),
        validators=[Length(max=MAX_NOTE)],
    )
    material = FileField(_l("送审材料"))


class VerdictForm(Form):
    """The conclusion of a legality review."""

    received_on = DateField(
        _l("收到完整材料的日期"),
        description=_l("审查期限自次日起算。"),
        validators=[InputRequired(_l("请填写收到材料的日期，格式如 2026-08-17。"))],
    )
    opinion_on = DateField(
        _l("出具意见的日期"), validators=[InputRequired(_l("请填写出具意见的日期，格式如 2026-08-31。"))]
    )
    conclusion = RadioField(
        _l("审查结论"),
        choices=[SelectChoice(each.value, _l(CONCLUSION_LABELS[each])) for each in Conclusion],
        validators=[InputRequired(_l("请选择审查结论。"))],
    )
    opinion = TextAreaField(
        _l("审查意见"),
        description=_l("建议修改或者不合法的，必须填写。审查意见作为会议材料，不向社会公开。"),
        validators=[Length(max=MAX_NOTE)],
    )
    short_reason = TextAreaField(
        _l("审查时间不足7个工作日的理由"),
        description=_l("仅在不足时填写，理由将随审查情况一并公布。"),
        validators=[Length(max=1000)],
    )
    document = FileField(_l("审查意见书"))

    def verdict(self) -> Verdict:
        """Return what was entered."""
        return Verdict(
            received_on=self.received_on.data,
            opinion_on=self.opinion_on.data,
            conclusion=Conclusion(self.conclusion.data),
            opinion=self.opinion.data or "",
            short_reason=self.short_reason.data or "",
        )


class ResponseForm(Form):
    """What the unit made of the reviewers' suggestions."""

    response = TextAreaField(
        _l("修改建议的处理情况"),
        description=_l("逐条写明如何修改；未采纳的写明理由。"),
        validators=[DataRequired(_l("请写明对修改建议逐条如何处理。")), Length(max=MAX_NOTE)],
    )


class PaperForm(Form):
    """A paper for the meeting alone."""

    note = TextAreaField(
        _l("正文或者说明"), description=_l("与文件至少提供一项。"), validators=[Length(max=MAX_NOTE)]
    )
    document = FileField(_l("文件"))
    drop_document = BooleanField(_l("删除已上传的文件"))

    @classmethod
    def of(cls, paper: MeetingPaper | None) -> "PaperForm":
        """Return the form, filled with what the desk has."""
        return cls(obj=paper)
