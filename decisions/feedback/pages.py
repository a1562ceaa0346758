"""Public pages of the feedback: every disclosure, and one with its answers, counts and the days it took."""

from datetime import date
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.extensions import limiter
from decisions.feedback.documents import disclosure_pdf, disclosure_xlsx
from decisions.feedback.errors import DisclosureNotPublishedError
from decisions.feedback.forms import opinions_page, reading_words
from decisions.feedback.models import Disclosure
from decisions.feedback.queries import published as queries
from decisions.feedback.queries.published import PublishedDisclosure
from decisions.feedback.rules import DisclosureKind
from decisions.feedback.schemas import published_json
from decisions.services.duties import DutyState
from decisions.web.files import send_bytes
from decisions.web.guards import public
from decisions.web.i18n import translate
from decisions.web.page_cache import same_for_everybody
from decisions.web.transactions import current_session

blueprint = Blueprint("feedback", __name__)
blueprint.context_processor(reading_words)

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MAKING_RATE = "30 per minute"  # of one address: ten thousand opinions in print take seconds to make
_UNMET = (DutyState.OVERDUE, DutyState.PENDING, DutyState.UNDETERMINED)


@blueprint.get("/feedback/")
@public
@same_for_everybody
def index() -> ResponseReturnValue:
    """List what is to be answered by when, and what was answered, in time or late."""
    listed = queries.list_disclosures(current_session(), today=clock.today())
    return render_template(
        "feedback/index.html",
        due=[each for each in listed if each.duty.state in _UNMET],
        answered=sorted(
            (each for each in listed if each.duty.met_on is not None),
            key=lambda each: each.duty.met_on or date.min,
            reverse=True,
        ),
        not_begun=[each for each in listed if each.duty.state is DutyState.NOT_STARTED],
    )


@blueprint.get("/feedback/<code>")
@public
@same_for_everybody
def show(code: str) -> ResponseReturnValue:
    """Show what became of every opinion on a decision, or by when that will be told."""
    session = current_session()
    decision = queries.get_public_decision(session, code)
    version = _asked_version()
    published = (
        queries.get_published(session, decision.id, version)
        if version is not None
        else queries.find_published(session, decision.id)
    )
    duty = queries.assess_duty(session, decision, today=clock.today())
    if published is None:
        sealed = queries.count_sealed(session, code)
        return render_template("feedback/pending.html", decision=decision, duty=duty, sealed=sealed)
    versions = queries.list_versions(session, decision.id)
    return render_template(
        "feedback/show.html",
        decision=decision,
        published=published,
        duty=duty,
        versions=[_version_line(code, each, published) for each in versions],
        is_newest=versions[0].version == published.version,
        suffix=f"?version={version}" if version is not None else "",
        **opinions_page(published.payload),
    )


def _asked_version() -> int | None:
    asked = request.args.get("version", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 7):
        raise DisclosureNotPublishedError
    return int(asked)


def _version_line(code: str, each: Disclosure, shown: PublishedDisclosure) -> dict[str, Any]:
    return {
        "version": each.version,
        "is_early": each.kind is DisclosureKind.EARLY,
        "published_at": each.published_at,
        "reason": each.reason,
        "href": f"/feedback/{code}?version={each.version}",
        "current": each.version == shown.version,
    }


@blueprint.get("/feedback/<code>.json")
@public
@same_for_everybody
def show_json(code: str) -> ResponseReturnValue:
    """Return the disclosure for machines."""
    decision, published = _asked(code)
    duty = queries.assess_duty(current_session(), decision, today=clock.today())
    return published_json(published, duty, translate)


@blueprint.get("/feedback/<code>.pdf")
@public
@limiter.limit(_MAKING_RATE)
def show_pdf(code: str) -> ResponseReturnValue:
    """Return the disclosure in print."""
    decision, published = _asked(code)
    duty = queries.assess_duty(current_session(), decision, today=clock.today())
    data = disclosure_pdf(published, duty)
    return send_bytes(data, name=f"{_file_name(decision)}.pdf", media_type="application/pdf", inline=True)


@blueprint.get("/feedback/<code>.xlsx")
@public
@limiter.limit(_MAKING_RATE)
def show_xlsx(code: str) -> ResponseReturnValue:
    """Return the disclosure as a spreadsheet."""
    decision, published = _asked(code)
    duty = queries.assess_duty(current_session(), decision, today=clock.today())
    return send_bytes(disclosure_xlsx(published, duty), name=f"{_file_name(decision)}.xlsx", media_type=_XLSX)


def _asked(code: str) -> tuple[Decision, PublishedDisclosure]:
    decision = queries.get_public_decision(current_session(), code)
    return decision, queries.get_published(current_session(), decision.id, _asked_version())


def _file_name(decision: Decision) -> str:
    return f"{decision.title}公众意见采纳情况"
