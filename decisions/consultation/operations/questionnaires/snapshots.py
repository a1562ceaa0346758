"""What a questionnaire and its results publish. Nothing depends on when it is made; no floats, no names."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from decisions.consultation.models.questionnaires import Questionnaire
from decisions.consultation.rules import CHANNEL_LABELS, SUBMITTER_LABELS, Channel, SubmitterType
from decisions.consultation.rules.merkle import leaf_hash, merkle_root
from decisions.consultation.rules.questionnaires.tallying import Tally
from decisions.record.rules import canonical


def questionnaire_page(code: str) -> str:
    """Return the path at which a questionnaire is answered."""
    return f"/consultations/{code}/questionnaire"


def results_page(code: str) -> str:
    """Return the path of a questionnaire's results."""
    return f"{questionnaire_page(code)}/results"


def questionnaire_payload(questionnaire: Questionnaire) -> dict[str, Any]:
    """Return the questionnaire as its next version goes out."""
    consultation = questionnaire.consultation
    return {
        "headline": f"发布调查问卷：{questionnaire.title}",
        "occurred_on": "",  # the day it is published, which its entry tells
        "page": questionnaire_page(consultation.code),
        "documents": [],
        "code": consultation.code,
        "decision": consultation.decision.code,
        "title": questionnaire.title,
        "introduction": questionnaire.introduction,
        "version": questionnaire.version + 1,
        "questions": list(questionnaire.questions),
    }


def results_payload(
    published: Mapping[str, Any],
    *,
    by_channel: Mapping[Channel, int],
    by_submitter: Mapping[SubmitterType, int],
    tallies: Sequence[Tally],
    hashes: Sequence[tuple[str, str]],
    texts: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """Return the results: totals by question, by channel, by kind of submitter, never crossed.

    Texts are no members one by one: texts_root is the Merkle root over those shown, answers_root over the
    receipts of all answers.
    Shape:  published is the questionnaire as it went out; hashes are (receipt, content_sha256) by receipt.
    """
    count = sum(by_channel.values())
    return {
        "headline": f"公布问卷调查结果：收到答卷 {count} 份",
        "occurred_on": "",
        "page": results_page(published["code"]),
        "documents": [],
        "code": published["code"],
        "decision": published["decision"],
        "title": published["title"],
        "version": published["version"],
        "count": count,
        "by_channel": [
            {"channel": channel.value, "label": CHANNEL_LABELS[channel], "count": found}
            for channel, found in by_channel.items()
        ],
        "by_submitter_type": [
            {"submitter_type": kind.value, "label": SUBMITTER_LABELS[kind], "count": found}
            for kind, found in by_submitter.items()
        ],
        "questions": [tally.as_json() for tally in tallies],
        "answers_root": merkle_root([leaf_hash(receipt, sha256) for receipt, sha256 in hashes]),
        "texts_root": texts_root(texts),
    }


def texts_root(texts: Mapping[str, Sequence[str]]) -> str:
    """Return the Merkle root over the texts that are shown, whatever their order on the page."""
    leaves = [_text_leaf(question, text) for question, found in texts.items() for text in found]
    return merkle_root(sorted(leaves))


def _text_leaf(question: str, text: str) -> str:
    leaf = canonical({"question": question, "text": text})
    return hashlib.sha256(b"\x00" + leaf.encode()).hexdigest()
