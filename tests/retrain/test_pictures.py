"""Pictures: well-formed, labelled, and they say what they show."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from bot.retrain.gates import GATES
from bot.retrain.pictures import confusion_picture, gauge, trend


def texts(picture):
    return [element.text for element in ElementTree.fromstring(picture).iter() if element.text]


def test_a_confusion_tells_each_cell():
    picture = confusion_picture({"a": {"a": 3, "nothing": 1}}, ("a", "b"), "nothing", "Confusion")
    assert "a read as a: 3 of 4" in texts(picture)
    assert "a read as nothing: 1 of 4" in texts(picture)


def test_a_confusion_puts_nothing_last_and_keeps_the_order():
    picture = confusion_picture({"b": {"nothing": 1, "other": 1}, "a": {"a": 1}}, ("a", "b"), "nothing", "x")
    assert texts(picture)[:4] == ["a", "b", "other", "nothing"]


def test_a_truth_that_is_right_elsewhere_has_no_column_of_its_own():
    picture = confusion_picture(
        {"harmless": {"nothing": 4}}, ("a", "harmless"), "nothing", "x", {"harmless": "nothing"}
    )
    assert texts(picture)[:2] == ["nothing", "harmless"]
    assert 'class="right" opacity="1.00"' in picture


def test_names_are_escaped():
    assert "<b>" not in confusion_picture({"<b>": {"<b>": 1}}, ("<b>",), "nothing", "x")


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.figure)
@pytest.mark.parametrize("times", [0, 0.5, 1, 4])
def test_a_gauge_stays_within_itself(gate, times):
    picture = ElementTree.fromstring(gauge(gate, gate.floor * times, None))
    assert all(0 <= float(line.get("x2")) <= 150 for line in picture.iter("line"))


def test_a_gauge_of_nothing_is_nothing():
    assert gauge(GATES[0], None, None) == ""


def test_a_trend_needs_two_runs():
    assert trend([0.5], "x") == ""
    assert len(ElementTree.fromstring(trend([0.5, 0.5, 0.7], "x"))[0].get("points").split()) == 3
