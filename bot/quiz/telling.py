"""What the quiz says: a question with its choices, the result as a picture and in words, what there was to see."""

from __future__ import annotations

import string
from collections.abc import Iterable

from bot.lines import Choice, Line, Picture
from bot.quiz.run import QuizRun, Score, Taken, answered_so_far, button, in_order, order, question
from bot.quiz.schema import Quiz
from bot.scenarios.phrasing import fill

LETTERS = string.ascii_uppercase
#: Explanations in one bubble.
PER_BUBBLE = 3


def ask(quiz: Quiz, run: QuizRun) -> Line:
    """The question of now. Raises LookupError when all are answered."""
    form, words = quiz.forms[run.form], quiz.words
    item = question(form, run)
    if item is None:
        raise LookupError(run.id)
    number = answered_so_far(form, run)
    shown = order(item, run)
    options = [
        fill(words.option, {"letter": LETTERS[place], "text": item.choices[index].text})
        for place, index in enumerate(shown)
    ]
    text = fill(words.question, {"number": str(number + 1), "of": str(len(form.items)), "text": item.text})
    choices = [Choice(LETTERS[place], button(form, run, index)) for place, index in enumerate(shown)]
    choices += [Choice(words.buttons["pause"], "c:pause"), Choice(words.buttons["help"], "c:help")]
    return Line("\n".join([text, *options]), choices=tuple(choices))


def letters(quiz: Quiz, run: QuizRun) -> str:
    """« A, B, C »: what may be typed now."""
    item = question(quiz.forms[run.form], run)
    return ", ".join(LETTERS[: len(item.choices)]) if item else ""


def result(quiz: Quiz, run: QuizRun, got: Score, first: Taken | None) -> list[Line]:
    """The picture, the same in words, and what there was to see. `first`: the quiz of before, to compare with.

    A score of before that was out of another total, of another version of the quiz, is not compared.
    """
    words = quiz.words
    before = first.score if first and run.phase != "before" else None
    bars = [
        {
            "label": words.bars[name],
            "got": getattr(got, name),
            "of": of,
            "before": getattr(before, name) if before and of == _out_of(before)[name] else None,
        }
        for name, of in _out_of(got).items()
    ]
    told = []
    for bar in bars:
        line = fill(words.alt_line, {name: str(bar[name]) for name in ("label", "got", "of")})
        if bar["before"] is not None:
            line += fill(words.alt_before, {"before": str(bar["before"])})
        told.append(line)
    facts = {
        "title": words.title,
        "note": words.note if any(bar["before"] is not None for bar in bars) else "",
        "bars": bars,
    }
    alt = fill(words.alt, {"title": words.title, "lines": ". ".join(told)})
    text = f"{words.result}\n{words.praise[_praise(got)]}"
    return [Line(text, picture=Picture("quiz", facts, alt)), *_explained(quiz, run)]


def _out_of(got: Score) -> dict[str, int]:
    """What is shown of a score, and out of how many each is.

    Not the intention: there is no good answer to it, and whoever is shown a mark for it answers to please.
    """
    return {"hits": got.dangers, "trusted": got.honest, "knowledge": got.knowledge_of}


def _praise(got: Score) -> str:
    if got.hits == got.dangers and not got.false_alarms:
        return "all"
    if got.hits == got.dangers:
        return "careful"
    return "trusting" if not got.false_alarms else "some"


def _explained(quiz: Quiz, run: QuizRun) -> Iterable[Line]:
    """What there was to see, in the order it was asked, each question under its name."""
    words = quiz.words
    told = []
    for item in in_order(quiz.forms[run.form], run):
        choice = run.answers.get(item.id, len(item.choices))
        right = choice < len(item.choices) and item.choices[choice].right
        mark = words.marks["right" if right else "intention" if item.kind == "intention" else "other"]
        told.append(fill(words.explained, {"mark": mark, "name": item.name, "text": item.explain}))
    groups = [told[start : start + PER_BUBBLE] for start in range(0, len(told), PER_BUBBLE)]
    for place, group in enumerate(groups):
        yield Line("\n".join([*([words.explanations] if not place else []), *group]), "coach")
