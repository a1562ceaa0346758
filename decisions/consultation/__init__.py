"""Consultation: the window in which everyone may comment, the draft commented on, and what came in.

What belongs here: windows, draft clauses and their versions, opinions, questionnaires, offline ways.
Not here: what is answered to an opinion (feedback) and who sits in on the meeting (attendance).
"""
