"""Vectors of meaning, and what small nets learn from them."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.corpus import Example
from bot.nlu.meaning import WIDTH, Nets, vectors
from bot.nlu.reader import Reader
from bot.nlu.risk_model import Thresholds

MEALS = ["on mange quoi ce soir", "ya des pates a midi", "tu veux une pizza", "j'ai faim, on goûte ?"]
FEARS = ["j'ai peur de lui", "il me fait peur", "chui terrorisée", "je n'ose plus sortir à cause de lui"]


def test_a_text_is_one_row_of_length_one():
    rows = vectors(["bonjour", "ça va toi ?"])
    assert rows.shape == (2, WIDTH)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1.0, atol=1e-3)


def test_texts_are_read_alike_alone_and_in_company():
    together = vectors(MEALS * 20)
    assert np.allclose(vectors(MEALS[:1])[0], together[0], atol=1e-3)


def test_sms_spelling_means_what_ordinary_french_means():
    typed, plain, other = vectors(["jé tro peur de lui", "j'ai trop peur de lui", "il y a trop de pâtes"])
    assert typed @ plain > 0.9
    assert typed @ other < 0.5


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=4096))
def test_whatever_is_typed_has_a_vector(text):
    assert np.isfinite(vectors([text])).all()


def test_nets_tell_apart_what_they_learnt_and_what_means_the_same():
    rows = vectors(MEALS * 10 + FEARS * 10)
    nets = Nets.fit(rows, np.array([False] * 40 + [True] * 40))
    lunch, fear = nets.scores(vectors(["qu'est-ce qu'on mange à midi", "il m'effraie"]))
    assert lunch < fear


def test_nets_are_the_same_each_time_they_are_fitted():
    rows, truth = vectors(MEALS + FEARS), np.array([False] * 4 + [True] * 4)
    assert pickle.dumps(Nets.fit(rows, truth)) == pickle.dumps(Nets.fit(rows, truth))


@pytest.mark.parametrize("meaning", [False, True])
def test_a_reader_works_with_and_without_meaning(small_corpus: list[Example], meaning: bool):
    reader = Reader.fit(small_corpus, calibrate=False, meaning=meaning)
    assert (reader.risk.risk.detector.nets is not None) == meaning
    least = Thresholds(check=0.0)  # whatever it is worth: a small corpus is sure of nothing
    texts = ("on mange quoi ce soir", "il me frappe et ma mère dit rien j'ai peur de rentrer")
    calm, real = (reader.read(text, thresholds=least).risk.evidence[0] for text in texts)
    assert calm.startswith("model:")
    assert calm < real
