"""Forms of offline events."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from decisions.consultation.forms.choices import choices_of
from decisions.consultation.models import OfflineEvent
from decisions.consultation.rules import GROUP_LABELS, WAY_LABELS, Way
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
        description=_l(
            "听取了谁的意见，主要说了什么。将向社会公开，请不要写个人信息。听证会可以在召开之后补写。"
        ),
        validators=[Length(max=5000)],
    )
    remark = TextAreaField(_l("备注"), validators=[Length(max=1000)])
    before_procedure = BooleanField(
        _l("进入决策程序前听取企业意见"),
        description=_l("涉企事项须在公开征求意见前听取相关企业和行业协会商会的意见。"),
    )
    groups = SelectMultipleField(
        _l("听取了哪些特定群体的意见"),
        description=_l("决策涉及特定群体利益的，应当听取人民团体、社会组织、群众代表的意见；没有的不选。"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    sampling = TextAreaField(
        _l("调查对象和抽样方式"),
        description=_l("问卷、民意调查填写：向谁调查、怎样抽样、何时实施、由谁实施。"),
        validators=[Length(max=2000)],
    )
    valid_answers = IntegerField(
        _l("有效问卷数"), description=_l("问卷、民意调查填写。"), validators=[Optional()]
    )
    selection = TextAreaField(
        _l("听证参加人的名额、条件和产生方式"),
        description=_l("听证会填写，须在听证会召开前随公告公布。"),
        validators=[Length(max=3000)],
    )
    record = FileField(_l("笔录或者会议记录"), description=_l("听证会须上传参加人签名的笔录；将向社会公开。"))
    files = MultipleFileField(_l("其他附件"), description=_l("会议材料、问卷样本等；将随记录向社会公开。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way.choices = choices_of(WAY_LABELS)
        self.groups.choices = choices_of(GROUP_LABELS)

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
            groups=tuple(self.groups.data or ()),
            sampling=self.sampling.data or "",
            valid_answers=self.valid_answers.data,
            selection=self.selection.data or "",
        )

    @classmethod
    def of(cls, event: OfflineEvent) -> "EventForm":
        """Return the form filled with what is written down of an event."""
        form = cls(obj=event)
        form.way.data = form.way.data or event.way.value
        if event.to_on == event.from_on and not form.is_submitted():
            form.to_on.data = None  # so that a changed day needs changing once
        return form


class ParticipantsForm(Form):
    """The people of a hearing, one a line."""

    people = TextAreaField(
        _l("听证参加人"),
        description=_l(
            "每行一人，用逗号隔开：代表哪一方，姓名，单位或者身份，听证材料送达日期，同意公开姓名的写“同意公开”。"
            "例如：利害关系人，张三，某小区业主，2026-06-01，同意公开。没有同意公开的，公布时隐去姓名的一部分。"
        ),
        validators=[InputRequired(_l("请填写听证参加人。")), Length(max=40000)],
    )


class EventUploadForm(Form):
    """A spreadsheet of offline events."""

    file = FileField(
        _l("活动清单"),
        description=_l("至少有“方式”“日期”两列。已登记过的编号不会重复导入。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )
