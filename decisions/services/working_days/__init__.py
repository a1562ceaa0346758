"""Working days: the yearly tables of days off, and counting with them.

arithmetic.py counts and knows no framework; tables.py reads a year's file; store.py overlays the years an
administrator added. Nothing is re-exported here, so that the arithmetic can be imported alone.
"""
