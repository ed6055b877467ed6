"""« Elle y va » keeps to its brief: the player is the friend, and one secret is worth breaking."""

from __future__ import annotations

import pytest

from bot.scenarios.play import advance, open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from bot.scenarios.situations import Situations
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

BANDS = ("11-13", "14-15", "16-18")
PLAYED = [(band, variant) for band in BANDS for variant in ("fake", "genuine")]
TURNS = {"11-13": (6, 8), "14-15": (8, 10), "16-18": (10, 12)}
KINDS = {"fake": {"safe", "close", "helped"}, "genuine": {"well_seen", "careful", "hasty"}}


@pytest.fixture
def going(library):
    return library.scenarios["elle_y_va"]


def ended_by(scene, variant, moves, then):
    """The last step of a play that begins with `moves` and goes on with `then` for ever."""
    step = open_scene(scene, "11-13", 1, NOW, variant=variant)
    todo = list(moves)
    while step.state.status == "playing":
        step = play_turn(scene, step.state, todo.pop(0) if todo else then, None, 1, NOW)
    return step


def nodes_met(scene, band, variant):
    """The nodes that a play of this age can come to."""
    state = open_scene(scene, band, 1, NOW, variant=variant).state
    version = scene.file.version(state.version)
    key_of = Situations(version).key
    todo, known = [state], {key_of(state)}
    while todo:
        state = todo.pop()
        for move in ANSWERED_MOVES:
            new, _ = advance(version, state, move)
            if not new.ending and key_of(new) not in known:
                known.add(key_of(new))
                todo.append(new)
    return {key[0] for key in known}


@pytest.mark.parametrize(("band", "variant"), PLAYED)
def test_every_ending_is_reached_by_buttons_alone(going, band, variant):
    found = plays(going, band, variant, by_buttons=True)
    assert {kind for kind, _ in found} == KINDS[variant]


@pytest.mark.parametrize(("band", "variant"), PLAYED)
def test_a_play_lasts_as_long_as_its_age_asks_whatever_is_answered(going, band, variant):
    lengths = {turns for _, turns in plays(going, band, variant)}
    assert (min(lengths), max(lengths)) == TURNS[band]


@pytest.mark.parametrize("variant", ["fake", "genuine"])
def test_the_crush_is_for_14_and_over_the_gift_and_the_party_for_16_and_over(going, variant):
    met = {band: nodes_met(going, band, variant) for band in BANDS}
    assert met["14-15"] - met["11-13"] == {"crush"}
    assert met["16-18"] - met["14-15"] == {"gift", "party"}


def test_the_opening_does_not_tell_the_two_apart(going):
    fake, genuine = (going.file.version(name) for name in ("manon_fake", "manon_true"))
    assert fake.nodes["hello"].lines == genuine.nodes["hello"].lines
    assert fake.nodes["hello"].buttons == genuine.nodes["hello"].buttons
    assert fake.role_card == genuine.role_card


def test_what_teens_see_first_names_no_theme(going):
    shown = f"{going.file.title} {going.file.summary}".lower()
    assert not any(
        word in shown for word in ("rencontre", "secret", "rendez-vous", "piège", "faux", "danger")
    )


def test_no_video_call_is_advised_at_11_to_13(going):
    for version in going.file.versions:
        for node in version.nodes.values():
            said = " ".join(text for answer in node.answers for text in (answer.feedback, answer.better))
            assert not any(word in said.lower() for word in ("caméra", "visio", "appel vidéo"))


def test_writing_to_the_stranger_and_going_along_are_never_praised(going):
    nodes = going.file.version("manon_fake").nodes
    assert nodes["silent"].answer_to("challenge").rating == "vulnerable"
    assert nodes["leave"].answer_to("accept").rating == "vulnerable"


def test_giving_ones_first_name_comes_back_in_the_strangers_mouth(going):
    state = open_scene(going, "14-15", 1, NOW, variant="fake").state
    for move in ("chat", "chat", "chat", "accept", "accept", "refuse"):
        step = play_turn(going, state, move, None, 1, NOW)
        state = step.state
    assert state.node == "cross"
    assert any("Camille va tout gâcher" in line.text for line in step.lines if line.voice == "persona")
    assert "isolation" in {mark.flag for mark in state.flags}


