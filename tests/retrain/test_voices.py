"""Leave one voice out, through the bench's own code."""

from __future__ import annotations

import pytest

from bot.retrain.voices import leave_one_voice_out, mean_of

BENCH = """
class Bench:
    def __init__(self, config):
        self.known = set()

    def fit(self, examples):
        self.known = {example.voice for example in examples}

    def score(self, examples):
        left_out = {example.voice for example in examples}
        return {"unread": float(not left_out & self.known), "known": float(len(self.known))}
"""
VOICES = ("v1", "v2", "v3", "v4", "v10", "v11")
DATA = """
nlu:
- intent: greet
  metadata: {voice: %s}
  examples: |
    - salut
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "bench").mkdir()
    (tmp_path / "bench" / "nlu_voices.py").write_text(BENCH)
    data = tmp_path / "data" / "nlu"
    data.mkdir(parents=True)
    for voice in VOICES:
        (data / f"{voice}.yml").write_text(DATA % voice)
    return tmp_path


def test_each_voice_is_read_by_a_model_that_never_met_it_then_their_mean(root):
    found = leave_one_voice_out(root, lambda line: None)
    assert list(found) == [*VOICES, "mean"]
    assert {scores["unread"] for scores in found.values()} == {1.0}


def test_voices_go_out_in_four_groups_so_that_it_trains_four_times(root):
    said = []
    leave_one_voice_out(root, said.append)
    assert said == [f"leaving out {group}…" for group in ("v1, v10", "v2, v11", "v3", "v4")]


def test_the_mean_is_over_the_voices_that_have_the_figure():
    assert mean_of({"v1": {"a": 0.2, "b": 1.0}, "v2": {"a": 0.4}}) == {"a": pytest.approx(0.3), "b": 1.0}
