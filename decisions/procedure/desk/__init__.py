"""Staff pages of the procedure.

Issuing, steps and meeting are entered, submitted and approved; what stands behind them (experts, risks, the
legality review, the meeting's papers) is entered on pages of its own.
"""

from decisions.procedure.desk import experts, issuing, meeting, papers, review, risks, steps
from decisions.procedure.desk.matters import blueprint

__all__ = ["blueprint", "experts", "issuing", "meeting", "papers", "review", "risks", "steps"]
