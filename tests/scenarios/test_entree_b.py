"""« Entrée B » keeps to its brief."""

from __future__ import annotations

import pytest

from bot.scenarios.play import open_scene, play_turn
from bot.scenarios.schema import ANSWERED_MOVES
from tests.scenarios.sample import NOW
from tests.scenarios.walks import plays

BANDS = ["14-15", "16-18"]
ENDINGS = {"safe", "close", "helped"}
#: To the key moment, by the shortest way.
TO_THE_CHANGE = ("chat", "chat", "chat", "refuse", "set_condition", "challenge")


@pytest.fixture
def entrance(library):
    return library.scenarios["entree_b"]


def played(scenario, moves, words=None, band="14-15"):
    step = open_scene(scenario, band, 1, NOW)
    for move in moves:
        step = play_turn(scenario, step.state, move, words, 1, NOW)
    return step


def said(step, voice):
    return "\n".join(line.text for line in step.lines if line.voice == voice)


def test_it_is_played_from_14_with_a_person_who_lies(entrance):
    assert [(version.bands, version.variant) for version in entrance.file.versions] == [
        (("14-15", "16-18"), "fake")
    ]
    with pytest.raises(LookupError):
        open_scene(entrance, "11-13", 1, NOW)


def test_what_a_teen_reads_in_the_list_names_no_theme(entrance):
    shown = f"{entrance.file.title} {entrance.file.summary}".lower()
    assert not any(
        word in shown for word in ("piège", "rendez-vous", "inconnu", "danger", "rencontre", "faux")
    )


@pytest.mark.parametrize("band", BANDS)
def test_every_ending_is_reached_by_buttons_alone(entrance, band):
    assert {kind for kind, _ in plays(entrance, band, by_buttons=True)} == ENDINGS


@pytest.mark.parametrize(("band", "fewest", "most"), [("14-15", 8, 10), ("16-18", 10, 12)])
def test_a_play_is_as_long_as_its_age_asks(entrance, band, fewest, most):
    ended = plays(entrance, band)
    assert {kind for kind, _ in ended} == ENDINGS
    assert (min(turns for _, turns in ended), max(turns for _, turns in ended)) == (fewest, most)


@pytest.mark.parametrize(
    ("moves", "kind"),
    [
        ((*TO_THE_CHANGE, "set_condition", "refuse", "tell_adult"), "safe"),
        ((*TO_THE_CHANGE, "tell_adult", "accept"), "safe"),
        ((*TO_THE_CHANGE, "set_condition", "set_condition", "refuse", "accept"), "close"),
        ((*TO_THE_CHANGE, "accept", "refuse", "block_report"), "helped"),
    ],
)
def test_every_ending_is_reached_by_free_text(entrance, moves, kind):
    step = played(entrance, moves, "bah chsais pas trop")
    assert step.learnt.outcome is not None
    assert step.learnt.outcome.kind == kind


def test_the_first_plan_plants_no_flag_and_nobody_is_blamed_for_accepting_it(entrance):
    nodes = entrance.file.version("ines_fake").nodes
    for name in ("plan", "again"):
        assert not any(bubble.flags for bubble in nodes[name].lines)
        assert nodes[name].answer_to("accept").rating == "neutral"
        assert nodes[name].answer_to("set_condition").rating == "protective"


def test_the_one_key_moment_is_the_change_of_plan(entrance):
    nodes = entrance.file.version("ines_fake").nodes
    assert [name for name, node in nodes.items() if node.key] == ["change"]
    step = played(entrance, TO_THE_CHANGE)
    assert "Pas 15 h, 18 h, à la nuit. Parking derrière l'entrée B." in said(step, "persona")
    assert "Viens seul·e, j'ai peur du monde." in [line.clear for line in step.lines]


@pytest.mark.parametrize(
    "move", ["refuse", "set_condition", "ask_proof", "challenge", "tell_adult", "block_report"]
)
def test_holding_to_the_first_plan_is_a_hit_at_the_key_moment(entrance, move):
    assert played(entrance, (*TO_THE_CHANGE, move)).learnt.hit


@pytest.mark.parametrize(
    ("band", "moves"),
    [
        ("14-15", ("chat", "chat", "chat", "refuse", "refuse", "challenge")),
        ("16-18", ("chat", "chat", "chat", "chat", "refuse", "refuse", "refuse", "challenge")),
    ],
)
def test_who_said_no_is_not_treated_as_having_agreed(entrance, band, moves):
    step = played(entrance, moves, band=band)
    assert step.state.node == "change"
    assert "T'as dit non" in said(step, "persona")
    assert "Pas 15 h" not in said(step, "persona")


@pytest.mark.parametrize(
    ("gave_at", "pressure"), [(None, "trop la trouille"), (1, "lycée des Acacias"), (4, "t'as donné ton num")]
)
def test_what_was_given_comes_back_as_pressure(entrance, gave_at, pressure):
    moves = [*TO_THE_CHANGE, "refuse"]
    if gave_at is not None:
        moves[gave_at] = "share_info"
    step = played(entrance, moves)
    assert step.state.node == "insist"
    assert pressure in said(step, "persona")


def test_the_way_to_the_car_park_is_always_cut_by_the_lit_shop(entrance):
    for move in ANSWERED_MOVES:
        assert played(entrance, (*TO_THE_CHANGE, "accept", move)).state.node == "shop"


@pytest.mark.parametrize("words", ["t'as quel âge", "t'as insta ?", "tu manges quoi ce soir ?"])
@pytest.mark.parametrize(
    "moves", [("accept", "refuse"), ("block_report",), ("tell_adult",)], ids=["shop", "gone", "told"]
)
def test_nobody_answers_in_ines_place_once_she_is_gone(entrance, moves, words):
    step = played(entrance, (*TO_THE_CHANGE, *moves))
    step = play_turn(entrance, step.state, "chat", words, 1, NOW)
    assert all(line.speaker != "Inès" for line in step.lines)


def test_the_older_ones_choose_their_own_way_home(entrance):
    step = played(entrance, ("chat", "chat", "chat", "chat", "refuse", "set_condition"), band="16-18")
    assert step.state.node == "ride"
    assert entrance.file.version("ines_fake").nodes["ride"].answer_to("set_condition").rating == "protective"


def test_an_unforeseen_question_is_answered_in_two_different_hands(entrance):
    step = played(entrance, ("chat",))
    before = play_turn(entrance, step.state, "chat", "tu crois aux fantômes ?", 1, NOW)
    assert "gérald" in said(before, "persona")
    step = played(entrance, TO_THE_CHANGE)
    after = play_turn(entrance, step.state, "chat", "tu crois aux fantômes ?", 1, NOW)
    assert "J'en sais rien." in said(after, "persona")


def test_the_debrief_tells_truth_flags_law_reflexes_and_who_to_call(entrance):
    coach = said(played(entrance, (*TO_THE_CHANGE, "accept", "refuse", "accept")), "coach")
    for part in (
        "piégé·e — et aidé·e",
        "Ce que tu as bien fait",
        "Inès n'existait pas",
        "Un rendez-vous qui change au dernier moment, c'est non.",
        "c'est interdit",
        "le 17",
        "le 114 par SMS",
        "3018",
        "Et ta phrase à toi ?",
    ):
        assert part in coach
