"""What is out for comment: the list of consultations, one of them, later versions of the text."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.queries import get_decision
from decisions.clock import end_of_day
from decisions.consultation.drafts import Draft, DraftDiff, clause_label, diff_drafts
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.queries import (
    OpinionFilter,
    PublishedNotice,
    count_opinions,
    count_opinions_by_channel,
    count_opinions_by_verification,
    count_opinions_by_visibility,
    count_shown_by_article,
    find_closing,
    find_latest_draft,
    get_draft_version,
    get_published_notice,
    is_answered,
    list_opinions,
    list_published_consultations,
)
from decisions.consultation.queries.changes import NoticeVersion, list_notice_versions, map_window_changes
from decisions.consultation.queries.questionnaires import (
    count_answers,
    find_published_questionnaire,
    find_results,
)
from decisions.consultation.queries.replies import causes_by_article, find_replies
from decisions.consultation.queries.state import find_state_of_consultation
from decisions.consultation.rules import (
    CHANGE_LABELS,
    CHANNEL_LABELS,
    STAGE_LABELS,
    SUBMITTER_LABELS,
    VERIFICATION_LABELS,
    ChangeKind,
    Channel,
    DraftStage,
)
from decisions.consultation.rules.clauses import articles_of
from decisions.consultation.rules.opinions import shown_name
from decisions.consultation.rules.window import WindowState, days_left, window_state
from decisions.consultation.schemas import chapter_heading, clause_heading
from decisions.record.models import RecordEntry
from decisions.record.queries import payload_of
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody, same_while
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

blueprint = Blueprint("consultation", __name__)
blueprint.add_app_template_global(clause_heading, "clause_heading")
blueprint.add_app_template_global(chapter_heading, "chapter_heading")

PAGE_SIZE = 20


@blueprint.get("/consultations/")
@public
@same_for_everybody
def index() -> ResponseReturnValue:
    """List what is out for comment, what soon will be, and what was."""
    now = clock.now()
    by_state: dict[WindowState, list[dict[str, Any]]] = {state: [] for state in WindowState}
    moved = map_window_changes(current_session())
    for consultation in list_published_consultations(current_session()):
        entry = {**_listed(consultation, now), "moved": moved.get(consultation.id)}
        by_state[entry["state"]].append(entry)
    by_state[WindowState.OPEN].sort(key=lambda entry: entry["closes_on"])
    by_state[WindowState.UPCOMING].sort(key=lambda entry: entry["opens_on"])
    page = requested_page(len(by_state[WindowState.CLOSED]), PAGE_SIZE)
    closed = by_state[WindowState.CLOSED][page.offset : page.offset + page.size]
    return render_template(
        "consultation/index.html",
        open=by_state[WindowState.OPEN],
        upcoming=by_state[WindowState.UPCOMING],
        closed=closed,
        page=page,
    )


def _listed(consultation: Consultation, now: datetime) -> dict[str, Any]:
    opens_on, closes_on = _days(consultation)
    decision = consultation.decision
    return {
        "code": consultation.code,
        "title": consultation.title,
        "decision": decision.title,
        "unit": decision.lead_unit.name if decision.lead_unit else "",
        "opens_on": opens_on,
        "closes_on": closes_on,
        "ends_at": end_of_day(closes_on),
        "state": window_state(opens_on, closes_on, now),
        "days_left": days_left(closes_on, now),
    }


def _days(consultation: Consultation) -> tuple[date, date]:
    if consultation.opens_on is None or consultation.closes_on is None:
        abort(404)  # a published notice has both
    return consultation.opens_on, consultation.closes_on


@blueprint.get("/consultations/<code>")
@public
@same_for_everybody
def show(code: str) -> ResponseReturnValue:
    """Show a notice as it was published, the draft clause by clause, and the opinions shown so far."""
    if not request.args.keys() & {"channel", "clause", "page", "q"}:
        same_while(partial(find_state_of_consultation, code=code, limit=PAGE_SIZE))
    session, now = current_session(), clock.now()
    notice = get_published_notice(session, code)
    consultation = notice.consultation
    wanted = _wanted(notice)
    page = requested_page(count_opinions(session, consultation.id, wanted), PAGE_SIZE)
    opinions = list_opinions(session, consultation.id, wanted, limit=page.size, offset=page.offset)
    return render_template(
        "consultation/show.html",
        published=notice.payload,
        entry=notice.entry,
        moved=_moved(notice.payload),
        versions=_versions(notice),
        state=window_state(notice.opens_on, notice.closes_on, now),
        days_left=days_left(notice.closes_on, now),
        by_channel=count_opinions_by_channel(session, consultation.id),
        by_visibility=count_opinions_by_visibility(session, consultation.id),
        by_verification=count_opinions_by_verification(session, consultation.id),
        verification_labels=VERIFICATION_LABELS,
        replies=find_replies(session, consultation.decision.code),
        is_filtered=bool(wanted.article_id or wanted.channel or wanted.text),
        closing=find_closing(session, consultation),
        counts=count_shown_by_article(session, consultation.id),
        opinions=shown_opinions(opinions),
        page=page,
        wanted=wanted,
        page_href=_page_href(wanted),
        clauses=_clauses(notice.payload),
        channel_labels=CHANNEL_LABELS,
        is_answered=is_answered(session, consultation.decision.code),
        Visibility=Visibility,
        questionnaire=_questionnaire(consultation),
    )


def _questionnaire(consultation: Consultation) -> dict[str, Any] | None:
    """Return what the notice's page says of the round's questionnaire."""
    session = current_session()
    found = find_published_questionnaire(session, consultation)
    if found is None:
        return None
    results = find_results(session, found.questionnaire)
    return {
        "title": found.payload["title"],
        "questions": len(found.payload["questions"]),
        "answers": results.payload["count"] if results else count_answers(session, found.questionnaire.id),
        "has_results": results is not None,
    }


def _moved(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return the last change of the end, None while it is as it was first announced."""
    moved = [change for change in payload.get("changes", ()) if change["kind"] != ChangeKind.CORRECTION]
    return moved[-1] if moved else None


