"""Staff pages of the procedure: issuing, steps and meeting, each entered, submitted and approved."""

from decisions.procedure.desk import issuing, meeting, steps
from decisions.procedure.desk.matters import blueprint

__all__ = ["blueprint", "issuing", "meeting", "steps"]
