"""What an educator sees of a dialogue, and that nobody can be picked out by how they left it."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.review.shown import Mark, ShownLine, reread_all, shown
from bot.store.review import StoredLine
from tests.review.school import small_library

SCENARIO = small_library().scenarios["essai"]
VERSION = "essai_fake"


class Tape:
    """Lines in the order in which turns write them; `withheld` False: re-read and fine."""

    def __init__(self) -> None:
        self.ids = count(1)
        self.lines: list[StoredLine] = []

    def add(self, voice: str, text: str, **more: Any) -> Tape:
        line = StoredLine(next(self.ids), voice, None, text, None, None, None, (), None)
        self.lines.append(replace(line, **more))
        return self

    def ask(self, node: int) -> Tape:
        return self.add("narrator", f"récit {node}").add("persona", f"question {node}")

    def say(
        self, node: int, text: str = "", withheld: bool = False, coach: bool = True, move: str = "refuse"
    ) -> Tape:
        text = text or f"dit {node}"
        self.add("teen", text, node=f"node_{node:02}", move=move, rating="protective", withheld=withheld)
        self.add("persona", f"réplique {node}")
        return self.add("coach", f"« {text} » conseil {node}") if coach else self

    def leave(self) -> Tape:
        return self.add("out", "hors-jeu")

    def shown(self) -> list[ShownLine | Mark]:
        return shown(self.lines, SCENARIO, VERSION)

    def texts(self) -> list[str]:
        return ["—" if isinstance(line, Mark) else line.text for line in self.shown()]


def test_a_dialogue_is_shown_in_its_order():
    assert Tape().ask(1).say(1).ask(2).texts() == [
        "récit 1",
        "question 1",
        "dit 1",
        "réplique 1",
        "« dit 1 » conseil 1",
        "récit 2",
        "question 2",
    ]


def test_the_margin_of_an_answer_tells_its_move_rating_and_published_type():
    [line] = [line for line in Tape().ask(1).say(1).shown() if line.voice == "teen"]

    assert (line.move, line.rating, line.rubric) == ("refuse", "protective", "declining_directly")


def test_a_rewritten_scene_leaves_the_margin_without_a_type():
    tape = Tape().ask(1).say(1)
    tape.lines = [replace(line, node="gone") if line.node else line for line in tape.lines]

    assert [line.rubric for line in tape.shown() if line.voice == "teen"] == [None]
    assert shown(tape.lines, None, "gone")[2].rubric is None


def test_the_exchange_during_which_somebody_left_is_one_mark():
    left = Tape().ask(1).say(1).ask(2).leave().say(2).ask(3).say(3)

    assert left.texts()[5:] == ["—", "récit 3", "question 3", "dit 3", "réplique 3", "« dit 3 » conseil 3"]


def test_a_withheld_line_takes_the_coach_who_quotes_it_along():
    told = Tape().ask(1).say(1, "mon secret", withheld=True).ask(2).shown()

    assert "mon secret" not in repr(told)


def test_a_line_not_yet_reread_is_not_shown():
    tape = Tape().ask(1).say(1, "mon secret")
    tape.lines = [replace(line, withheld=None) for line in tape.lines]

    assert tape.texts() == ["—"]


def test_stop_said_inside_the_scene_looks_like_any_way_out():
    assert Tape().ask(1).say(1).ask(2).say(2, "stop j'en peux plus", move="quit").texts()[5:] == ["—"]


def test_a_question_to_the_coach_hides_the_whole_decision_point():
    """Else an answer without its question would say that something doubtful was asked of the coach."""
    asked, paused = Tape(), Tape()
    asked.ask(1).say(1).ask(2).add("teen", "c normal ?", node="node_02", move="ask_coach", withheld=False)
    asked.add("coach", "Regarde ce qui est demandé.").say(2).ask(3).say(3)
    paused.ask(1).say(1).ask(2).leave().say(2).ask(3).say(3)

    assert asked.texts() == paused.texts()


def test_many_ways_out_in_a_row_are_one_mark():
    assert Tape().ask(1).leave().leave().say(1).ask(2).leave().texts() == ["—"]


@pytest.mark.parametrize("coach", [True, False], ids=["first play", "replay"])
@pytest.mark.parametrize("place", range(1, 6))
def test_a_pause_and_a_withheld_line_read_exactly_alike(place, coach):
    paused, doubted = Tape(), Tape()
    for node in range(1, 6):
        paused.ask(node)
        if node == place:
            paused.leave()
        paused.say(node, coach=coach)
        doubted.ask(node).say(node, withheld=node == place, coach=coach)

    assert paused.texts() == doubted.texts()


WAYS_OUT = st.sampled_from(
    ["pause", "twice", "before the question", "withheld", "stop then back", "coach", "withheld to the coach"]
)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), length=st.integers(1, 7))
def test_however_somebody_left_at_the_same_points_the_transcript_is_the_same(data, length):
    """For any set of decision points, the way each was left does not show."""
    points = data.draw(st.sets(st.integers(1, length)))
    coach = data.draw(st.booleans())

    def tape() -> Tape:
        made = Tape()
        for node in range(1, length + 1):
            way = data.draw(WAYS_OUT) if node in points else None
            if way == "before the question" and node == 1:
                made.leave()
            made.ask(node)
            if way in ("pause", "twice", "stop then back"):
                made.leave()
            if way == "twice":
                made.leave()
            if way in ("coach", "withheld to the coach"):
                made.add("teen", "je fais quoi ?", move="ask_coach", withheld=way != "coach")
                made.add("coach", "Regarde bien.")
            # Only the first question can come after the mark: the next ones come with the answer before.
            withheld = way == "withheld" or (way == "before the question" and node > 1)
            made.say(node, withheld=withheld, coach=coach)
        return made

    assert tape().texts() == tape().texts()


@settings(max_examples=200, deadline=None)
@given(
    lines=st.lists(
        st.tuples(
            st.sampled_from(["teen", "persona", "coach", "narrator", "out", "help"]),
            st.sampled_from([None, True, False]),
            st.sampled_from([None, "refuse", "quit", "ask_coach", "nonsense"]),
        ),
        max_size=25,
    )
)
def test_nothing_doubtful_is_ever_shown_whatever_is_stored(lines):
    tape = Tape()
    for place, (voice, withheld, move) in enumerate(lines):
        tape.add(voice, f"ligne {place}", withheld=withheld, move=move)

    told = tape.texts()
    for line in tape.lines:
        if line.voice == "out" or (line.voice == "teen" and line.withheld is not False):
            assert line.text not in told


def test_rereading_asks_once_about_each_typed_line_and_never_about_a_button():
    asked: list[str] = []

    def doubt(text: str) -> bool:
        asked.append(text)
        return text == "dit 2"

    tape = Tape().ask(1).say(1, "Dire non").ask(2).say(2).ask(3).say(3)
    tape.lines = [
        replace(line, withheld=None) if line.id != tape.lines[-3].id else line for line in tape.lines
    ]
    lines, verdicts = reread_all(tape.lines, SCENARIO, VERSION, doubt)

    assert asked == ["dit 2"]
    assert [withheld for _line, withheld in verdicts] == [False, True]
    assert [line.withheld for line in lines if line.voice == "teen"] == [False, True, False]
