"""A unit's phrases for answers: kept, changed, taken away."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from decisions.errors import NotAllowedError
from decisions.feedback.errors import TemplateTitleTakenError
from decisions.feedback.models import AnswerTemplate
from decisions.feedback.permissions import may_keep_templates
from decisions.feedback.queries.templates import get_template
from decisions.services import audit
from decisions.services.actor import Actor


def save_template(
    session: Session,
    template_id: int | None,
    *,
    title: str,
    text: str,
    actor: Actor,
    now: datetime,
) -> AnswerTemplate:
    """Keep a phrase for the actor's unit, or change one it has.

    Shape:  template_id is None for a new one.
    Raises: TemplateTitleTakenError, TemplateNotFoundError, NotAllowedError.
    Writes: answer_templates, audit_entries.
    Allowed: drafters and approvers, for their own unit.
    """
    unit_id = _unit_of(actor)
    if template_id is None:
        template = AnswerTemplate(unit_id=unit_id)
    else:
        template = get_template(session, unit_id, template_id)
    try:
        with session.begin_nested():
            template.title, template.text = title.strip(), text.strip()
            template.updated_by_name, template.updated_at = actor.name, now
            session.add(template)
    except IntegrityError as error:
        raise TemplateTitleTakenError(field="title", title=title.strip()) from error
    audit.log(session, actor, "feedback.save_template", f"unit/{unit_id}", now=now, template=template.id)
    return template


def remove_template(session: Session, template_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a phrase away; answers written with it keep their words.

    Raises: TemplateNotFoundError, NotAllowedError.
    Writes: answer_templates, audit_entries.
    Allowed: drafters and approvers, for their own unit.
    """
    unit_id = _unit_of(actor)
    template = get_template(session, unit_id, template_id)
    audit.log(session, actor, "feedback.remove_template", f"unit/{unit_id}", now=now, title=template.title)
    session.delete(template)
    session.flush()


def _unit_of(actor: Actor) -> int:
    if not may_keep_templates(actor) or actor.unit_id is None:
        raise NotAllowedError
    return actor.unit_id
