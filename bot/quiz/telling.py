"""What the quiz says: a question with its choices, the result as a picture and in words, what there was to see."""

from __future__ import annotations

import string
from collections.abc import Iterable

from bot.lines import Choice, Line, Picture
from bot.quiz.run import QuizRun, Score, Taken, order, question
from bot.quiz.schema import INTENTION_TOP, Quiz
from bot.scenarios.phrasing import fill
from bot.scenarios.typed import fold

LETTERS = string.ascii_uppercase
#: Explanations in one bubble.
PER_BUBBLE = 3


def ask(quiz: Quiz, run: QuizRun) -> Line:
    """The question of now. Raises LookupError when all are answered."""
    form, words = quiz.forms[run.form], quiz.words
    item = question(form, run)
    if item is None:
        raise LookupError(run.id)
    number = len(run.answers)
    shown = order(item, run)
    options = [
        fill(words.option, {"letter": LETTERS[place], "text": item.choices[index].text})
        for place, index in enumerate(shown)
    ]
    text = fill(words.question, {"number": str(number + 1), "of": str(len(form.items)), "text": item.text})
    choices = [Choice(LETTERS[place], f"q:{run.id}:{number}:{index}") for place, index in enumerate(shown)]
    choices += [Choice(words.buttons["pause"], "c:pause"), Choice(words.buttons["help"], "c:help")]
    return Line("\n".join([text, *options]), choices=tuple(choices))


def letters(quiz: Quiz, run: QuizRun) -> str:
    """« A, B, C »: what may be typed now."""
    item = question(quiz.forms[run.form], run)
    return ", ".join(LETTERS[: len(item.choices)]) if item else ""


def read_answer(quiz: Quiz, run: QuizRun, text: str) -> int | None:
    """The choice that typed words name: a letter, a number in the order shown, or the words of an option."""
    item = question(quiz.forms[run.form], run)
    if item is None:
        return None
    shown, said = order(item, run), fold(text).strip(" .!?:)(«»\"'")
    for place, index in enumerate(shown):
        letter = LETTERS[place].lower()
        if said in (
            letter,
            str(place + 1),
            f"la {letter}",
            f"le {letter}",
            f"la {place + 1}",
            f"reponse {letter}",
        ):
            return index
    if len(said) < 4:
        return None
    named = [
        index
        for index in shown
        if said in fold(item.choices[index].text) or fold(item.choices[index].text) in said
    ]
    exact = [index for index in named if said == fold(item.choices[index].text)]
    return (exact or named)[0] if len(exact or named) == 1 else None


def result(quiz: Quiz, run: QuizRun, got: Score, first: Taken | None) -> list[Line]:
    """The picture, the same in words, and what there was to see. `first`: the quiz of before, to compare with."""
    words = quiz.words
    before = first.score if first and run.phase != "before" else None
    bars = [
        {
            "label": words.bars[name],
            "got": getattr(got, name),
            "of": of,
            "before": getattr(before, name) if before else None,
        }
        for name, of in (
            ("hits", got.dangers),
            ("trusted", got.honest),
            ("knowledge", got.knowledge_of),
            ("intention", INTENTION_TOP),
        )
    ]
    told = []
    for bar in bars:
        line = fill(words.alt_line, {name: str(bar[name]) for name in ("label", "got", "of")})
        if bar["before"] is not None:
            line += fill(words.alt_before, {"before": str(bar["before"])})
        told.append(line)
    facts = {"title": words.title, "note": words.note if before else "", "bars": bars}
    alt = fill(words.alt, {"title": words.title, "lines": ". ".join(told)})
    text = f"{words.result}\n{words.praise[_praise(got)]}"
    return [Line(text, picture=Picture("quiz", facts, alt)), *_explained(quiz, run)]


def _praise(got: Score) -> str:
    if got.hits == got.dangers and not got.false_alarms:
        return "all"
    if got.hits == got.dangers:
        return "careful"
    return "trusting" if not got.false_alarms else "some"


def _explained(quiz: Quiz, run: QuizRun) -> Iterable[Line]:
    words, form = quiz.words, quiz.forms[run.form]
    told = []
    for item, choice in zip(form.items, run.answers, strict=False):
        right = choice < len(item.choices) and item.choices[choice].right
        mark = words.marks["right" if right else "other"]
        told.append(fill(words.explained, {"mark": mark, "text": item.explain}))
    groups = [told[start : start + PER_BUBBLE] for start in range(0, len(told), PER_BUBBLE)]
    for place, group in enumerate(groups):
        yield Line("\n".join([*([words.explanations] if not place else []), *group]), "coach")
