"""What the quiz must prove: two forms that measure the same, honest people among the traps, nothing that gives away.

What cannot be proved from the text is whether twins are as hard in fact: `difficulty` is a judgement until enough
people took both forms (docs/maintainers.md).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.quiz.schema import FORMS, Aim, Form, Item, Kind, Option, Quiz
from bot.scenarios.families import FAMILIES
from bot.scenarios.lint import Problem, sentences, word_count
from bot.scenarios.reading import lix

MAX_TEXT = 180
MAX_OPTION = 45
MAX_SENTENCE = 20
#: Reading level of a form (LIX): eleven-year-olds read it, and both forms read alike.
MAX_LIX = 30
MAX_LIX_APART = 3
#: How much longer one twin may be than the other, in words.
MAX_LONGER = 1.25
#: Between the longest and the shortest answer, in characters: length gives nothing away.
MAX_SPREAD = 10
#: Of the items of a form with one right answer, how many may have it longest, and how many shortest.
MOST_AT_AN_END = 2


@dataclass(frozen=True)
class Part:
    """One place of a form: what it measures, and how."""

    aim: Aim
    kind: Kind
    honest: bool = False


#: The six items of a form, in file order: two of knowledge, three of what one would do, one intention; two of the
#: six situations are honest, one judged and one acted on, so that suspecting everybody and trusting everybody both
#: show. Two traps, one of each kind Vigie is about: a false identity and an unsafe meeting.
PLAN = (
    Part("rights", "knowledge"),
    Part("identity", "action"),
    Part("honest", "action", honest=True),
    Part("sign", "knowledge", honest=True),
    Part("meetup", "action"),
    Part("telling", "intention"),
)

#: What the answers of an item are worth, by kind and honesty: every score has one chance in three to be guessed.
WORTH: dict[tuple[Kind, bool], Counter[str]] = {
    ("knowledge", False): Counter(right=1, other=2),
    ("action", False): Counter(right=1, other=2),
    ("action", True): Counter(right=2, alarm=1),
    # Neither accusing nor always trusting.
    ("knowledge", True): Counter(right=1, alarm=1, other=1),
}


def lint_quiz(quiz: Quiz, forbidden: Callable[[str], list[str]]) -> list[Problem]:
    """All the problems of the quiz; none when it may be asked."""
    problems = [p for form in quiz.forms.values() for p in _of_a_form(quiz, form, forbidden)]
    first, second = (quiz.forms[name] for name in FORMS)
    for number, pair in enumerate(zip(first.items, second.items, strict=True), start=1):
        problems += _of_a_pair(quiz, number, *pair)
    apart = abs(_reading(first) - _reading(second))
    if apart > MAX_LIX_APART:
        problems.append(
            Problem("quiz", f"the two forms read {apart:.0f} apart (LIX), {MAX_LIX_APART} at most")
        )
    ids = [item.id for form in quiz.forms.values() for item in form.items]
    problems += [Problem(f"quiz.{name}", "two items have this id") for name in {*ids} if ids.count(name) > 1]
    return problems


def _of_a_form(quiz: Quiz, form: Form, forbidden: Callable[[str], list[str]]) -> Iterator[Problem]:
    at = f"quiz.{form.id}"
    for part, item in zip(PLAN, form.items, strict=True):
        if (item.aim, item.kind, item.honest) != (part.aim, part.kind, part.honest):
            yield Problem(f"{at}.{item.id}", f"the plan has here {part}")
    covered = {quiz.families.of(flag) for item in form.items for flag in item.flags}
    for family in FAMILIES:
        if family not in covered:
            yield Problem(at, f"no item shows a flag of the family {family}")
    if (level := _reading(form)) > MAX_LIX:
        yield Problem(at, f"hard to read: LIX {level:.0f}, {MAX_LIX} at most")
    for end in ("longest", "shortest"):
        if sum(_right_is(end, item) for item in form.items) > MOST_AT_AN_END:
            yield Problem(at, f"the right answer is too often the {end}")
    for item in form.items:
        yield from _of_an_item(item, f"{at}.{item.id}", forbidden)


def _of_an_item(item: Item, at: str, forbidden: Callable[[str], list[str]]) -> Iterator[Problem]:
    if item.kind != "intention" and not item.honest and not item.flags:
        yield Problem(at, "a trap shows at least one flag")
    if item.kind != "intention":
        worth = Counter(map(_worth, item.choices))
        if worth != WORTH[item.kind, item.honest]:
            yield Problem(at, f"its answers are {dict(worth)}, not {dict(WORTH[item.kind, item.honest])}")
        lengths = [len(option.text) for option in item.choices]
        if (spread := max(lengths) - min(lengths)) > MAX_SPREAD:
            yield Problem(at, f"answers {spread} characters apart, {MAX_SPREAD} at most")
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
    """Twins: the same difficulty, the same families of flags, as much to read. The plan holds the rest."""
    at = f"quiz.{number}"
    if first.difficulty != second.difficulty:
        yield Problem(at, "the two forms differ in difficulty")
    if _families(quiz, first) != _families(quiz, second):
        yield Problem(at, "the two items show other families of flags")
    for name, one, other in (
        ("questions", first.text, second.text),
        ("answers", _answers(first), _answers(second)),
    ):
        shorter, longer = sorted((word_count(one), word_count(other)))
        if longer > shorter * MAX_LONGER:
            yield Problem(at, f"the two {name} have {shorter} and {longer} words")


def _worth(option: Option) -> str:
    return "right" if option.right else "alarm" if option.alarm else "other"


def _right_is(end: str, item: Item) -> bool:
    """Whether the one right answer is alone at that end of the lengths."""
    right = [len(option.text) for option in item.choices if option.right]
    others = [len(option.text) for option in item.choices if not option.right]
    if len(right) != 1:
        return False
    return right[0] > max(others) if end == "longest" else right[0] < min(others)


def _answers(item: Item) -> str:
    return "\n".join(option.text for option in item.choices)


def _reading(form: Form) -> float:
    return lix(text for item in form.items for text in (item.text, *(option.text for option in item.choices)))


def _families(quiz: Quiz, item: Item) -> set[str]:
    return {quiz.families.of(flag) for flag in item.flags}
