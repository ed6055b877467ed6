"""Floors, goals, and what falls."""

from __future__ import annotations

import pytest

from bot.retrain.gates import GATES, Gate, fallen, unmeasured

LEAST = Gate("help", "Help", 0.90, 0.97)
MOST = Gate("false", "False alarms", 0.06, 0.03, most=True)
GOALS = {gate.figure: gate.goal for gate in GATES}


@pytest.mark.parametrize(
    ("gate", "value", "state"),
    [
        (LEAST, 0.97, "goal"),
        (LEAST, 0.90, "pass"),
        (LEAST, 0.899, "fail"),
        (MOST, 0.03, "goal"),
        (MOST, 0.06, "pass"),
        (MOST, 0.061, "fail"),
        (MOST, None, "unmeasured"),
    ],
)
def test_a_figure_holds_from_its_floor_on(gate, value, state):
    assert gate.state(value) == state


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.figure)
def test_each_goal_asks_more_than_its_floor(gate):
    assert gate.state(gate.goal) == "goal"
    assert gate.state(gate.floor) == "pass"


@pytest.mark.parametrize("gate", GATES, ids=lambda gate: gate.figure)
def test_each_gate_falls_alone(gate):
    worse = gate.floor * (1.01 if gate.most else 0.99)
    assert fallen({**GOALS, gate.figure: worse}) == (gate,)


def test_what_was_not_measured_does_not_fall_but_is_told():
    values = {name: value for name, value in GOALS.items() if name != "sms_alarm"}
    assert fallen(values) == ()
    assert [gate.figure for gate in unmeasured(values)] == ["sms_alarm"]


def test_figures_are_shown_in_their_unit():
    units = {gate.unit: gate for gate in GATES}
    assert units["share"].shown(0.9134) == "91.3%"
    assert units["f1"].shown(0.8) == "0.800"
    assert units["ms"].shown(7.94) == "7.9 ms"
    assert units["share"].shown(None) == "–"
