"""The statistical reading of real risk: is there one, which, how bad, about whom.

The detector mixes two linear models of the words (one of them NB-SVM) with, where `meaning` is on, small nets over
a sentence encoder's vectors. It is trained on every voice, and on longer messages made of them (`long_talk`); its
probabilities are calibrated on scores that each voice got from models trained without it (`folds`). Precise
patterns of the lexicon raise the probability; the decision is a table of thresholds over it. What it is about
(`topic`) is read apart from whether it is about somebody else (`friends`). Evidence names scores and pattern ids,
never the text.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from joblib import Parallel, delayed
from scipy.sparse import csr_matrix, diags, hstack, vstack

from bot.nlu.corpus import Example
from bot.nlu.features import Featuriser
from bot.nlu.folds import Calibration, Ints, held_out, known_to, voice_folds
from bot.nlu.linear import Bools, Floats, Linear, fit_labels, fit_names, mean_of
from bot.nlu.long_talk import made_longer
from bot.nlu.meaning import Nets, Vectors, vectors
from bot.safety.risk import CATEGORIES, NO_RISK, Decision, Level, Risk, Role

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Thresholds:
    """Calibrated probabilities from which a message is an alarm or a check, outside and inside a scene.

    `urgent`: of the reading for urgent risks alone, from which a message is a check whatever the other says.
    """

    alarm: float = 0.96
    check: float = 0.65
    urgent: float = 0.75
    scene_alarm: float = 0.90
    scene_check: float = 0.50
    scene_urgent: float = 0.60
    #: Probability at which another category is named in `also`.
    also: float = 0.80


@dataclass(frozen=True)
class PatternEvidence:
    """What the lexicon says of a text: ids of the patterns met, and the strongest decision they ask for.

    Frames (school, game, film…) and idioms are weighed by the lexicon itself before it says anything. `certain`: the
    alarm and its category stand whatever the models say.
    """

    ids: tuple[str, ...] = ()
    asks: Decision = "none"
    category: str | None = None
    level: Level | None = None
    role: str | None = None
    certain: bool = False


NO_PATTERNS = PatternEvidence()

#: What a pattern adds to the log-odds (measured: this finds more risks than deciding by patterns alone).
_PATTERN_WEIGHT: dict[Decision, float] = {"none": 0.0, "check": 1.5, "alarm": 3.0}
#: What the score of the category that claims the message most adds, and up to which score.
_CLAIM_WEIGHT = 0.35
_CLAIM_MOST = 2.0
#: Of the score, what the meaning says; the rest is the words'.
_MEANING_SHARE = 0.3
#: Weight of a training line beside the others.
_URGENT_WEIGHT = 2.0
_SAID_WEIGHT = 0.5


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


@dataclass(frozen=True)
class Detector:
    """Is there a real risk: a linear model of the words and, where meaning is read, nets of the meaning."""

    words: Linear
    nets: Nets | None = None
    #: What brings each one's scores to the same spread over the lines it learnt from.
    spreads: tuple[float, float] = (1.0, 1.0)

    @classmethod
    def fit(cls, wide: csr_matrix, meanings: Vectors | None, risky: Bools, weight: Floats) -> Detector:
        """Fit on rows of words and, or not, of meanings (same order)."""
        words = _fit_words(wide, risky, weight)
        if meanings is None:
            return cls(words)
        nets = Nets.fit(meanings, risky)
        spreads = (words.scores(wide)[:, 0].std(), nets.scores(meanings).std())
        return cls(words, nets, (max(float(spreads[0]), 1e-9), max(float(spreads[1]), 1e-9)))

    def scores(self, wide: csr_matrix, meanings: Vectors | None) -> Floats:
        """One score per row, higher for likelier risks."""
        of_words = self.words.scores(wide)[:, 0]
        if self.nets is None or meanings is None:
            return of_words
        of_meanings = self.nets.scores(meanings)
        mixed = (1 - _MEANING_SHARE) * of_words / self.spreads[
            0
        ] + _MEANING_SHARE * of_meanings / self.spreads[1]
        return np.asarray(mixed, dtype=np.float64)


@dataclass(frozen=True)
class Sort:
    """What a detector is taught: which lines are of the sort, and which it learns from at all."""

    truth: Bools
    taught: Bools

    def fit(self, wide: csr_matrix, meanings: Vectors | None, weight: Floats, readers: Ints) -> Detector:
        """A detector that read the lines `readers`, as far as they are taught."""
        read = readers[self.taught[readers]]
        of_read = None if meanings is None else meanings[read]
        return Detector.fit(wide[read], of_read, self.truth[read], weight[read])

    def calibrated(self, gauge: Gauge, scores: Floats, in_scene: Bools) -> Gauge:
        """The gauge with its calibrations, from scores of the first lines by those that had not read them (or NaN)."""
        truth, taught = self.truth[: len(scores)], self.taught[: len(scores)] & ~np.isnan(scores)
        idle, scene = taught & ~in_scene, taught & in_scene
        return Gauge(
            gauge.detector,
            Calibration.fitted(scores[idle], truth[idle]),
            Calibration.fitted(scores[scene], truth[scene]),
        )


def meanings_of(texts: Sequence[str], in_scene: Sequence[bool]) -> Vectors:
    """The vectors of the texts, and beside them whether a scene runs."""
    scene = np.asarray(in_scene, dtype=np.float32)[:, None]
    return np.hstack([vectors(texts), scene]).astype(np.float32)


@dataclass(frozen=True)
class Gauge:
    """A detector, and what its scores are worth on writers it never read, outside and inside a scene."""

    detector: Detector
    idle: Calibration = field(default_factory=Calibration)
    scene: Calibration = field(default_factory=Calibration)

    def probability(self, wide: csr_matrix, meanings: Vectors | None, in_scene: bool) -> float:
        """Calibrated probability for the one row given."""
        score = self.detector.scores(wide, meanings)
        return float((self.scene if in_scene else self.idle).probability(score)[0])


@dataclass
class RiskModel:
    """Fitted models; `fit` then `read`.

    `urgent` was taught on urgent risks against the harmless only: what is urgent is often told in few and plain
    words, which the many other risks drown.
    """

    risk: Gauge
    urgent: Gauge | None
    topic: Linear
    friends: Linear | None
    levels: Linear
    roles: Linear
    also: Linear | None
    crossed: int

    @classmethod
    def fit(
        cls,
        examples: Sequence[Example],
        rows: csr_matrix,
        featuriser: Featuriser,
        calibrate: bool = True,
        meaning: bool = False,
    ) -> RiskModel:
        """Train on `examples` and their feature `rows` (same order); with `meaning`, on their vectors too.

        Pasted situations that raise flags are left out: they may well tell something real.
        Raises ValueError when risks or harmless messages are missing.
        """
        used = [
            index
            for index, example in enumerate(examples)
            if not (example.intent == "verify" and example.flags)
        ]
        examples, rows = [examples[index] for index in used], rows[used]
        if len({example.category is not None for example in examples}) < 2:
            raise ValueError("risk training data must hold both risks and harmless messages")
        risks = [example for example in examples if example.category]
        of_risks = with_scene(
            rows[[index for index, example in enumerate(examples) if example.category]],
            featuriser.crossed,
            [risk.in_scene for risk in risks],
        )
        made = made_longer(examples)
        logger.info("risk: %d lines and %d made of them", len(examples), len(made))
        lines = [*examples, *made]
        every = vstack([rows, featuriser.transform([line.text for line in made])], format="csr")
        in_scene = np.array([line.in_scene for line in lines])
        risky = np.array([line.category is not None for line in lines])
        weight = np.array([_weight(line) for line in lines])
        meanings = None
        if meaning:
            logger.info("risk: meaning of %d lines", len(lines))
            meanings = meanings_of([line.text for line in lines], in_scene.tolist())
        wide = with_scene(every, featuriser.crossed, in_scene.tolist())
        urgent = np.array([line.category is not None and line.level == "urgent" for line in lines])
        sorts = [Sort(risky, np.ones(len(lines), dtype=bool))]
        if _learnable(urgent, voice_folds([line.voice for line in lines])):
            sorts.append(Sort(urgent, urgent | ~risky))

        def gauge_of(sort: Sort) -> Gauge:
            return Gauge(sort.fit(wide, meanings, weight, np.arange(len(lines))))

        gauges = Parallel(n_jobs=-1, prefer="threads")(map(delayed(gauge_of), sorts))
        if calibrate:
            scores = cls._held_out(lines, every, meanings, featuriser, sorts, weight)[: len(examples)]
            gauges = [
                sort.calibrated(gauge, scores[:, column], in_scene[: len(examples)])
                for column, (sort, gauge) in enumerate(zip(sorts, gauges, strict=True))
            ]
        logger.info("risk: category, level and role of %d lines", len(risks))
        topics = [_topic(risk) for risk in risks]
        told = [index for index, topic in enumerate(topics) if topic]
        of_friends = np.array([risk.category == "friend" for risk in risks])
        present = {
            name: np.array([name == risk.category or name in risk.also for risk in risks])
            for name in CATEGORIES
            if name != "friend"
        }
        present = {name: truth for name, truth in present.items() if truth.sum() >= 5 and not truth.all()}
        return cls(
            risk=gauges[0],
            urgent=gauges[1] if len(gauges) > 1 else None,
            topic=fit_labels(of_risks[told], [topics[index] or "" for index in told], 2.0, contrast=True),
            friends=fit_names(of_risks, {"friend": of_friends}, 2.0, contrast=True)
            if of_friends.any() and not of_friends.all()
            else None,
            levels=fit_labels(of_risks, [risk.level or "medium" for risk in risks], 1.0),
            roles=fit_labels(of_risks, [risk.role or "self" for risk in risks], 2.0, contrast=True),
            also=fit_names(of_risks, present) if present else None,
            crossed=featuriser.crossed,
        )

    @staticmethod
    def _held_out(
        lines: Sequence[Example],
        rows: csr_matrix,
        meanings: Vectors | None,
        featuriser: Featuriser,
        sorts: Sequence[Sort],
        weight: Floats,
    ) -> Floats:
        in_scene = [line.in_scene for line in lines]

        def fit_and_score(train: Ints, test: Ints) -> Floats:
            logger.info("risk: scoring %d held-out lines", len(test))
            wide = with_scene(known_to(rows, featuriser.spans, train), featuriser.crossed, in_scene)
            asked = None if meanings is None else meanings[test]
            found = [sort.fit(wide, meanings, weight, train).scores(wide[test], asked) for sort in sorts]
            return np.stack(found, axis=1)

        return held_out(voice_folds([line.voice for line in lines]), fit_and_score)

    def read(
        self,
        text: str,
        row: csr_matrix,
        in_scene: bool,
        thresholds: Thresholds,
        patterns: PatternEvidence = NO_PATTERNS,
    ) -> Risk:
        """The risk of the one message `text`, whose features are `row`."""
        wide = with_scene(row, self.crossed, [in_scene])
        claim = float(self.topic.scores(wide)[0].max())
        meanings = meanings_of([text], [in_scene]) if self.risk.detector.nets is not None else None
        probability = raised(self.risk.probability(wide, meanings, in_scene), patterns, claim)
        urgent = 0.0
        if self.urgent is not None:
            urgent = raised(self.urgent.probability(wide, meanings, in_scene), NO_PATTERNS, claim)
        decision = decide(probability, urgent, in_scene, thresholds, patterns)
        if decision == "none":
            return NO_RISK
        models = (f"model:{probability:.2f}", f"urgent:{urgent:.2f}")
        return self._describe(wide, decision, models, thresholds, patterns)

    def _describe(
        self,
        wide: csr_matrix,
        decision: Decision,
        models: tuple[str, ...],
        thresholds: Thresholds,
        patterns: PatternEvidence,
    ) -> Risk:
        chances = dict(zip(self.topic.names, self.topic.shares(wide)[0].tolist(), strict=True))
        topic = max(chances, key=lambda name: chances[name])
        if patterns.category in chances and chances[topic] < 0.5:
            topic = patterns.category
        role = cast(Role, _best(self.roles, wide))
        level = patterns.level or cast(Level, _best(self.levels, wide))
        of_friend = patterns.category == "friend" or (
            self.friends is not None and float(self.friends.scores(wide)[0, 0]) > 0
        )
        category = "friend" if of_friend else topic
        if patterns.certain and patterns.category and patterns.role:
            # Its words can mean nothing else: who, what and how grave come from them.
            category, of_friend, role = patterns.category, False, cast(Role, patterns.role)
        if of_friend and role in ("self", "author"):
            role = "friend"
        if category == "distress" and level != "urgent" and decision == "alarm":
            decision = "check"
        return Risk(
            decision=decision,
            category=category,
            level=level,
            role=role,
            also=self._also(wide, category, topic, thresholds.also),
            evidence=(*models, *(f"pattern:{name}" for name in patterns.ids)),
        )

    def _also(self, wide: csr_matrix, category: str, topic: str, least: float) -> tuple[str, ...]:
        """Other categories, likeliest first; for a friend, what happens to the friend stands first."""
        first = [topic] if category == "friend" else []
        if self.also is None:
            return tuple(first)
        found = dict(zip(self.also.names, self.also.chances(wide)[0].tolist(), strict=True))
        named = [name for name, chance in found.items() if name not in (category, topic) and chance >= least]
        return tuple([*first, *sorted(named, key=lambda name: -found[name])][:3])


def _learnable(truth: Bools, folds: Ints) -> bool:
    """Whether there is something to learn from, each fold left out."""
    return all(truth[folds != fold].any() for fold in set(folds.tolist()))


def _weight(line: Example) -> float:
    if line.level == "urgent":
        return _URGENT_WEIGHT
    return _SAID_WEIGHT if line.kind == "said" else 1.0


def _topic(risk: Example) -> str | None:
    """What a risk is about; for a friend, what happens to the friend; None where nobody said."""
    if risk.category != "friend":
        return risk.category
    return next((name for name in risk.also if name in CATEGORIES and name != "friend"), None)


def _fit_words(wide: csr_matrix, risky: Bools, weight: Floats) -> Linear:
    truth = {"risk": risky}
    views = [fit_names(wide, truth, 4.0, weight), fit_names(wide, truth, 2.0, weight, contrast=True)]
    return mean_of(views, wide)


def raised(probability: float, patterns: PatternEvidence, claim: float = 0.0) -> float:
    """The probability once patterns and topics have added their weight to its log-odds.

    `claim` is the score of the category that claims the message most: what a detector takes for a risk and no
    category recognises is more often somebody's long ordinary message.
    """
    kept = min(max(probability, 1e-9), 1 - 1e-9)
    weight = _PATTERN_WEIGHT[patterns.asks] + _CLAIM_WEIGHT * min(claim, _CLAIM_MOST)
    odds = kept / (1 - kept) * math.exp(weight)
    return odds / (1 + odds)


def decide(
    probability: float,
    urgent: float,
    in_scene: bool,
    thresholds: Thresholds,
    patterns: PatternEvidence = NO_PATTERNS,
) -> Decision:
    """Alarm, check or none from the (raised) probabilities of any risk and of an urgent one.

    Any pattern gets a check at least.

    Inside a scene too: « je veux mourir » is never only a line of the play (design §4: a miss costs more).
    """
    alarm = thresholds.scene_alarm if in_scene else thresholds.alarm
    check = thresholds.scene_check if in_scene else thresholds.check
    least_urgent = thresholds.scene_urgent if in_scene else thresholds.urgent
    if patterns.certain or probability >= alarm:
        return "alarm"
    met = probability >= check or urgent >= least_urgent or patterns.asks != "none"
    return "check" if met else "none"


def _best(model: Linear, wide: csr_matrix) -> str:
    return model.names[int(np.argmax(model.scores(wide)[0]))]
