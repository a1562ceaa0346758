"""Verbs of the catalogue: import and edit its items, record the consent, submit, approve, publish.

A decision is known from its first catalogue on: whatever adds an item adds its decision or finds it again.
"""

from decisions.catalogue.operations.compiling import (
    add_item,
    describe_catalogue,
    edit_item,
    record_consent,
    withdraw_item,
)
from decisions.catalogue.operations.importing import (
    as_item,
    as_items,
    confirm_upload,
    import_items,
    keep_upload,
    plan_import_of,
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
    "add_item",
    "approve_catalogue",
    "as_item",
    "as_items",
    "catalogue_payload",
    "confirm_upload",
    "describe_catalogue",
    "edit_item",
    "find_shortcomings",
    "import_items",
    "keep_upload",
    "plan_import_of",
    "publish_catalogue",
    "record_consent",
    "send_back_catalogue",
    "submit_catalogue",
    "withdraw_item",
]
