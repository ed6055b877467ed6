"""What the conditions of a version can see, and how long its plays by buttons are."""

from __future__ import annotations

import pytest

from bot.scenarios.situations import playing_alike, start_of, turns_by_buttons
from tests.scenarios.sample import scene_from


@pytest.fixture
def started(data, library):
    """A version of the sample scene after a test has bent it, and where a band starts in it."""

    def run(bend, band="16-18"):
        version = data["versions"][0]
        version.update(bands=["11-13", "14-15", "16-18"])
        bend(version["nodes"])
        scene = scene_from(data, library)
        return scene.file.versions[0], start_of(scene, scene.file.versions[0], band)

    return run


def leads(node, to):
    for answer in node["answers"]:
        answer["to"] = to


def test_bands_that_no_condition_tells_apart_play_alike(started):
    version, _ = started(
        lambda nodes: leads(nodes["node_01"], [{"to": "node_03", "when": {"band": "16-18"}}, "node_02"])
    )
    assert playing_alike(version) == (("11-13", "14-15"), ("16-18",))


def test_without_such_a_condition_all_bands_play_alike(started):
    version, _ = started(lambda nodes: None)
    assert playing_alike(version) == (("11-13", "14-15", "16-18"),)


def test_every_play_by_buttons_is_measured_however_rare(started):
    def rare(nodes):
        nodes["node_01"]["answers"][0]["to"] = [{"to": "safe", "when": {"band": "16-18"}}, "node_02"]
        nodes["node_11"]["answers"][1]["to"] = [{"to": "safe", "when": {"not_given": "school"}}, "node_12"]

    assert turns_by_buttons(*started(rare)) == (1, 12)
    # The first button of the youngest leads on: the shortest of theirs gives nothing, then chats at the eleventh.
    assert turns_by_buttons(*started(lambda nodes: None, "11-13")) == (11, 12)


def test_a_play_that_goes_on_for_ever_has_no_length(started):
    assert turns_by_buttons(*started(lambda nodes: leads(nodes["node_12"], "node_01"))) is None
