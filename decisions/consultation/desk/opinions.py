"""Desk pages of the opinions that came in: list, one of them, what is shown, and closing the set."""

from flask import abort, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup, escape

from decisions import clock
from decisions.consultation import operations
from decisions.consultation.desk.access import (
    HANDLERS,
    READERS,
    blueprint,
    handled,
    readable,
    rights,
    round_of,
    round_path,
)
from decisions.consultation.desk.rounds import is_over
from decisions.consultation.forms import ShowForm, WithholdForm
from decisions.consultation.models import Consultation, Opinion, Visibility
from decisions.consultation.queries import (
    OpinionFilter,
    count_opinions,
    count_opinions_by_channel,
    count_opinions_by_visibility,
    find_closing,
    get_opinion,
    list_opinions,
)
from decisions.consultation.rules import Channel, WithholdReason
from decisions.consultation.rules.opinions import names_to_hide, shown_name
from decisions.errors import DecisionsError
from decisions.services.personal_data import find_personal_data
from decisions.web import transactions
from decisions.web.acts import act, refusal_lines
from decisions.web.files import send_stored
from decisions.web.guards import current_actor, staff
from decisions.web.pagination import requested_page
from decisions.web.transactions import current_session

_ROUND = "/desk/decisions/<code>/consultation/<round_code>"
_OPINION = f"{_ROUND}/opinions/<int:opinion_id>"
PAGE_SIZE = 50


@blueprint.get(f"{_ROUND}/opinions")
@staff(*READERS)
def opinions(code: str, round_code: str) -> ResponseReturnValue:
    """List opinions, searched and filtered."""
    return _list_page(round_of(readable(code), round_code))


def _list_page(consultation: Consultation, refusal: DecisionsError | None = None) -> ResponseReturnValue:
    session = current_session()
    wanted = _wanted()
    page = requested_page(count_opinions(session, consultation.id, wanted), PAGE_SIZE)
    rows = list_opinions(session, consultation.id, wanted, limit=page.size, offset=page.offset)
    html = render_template(
        "consultation/desk/opinions.html",
        consultation=consultation,
        decision=consultation.decision,
        opinions=rows,
        wanted=wanted,
        page=page,
        counts=count_opinions_by_visibility(session, consultation.id),
        by_channel=count_opinions_by_channel(session, consultation.id),
        closing=find_closing(session, consultation),
        is_over=is_over(consultation),
        shown_name=shown_name,
        Visibility=Visibility,
        problems=refusal_lines(refusal),
        **rights(consultation.decision),
    )
    return (html, refusal.status) if refusal else html


def _wanted() -> OpinionFilter:
    visibility, channel = request.args.get("visibility", ""), request.args.get("channel", "")
    return OpinionFilter(
        visibility=Visibility(visibility) if visibility in set(Visibility) else None,
        channel=Channel(channel) if channel in set(Channel) else None,
        text=request.args.get("q", "")[:100],
    )


@blueprint.get(_OPINION)
@staff(*READERS)
def opinion(code: str, round_code: str, opinion_id: int) -> ResponseReturnValue:
    """Show one opinion with what would be starred out, and the two ways to decide."""
    return _opinion_page(code, round_code, opinion_id, ShowForm(formdata=None), WithholdForm(formdata=None))


def _opinion_page(
    code: str, round_code: str, opinion_id: int, show_form: ShowForm, withhold_form: WithholdForm
) -> ResponseReturnValue:
    decision = readable(code)
    consultation = round_of(decision, round_code)
    row = get_opinion(current_session(), consultation, opinion_id)
    show_form.revision.data = withhold_form.revision.data = row.revision
    page = render_template(
        "consultation/desk/opinion.html",
        consultation=consultation,
        decision=decision,
        opinion=row,
        marked=_marked(row),
        name_shown=shown_name(row.name, row.submitter_type, consents=row.consent_publish),
        show_form=show_form,
        withhold_form=withhold_form,
        **rights(decision),
    )
    return page, 422 if show_form.errors or withhold_form.errors else 200


