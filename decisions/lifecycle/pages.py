"""Public pages of the lifecycle: front page, decision, receipts, search, the house's own texts."""

from functools import partial

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from decisions import clock
from decisions.attendance.queries.pool import find_member_by_receipt
from decisions.consultation.rules import STAGE_LABELS, VERIFICATION_LABELS
from decisions.extensions import limiter
from decisions.lifecycle.documents import decision_feed
from decisions.lifecycle.queries.course import find_state_of_course, get_course, get_front_page
from decisions.lifecycle.queries.receipts import AnswerCourse, OpinionCourse, SignUpCourse, find_by_receipt
from decisions.lifecycle.queries.search import search
from decisions.lifecycle.rules import KIND_LABELS
from decisions.lifecycle.rules.facts import facts_of
from decisions.lifecycle.rules.slots import SLOT_LABELS, slots_of
from decisions.lifecycle.rules.stages import stages_of
from decisions.lifecycle.rules.timeline import timeline_of
from decisions.lifecycle.rules.window import days_left, is_open, takes_sign_ups
from decisions.lifecycle.schemas import bundle_json
from decisions.web.context import settings
from decisions.web.guards import public
from decisions.web.page_cache import same_for_everybody, same_while
from decisions.web.transactions import current_session

blueprint = Blueprint("lifecycle", __name__)

MIN_WORDS = 2
_TEMPLATES: dict[type, str] = {
    OpinionCourse: "opinion_receipt",
    SignUpCourse: "sign_up_receipt",
    AnswerCourse: "answers_receipt",
}


@blueprint.get("/")
@public
@same_for_everybody
def home() -> ResponseReturnValue:
    """Show what one can take part in now, and what was published last."""
    now, front = clock.now(), get_front_page(current_session())
    return render_template(
        "lifecycle/home.html",
        open_notices=[
            {**notice, "days_left": days_left(notice, now)}
            for notice in front.notices
            if is_open(notice, now)
        ],
        open_calls=[call for call in front.calls if takes_sign_ups(call, now)],
        front=front,
        kind_labels=KIND_LABELS,
    )


@blueprint.get("/decisions/<code>")
@public
@same_for_everybody
def show(code: str) -> ResponseReturnValue:
    """Show one decision's whole course."""
    same_while(partial(find_state_of_course, code=code))
    course = get_course(current_session(), code, clock.now())
    slots = slots_of(course)
    return render_template(
        "lifecycle/show.html",
        course=course,
        facts=facts_of(course),
        slots=slots,
        stages=stages_of(course, slots),
        events=timeline_of(course),
        slot_labels=SLOT_LABELS,
        kind_labels=KIND_LABELS,
        duties=[duty for duty in course.duties if duty.count is not None],
    )


@blueprint.get("/decisions/<code>.json")
@public
@same_for_everybody
def bundle(code: str) -> ResponseReturnValue:
    """Give everything published about a decision, with the hash of each document."""
    return bundle_json(get_course(current_session(), code, clock.now()))


@blueprint.get("/decisions/<code>/feed.atom")
@public
@same_for_everybody
def feed(code: str) -> ResponseReturnValue:
    """Let a reader follow a decision."""
    course = get_course(current_session(), code, clock.now())
    return Response(decision_feed(course, settings().base_url), content_type="application/atom+xml")


@blueprint.get("/receipts")
@public
@limiter.limit("60 per minute")
def receipts() -> ResponseReturnValue:
    """Ask for a receipt code, and lead to what became of what was sent."""
    typed = request.args.get("code", "").strip()
    if typed:
        found = find_by_receipt(current_session(), typed, clock.now())
        if found is not None:
            return redirect(url_for("lifecycle.receipt", code=found.receipt))
        member = find_member_by_receipt(current_session(), typed)
        if member is not None:
            return redirect(url_for("attendance.pool_receipt", receipt=member.receipt))
    return render_template("lifecycle/receipts.html", typed=typed), 404 if typed else 200


@blueprint.get("/receipts/<code>")
@public
@limiter.limit("60 per minute")
def receipt(code: str) -> ResponseReturnValue:
    """Show what became of an opinion, a sign-up or an answer to a questionnaire."""
    found = find_by_receipt(current_session(), code, clock.now())
    if found is None:
        return render_template("lifecycle/receipts.html", typed=code), 404
    response = Response(
        render_template(
            f"lifecycle/{_TEMPLATES[type(found)]}.html",
            found=found,
            now=clock.now(),
            verification_labels=VERIFICATION_LABELS,
            stage_labels=STAGE_LABELS,
        )
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/search")
@public
@limiter.limit("60 per minute")
def search_page() -> ResponseReturnValue:
    """Search decisions, notices and the opinions shown."""
    words = " ".join(request.args.get("q", "").split())[:100]
    hits = search(current_session(), words) if len(words) >= MIN_WORDS else []
    return render_template("lifecycle/search_page.html", words=words, hits=hits, min_words=MIN_WORDS)


@blueprint.get("/site-map")
@public
@same_for_everybody
def site_map() -> ResponseReturnValue:
    """List the columns of the site."""
    return render_template("lifecycle/site_map.html")


@blueprint.get("/privacy")
@public
@same_for_everybody
def privacy() -> ResponseReturnValue:
    """Say which personal data is taken, why, how long, and how to take consent back."""
    return render_template("lifecycle/privacy.html")


@blueprint.get("/accessibility")
@public
@same_for_everybody
def accessibility() -> ResponseReturnValue:
    """Say how the site can be used by everybody."""
    return render_template("lifecycle/accessibility.html")


@blueprint.get("/report-a-mistake")
@public
@same_for_everybody
def report_a_mistake() -> ResponseReturnValue:
    """Say where a mistake on the site is reported."""
    return render_template("lifecycle/report_a_mistake.html")


@blueprint.get("/decisions/")
@public
def index() -> ResponseReturnValue:
    """A decision is found through its catalogue."""
    return redirect("/catalogue/")


@blueprint.get("/favicon.ico")
@public
def favicon() -> ResponseReturnValue:
    """Browsers ask for this address unbidden."""
    return redirect(url_for("static", filename="img/favicon.svg"))
