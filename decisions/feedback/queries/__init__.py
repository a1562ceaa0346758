"""Reading the feedback: `work` (what the desk still has to answer), `gathering` (what a disclosure is made
from), `published` (what the public has been told).
"""
