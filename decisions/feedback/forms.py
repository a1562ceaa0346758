"""Forms of the feedback's desk, and the words in which its pages print codes."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from decisions.errors import DecisionsError
from decisions.feedback.models import Disclosure, OpinionGroup, Topic
from decisions.feedback.queries.work import QueuedOpinion
from decisions.feedback.rules import DISPOSITION_LABELS, KIND_LABELS, DisclosureKind, Disposition
from decisions.feedback.rules.answers import Part, Reply
from decisions.feedback.rules.importing import MAX_TOPIC
from decisions.feedback.rules.parts import MAX_PARTS
from decisions.feedback.rules.phrases import MAX_TEXT, MAX_TITLE
from decisions.feedback.rules.reading import (
    OpinionFilter,
    channel_label,
    clock_dates,
    filtered,
    opinion_text,
    public_opinions,
    way_extent,
)
from decisions.feedback.rules.reading import disposition_label as _disposition_label
from decisions.feedback.rules.reading import way_label as _way_label
from decisions.feedback.rules.views import MAX_WORDS, MAX_WORKING_DAYS, VIEW_WORKING_DAYS
from decisions.web.forms import Form
from decisions.web.i18n import translate
from decisions.web.pagination import requested_page

OPINIONS_A_PAGE = 20
MAX_REASON = 3000
MAX_CLAUSE = 200
MAX_SUMMARY = 10_000

_DISPOSITIONS = [SelectChoice(each.value, _l(label)) for each, label in DISPOSITION_LABELS.items()]


def reading_words() -> dict[str, Any]:
    """Return what templates need to word a snapshot."""
    return {
        "channel_word": lambda code: translate(channel_label(code)),
        "way_word": lambda way: translate(_way_label(way)),
        "disposition_word": lambda code: translate(_disposition_label(code)),
        "DISPOSITIONS": [each.value for each in Disposition],
        "clock_date_words": lambda issued: [translate(label) for label in clock_dates(issued)],
        "opinion_text": opinion_text,
        "way_extent": way_extent,
        "public_opinions": public_opinions,
    }


_FILTERS = ("disposition", "channel", "topic", "clause", "opinion")


def opinions_page(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the list of opinions needs: the page asked for, the filter, and its choices."""
    wanted = OpinionFilter(**{name: request.args.get(name, "").strip() for name in _FILTERS})
    found = filtered(payload, wanted)
    page = requested_page(len(found), OPINIONS_A_PAGE)
    kept = {name: value for name, value in request.args.items() if name != "page" and value}
    return {
        "payload": payload,
        "wanted": wanted,
        "page": page,
        "opinions": found[page.offset : page.offset + page.size],
        "page_href": "?" + urlencode([*kept.items(), ("page", "")]),
    }


class _ReplyForm(Form):
    """What an answer consists of."""

    reason = TextAreaField(
        _l("理由"),
        description=_l("写给提意见的人看：采纳的写明怎样改，不采纳的写明为什么。会原文公布。"),
        validators=[Length(max=MAX_REASON)],
    )
    clause_text = StringField(
        _l("修改条款"),
        description=_l("采纳的写明修改了哪一条款，例如“送审稿第十八条第三款”。"),
        validators=[Length(max=MAX_CLAUSE)],
    )

    def reply(self) -> Reply:
        """Return what was filled in."""
        return _reply_of(self)


def _reply_of(form: Any) -> Reply:
    chosen = form.disposition.data
    return Reply(
        Disposition(chosen) if chosen in set(Disposition) else None,
        (form.reason.data or "").replace("\r\n", "\n").strip(),
        (form.clause_text.data or "").strip(),
    )


def _untouched() -> dict[str, None]:
    """Return what keeps a form as it is stored when another form of the same page was sent."""
    return {"formdata": None} if request.method == "POST" else {}


def read_revision(form: Any) -> int:
    """Return the revision of the answer that was on the page; -1, which is none, for anything else."""
    sent = str(form.revision.data or "")
    return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1


