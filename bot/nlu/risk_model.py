"""The statistical reading of real risk: is there one, which, how bad, about whom.

Trained on every voice; its probabilities are calibrated on scores that each voice got from models
trained without it (`folds`). The decision is a table of thresholds over that probability and the
precise patterns of the lexicon; evidence names scores and pattern ids, never the text.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack

from bot.nlu.corpus import Example
from bot.nlu.features import Featuriser
from bot.nlu.folds import Calibration, Ints, held_out, known_to, voice_folds
from bot.nlu.linear import Bools, Floats, Linear, fit_labels, fit_names
from bot.safety.risk import CATEGORIES, NO_RISK, Decision, Level, Risk, Role

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Thresholds:
    """Calibrated probabilities from which a message is an alarm or a check, outside and inside a scene."""

    alarm: float = 0.80
    check: float = 0.45
    scene_alarm: float = 0.85
    scene_check: float = 0.50
    #: Probability at which another category is named in `also`.
    also: float = 0.35


@dataclass(frozen=True)
class PatternEvidence:
    """What the lexicon says of a text: ids of the patterns met, and the strongest decision they ask for.

    Frames (school, game, film…) and idioms are weighed by the lexicon itself before it says anything.
    """

    ids: tuple[str, ...] = ()
    asks: Decision = "none"
    category: str | None = None
    level: Level | None = None
    role: str | None = None


NO_PATTERNS = PatternEvidence()


def with_scene(rows: csr_matrix, crossed: int, in_scene: Sequence[bool]) -> csr_matrix:
    """The rows, plus whether a scene runs and what the first `crossed` columns mean inside one."""
    if len(in_scene) == 1:  # the running bot: build the one row by hand, ten times faster
        wide = (1, rows.shape[1] + 1 + crossed)
        if not in_scene[0]:
            return csr_matrix((rows.data, rows.indices, rows.indptr), shape=wide)
        again = rows.indices < crossed
        data = np.concatenate([rows.data, [np.float32(1.0)], rows.data[again]])
        indices = np.concatenate([rows.indices, [rows.shape[1]], rows.indices[again] + rows.shape[1] + 1])
        return csr_matrix((data, indices, [0, len(indices)]), shape=wide)
    scene = np.asarray(in_scene, dtype=np.float32)
    return hstack(
        [rows, csr_matrix(scene[:, None]), diags(scene) @ rows[:, :crossed]], format="csr", dtype=np.float32
    )


@dataclass
class RiskModel:
    """Fitted models; `fit` then `read`."""

    detector: Linear
    idle: Calibration
    scene: Calibration
    category: Linear
    levels: Linear
    roles: Linear
    also: Linear | None
    crossed: int

    @classmethod
    def fit(
        cls, examples: Sequence[Example], rows: csr_matrix, featuriser: Featuriser, calibrate: bool = True
    ) -> RiskModel:
        """Train on `examples` and their feature `rows` (same order).

        Pasted situations that raise flags are left out: they may well tell something real.
        Raises ValueError when risks or harmless messages are missing.
        """
        used = [
            index
            for index, example in enumerate(examples)
            if not (example.intent == "verify" and example.flags)
        ]
        examples, rows = [examples[index] for index in used], rows[used]
        in_scene = np.array([example.in_scene for example in examples])
        risky = np.array([example.category is not None for example in examples])
        if risky.all() or not risky.any():
            raise ValueError("risk training data must hold both risks and harmless messages")
        idle = scene = Calibration()
        if calibrate:
            scores = cls._held_out(examples, rows, featuriser, risky, in_scene)
            idle = Calibration.fitted(scores[~in_scene], risky[~in_scene])
            scene = Calibration.fitted(scores[in_scene], risky[in_scene])
        wide = with_scene(rows, featuriser.crossed, in_scene.tolist())
        risks = [example for example in examples if example.category]
        logger.info("risk: category, level and role of %d lines", len(risks))
        of_risks = wide[np.flatnonzero(risky)]
        present = {
            name: np.array([name == risk.category or name in risk.also for risk in risks])
            for name in CATEGORIES
            if name != "friend"
        }
        present = {name: truth for name, truth in present.items() if truth.sum() >= 5 and not truth.all()}
        return cls(
            detector=fit_names(wide, {"risk": risky}),
            idle=idle,
            scene=scene,
            category=fit_labels(of_risks, [risk.category or "" for risk in risks]),
            levels=fit_labels(of_risks, [risk.level or "medium" for risk in risks], 1.0),
            roles=fit_labels(of_risks, [risk.role or "self" for risk in risks]),
            also=fit_names(of_risks, present) if present else None,
            crossed=featuriser.crossed,
        )

    @staticmethod
    def _held_out(
        examples: Sequence[Example], rows: csr_matrix, featuriser: Featuriser, risky: Bools, in_scene: Bools
    ) -> Floats:
        def fit_and_score(train: Ints, test: Ints) -> Floats:
            logger.info("risk: scoring %d held-out lines", len(test))
            known = known_to(rows, featuriser.spans, train)
            wide = with_scene(known, featuriser.crossed, in_scene.tolist())
            return fit_names(wide[train], {"risk": risky[train]}).scores(wide[test])[:, 0]

        return held_out(voice_folds([example.voice for example in examples]), fit_and_score)

    def probability(self, rows: csr_matrix, in_scene: Sequence[bool]) -> Floats:
        """Calibrated probability of real risk, one per row."""
        return self._probability(with_scene(rows, self.crossed, in_scene), in_scene)

    def _probability(self, wide: csr_matrix, in_scene: Sequence[bool]) -> Floats:
        scores = self.detector.scores(wide)[:, 0]
        return np.where(np.asarray(in_scene), self.scene.probability(scores), self.idle.probability(scores))

    def read(
        self,
        row: csr_matrix,
        in_scene: bool,
        thresholds: Thresholds,
        patterns: PatternEvidence = NO_PATTERNS,
    ) -> Risk:
        """The risk of the one message that `row` describes."""
        wide = with_scene(row, self.crossed, [in_scene])
        probability = float(self._probability(wide, [in_scene])[0])
        decision = decide(probability, in_scene, thresholds, patterns)
        if decision == "none":
            return NO_RISK
        return self._describe(wide, decision, probability, thresholds, patterns)

    def _describe(
        self,
        wide: csr_matrix,
        decision: Decision,
        probability: float,
        thresholds: Thresholds,
        patterns: PatternEvidence,
    ) -> Risk:
        chances = dict(zip(self.category.names, self.category.shares(wide)[0].tolist(), strict=True))
        category = max(chances, key=lambda name: chances[name])
        if patterns.category and chances[category] < 0.5:
            category = patterns.category
        role = cast(Role, _best(self.roles, wide))
        level = cast(Level, _best(self.levels, wide))
        level = patterns.level or level
        if category == "friend" and role == "self":
            role = "friend"
        if category == "distress" and level != "urgent" and decision == "alarm":
            decision = "check"
        return Risk(
            decision=decision,
            category=category,
            level=level,
            role=role,
            also=self._also(wide, category, chances, thresholds.also),
            evidence=(f"model:{probability:.2f}", *(f"pattern:{name}" for name in patterns.ids)),
        )

    def _also(
        self, wide: csr_matrix, category: str, chances: dict[str, float], least: float
    ) -> tuple[str, ...]:
        if self.also is None:
            return ()
        found = dict(zip(self.also.names, self.also.chances(wide)[0].tolist(), strict=True))
        named = [name for name, chance in found.items() if name != category and chance >= least]
        if category == "friend" and not named:
            others = {name: chance for name, chance in chances.items() if name not in ("friend", "distress")}
            named = [max(others, key=lambda name: others[name])] if others else []
        return tuple(sorted(named, key=lambda name: -found.get(name, 0.0))[:3])


def decide(
    probability: float, in_scene: bool, thresholds: Thresholds, patterns: PatternEvidence = NO_PATTERNS
) -> Decision:
    """Alarm, check or none from the probability, raised by precise patterns (design §4: a miss costs more).

    A pattern that asks for an alarm gets it when the model does not find the message plainly harmless;
    any pattern gets a check, inside a scene too: « je veux mourir » is never only a line of the play.
    """
    alarm = thresholds.scene_alarm if in_scene else thresholds.alarm
    check = thresholds.scene_check if in_scene else thresholds.check
    believed = probability >= check / 2
    if probability >= alarm or (patterns.asks == "alarm" and believed):
        return "alarm"
    return "check" if probability >= check or patterns.asks != "none" else "none"


def _best(model: Linear, wide: csr_matrix) -> str:
    return model.names[int(np.argmax(model.scores(wide)[0]))]
