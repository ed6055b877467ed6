"""Which scenes rest after something real was said."""

import pytest

from bot.scenarios.library import load_library
from bot.scenarios.resting import RestingError, load_resting
from bot.settings import ROOT


@pytest.fixture(scope="module")
def library():
    return load_library(ROOT / "content")


@pytest.fixture(scope="module")
def resting():
    return load_resting(ROOT / "content" / "resting.yml")


def test_a_scene_of_a_meeting_rests_after_a_real_meeting(library, resting):
    assert resting.rests(library.get("entree_b"), ["meetup"])


def test_a_scene_on_something_else_does_not(library, resting):
    assert not resting.rests(library.get("entree_b"), ["identity"])
    assert not resting.rests(library.get("entree_b"), [])


def test_every_scene_rests_after_something(library, resting):
    table = resting.__root__
    for scenario in library.scenarios.values():
        assert resting.rests(scenario, table), scenario.id


@pytest.mark.parametrize("text", ["meetup: [meet_alone]", "- a", "meetup: [unknown_flag]"])
def test_a_table_that_is_not_whole_is_refused(tmp_path, text):
    path = tmp_path / "resting.yml"
    path.write_text(text)
    with pytest.raises(RestingError):
        load_resting(path)