class AnswerForm(_ReplyForm):
    """The answer to one opinion."""

    disposition = RadioField(
        _l("处理结果"),
        choices=[*_DISPOSITIONS, SelectChoice("", _l("由所属主题统一答复"))],
        validate_choice=False,  # nothing chosen is answered by the operation: choose, or name a topic
    )
    topic = StringField(
        _l("主题"),
        description=_l("相同诉求归入同一主题，可以统一答复；填写新名称会新建主题。"),
        validators=[Length(max=MAX_TOPIC)],
    )
    revision = HiddenField()

    @classmethod
    def of(cls, queued: QueuedOpinion) -> "AnswerForm":
        """Return the form filled with the answer so far."""
        own = queued.own
        return cls(
            **_untouched(),
            data={
                "disposition": own.disposition.value if own.disposition else "" if queued.topic else None,
                "reason": own.reason,
                "clause_text": own.clause_text,
                "topic": queued.topic,
                "revision": str(queued.revision),
            },
        )

    @property
    def read_revision(self) -> int:
        """The revision of the answer that was on the page."""
        return read_revision(self)


class PartForm(PlainForm):  # type: ignore[misc]  # the library has no types
    """The answer to one point; its errors and its token are those of the whole form."""

    disposition = RadioField(
        _l("处理结果"),
        choices=[*_DISPOSITIONS, SelectChoice("", _l("暂不答复"))],
        default="",
        validate_choice=False,
    )
    reason = TextAreaField(
        _l("理由"), validators=[Length(max=MAX_REASON, message=_l("理由不能超过 3000 字。"))]
    )
    clause_text = StringField(
        _l("修改条款"), validators=[Length(max=MAX_CLAUSE, message=_l("修改条款不能超过 200 字。"))]
    )


class PartsForm(Form):
    """The answers to all points of an opinion."""

    parts = FieldList(FormField(PartForm), max_entries=MAX_PARTS)
    revision = HiddenField()

    @classmethod
    def of(cls, parts: Iterable[Part], revision: int) -> "PartsForm":
        """Return the form filled with what the points were told so far."""
        filled = [
            {
                "disposition": part.reply.disposition.value if part.reply.disposition else "",
                "reason": part.reply.reason,
                "clause_text": part.reply.clause_text,
            }
            for part in parts
        ]
        return cls(**_untouched(), data={"parts": filled, "revision": str(revision)})

    def replies(self) -> list[Reply]:
        """Return what was filled in for each point."""
        return [_reply_of(entry.form) for entry in self.parts]

    def absorb(self, error: DecisionsError) -> None:
        """Show a refusal at the point that it concerns."""
        _parts, _, place = (error.field or "").partition("parts-")
        number, _, name = place.partition("-")
        if number.isdecimal() and int(number) < len(self.parts):
            field = self.parts[int(number)].form[name]
            field.errors = [*field.errors, translate(error.reader_message)]
        else:
            super().absorb(error)


class SplitForm(Form):
    """Where an opinion is cut."""

    points = TextAreaField(
        _l("拆分"),
        description=_l("在每一点之前空一行。只能加空行，不能增删改字；下面已按段落和序号试分，请核对。"),
    )
    revision = HiddenField()


class ViewRequestForm(Form):
    """Which unit is asked what, by when."""

    unit = SelectField(_l("征询单位"), coerce=int, validate_choice=False)
    question = TextAreaField(
        _l("征询内容"),
        description=_l(
            "写明需要对方说明什么。被征询单位能看到这条意见公开展示的文字，看不到姓名和联系方式。"
        ),
        validators=[DataRequired(_l("请写明征询的内容。")), Length(max=MAX_WORDS)],
    )
    working_days = IntegerField(
        _l("回复期限（工作日）"),
        description=_l("从明天起算，1 至 30 个工作日。"),
        default=VIEW_WORKING_DAYS,
        validators=[
            InputRequired(_l("请填写工作日数。")),
            NumberRange(1, MAX_WORKING_DAYS, _l("回复期限须在 1 至 30 个工作日之间。")),
        ],
    )


class ViewForm(Form):
    """The view that another unit asked for."""

    view = TextAreaField(
        _l("回复"),
        description=_l("供承办单位答复时参考，不会原文公布。"),
        validators=[DataRequired(_l("请填写回复。")), Length(max=MAX_WORDS)],
    )


class TemplateForm(Form):
    """A unit's phrase for answers."""

    title = StringField(
        _l("模板名称"), validators=[DataRequired(_l("请填写模板名称。")), Length(max=MAX_TITLE)]
    )
    text = TextAreaField(_l("内容"), validators=[DataRequired(_l("请填写模板内容。")), Length(max=MAX_TEXT)])


class TopicForm(_ReplyForm):
    """A topic's name and the answer to all its members."""

    label = StringField(
        _l("主题名称"), validators=[DataRequired(_l("请填写主题名称。")), Length(max=MAX_TOPIC)]
    )
    disposition = RadioField(
        _l("处理结果"), choices=_DISPOSITIONS, validators=[DataRequired(_l("请选择处理结果。"))]
    )

    @classmethod
    def of(cls, topic: Topic) -> "TopicForm":
        """Return the form filled with the answer so far."""
        chosen = topic.disposition.value if topic.disposition else None
        return cls(
            **_untouched(),
            data={
                "label": topic.label,
                "disposition": chosen,
                "reason": topic.reason,
                "clause_text": topic.clause_text,
            },
        )


class GroupAnswerForm(_ReplyForm):
    """The answer to all copies of a confirmed group."""

    disposition = RadioField(
        _l("处理结果"), choices=_DISPOSITIONS, validators=[DataRequired(_l("请选择处理结果。"))]
    )
    revision = HiddenField()

    @classmethod
    def of(cls, group: OpinionGroup) -> "GroupAnswerForm":
        """Return the form filled with what the group was told before."""
        return cls(
            data={
                "disposition": group.disposition.value if group.disposition else None,
                "reason": group.reason,
                "clause_text": group.clause_text,
                "revision": str(group.revision),
            }
        )

    @property
    def read_revision(self) -> int:
        """The revision of the group that was on the page; -1, which is none, for anything else."""
        sent = str(self.revision.data or "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1


class ImportForm(Form):
    """The spreadsheet in which an office answered its opinions."""

    file = FileField(
        _l("意见处理表"),
        description=_l("至少有“编号”“处理结果”两栏；“理由”“主题”“修改条款”有则一并导入。"),
        validators=[FileRequired(_l("请选择文件。"))],
    )


class ConfirmForm(Form):
    """Whether to take over what was looked at."""

    upload = HiddenField()


class DisclosureForm(Form):
    """What precedes the answers, and which version it is."""

    kind = RadioField(
        _l("版本"),
        choices=[SelectChoice(each.value, _l(label)) for each, label in KIND_LABELS.items()],
        default=DisclosureKind.FINAL.value,
    )
    summary = TextAreaField(
        _l("情况说明"),
        description=_l("征求意见的经过、主要修改和对公众的致谢，放在反馈的开头。数字由系统统计，不必填写。"),
        validators=[Length(max=MAX_SUMMARY)],
    )
    reason = TextAreaField(
        _l("更正理由"),
        description=_l("正式反馈公布后再次公布的，须写明更正了什么、为什么，会一并公布。"),
        validators=[Length(max=1000)],
    )

    @classmethod
    def of(cls, disclosure: Disclosure | None, *, kind: DisclosureKind) -> "DisclosureForm":
        """Return the form filled with what is being prepared; kind is proposed for a new version."""
        if disclosure is None:
            return cls(data={"kind": kind.value, "summary": "", "reason": ""})
        return cls(
            data={
                "kind": disclosure.kind.value,
                "summary": disclosure.summary,
                "reason": disclosure.reason,
            }
        )


def state_choices() -> list[tuple[str, str]]:
    """Return the states by which the queue is filtered."""
    return [
        ("", _("全部")),
        ("unanswered", _("尚未答复")),
        ("answered", _("已有答复")),
        ("reason_missing", _("缺少理由")),
        ("clause_missing", _("缺少修改条款")),
    ]


def choices(values: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a filter's choices with "all" in front."""
    return [("", str(_("全部"))), *values]
