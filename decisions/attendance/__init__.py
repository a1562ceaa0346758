"""Sitting in on the meeting that decides: calls, sign-ups, the draw, representatives, what they said.

What does not belong here: the meeting itself and its papers (procedure), the counters of the year on the
public board (supervision). The draw is a package of its own, without database or web.
"""
