"""The list of scenes: a few at a time, all of them in the end, and no scene named by a forged page."""

from __future__ import annotations

import pytest

from actions.content import library
from actions.scene import LISTED


def datas(reply):
    return [choice.data for bubble in reply.bubbles for choice in bubble.line.choices]


@pytest.fixture
def listed(talk):
    talk.say("/start")
    talk.press("a:14-15")
    return talk, talk.press("c:scenes")


def test_a_page_names_a_few_scenes_with_what_to_know_before(listed):
    _, reply = listed
    first = library().for_band("14-15")[:LISTED]
    assert datas(reply)[:-1] == [f"s:{scene.id}" for scene in first]
    told = "\n".join(bubble.line.text for bubble in reply.bubbles)
    assert all(scene.file.title in told and scene.file.content_note in told for scene in first)


def test_turning_pages_meets_every_scene_once_and_comes_back_to_the_first(listed):
    talk, reply = listed
    met = []
    for _ in range(len(library().scenarios)):
        *scenes, more = datas(reply)
        met += scenes
        reply = talk.press(more)
        if datas(reply)[0] == met[0]:
            break
    assert met == [f"s:{scene.id}" for scene in library().for_band("14-15")]


@pytest.mark.parametrize("page", ["s:+:999", "s:+:-1", "s:+:x", "s:+"])
def test_a_forged_page_is_the_first_one(listed, page):
    talk, reply = listed
    assert datas(talk.press(page)) == datas(reply)
