"""One message in, its reading out: intent ranking, move, risk. The whole of a trained model, without Rasa."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.corpus import MOVES, Example
from bot.nlu.features import Featuriser
from bot.nlu.risk_model import NO_PATTERNS, PatternEvidence, RiskModel, Thresholds
from bot.nlu.talk_model import Ranking, TalkModel
from bot.safety.risk import Risk

logger = logging.getLogger(__name__)

#: Rasa's logs and rankings need no more.
RANKING_LENGTH = 8


@dataclass(frozen=True)
class Reading:
    """What was read. `move` is None when no scene runs or the message is a command."""

    ranking: Ranking
    move: str | None
    risk: Risk


@dataclass
class Reader:
    """Features and models fitted together; `fit` then `read`."""

    featuriser: Featuriser
    talk: TalkModel
    risk: RiskModel

    @classmethod
    def fit(cls, examples: Sequence[Example], calibrate: bool = True, meaning: bool = False) -> Reader:
        """Train everything on `examples`; with `meaning`, risk with a sentence encoder too.

        Raises ValueError when a family is missing.
        """
        texts = [example.text for example in examples]
        logger.info("reader: features of %d lines", len(texts))
        featuriser = Featuriser()
        rows = featuriser.fit_transform(texts)
        return cls(
            featuriser,
            TalkModel.fit(examples, rows),
            RiskModel.fit(examples, rows, featuriser, calibrate, meaning),
        )

    def read(
        self,
        text: str,
        situation: str | None = None,
        thresholds: Thresholds | None = None,
        clear_command: float = 0.5,
        patterns: PatternEvidence = NO_PATTERNS,
    ) -> Reading:
        """Read one message; `situation` is what the persona just did, None when no scene runs."""
        row = self.featuriser.transform([text])
        ranking = self.talk.rank(text, row, situation, clear_command)[:RANKING_LENGTH]
        risk = self.risk.read(text, row, situation is not None, thresholds or Thresholds(), patterns)
        best = ranking[0][0]
        move = best if situation is not None and best in MOVES else None
        return Reading(ranking, move, risk)
