"""Rows of features: the same whoever counts, however many share the work."""

from __future__ import annotations

import numpy as np

from bot.nlu import features
from bot.nlu.features import Featuriser

TEXTS = [
    "on mange quoi ce soir",
    "il me suit depuis la gare",
    "jsp frr",
    "ok samedi ?",
    "j'ai trop peur de rentrer",
] * 8


def test_shared_among_processes_the_features_are_the_same(monkeypatch):
    alone = Featuriser().fit(TEXTS)
    rows = alone.transform(TEXTS)
    monkeypatch.setattr(features, "_WORTH_PROCESSES", 10)
    shared = Featuriser().fit(TEXTS)
    assert shared.columns == alone.columns
    assert np.array_equal(shared.rarity, alone.rarity)
    assert (shared.transform(TEXTS) != rows).nnz == 0


def test_the_rows_of_training_are_those_of_running():
    featuriser = Featuriser()
    rows = featuriser.fit_transform([*TEXTS, "§"])
    again = featuriser.transform([*TEXTS, "§"])
    assert np.array_equal(rows.indptr, again.indptr)
    assert np.array_equal(rows.indices, again.indices)
    assert np.allclose(rows.data, again.data)


def test_a_block_that_learns_nothing_has_no_columns():
    featuriser = Featuriser()
    rows = featuriser.fit_transform(["ok"] * 3)
    assert 0 in [stop - start for start, stop in featuriser.spans]
    assert rows.shape == (3, featuriser.width)


def test_a_text_alone_has_the_row_it_has_among_others():
    featuriser = Featuriser().fit(TEXTS)
    assert (featuriser.transform(TEXTS)[2] != featuriser.transform(TEXTS[2:3])).nnz == 0


def test_of_a_text_of_nothing_known_only_its_cues_are_left():
    featuriser = Featuriser().fit(TEXTS)
    assert featuriser.transform(["§"], only=("words", "chars", "sounds")).nnz == 0
