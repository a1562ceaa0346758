"""Unit tests of drafts as clauses: bytes and values in, values out."""
