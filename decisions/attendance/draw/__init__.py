"""The draw of public representatives: freeze, seed, draw, replace, verify (docs/draw.md).

Pure: files are bytes by name, no database, no web, no clock. What does not belong here: who is eligible
(attendance.rules), when a draw may be held and who may order it (attendance.operations).
"""

from decisions.attendance.draw.drawing import read_committed, run
from decisions.attendance.draw.fairness import Step
from decisions.attendance.draw.freezing import Frozen, freeze, freeze_file
from decisions.attendance.draw.preparing import (
    Prepared,
    TypeChance,
    chances_of,
    digest_of_inputs,
    freeze_prepared,
    prepare,
)
from decisions.attendance.draw.replacement import EventKind, Standing, replace, standing
from decisions.attendance.draw.rule import Rule, read_rule
from decisions.attendance.draw.seed import Seed, seed_from, seed_from_document
from decisions.attendance.draw.verify_draw import Verification, verify

__all__ = [
    "EventKind",
    "Frozen",
    "Prepared",
    "Rule",
    "Seed",
    "Standing",
    "Step",
    "TypeChance",
    "Verification",
    "chances_of",
    "digest_of_inputs",
    "freeze",
    "freeze_file",
    "freeze_prepared",
    "prepare",
    "read_committed",
    "read_rule",
    "replace",
    "run",
    "seed_from",
    "seed_from_document",
    "standing",
    "verify",
]
