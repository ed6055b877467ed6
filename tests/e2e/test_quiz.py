"""The quiz over the strict Bot API, with the real command, answered as teens do: by button, by letter, in words."""

import pytest

from bot.quiz.schema import load_quiz
from bot.settings import ROOT
from tests.e2e.player import SECONDS, enter, is_debrief, play_by_buttons

pytestmark = pytest.mark.usefixtures("vigie")

ITEMS = [item for form in load_quiz(ROOT / "content").forms.values() for item in form.items]


def asked(teen, number):
    """The message that asks question `number`, and its item."""
    shown = teen.wait_for(f"❓ {number} sur 6", timeout=SECONDS)
    return shown, next(item for item in ITEMS if item.text in shown.text)


def protected(item):
    """The index of an answer that protects, or tells most."""
    return max(range(len(item.choices)), key=lambda n: (item.choices[n].right, item.choices[n].value or 0))


def take_in_words(teen):
    teen.say("/quiz")
    for number in range(1, 7):
        shown, item = asked(teen, number)
        index = protected(item)
        if number % 2:
            teen.say(item.choices[index].text.lower())
        else:
            place = next(
                n
                for n, data in enumerate(shown.datas)
                if data.startswith("q:") and data.endswith(f":{index}")
            )
            teen.say("je dirais la " + "abcd"[place])
    return teen.wait_for(lambda shown: shown.photo, timeout=SECONDS)


def test_before_and_after_a_scene_in_words(teen):
    enter(teen, "14–15 ans")
    first = take_in_words(teen)
    assert (
        "Pièges vus : 2 sur 2. Personnes honnêtes reconnues : 2 sur 2. Ce que tu sais : 2 sur 2" in first.text
    )
    teen.wait_for(lambda shown: "q:study:no" in shown.datas, timeout=SECONDS)
    teen.press("q:study:no")
    teen.wait_for(lambda shown: "c:play" in shown.datas, timeout=SECONDS)
    teen.say("/jouer")
    teen.wait_for(lambda shown: "s:trop_pareil" in shown.datas, timeout=SECONDS)
    teen.press("s:trop_pareil")
    assert is_debrief(play_by_buttons(teen, lambda moves: moves[0]))
    second = take_in_words(teen)
    assert "Pièges vus : 2 sur 2 (la première fois : 2)" in second.text


def test_stop_in_the_middle_and_an_old_button(teen):
    enter(teen, "16–18 ans")
    teen.say("/quiz")
    shown, _item = asked(teen, 1)
    teen.press(shown.datas[0])
    asked(teen, 2)
    teen.say("stop")
    teen.wait_for("Quiz arrêté", timeout=SECONDS)
    teen.press_stale(shown, shown.datas[0])
    teen.wait_for("Ce quiz-là est fini", timeout=SECONDS)
