"""Staff pages of the feedback: answering opinions, and the disclosure on its way to the public."""

from decisions.feedback.desk import (
    answering,
    consulting,
    disclosing,
    grouping,
    importing,
    splitting,
    templates,
    topic_members,
    topics,
)
from decisions.feedback.desk.places import blueprint

__all__ = [
    "answering",
    "blueprint",
    "consulting",
    "disclosing",
    "grouping",
    "importing",
    "splitting",
    "templates",
    "topic_members",
    "topics",
]
