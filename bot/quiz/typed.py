"""A quiz answer in words: a letter, a number in the order shown, or words of one choice.

What names a choice exactly as it is shown is as good as its button (`as_pressed`): nobody's model has to guess whether
« La personne qui menace » is said of a question or of a life. Anything else is read by the risk layer first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.quiz.run import QuizRun, button, order, question
from bot.quiz.schema import Quiz
from bot.scenarios.typed import bare

#: Words that point at a place, counted from 0; -1 is the last.
PLACES = {
    word: place
    for place, words in {
        0: "a 1 un premier premiere 1er 1ere",
        1: "b 2 deux deuxieme second seconde 2e 2eme",
        2: "c 3 trois troisieme 3e 3eme",
        3: "d 4 quatre quatrieme 4e 4eme",
        -1: "dernier derniere",
    }.items()
    for word in words.split()
}
#: What may stand around such a word and says nothing itself: « bah je dirais la réponse b stp ».
AROUND = frozenset(
    "la le l j je moi pour alors bah ben euh hum dis dirais jdirais pense jpense crois prends jprends choisis mets "
    "reponse rep option choix numero lettre plutot stp svp".split()
)
#: « c'est » is no letter c.
_IT_IS = re.compile(r"\bc ?(?:est|t)\b")
#: From how many letters a piece of a choice names it.
SHORTEST_PIECE = 5


def as_pressed(quiz: Quiz, slots: Mapping[str, Any], text: str) -> str | None:
    """The data of the button that a typed text stands for: a place, or a choice word for word.

    None where it is neither, or no question is being asked. `slots`: the chat's, `mode` and `quiz`.
    """
    if slots.get("mode") != "quiz" or not slots.get("quiz"):
        return None
    try:
        run = QuizRun.from_slot(slots["quiz"])
    except ValueError:
        return None
    item = question(quiz.forms[run.form], run)
    if item is None:
        return None
    shown, said = order(item, run), bare(text)
    place = _place(said, len(shown))
    same = [index for index in shown if bare(item.choices[index].text) == said]
    index = shown[place] if place is not None else same[0] if same else None
    return None if index is None else button(quiz.forms[run.form], run, index)


def read_answer(quiz: Quiz, run: QuizRun, text: str) -> int | None:
    """The choice that typed words name, as its index in the file; None where they name none, or more than one."""
    item = question(quiz.forms[run.form], run)
    if item is None:
        return None
    shown, said = order(item, run), bare(text)
    place = _place(said, len(shown))
    if place is not None:
        return shown[place]
    named = [index for index in shown if _names(said, bare(item.choices[index].text))]
    return named[0] if len(named) == 1 else None


def _place(said: str, choices: int) -> int | None:
    """The place that is pointed at, if nothing else is said."""
    pointing = [word for word in _IT_IS.sub(" ", said).split() if word not in AROUND]
    if len(pointing) != 1 or pointing[0] not in PLACES:
        return None
    place = PLACES[pointing[0]] % choices if PLACES[pointing[0]] < 0 else PLACES[pointing[0]]
    return place if place < choices else None


def _names(said: str, choice: str) -> bool:
    """Whether words hold all of a choice, or are a piece of it that is worth a name."""
    if f" {choice} " in f" {said} ":
        return True
    return len(said) >= SHORTEST_PIECE and f" {said} " in f" {choice} "
