"""Unit tests of grouping: texts in, groups out."""
