"""What a message does: a move in a scene, a command, chit-chat, a situation to check, or plain chatter.

In a scene the same words mean different moves after different requests, so the situation is crossed
with the words. A command is believed inside a scene only when it is clear: « stop j'ai dit non » is
said to the persona.
"""

from __future__ import annotations

import logging
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, hstack

from bot.nlu.concepts import concepts_in
from bot.nlu.corpus import COMMAND_PREFIX, MOVES, Example
from bot.nlu.linear import Linear, fit_labels
from bot.nlu.spelling import views

logger = logging.getLogger(__name__)

Ranking = list[tuple[str, float]]

#: Chatter is most of the data, and one intent among forty: this much of it tells what is chatter.
_MOST_CHATTER = 4_000


def situation_crosses(text: str, situation: str) -> set[str]:
    """The situation itself, and the situation with each word and each concept of the text."""
    seen = views(text)
    items = {*seen.words, *concepts_in(seen.standard)}
    return {situation, *(f"{situation}|{item}" for item in items)}


@dataclass
class TalkModel:
    """Fitted models; `fit` then `rank`. `moves` is None when no move was trained."""

    talk: Linear
    moves: Linear | None
    crosses: dict[str, int]

    @classmethod
    def fit(cls, examples: Sequence[Example], rows: csr_matrix) -> TalkModel:
        """Train on `examples` and their feature `rows` (same order); risks and in-character lines are not read."""
        talk = [
            index
            for index, example in enumerate(examples)
            if example.category is None and example.situation is None and example.intent != "in_play"
        ]
        if not talk:
            raise ValueError("talk training data must hold messages outside scenes")
        talk = _evenly(talk, examples)
        logger.info("talk: %d lines of chatter, chit-chat, commands and situations", len(talk))
        fitted = cls(fit_labels(rows[talk], [examples[index].intent for index in talk], 8.0), None, {})
        moves = [
            index
            for index, example in enumerate(examples)
            if example.situation is not None or example.intent.startswith(COMMAND_PREFIX)
        ]
        if any(examples[index].situation for index in moves):
            logger.info("talk: %d moves and commands in a scene", len(moves))
            asked = [(examples[index].text, examples[index].situation or "any") for index in moves]
            counts = Counter(item for text, situation in asked for item in situation_crosses(text, situation))
            kept = sorted(item for item, count in counts.items() if count >= 2)
            fitted.crosses = {item: index for index, item in enumerate(kept)}
            wide = hstack([rows[moves], fitted._crossed(asked)], format="csr", dtype=np.float32)
            fitted.moves = fit_labels(wide, [examples[index].intent for index in moves], 6.0)
        return fitted

    def _crossed(self, asked: Sequence[tuple[str, str]]) -> csr_matrix:
        indices: list[int] = []
        data: list[float] = []
        ends = [0]
        for text, situation in asked:
            known = sorted(
                self.crosses[item] for item in situation_crosses(text, situation) if item in self.crosses
            )
            indices += known
            data += [1.0 / math.sqrt(len(known))] * len(known) if known else []
            ends.append(len(indices))
        return csr_matrix(
            (np.array(data, dtype=np.float32), np.array(indices, dtype=np.int32), ends),
            shape=(len(asked), len(self.crosses)),
        )

    def rank(self, text: str, row: csr_matrix, situation: str | None, clear_command: float = 0.5) -> Ranking:
        """Intents of one message, best first, with probabilities that sum to one.

        With a `situation`, commands stay in the ranking only when together they reach `clear_command`.
        """
        if situation is None or self.moves is None:
            return _ranking(self.talk, row)
        crossed = self._crossed([(text, situation)])
        wide = csr_matrix(
            (
                np.concatenate([row.data, crossed.data]),
                np.concatenate([row.indices, crossed.indices + row.shape[1]]),
                [0, row.nnz + crossed.nnz],
            ),
            shape=(1, row.shape[1] + len(self.crosses)),
        )
        ranking = _ranking(self.moves, wide)
        commands = sum(chance for name, chance in ranking if name not in MOVES)
        if commands >= clear_command and ranking[0][0] not in MOVES:
            return ranking
        kept = [(name, chance) for name, chance in ranking if name in MOVES]
        total = sum(chance for _, chance in kept) or 1.0
        return [(name, chance / total) for name, chance in kept]


def _evenly(talk: Sequence[int], examples: Sequence[Example]) -> list[int]:
    """The indices of talk, with no more than _MOST_CHATTER of chatter, taken evenly over the voices' order."""
    chatter = [index for index in talk if examples[index].intent == "chatter"]
    step = max(1.0, len(chatter) / _MOST_CHATTER)
    kept = {chatter[int(number * step)] for number in range(int(len(chatter) / step))}
    return [index for index in talk if examples[index].intent != "chatter" or index in kept]


def _ranking(model: Linear, row: csr_matrix) -> Ranking:
    shares = model.shares(row)[0]
    return [(model.names[index], float(shares[index])) for index in np.argsort(-shares, kind="stable")]
