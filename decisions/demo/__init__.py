"""The demonstration: given scenarios replayed through the operations, living ones dated from today."""
