"""Forms of offline events."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from decisions.consultation.forms.choices import choices_of
from decisions.consultation.models import OfflineEvent
from decisions.consultation.rules import WAY_LABELS, Way
from decisions.consultation.rules.events import EventFacts
from decisions.web.forms import Form

_COUNTED_IN = ("人", "家", "户", "份", "处", "次")


class EventForm(Form):
    """The record of an offline event."""

    way = SelectField(_l("方式"))
    from_on = DateField(_l("日期"), validators=[DataRequired(_l("请填写日期，格式如 2026-06-26。"))])
    to_on = DateField(
        _l("结束日期"), description=_l("持续多日的填写最后一日；当日结束的不填。"), validators=[Optional()]
    )
    place = StringField(_l("地点"), validators=[Length(max=200)])
    organiser = StringField(_l("组织单位"), validators=[Length(max=200)])
    invited = IntegerField(_l("邀请或者发放数量"), validators=[Optional()])
    attended = IntegerField(_l("实到或者回收数量"), validators=[Optional()])
    counted_in = SelectField(_l("计量单位"), choices=[SelectChoice("", "—"), *map(SelectChoice, _COUNTED_IN)])
    opinions_count = IntegerField(
        _l("整理意见条数"),
        description=_l("已经录入系统、逐条答复的意见条数；只作统计的填 0。"),
        default=0,
        validators=[Optional()],
    )
    summary = TextAreaField(
        _l("概要"),
        description=_l("听取了谁的意见，主要说了什么。将向社会公开，请不要写个人信息。"),
        validators=[InputRequired(_l("请写明概要。")), Length(max=5000)],
    )
    remark = TextAreaField(_l("备注"), validators=[Length(max=1000)])
    before_procedure = BooleanField(
        _l("进入决策程序前听取企业意见"),
        description=_l("涉企事项须在公开征求意见前听取相关企业和行业协会商会的意见。"),
    )
    materials_delivered_on = DateField(
        _l("听证材料送达日期"), description=_l("只有听证会填写。"), validators=[Optional()]
    )
    record = FileField(_l("笔录或者会议记录"), description=_l("听证会须上传参加人签名的笔录；将向社会公开。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = choices_of(WAY_LABELS)

    def as_facts(self, number: str) -> EventFacts:
        """Return what was filled in, as the operation takes it."""
        return EventFacts(
            way=Way(self.way.data),
            from_on=self.from_on.data,
            to_on=self.to_on.data or self.from_on.data,
            place=self.place.data or "",
            organiser=self.organiser.data or "",
            invited=self.invited.data,
            attended=self.attended.data,
            counted_in=self.counted_in.data or "",
            opinions_count=self.opinions_count.data or 0,
            summary=self.summary.data or "",
            remark=self.remark.data or "",
            number=number,
            before_procedure=bool(self.before_procedure.data),
            materials_delivered_on=self.materials_delivered_on.data,
        )

    @classmethod
    def of(cls, event: OfflineEvent) -> "EventForm":
        """Return the form filled with what is written down of an event."""
        form = cls(obj=event)
        form.way.data = form.way.data or event.way.value
        return form


class EventUploadForm(Form):
    """A spreadsheet of offline events."""

    file = FileField(
        _l("活动清单"),
        description=_l("至少有“方式”“日期”两列。已登记过的编号不会重复导入。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )
