"""Forms of the feedback's desk, and the words in which its pages print codes."""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from decisions.feedback.models import Disclosure, Topic
from decisions.feedback.queries.work import QueuedOpinion
from decisions.feedback.rules import DISPOSITION_LABELS, KIND_LABELS, DisclosureKind, Disposition
from decisions.feedback.rules.answers import Reply
from decisions.feedback.rules.importing import MAX_TOPIC
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


def opinions_page(payload: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the list of opinions needs: the page asked for, the filter, and its choices."""
    wanted = OpinionFilter(
        **{name: request.args.get(name, "").strip() for name in ("disposition", "channel", "topic", "clause")}
    )
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
        chosen = self.disposition.data
        return Reply(
            Disposition(chosen) if chosen in set(Disposition) else None,
            (self.reason.data or "").replace("\r\n", "\n").strip(),
            (self.clause_text.data or "").strip(),
        )


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
            data={
                "disposition": own.disposition.value if own.disposition else "" if queued.topic else None,
                "reason": own.reason,
                "clause_text": own.clause_text,
                "topic": queued.topic,
                "revision": str(queued.revision),
            }
        )

    @property
    def read_revision(self) -> int:
        """The revision of the answer that was on the page; -1, which is none, for anything else."""
        sent = str(self.revision.data or "")
        return int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else -1


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
            data={
                "label": topic.label,
                "disposition": chosen,
                "reason": topic.reason,
                "clause_text": topic.clause_text,
            }
        )


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
