"""Spreadsheets: reading the ones offices really have, writing the ones the portal hands out.

Use it through `reading.read_table` and `writing.write_xlsx` / `writing.write_csv`; `headings` finds the
header row of a table whose columns are named in other words and order, `text` cleans what cells hold.
What does not belong here: any column, term or rule of a feature (see each feature's `spreadsheets`).
Nothing is re-exported, so that writing doesn't load the readers.
"""
