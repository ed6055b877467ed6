"""A new scene begins from a skeleton that the schema takes, in a place where nobody plays it."""

from __future__ import annotations

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from bot.scenarios.drafts import DraftError, new_draft, played_scenes, scene_path
from bot.scenarios.library import load_library, load_scene
from bot.scenarios.lint import lint
from tests.scenarios.conftest import CONTENT


@pytest.fixture
def content(tmp_path):
    for name in ("rubric.yml", "glossary.yml", "scenario-template.yml", "replies/scene.yml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CONTENT / name, tmp_path / name)
    (tmp_path / "scenarios").mkdir()
    shutil.copy(CONTENT / "scenarios" / "entree_b.yml", tmp_path / "scenarios")
    return tmp_path


def test_the_skeleton_passes_the_schema_and_can_be_walked(content):
    scenario = load_scene(new_draft(content, "ma_scene", "Le car scolaire"), content)
    assert scenario.file.title == "Le car scolaire"
    [version] = scenario.file.versions
    assert any(node.key for node in version.nodes.values())
    problems = [str(problem) for problem in lint(scenario, random_plays=3)]
    assert all("still to be written" in p or "nodes; 12 to 18" in p for p in problems), problems


def test_a_draft_is_found_and_not_played(content):
    path = new_draft(content, "ma_scene", "Titre")
    assert scene_path(content, "ma_scene") == path
    assert played_scenes(content) == ["entree_b"]
    assert list(load_library(content).scenarios) == ["entree_b"]


@pytest.mark.parametrize("scene_id", ["", "A", "a-b", "é", "x" * 40, "../ailleurs", "1a"])
def test_a_bad_id_is_refused(content, scene_id):
    with pytest.raises(DraftError, match="an id is"):
        new_draft(content, scene_id, "Titre")


def test_a_scene_is_never_overwritten(content):
    new_draft(content, "ma_scene", "Titre")
    for taken in ("ma_scene", "entree_b"):
        with pytest.raises(DraftError, match="already a scene"):
            new_draft(content, taken, "Titre")


def test_a_scene_that_does_not_exist_is_said_so(content):
    with pytest.raises(DraftError, match="no scene 'rien'"):
        scene_path(content, "rien")


TITLES = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1, max_size=60)


@given(TITLES.filter(lambda title: title.strip() and "{id}" not in title))
def test_any_title_makes_good_yaml(title):
    template = (CONTENT / "scenario-template.yml").read_text(encoding="utf-8")
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "scenario-template.yml").write_text(template, encoding="utf-8")
        path = new_draft(Path(folder), "essai", title)
        assert YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))["title"] == title
