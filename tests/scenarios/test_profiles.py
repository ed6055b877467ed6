"""A profile that a scene shows: drawn, and told in words."""

from __future__ import annotations

import pytest

from bot.scenarios.lint import lint
from bot.scenarios.play import open_scene, resume
from bot.scenarios.profiles import profile_picture
from bot.scenarios.schema import Profile
from tests.scenarios.sample import NOW, scene_data, scene_from

LILOU = {
    "name": "Lilou",
    "joined": "il y a 3 jours",
    "friends": 1200,
    "posts": 0,
    "bio": "dessin, chats",
    "badges": ["nouvelle", "vérifiée"],
}


@pytest.fixture
def showing(library):
    data = scene_data()
    data["versions"][0]["profiles"] = {"lilou": LILOU}
    data["versions"][0]["nodes"]["node_01"]["lines"][0]["profile"] = "lilou"
    return scene_from(data, library)


def test_the_bubble_that_shows_a_profile_carries_its_picture(showing):
    lines = open_scene(showing, "11-13", 1, NOW).lines
    [shown] = [line for line in lines if line.picture]
    assert shown.text == "bonjour 0"
    assert shown.picture.kind == "profile"
    assert shown.picture.facts["name"] == "Lilou"


def test_the_words_beside_it_say_all_that_the_card_shows(showing):
    alt = next(line.picture.alt for line in open_scene(showing, "11-13", 1, NOW).lines if line.picture)
    for part in (
        "Lilou",
        "il y a 3 jours",
        "1\u202f200",
        "Publications : 0",
        "dessin, chats",
        "nouvelle, vérifiée",
    ):
        assert part in alt


def test_it_is_shown_again_on_resuming(showing):
    state = open_scene(showing, "11-13", 1, NOW).state
    assert any(line.picture for line in resume(showing, state).lines)


def test_an_empty_profile_says_neither_bio_nor_badges(library):
    bare = Profile(name="X", joined="hier", friends=0, posts=0)
    alt = profile_picture("essai", "x", bare, library.wording.profile).alt
    assert "bio" not in alt
    assert "Badges" not in alt


def test_the_same_person_looks_the_same_in_every_version(library):
    words = library.wording.profile
    one, other = Profile(**LILOU), Profile(**{**LILOU, "friends": 3})
    seeds = {profile_picture("essai", "lilou", each, words).facts["seed"] for each in (one, other)}
    assert len(seeds) == 1


def test_a_profile_passes_the_lint(showing):
    assert lint(showing, random_plays=5) == []
