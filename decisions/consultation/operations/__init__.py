"""What changes a consultation. Each verb checks, changes, publishes or audits, and queues what is to be sent.

Not here: reading (queries), what the law says (rules).
"""

from decisions.consultation.operations.amending import amend_opinion, withdraw_opinion
from decisions.consultation.operations.changes import (
    ChangeInput,
    approve_change,
    discard_change,
    propose_change,
    send_back_change,
    submit_change,
    update_change,
)
from decisions.consultation.operations.closing import close_consultation, prove_inclusion
from decisions.consultation.operations.drafts import (
    add_draft_version,
    approve_draft_version,
    attach_draft,
    attach_explanation,
    send_back_draft_version,
    submit_draft_version,
)
from decisions.consultation.operations.events import (
    add_event_file,
    approve_event,
    attach_event_record,
    import_events,
    record_event,
    remove_event_file,
    send_back_event,
    submit_event,
    update_event,
)
from decisions.consultation.operations.hearings import (
    HearingPart,
    approve_part,
    send_back_part,
    set_participants,
    submit_part,
)
from decisions.consultation.operations.importing import ImportReport, import_opinions, plan_import
from decisions.consultation.operations.moderation import show_all, show_opinion, withhold_opinion
from decisions.consultation.operations.notices import (
    NoticeInput,
    approve_notice,
    create_notice,
    list_notice_problems,
    send_back_notice,
    submit_notice,
    update_notice,
)
from decisions.consultation.operations.opinions import (
    OpinionInput,
    Point,
    enter_offline_opinion,
    receive_opinion,
    withdraw_consent,
)
from decisions.consultation.operations.verifying import check_code, send_code

__all__ = [
    "ChangeInput",
    "HearingPart",
    "ImportReport",
    "NoticeInput",
    "OpinionInput",
    "Point",
    "add_draft_version",
    "add_event_file",
    "amend_opinion",
    "approve_change",
    "approve_draft_version",
    "approve_event",
    "approve_notice",
    "approve_part",
    "attach_draft",
    "attach_event_record",
    "attach_explanation",
    "check_code",
    "close_consultation",
    "create_notice",
    "discard_change",
    "enter_offline_opinion",
    "import_events",
    "import_opinions",
    "list_notice_problems",
    "plan_import",
    "propose_change",
    "prove_inclusion",
    "receive_opinion",
    "record_event",
    "remove_event_file",
    "send_back_change",
    "send_back_draft_version",
    "send_back_event",
    "send_back_notice",
    "send_back_part",
    "send_code",
    "set_participants",
    "show_all",
    "show_opinion",
    "submit_change",
    "submit_draft_version",
    "submit_event",
    "submit_notice",
    "submit_part",
    "update_change",
    "update_event",
    "update_notice",
    "withdraw_consent",
    "withdraw_opinion",
    "withhold_opinion",
]