def _versions(notice: PublishedNotice) -> list[dict[str, Any]]:
    """Return the versions of a notice that changed, newest first; none of one that did not."""
    if notice.entry.corrects is None:
        return []
    versions = list_notice_versions(current_session(), notice.consultation)
    return [_version_line(notice, each) for each in reversed(versions)]


def _version_line(notice: PublishedNotice, version: NoticeVersion) -> dict[str, Any]:
    changes = version.payload.get("changes") if version.payload else None
    what = translate(CHANGE_LABELS[ChangeKind(changes[-1]["kind"])]) if changes else _("首次发布")
    if version.payload is None:
        what = _("内容已依法撤下")
    return {
        "label": _("第 %(number)s 版：%(what)s", number=str(version.number), what=what),
        "published_at": version.entry.published_at,
        "reason": version.entry.reason,
        "href": url_for("consultation.show_version", code=notice.consultation.code, number=version.number),
        "current": version.entry.seq == notice.entry.seq,
    }


@blueprint.get("/consultations/<code>/versions/<int:number>")
@public
@same_for_everybody
def show_version(code: str, number: int) -> ResponseReturnValue:
    """Show one version of a notice as it was published, and whether it still holds."""
    notice = get_published_notice(current_session(), code)
    versions = list_notice_versions(current_session(), notice.consultation)
    version = next((each for each in versions if each.number == number), None)
    if version is None or version.payload is None:
        abort(404)
    return render_template(
        "consultation/version.html",
        published=version.payload,
        entry=version.entry,
        number=number,
        versions=[_version_line(notice, each) for each in reversed(versions)],
        is_current=version.entry.seq == notice.entry.seq,
    )


def _wanted(notice: PublishedNotice) -> OpinionFilter:
    """Return the filter that the address asks for; what it can't mean is left out."""
    channel, article = request.args.get("channel", ""), request.args.get("clause", "")
    known = {article_id for article_id, _label in _clauses(notice.payload)}
    return OpinionFilter(
        visibility=Visibility.SHOWN,
        channel=Channel(channel) if channel in set(Channel) else None,
        article_id=article if article in known else "",
        text=" ".join(request.args.get("q", "").split())[:100],
    )


def _clauses(payload: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (id, name) of each article of the published draft."""
    if not payload["draft"]:
        return []
    draft = Draft.from_json(payload["draft"])
    articles = [*draft.articles(), *draft.annexes]
    return [(each.id, f"{clause_label(each.id)} {each.title}".strip()) for each in articles]


def _page_href(wanted: OpinionFilter) -> str:
    channel = wanted.channel.value if wanted.channel else ""
    query = {"clause": wanted.article_id, "channel": channel, "q": wanted.text}
    return "?" + urlencode({**{key: value for key, value in query.items() if value}, "page": ""})


def shown_opinions(opinions: Sequence[Opinion]) -> list[dict[str, Any]]:
    """Return opinions as the public reads them: masked, and without the receipt, which is its owner's key."""
    return [
        {
            "id": opinion.id,
            "anchor": f"opinion-{opinion.id}",
            "number": opinion.number,
            "name": shown_name(opinion.name, opinion.submitter_type, consents=opinion.consent_publish),
            "submitter": SUBMITTER_LABELS[opinion.submitter_type],
            "received_at": opinion.received_at,
            "channel": CHANNEL_LABELS[opinion.channel],
            "clause": opinion.clause_text,
            "articles": articles_of(opinion.clause_ids),
            "content": opinion.content_shown,
            "cosigners": opinion.cosigners,
            "amended_at": opinion.amended_at,
        }
        for opinion in opinions
    ]


@blueprint.get("/decisions/<code>/drafts/<int:version_id>")
@public
@same_for_everybody
def draft_version(code: str, version_id: int) -> ResponseReturnValue:
    """Show a later version of the text, and what changed since the one that was commented on."""
    session = current_session()
    decision = get_decision(session, code)
    version = get_draft_version(session, decision.id, version_id)
    entry = session.get(RecordEntry, version.published_seq) if version.published_seq else None
    payload = payload_of(entry) if entry else None
    if payload is None:
        abort(404)
    commented = find_latest_draft(session, decision.id, DraftStage.CONSULTATION)
    drafts = [payload["tree"], *([commented.tree] if commented else [])]
    return render_template(
        "consultation/draft_version.html",
        decision=decision,
        version=payload,
        entry=entry,
        stage=STAGE_LABELS[version.stage],
        commented=commented,
        diff=_diff(commented.tree, payload["tree"]) if commented else None,
        clause_label=clause_label,
        causes=causes_by_article(find_replies(session, code), [Draft.from_json(tree) for tree in drafts]),
    )


def _diff(old: dict[str, Any], new: dict[str, Any]) -> DraftDiff:
    return diff_drafts(Draft.from_json(old), Draft.from_json(new))
