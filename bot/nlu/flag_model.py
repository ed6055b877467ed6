"""Red flags of a situation, told or pasted, each with the words that raised it."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from bot.nlu.corpus import FLAGS, Example
from bot.nlu.features import Featuriser
from bot.nlu.linear import Linear, fit_labels, fit_names
from bot.nlu.pasted import Piece, clauses_of, lines_of
from bot.safety.verdict import verdict

logger = logging.getLogger(__name__)

#: Examples of a flag below which it is not learnt.
_LEAST = 4
#: Harmless lines that situations are told apart from, and the weight of each.
_CALM = 4_000
_CALM_WEIGHT = 0.15
#: What a verdict's score weighs beside the flags' margins.
_LEANING = 0.5
#: Blocks that choose the clause to quote: the words are enough, and five times faster than all.
_QUOTED_BY = ("words", "chars")
#: Chosen on voices left out (bench/nlu_voices.py).
LEAST = -1.0
DOUBT = 1.5
#: The same where another reader, that of risks, hears something too: two readers seldom miss the same danger.
DOUBT_AT_RISK = 3.0


@dataclass(frozen=True)
class Flag:
    """A red flag and its quote, an exact piece of the input."""

    flag: str
    quote: str

    def as_dict(self) -> dict[str, str]:
        """JSON-ready form."""
        return {"flag": self.flag, "quote": self.quote}


@dataclass
class FlagModel:
    """Models of flags and of the verdict; `fit` then `read`. Nothing is read when `flags` is None."""

    flags: tuple[Linear, Linear] | None = None
    verdicts: Linear | None = None
    featuriser: Featuriser = field(default_factory=Featuriser)

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> FlagModel:
        """Train on situations (`verify`, with their flags) against each other and against harmless talk."""
        told = [example for example in examples if example.intent == "verify"]
        calm = [example for example in examples if example.intent == "chatter" and not example.in_scene]
        used = [*told, *calm[:: max(1, len(calm) // _CALM)]]
        truths = {flag: np.array([flag in example.flags for example in used]) for flag in FLAGS}
        truths = {flag: raised for flag, raised in truths.items() if raised.sum() >= _LEAST}
        logger.info("flags: %d learnt from %d lines", len(truths), len(used))
        if not truths:
            return cls()
        featuriser = Featuriser().fit([example.text for example in used])
        heard = featuriser.transform([_heard(example.text) for example in used])
        weight = np.array([1.0 if example.intent == "verify" else _CALM_WEIGHT for example in used])
        flags = (
            fit_names(heard, truths, 6.0, weight),
            fit_names(heard, truths, 2.0, weight, contrast=True),
        )
        labels = [verdict(example.flags) for example in told]
        of_told = heard[: len(told)]
        views = [fit_labels(of_told, labels, 4.0), fit_labels(of_told, labels, 2.0, contrast=True)]
        verdicts = _halves(*views) if len(set(labels)) > 1 else None
        return cls(flags, verdicts, featuriser)

    def read(self, text: str, least: float = LEAST, doubt: float = DOUBT) -> list[Flag]:
        """Flags of `text`, in the order of the design, each quoting the clause that raises it most.

        `least`: log-odds from which a flag is named by itself; `doubt`: what it costs to name none (a danger
        read as « no red flag » is the worst mistake). Flags near `least` are named or not so that they agree
        with the verdict that the whole text calls for. Only what the other side wrote or what is told counts,
        never the teen's own lines of a pasted chat.
        """
        if self.flags is None or not any(sign.isalnum() for sign in text):
            return []
        heard = [piece for piece in lines_of(text) if piece.author != "me"]
        clauses = [clause for piece in heard for clause in clauses_of(piece)]
        if not any(char.isalnum() for clause in clauses for char in clause.text):
            return []
        first, second = self.flags
        of_heard = self.featuriser.transform([_heard(text)])
        scores = (first.scores(of_heard)[0] + second.scores(of_heard)[0]) / 2
        leaning = (
            dict(zip(self.verdicts.names, self.verdicts.scores(of_heard)[0].tolist(), strict=True))
            if self.verdicts
            else {}
        )
        named = agreed(dict(zip(first.names, (scores - least).tolist(), strict=True)), leaning, doubt)
        if not named:
            return []
        of_clauses = first.scores(self.featuriser.transform([clause.text for clause in clauses], _QUOTED_BY))
        return [
            Flag(flag, _quote(clauses, of_clauses[:, column]))
            for column, flag in enumerate(first.names)
            if flag in named
        ]


def agreed(margins: Mapping[str, float], leaning: Mapping[str, float], doubt: float) -> frozenset[str]:
    """The set of flags that fits best, given each flag's margin over its threshold and the verdict's scores.

    Starts from the flags above their threshold and weighs every set that differs by one or two of the flags
    nearest to it, and the empty set: a change costs the margins it goes against, a verdict earns its score.
    """
    above = frozenset(flag for flag, margin in margins.items() if margin > 0)
    best_five = sorted(margins, key=lambda flag: -margins[flag])[:5]
    near = sorted(above | set(best_five), key=lambda flag: abs(margins[flag]))[:8]
    sets = [above, frozenset[str]()]
    sets += [above ^ frozenset(change) for size in (1, 2) for change in combinations(near, size)]

    def worth(flags: frozenset[str]) -> float:
        against = sum(abs(margins[flag]) for flag in flags ^ above)
        return _LEANING * leaning.get(verdict(flags), 0.0) - against - (0.0 if flags else doubt)

    return max(sets, key=worth)


def _heard(text: str) -> str:
    """What the other side wrote, or what is told; the text itself when nothing else is there."""
    return "\n".join(piece.text for piece in lines_of(text) if piece.author != "me") or text


def _halves(one: Linear, other: Linear) -> Linear:
    return Linear(one.names, (one.weights + other.weights) / 2, (one.bias + other.bias) / 2)


def _quote(clauses: Sequence[Piece], scores: NDArray[np.float64]) -> str:
    return clauses[int(np.argmax(scores))].text
