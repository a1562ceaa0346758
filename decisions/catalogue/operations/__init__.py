"""Verbs of the catalogue: propose, review and accept items, import and edit them, carry them over; record
the consent, submit, approve, publish.

A decision is known from its first catalogue on: whatever adds an item adds its decision or finds it again.
"""

from decisions.catalogue.operations.carrying import (
    carry_over_item,
)
from decisions.catalogue.operations.compiling import (
    add_item,
    describe_catalogue,
    edit_item,
    move_item,
    record_consent,
    withdraw_item,
)
from decisions.catalogue.operations.deciding import (
    accept_proposal,
    merge_proposal,
    send_back_proposal,
)
from decisions.catalogue.operations.importing import (
    as_item,
    as_items,
    confirm_upload,
    import_items,
    keep_upload,
    list_unmatched,
    plan_import_of,
)
from decisions.catalogue.operations.proposing import (
    amend_proposal,
    discard_proposal,
    find_lacking,
    hand_in_proposal,
    review_proposal,
    start_proposal,
)
from decisions.catalogue.operations.publishing import (
    approve_catalogue,
    catalogue_payload,
    find_shortcomings,
    publish_catalogue,
    send_back_catalogue,
    submit_catalogue,
)

__all__ = [
    "accept_proposal",
    "add_item",
    "amend_proposal",
    "approve_catalogue",
    "as_item",
    "as_items",
    "carry_over_item",
    "catalogue_payload",
    "confirm_upload",
    "describe_catalogue",
    "discard_proposal",
    "edit_item",
    "find_lacking",
    "find_shortcomings",
    "hand_in_proposal",
    "import_items",
    "keep_upload",
    "list_unmatched",
    "merge_proposal",
    "move_item",
    "plan_import_of",
    "publish_catalogue",
    "record_consent",
    "review_proposal",
    "send_back_catalogue",
    "send_back_proposal",
    "start_proposal",
    "submit_catalogue",
    "withdraw_item",
]
