"""The verbs of grouping: `proposing` (ask for and store proposals), `acting` (confirm, split, move, merge,
rename, dissolve), `topics` (members of confirmed topics), `replying` (one answer to all copies), `undoing`.
"""

from decisions.feedback.operations.grouping.acting import (
    Confirmed,
    Target,
    confirm_group,
    confirm_groups,
    dissolve_groups,
    merge_chosen,
    merge_groups,
    move_members,
    rename_group,
    split_group,
)
from decisions.feedback.operations.grouping.proposing import (
    PROPOSING,
    FoundGroups,
    request_proposals,
    store_proposals,
)
from decisions.feedback.operations.grouping.replying import GroupAnswered, answer_group
from decisions.feedback.operations.grouping.topics import (
    dissolve_topic,
    merge_topics,
    move_between_topics,
)
from decisions.feedback.operations.grouping.undoing import undo_act

__all__ = [
    "PROPOSING",
    "Confirmed",
    "FoundGroups",
    "GroupAnswered",
    "Target",
    "answer_group",
    "confirm_group",
    "confirm_groups",
    "dissolve_groups",
    "dissolve_topic",
    "merge_chosen",
    "merge_groups",
    "merge_topics",
    "move_between_topics",
    "move_members",
    "rename_group",
    "request_proposals",
    "split_group",
    "store_proposals",
    "undo_act",
]
