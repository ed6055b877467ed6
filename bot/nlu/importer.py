"""How Rasa gets at `data/`: its own file importer, with messages that cost less to carry around.

Rasa stacks importers, and each asks for all messages and merges them into a deep copy whose duplicates it looks for:
a dozen times over fifty thousand messages, more than a minute of each training.
"""

from __future__ import annotations

from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData


class TrainingMessage(Message):
    """A message of the training data: text and labels, which nobody changes in place.

    A copy has its own dictionary over the same values, and the digest that Rasa compares messages by is kept until
    something is set to another value.
    """

    def __deepcopy__(self, memo: dict[int, Any]) -> TrainingMessage:
        twin = TrainingMessage(self.data, set(self.output_properties), self.time, list(self.features))
        twin._cached_fingerprint = self._cached_fingerprint
        return twin

    def set(self, prop: str, info: Any, add_to_output: bool = False) -> None:
        """As Rasa's; Rasa sets every intent to itself, stripped, at each merge."""
        if add_to_output or prop not in self.data or self.data[prop] != info:
            super().set(prop, info, add_to_output)


class DataImporter(RasaFileImporter):
    """Named in `config.yml`. Reads and checks the messages once a training instead of three times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._messages: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The messages of `data/nlu`; `language` changes nothing in Rasa's own YAML."""
        if self._messages is None:
            read = super().get_nlu_data(language)
            light = [
                TrainingMessage(message.data, message.output_properties, message.time, message.features)
                for message in read.training_examples
            ]
            self._messages = TrainingData(
                light, read.entity_synonyms, read.regex_features, read.lookup_tables, read.responses
            )
        return self._messages
