"""« Sans inscription » keeps to its brief: three sites, no villain, and a small cousin who asks."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

#: Band, version, the turns of its age, and the way to the cousin's message.
PLAYED = [
    ("11-13", "sites_college", (7, 8), ("ask_proof", "refuse", "ask_proof", "block_report", "refuse")),
    ("14-15", "sites_lycee", (8, 10), ("ask_proof", "refuse", "ask_proof", "accept", "refuse", "delay")),
    (
        "16-18",
        "sites_lycee",
        (10, 12),
        ("ask_proof", "challenge", "refuse", "ask_proof", "accept", "refuse", "delay"),
    ),
]


#: Where somebody else than Zélie is spoken to; she still answers for the sites, the title and the biscuits.
SPEAKERS = {
    "sites_college": {
        "bav_room": "Mimi12",
        "parl_in": "Lulu",
        "twelve": None,
        "cousin": "Milo",
        "milo": "Milo",
    },
    "sites_lycee": {
        "bav_room": "Clem15",
        "inbox": "Sam_16",
        "twelve": None,
        "cousin": "Lison",
        "lison": "Lison",
        "friends": "Lison",
    },
}


@pytest.fixture
def sites(library):
    return library.scenarios["sans_inscription"]


def played(scene, band, moves):
    step = open_scene(scene, band, 1, NOW)
    for move in moves:
        step = play_turn(scene, step.state, move, None, 1, NOW)
    return step


@pytest.mark.parametrize(("band", "version", "turns", "way"), PLAYED)
def test_endings_length_and_the_cousin_at_the_key_moment(sites, band, version, turns, way):
    step = played(sites, band, way)
    assert (step.state.version, step.state.node) == (version, "cousin")
    assert {kind for kind, _ in plays(sites, band, by_buttons=True)} == {"safe", "close", "helped"}
    lengths = {length for _, length in plays(sites, band)}
    assert (min(lengths), max(lengths)) == turns
    for move in ("refuse", "challenge", "ask_proof", "set_condition", "tell_adult", "block_report"):
        assert played(sites, band, (*way, move)).learnt.hit
    told = played(sites, band, (*way, "accept", "tell_adult"))
    if band == "16-18":  # the friends are still on the site
        assert told.state.node == "friends"
        told = played(sites, band, (*way, "accept", "tell_adult", "challenge"))
    assert told.learnt.outcome.kind == "helped"


def test_any_question_is_answered_by_whoever_is_there(sites):
    for version in sites.file.versions:
        assert len(version.persona.asks["other"].reply) == 4
        for name, speaker in SPEAKERS[version.id].items():
            for ask in {*version.persona.asks} - {"safe", "owner", "titre", "biscuit"}:
                reply = version.nodes[name].asks.get(ask, version.persona.asks[ask]).reply[0]
                assert reply.speaker == speaker or reply.voice == "narrator", (name, ask)


def test_the_dull_site_plants_nothing_and_signing_in_there_is_no_fault(sites):
    for version in sites.file.versions:
        for name in ("clubo", "clubo_in"):
            assert not any(bubble.flags for bubble in version.nodes[name].lines)
            assert version.nodes[name].answer_to("accept").rating == "neutral"
        assert version.nodes["verdict"].answer_to("refuse").rating == "neutral"
        assert len(version.profiles) == 3


def test_it_names_no_real_case(sites):
    text = sites.file.json(ensure_ascii=False).lower()
    assert not any(word in text for word in ("coco", "€", "prison", "violé"))
