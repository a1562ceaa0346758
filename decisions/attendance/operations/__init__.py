"""The verbs of attendance, by what they act on; each is one transaction's worth of work.

calls → sign_ups → eligibility → draws or representatives → replacements → statements; erasure in between.
"""

from decisions.attendance.operations.amending import (
    amend_sign_up,
    as_input,
    needs_identity_of,
    own_copy,
    require_own,
)
from decisions.attendance.operations.calls import (
    approve_call,
    create_call,
    send_back_call,
    submit_call,
    update_call,
)
from decisions.attendance.operations.check_in import check_in, note_delivery
from decisions.attendance.operations.corrections import approve_correction, submit_correction
from decisions.attendance.operations.draws import freeze_draw, run_draw
from decisions.attendance.operations.eligibility import Verdict, accept_proposals, check_eligibility
from decisions.attendance.operations.erasure import erase_chosen, erase_unselected, withdraw_sign_up
from decisions.attendance.operations.importing import import_representatives, import_statements
from decisions.attendance.operations.objections import answer_objection, raise_objection
from decisions.attendance.operations.offers import (
    confirm_for,
    confirm_own_seat,
    decline_own_seat,
    state_of,
)
from decisions.attendance.operations.preparing import prepare_draw, request_preparation
from decisions.attendance.operations.replacements import record_replacement
from decisions.attendance.operations.representatives import (
    Invited,
    add_representative,
    approve_representatives,
    record_attendance,
    select_representatives,
    send_back_representatives,
    submit_representatives,
)
from decisions.attendance.operations.scoring import score_sign_up
from decisions.attendance.operations.sign_ups import (
    Imported,
    ListedSignUp,
    enter_sign_up,
    import_sign_ups,
    receive_sign_up,
)
from decisions.attendance.operations.statements import (
    answer_statement,
    approve_statements,
    enter_statement,
    remove_statement,
    send_back_statements,
    submit_statements,
)

__all__ = [
    "Imported",
    "Invited",
    "ListedSignUp",
    "Verdict",
    "accept_proposals",
    "add_representative",
    "amend_sign_up",
    "answer_objection",
    "answer_statement",
    "approve_call",
    "approve_correction",
    "approve_representatives",
    "approve_statements",
    "as_input",
    "check_eligibility",
    "check_in",
    "confirm_for",
    "confirm_own_seat",
    "create_call",
    "decline_own_seat",
    "enter_sign_up",
    "enter_statement",
    "erase_chosen",
    "erase_unselected",
    "freeze_draw",
    "import_representatives",
    "import_sign_ups",
    "import_statements",
    "needs_identity_of",
    "note_delivery",
    "own_copy",
    "prepare_draw",
    "raise_objection",
    "receive_sign_up",
    "record_attendance",
    "record_replacement",
    "remove_statement",
    "request_preparation",
    "require_own",
    "run_draw",
    "score_sign_up",
    "select_representatives",
    "send_back_call",
    "send_back_representatives",
    "send_back_statements",
    "state_of",
    "submit_call",
    "submit_correction",
    "submit_representatives",
    "submit_statements",
    "update_call",
    "withdraw_sign_up",
]
