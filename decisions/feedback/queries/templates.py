"""A unit's phrases for answers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from decisions.feedback.errors import TemplateNotFoundError
from decisions.feedback.models import AnswerTemplate


def list_templates(session: Session, unit_id: int | None) -> Sequence[AnswerTemplate]:
    """Return a unit's phrases by name."""
    found = select(AnswerTemplate).where(AnswerTemplate.unit_id == unit_id)
    return session.scalars(found.order_by(AnswerTemplate.title)).all()


def get_template(session: Session, unit_id: int | None, template_id: int) -> AnswerTemplate:
    """Return a phrase of a unit. Raises: TemplateNotFoundError, also for another unit's."""
    template = session.get(AnswerTemplate, template_id)
    if template is None or template.unit_id != unit_id:
        raise TemplateNotFoundError
    return template
