"""data/nlu: read alike by Rasa and by us, labelled within the vocabulary, no text under two labels."""

from __future__ import annotations

import logging
from collections import defaultdict
from pathlib import Path

import pytest
from rasa.shared.nlu.training_data.loading import load_data

from bot.nlu.corpus import FLAGS, MOVES, SITUATIONS, Example, from_training_data, read_corpus
from bot.safety.risk import CATEGORIES
from tests.nlu.conftest import DATA


def _from_rasa(path: Path) -> list[Example]:
    logging.disable(logging.WARNING)
    try:
        return from_training_data(load_data(str(path)).intent_examples)
    finally:
        logging.disable(logging.NOTSET)


def test_rasa_and_we_read_the_same_examples(corpus: list[Example]) -> None:
    key = str
    assert sorted(_from_rasa(DATA), key=key) == sorted(corpus, key=key)


@pytest.mark.parametrize(
    "text",
    [
        "[photo] (lol) t'as vu",
        "lui: viens {seule}",
        "- un tiret au début",
        "c'est quoi #hashtag: clé",
        "« guillemets » et \"doubles\" et 'simples'",
        "🙂 émoji & <balise>",
        "[18:02] max: coucou",
        "100% *gras* | tube",
    ],
)
def test_a_hostile_text_survives_the_yaml_and_rasa(tmp_path: Path, text: str) -> None:
    block = f'version: "3.1"\nnlu:\n- intent: chatter\n  examples: |\n    - {text}\n    - autre ligne\n'
    (tmp_path / "one.yml").write_text(block, encoding="utf-8")
    assert [example.text for example in read_corpus(tmp_path)] == [text, "autre ligne"]
    assert [example.text for example in _from_rasa(tmp_path / "one.yml")] == [text, "autre ligne"]


def test_a_pasted_chat_keeps_its_lines(tmp_path: Path) -> None:
    block = 'version: "3.1"\nnlu:\n- intent: verify\n  examples:\n  - text: |-\n      moi: qui ?\n      lui: devine\n'
    (tmp_path / "one.yml").write_text(block, encoding="utf-8")
    assert [example.text for example in read_corpus(tmp_path)] == ["moi: qui ?\nlui: devine"]
    assert [example.text for example in _from_rasa(tmp_path / "one.yml")] == ["moi: qui ?\nlui: devine"]


def test_no_text_has_two_labels_in_one_place(corpus: list[Example]) -> None:
    labels: defaultdict[tuple[str, str | None, bool], set[str]] = defaultdict(set)
    for example in corpus:
        labels[example.text.lower(), example.situation, example.in_scene].add(example.intent)
    assert {place[0] for place, names in labels.items() if len(names) > 1} == set()


def test_every_risk_is_labelled_within_the_vocabulary(corpus: list[Example]) -> None:
    risks = [example for example in corpus if example.category]
    assert {risk.category for risk in risks} == set(CATEGORIES)
    assert {risk.level for risk in risks} == {"urgent", "high", "medium"}
    assert {risk.role for risk in risks} <= {"self", "friend", "author", "witness"}
    assert {name for risk in risks for name in risk.also} <= set(CATEGORIES)
    assert all(risk.category not in risk.also for risk in risks)


def test_moves_and_situations_are_those_of_the_design(corpus: list[Example]) -> None:
    moves = [example for example in corpus if example.situation is not None]
    assert {move.intent for move in moves} == set(MOVES)
    assert {move.situation for move in moves} == set(SITUATIONS)


def test_every_flag_has_examples(corpus: list[Example]) -> None:
    situations = [example for example in corpus if example.intent == "verify"]
    assert {flag for example in situations for flag in example.flags} == set(FLAGS)


def test_every_example_names_its_voice(corpus: list[Example]) -> None:
    assert all(example.voice != "unknown" for example in corpus)


def test_no_example_can_be_taken_for_a_command_payload(corpus: list[Example]) -> None:
    assert not [example.text for example in corpus if example.text.startswith("/")]