def _marked(opinion: Opinion) -> Markup:
    """Return the original words with what is starred out marked."""
    names = names_to_hide(opinion.name, opinion.submitter_type, consents=opinion.consent_publish)
    parts, place = [], 0
    for finding in find_personal_data(opinion.content, names):
        parts.append(escape(opinion.content[place : finding.start]))
        parts.append(Markup("<mark>{}</mark>").format(opinion.content[finding.start : finding.end]))
        place = finding.end
    parts.append(escape(opinion.content[place:]))
    return Markup("").join(parts).replace("\n", Markup("<br>"))


@blueprint.post(f"{_OPINION}/show")
@staff(*HANDLERS)
def show(code: str, round_code: str, opinion_id: int) -> ResponseReturnValue:
    """Show an opinion to the public."""
    consultation = round_of(handled(code), round_code)
    row, form = get_opinion(current_session(), consultation, opinion_id), ShowForm()
    if form.validate_on_submit():
        try:
            operations.show_opinion(
                current_session(),
                row,
                also_hide=form.words(),
                revision=form.revision.data,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            flash(_("意见 %(receipt)s 已公开展示。", receipt=row.receipt), "success")
            return redirect(_next_undecided(consultation), 303)
    return _opinion_page(code, round_code, opinion_id, form, WithholdForm(formdata=None))


@blueprint.post(f"{_OPINION}/withhold")
@staff(*HANDLERS)
def withhold(code: str, round_code: str, opinion_id: int) -> ResponseReturnValue:
    """Keep an opinion's words from the public, for a reason."""
    consultation = round_of(handled(code), round_code)
    row, form = get_opinion(current_session(), consultation, opinion_id), WithholdForm()
    if form.validate_on_submit():
        reason = WithholdReason(form.reason.data)
        try:
            operations.withhold_opinion(
                current_session(),
                row,
                reason=reason,
                revision=form.revision.data,
                actor=current_actor(),
                now=clock.now(),
            )
        except DecisionsError as error:
            transactions.undo()
            form.absorb(error)
        else:
            flash(_("意见 %(receipt)s 不予展示，理由已经记录。", receipt=row.receipt), "success")
            return redirect(_next_undecided(consultation), 303)
    return _opinion_page(code, round_code, opinion_id, ShowForm(formdata=None), form)


def _next_undecided(consultation: Consultation) -> str:
    """Return the page of the next opinion to decide on, or the list when none is left."""
    wanted = OpinionFilter(visibility=Visibility.RECEIVED)
    following = list_opinions(current_session(), consultation.id, wanted, limit=1)
    return round_path(consultation, f"opinions/{following[0].id}" if following else "opinions")


@blueprint.post(f"{_ROUND}/opinions/show-all")
@staff(*HANDLERS)
def show_all(code: str, round_code: str) -> ResponseReturnValue:
    """Show every undecided opinion in which nothing had to be starred out."""
    consultation = round_of(handled(code), round_code)
    count = operations.show_all(current_session(), consultation, actor=current_actor(), now=clock.now())
    flash(_("已公开 %(count)s 条。含有个人信息的意见没有批量公开，请逐条核对。", count=str(count)), "success")
    return redirect(round_path(consultation, "opinions"), 303)


@blueprint.post(f"{_ROUND}/close")
@staff(*HANDLERS)
def close(code: str, round_code: str) -> ResponseReturnValue:
    """Close the set of opinions and publish its count and root."""
    consultation = round_of(handled(code), round_code)
    return act(
        lambda: operations.close_consultation(
            current_session(), consultation, actor=current_actor(), now=clock.now()
        ),
        done=_("已经结卷，意见总数和校验值已写入公开记录。"),
        path=round_path(consultation, "opinions"),
        again=lambda error: _list_page(round_of(readable(code), round_code), error),
    )


@blueprint.get(f"{_OPINION}/attachments/<int:attachment_id>")
@staff(*HANDLERS)
def attachment(code: str, round_code: str, opinion_id: int, attachment_id: int) -> ResponseReturnValue:
    """Hand out a file that came with an opinion; attachments are not published."""
    row = get_opinion(current_session(), round_of(handled(code), round_code), opinion_id)
    found = next((each for each in row.attachments if each.id == attachment_id), None)
    if found is None:
        abort(404)
    return send_stored(found.file)
