"""The step of a scene: state and move in, new state, lines and what was learnt out."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.scenarios.play import open_scene, play_turn, replay, resume, situation
from bot.scenarios.schema import MOVES
from bot.scenarios.state import SceneState
from tests.scenarios.sample import NODES, NOW, scene_from


def texts(step, voice=None):
    return [line.text for line in step.lines if voice in (None, line.voice)]


def data_of(step):
    return [choice.data for choice in step.lines[-1].choices]


def walk(scenario, state, *moves):
    step = None
    for move in moves:
        name, _, text = move.partition("=")
        step = play_turn(scenario, state, name, text or None, 1, NOW)
        state = step.state
    return step


@pytest.fixture
def opened(sample):
    return open_scene(sample, "11-13", 7, NOW)


# --- opening


def test_a_scene_opens_with_its_note_its_card_and_the_first_node(opened):
    first, card, *_, last = opened.lines
    assert "Rien de grave." in first.text
    assert "Noa, 12 ans, collège des Tilleuls, Port-Clair" in card.text
    assert (last.text, last.voice, last.speaker, last.clear) == ("bonjour 0", "persona", "Lou", "Bonjour 0.")


def test_the_first_turn_offers_another_scene_and_later_turns_do_not(sample, opened):
    assert "s:essai:other" in data_of(opened)
    assert "s:essai:other" not in data_of(walk(sample, opened.state, "chat"))


def test_every_turn_carries_pause_and_help(sample, opened):
    for step in (opened, walk(sample, opened.state, "chat"), walk(sample, opened.state, "ask_coach")):
        assert data_of(step)[-2:] == ["c:pause", "c:help"]


def test_moves_are_named_by_play_and_turn(sample, opened):
    step = walk(sample, opened.state, "chat")
    assert f"m:{step.state.play_id}:1:refuse" in data_of(step)


def test_buttons_are_not_always_in_the_same_order(sample):
    orders = {
        tuple(d.split(":")[-1] for d in data_of(open_scene(sample, "11-13", seed, NOW))[:3])
        for seed in range(20)
    }
    assert len(orders) > 1


def test_the_same_seed_opens_the_same_play(sample):
    assert open_scene(sample, "11-13", 7, NOW) == open_scene(sample, "11-13", 7, NOW)


def test_a_band_without_a_version_is_refused(sample):
    with pytest.raises(LookupError, match="16-18"):
        open_scene(sample, "16-18", 1, NOW)


def test_half_the_plays_meet_an_honest_person(alike):
    drawn = [open_scene(alike, "11-13", seed, NOW).learnt.variant for seed in range(200)]
    assert 70 < drawn.count("genuine") < 130


@pytest.mark.parametrize(
    ("band", "variant", "version"), [("11-13", "fake", "lilou_fake"), ("16-18", "genuine", "eli_true")]
)
def test_band_and_variant_choose_the_version(alike, band, variant, version):
    assert open_scene(alike, band, 1, NOW, variant=variant).state.version == version


# --- a turn


def test_a_turn_is_reaction_then_coach_then_what_comes_next(sample, opened):
    step = walk(sample, opened.state, "refuse")
    assert [line.voice for line in step.lines] == ["persona", "coach", "persona"]
    assert step.lines[0].text == "ok 0"
    assert step.lines[1].text.startswith("Tu tiens bon, fois numéro 0.")
    assert "Non merci." in step.lines[1].text
    assert step.lines[2].text == "bonjour 1"
    assert step.state.turn == 1


def test_the_coach_quotes_what_was_typed(sample, opened):
    assert texts(walk(sample, opened.state, "refuse=nan laisse"), "coach")[0].startswith("« nan laisse »\n")


def test_a_button_is_not_quoted(sample, opened):
    assert "«" not in texts(walk(sample, opened.state, "refuse"), "coach")[0].split("\n")[0]


def test_a_feedback_may_place_the_quote_itself(data, library):
    answer = data["versions"][0]["nodes"]["node_01"]["answers"][0]
    answer["feedback"] = "Avec « {quote} », tu tiens bon."
    scenario = scene_from(data, library)
    state = open_scene(scenario, "11-13", 1, NOW).state
    assert texts(walk(scenario, state, "refuse=nan"), "coach")[0].startswith("Avec « nan », tu tiens bon.")
    assert texts(walk(scenario, state, "refuse"), "coach")[0].startswith("Avec « Dire non », tu tiens bon.")


def test_a_hostile_text_is_never_read_as_a_placeholder(sample, opened):
    said = texts(walk(sample, opened.state, "refuse={card.school} {feedback} {better}"), "coach")[0]
    assert "{card.school} {feedback} {better}" in said


def test_a_question_to_the_persona_is_answered_in_character(sample, opened):
    assert texts(walk(sample, opened.state, "chat=t'as quel age?"), "persona")[0] == "12 ans"


def test_a_move_nobody_knows_is_talk(sample, opened):
    assert walk(sample, opened.state, "dance").learnt.move == "chat"


def test_what_was_given_is_kept_as_a_field_and_comes_back(sample, opened):
    step = walk(sample, opened.state, "share_info")
    assert step.state.given == ("school",)
    assert step.learnt.gave == ("school",)
    assert step.lines[0].text == "collège des Tilleuls alors"


def test_typed_words_say_which_field_was_given(sample, opened):
    step = walk(sample, opened.state, "share_info=j'ai 12 ans")
    assert step.state.given == ("age",)
    assert step.lines[0].voice == "coach"  # the reply waits for the school


def test_accepting_gives_only_where_something_was_asked_for(sample, opened):
    assert walk(sample, opened.state, "accept").state.given == ()
    assert walk(sample, opened.state, *["chat"] * 5, "accept").state.given == ("school",)


def test_a_masked_detail_is_gently_noted(sample, opened):
    assert "caché" in texts(walk(sample, opened.state, "chat=je vis à [LIE]"), "coach")[0]


def test_flags_are_seen_by_a_protective_answer_and_missed_by_a_vulnerable_one(sample, opened):
    assert walk(sample, opened.state, "chat", "chat", "refuse").learnt.flags_seen == ("secrecy",)
    assert walk(sample, opened.state, "chat", "chat", "accept").learnt.flags_missed == ("secrecy",)


def test_a_flag_nobody_spotted_counts_as_missed(sample, opened):
    outcome = walk(sample, opened.state, *["chat"] * 12).learnt.outcome
    assert outcome.flags_missed == ("secrecy",)
    assert outcome.flags_seen == ()


def test_key_moments_are_counted_as_hits(sample, opened):
    outcome = walk(
        sample, opened.state, *["chat"] * 3, "refuse", "chat", "accept", *["chat"] * 6
    ).learnt.outcome
    assert (outcome.key_moments, outcome.hits) == (2, 1)


def test_the_situation_is_what_the_persona_just_did(sample, opened):
    assert situation(sample, opened.state) == "chat"
    assert situation(sample, walk(sample, opened.state, *["chat"] * 5).state) == "ask_contact"
    assert situation(sample, walk(sample, opened.state, "quit").state) is None


# --- asking the coach, leaving, coming back


def test_the_coach_has_three_levels_of_hint_then_repeats_the_last(sample, opened):
    state, said = opened.state, []
    for _ in range(4):
        step = play_turn(sample, state, "ask_coach", None, 1, NOW)
        state = step.state
        said.append(step.lines[0].text)
    assert "Regarde la question." in said[0]
    assert "Elle demande une info." in said[1]
    assert "Dis non." in said[2]
    assert said[3] == said[2]


def test_asking_the_coach_does_not_move_the_turn(sample, opened):
    step = walk(sample, opened.state, "ask_coach")
    assert (step.state.turn, step.state.node, step.state.history) == (0, "node_01", ())
    assert step.learnt.rating is None


def test_quitting_leaves_cleanly_with_an_offer(sample, opened):
    step = walk(sample, opened.state, "chat", "quit")
    assert step.state.status == "ended"
    assert step.learnt.move == "quit"
    assert step.learnt.outcome is None
    assert "On peut dire non." in step.lines[-1].text
    assert f"r:{step.state.play_id}:all" in data_of(step)
    assert "c:menu" in data_of(step)


def test_resuming_recalls_in_one_line_and_shows_the_same_buttons(sample, opened):
    step = walk(sample, opened.state, "chat", "chat")
    again = resume(sample, step.state)
    assert again.state == step.state
    assert "Voici le moment 2." in again.lines[0].text
    assert again.lines[1].text == "bonjour 2"
    assert data_of(again) == data_of(step)


def test_an_ended_scene_only_offers_what_comes_next(sample, opened):
    ended = walk(sample, opened.state, "quit").state
    for step in (play_turn(sample, ended, "chat", "coucou", 1, NOW), resume(sample, ended)):
        assert step.state == ended
        assert len(step.lines) == 1
        assert any(data.startswith("r:") for data in data_of(step))


@pytest.mark.parametrize("lost", [{"node": "gone_node"}, {"version": "old_version"}])
def test_a_scene_edited_meanwhile_resumes_kindly_at_its_start(sample, opened, lost):
    state = replace(walk(sample, opened.state, "chat", "chat").state, revision="old", **lost)
    for step in (play_turn(sample, state, "refuse", None, 1, NOW), resume(sample, state)):
        assert step.state.node == NODES[0]
        assert step.state.revision == sample.revision
        assert step.state.history == ()
        assert "retouchée" in step.lines[0].text


def test_a_scene_edited_meanwhile_goes_on_where_its_node_still_stands(sample, opened):
    state = replace(walk(sample, opened.state, "chat").state, revision="old")
    assert walk(sample, state, "refuse").state.node == NODES[2]


# --- conditions


def test_an_ending_depends_on_what_was_given(sample, opened):
    def ending(*moves):
        return walk(sample, opened.state, *moves).learnt.outcome.kind

    assert ending(*["refuse"] * 12) == "safe"
    assert ending("accept", *["refuse"] * 11) == "close"
    assert ending("share_info", *["refuse"] * 11) == "helped"


@pytest.mark.parametrize(
    ("when", "moves", "shown"),
    [
        ({"given": "school"}, ["share_info"], True),
        ({"given": "school"}, ["refuse"], False),
        ({"not_given": ["town", "school"]}, ["share_info"], False),
        ({"played": "refuse"}, ["refuse"], True),
        ({"played": "node_01:refuse"}, ["refuse"], True),
        ({"played": "node_02:refuse"}, ["refuse"], False),
        ({"not_played": "refuse"}, ["chat"], True),
        ({"visited": "node_01"}, ["chat"], True),
        ({"not_visited": "node_01"}, ["chat"], False),
        ({"protective": 1}, ["refuse"], True),
        ({"vulnerable": 2}, ["accept"], False),
        ({"given": ["school", "town"], "played": "share_info"}, ["share_info"], True),
        ({"band": "11-13"}, ["chat"], True),
        ({"band": ["14-15", "16-18"]}, ["chat"], False),
        ({"band": "11-13", "given": "school"}, ["chat"], False),
    ],
)
def test_a_line_shows_when_its_condition_holds(data, library, when, moves, shown):
    data["versions"][0]["nodes"]["node_02"]["lines"].append({"text": "en plus", "when": when})
    scenario = scene_from(data, library)
    step = walk(scenario, open_scene(scenario, "11-13", 1, NOW).state, *moves)
    assert ("en plus" in texts(step)) is shown


# --- replay


def test_a_replay_starts_at_the_first_key_moment_missed(sample, opened):
    ended = walk(
        sample, opened.state, "share_info", "chat", "chat", "refuse", "chat", "accept", *["chat"] * 6
    )
    again = replay(sample, ended.state, 99, NOW)
    assert again.state.node == NODES[5]
    assert again.state.play_id != ended.state.play_id
    assert again.state.given == ("school",)
    assert len(again.state.history) == 5
    assert "Voici le moment 5." in again.lines[0].text
    assert [c.node for c in again.state.checkpoints] == [NODES[3], NODES[5]]


def test_in_a_replay_the_coach_waits_for_the_debrief(sample, opened):
    ended = walk(sample, opened.state, *["chat"] * 12)
    again = replay(sample, ended.state, 99, NOW)
    step = walk(sample, again.state, "refuse")
    assert texts(step, "coach") == []
    last = walk(sample, again.state, *["refuse"] * 9)
    assert "Tu tiens bon, fois numéro 3." in "\n".join(texts(last, "coach"))
    assert "fois numéro 2" not in "\n".join(texts(last, "coach"))


def test_a_replay_of_a_clean_play_starts_over(sample, opened):
    ended = walk(sample, opened.state, *["refuse"] * 12)
    assert f"r:{ended.state.play_id}:key" not in data_of(ended)
    assert replay(sample, ended.state, 99, NOW).state.node == NODES[0]


def test_a_whole_replay_starts_over_with_the_same_version(alike):
    state = open_scene(alike, "11-13", 1, NOW, variant="genuine").state
    again = replay(alike, replace(state, status="ended"), 5, NOW, whole=True)
    assert (again.state.version, again.state.node, again.state.feedback) == ("lilou_true", "hello", "end")


# --- for any moves and any words

WORDS = st.text(max_size=80) | st.sampled_from(
    ["{quote}", "{card.school}", "%s{0}", "<b>", "\u202e\u0000", "[TEL]", "é" * 500, "quel âge", "«»"]
)
TURNS = st.lists(st.tuples(st.sampled_from([*MOVES, "", "c:menu"]), st.none() | WORDS), max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    turns=TURNS, seed=st.integers() | st.text(max_size=5), band=st.sampled_from(["11-13", "14-15", "16-18"])
)
def test_any_play_goes_on_without_raising_and_its_state_survives_json(alike, turns, seed, band):
    step = open_scene(alike, band, seed, NOW)
    for move, text in turns:
        step = play_turn(alike, step.state, move, text, seed, NOW)
        slot = json.loads(json.dumps(step.state.as_slot()))
        assert SceneState.from_slot(slot) == step.state
        assert step.lines
        assert step.lines[-1].choices
        assert resume(alike, step.state).lines
    assert replay(alike, step.state, "again", NOW).state.status == "playing"


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.sampled_from(MOVES), min_size=1, max_size=15))
def test_what_was_typed_never_enters_the_state(alike, moves):
    typed = "zqxj noa collège des Tilleuls 0612345678 zqxj"
    state = open_scene(alike, "11-13", 1, NOW).state
    for move in moves:
        state = play_turn(alike, state, move, typed, 1, NOW).state
    held = json.dumps(state.as_slot(), ensure_ascii=False).lower()
    assert "zqxj" not in held
    assert "tilleuls" not in held
    assert "0612345678" not in held


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    draw=st.randoms(use_true_random=False),
    band=st.sampled_from(["11-13", "16-18"]),
    variant=st.sampled_from(["fake", "genuine"]),
)
def test_every_play_that_answers_ends_in_a_debrief(alike, draw, band, variant):
    step = open_scene(alike, band, 1, NOW, variant=variant)
    answered = [move for move in MOVES if move not in ("quit", "ask_coach")]
    for _ in range(40):
        step = play_turn(alike, step.state, draw.choice(answered), None, 1, NOW)
        if step.state.status == "ended":
            break
    assert step.learnt.outcome is not None
    assert sum(line.voice == "persona" for line in step.lines) <= 3


@pytest.mark.parametrize("slot", [{}, {"scenario": "x"}, {"scenario": "x", "history": 3}])
def test_what_is_no_state_is_refused(slot):
    with pytest.raises(ValueError, match="not the state of a scene"):
        SceneState.from_slot(slot)
