"""A version drawn as Mermaid."""

from __future__ import annotations

from bot.scenarios.graph import mermaid
from bot.scenarios.layout import arrows_of
from tests.scenarios.sample import scene_from


def test_every_node_ending_and_stage_is_drawn(alike):
    version = alike.file.version("lilou_fake")
    drawn = mermaid(version, alike.rubric.moves)
    assert drawn.startswith("flowchart TD\n")
    for name in (*version.nodes, *version.endings):
        assert f" {name}" in drawn
    assert "subgraph other_app" in drawn
    assert 'school[["' in drawn  # a key moment has double walls
    assert 'hello -.->|"Continuer à parler, Accepter"| twins' in drawn


def test_conditional_edges_carry_a_question_mark(alike):
    drawn = mermaid(alike.file.version("lilou_fake"))
    assert 'school -->|"refuse ?, set_condition ?, ask_proof ?, challenge ?, block_report"| gone' in drawn


def test_quotes_cannot_break_the_drawing(sample):
    version = sample.file.versions[0]
    node = version.nodes["node_01"].copy(update={"recap": 'un "mot"'})
    drawn = mermaid(version.copy(update={"nodes": {**version.nodes, "node_01": node}}))
    assert "un #quot;mot#quot;" in drawn


def test_what_only_one_age_meets_is_under_a_condition(data, library):
    version = data["versions"][0]
    version["nodes"]["node_01"]["answers"][0]["to"] = [
        {"to": "node_03", "when": {"band": "11-13"}},
        "node_02",
    ]
    drawn = scene_from(data, library).file.versions[0]
    assert 'node_01 -->|"refuse ?, ' in mermaid(drawn)
    conditional = {(a.start, a.end): a.conditional for a in arrows_of(drawn) if a.rating == "protective"}
    assert conditional["node_01", "node_03"]
    assert not conditional["node_01", "node_02"]
