"""Doors between Rasa's graph and the plain readers of this package. The rules live behind them."""

from __future__ import annotations

import hashlib
import logging
from pathlib import Path
from typing import Any

import joblib
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.corpus import SITUATIONS, from_training_data
from bot.nlu.flag_model import DOUBT, DOUBT_AT_RISK, LEAST, FlagModel
from bot.nlu.patterns import no_patterns, pattern_reader
from bot.nlu.reader import Reader
from bot.nlu.risk_model import Thresholds
from bot.safety.risk import NO_RISK, Risk

logger = logging.getLogger(__name__)

_ROOT = Path(__file__).parents[2]
#: What a trained model depends on beside the component's own source, which is all that Rasa looks at.
_SOURCES = ("bot/nlu/*.py", "bot/nlu/*.yml", "bot/safety/*.py", "content/lexicon.yml")
_MODEL_FILE = "model.joblib"
_RANKING_KEY = "intent_ranking"
SITUATION_SLOT = "situation"


def sources_fingerprint(root: Path = _ROOT) -> str:
    """Hash of every file that shapes a trained reader."""
    digest = hashlib.sha256()
    for pattern in _SOURCES:
        for path in sorted(root.glob(pattern)):
            digest.update(path.name.encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def situation_of(tracker: DialogueStateTracker | None) -> str | None:
    """The situation of the running scene, or None when no scene runs or nothing is known of the chat."""
    if tracker is None or SITUATION_SLOT not in tracker.slots:
        return None
    value = tracker.get_slot(SITUATION_SLOT)
    if value is None:
        return None
    return value if value in SITUATIONS else "chat"


def _named(ranking: list[tuple[str, float]]) -> list[dict[str, Any]]:
    return [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: chance} for name, chance in ranking]


class _Stored(GraphComponent):
    """A component whose one model lives in Rasa's model storage. Joblib is pickle: load only our own models."""

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource, model: Any) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage, self._resource, self._model = storage, resource, model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> _Stored:
        """An untrained component (see GraphComponent)."""
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> _Stored:
        """The component with the model that `train` stored. Raises ValueError when there is none."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, joblib.load(folder / _MODEL_FILE))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Retrain when a helper module, the concepts or the lexicon changed."""
        return sources_fingerprint()

    def _store(self, model: Any) -> Resource:
        self._model = model
        with self._storage.write_to(self._resource) as folder:
            joblib.dump(model, folder / _MODEL_FILE, compress=3)
        return self._resource


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class MessageReader(_Stored, IntentClassifier):
    """Intent, move and risk of each message; the situation comes from the tracker's slot."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Thresholds on calibrated probabilities (see `risk_model.Thresholds`), and when a command is clear.

        `lexicon`: path of the precise patterns from the project's root, or None for the model alone.
        `meaning`: whether a sentence encoder reads for risk too.
        """
        return {
            **vars(Thresholds()),
            "clear_command": 0.5,
            "lexicon": None,
            "calibrate": True,
            "meaning": False,
        }

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on every labelled message."""
        examples = from_training_data(training_data.intent_examples)
        return self._store(
            Reader.fit(examples, calibrate=self._config["calibrate"], meaning=self._config["meaning"])
        )

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the intent ranking, `move` and `risk` on each message (Rasa leaves a `move` of None out)."""
        situation = situation_of(tracker)
        thresholds = Thresholds(**{name: self._config[name] for name in vars(Thresholds())})
        lexicon = self._config["lexicon"]
        patterns = pattern_reader(_ROOT / lexicon) if lexicon else no_patterns
        for message in messages:
            text = message.get(TEXT) or ""
            reading = self._model.read(
                text, situation, thresholds, self._config["clear_command"], patterns(text)
            )
            ranking = _named(reading.ranking)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(_RANKING_KEY, ranking, add_to_output=True)
            message.set("move", reading.move, add_to_output=True)
            message.set("risk", reading.risk.as_dict(), add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FlagReader(_Stored, IntentClassifier):
    """Red flags of a situation told or pasted outside a scene."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`least` and `doubt`: see `FlagModel.read`; `doubt_at_risk` where the message reads as a real risk too."""
        return {"least": LEAST, "doubt": DOUBT, "doubt_at_risk": DOUBT_AT_RISK}

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on the situations and on harmless talk."""
        return self._store(FlagModel.fit(from_training_data(training_data.intent_examples)))

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set `flags` on each message: none inside a scene, where the persona's lines hold them."""
        playing = situation_of(tracker) is not None
        for message in messages:
            text = message.get(TEXT) or ""
            at_risk = (message.get("risk") or NO_RISK.as_dict())["decision"] != "none"
            doubt = self._config["doubt_at_risk" if at_risk else "doubt"]
            flags = [] if playing else self._model.read(text, self._config["least"], doubt)
            message.set("flags", [flag.as_dict() for flag in flags], add_to_output=True)
        return messages


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class RiskOnTop(GraphComponent, IntentClassifier):
    """Puts `risk_alarm` or `risk_check` on top of the ranking, as FallbackClassifier does with its intent."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RiskOnTop:
        """Nothing to configure."""
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        """Rank the decision first; an alarm leaves no move."""
        for message in messages:
            risk = Risk.from_dict(message.get("risk") or NO_RISK.as_dict())
            if risk.decision == "none":
                continue
            top = {INTENT_NAME_KEY: f"risk_{risk.decision}", PREDICTED_CONFIDENCE_KEY: 1.0}
            message.set(_RANKING_KEY, [top, *(message.get(_RANKING_KEY) or [])], add_to_output=True)
            message.set(INTENT, top, add_to_output=True)
            if risk.decision == "alarm":
                message.set("move", None, add_to_output=True)
        return messages
