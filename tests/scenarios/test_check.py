"""The check of a scene: what it reports beside the lint, and how it reads."""

from __future__ import annotations

import pytest

from bot.scenarios.check import check, text_of
from bot.scenarios.reading import lix
from bot.scenarios.schema import ANSWERED_MOVES
from tests.scenarios.sample import scene_from


@pytest.fixture
def checked(data, library):
    def run(bend=None):
        if bend:
            bend(data)
        return check(
            scene_from(data, library), forbidden=lambda _text: [], resources=["3018"], random_plays=20
        )

    return run


def said(report):
    return [str(problem) for problem in report.problems]


def test_every_strategy_is_played_to_an_ending(checked):
    [version] = checked().versions
    names = {one.name for one in version.strategies}
    assert {f"always {move}" for move in ANSWERED_MOVES} < names
    assert {"buttons × 20", "any move × 20"} < names
    assert all(ending != "no ending" for one in version.strategies for ending, _ in one.endings)
    assert all(one.shortest == one.longest == 12 for one in version.strategies)


def test_a_good_scene_has_no_problem_and_its_length_is_looked_at_again(checked):
    report = checked()
    assert said(report) == []
    assert ["12 to 12 turns; 6 to 8" in str(one) for one in report.warnings] == [True]


def test_the_report_is_readable(checked):
    text = text_of(checked())
    assert text.splitlines()[0] == "essai  « Un essai »  11-13  5 min"
    assert "always refuse         safe; 12 turns" in text
    assert text.endswith("0 problem(s), 1 to look at again")


def test_a_graph_with_missing_doors_is_reported_and_not_played(checked):
    report = checked(lambda data: data["versions"][0]["nodes"]["node_03"]["answers"][0].update(to="nowhere"))
    assert any("nowhere" in problem for problem in said(report))
    assert report.versions[0].strategies == ()
    assert "PROBLEM" in text_of(report)


def test_the_age_on_the_role_card_is_one_of_its_bands(checked):
    report = checked(lambda data: data["versions"][0]["role_card"].update(age=16))
    assert "essai.essai_fake.role_card: 16 is not an age of 11-13" in said(report)


@pytest.mark.parametrize("better", ["On se voit en visio ?", "Mets ta cam.", "Un appel vidéo d'abord."])
def test_at_11_to_13_no_model_sentence_proposes_a_video_call(checked, better):
    report = checked(lambda data: data["versions"][0]["nodes"]["node_01"]["answers"][0].update(better=better))
    assert any("video call" in problem for problem in said(report))


def test_a_scene_of_ones_own_choice_is_not_for_the_youngest(checked):
    assert any("from 14" in one for one in said(checked(lambda data: data.update(own_choice_only=True))))


def test_hard_words_are_too_hard(checked):
    hard = "Considérez attentivement l'éventualité d'une manipulation psychologique particulièrement sophistiquée."

    def bend(data):
        for number, node in enumerate(data["versions"][0]["nodes"].values()):
            for answer in node["answers"]:
                answer["feedback"] = f"{hard} {number}"

    assert any("the coach reads at LIX" in problem for problem in said(checked(bend)))


@pytest.mark.parametrize(
    ("texts", "level"),
    [
        ([], 0),
        (["Oui. Non."], 1),
        (["un deux trois quatre"], 4),
        (["une conversation"], 52),
        (["un", "deux"], 1),
    ],
)
def test_lix_is_words_a_sentence_and_the_share_of_long_words(texts, level):
    assert lix(texts) == level


def test_what_is_still_to_be_written_keeps_a_scene_off_the_shelf(checked):
    def bend(data):
        data["lesson"] = "À ÉCRIRE."
        data["threat"] = "À ÉCRIRE (pour les adultes)"

    found = said(checked(bend))
    assert "essai.lesson: still to be written (À ÉCRIRE)" in found
    assert "essai.threat: still to be written (À ÉCRIRE)" in found


def test_every_scene_on_the_shelf_is_for_its_ages_and_reads_easily(library):
    for scenario in library.scenarios.values():
        report = check(
            scenario, forbidden=lambda _text: [], resources=library.wording.debrief.calls, random_plays=5
        )
        assert said(report) == []


def test_bands_that_play_apart_are_played_and_measured_apart(checked):
    def bend(data):
        data["ages"] = ["14-15", "16-18"]
        version = data["versions"][0]
        version.update(bands=["14-15", "16-18"])
        version["role_card"]["age"] = 15
        for answer in version["nodes"]["node_01"]["answers"]:
            answer["to"] = [{"to": "node_04", "when": {"band": "14-15"}}, "node_02"]

    report = checked(bend)
    [version] = report.versions
    assert version.turns == {"14-15": (10, 10), "16-18": (12, 12)}
    assert {one.bands for one in version.strategies} == {("14-15",), ("16-18",)}
    assert report.warnings == ()
    text = text_of(report)
    assert "    at 14-15\n    always refuse         safe; 10 turns" in text
    assert "    at 16-18\n    always refuse         safe; 12 turns" in text
    assert "turns by buttons      14-15: 10 to 10; 16-18: 12 to 12" in text
