"""The disclosure in print and as a spreadsheet, and the sheet in which an office fills in its answers.

Printed in the language of official documents, whatever language the reader's page has.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from decisions.feedback.queries.published import PublishedDisclosure
from decisions.feedback.rules import DISPOSITION_LABELS, DisclosureKind, Disposition
from decisions.feedback.rules.answers import HeardOpinion
from decisions.feedback.rules.reading import (
    OPINION_HEADINGS,
    STATEMENT_HEADINGS,
    channel_label,
    clock_dates,
    concentration_extent,
    concentration_rule,
    disclosure_title,
    disposition_label,
    equations,
    opinion_cells,
    opinion_text,
    public_opinions,
    statement_cells,
    statements_meeting,
    submitter_text,
    way_extent,
    way_label,
    way_note,
)
from decisions.services import pdf
from decisions.services.duties import Duty, DutyState
from decisions.services.spreadsheet.writing import write_xlsx
from decisions.services.titles import bare_title

_WIDTHS = (16, 12, 10, 10, 16, 16, 60, 12, 60, 20, 20)
_ANSWER_HEADINGS = ("编号", "针对条款", "意见内容", "处理结果", "理由", "修改条款", "主题")
_ANSWER_WIDTHS = (16, 16, 60, 12, 60, 20, 20)


def disclosure_pdf(published: PublishedDisclosure, duty: Duty) -> bytes:
    """Return the disclosure as a PDF in official form."""
    payload = published.payload
    document = pdf.Document(
        title=disclosure_title(payload),
        subtitle=_subtitle(published),
        issuing_unit=payload["decision"]["unit"],
        printed_on=published.published_on,
        blocks=list(_blocks(published, duty)),
    )
    return pdf.render(document)


def _subtitle(published: PublishedDisclosure) -> str:
    if published.corrects is not None:
        return f"（第 {published.version} 版，更正）"
    return "（阶段性反馈）" if published.kind is DisclosureKind.EARLY else ""


def _blocks(published: PublishedDisclosure, duty: Duty) -> Iterator[pdf.Block]:
    payload = published.payload
    yield pdf.KeyValues(_facts(published, duty))
    if payload["summary"]:
        yield pdf.Paragraph(payload["summary"])
    yield pdf.Heading("一、听取意见的方式")
    yield _ways_table(payload["ways"])
    yield pdf.Heading("二、意见总体情况")
    yield from _overview(payload)
    yield pdf.Heading("三、集中而未采纳的意见及理由")
    yield from _concentrated(payload)
    if payload.get("statements"):
        yield pdf.Heading("四、列席代表的意见及采纳情况")
        yield from _statements(payload["statements"])
    annexes = ["逐条意见采纳情况"] + (["公布期限的计算"] if duty.count is not None else [])
    yield pdf.Paragraph("\n".join(_annex_list(annexes)))
    yield pdf.Signature()
    yield pdf.PageBreak()
    yield pdf.Heading("附件1　逐条意见采纳情况")
    yield _opinions_table(payload["opinions"])
    if duty.count is not None:
        yield pdf.Heading("附件2　公布期限的计算")
        yield from _account(duty)


def _annex_list(titles: list[str]) -> Iterator[str]:
    """Yield the lines that name the annexes above the signature."""
    for number, title in enumerate(titles, start=1):
        yield f"附件：{number}．{title}" if number == 1 else f"　　　{number}．{title}"


def _facts(published: PublishedDisclosure, duty: Duty) -> list[tuple[str, str]]:
    payload = published.payload
    issued = payload["issued"]
    facts = [
        ("决策事项", f"{payload['decision']['title']}（{payload['decision']['code']}）"),
        ("承办单位", payload["decision"]["unit"]),
    ]
    if issued:
        facts.append(("决策文件", f"《{bare_title(issued['title'])}》{issued['document_number']}"))
        facts.append(
            ("期限起算", f"{_day(issued['clock_on'])}（{'、'.join(clock_dates(issued))}），当日不计入")
        )
    facts += [
        ("公布期限", _due_text(duty)),
        ("本版公布日期", _day(published.published_on)),
        ("是否按时", timing_text(duty)),
        ("公开记录", f"第 {published.seq} 号"),
    ]
    if published.reason:
        facts.append(("更正理由", published.reason))
    return facts


def _due_text(duty: Duty) -> str:
    if duty.state is DutyState.NOT_STARTED:
        return "决策文件尚未出台，期限未开始计算"
    if duty.due_on is None:
        return f"待放假安排公布后确定，不早于{_day(duty.earliest_on)}"
    return f"{_day(duty.due_on)}（第 {duty.count.days if duty.count else 0} 个工作日）"


def timing_text(duty: Duty) -> str:
    """Return in official words whether the final disclosure came in time; late stays late."""
    match duty.state:
        case DutyState.MET:
            return f"{_nth(duty)}按时公布"
        case DutyState.MET_LATE:
            return f"{_nth(duty)}公布，逾期 {duty.late_working_days} 个工作日"
        case DutyState.OVERDUE:
            return f"正式反馈尚未公布，已逾期 {duty.late_working_days} 个工作日"
        case DutyState.NOT_STARTED:
            return "期限未开始，先行公布"
        case _:
            return "正式反馈尚未公布，在期限内"


def _nth(duty: Duty) -> str:
    return f"第 {duty.met_working_day} 个工作日" if duty.met_working_day else f"{_day(duty.met_on)}"


def _ways_table(ways: Iterable[Mapping[str, Any]]) -> pdf.Table:
    return pdf.Table(
        header=("方式", "时间", "范围和数量", "意见条数", "概要"),
        rows=[
            (
                way_label(way) + ("\n（进入决策程序前）" if way.get("before_procedure") else ""),
                _span(way),
                way_extent(way),
                str(way["opinions"]),
                way_note(way),
            )
            for way in ways
        ],
        widths=(15, 17, 32, 9, 48),
        centred=frozenset({0, 1, 3}),
        compact=True,
    )


def _span(way: Mapping[str, Any]) -> str:
    first, last = _day(way["from_on"]), _day(way["to_on"])
    return first if first == last else f"{first}至{last}"


def _overview(payload: Mapping[str, Any]) -> Iterator[pdf.Block]:
    totals = payload["totals"]
    if not totals["received"]:
        yield pdf.Paragraph("征求意见期间未收到公众意见，其他听取意见的方式也没有收到意见。")
        return
    if not public_opinions(payload):
        yield pdf.Paragraph("公开征求意见期间未收到公众意见；以下意见来自其他听取意见的方式。")
    yield pdf.Paragraph(
        f"共收到意见 {totals['received']} 条，涉及 {totals['persons']} 人（单位）。\n"
        + "\n".join(equations(totals))
    )
    yield pdf.Table(
        header=("渠道", "收到", *DISPOSITION_LABELS.values()),
        rows=[
            *(_tally_cells(channel_label(each["channel"]), each) for each in totals["by_channel"]),
            _tally_cells("合计", totals),
        ],
        centred=frozenset(range(2 + len(Disposition))),
    )
    if totals["withheld_by_reason"]:
        reasons = "；".join(f"{each['reason']} {each['count']} 条" for each in totals["withheld_by_reason"])
        yield pdf.Note(f"不予展示的意见照样计数和答复。理由：{reasons}。")


def _tally_cells(label: str, counts: Mapping[str, Any]) -> tuple[str, ...]:
    return (label, str(counts["received"]), *(str(counts[each.value]) for each in Disposition))


def _concentrated(payload: Mapping[str, Any]) -> Iterator[pdf.Block]:
    if concentration_rule(payload):
        yield pdf.Note(concentration_rule(payload))
    for each in payload["concentrated"]:
        yield pdf.Heading(f"{each['topic']}（{concentration_extent(each)}）", level=2)
        for reason in each["reasons"]:
            yield pdf.Paragraph(reason)
    if not payload["concentrated"]:
        yield pdf.Paragraph("没有多人集中提出而未采纳的意见。")


def _statements(published: Iterable[Mapping[str, Any]]) -> Iterator[pdf.Block]:
    """Yield what representatives said at each meeting; their statements are not among the opinions above."""
    for each in published:
        yield pdf.Paragraph(f"{statements_meeting(each)}。列席代表的意见单独统计，不计入上列意见条数。")
        yield pdf.Table(
            header=STATEMENT_HEADINGS,
            rows=[tuple(statement_cells(said)) for said in each["statements"]],
            widths=(8, 16, 60, 14, 60),
            centred=frozenset({0, 3}),
            compact=True,
            empty="（列席代表没有发言）",
        )


def _opinions_table(opinions: list[Mapping[str, Any]]) -> pdf.Table:
    return pdf.Table(
        header=("编号", "来源", "意见内容", "处理结果", "理由和修改条款"),
        rows=(_opinion_row(opinion) for opinion in opinions),
        widths=(17, 22, 62, 14, 52),
        centred=frozenset({0, 3}),
        compact=True,
        empty="（未收到意见）",
    )


def _opinion_row(opinion: Mapping[str, Any]) -> tuple[str, ...]:
    source = [submitter_text(opinion), channel_label(opinion["channel"]), opinion["received_on"]]
    clause = f"针对{opinion['clause']}：\n" if opinion["clause"] else ""
    changed = f"\n修改条款：{opinion['changed_clause']}" if opinion["changed_clause"] else ""
    topic = f"\n主题：{opinion['topic']}" if opinion["topic"] else ""
    return (
        opinion["number"],
        "\n".join(source),
        clause + opinion_text(opinion),
        disposition_label(opinion["disposition"]),
        opinion["reason"] + changed + topic,
    )


def _account(duty: Duty) -> Iterator[pdf.Block]:
    if duty.count is None:
        return
    yield pdf.Note(f"依据：{duty.source}。起算当日不计入，只计工作日，截止于期限最后一日24时。")
    yield pdf.Table(
        header=("日期", "是否计入", "说明"),
        rows=[
            (_day(line.date), "计入" if line.counted else "不计入", str(line.reason))
            for line in duty.count.account
        ],
        widths=(3, 2, 5),
        centred=frozenset({0, 1}),
        compact=True,
    )


def _day(day: date | str | None) -> str:
    if not day:
        return ""
    found = date.fromisoformat(day) if isinstance(day, str) else day
    return f"{found.year}年{found.month}月{found.day}日"


def disclosure_xlsx(published: PublishedDisclosure, duty: Duty) -> bytes:
    """Return the disclosure as a spreadsheet: what it says in short above, every opinion below."""
    payload = published.payload
    return write_xlsx(
        list(_sheet_titles(published, duty)),
        OPINION_HEADINGS,
        (opinion_cells(opinion) for opinion in payload["opinions"]),
        sheet_name="意见采纳情况",
        widths=_WIDTHS,
    )


def _sheet_titles(published: PublishedDisclosure, duty: Duty) -> Iterator[str]:
    payload = published.payload
    totals = payload["totals"]
    yield disclosure_title(payload) + _subtitle(published)
    yield "；".join(f"{name}：{value}" for name, value in _facts(published, duty))
    if payload["summary"]:
        yield payload["summary"]
    yield "听取意见的方式：" + "；".join(
        f"{way_label(way)}（{_span(way)}，{way_extent(way)}）{way['opinions']} 条" for way in payload["ways"]
    )
    yield "意见总体情况：" + "；".join(equations(totals))
    yield "分渠道：" + ("；".join(map(_channel_line, totals["by_channel"])) or "未收到意见")
    if totals.get("by_verification"):
        levels = (f"{each['label']} {each['received']} 条" for each in totals["by_verification"])
        yield "按身份验证情况：" + "；".join(levels)
    yield "集中而未采纳的意见：" + ("；".join(map(_concentrated_line, payload["concentrated"])) or "没有")
    if concentration_rule(payload):
        yield concentration_rule(payload)
    for each in payload.get("statements", ()):
        yield f"列席代表的意见：{statements_meeting(each)}"
        yield from (_statement_line(said) for said in each["statements"])


def _channel_line(each: Mapping[str, Any]) -> str:
    counts = "、".join(f"{DISPOSITION_LABELS[one]} {each[one.value]}" for one in Disposition)
    return f"{channel_label(each['channel'])} {each['received']} 条（{counts}）"


def _concentrated_line(each: Mapping[str, Any]) -> str:
    return f"{each['topic']}（{concentration_extent(each)}）：{''.join(each['reasons'])}"


def _statement_line(said: Mapping[str, Any]) -> str:
    number, speaker, content, adoption, reply = statement_cells(said)
    return f"{number}．{speaker}：{content}　处理结果：{adoption}。答复：{reply}"


def answer_sheet(title: str, opinions: Iterable[HeardOpinion]) -> bytes:
    """Return the spreadsheet in which an office fills in what is still to be answered."""
    return write_xlsx(
        [
            f"《{bare_title(title)}》意见处理表",
            "处理结果填：采纳、部分采纳、不采纳、不属于本事项；填好后可整表导入。",
        ],
        _ANSWER_HEADINGS,
        (_answer_cells(opinion) for opinion in opinions),
        sheet_name="意见处理表",
        widths=_ANSWER_WIDTHS,
    )


def _answer_cells(opinion: HeardOpinion) -> list[str]:
    reply = opinion.reply
    return [
        opinion.number,
        opinion.clause,
        opinion.text,
        DISPOSITION_LABELS[reply.disposition] if reply.disposition else "",
        reply.reason,
        reply.clause_text,
        opinion.topic,
    ]
