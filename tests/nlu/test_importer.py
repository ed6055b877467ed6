"""The messages that Rasa is handed: as its own, at less cost."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message

from bot.nlu.importer import DataImporter, TrainingMessage

LINES = """version: "3.1"
nlu:
- intent: chatter
  metadata: {voice: v1, kind: chatter}
  examples: |
    - on mange quoi ce soir
    - on mange quoi ce soir
    - jai fini mes devoirs
- intent: refuse
  metadata: {voice: v2, situation: ask_photo}
  examples: |
    - non pas de photo
"""


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    (tmp_path / "lines.yml").write_text(LINES, encoding="utf-8")
    return [str(tmp_path)]


@pytest.fixture
def message() -> TrainingMessage:
    return TrainingMessage({"text": "coucou", "intent": "greet", "metadata": {"voice": "v1"}})


def test_rasa_gets_the_messages_it_would_have_read_itself(files: list[str]) -> None:
    ours, rasas = DataImporter(training_data_paths=files), RasaFileImporter(training_data_paths=files)
    assert ours.get_nlu_data().training_examples == rasas.get_nlu_data().training_examples
    assert ours.get_nlu_data().fingerprint() == rasas.get_nlu_data().fingerprint()
    assert len(ours.get_nlu_data().training_examples) == 3


def test_messages_are_read_once(files: list[str]) -> None:
    importer = DataImporter(training_data_paths=files)
    assert importer.get_nlu_data() is importer.get_nlu_data()


def test_a_copy_is_equal_and_its_labels_are_its_own(message: TrainingMessage) -> None:
    twin = copy.deepcopy(message)
    assert twin == message
    twin.set("intent", "bye")
    assert (message.get("intent"), twin.get("intent")) == ("greet", "bye")
    assert twin != message


def test_another_value_is_another_message(message: TrainingMessage) -> None:
    before = message.fingerprint()
    message.set("intent", "greet")
    assert message.fingerprint() == before
    message.set("intent", "bye")
    assert message.fingerprint() == Message(message.data).fingerprint() != before
