"""Forms of the notice, its draft and the later versions of the text."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import DateField, IntegerField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from decisions import law
from decisions.consultation.forms.choices import choices_of
from decisions.consultation.models import Consultation
from decisions.consultation.operations import NoticeInput
from decisions.consultation.rules import STAGE_LABELS, DraftStage
from decisions.consultation.rules.channels import channels_text, read_channels
from decisions.web.forms import Form


class NoticeWordsForm(Form):
    """What a notice says beside its window; a correction changes only this."""

    title = StringField(_l("公告标题"), validators=[InputRequired(_l("请填写公告标题。")), Length(max=300)])
    body = TextAreaField(
        _l("公告正文"),
        description=_l("说明征求意见的事项、依据和主要内容。期限、提交方式由系统按下面填写的内容列出。"),
        validators=[Length(max=20000)],
    )
    background = TextAreaField(_l("背景情况"), validators=[Length(max=20000)])
    post = StringField(_l("来信地址"), validators=[Length(max=300)])
    email = StringField(_l("电子邮箱"), validators=[Length(max=200)])
    phone = StringField(_l("电话"), validators=[Length(max=100)])
    contact = StringField(
        _l("联系单位和联系人电话"),
        description=_l("供公众咨询，例如：区建交委综合管理处，021-0000-0000。"),
        validators=[Length(max=500)],
    )
    channels = TextAreaField(
        _l("公告发布渠道"),
        description=_l(
            "每行一个：名称，后面写网址或者日期。例如：政府网站 2026-06-15。"
            "应当通过政府网站、政务新媒体、政府信息查阅场所、报刊、广播、电视等多种途径发布。"
        ),
        validators=[Length(max=3000)],
    )

    @property
    def ways(self) -> dict[str, str]:
        """The places to which one may send opinions, as they are stored."""
        typed = {"post": self.post.data, "email": self.email.data, "phone": self.phone.data}
        return {way: where.strip() for way, where in typed.items() if where and where.strip()}


def words_of(consultation: Consultation) -> dict[str, Any]:
    """Return what a notice says beside its window, as NoticeWordsForm takes it."""
    return {
        **consultation.ways,
        "title": consultation.title,
        "body": consultation.body,
        "background": consultation.background,
        "contact": consultation.contact,
        "channels": channels_text(consultation.channels),
    }


class NoticeForm(NoticeWordsForm):
    """The notice of a consultation."""

    opens_on = DateField(
        _l("开始日"),
        description=_l("公告发布之日，计为第 0 日；公告须在这一天或者之前审核发布。"),
        validators=[Optional()],
    )
    open_days = IntegerField(
        _l("期限（日）"),
        description=_l("自然日。一般不少于 30 日；最后一日不是工作日的，自动顺延到下一个工作日。"),
        validators=[Optional(), NumberRange(1, 366, _l("期限应为 1 至 366 日。"))],
    )
    closes_on = DateField(
        _l("截止日"),
        description=_l("截止到当日 24:00。填写截止日的，以截止日为准；不填的，按期限计算。"),
        validators=[Optional()],
    )
    short_reason = TextAreaField(
        _l("缩短期限的理由"),
        description=_l("期限不足 30 日的必须填写，理由写入公告，发布后不能修改。"),
        validators=[Length(max=2000)],
    )
    groups_reason = TextAreaField(
        _l("不涉及特定群体利益的理由"),
        description=_l(
            "决策涉及特定群体利益的，应当听取人民团体、社会组织、群众代表的意见，并在“线下听取意见”中登记；"
            "不涉及的，在此说明理由，理由随公告公布。"
        ),
        validators=[Length(max=1000)],
    )

    @classmethod
    def of(cls, consultation: Consultation) -> "NoticeForm":
        """Return the form filled with what the notice holds."""
        return cls(
            data={
                **words_of(consultation),
                "opens_on": consultation.opens_on,
                "open_days": None if consultation.closes_on else law.CONSULTATION_MIN_DAYS,
                "closes_on": consultation.closes_on,
                "short_reason": consultation.short_reason,
                "groups_reason": consultation.groups_reason,
            }
        )

    def as_input(self) -> NoticeInput:
        """Return what was filled in, as the operation takes it."""
        return NoticeInput(
            title=self.title.data or "",
            body=self.body.data or "",
            opens_on=self.opens_on.data,
            open_days=self.open_days.data,
            closes_on=self.closes_on.data,
            short_reason=self.short_reason.data or "",
            background=self.background.data or "",
            contact=self.contact.data or "",
            ways=self.ways,
            channels=read_channels(self.channels.data or ""),
            groups_reason=self.groups_reason.data or "",
        )


class DraftForm(Form):
    """The file of a draft."""

    file = FileField(
        _l("征求意见稿文件"),
        description=_l("系统按章、条、款、项读取条文，上传后请在右侧核对。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )


class ExplanationForm(Form):
    """The file of a draft's explanation."""

    explanation = FileField(
        _l("起草说明文件"),
        description=_l("说明起草的目的、依据、过程和主要内容。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )


class VersionForm(Form):
    """A later text of the decision."""

    stage = RadioField(_l("版本"), validators=[InputRequired(_l("请选择版本。"))])
    file = FileField(_l("文件"), validators=[FileRequired(_l("请选择文件。"))])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.stage.choices = choices_of(STAGE_LABELS, (DraftStage.REVIEW, DraftStage.FINAL))
