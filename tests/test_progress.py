"""Progress: what was mastered, what to play next, and badges that name no theme."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.progress import Badge, Finished, badges_of, load_progress, picture_of, play_next, progress_of
from bot.safety.phrases import find_forbidden, load_forbidden
from bot.scenarios.families import Families
from bot.scenarios.library import load_library
from bot.settings import ROOT
from tests.scenarios.sample import scene_data, scene_from

CONTENT = ROOT / "content"


@pytest.fixture(scope="module")
def library():
    return load_library(CONTENT)


@pytest.fixture(scope="module")
def words():
    return load_progress(CONTENT)


@pytest.fixture
def shelf(library):
    scenes = []
    for name, flags in (("un", ["secrecy"]), ("deux", ["secrecy", "threat"]), ("trois", ["urgency"])):
        scene = scene_from({**scene_data(), "id": name, "title": name}, library)
        scenes.append(replace(scene, file=scene.file.copy(update={"red_flags": dict.fromkeys(flags, "x")})))
    return scenes


def test_a_signal_is_mastered_when_it_was_seen_the_last_time_it_came():
    mine = progress_of(
        [Finished("un", ("secrecy",), ("threat",)), Finished("deux", ("threat",), ("secrecy",))], 0
    )
    assert mine.mastered == {"threat"}
    assert mine.missed == {"secrecy"}


def test_a_scene_played_twice_counts_once_and_is_a_replay():
    mine = progress_of([Finished("un"), Finished("un"), Finished("deux")], 1)
    assert (mine.scenes, mine.replays, mine.quizzes) == ({"un", "deux"}, 1, 1)


def test_what_was_missed_most_comes_next(shelf):
    mine = progress_of([Finished("un", (), ("secrecy", "threat"))], 0)
    why, scene = play_next(mine, shelf)
    assert (why, scene.id) == ("missed", "deux")


def test_with_nothing_missed_a_new_scene_then_none(shelf):
    why, scene = play_next(progress_of([Finished("un", ("secrecy",))], 0), shelf)
    assert (why, scene.id) == ("new", "deux")
    assert play_next(progress_of([Finished(one.id) for one in shelf], 0), shelf) == ("all", None)


def test_a_scene_to_choose_oneself_or_that_rests_is_never_put_forward(shelf):
    own = replace(shelf[1], file=shelf[1].file.copy(update={"own_choice_only": True}))
    mine = progress_of([Finished("un", (), ("secrecy", "threat"))], 0)
    assert play_next(mine, [shelf[0], own, shelf[2]])[1].id == "un"
    assert play_next(mine, shelf, frozenset({"un", "deux"}))[1].id == "trois"
    assert play_next(mine, [own]) == ("all", None)


def test_badges_are_earned_by_counts(words):
    none = progress_of([], 0)
    assert badges_of(none, words.wording.badges) == ()
    some = progress_of([Finished("un"), Finished("un")], 2)
    assert badges_of(some, words.wording.badges) == (
        "Premier pas",
        "Encore une fois",
        "Par curiosité",
        "Avant et après",
    )


def test_a_badge_is_earned_by_one_count():
    with pytest.raises(ValueError, match="exactly one count"):
        Badge(name="x", scenes=1, quizzes=1)


def test_badges_name_no_theme_and_nothing_is_forbidden(words):
    phrases = load_forbidden(CONTENT / "forbidden.yml")
    for badge in words.wording.badges:
        assert not any(
            theme in badge.name.lower()
            for theme in (
                "piège",
                "photo",
                "secret",
                "rendez",
                "danger",
                "alerte",
                "faux",
                "menace",
                "argent",
            )
        )
        assert not find_forbidden(badge.name, phrases)


def test_the_picture_says_in_words_all_that_it_shows(words, shelf):
    mine = progress_of([Finished("un", ("secrecy",), ("threat",))], 0)
    picture = picture_of(mine, words, shelf)
    for part in (
        "Scènes finies : 1 sur 3",
        "Ce qui t'éloigne des autres : 1 sur 1",
        "La pression : 0 sur 1",
        "Qui est en face : pas encore rencontré",
        "Premier pas",
    ):
        assert part in picture.alt


def test_every_flag_has_one_family(words):
    assert words.families.of("secrecy") == "isolation"
    data = words.families.dict()
    data["families"]["demand"]["flags"] = data["families"]["demand"]["flags"][1:]
    with pytest.raises(ValueError, match="each flag"):
        Families.parse_obj(data)
