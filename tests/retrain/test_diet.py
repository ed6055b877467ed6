"""Rasa's default pipeline as a baseline: its intents read, its figures kept."""

from __future__ import annotations

from bot.retrain.diet import Kept, as_reading, diet_key, keep, read_kept


def test_a_risk_on_top_is_an_alarm_of_its_category():
    assert as_reading("risk_friend", None)["risk"] == {
        "decision": "alarm",
        "category": "friend",
        "level": "high",
        "role": "friend",
        "also": [],
        "evidence": [],
    }


def test_a_move_counts_in_a_scene_only():
    assert as_reading("accept", "gift")["move"] == "accept"
    assert as_reading("accept", None)["move"] is None


def test_what_falls_back_is_nothing():
    found = as_reading("nlu_fallback", "gift")
    assert (found["move"], found["risk"]["decision"]) == (None, "none")


def test_figures_come_back_as_kept(tmp_path):
    kept = Kept("k", "2026-11-23T10:00:00+00:00", {"help": 0.5})
    keep(tmp_path, kept)
    assert read_kept(tmp_path) == kept


def test_nothing_kept_is_nothing(tmp_path):
    assert read_kept(tmp_path) is None


def test_other_training_data_has_another_key(tmp_path):
    data = tmp_path / "data" / "nlu"
    data.mkdir(parents=True)
    (data / "a.yml").write_text("one")
    before = diet_key(tmp_path, "s1")
    (data / "a.yml").write_text("two")
    assert diet_key(tmp_path, "s1") != before
