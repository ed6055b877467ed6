"""Linear models kept as one table of weights."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.linear import fit_names, log_ratios, mean_of

ROWS = csr_matrix(np.array([[1, 0, 1], [1, 0, 0], [0, 1, 1], [0, 1, 0]] * 5, dtype=np.float32))
TRUTH = np.array([True, True, False, False] * 5)


def test_log_ratios_are_high_for_what_sets_a_name_apart_and_nothing_for_what_does_not() -> None:
    apart, against, alike = log_ratios(ROWS, TRUTH)
    assert apart > 1
    assert against < -1
    assert abs(alike) < 0.1


def test_a_contrasted_model_reads_unscaled_rows() -> None:
    model = fit_names(ROWS, {"risk": TRUTH}, contrast=True)
    assert ((model.scores(ROWS)[:, 0] > 0) == TRUTH).all()


def test_the_mean_of_models_gives_each_the_same_say() -> None:
    one = fit_names(ROWS, {"risk": TRUTH}, 0.1)
    other = fit_names(ROWS, {"risk": TRUTH}, 50.0, contrast=True)
    both = mean_of([one, other], ROWS).scores(ROWS)
    shares = [model.scores(ROWS) / model.scores(ROWS).std() for model in (one, other)]
    assert np.allclose(both, np.mean(shares, axis=0), atol=1e-5)
