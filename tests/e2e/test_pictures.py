"""Pictures, quiz and progress over the strict Bot API, with the real command."""

import io
import random

import pytest
from PIL import Image

from bot.pictures.canvas import WIDTH
from bot.scenarios.library import load_library
from bot.settings import ROOT
from tests.e2e.player import SECONDS, enter, is_debrief, open_scene, play_by_buttons

pytestmark = pytest.mark.usefixtures("vigie")


def picture(shown):
    image = Image.open(io.BytesIO(shown.image))
    image.load()
    return image


def test_the_commands_that_work_are_registered(teen, shared_api):
    enter(teen)
    listed = str(shared_api.world.profile["commands"])
    assert all(f"'{name}'" in listed for name in ("quiz", "progres", "reglages"))


def test_the_quiz_ends_with_a_picture_told_in_words(teen):
    enter(teen, "14–15 ans")
    teen.say("/quiz")
    for number in range(1, 7):
        shown = teen.wait_for(f"❓ {number} sur 6", timeout=SECONDS)
        teen.press(next(data for data in shown.datas if data.startswith("q:")))
    result = teen.wait_for(lambda shown: shown.photo, timeout=SECONDS)
    assert picture(result).width == WIDTH
    assert "Pièges vus" in result.text
    teen.wait_for(lambda shown: "q:study:yes" in shown.datas, timeout=SECONDS)


def test_progress_is_a_picture_with_what_to_play_next(teen):
    enter(teen)
    teen.press("s:trop_pareil")
    assert is_debrief(play_by_buttons(teen, lambda moves: moves[0]))
    teen.say("/progres")
    shown = teen.wait_for(lambda shown: shown.photo, timeout=SECONDS)
    assert "Scènes finies : 1 sur" in shown.text
    assert any(data.startswith("s:") for data in shown.datas)
    assert picture(shown).width == WIDTH


SCENES = sorted(
    scenario.id
    for scenario in load_library(ROOT / "content").scenarios.values()
    if any(version.profiles for version in scenario.file.versions)
)


@pytest.mark.parametrize("scene", SCENES)
def test_a_profile_of_a_scene_arrives_as_a_photo(teen, scene):
    draw = random.Random(scene)
    enter(teen, "14–15 ans")
    seen = []
    # Versions are drawn, and not every way through one meets a profile: by chance alone, 40 plays never miss it.
    for _ in range(40):
        open_scene(teen, scene)
        play_by_buttons(teen, draw.choice)
        seen = [shown for shown in teen.transcript() if shown.photo]
        if seen:
            break
        teen.say("/jouer")  # the debrief may be followed by an offer
    assert seen, teen.story()
    assert "Le profil de " in seen[0].text
    assert picture(seen[0]).width == WIDTH
