"""The verbs of the feedback: `answering` (one opinion, a topic), `splitting` (the points of one opinion),
`consulting` (another unit's view), `templates` (a unit's phrases), `importing` (a spreadsheet) and
`disclosing` (prepare, submit, approve, send back).
"""

from decisions.feedback.operations.answering import answer_opinion, answer_topic, rename_topic
from decisions.feedback.operations.consulting import ask_for_view, give_view, withdraw_view_request
from decisions.feedback.operations.disclosing import (
    approve_disclosure,
    prepare_disclosure,
    send_back_disclosure,
    submit_disclosure,
)
from decisions.feedback.operations.importing import import_answers, import_upload, keep_answers
from decisions.feedback.operations.splitting import answer_parts, join_opinion, split_opinion
from decisions.feedback.operations.templates import remove_template, save_template

__all__ = [
    "answer_opinion",
    "answer_parts",
    "answer_topic",
    "approve_disclosure",
    "ask_for_view",
    "give_view",
    "import_answers",
    "import_upload",
    "join_opinion",
    "keep_answers",
    "prepare_disclosure",
    "remove_template",
    "rename_topic",
    "save_template",
    "send_back_disclosure",
    "split_opinion",
    "submit_disclosure",
    "withdraw_view_request",
]
