"""What the quiz must prove: two forms that measure the same, honest people among the traps, words within bounds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bot.quiz.schema import FORMS, Form, Item, Quiz
from bot.scenarios.families import FAMILIES
from bot.scenarios.lint import Problem, sentences, word_count

MAX_TEXT = 180
MAX_OPTION = 45
MAX_SENTENCE = 20
#: A third of the situations are honest.
HONEST = 2


def lint_quiz(quiz: Quiz, forbidden: Callable[[str], list[str]]) -> list[Problem]:
    """All the problems of the quiz; none when it may be asked."""
    problems = [p for form in quiz.forms.values() for p in _of_a_form(quiz, form, forbidden)]
    first, second = (quiz.forms[name] for name in FORMS)
    for number, pair in enumerate(zip(first.items, second.items, strict=True), start=1):
        problems += _of_a_pair(quiz, number, *pair)
    ids = [item.id for form in quiz.forms.values() for item in form.items]
    problems += [Problem(f"quiz.{name}", "two items have this id") for name in {*ids} if ids.count(name) > 1]
    return problems


def _of_a_form(quiz: Quiz, form: Form, forbidden: Callable[[str], list[str]]) -> Iterator[Problem]:
    at = f"quiz.{form.id}"
    if sum(item.honest for item in form.items) != HONEST:
        yield Problem(at, f"{HONEST} items of 6 are honest situations")
    for kind in ("knowledge", "action", "intention"):
        if not any(item.kind == kind for item in form.items):
            yield Problem(at, f"no item of the kind {kind}")
    covered = {quiz.families.of(flag) for item in form.items for flag in item.flags}
    for family in FAMILIES:
        if family not in covered:
            yield Problem(at, f"no item shows a flag of the family {family}")
    for item in form.items:
        yield from _of_an_item(item, f"{at}.{item.id}", forbidden)


def _of_an_item(item: Item, at: str, forbidden: Callable[[str], list[str]]) -> Iterator[Problem]:
    if item.kind != "intention" and not item.honest and not item.flags:
        yield Problem(at, "a trap shows at least one flag")
    for text, most in ((item.text, MAX_TEXT), (item.explain, MAX_TEXT)):
        if len(text) > most:
            yield Problem(at, f"{len(text)} characters, {most} at most: « {text[:40]}… »")
    for option in item.choices:
        if len(option.text) > MAX_OPTION:
            yield Problem(at, f"{len(option.text)} characters, {MAX_OPTION} at most: « {option.text} »")
    for text in (item.text, item.explain):
        for sentence in sentences(text):
            if word_count(sentence) > MAX_SENTENCE:
                yield Problem(at, f"a sentence of over {MAX_SENTENCE} words: « {sentence.strip()} »")
    for text in (item.text, item.explain, *(option.text for option in item.choices)):
        for phrase in forbidden(text):
            yield Problem(at, f"forbidden phrase: {phrase}")


def _of_a_pair(quiz: Quiz, number: int, first: Item, second: Item) -> Iterator[Problem]:
    """Twins: the same kind, difficulty, honesty, number of choices, and families of flags."""
    at = f"quiz.{number}"
    for name in ("kind", "difficulty", "honest"):
        if getattr(first, name) != getattr(second, name):
            yield Problem(at, f"the two forms differ in {name}")
    if len(first.choices) != len(second.choices) or _rights(first) != _rights(second):
        yield Problem(at, "the two forms differ in their number of choices, or of right ones")
    common = _families(quiz, first) & _families(quiz, second)
    if (first.flags or second.flags) and not common:
        yield Problem(at, "the two items share no family of flags")


def _rights(item: Item) -> int:
    return sum(option.right for option in item.choices)


def _families(quiz: Quiz, item: Item) -> set[str]:
    return {quiz.families.of(flag) for flag in item.flags}
