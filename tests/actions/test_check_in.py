"""The door of the check-in, whatever models read: twice a scene for a kind of evidence, never in the middle of help."""

import pytest
from rasa_sdk import Tracker

from actions.door import Said
from actions.help import ActionCheckIn, ActionHelp
from actions.scene import ActionChooseScene
from bot.expiry import LONGEST_SECONDS

NOW = 1_795_000_000


def said(intent, risk=None, **facts):
    return {
        "text": "bof",
        "intent": {"name": intent},
        "risk": risk,
        "facts": {"now": NOW, "seed": 1, "reachable": True, **facts},
    }


def check(category, level="medium"):
    return {"decision": "check", "category": category, "level": level, "role": "self"}


def tracker(slots, message):
    return Tracker("chat", slots, message, [], False, None, {}, "action_listen")


def take(action, slots, message):
    """The action's lines, and the slots it leaves."""
    door = action()
    now = tracker(slots, message)
    shown = door.answer(Said.of(now), now)
    return shown.lines, {**slots, **shown.slots}


@pytest.fixture
def playing():
    slots = {"mode": "scenes", "profile": {"band": "11-13", "met": True}}
    return take(ActionChooseScene, slots, said("choose_scene", arguments=["trop_pareil"]))[1]


def buttons(lines):
    return [choice.data for line in lines for choice in line.choices]


def back(slots):
    """The teen answered « du jeu » and resumed."""
    return {**slots, "mode": "scene", "help": None}


def test_the_third_of_a_kind_gets_one_line_and_the_scene_goes_on(playing):
    slots = playing
    for _ in range(2):
        lines, slots = take(ActionCheckIn, slots, said("risk_check", check("grooming")))
        assert buttons(lines) == ["k:game", "k:real", "k:unsaid"]
        slots = back(slots)
    lines, slots = take(ActionCheckIn, slots, said("risk_check", check("grooming")))
    assert lines[0].text == "Juste au cas où : si c'est pour de vrai, écris « sos »."
    assert any(data.startswith("m:") for data in buttons(lines))
    assert slots["mode"] == "scene"


def test_another_kind_of_evidence_is_asked_about_again(playing):
    slots = playing
    for _ in range(2):
        slots = back(take(ActionCheckIn, slots, said("risk_check", check("grooming")))[1])
    lines, _slots = take(ActionCheckIn, slots, said("risk_check", check("suicide")))
    assert buttons(lines) == ["k:game", "k:real", "k:unsaid"]


def test_what_was_asked_about_is_remembered_for_less_than_48_hours(playing):
    _lines, slots = take(ActionCheckIn, playing, said("risk_check", check("grooming")))
    for name in ("checks", "help"):
        assert slots[name]["until"] <= NOW + LONGEST_SECONDS


URGENT = {"decision": "alarm", "category": "danger", "level": "urgent", "role": "self"}


@pytest.mark.parametrize(
    ("action", "risk"),
    [
        (ActionCheckIn, check("distress")),
        (ActionHelp, {"decision": "alarm", "category": "distress", "level": "high", "role": "self"}),
    ],
)
def test_while_an_urgent_question_is_open_nothing_less_takes_its_place(action, risk):
    slots = take(ActionHelp, {"mode": "menu", "profile": {"band": "14-15"}}, said("risk_alarm", URGENT))[1]
    lines, after = take(action, slots, said("risk", risk))
    assert "17" in lines[-1].text
    assert after["help"]["level"] == "urgent"
    assert not {"k:me", "h:blocked"} & set(buttons(lines))


def test_while_help_is_open_nobody_is_asked_whether_it_is_real():
    opened = {"decision": "alarm", "category": "abuse", "level": "high", "role": "self"}
    slots = take(ActionHelp, {"mode": "menu", "profile": {"band": "14-15"}}, said("risk_alarm", opened))[1]
    lines, _after = take(ActionCheckIn, slots, said("risk_check", check("grooming")))
    assert "k:me" not in buttons(lines)
    assert "h:go" in buttons(lines)


def test_something_real_lets_its_theme_rest_for_a_day_and_says_so_nowhere():
    opened = {"decision": "alarm", "category": "meetup", "level": "high", "role": "self"}
    lines, slots = take(
        ActionHelp, {"mode": "menu", "profile": {"band": "14-15"}}, said("risk_alarm", opened)
    )
    assert slots["resting"] == {"themes": ["meetup"], "until": NOW + 24 * 3600}
    assert not any("scène" in line.text for line in lines)
