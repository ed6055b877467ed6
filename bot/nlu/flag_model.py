"""Red flags of a situation, told or pasted, each with the words that raised it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bot.nlu.corpus import FLAGS, Example
from bot.nlu.features import Featuriser
from bot.nlu.linear import Linear, fit_names
from bot.nlu.pasted import Piece, clauses_of, lines_of

logger = logging.getLogger(__name__)

#: Examples of a flag below which it is not learnt.
_LEAST = 4


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
    """One linear model per flag; `fit` then `read`. Nothing is read when `model` is None."""

    model: Linear | None = None
    featuriser: Featuriser = field(default_factory=Featuriser)

    @classmethod
    def fit(cls, examples: Sequence[Example]) -> FlagModel:
        """Train on situations (`verify`, with their flags) against each other and against harmless talk."""
        used = [
            example
            for example in examples
            if example.intent == "verify" or (example.intent == "chatter" and not example.in_scene)
        ]
        truths = {flag: np.array([flag in example.flags for example in used]) for flag in FLAGS}
        truths = {flag: raised for flag, raised in truths.items() if raised.sum() >= _LEAST}
        logger.info("flags: %d learnt from %d lines", len(truths), len(used))
        if not truths:
            return cls()
        featuriser = Featuriser().fit([example.text for example in used])
        rows = featuriser.transform([example.text for example in used])
        weight = np.array([1.0 if example.intent == "verify" else 0.3 for example in used])
        return cls(fit_names(rows, truths, 6.0, weight), featuriser)

    def read(self, text: str, least: float = 0.5) -> list[Flag]:
        """Flags of `text`, in the order of the design, each quoting the clause that raises it most.

        In a pasted chat only what the other side wrote, or what is told, can raise a flag.
        """
        if self.model is None:
            return []
        heard = [piece for piece in lines_of(text) if piece.author != "me"]
        clauses = [clause for piece in heard for clause in clauses_of(piece)]
        if not clauses:
            return []
        whole = "\n".join(piece.text for piece in heard)
        read = list(
            dict.fromkeys([whole, *(piece.text for piece in heard), *(clause.text for clause in clauses)])
        )
        chances = self.model.chances(self.featuriser.transform(read))
        of_clauses = chances[[read.index(clause.text) for clause in clauses]]
        return [
            Flag(flag, _quote(clauses, of_clauses[:, column]))
            for column, flag in enumerate(self.model.names)
            if chances[:, column].max() >= least
        ]


def _quote(clauses: Sequence[Piece], chances: NDArray[np.float64]) -> str:
    return clauses[int(np.argmax(chances))].text
