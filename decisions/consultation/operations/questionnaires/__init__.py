"""What changes a questionnaire (R6): built, published by two persons, answered, added up, published again.

Not here: reading (queries), what a question or an answer may hold (rules).
"""

from decisions.consultation.operations.questionnaires.answering import (
    AnswerInput,
    change_answers,
    enter_paper_answers,
    receive_answers,
    withdraw_answers,
)
from decisions.consultation.operations.questionnaires.building import (
    begin_questionnaire,
    delete_question,
    describe_questionnaire,
    discard_changes,
    move_question,
    save_question,
)
from decisions.consultation.operations.questionnaires.moderation import (
    show_all_words,
    show_words,
    withhold_words,
)
from decisions.consultation.operations.questionnaires.publishing import (
    approve_questionnaire,
    send_back_questionnaire,
    submit_questionnaire,
)
from decisions.consultation.operations.questionnaires.results import (
    approve_results,
    send_back_results,
    submit_results,
)

__all__ = [
    "AnswerInput",
    "approve_questionnaire",
    "approve_results",
    "begin_questionnaire",
    "change_answers",
    "delete_question",
    "describe_questionnaire",
    "discard_changes",
    "enter_paper_answers",
    "move_question",
    "receive_answers",
    "save_question",
    "send_back_questionnaire",
    "send_back_results",
    "show_all_words",
    "show_words",
    "submit_questionnaire",
    "submit_results",
    "withdraw_answers",
    "withhold_words",
]
