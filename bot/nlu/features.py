"""Turns messages into rows of sparse features: words, concepts, surface cues, characters and sounds.

Columns are grouped in blocks whose place is kept (`spans`), so that a model can rebuild, for a fold of
the training data, what it would have known of each block.
"""

from __future__ import annotations

import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import combinations
from typing import TypeVar

import numpy as np
from joblib import Parallel, delayed, effective_n_jobs
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack, vstack

from bot.nlu.concepts import concepts_in
from bot.nlu.spelling import views

_CHUNK = re.compile(r"\S+")


def sequence_grams(items: Sequence[str], shortest: int, longest: int) -> list[str]:
    """All runs of `shortest` to `longest` items, joined by spaces."""
    return [
        " ".join(items[start : start + size])
        for size in range(shortest, longest + 1)
        for start in range(len(items) - size + 1)
    ]


def letter_grams(words: Iterable[str], shortest: int, longest: int) -> list[str]:
    """Character runs inside each word, the word's edges marked by spaces."""
    grams: list[str] = []
    for word in words:
        edged = f" {word} "
        for size in range(shortest, longest + 1):
            if len(edged) <= size:
                grams.append(edged)
                break
            grams += [edged[start : start + size] for start in range(len(edged) - size + 1)]
    return grams


def word_grams(text: str) -> list[str]:
    """Words and pairs of words of the standard view."""
    return sequence_grams(views(text).words, 1, 2)


def char_grams(text: str) -> list[str]:
    """Runs of 2 to 5 characters of the plain view."""
    return letter_grams(_CHUNK.findall(views(text).plain), 2, 5)


def sound_grams(text: str) -> list[str]:
    """Runs of 1 to 3 phonetic keys."""
    return sequence_grams(views(text).sounds, 1, 3)


def sound_letter_grams(text: str) -> list[str]:
    """Runs of 2 to 4 letters of the phonetic keys."""
    return letter_grams(views(text).sounds, 2, 4)


def concept_pairs(text: str) -> list[str]:
    """Concepts found and every pair of them."""
    found = concepts_in(views(text).standard)
    return found + [f"{first}&{second}" for first, second in combinations(found, 2)]


_OPENING_MARK = re.compile(
    r"^\W*(?:pause|stop|coupe|attends?|hors|nan mais|non mais|sinon|en fait|ps|aparte|time ?out|bon)\b"
)
_PASTED_LINE = re.compile(r"^\s*(?:\[?\d{1,2}[:h]\d{2}\]?.{0,4})?[\w.@ -]{1,20}\s?:\s", re.MULTILINE)


def surface_cues(text: str) -> list[str]:
    """Marks that no single word carries: questions, breaking off, pasted chats, how it opens.

    Length and care of writing are left out on purpose: they tell who writes, not what happens to them
    (measured: with them, a careful long writer's harmless lines are flagged).
    """
    seen = views(text)
    marks = {
        "question": "?" in text,
        "exclaims": "!" in text,
        "breaks_off": seen.plain.endswith("..."),
        "lines": "\n" in text,
        "pasted": len(_PASTED_LINE.findall(text)) >= 2,
        "quotes": any(mark in text for mark in '«“"'),
        "opening_mark": bool(_OPENING_MARK.match(seen.plain)),
        "digits": any(char.isdigit() for char in text),
        "starts_with_i": seen.words[:1] in (("je",), ("j'",)),
        "starts_with_third": seen.words[:1] in (("il",), ("elle",), ("ils",), ("on",), ("elles",)),
        "starts_with_my": seen.words[:1] in (("mon",), ("ma",), ("mes",)),
        "starts_with_you": seen.words[:1] in (("tu",), ("t'",)),
        "no_verb_to_me": not {"je", "j'", "me", "m'", "moi", "mon", "ma", "mes"} & set(seen.words),
    }
    return [name for name, present in marks.items() if present]


@dataclass(frozen=True)
class Block:
    """One view of the text: how it is cut, and how much it weighs beside the others."""

    name: str
    analyse: Callable[[str], list[str]]
    weight: float = 1.0


#: The first `CROSSED` blocks are also seen apart inside a scene, where words mean something else.
BLOCKS = (
    Block("words", word_grams),
    Block("concepts", concept_pairs, 1.5),
    Block("cues", surface_cues, 0.5),
    Block("chars", char_grams),
    Block("sounds", sound_grams),
    Block("sound_letters", sound_letter_grams),
)
CROSSED = 3
#: Texts from which starting processes pays.
_WORTH_PROCESSES = 5_000

Part = TypeVar("Part")


