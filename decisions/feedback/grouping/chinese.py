"""The one door to the library that knows Chinese: simplified script, and words with their part of speech.

Loaded when first asked: its dictionaries take 0.4 s and 90 MB, which a web process that groups nothing
must not pay.
"""

from functools import cache

from opencc_jieba_pyo3 import OpenCC


def simplify(text: str) -> str:
    """Return a text in simplified characters."""
    return str(_library().convert(text, punctuation=False))


def cut_words(text: str) -> list[tuple[str, str]]:
    """Return the words of a simplified text in order, each with its part of speech (n, v, …; x unknown)."""
    return list(_library().jieba_tag(text, hmm=True))


@cache
def _library() -> OpenCC:
    return OpenCC("t2s")
