"""Worst misses: redacted, few, the gravest first."""

from __future__ import annotations

from bot.retrain.cases import Case
from bot.retrain.misses import SHOWN, worst_misses
from bot.retrain.systems import Answer
from bot.safety.risk import NO_RISK, Risk


def missed(category, level, text="…"):
    return Case("risk", category, "idle", text, level=level, role="self"), Answer(NO_RISK)


def misses(*pairs):
    return worst_misses(pairs, lambda case, answer: answer.risk.category == case.label)


def test_what_is_right_is_not_shown():
    case = Case("risk", "abuse", "idle", "…", level="high", role="self")
    assert misses((case, Answer(Risk("alarm", "abuse", "high", "self")))) == {}


def test_the_gravest_come_first_and_every_category_once_before_any_twice():
    shown = misses(missed("lgbt", "medium"), missed("abuse", "urgent"), missed("abuse", "urgent"))
    assert [miss.wanted.split(" · ")[0] for miss in shown["Real risk, nothing offered"]] == [
        "abuse",
        "lgbt",
        "abuse",
    ]


def test_at_most_ten_of_a_kind():
    shown = misses(*[missed("abuse", "high")] * (SHOWN + 5))
    assert len(shown["Real risk, nothing offered"]) == SHOWN


def test_what_could_tell_who_it_was_is_redacted():
    shown = misses(missed("abuse", "high", "appelle moi au 06 12 34 56 78"))
    assert "06 12" not in shown["Real risk, nothing offered"][0].text


def test_a_danger_called_ok_stands_apart_from_other_wrong_verdicts():
    shown = misses(
        (Case("verify", "danger", "idle", "…", flags=("threat",)), Answer(NO_RISK)),
        (Case("verify", "ok", "idle", "…"), Answer(NO_RISK, flags=("urgency",))),
    )
    assert {kind: len(found) for kind, found in shown.items()} == {
        "A danger called ok": 1,
        "Another wrong verdict": 1,
    }


def test_false_alarms_say_what_was_read():
    shown = misses((Case("none", "hard", "idle", "…"), Answer(Risk("alarm", "danger", "urgent", "self"))))
    assert shown["Full alarm on a harmless message"][0].found == "alarm: danger · urgent · self"
