"""Figures from cases and answers, counted by hand here."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrain.cases import Case
from bot.retrain.measures import HARMLESS, NOTHING, Rate, f1_by_label, measure, percentile
from bot.retrain.systems import Answer
from bot.safety.risk import NO_RISK, Risk


def never(case, answer):
    return False


def risk(category, level="high", role="self", also=(), context="idle"):
    return Case("risk", category, context, "…", level=level, role=role, also=also)


def read(decision, category=None, level="high", role="self", also=()):
    return Answer(Risk(decision, category, level, role, also)) if category else Answer(NO_RISK)


def figures(*pairs):
    return measure(list(pairs), lambda case, answer: answer.risk.category == case.label, never)


def test_help_counts_alarms_and_checks():
    found = figures(
        (risk("meetup"), read("alarm", "meetup")),
        (risk("abuse", "urgent"), read("check", "abuse")),
        (risk("suicide", "urgent"), read("none")),
        (risk("lgbt"), read("alarm", "bullying")),
    )
    assert found.rates["help"] == Rate(3, 4)
    assert found.rates["alarm"] == Rate(2, 4)
    assert found.rates["urgent_help"] == Rate(1, 2)
    assert found.rates["right_line"] == Rate(2, 4)


def test_category_level_and_role_are_counted_among_the_risks_seen():
    found = figures(
        (risk("meetup", "urgent"), read("alarm", "meetup", "high")),
        (risk("meetup", role="author"), read("none")),
    )
    assert [found.rates[name] for name in ("category", "level", "role")] == [
        Rate(1, 1),
        Rate(0, 1),
        Rate(1, 1),
    ]


def test_other_categories_are_a_micro_f1():
    found = figures(
        (risk("meetup", also=("grooming",)), read("alarm", "meetup", also=("grooming", "danger")))
    )
    assert found.values["also_f1"] == pytest.approx(2 / 3)


def test_harmless_rates_leave_moves_out_and_show_them_beside():
    found = figures(
        (Case("none", "hard", "idle", "…"), read("alarm", "danger")),
        (Case("none", "chatter", "idle", "…"), read("check", "distress")),
        (Case("move", "refuse", "gift", "…"), read("alarm", "danger")),
    )
    assert (found.rates["harmless_alarm"], found.rates["harmless_check"]) == (Rate(1, 2), Rate(1, 2))
    assert found.tables["harmless"]["moves"]["alarm"] == Rate(1, 1)


def test_the_confusion_holds_misses_and_harmless_messages():
    found = figures(
        (risk("meetup"), read("none")),
        (Case("none", "hard", "idle", "…"), read("alarm", "danger")),
    )
    assert found.confusions["categories"] == {"meetup": {NOTHING: 1}, HARMLESS: {"danger": 1}}


def test_a_move_read_as_an_alarm_is_wrong():
    found = figures(
        (Case("move", "refuse", "gift", "…"), Answer(NO_RISK, "refuse", "refuse")),
        (Case("move", "refuse", "gift", "…"), Answer(NO_RISK, "risk_alarm", None)),
    )
    assert found.rates["moves"] == Rate(1, 2)
    assert found.values["moves_f1"] == pytest.approx(2 / 3)


def test_talk_is_right_when_the_intent_is():
    found = figures(
        (Case("command", "play", "idle", "…"), Answer(NO_RISK, "command_play")),
        (Case("chitchat", "greet", "idle", "…"), Answer(NO_RISK, "risk_check")),
    )
    assert found.rates["talk"] == Rate(1, 2)


def test_flags_verdict_and_dangers_called_ok():
    found = figures(
        (Case("verify", "danger", "idle", "…", flags=("threat",)), Answer(NO_RISK, flags=("threat",))),
        (Case("verify", "danger", "idle", "…", flags=("illicit",)), Answer(NO_RISK)),
        (Case("verify", "doubt", "idle", "…", flags=("no_video",)), Answer(NO_RISK, flags=("urgency",))),
    )
    assert found.values["flags_f1"] == pytest.approx(2 / 5)
    assert found.rates["verdict"] == Rate(2, 3)
    assert found.rates["danger_ok"] == Rate(1, 2)


def test_a_family_without_cases_leaves_its_figures_out():
    assert not {"help", "moves_f1", "flags_f1", "talk"} & set(
        figures((Case("none", "chatter", "idle", "…"), read("none"))).values
    )


def test_f1_of_a_label_that_never_occurs_is_left_out():
    assert f1_by_label([("a", "a"), ("a", "b")], ("a", "b")) == {"a": pytest.approx(2 / 3)}


def test_of_nothing_there_is_no_share():
    assert (Rate(0, 0).share, Rate(0, 0).interval) == (None, None)


@given(st.integers(1, 2000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_the_interval_holds_the_share_and_stays_a_share(counted):
    one = Rate(*counted)
    low, high = one.interval
    assert 0 <= low <= one.share + 1e-9
    assert one.share - 1e-9 <= high <= 1


@pytest.mark.parametrize(("share", "expected"), [(0.5, 2), (0.95, 4), (0.25, 1)])
def test_percentile_is_the_nearest_rank(share, expected):
    assert percentile([3, 1, 4, 2], share) == expected


def test_percentile_of_nothing_is_refused():
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)