def test_listening_leads_to_a_plan_by_day_with_an_adult(going):
    step = ended_by(
        going, "fake", ["chat", "ask_proof", "refuse", "chat", "chat", "set_condition"], "challenge"
    )
    assert step.learnt.outcome.kind == "safe"
    assert any("en plein jour" in line.text for line in step.lines)


def test_telling_once_she_is_at_the_stop_finds_her_there(going):
    step = ended_by(going, "fake", ["chat", "accept", "accept", "refuse", "accept", "tell_adult"], "refuse")
    assert step.learnt.outcome.kind == "close"
    assert any("à l'arrêt" in line.text for line in step.lines)


def test_a_promise_kept_too_long_is_thrown_back_and_forgiven(going):
    state = open_scene(going, "16-18", 1, NOW, variant="fake").state
    for move in ("chat", "chat", "chat", "chat", "accept", "refuse", "accept", "accept", "tell_adult"):
        step = play_turn(going, state, move, None, 1, NOW)
        state = step.state
    assert state.node == "after"
    assert any("JURÉ" in line.text for line in step.lines if line.voice == "persona")
    end = play_turn(going, state, "refuse", None, 1, NOW)
    assert any("Merci" in (line.clear or "") for line in end.lines)


@pytest.mark.parametrize("last", ["tell_adult", "block_report", "delay", "challenge"])
def test_silence_always_ends_with_an_adult_the_17_and_no_blame(going, last):
    step = ended_by(going, "fake", ["chat", "accept", "chat", "chat", "accept", "refuse"], last)
    assert step.learnt.outcome.kind == "helped"
    said = "\n".join(line.text for line in step.lines)
    assert "Flo appelle le 17" in said
    assert "Pas elle, pas toi" in said


def test_the_person_asked_when_she_no_longer_reads_does_not_answer(going):
    state = open_scene(going, "14-15", 1, NOW, variant="fake").state
    for move in ("chat", "accept", "chat", "chat", "chat", "accept", "refuse"):
        state = play_turn(going, state, move, None, 1, NOW).state
    assert state.node == "silent"
    step = play_turn(going, state, "chat", "t'as peur ?", 1, NOW)
    assert "non lue" in step.lines[0].text


def test_the_debrief_tells_truth_flags_law_lesson_and_who_to_call(going):
    step = ended_by(going, "fake", [], "ask_proof")
    said = "\n".join(line.text for line in step.lines if line.voice == "coach")
    for part in ("Fin : à l'abri", "En vrai", "repérés", "c'est interdit", "le 17", "3018", "119"):
        assert part in said
    assert "Casser un secret pour protéger, ce n'est pas trahir." in said
    assert "Et ta phrase à toi ?" in said


def test_keeping_an_honest_friends_small_secret_is_a_hit(going):
    step = ended_by(going, "genuine", [], "chat")
    assert step.learnt.outcome.kind == "well_seen"
    assert step.learnt.outcome.hits == step.learnt.outcome.key_moments == 2
    assert step.learnt.outcome.false_alarms == 0


def test_suspecting_an_honest_friend_all_along_ends_a_little_fast_and_counts(going):
    step = ended_by(going, "genuine", [], "challenge")
    assert step.learnt.outcome.kind == "hasty"
    assert step.learnt.outcome.false_alarms >= 3


def test_a_doubt_once_repaired_ends_well(going):
    step = ended_by(going, "genuine", ["chat", "chat", "chat", "chat", "challenge"], "chat")
    assert step.learnt.outcome.kind == "well_seen"
    assert step.learnt.outcome.false_alarms == 1


@pytest.mark.parametrize("variant", ["fake", "genuine"])
def test_an_odd_question_gets_an_answer_of_the_one_who_speaks_each_time_another(going, variant):
    state = open_scene(going, "16-18", 1, NOW, variant=variant).state
    said = []
    while state.status == "playing":
        step = play_turn(going, state, "chat", "t'as déjà mangé un escargot ?", 1, NOW)
        state = step.state
        said.append(step.lines[0])
    # The last one answers nobody: her phone is off, or the play has just ended.
    assert len({line.text for line in said}) == len(said)
    assert all(line.speaker or line.voice == "narrator" for line in said)
