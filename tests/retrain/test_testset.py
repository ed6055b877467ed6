"""The test set of the project: frozen, of the promised size, and not in the training data."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter

import pytest

from bot.nlu.corpus import MOVES, read_corpus
from bot.retrain.cases import digests, read_testset
from bot.safety.risk import CATEGORIES
from bot.settings import ROOT

FOLDER = ROOT / "bench" / "testset"


@pytest.fixture(scope="module")
def cases():
    return read_testset(FOLDER)


@pytest.mark.parametrize("name", ["t1.tsv", "t2.tsv", "t3.tsv"])
def test_each_file_is_the_frozen_one(name):
    assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digests(FOLDER)[name]


def test_no_file_escapes_the_digests():
    assert {path.name for path in FOLDER.glob("*.tsv")} == set(digests(FOLDER))


def test_it_holds_1500_messages_or_more_by_several_writers(cases):
    assert len(cases) >= 1500
    assert len({case.writer for case in cases}) >= 3


def test_every_category_and_every_move_is_there_often_enough_to_count(cases):
    counts = Counter((case.kind, case.label) for case in cases)
    assert min(counts["risk", name] for name in CATEGORIES) >= 30
    assert min(counts["move", name] for name in MOVES) >= 25


def test_its_counts_are_those_of_its_readme(cases):
    counts = Counter(case.kind for case in cases)
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = {kind: int(n) for kind, n in re.findall(r"^\| `(\w+)` \| \d+ \| (\d+) \|", readme, re.MULTILINE)}
    assert told == counts


def test_nothing_that_says_something_stands_in_the_training_data(cases):
    trained = {bare(example.text) for example in read_corpus(ROOT / "data" / "nlu")}
    telling = [
        case
        for case in cases
        if case.kind in ("risk", "verify") or (case.kind, case.label) == ("none", "hard")
    ]
    assert [f"{case.writer} {case.kind} {case.label}" for case in telling if bare(case.text) in trained] == []


def bare(text):
    """Lower case, no accents, words only."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))
