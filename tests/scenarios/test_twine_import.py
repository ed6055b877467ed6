"""A Twine story becomes a draft that the schema takes; what it lacks is marked, what is wrong is told with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenarios.lint import lint
from bot.scenarios.schema import ANSWERED_MOVES, ScenarioFile
from bot.scenarios.twee import TweeError, read_story
from bot.scenarios.twine_import import draft_of, slug, write_draft
from bot.settings import ROOT
from tests.scenarios.sample import scene_from

EXAMPLE = (ROOT / "docs" / "examples" / "le_sac.twee").read_text(encoding="utf-8")
HEAD = ":: StoryTitle\nEssai\n"


def imported(text, scene_id="essai"):
    return draft_of(read_story(text), scene_id)


def faults(text):
    with pytest.raises(TweeError) as caught:
        imported(text)
    return [str(fault) for fault in caught.value.faults]


@pytest.fixture
def example():
    return ScenarioFile.parse_obj(imported(EXAMPLE, "le_sac"))


def test_the_example_of_the_guide_is_a_scene(example):
    [version] = example.versions
    assert list(version.nodes) == ["bonjour", "adresse"]
    assert {name: ending.kind for name, ending in version.endings.items()} == {
        "merci": "safe",
        "sonnette": "helped",
    }
    assert (version.start, version.role_card.first_name, version.persona.name) == (
        "bonjour",
        "Sacha",
        "Robin",
    )


def test_bubbles_have_their_voice_their_clear_version_and_their_flags(example):
    told, said = example.versions[0].nodes["bonjour"].lines
    assert (told.voice, said.voice, said.clear) == ("narrator", "persona", "J'ai ton sac de basket.")
    assert example.versions[0].nodes["adresse"].lines[0].flags == ("asks_info", "urgency")
    assert set(example.red_flags) == {"asks_info", "urgency"}


def test_a_link_is_a_button_and_an_answer_with_what_follows_it(example):
    node = example.versions[0].nodes["bonjour"]
    assert node.buttons["ask_proof"] == "Demander une preuve"
    answer = node.answer_to("challenge")
    assert (answer.rating, answer.rubric, answer.to[0].to) == ("protective", "signalling_risk", "adresse")
    assert answer.better == "Il est de quelle couleur ?"
    assert node.answer_to("chat").reply[0].clear == "De rien, c'est normal."
    assert node.answer_to("share_info").gives == ("first_name",)


def test_tags_give_stage_situation_and_key_moment(example):
    node = example.versions[0].nodes["adresse"]
    assert (node.stage, node.situation, node.key) == ("information", "ask_contact", True)
    assert example.stages == {"trust": ("information",), "information": ()}


def test_all_moves_of_the_example_are_answered(example):
    for node in example.versions[0].nodes.values():
        assert all(node.answer_to(move) for move in ANSWERED_MOVES)


def test_what_is_missing_is_marked_and_the_lint_says_so(library):
    problems = [str(p) for p in lint(scene_from(imported(EXAMPLE), library), random_plays=2)]
    assert any("essai.lesson: still to be written" in problem for problem in problems)
    assert not any("unknown" in problem for problem in problems)


def test_it_is_written_as_yaml_that_reads_back(tmp_path):
    path = tmp_path / "le_sac.yml"
    write_draft(imported(EXAMPLE, "le_sac"), path)
    assert "&id" not in path.read_text(encoding="utf-8")
    assert "Récit" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (":: A\nsalut\n[[Non->B]]\n", "line 5: which moves is this?"),
        (":: A\nsalut\n[[Non->B]] refuse\n", "line 5: leads to « B », which does not exist"),
        (":: A\nsalut\n[[Non->A]] fly\n", "line 5: unknown move 'fly'; one of refuse"),
        (":: A\n[[Non->A]] refuse\n", "line 3: « A » says nothing"),
        (":: A\nsalut\n", "line 3: « A » leads nowhere"),
        (":: A\nsalut\n> coach : x\n[[Non->A]] refuse", "line 5: « > » has no link above it"),
        (":: A\nsalut\n[[Non->A]] refuse\n> chef : x", "line 6: after « > » comes one of"),
        (":: A\nsalut\n[[Non->A]] refuse\n> clair : x", "line 6: « > clair » has no « > réponse » above it"),
        (":: A\nsalut\n[[Non->A]] refuse\n> valeur : bien", "line 6: unknown valeur 'bien'"),
        (":: A\nsalut\n[[Non->A]] refuse\n> donne : pin", "line 6: unknown donne 'pin'"),
        (":: A\n(clair) x\nsalut\n[[Non->A]] refuse", "line 4: (clair) has no bubble above it"),
        (":: A\nsalut\n(signal) louche\n[[Non->A]] refuse", "line 5: unknown signal 'louche'"),
        (":: A\nsalut\n[[a->A]] refuse\n[[b->A]] refuse", "line 6: a second button for 'refuse'"),
        (":: B [fin]\nx\n:: A\nsalut\n[[a->B]] refuse", "line 3: the ending « B » needs one tag of safe"),
        (":: A [fin safe]\nx\n", "line 1: no passage to play"),
        (
            ":: B [fin safe]\nx\n[[a->A]] refuse\n:: A\ns\n[[a->B]] refuse",
            "line 3: the ending « B » has a link",
        ),
        (":: 🐉\nsalut\n[[a->🐉]] refuse", "line 3: « 🐉 » gives no id"),
        (":: Ab\ns\n[[a->ab]] refuse\n:: ab\ns\n[[a->Ab]] refuse", "line 6: « ab » gives the id 'ab'"),
        (":: F [fiche]\na: [\n:: A\ns\n[[a->A]] refuse", "line 3: the sheet is not YAML"),
        (":: F [fiche]\nmot\n:: A\ns\n[[a->A]] refuse", "line 3: the sheet is a list"),
        (':: StoryData\n{"start": "Z"}\n:: A\ns\n[[a->A]] refuse', "line 1: the story starts at « Z »"),
        (":: A [Trop]\ns\n[[a->A]] refuse", "line 3: the tag 'Trop' is no stage"),
    ],
)
def test_each_fault_is_told_with_its_line(body, said):
    assert any(fault.startswith(said) for fault in faults(HEAD + body)), faults(HEAD + body)


def test_all_faults_are_told_at_once():
    assert len(faults(HEAD + ":: A\nsalut\n[[a->B]] fly\n> x\n(signal) y\n")) == 4


@pytest.mark.parametrize(
    ("title", "made"),
    [("Trop pareil !", "trop_pareil"), ("L'été à Port-Clair", "l_ete_a_port_clair"), ("«»", "")],
)
def test_an_id_is_made_of_a_title(title, made):
    assert slug(title) == made


LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        st.sampled_from(
            [
                "[[Dire non->A]] refuse",
                "[[Oui->B]] accept, chat",
                "> coach : mot",
                "> réponse : mot",
                "> clair : mot",
                "(clair) mot",
                "(signal) secrecy",
                "? mot",
                "= mot",
                "Récit : mot",
                ":: B [fin safe]",
                ":: A [trust]",
            ]
        ),
    ),
    max_size=12,
)


@given(LINES)
def test_any_story_becomes_a_scene_or_says_what_is_wrong(lines):
    try:
        data = imported(HEAD + "\n".join(lines))
    except TweeError as error:
        told = [str(fault) for fault in error.faults]
    else:
        told = [str(node) for node in ScenarioFile.parse_obj(data).versions[0].nodes]
    assert told
