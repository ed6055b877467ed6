"""« Trop pareil » keeps to its brief."""

from __future__ import annotations

from itertools import product

import pytest

from bot.scenarios.play import advance, open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES, GIVEN_FIELDS
from bot.scenarios.situations import Situations
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

VERSIONS = [
    ("11-13", "fake", "lilou_fake"),
    ("11-13", "genuine", "lilou_true"),
    ("14-15", "fake", "eli_fake"),
    ("14-15", "genuine", "eli_true"),
    ("16-18", "fake", "eli_fake"),
    ("16-18", "genuine", "eli_true"),
]
FAKE, GENUINE = {"safe", "close", "helped"}, {"well_seen", "careful", "hasty"}


def walks(scenario, band, variant):
    """One walk to each place, by breadth: ending kind → the moves that lead there, shortest first."""
    start = open_scene(scenario, band, 1, NOW, variant=variant).state
    todo, seen, found = [(start, ())], set(), {}
    while todo:
        state, moves = todo.pop(0)
        for move in ANSWERED_MOVES:
            step = play_turn(scenario, state, move, None, 1, NOW)
            if step.learnt.outcome:
                found.setdefault(step.learnt.outcome.kind, (*moves, move))
                continue
            key = (step.state.node, step.state.given, len(step.state.history))
            if key not in seen:
                seen.add(key)
                todo.append((step.state, (*moves, move)))
    return found


@pytest.mark.parametrize(("band", "variant", "version_id"), VERSIONS)
def test_every_ending_is_reached_by_buttons_alone(alike, band, variant, version_id):
    del version_id
    kinds = {kind for kind, _ in plays(alike, band, variant, by_buttons=True)}
    assert kinds == (FAKE if variant == "fake" else GENUINE)


@pytest.mark.parametrize(("band", "variant", "version_id"), VERSIONS)
def test_every_ending_is_reached_by_free_text(alike, band, variant, version_id):
    del version_id
    found = walks(alike, band, variant)
    assert set(found) == (FAKE if variant == "fake" else GENUINE)
    for kind, moves in found.items():
        step = open_scene(alike, band, 1, NOW, variant=variant)
        for move in moves:
            words = (
                "collège des Tilleuls, lycée des Acacias" if move == "share_info" else "bah chsais pas trop"
            )
            step = play_turn(alike, step.state, move, words, 1, NOW)
        if step.learnt.outcome and "share_info" not in moves:
            assert step.learnt.outcome.kind == kind


@pytest.mark.parametrize(
    ("band", "variant", "fewest", "most"),
    [
        ("11-13", "fake", 6, 8),
        ("11-13", "genuine", 6, 8),
        ("14-15", "fake", 8, 10),
        ("14-15", "genuine", 8, 10),
        ("16-18", "fake", 10, 12),
        ("16-18", "genuine", 10, 12),
    ],
)
def test_a_play_is_as_long_as_its_age_asks(alike, band, variant, fewest, most):
    """All plays, whatever is answered and whatever is given, typed or by button."""
    start = open_scene(alike, band, 1, NOW, variant=variant).state
    version = alike.file.version(start.version)
    situations = Situations(version)
    running, lengths = {situations.key(start): start}, set()
    while running:
        after = {}
        for state, move, field in product(running.values(), ANSWERED_MOVES, (None, *GIVEN_FIELDS)):
            new, _ = advance(version, state, move, (field,) if field and move == "share_info" else None)
            if new.ending:
                lengths.add(new.turn)
            else:
                after[situations.key(new)] = new
        running = after
    assert (min(lengths), max(lengths)) == (fewest, most)


@pytest.mark.parametrize(("band", "variant", "version_id"), VERSIONS)
def test_whoever_stands_there_answers_the_question(alike, band, variant, version_id):
    """Where a friend or an adult speaks, the persona does not answer in their place."""
    del band, variant
    version = alike.file.version(version_id)
    for name, node in version.nodes.items():
        others = {bubble.speaker for bubble in node.lines if bubble.speaker}
        if others:
            for question in (*version.persona.asks, "other"):
                assert {reply.speaker for reply in node.asks[question].reply} == others, (name, question)


def test_the_opening_does_not_tell_the_two_apart(alike):
    for one, other in (("lilou_fake", "lilou_true"), ("eli_fake", "eli_true")):
        first, second = (alike.file.version(name) for name in (one, other))
        assert first.nodes["hello"].lines == second.nodes["hello"].lines
        assert first.nodes["hello"].buttons == second.nodes["hello"].buttons
        assert first.role_card == second.role_card


def test_no_video_call_is_praised_at_11_to_13(alike):
    for version in alike.file.versions:
        if "11-13" not in version.bands:
            continue
        for node in version.nodes.values():
            said = " ".join(text for answer in node.answers for text in (answer.feedback, answer.better))
            assert not any(word in said.lower() for word in ("caméra", "visio", "appel vidéo"))


def test_giving_the_school_comes_back_in_the_personas_mouth(alike):
    state = open_scene(alike, "11-13", 1, NOW, variant="fake").state
    for move in ("chat", "accept", "refuse", "refuse", "share_info"):
        step = play_turn(alike, state, move, None, 1, NOW)
        state = step.state
    assert state.node == "gave"
    assert any("collège des Tilleuls" in line.text for line in step.lines if line.voice == "persona")


def test_the_debrief_tells_truth_flags_law_reflexes_and_who_to_call(alike):
    step = open_scene(alike, "14-15", 1, NOW, variant="fake")
    while step.state.status == "playing":
        move = "tell_adult" if step.state.node == "gone" else "refuse"
        step = play_turn(alike, step.state, move, None, 1, NOW)
    said = "\n".join(line.text for line in step.lines if line.voice == "coach")
    for part in (
        "Fin : à l'abri",
        "Ce que tu as bien fait",
        "En vrai",
        "repérés",
        "c'est interdit",
        "3018",
        "119",
    ):
        assert part in said
    assert "Regarde ce que la personne accepte" in said
    assert "Et ta phrase à toi ?" in said


def test_accusing_an_honest_person_twice_ends_a_little_fast_and_counts(alike):
    state = open_scene(alike, "14-15", 1, NOW, variant="genuine").state
    step = None
    while state.status == "playing":
        step = play_turn(alike, state, "challenge", None, 1, NOW)
        state = step.state
    assert step.learnt.outcome.kind == "hasty"
    assert step.learnt.outcome.false_alarms >= 2


def test_an_accusation_of_an_honest_person_is_not_praised(alike):
    step = open_scene(alike, "14-15", 1, NOW, variant="genuine")
    while step.state.status == "playing":
        step = play_turn(alike, step.state, "challenge", None, 1, NOW)
    version = alike.file.version(step.state.version)
    own = version.endings[step.learnt.outcome.ending].well
    assert own in "\n".join(line.text for line in step.lines)


def test_trusting_an_honest_person_is_a_hit(alike):
    state = open_scene(alike, "11-13", 1, NOW, variant="genuine").state
    for move in ("chat", "chat", "accept", "accept", "chat", "accept", "set_condition"):
        step = play_turn(alike, state, move, None, 1, NOW)
        state = step.state
    assert step.learnt.outcome.kind == "well_seen"
    assert (step.learnt.outcome.hits, step.learnt.outcome.key_moments) == (1, 1)
