"""Held-out scores by voice, and calibration."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from bot.nlu.folds import Calibration, held_out, known_to, voice_folds


def test_a_voice_never_spans_two_folds() -> None:
    voices = ["a"] * 30 + ["b"] * 20 + ["c"] * 10 + ["d"] * 5
    folds = voice_folds(voices, most=3)
    for name in "abcd":
        assert len({fold for fold, voice in zip(folds, voices, strict=True) if voice == name}) == 1
    assert len(set(folds.tolist())) == 3


def test_with_two_voices_the_lines_are_dealt_out() -> None:
    assert set(voice_folds(["a", "a", "b", "b"]).tolist()) == {0, 1, 2}


def test_each_row_is_scored_without_its_fold() -> None:
    folds = np.array([0, 1, 0, 1])
    seen = held_out(
        folds, lambda train, test: np.array([float(set(folds[train]) == {1 - folds[row]}) for row in test])
    )
    assert seen.tolist() == [1.0, 1.0, 1.0, 1.0]


def test_only_the_folds_asked_for_are_scored() -> None:
    seen = held_out(np.array([0, 1, 2, 0]), lambda train, test: np.ones(len(test)), most=2)
    assert np.isnan(seen).tolist() == [False, False, True, False]


def test_unknown_grams_are_dropped_and_their_block_rescaled() -> None:
    rows = csr_matrix(
        np.array([[0.6, 0.8, 1.0], [0.6, 0.8, 1.0], [0.6, 0.8, 1.0], [1.0, 0.0, 1.0]], dtype=np.float32)
    )
    readers = np.array([3, 3])
    known = known_to(rows, [(0, 2), (2, 3)], readers).toarray()
    assert known[0].tolist() == [1.0, 0.0, 1.0]


def test_calibration_gives_higher_scores_higher_chances() -> None:
    scores = np.array([-2.0, -1.0, -0.5, 0.5, 1.0, 2.0])
    fitted = Calibration.fitted(scores, np.array([False, True, False, True, False, True]))
    chances = fitted.probability(scores)
    assert (np.diff(chances) > 0).all()
    assert chances[0] < 0.5 < chances[-1]
