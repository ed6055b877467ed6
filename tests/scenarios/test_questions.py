"""A question typed to the persona: answered in character, and never commented as small talk."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, outcome, play_turn, replay
from bot.scenarios.schema import ScenarioFile
from tests.scenarios.sample import NODES, NOW, scene_data, scene_from


@pytest.fixture
def scene(library):
    data = scene_data()
    for i, name in enumerate(NODES):
        # « chat » is a poor answer here: the scene's own words about it would not fit a question.
        data["versions"][0]["nodes"][name]["answers"][1]["moves"] = ["challenge"]
        data["versions"][0]["nodes"][name]["answers"][2]["moves"] = ["accept", "share_info", "chat"]
        data["versions"][0]["nodes"][name]["answers"][2]["feedback"] = f"Tu suis sans regarder, tour {i}."
    return scene_from(data, library)


def asked(scene, *texts, move="chat"):
    step = open_scene(scene, "11-13", 1, NOW)
    steps = []
    for text in texts:
        step = play_turn(scene, step.state, move, text, 1, NOW)
        steps.append(step)
    return steps


def coach(step):
    return [line.text for line in step.lines if line.voice == "coach"]


def test_the_persona_answers_and_the_coach_says_something_short_about_asking(scene):
    [step] = asked(scene, "t'as quel âge ?")
    assert step.lines[0].text == "12 ans"
    [said] = coach(step)
    assert said.startswith("« t'as quel âge ? »")
    assert "sans regarder" not in said


def test_each_of_these_lines_is_said_once_then_the_coach_keeps_quiet(scene):
    said = [coach(step) for step in asked(scene, *["quel âge ?"] * 6)]
    spoken = [line for lines in said for line in lines]
    assert len(spoken) == len(set(spoken)) == len(scene.wording.coach.questions)
    assert said[-1] == []


def test_asking_counts_neither_for_nor_against(scene):
    [step] = asked(scene, "quel âge ?")
    assert step.learnt.move == "chat"
    assert step.learnt.rating == "neutral"
    assert step.learnt.rubric is None
    assert not step.learnt.flags_missed


def test_where_asking_is_the_right_thing_it_stays_so(library):
    data = scene_data()
    answers = data["versions"][0]["nodes"]["node_01"]["answers"]
    answers[0]["moves"].append("chat")
    answers[1]["moves"] = ["challenge"]
    [step] = asked(scene_from(data, library), "quel âge ?")
    assert step.learnt.rating == "protective"


def test_asked_as_proof_the_scenes_own_words_hold(scene):
    [step] = asked(scene, "quel âge ?", move="ask_proof")
    assert "Tu tiens bon" in coach(step)[0]


def test_a_question_nobody_foresaw_gets_the_answer_to_any_other(library):
    data = scene_data()
    data["versions"][0]["persona"]["asks"]["other"] = {"reply": "euh jsp"}
    scene = scene_from(data, library)
    [step] = asked(scene, "tu préfères les chats ou les chiens ?")
    assert step.lines[0].text == "euh jsp"
    [plain] = asked(scene, "moi je préfère les chats")
    assert plain.lines[0].text != "euh jsp"


def test_a_question_without_an_answer_is_not_commented_as_small_talk_either(scene):
    steps = asked(scene, *["et ton chat il va bien ?"] * 4)
    said = [line for step in steps for line in coach(step)]
    assert said == [
        frame.replace("{quote}", "et ton chat il va bien ?") for frame in scene.wording.coach.other_questions
    ]
    assert steps[0].learnt.rating == "neutral"


def test_no_line_about_questions_comes_twice_where_asking_is_right(library):
    data = scene_data()
    for name in NODES:
        answers = data["versions"][0]["nodes"][name]["answers"]
        answers[0]["moves"].append("chat")
        answers[1]["moves"] = ["challenge"]
    said = [line for step in asked(scene_from(data, library), *["quel âge ?"] * 6) for line in coach(step)]
    assert len(said) == len(set(said)) == 4


def test_small_talk_without_a_question_keeps_the_scenes_own_words(scene):
    assert "sans regarder" in coach(asked(scene, "mon chat va bien")[0])[0]


def test_in_a_replay_the_debrief_leaves_questions_out(scene):
    step = replay(scene, asked(scene, "quel âge ?")[-1].state, 1, NOW, whole=True)
    while step.state.status == "playing":
        text = "quel âge ?" if step.state.turn == 0 else None
        step = play_turn(scene, step.state, "chat" if text else "refuse", text, 1, NOW)
    told = "\n".join(coach(step))
    assert "sans regarder, tour 0" not in told
    assert "Tu tiens bon, fois numéro 1" in told
    assert outcome(scene.file.versions[0], step.state) is not None


def test_the_state_with_a_question_comes_back_from_its_slot(scene):
    [step] = asked(scene, "quel âge ?")
    assert type(step.state).from_slot(step.state.as_slot()) == step.state


def test_the_lint_takes_an_answer_to_any_other_question_without_words(library):
    from bot.scenarios.lint import lint

    data = scene_data()
    data["versions"][0]["nodes"]["node_01"]["asks"] = {"other": {"reply": "Bof."}}
    ScenarioFile.parse_obj(data)
    assert lint(scene_from(data, library), random_plays=3) == []
