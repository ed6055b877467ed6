"""How Rasa gets at `data/`: its own file importer, which reads the messages once a training instead of three times."""

from __future__ import annotations

from typing import Any

from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.training_data.training_data import TrainingData


class DataImporter(RasaFileImporter):
    """Rasa's importers above this one each ask for all messages; reading and checking thirty thousand takes 12 seconds.

    They merge what they get into copies, so that one reading serves them all. Named in `config.yml`.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._messages: TrainingData | None = None

    def get_nlu_data(self, language: str | None = "en") -> TrainingData:
        """The messages of `data/nlu`; `language` changes nothing in Rasa's own YAML."""
        if self._messages is None:
            self._messages = super().get_nlu_data(language)
        return self._messages
