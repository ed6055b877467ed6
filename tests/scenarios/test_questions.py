"""A question typed to the persona: answered in character, and never commented as small talk."""

from __future__ import annotations

import pytest

from bot.scenarios.lint import lint
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


def test_a_foreseen_question_that_checks_nothing_gets_its_answer_and_no_comment(library):
    data = scene_data()
    data["versions"][0]["persona"]["asks"]["love"] = {"words": ["t'as quelqu'un"], "reply": "joker"}
    [step] = asked(scene_from(data, library), "t'as quelqu'un ?")
    assert step.lines[0].text == "joker"
    assert coach(step) == []


def test_the_answer_to_any_other_question_is_not_praised_as_checking(library):
    data = scene_data()
    data["versions"][0]["persona"]["asks"]["other"] = {"reply": "euh jsp"}
    scene = scene_from(data, library)
    [step] = asked(scene, "tu préfères les chats ou les chiens ?")
    assert coach(step) == [
        scene.wording.coach.other_questions[0].replace("{quote}", "tu préfères les chats ou les chiens ?")
    ]


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
    data = scene_data()
    data["versions"][0]["nodes"]["node_01"]["asks"] = {"other": {"reply": "Bof."}}
    ScenarioFile.parse_obj(data)
    assert lint(scene_from(data, library), random_plays=3) == []


# --- several replies to one question


@pytest.fixture
def replies(library):
    """First lines of a play in which texts were typed, with these `asks` of the persona and of a node."""

    def said(*texts, persona=None, node=None, moves=None):
        data = scene_data()
        version = data["versions"][0]
        version["persona"]["asks"].update(persona or {})
        for i, name in enumerate(NODES):
            version["nodes"][name]["answers"][1]["reply"] = f"bof {i}"
        for name, asks in (node or {}).items():
            version["nodes"][name]["asks"] = asks
        scene = scene_from(data, library)
        return [step.lines[0].text for step in asked(scene, *texts, **({"move": moves} if moves else {}))]

    return said


OTHER = "et ton chat il va bien ?"


def test_unforeseen_questions_get_one_reply_after_another_then_the_nodes_own(replies):
    said = replies(*[OTHER] * 4, persona={"other": {"reply": ["euh jsp", "tu verras"]}})
    assert said == ["euh jsp", "tu verras", "bof 2", "bof 3"]


def test_a_sole_reply_to_any_other_question_is_given_once(replies):
    assert replies(OTHER, OTHER, persona={"other": {"reply": "euh jsp"}}) == ["euh jsp", "bof 1"]


def test_what_is_said_or_foreseen_between_uses_up_no_reply(replies):
    texts = (OTHER, "moi je préfère les chats", "quel âge ?", OTHER)
    said = replies(*texts, persona={"other": {"reply": ["euh jsp", "tu verras"]}})
    assert said == ["euh jsp", "bof 1", "12 ans", "tu verras"]


def test_a_reply_whose_condition_does_not_hold_waits(replies):
    listed = [{"text": "plus tard", "when": {"visited": "node_02"}}, "euh jsp"]
    assert replies(OTHER, OTHER, OTHER, persona={"other": {"reply": listed}}) == [
        "euh jsp",
        "plus tard",
        "bof 2",
    ]


def test_a_foreseen_question_asked_again_gets_other_words(replies):
    said = replies(
        *["quel âge ?"] * 3, persona={"age": {"words": ["quel âge"], "reply": ["12", "12 jte dis"]}}
    )
    assert said == ["12", "12 jte dis", "bof 2"]


def test_asked_as_proof_the_replies_follow_each_other_too(replies):
    listed = {"age": {"words": ["quel âge"], "reply": ["12", "12 jte dis"]}}
    assert replies(*["quel âge ?"] * 3, persona=listed, moves="ask_proof") == ["12", "12 jte dis", "ok 2"]


def test_a_sole_reply_to_a_foreseen_question_is_a_fact_and_stays(replies):
    assert replies("quel âge ?", "quel âge ?") == ["12 ans", "12 ans"]


def test_nodes_that_share_their_replies_do_not_repeat_them(replies):
    shared = {"other": {"reply": ["euh jsp", "tu verras"]}}
    assert replies(OTHER, OTHER, node={"node_01": shared, "node_02": shared}) == ["euh jsp", "tu verras"]


def test_each_reply_keeps_its_speaker_voice_and_clear_version(library):
    data = scene_data()
    data["versions"][0]["persona"]["asks"]["other"] = {
        "reply": [
            {"text": "jsp", "clear": "Je ne sais pas."},
            {"text": "Bof.", "speaker": "Jo"},
            {"text": "Silence.", "voice": "narrator"},
        ]
    }
    said = [step.lines[0] for step in asked(scene_from(data, library), *[OTHER] * 3)]
    assert [(one.text, one.clear, one.speaker, one.voice) for one in said] == [
        ("jsp", "Je ne sais pas.", "Lou", "persona"),
        ("Bof.", None, "Jo", "persona"),
        ("Silence.", None, None, "narrator"),
    ]


def test_a_play_begun_before_there_were_several_replies_goes_on(scene):
    [step] = asked(scene, "quel âge ?")
    slot = step.state.as_slot()
    del slot["told"]
    assert type(step.state).from_slot(slot).told == ()


def test_a_new_play_has_all_the_replies_again(library):
    data = scene_data()
    data["versions"][0]["persona"]["asks"]["other"] = {"reply": ["euh jsp", "tu verras"]}
    scene = scene_from(data, library)
    again = replay(scene, asked(scene, OTHER)[-1].state, 1, NOW, whole=True)
    assert play_turn(scene, again.state, "chat", OTHER, 1, NOW).lines[0].text == "euh jsp"


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (["Bof.", "mot " * 45], "160 at most"),
        (["Bof.", "va sur www.truc.fr"], "looks like a link"),
        (["Bof.", "viens sur insta"], "names a brand"),
        (["Bof.", {"text": "Ah.", "when": {"visited": "nowhere"}}], "a condition names 'nowhere'"),
        (["Bof.", {"text": "Ah.", "clear": "À ÉCRIRE"}], "still to be written"),
        (["Bof.", "Ah.", "bof."], "the same reply 2 times"),
    ],
)
@pytest.mark.parametrize("place", ["persona", "node"])
def test_the_lint_reads_every_reply(library, place, reply, expected):
    data = scene_data()
    version = data["versions"][0]
    asks = (
        version["persona"]["asks"]
        if place == "persona"
        else version["nodes"]["node_01"].setdefault("asks", {})
    )
    asks["other"] = {"reply": reply}
    found = [str(problem) for problem in lint(scene_from(data, library), random_plays=1)]
    assert any(expected in problem for problem in found), found


@pytest.mark.parametrize("reply", [[], {"text": "x", "flags": "secrecy"}, {"text": "x", "profile": "lou"}])
def test_a_reply_says_something_and_plants_nothing(reply):
    data = scene_data()
    data["versions"][0]["persona"]["asks"]["other"] = {"reply": reply}
    with pytest.raises(ValueError, match=r"at least one|not by a reply"):
        ScenarioFile.parse_obj(data)
