"""What attendance does in the background. Not here: the work itself (operations)."""

from typing import Any

from sqlalchemy.orm import Session

from decisions import clock
from decisions.attendance.operations import prepare_draw
from decisions.services.background import BackgroundJob, Report


def prepare_composition_draw(session: Session, job: BackgroundJob, report: Report) -> dict[str, Any]:
    """Prepare a draw with quotas; a refusal is the attempt's outcome, not the job's failure."""
    attempt = prepare_draw(session, job.arguments["attempt"], report=report, clock=clock.now)
    return {"outcome": attempt.outcome.value if attempt.outcome else ""}