@dataclass
class Featuriser:
    """Fitted vocabularies. A message is one sparse row; each block of it has the length of its weight."""

    columns: list[dict[str, int]] = field(default_factory=list)
    rarity: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    spans: list[tuple[int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rarity)

    @property
    def crossed(self) -> int:
        """Columns below this one are crossed with the scene."""
        return self.spans[CROSSED - 1][1] if self.spans else 0

    def fit(self, texts: Sequence[str]) -> Featuriser:
        """Learn vocabularies and rarities from training texts (grams of a single text are dropped)."""
        self.fit_transform(texts)
        return self

    def fit_transform(self, texts: Sequence[str]) -> csr_matrix:
        """`fit`, then the rows that `transform` would give, the texts cut up once."""
        least = 2 if len(texts) > 500 else 1
        cuts = _spread(_cut, texts)
        self.columns, self.spans = [], []
        rarities: list[NDArray[np.float32]] = []
        rows: list[csr_matrix] = []
        for number, block in enumerate(BLOCKS):
            parts = [of_part[number] for of_part in cuts]
            counts: Counter[str] = Counter()
            for part in parts:
                counts.update(dict(zip(part.grams, part.texts_with(), strict=True)))
            kept = sorted(gram for gram, count in counts.items() if count >= least)
            column = {gram: index for index, gram in enumerate(kept)}
            rarity = np.array(
                [math.log((1 + len(texts)) / (1 + counts[gram])) + 1.0 for gram in kept], dtype=np.float32
            )
            found = vstack([part.rows(column) for part in parts], format="csr") @ diags(
                rarity, dtype=np.float32
            )
            lengths = np.sqrt(np.asarray(found.multiply(found).sum(axis=1)).ravel())
            scale = np.divide(block.weight, lengths, out=np.zeros_like(lengths), where=lengths > 0)
            rows.append(diags(scale.astype(np.float32)) @ found)
            start = self.spans[-1][1] if self.spans else 0
            self.columns.append({gram: start + index for gram, index in column.items()})
            self.spans.append((start, start + len(kept)))
            rarities.append(rarity)
        self.rarity = np.concatenate(rarities)
        wide = hstack(rows, format="csr", dtype=np.float32)
        wide.sort_indices()
        return wide

    def transform(self, texts: Sequence[str], only: Sequence[str] | None = None) -> csr_matrix:
        """One row per text; `only` names the blocks to fill, all by default."""
        parts = _spread(partial(self._rows, only=only), texts)
        return parts[0] if len(parts) == 1 else vstack(parts, format="csr")

    def _rows(self, texts: Sequence[str], only: Sequence[str] | None) -> csr_matrix:
        indices: list[NDArray[np.int32]] = []
        data: list[NDArray[np.float32]] = []
        ends = [0]
        for text in texts:
            size = 0
            for block, column in zip(BLOCKS, self.columns, strict=True):
                if only is not None and block.name not in only:
                    continue
                known = sorted({column[gram] for gram in block.analyse(text) if gram in column})
                if not known:
                    continue
                where = np.array(known, dtype=np.int32)
                values = self.rarity[where]
                indices.append(where)
                data.append(values * (block.weight / math.sqrt(float(values @ values))))
                size += len(known)
            ends.append(ends[-1] + size)
        if not indices:
            return csr_matrix((len(texts), self.width), dtype=np.float32)
        return csr_matrix(
            (np.concatenate(data), np.concatenate(indices), np.array(ends, dtype=np.int32)),
            shape=(len(texts), self.width),
        )


@dataclass(frozen=True)
class _Cut:
    """Texts cut into the grams of one block: each text's own, as numbers of `grams`, one text after the other."""

    grams: list[str]
    numbers: NDArray[np.int32]
    ends: NDArray[np.int64]

    def texts_with(self) -> list[int]:
        """For each gram, in how many of the texts it stands."""
        return np.bincount(self.numbers, minlength=len(self.grams)).tolist()

    def rows(self, column: dict[str, int]) -> csr_matrix:
        """A row per text, one where a gram of `column` stands in it."""
        places = np.array([column.get(gram, -1) for gram in self.grams], dtype=np.int32)
        where = places[self.numbers]
        known = where >= 0
        ends = np.concatenate([[0], np.cumsum(known)])[self.ends]
        ones = np.ones(int(known.sum()), dtype=np.float32)
        return csr_matrix((ones, where[known], ends), shape=(len(self.ends) - 1, len(column)))


def _cut(texts: Sequence[str]) -> list[_Cut]:
    """The texts cut up for each block."""
    numbering: list[dict[str, int]] = [{} for _ in BLOCKS]
    numbers: list[array[int]] = [array("i") for _ in BLOCKS]
    ends: list[list[int]] = [[0] for _ in BLOCKS]
    for text in texts:
        for block, known, flat, end in zip(BLOCKS, numbering, numbers, ends, strict=True):
            flat.extend(known.setdefault(gram, len(known)) for gram in set(block.analyse(text)))
            end.append(len(flat))
    return [
        _Cut(list(known), np.array(flat, dtype=np.int32), np.array(end))
        for known, flat, end in zip(numbering, numbers, ends, strict=True)
    ]


def _spread(work: Callable[[Sequence[str]], Part], texts: Sequence[str]) -> list[Part]:
    """`work` over the texts: all at once, or, for the many of a training, a part in each of several processes."""
    if len(texts) < _WORTH_PROCESSES:
        return [work(texts)]
    size = math.ceil(len(texts) / effective_n_jobs(-1))
    parts = [texts[start : start + size] for start in range(0, len(texts), size)]
    return list(Parallel(n_jobs=-1)(delayed(work)(part) for part in parts))
