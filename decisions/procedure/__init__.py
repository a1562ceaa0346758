"""The steps of a decision that are not participation: documents, review, meeting, issuing.

Not here: consultation, attendance and feedback, each a feature of its own.
"""
