"""Held-out scores by writer, and their calibration: what a model says of people it has not read.

A model's own training lines flatter it. Thresholds are therefore set on probabilities calibrated on
scores that each voice got from models trained without that voice.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression

from bot.nlu.linear import Bools, Floats

Ints = NDArray[np.int64]


def known_to(rows: csr_matrix, spans: Sequence[tuple[int, int]], readers: Ints, least: int = 2) -> csr_matrix:
    """The rows as somebody who read only `readers` would see them: unknown grams out, blocks rescaled."""
    parts = []
    for start, stop in spans:
        block = rows[:, start:stop]
        seen = np.asarray((block[readers] > 0).sum(axis=0)).ravel() >= least
        kept = block @ diags(seen.astype(np.float32))
        before, after = _lengths(block), _lengths(kept)
        scale = np.divide(before, after, out=np.zeros_like(before), where=after > 0)
        parts.append(diags(scale.astype(np.float32)) @ kept)
    known = hstack(parts, format="csr", dtype=np.float32)
    known.eliminate_zeros()
    return known


def _lengths(block: csr_matrix) -> Floats:
    return np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel()).astype(np.float64)


def voice_folds(voices: Sequence[str], most: int = 3) -> Ints:
    """A fold number per example; one voice never spans two folds.

    With fewer than three voices the lines themselves are dealt out in turn.
    """
    names = sorted(set(voices))
    if len(names) < 3:
        return np.array([index % 3 for index in range(len(voices))])
    sizes = {name: sum(voice == name for voice in voices) for name in names}
    load = [0] * min(most, len(names))
    fold_of: dict[str, int] = {}
    for name in sorted(names, key=lambda name: (-sizes[name], zlib.crc32(name.encode()))):
        fold_of[name] = load.index(min(load))
        load[fold_of[name]] += sizes[name]
    return np.array([fold_of[voice] for voice in voices])


def held_out(folds: Ints, fit_and_score: Callable[[Ints, Ints], Floats], most: int = 2) -> Floats:
    """Scores of the rows of `most` folds (one number or several a row) by `fit_and_score(train_rows, test_rows)`.

    Each fold is scored without itself; rows of the others are NaN. Two thirds of the writers are plenty for the
    few numbers of a calibration, and every fold costs another training.
    """
    asked = sorted(set(folds.tolist()))[:most]
    parts = [(np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)) for fold in asked]
    found = Parallel(n_jobs=-1, prefer="threads")(delayed(fit_and_score)(*part) for part in parts)
    scores = np.full((len(folds), *found[0].shape[1:]), np.nan)
    for (_, test), of_test in zip(parts, found, strict=True):
        scores[test] = of_test
    return scores


@dataclass(frozen=True)
class Calibration:
    """Platt scaling: a decision score to the probability it deserved on writers never read."""

    slope: float = 1.0
    offset: float = 0.0

    @classmethod
    def fitted(cls, scores: Floats, truth: Bools) -> Calibration:
        """Fit on held-out `scores`; the plain logistic when only one class is present."""
        if truth.all() or not truth.any():
            return cls()
        model = LogisticRegression(C=1e6, class_weight="balanced").fit(scores.reshape(-1, 1), truth)
        return cls(float(model.coef_[0, 0]), float(model.intercept_[0]))

    def probability(self, scores: Floats) -> Floats:
        """Calibrated probabilities of `scores`, risk and harmless taken as equally frequent."""
        return 1.0 / (1.0 + np.exp(-np.clip(self.slope * scores + self.offset, -30, 30)))
