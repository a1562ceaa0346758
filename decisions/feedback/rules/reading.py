"""A published snapshot as its readers get it: the same words and cells on the page, in print, in the sheet.

Everything is read from the payload of the entry; nothing is looked up again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from decisions.attendance.rules import ADOPTION_LABELS, Adoption
from decisions.consultation.rules import (
    CHANNEL_LABELS,
    SUBMITTER_LABELS,
    WAY_LABELS,
    Channel,
    SubmitterType,
    Way,
)
from decisions.errors import N_
from decisions.feedback.rules import DISPOSITION_LABELS, Disposition
from decisions.feedback.rules.snapshot import OPEN_CONSULTATION
from decisions.services.titles import bare_title

Json = Mapping[str, Any]

OPEN_CONSULTATION_LABEL = N_("公开征求意见")
ISSUED_DATES = (
    ("written_on", N_("成文日期")),
    ("printed_on", N_("印发日期")),
    ("published_on", N_("发布日期")),
)


def disclosure_title(payload: Json) -> str:
    """Return what the disclosure is called."""
    title = bare_title(str(payload["decision"]["title"]))
    return f"关于《{title}》公众意见采纳情况的反馈"


def way_label(way: Json) -> str:
    """Return the name of a way of hearing opinions."""
    code = way["way"]
    return OPEN_CONSULTATION_LABEL if code == OPEN_CONSULTATION else WAY_LABELS[Way(code)]


def channel_label(code: str) -> str:
    """Return the name of a channel."""
    return CHANNEL_LABELS[Channel(code)]


def submitter_label(code: str) -> str:
    """Return the name of a kind of submitter."""
    return SUBMITTER_LABELS[SubmitterType(code)]


def disposition_label(code: str) -> str:
    """Return the word of a disposition."""
    return DISPOSITION_LABELS[Disposition(code)]


def clock_dates(issued: Json) -> list[str]:
    """Return the names of the dates on which the clock started: two of the three may be the same day."""
    return [label for name, label in ISSUED_DATES if issued.get(name) == issued.get("clock_on")]


@dataclass(frozen=True, slots=True)
class OpinionFilter:
    """Which opinions of a disclosure a reader wants; empty means all."""

    disposition: str = ""
    channel: str = ""
    topic: str = ""
    clause: str = ""
    opinion: str = ""  # the number of one, as a clause links to it

    def fits(self, opinion: Json) -> bool:
        """Whether an opinion is one of them; a clause is found within what somebody commented on."""
        return (
            self.disposition in {"", opinion["disposition"]}
            and self.channel in {"", opinion["channel"]}
            and self.topic in {"", opinion["topic"]}
            and self.opinion in {"", opinion["number"]}
            and (not self.clause or self.clause in f"{opinion['clause']} {opinion['changed_clause']}")
        )


def filtered(payload: Json, wanted: OpinionFilter) -> list[Json]:
    """Return the opinions that fit, in their order."""
    return [opinion for opinion in payload["opinions"] if wanted.fits(opinion)]


def public_opinions(payload: Json) -> int:
    """Return how many came by the open consultation, what was said on occasions left out."""
    return sum(way["opinions"] for way in payload["ways"] if way["way"] == OPEN_CONSULTATION)


OPINION_HEADINGS: Sequence[str] = (
    "编号",
    "收到日期",
    "渠道",
    "提交者类型",
    "提交者",
    "针对条款",
    "意见内容",
    "处理结果",
    "理由",
    "修改条款",
    "主题",
)


def opinion_cells(opinion: Json) -> list[str]:
    """Return an opinion as one row under OPINION_HEADINGS."""
    return [
        opinion["number"],
        opinion["received_on"],
        channel_label(opinion["channel"]),
        submitter_label(opinion["submitter_type"]),
        submitter_text(opinion),
        opinion["clause"],
        opinion_text(opinion),
        disposition_label(opinion["disposition"]),
        opinion["reason"],
        opinion["changed_clause"],
        opinion["topic"],
    ]


def submitter_text(opinion: Json) -> str:
    """Return who sent it, masked, with the number of persons where several signed."""
    name = opinion["submitter"] or "未署名"
    return f"{name}（联名 {opinion['cosigners']} 人）" if opinion["cosigners"] > 1 else str(name)


def opinion_text(opinion: Json) -> str:
    """Return the words, or why they are not shown."""
    if opinion["withheld_reason"]:
        return f"（内容不予展示，理由：{opinion['withheld_reason']}）"
    parts = opinion.get("parts", ())  # entries made before opinions could be split have none
    if parts:
        return "\n".join(f"（第{part['number']}点）{part['text']}" for part in parts)
    return str(opinion["text"])


def equations(totals: Json) -> list[str]:
    """Return the two sums by which everybody can check that no opinion was lost."""
    seen = (
        f"收到 {totals['received']} 条 ＝ 公开展示 {totals['shown']} 条 ＋ 不予展示 {totals['withheld']} 条"
    )
    told = " ＋ ".join(f"{DISPOSITION_LABELS[each]} {totals[each.value]} 条" for each in Disposition)
    return [seen, f"收到 {totals['received']} 条 ＝ {told}"]


_COUNTED = {
    Way.SYMPOSIUM: ("邀请", "到会"),
    Way.HEARING: ("邀请", "到会"),
    Way.VISIT: ("计划走访", "实际走访"),
    Way.WRITTEN: ("发函", "回复"),
    Way.QUESTIONNAIRE: ("发放", "收回"),
    Way.POLL: ("发放", "收回"),
}


def way_extent(way: Json) -> str:
    """Return how far a way reached: days and notices, or where, by whom, how many were asked and came."""
    if way["way"] == OPEN_CONSULTATION:
        told = [f"为期 {way['days']} 日"]
        if way["notice_channels"]:
            told.append(f"公告发布于{'、'.join(way['notice_channels'])}")
        if way["short_reason"]:
            told.append(f"缩短期限的理由：{way['short_reason'].rstrip('。')}")
        return "；".join(told)
    asked, came = _COUNTED[Way(way["way"])]
    told = [
        f"{label}：{way[name]}" for name, label in (("place", "地点"), ("organiser", "组织单位")) if way[name]
    ]
    counted = ((asked, way["invited"]), (came, way["attended"]))
    told += [f"{word} {count} {way['counted_in']}" for word, count in counted if count != ""]
    return "；".join(told)


def way_note(way: Json) -> str:
    """Return what was heard there."""
    return str(way["title"] if way["way"] == OPEN_CONSULTATION else way["summary"])


def concentration_extent(each: Json) -> str:
    """Return how many people asked, in how many letters, with how many different arguments."""
    told = f"{each['persons']} 人提出，共 {each['opinions']} 条"
    arguments = each.get("arguments", 0)  # entries made before arguments were counted have none
    return f"{told}，{arguments} 种说法" if arguments else told


def concentration_rule(payload: Json) -> str:
    """Return from how many people an opinion counts as concentrated here; empty where it was not said."""
    rule = payload.get("concentration")
    if not rule:
        return ""
    share = f"且不少于提出意见总人数的 {rule['percent']}%" if rule["percent"] else ""
    return f"不少于 {rule['persons']} 人{share}提出同一诉求的，列为集中意见；均未达到的，列出人数最多的。"


def adoption_label(code: str) -> str:
    """Return the word of what became of a representative's statement."""
    return ADOPTION_LABELS[Adoption(code)] if code else ""


def statements_meeting(each: Json) -> str:
    """Return at which meeting representatives spoke, and how many came."""
    name = each["meeting"] or "决策会议"
    on = f"（{each['on']}）" if each["on"] else ""
    return f"{name}{on}：列席代表 {each['attended']} 人，发言 {len(each['statements'])} 条"


STATEMENT_HEADINGS: Sequence[str] = ("序号", "代表", "意见", "处理结果", "答复")


def statement_cells(said: Json) -> list[str]:
    """Return a representative's statement as one row under STATEMENT_HEADINGS."""
    return [
        str(said["number"]),
        said["speaker"],
        said["content"],
        adoption_label(said["adoption"]),
        said["reply"],
    ]
