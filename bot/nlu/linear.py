"""Linear models kept as one dense table of weights: a prediction touches only the columns of a message."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

SEED = 42

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def _sigmoid(scores: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))


@dataclass(frozen=True)
class Linear:
    """`weights` has a row per feature and a column per name; `bias` a value per name."""

    names: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: Floats

    def scores(self, rows: csr_matrix) -> Floats:
        """Decision scores, a row per message and a column per name. Columns beyond the last weight are zero."""
        if rows.shape[0] == 1:
            return (rows.data @ self.weights[rows.indices] + self.bias).reshape(1, -1).astype(np.float64)
        return np.asarray(rows @ self.weights + self.bias, dtype=np.float64)

    def chances(self, rows: csr_matrix) -> Floats:
        """Independent probability of each name."""
        return _sigmoid(self.scores(rows))

    def shares(self, rows: csr_matrix) -> Floats:
        """Probabilities of names that exclude one another: each row sums to one."""
        found = self.chances(rows)
        return found / found.sum(axis=1, keepdims=True)


def fit_names(
    rows: csr_matrix,
    truths: dict[str, Bools],
    strength: float = 4.0,
    sample_weight: Floats | None = None,
) -> Linear:
    """One logistic regression per name, given which rows deserve it; classes weigh the same.

    Raises ValueError when a name has only one class.
    """
    weights = np.zeros((rows.shape[1], len(truths)), dtype=np.float32)
    bias = np.zeros(len(truths))
    for column, truth in enumerate(truths.values()):
        model = LogisticRegression(
            C=strength, solver="liblinear", class_weight="balanced", random_state=SEED, max_iter=200
        ).fit(rows, truth, sample_weight=sample_weight)
        weights[:, column] = model.coef_[0]
        bias[column] = model.intercept_[0]
    return Linear(tuple(truths), weights, bias)


def fit_labels(rows: csr_matrix, labels: Sequence[str], strength: float = 4.0) -> Linear:
    """One-against-the-rest over the labels. A single label makes a constant model."""
    names = sorted(set(labels))
    if len(names) == 1:
        return Linear((names[0],), np.zeros((rows.shape[1], 1), dtype=np.float32), np.zeros(1))
    found = np.array(labels)
    return fit_names(rows, {name: found == name for name in names}, strength)
