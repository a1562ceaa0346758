"""Desk pages on which an opinion of several points is cut, answered point by point, or put together again."""

from flask import flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.errors import DecisionsError, NotAllowedError, NotFoundError
from decisions.feedback.desk.answering import next_place, opinion_page, warn_of_doubts
from decisions.feedback.desk.places import answerable, blueprint, desk_page
from decisions.feedback.forms import PartsForm, SplitForm, read_revision
from decisions.feedback.operations import answer_parts, join_opinion, split_opinion
from decisions.feedback.queries.work import get_queued
from decisions.feedback.rules.parts import propose_points
from decisions.services.actor import Role
from decisions.web import transactions
from decisions.web.acts import act
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


@blueprint.route("/desk/decisions/<code>/feedback/opinions/<int:opinion_id>/split", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def split(code: str, opinion_id: int) -> ResponseReturnValue:
    """Cut an opinion into its points."""
    decision, session = answerable(code), current_session()
    queued = get_queued(session, decision.id, opinion_id)
    form = SplitForm(
        data={"points": propose_points(queued.opinion.content_shown), "revision": str(queued.revision)}
    )
    status = 200
    if form.is_submitted():
        status = 422
        try:
            if form.validate():
                split_opinion(
                    session,
                    queued.opinion,
                    form.points.data or "",
                    revision=read_revision(form),
                    actor=current_actor(),
                    now=clock.now(),
                )
                flash(_("已拆分，请逐点答复。全部答复前可以撤销拆分。"), "success")
                return redirect(f"/desk/decisions/{code}/feedback/opinions/{opinion_id}")
        except NotAllowedError:
            raise
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
            decision, queued = answerable(code), get_queued(session, decision.id, opinion_id)
    return desk_page("feedback/desk/split.html", decision, "", queued=queued, form=form), status


@blueprint.post("/desk/decisions/<code>/feedback/opinions/<int:opinion_id>/parts")
@staff(Role.DRAFTER)
def parts(code: str, opinion_id: int) -> ResponseReturnValue:
    """Take the answers of an opinion's points."""
    decision, session, form = answerable(code), current_session(), PartsForm()
    queued = get_queued(session, decision.id, opinion_id)
    try:
        if not form.validate():
            return opinion_page(decision, opinion_id, parts_form=form), 422
        answer_parts(
            session,
            queued.opinion,
            form.replies(),
            revision=read_revision(form),
            actor=current_actor(),
            now=clock.now(),
        )
    except (NotAllowedError, NotFoundError):
        raise
    except DecisionsError as error:
        transactions.undo()
        form.absorb(error)
        form.revision.data = str(get_queued(session, decision.id, opinion_id).revision)
        return opinion_page(answerable(code), opinion_id, parts_form=form), error.status
    flash(_("第 %(number)s 号意见的答复已保存。", number=queued.number), "success")
    warn_of_doubts(queued)
    return redirect(next_place(decision, opinion_id))


@blueprint.post("/desk/decisions/<code>/feedback/opinions/<int:opinion_id>/join")
@staff(Role.DRAFTER)
def join(code: str, opinion_id: int) -> ResponseReturnValue:
    """Undo a split."""
    decision, session = answerable(code), current_session()
    queued = get_queued(session, decision.id, opinion_id)
    return act(
        lambda: join_opinion(
            session, queued.opinion, revision=queued.revision, actor=current_actor(), now=clock.now()
        ),
        done=_("已撤销拆分，可以整条答复。"),
        path=f"/desk/decisions/{code}/feedback/opinions/{opinion_id}",
        again=lambda error: (opinion_page(answerable(code), opinion_id, refusal=error), error.status),
    )
