"""How hard a text is to read: LIX (Björnsson 1968), words a sentence plus the share of words over six letters.

Chosen because it needs no syllables, which SMS spelling has in no fixed number. Under 30 reads easily; a newspaper
is around 45.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]+")
_SENTENCE = re.compile(r"[.!?…:]+|\n")
LONG = 7


def lix(texts: Iterable[str]) -> float:
    """The LIX of texts taken together; 0 for no words. Each text ends a sentence."""
    sentences = [part for text in texts for part in _SENTENCE.split(text) if _WORD.search(part)]
    words = [word for part in sentences for word in _WORD.findall(part)]
    if not words:
        return 0.0
    return len(words) / len(sentences) + 100 * sum(len(word) >= LONG for word in words) / len(words)
