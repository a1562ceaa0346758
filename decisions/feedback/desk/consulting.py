"""Desk pages on which another unit is asked for its view, and gives it."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.consultation.models import Opinion
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.feedback.desk.answering import opinion_page
from decisions.feedback.desk.places import answerable, blueprint
from decisions.feedback.desk.topics import topic_page
from decisions.feedback.forms import ViewForm, ViewRequestForm
from decisions.feedback.models import Topic
from decisions.feedback.operations import ask_for_view, give_view, withdraw_view_request
from decisions.feedback.permissions import may_answer, may_give_view, may_read_view
from decisions.feedback.queries.views import AskedView, get_view_request, list_views_of_unit
from decisions.feedback.queries.work import get_queued, get_topic
from decisions.services.actor import Role, require
from decisions.web import transactions
from decisions.web.acts import act
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session

ASKED = (Role.DRAFTER, Role.APPROVER, Role.JUSTICE, Role.OPENNESS)
_LISTED = 100


@blueprint.post("/desk/decisions/<code>/feedback/opinions/<int:opinion_id>/ask")
@staff(Role.DRAFTER)
def ask_about_opinion(code: str, opinion_id: int) -> ResponseReturnValue:
    """Ask another unit about an opinion."""
    decision = answerable(code)
    opinion = get_queued(current_session(), decision.id, opinion_id).opinion
    form = ViewRequestForm()
    if form.validate() and _ask(decision, opinion, form):
        return redirect(f"/desk/decisions/{code}/feedback/opinions/{opinion_id}")
    return opinion_page(answerable(code), opinion_id, ask_form=form), 422


@blueprint.post("/desk/decisions/<code>/feedback/topics/<int:topic_id>/ask")
@staff(Role.DRAFTER)
def ask_about_topic(code: str, topic_id: int) -> ResponseReturnValue:
    """Ask another unit about a topic."""
    decision = answerable(code)
    topic, form = get_topic(current_session(), decision.id, topic_id), ViewRequestForm()
    if form.validate() and _ask(decision, topic, form):
        return redirect(f"/desk/decisions/{code}/feedback/topics/{topic_id}")
    return topic_page(answerable(code), topic_id, ask_form=form), 422


def _ask(decision: Decision, about: Opinion | Topic, form: ViewRequestForm) -> bool:
    try:
        request = ask_for_view(
            current_session(),
            decision,
            about,
            unit_id=form.unit.data or 0,
            question=form.question.data or "",
            working_days=form.working_days.data,
            portal_url=settings().base_url,
            actor=current_actor(),
            now=clock.now(),
        )
    except NotAllowedError:
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    flash(_("已征询%(unit)s的意见，对方工作台和邮箱都会收到提醒。", unit=request.unit.name), "success")
    return True


@blueprint.get("/desk/feedback/views")
@staff(*ASKED)
def views() -> ResponseReturnValue:
    """List the views asked of the viewer's unit, and those it asked others for."""
    asked, asking = list_views_of_unit(
        current_session(), current_actor().unit_id, clock.today(), limit=_LISTED
    )
    return render_template("feedback/desk/views.html", asked=asked, asking=asking, listed=_LISTED)


@blueprint.route("/desk/feedback/views/<int:request_id>", methods=["GET", "POST"])
@staff(*ASKED)
def view(request_id: int) -> ResponseReturnValue:
    """Show what is asked, and take the view."""
    found, form, status = _readable(request_id), ViewForm(), 200
    if form.is_submitted():
        require(may_give_view(current_actor(), found.request))
        if form.validate() and _give(found, form):
            return redirect(f"/desk/feedback/views/{request_id}")
        found, status = _readable(request_id), 422
    actor, request = current_actor(), found.request
    page = render_template(
        "feedback/desk/view.html",
        found=found,
        form=form,
        number=_number(found),
        may_give=may_give_view(actor, request) and found.is_open,
        may_withdraw=may_answer(actor, request.decision) and found.is_open,
    )
    return page, status


def _readable(request_id: int) -> AskedView:
    found = get_view_request(current_session(), request_id, clock.today())
    require(may_read_view(current_actor(), found.request))
    return found


def _number(found: AskedView) -> str:
    """Return the number of the opinion that was asked about, empty for a topic or what was taken back."""
    request = found.request
    if request.opinion_id is None or request.opinion is None or request.opinion.is_withdrawn:
        return ""
    return get_queued(current_session(), request.decision_id, request.opinion_id).number


def _give(found: AskedView, form: ViewForm) -> bool:
    try:
        give_view(
            current_session(),
            found.request,
            form.view.data or "",
            portal_url=settings().base_url,
            actor=current_actor(),
            now=clock.now(),
        )
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        return False
    flash(_("已回复，征询单位会收到提醒。"), "success")
    return True


@blueprint.post("/desk/feedback/views/<int:request_id>/withdraw")
@staff(Role.DRAFTER)
def withdraw_view(request_id: int) -> ResponseReturnValue:
    """Take a question back."""
    found = _readable(request_id)
    request = found.request
    place = f"opinions/{request.opinion_id}" if request.opinion_id else f"topics/{request.topic_id or ''}"
    return act(
        lambda: withdraw_view_request(current_session(), request, actor=current_actor(), now=clock.now()),
        done=_("已撤回征询。"),
        path=f"/desk/decisions/{request.decision.code}/feedback/{place}".rstrip("/"),
        again=lambda error: (str(_refused(error)), error.status),
    )


def _refused(error: DecisionsError) -> str:
    return render_template(
        "feedback/desk/views.html", asked=[], asking=[], listed=_LISTED, refusal=str(error)
    )
