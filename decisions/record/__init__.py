"""The public record: append-only, one numbered chain for the whole portal.

What the public sees is made from its entries. Not here: what an entry means (each feature's schemas).
"""
