"""Desk pages of the meeting's papers: the checklist, and the two that are handed in for the meeting alone."""

from flask import abort, flash, redirect, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from decisions import clock
from decisions.catalogue.models import Decision
from decisions.procedure import operations
from decisions.procedure.desk.matters import READERS, blueprint, kept_file, preparable, readable
from decisions.procedure.forms.assessing import PaperForm
from decisions.procedure.models import MeetingPaper
from decisions.procedure.permissions import may_prepare
from decisions.procedure.queries import find_meeting
from decisions.procedure.queries.dossier import desk_of, find_dossier, list_papers
from decisions.procedure.rules.papers import HANDED_IN, Paper, PaperLine, checklist
from decisions.services.actor import Role
from decisions.web.acts import is_carried_out
from decisions.web.context import settings
from decisions.web.guards import current_actor, staff
from decisions.web.transactions import current_session


def lines_of(decision: Decision) -> list[PaperLine]:
    """Return the checklist of a decision's papers as they stand."""
    return checklist(find_dossier(current_session(), decision, settings().experts_needed), desk_of(decision))


def is_held(decision: Decision) -> bool:
    """Whether the meeting that decides is recorded as held."""
    meeting = find_meeting(current_session(), decision.id)
    return meeting is not None and meeting.held_on is not None


@blueprint.get("/desk/decisions/<code>/meeting/papers")
@staff(*READERS)
def papers(code: str) -> ResponseReturnValue:
    """Show the checklist: what is ready, what is missing and where it is made, what is not asked for."""
    decision = readable(code)
    return render_template(
        "procedure/desk/papers.html",
        decision=decision,
        lines=lines_of(decision),
        kept=list_papers(current_session(), decision.id),
        is_held=is_held(decision),
        may_prepare=may_prepare(current_actor(), decision),
    )


@blueprint.route("/desk/decisions/<code>/meeting/papers/<paper>", methods=["GET", "POST"])
@staff(Role.DRAFTER)
def edit_paper(code: str, paper: str) -> ResponseReturnValue:
    """Hand in the draft, or what became of the opinions."""
    if paper not in HANDED_IN:
        abort(404)
    decision, which = preparable(code), Paper(paper)
    kept = list_papers(current_session(), decision.id).get(which)
    form = PaperForm.of(kept)
    if form.validate_on_submit() and is_carried_out(form, lambda: _save(decision, which, kept, form)):
        flash(_("已保存。"), "success")
        return redirect(f"{desk_of(decision)}/meeting/papers")
    kept = list_papers(current_session(), decision.id).get(which)  # a refusal has undone what was read
    page = render_template(
        "procedure/desk/edit_paper.html", decision=decision, paper=which, kept=kept, form=form
    )
    return page, 422 if form.errors else 200


def _save(decision: Decision, paper: Paper, kept: MeetingPaper | None, form: PaperForm) -> None:
    file = kept_file(
        form.document.data, kept.file if kept else None, drop=form.drop_document.data, field="document"
    )
    operations.provide_paper(
        current_session(),
        decision,
        paper,
        note=form.note.data or "",
        file=file,
        actor=current_actor(),
        now=clock.now(),
    )
