"""Scenes that are played as one of several people: chosen, never drawn."""

from __future__ import annotations

from copy import deepcopy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenarios.check import check, text_of
from bot.scenarios.lint import lint
from bot.scenarios.play import open_scene, play_turn, replay, resume, role_question
from bot.scenarios.roles import role_named, roles_of
from bot.scenarios.schema import ScenarioFile
from tests.scenarios.sample import NOW, ROLES, of_two_roles, scene_data, scene_from

SAM, FRIEND = ROLES
ROLE_VERSIONS = roles_of(ScenarioFile.parse_obj(of_two_roles(scene_data())), "11-13")


@pytest.fixture
def data():
    return of_two_roles(scene_data())


@pytest.fixture
def scene(data, library):
    return scene_from(data, library)


@pytest.fixture
def problems(data, library):
    def run(bend=None):
        if bend:
            bend(data)
        return [str(problem) for problem in lint(scene_from(data, library), random_plays=1)]

    return run


def test_the_question_comes_after_the_content_note_with_a_button_for_each_role_and_another_scene(scene):
    note, question = role_question(scene, roles_of(scene.file, "11-13"))
    assert "Rien de grave." in note.text
    assert [(choice.label, choice.data) for choice in question.choices[:2]] == [
        (SAM, "s:essai:as:essai_sam"),
        (FRIEND, "s:essai:as:essai_friend"),
    ]
    assert [choice.data for choice in question.choices[2:]] == ["s:essai:other", "c:help"]


@pytest.mark.parametrize(
    ("role", "version", "name"), [(SAM, "essai_sam", "Noa"), (FRIEND, "essai_friend", "Lina")]
)
@pytest.mark.parametrize("seed", range(4))
def test_the_role_chosen_is_played_and_the_note_is_not_read_twice(scene, seed, role, version, name):
    step = open_scene(scene, "11-13", seed, NOW, role=role)
    assert step.state.version == version
    assert f"Ta carte : {name}" in step.lines[0].text


def test_a_role_is_never_drawn(scene):
    with pytest.raises(LookupError, match="one is to be chosen"):
        open_scene(scene, "11-13", 1, NOW)
    with pytest.raises(LookupError):
        open_scene(scene, "11-13", 1, NOW, role="Nobody")


def test_the_variant_is_still_drawn_for_the_role_chosen(data, library):
    data["versions"] += [
        {**deepcopy(version), "id": f"{version['id']}_true", "variant": "genuine"}
        for version in data["versions"]
    ]
    scene = scene_from(data, library)
    assert [role.role for role in roles_of(scene.file, "11-13")] == list(ROLES)
    drawn = {open_scene(scene, "11-13", seed, NOW, role=SAM).state.version for seed in range(20)}
    assert drawn == {"essai_sam", "essai_sam_true"}


def test_without_roles_or_with_a_single_one_there_is_nothing_to_choose(data, library):
    assert roles_of(scene_from(scene_data(), library).file, "11-13") == ()
    data["versions"].pop()
    assert roles_of(scene_from(data, library).file, "11-13") == ()
    assert open_scene(scene_from(data, library), "11-13", 1, NOW).state.version == "essai_sam"


def test_another_age_may_have_no_role_to_choose(data):
    data.update(ages=["11-13", "14-15"])
    data["versions"].append({**deepcopy(data["versions"][0]), "id": "older", "bands": ["14-15"]})
    file = ScenarioFile.parse_obj(data)
    assert roles_of(file, "14-15") == ()
    assert len(roles_of(file, "11-13")) == 2


@pytest.mark.parametrize("whole", [True, False])
def test_playing_again_and_resuming_keep_the_role(scene, whole):
    step = open_scene(scene, "11-13", 1, NOW, role=FRIEND)
    while step.state.status == "playing":
        step = play_turn(scene, step.state, "accept", None, 1, NOW)
        assert resume(scene, step.state).state.version == "essai_friend"
    assert replay(scene, step.state, 2, NOW, whole=whole).state.version == "essai_friend"


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("sam", SAM),
        ("Sam !", SAM),
        ("je veux être sam", SAM),
        ("1", SAM),
        ("l'ami", FRIEND),
        ("L'amie", FRIEND),
        ("ami", FRIEND),
        ("l'ami·e de Sam", FRIEND),
        ("l'ami de sam", FRIEND),
        ("plutôt l'amie de sam", FRIEND),
        ("2", FRIEND),
        ("3", None),
        ("0", None),
        ("de", None),
        ("une autre", None),
        ("samedi", None),
        ("", None),
    ],
)
def test_a_role_is_typed_in_many_ways(text, role):
    found = role_named(text, ROLE_VERSIONS)
    assert (found.role if found else None) == role


@given(st.text())
def test_any_text_names_a_role_or_none(text):
    assert role_named(text, ROLE_VERSIONS) in (*ROLE_VERSIONS, None)


def test_a_scene_of_two_roles_has_no_problem(problems):
    assert problems() == []


@pytest.mark.parametrize(
    ("bend", "expected"),
    [
        (lambda one, other: other.pop("role"), "all versions have a role or none"),
        (lambda one, other: (one.pop("role"), other.pop("role")), "one is never played"),
        (
            lambda one, other: other.update(role="sam"),
            "at 11-13, essai_sam and this version have the role « sam »",
        ),
        (lambda one, other: one.update(role="Ami de Sam, à qui tout arrive"), "29 characters, 24 at most"),
        (lambda one, other: one.update(role="Le fan de insta"), "names a brand: insta"),
        (
            lambda one, other: one.update(variant="genuine"),
            "at 11-13, all versions have a role or none, and each variant the same roles",
        ),
    ],
)
def test_the_lint_names_what_is_wrong_with_roles(problems, bend, expected):
    found = problems(lambda data: bend(*data["versions"]))
    assert any(expected in problem for problem in found), found


def test_the_data_of_a_role_fits_a_button(problems):
    def long(data):
        data["id"] = "e" * 32
        data["versions"][0]["id"] = "v" * 32

    assert any("button data over 64 bytes: s:eee" in problem for problem in problems(long))


def test_the_check_tells_which_role_a_version_is(scene):
    report = check(scene, forbidden=lambda _text: [], resources=["3018"], random_plays=1)
    assert "essai_friend (fake; 11-13; L'ami·e de Sam): 12 nodes" in text_of(report)
