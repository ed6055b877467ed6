"""The shelf of scenes."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.scenarios.library import Library, load_library
from bot.scenarios.schema import ANSWERED_MOVES, ScenarioError
from tests.scenarios.sample import scene_data, scene_from

CONTENT = Path(__file__).parents[2] / "content"


@pytest.fixture
def content(tmp_path):
    """A copy of what scenes need."""
    for name in ("rubric.yml", "glossary.yml", "replies/scene.yml", "scenarios/trop_pareil.yml"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONTENT / name, tmp_path / name)
    return tmp_path


def test_a_scene_is_found_by_its_id(library):
    assert library.get("trop_pareil").id == "trop_pareil"
    assert library.get("gone") is None


def test_a_band_gets_its_scenes(library):
    assert "trop_pareil" in [scene.id for scene in library.for_band("11-13")]
    assert library.for_band("adult") == ()


def test_a_band_gets_its_scenes_in_their_places(library):
    shelf = [scene.file.place for scene in library.for_band("14-15")]
    assert shelf == sorted(shelf)
    assert library.for_band("14-15")[0].id == "trop_pareil"


def test_the_revision_changes_with_the_file(content):
    before = load_library(content).scenarios["trop_pareil"].revision
    path = content / "scenarios" / "trop_pareil.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# a word\n", encoding="utf-8")
    assert load_library(content).scenarios["trop_pareil"].revision != before


def test_a_file_is_named_after_its_scene(content):
    path = content / "scenarios" / "trop_pareil.yml"
    path.rename(path.with_name("autre.yml"))
    with pytest.raises(ScenarioError, match=r"autre\.yml.*trop_pareil"):
        load_library(content)


def test_another_scene_is_the_next_on_the_shelf_and_never_one_to_choose_oneself(library):
    scenes = {}
    for name in ("un", "deux", "trois"):
        data = {**scene_data(), "id": name, "own_choice_only": name == "deux"}
        scenes[name] = scene_from(data, library)
    shelf = Library(scenes, library.wording, library.rubric)
    assert shelf.other_than("un", "11-13").id == "trois"
    assert shelf.other_than("trois", "11-13").id == "un"
    assert shelf.other_than("un", "16-18") is None
    assert replace(shelf, scenarios={"un": scenes["un"]}).other_than("un", "11-13") is None


def test_a_missing_word_in_the_fixed_wording_is_named(content):
    path = content / "replies" / "scene.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("  hasty: un peu vite\n", ""), encoding="utf-8")
    with pytest.raises(ScenarioError, match="missing or unknown: hasty"):
        load_library(content)


def test_the_rubric_has_four_types_on_each_side(library):
    ratings = [kind.rating for kind in library.rubric.types.values()]
    assert (ratings.count("protective"), ratings.count("vulnerable")) == (4, 4)
    assert all(kind.praise for kind in library.rubric.types.values() if kind.rating == "protective")
    assert set(ANSWERED_MOVES) < set(library.rubric.moves)


def test_help_lines_named_in_a_debrief_exist(library):
    folder = CONTENT / "resources"
    if not folder.is_dir():
        pytest.skip("content/resources is not there yet")
    known = {
        str(line["id"])
        for path in folder.glob("*.yml")
        for line in YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")).get("resources", ())
    }
    assert set(library.wording.debrief.calls) <= known
