"""The authors' commands, as an author runs them."""

from __future__ import annotations

import shutil

import pytest
from typer.testing import CliRunner

from bot import authoring
from bot.cli import app
from bot.settings import ROOT

RUN = CliRunner()


@pytest.fixture
def content(tmp_path, monkeypatch):
    """A tree of one's own: two scenes, no draft."""
    shutil.copytree(ROOT / "content", tmp_path / "content", ignore=shutil.ignore_patterns("gazetteers"))
    for path in (tmp_path / "content" / "scenarios").glob("*.yml"):
        if path.stem not in ("entree_b", "elle_y_va"):
            path.unlink()
    monkeypatch.setattr(authoring, "ROOT", tmp_path)
    return tmp_path / "content"


def run(*arguments, **more):
    return RUN.invoke(app, [str(one) for one in arguments], **more)


def test_a_new_scene_is_asked_for_or_given(content):
    given = run("scenario-new", "le_car")
    assert given.exit_code == 0
    assert 'title: "Le car"' in (content / "drafts" / "le_car.yml").read_text(encoding="utf-8")
    asked = run("scenario-new", input="la_piste\nLa piste\n")
    assert asked.exit_code == 0
    assert 'title: "La piste"' in (content / "drafts" / "la_piste.yml").read_text(encoding="utf-8")


def test_a_bad_id_ends_with_one_clear_line(content):
    refused = run("scenario-new", "Le Car", "--title", "x")
    assert refused.exit_code == 1
    assert "an id is 2 to 32 small letters" in refused.output


def test_the_check_of_every_scene_passes_with_exit_code_0(content):
    checked = run("scenario-check", "--plays", 5)
    assert checked.exit_code == 0, checked.output
    assert "entree_b  « Entrée B »" in checked.output
    assert "2 of 2 scene(s) may be played" in checked.output


def test_a_draft_is_checked_by_its_id_and_fails_with_exit_code_1(content):
    run("scenario-new", "le_car", "--title", "Le car")
    checked = run("scenario-check", "le_car", "--plays", 5)
    assert checked.exit_code == 1
    assert "PROBLEM le_car.lesson: still to be written" in checked.output


def test_a_file_that_cannot_be_read_says_where_and_the_others_are_checked(content):
    path = content / "scenarios" / "entree_b.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    checked = run("scenario-check", "--plays", 5)
    assert checked.exit_code == 1
    assert "titel: extra fields not permitted" in checked.output
    assert "1 of 2 scene(s) may be played" in checked.output


def test_graphs_are_drawn_without_graphviz(content, tmp_path):
    drawn = run("scenario-graph", "entree_b", "--folder", tmp_path / "out")
    assert drawn.exit_code == 0
    assert (tmp_path / "out" / "entree_b-ines_fake.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "out" / "entree_b-ines_fake.svg").read_text(encoding="utf-8").startswith("<svg")
    assert (tmp_path / "out" / "entree_b-ines_fake.mmd").read_text(encoding="utf-8").startswith("flowchart")


def test_the_story_of_the_guide_is_imported_and_its_gaps_are_told(content):
    made = run("scenario-import", ROOT / "docs" / "examples" / "le_sac.twee")
    assert made.exit_code == 0, made.output
    assert (content / "drafts" / "le_sac_oublie.yml").is_file()
    assert run("scenario-check", "le_sac_oublie", "--plays", 5).exit_code == 1


def test_a_story_with_faults_lists_them_and_writes_nothing(content, tmp_path):
    story = tmp_path / "faux.twee"
    story.write_text(":: StoryTitle\nFaux\n:: A\nsalut\n[[Non->B]]\n", encoding="utf-8")
    refused = run("scenario-import", story)
    assert refused.exit_code == 1
    assert "line 5: which moves is this?" in refused.output
    assert "line 5: leads to « B »" in refused.output
    assert not list((content / "drafts").glob("*.yml"))
