"""Forms of opinions at the desk: typed in, imported, shown or withheld."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    DateTimeLocalField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from decisions.consultation.forms.choices import choices_of
from decisions.consultation.operations import OpinionInput
from decisions.consultation.rules import (
    CHANNEL_LABELS,
    SUBMITTER_LABELS,
    WITHHOLD_LABELS,
    Channel,
    SubmitterType,
)
from decisions.consultation.rules.opinions import MAX_CONTACT, MAX_OFFLINE_CONTENT
from decisions.web.forms import Form, OnceForm


class OfflineOpinionForm(OnceForm):
    """An opinion that came on paper, by telephone or at a meeting."""

    content = TextAreaField(
        _l("意见内容"),
        validators=[InputRequired(_l("请照原文录入意见。")), Length(max=MAX_OFFLINE_CONTENT)],
    )
    channel = SelectField(_l("渠道"), default=Channel.LETTER.value)
    received_at = DateTimeLocalField(
        _l("收到时间"),
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
        validators=[InputRequired(_l("请填写收到时间，格式如 2026-06-23 09:30。"))],
    )
    submitter_type = SelectField(_l("提交者类型"), default=SubmitterType.INDIVIDUAL.value)
    name = StringField(_l("姓名或单位"), validators=[Length(max=200)])
    contact = StringField(_l("联系方式"), validators=[Length(max=MAX_CONTACT)])
    clause = StringField(
        _l("针对条款"), description=_l("例如：第九条第二款、第十七条。"), validators=[Length(max=200)]
    )
    number = StringField(_l("本单位编号"), validators=[Length(max=30)])
    cosigners = IntegerField(
        _l("联名人数"),
        default=1,
        validators=[Optional(), NumberRange(1, 999_999, _l("联名人数应为正整数。"))],
    )
    consent_publish = BooleanField(_l("提交人书面同意公开完整姓名或者单位名称"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offline = [channel for channel in Channel if channel not in {Channel.WEB, Channel.APP}]
        self.channel.choices = choices_of(CHANNEL_LABELS, offline)
        self.submitter_type.choices = choices_of(SUBMITTER_LABELS)

    def as_input(self) -> OpinionInput:
        """Return what was filled in, as the operation takes it."""
        return OpinionInput(
            content=self.content.data or "",
            submitter_type=SubmitterType(self.submitter_type.data),
            clause=self.clause.data or "",
            name=self.name.data or "",
            contact=self.contact.data or "",
            consent_publish=bool(self.consent_publish.data),
            cosigners=self.cosigners.data or 1,
        )


class UploadForm(Form):
    """A spreadsheet."""

    file = FileField(
        _l("表格文件"),
        description=_l("第一行或者前几行应有表头，至少有“意见内容”“收到时间”两列，其他列名按常用写法识别。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )


class _DecisionForm(Form):
    """A decision on an opinion as it was read."""

    revision = IntegerField(widget=HiddenInput(), validators=[Optional()])


class ShowForm(_DecisionForm):
    """Words to hide beside what the portal found."""

    also_hide = TextAreaField(
        _l("还要隐去的词句"),
        description=_l(
            "每行一处，照原文填写，例如第三人的姓名、住址。系统找到的个人信息已经隐去，不必再填。"
        ),
        validators=[Length(max=2000)],
    )

    def words(self) -> list[str]:
        """Return the words, one a line."""
        return (self.also_hide.data or "").splitlines()


class WithholdForm(_DecisionForm):
    """Why an opinion is not shown."""

    reason = RadioField(_l("不予展示的理由"), validators=[InputRequired(_l("请选择理由。"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reason.choices = choices_of(WITHHOLD_LABELS)
