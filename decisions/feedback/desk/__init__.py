"""Staff pages of the feedback: answering opinions, and the disclosure on its way to the public."""

from decisions.feedback.desk import answering, disclosing, importing, topics
from decisions.feedback.desk.places import blueprint

__all__ = ["answering", "blueprint", "disclosing", "importing", "topics"]
