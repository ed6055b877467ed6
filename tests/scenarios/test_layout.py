"""Every box and arrow of a scene has its place, whatever the graph."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pictures.graph import graph_png, graph_svg
from bot.scenarios.layout import BOX, layout
from bot.scenarios.library import load_library
from tests.scenarios.conftest import CONTENT
from tests.scenarios.sample import NODES, scene_data, scene_from

LIBRARY = load_library(CONTENT)
VERSIONS = [
    pytest.param(version, id=version.id)
    for scenario in LIBRARY.scenarios.values()
    for version in scenario.file.versions
]


def reached(drawn, start):
    """Where the arrows lead from a box, however far."""
    found, todo = set(), [start]
    while todo:
        ends = {arrow.end for arrow in drawn.arrows if arrow.start == todo[-1]} - found
        todo.pop()
        found |= ends
        todo += ends
    return found


@pytest.mark.parametrize("version", VERSIONS)
def test_boxes_never_overlap_and_arrows_go_down_unless_a_play_may_come_back(version):
    drawn = layout(version, LIBRARY.wording.endings)
    assert set(drawn.boxes) == {*version.nodes, *version.endings}
    for one, other in itertools.combinations(drawn.boxes.values(), 2):
        assert abs(one.left - other.left) >= BOX[0] or abs(one.top - other.top) >= BOX[1]
    for arrow in drawn.arrows:
        down = drawn.boxes[arrow.start].top < drawn.boxes[arrow.end].top
        assert down or arrow.start in reached(drawn, arrow.end)
    for box in drawn.boxes.values():
        assert 0 <= box.left <= drawn.width - BOX[0]
        assert 0 <= box.top <= drawn.height - BOX[1]


def test_every_answer_has_an_arrow(alike):
    version = alike.file.versions[0]
    drawn = layout(version, alike.wording.endings)
    pairs = {(arrow.start, arrow.end) for arrow in drawn.arrows}
    for name, node in version.nodes.items():
        for answer in node.answers:
            assert {(name, branch.to) for branch in answer.to} <= pairs


@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from([*NODES, "nowhere"])), max_size=10))
def test_loops_and_missing_doors_are_laid_out_too(changes):
    data = scene_data()
    for start, end in changes:
        data["versions"][0]["nodes"][start]["answers"][0]["to"] = end
    version = scene_from(data, LIBRARY).file.versions[0]
    assert set(layout(version, LIBRARY.wording.endings).boxes) == {*version.nodes, *version.endings}


def test_it_is_drawn_as_png_and_as_svg(alike):
    version = alike.file.versions[0]
    drawn = layout(version, alike.wording.endings)
    assert graph_png(drawn, alike.rubric.moves).startswith(b"\x89PNG")
    svg = graph_svg(drawn, alike.rubric.moves, 'Un <titre> & "mot"')
    assert "<title>Un &lt;titre&gt; &amp; &quot;mot&quot;</title>" in svg
    assert svg.count("<polygon") == len(drawn.arrows)
    assert "à l'abri" in svg.replace("&#x27;", "'")
