"""The yearly catalogue and the decision itself."""
