"""The demonstration: the given scenarios replayed through the operations, and living ones dated from today."""
