"""Every scene of the shelf over Telegram, at every age it is for, from the list to its debrief."""

import random

import pytest

from bot.scenarios.library import load_library
from bot.settings import ROOT
from tests.e2e.player import enter, is_debrief, open_scene, play_by_buttons, play_in_words

pytestmark = pytest.mark.usefixtures("vigie")

LABELS = {"11-13": "11–13 ans", "14-15": "14–15 ans", "16-18": "16–18 ans"}
SHELF = load_library(ROOT / "content").scenarios
PLAYED = [(name, band) for name, scene in sorted(SHELF.items()) for band in scene.file.ages]
WORDS = (
    "nan c mort",
    "pk tu demandes ca",
    "t'as un chien ?",
    "mouais jsp",
    "jle dis a ma soeur",
    "ok vas y",
    "prouve le",
    "😂😂",
    "demain plutot",
    "t bizarre toi",
)


@pytest.mark.parametrize(("scene", "band"), PLAYED)
def test_it_is_played_to_its_debrief_with_buttons(teen, scene, band):
    enter(teen, LABELS[band])
    open_scene(teen, scene)
    assert is_debrief(play_by_buttons(teen, random.Random(scene + band).choice))


@pytest.mark.parametrize("scene", sorted(SHELF))
def test_it_is_played_to_its_debrief_in_words(teen, scene):
    enter(teen, LABELS[SHELF[scene].file.ages[-1]])
    open_scene(teen, scene)
    assert is_debrief(play_in_words(teen, WORDS))
