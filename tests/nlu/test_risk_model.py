"""From a probability and patterns to a decision, and what a reading of risk holds."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.corpus import Example
from bot.nlu.reader import Reader
from bot.nlu.risk_model import NO_PATTERNS, PatternEvidence, Thresholds, decide, raised, with_scene
from bot.safety.risk import CATEGORIES, NO_RISK

LIMITS = Thresholds(alarm=0.8, check=0.4, urgent=0.6, scene_alarm=0.9, scene_check=0.5, scene_urgent=0.7)
GRAVE = PatternEvidence(ids=("beaten",), asks="alarm", category="abuse", level="high")
MILD = PatternEvidence(ids=("sad",), asks="check", category="distress", level="medium")


@pytest.mark.parametrize(
    ("probability", "in_scene", "patterns", "expected"),
    [
        (0.95, False, NO_PATTERNS, "alarm"),
        (0.85, True, NO_PATTERNS, "check"),
        (0.45, False, NO_PATTERNS, "check"),
        (0.45, True, NO_PATTERNS, "none"),
        (0.10, False, NO_PATTERNS, "none"),
        (0.05, False, GRAVE, "check"),
        (0.05, True, GRAVE, "check"),
        (0.05, False, MILD, "check"),
    ],
)
def test_the_decision_follows_the_table(
    probability: float, in_scene: bool, patterns: PatternEvidence, expected: str
) -> None:
    assert decide(probability, 0.0, in_scene, LIMITS, patterns) == expected


@pytest.mark.parametrize(
    ("urgent", "in_scene", "expected"), [(0.65, False, "check"), (0.65, True, "none"), (0.75, True, "check")]
)
def test_what_may_be_urgent_gets_a_check_by_itself(urgent: float, in_scene: bool, expected: str) -> None:
    assert decide(0.1, urgent, in_scene, LIMITS) == expected


@pytest.mark.parametrize("probability", [0.0, 0.02, 0.5, 0.97, 1.0])
def test_patterns_raise_the_probability_and_a_grave_one_more(probability: float) -> None:
    untouched, mild, grave = (raised(probability, seen) for seen in (NO_PATTERNS, MILD, GRAVE))
    assert untouched == pytest.approx(probability, abs=1e-8)
    assert untouched < mild < grave <= 1.0


def test_what_happens_to_a_friend_stands_first_in_also(reader: Reader) -> None:
    abused = PatternEvidence(ids=("x",), asks="alarm", category="friend", level="high", role="friend")
    risk = reader.read("ma meilleure amie son beau-père la frappe elle veut rien dire", patterns=abused).risk
    assert (risk.category, risk.role) == ("friend", "friend")
    assert risk.also[0] in CATEGORIES
    assert "friend" not in risk.also


def test_a_row_alone_is_built_as_in_a_batch(reader: Reader) -> None:
    rows = reader.featuriser.transform(["jai peur il me suit", "ok samedi"])
    crossed = reader.featuriser.crossed
    together = with_scene(rows, crossed, [True, False]).toarray()
    alone = [with_scene(rows[index], crossed, [index == 0]).toarray()[0] for index in (0, 1)]
    assert np.allclose(together, alone)


def test_nothing_real_is_no_risk_at_all(reader: Reader) -> None:
    assert reader.read("on mange quoi ce soir").risk == NO_RISK


def test_a_risk_holds_its_details_and_never_the_text(reader: Reader) -> None:
    risk = reader.read("il me frappe tous les soirs et ma mère dit rien j'ai peur de rentrer").risk
    assert risk.decision in ("alarm", "check")
    assert risk.category in CATEGORIES
    assert risk.level in ("urgent", "high", "medium")
    assert risk.role in ("self", "friend", "author", "witness")
    assert risk.category not in risk.also
    assert risk.evidence[0].startswith("model:")
    assert "frappe" not in " ".join(risk.evidence)


def test_patterns_are_named_in_the_evidence(reader: Reader) -> None:
    risk = reader.read("on mange quoi ce soir", patterns=MILD).risk
    assert risk.decision == "check"
    assert "pattern:sad" in risk.evidence


def test_training_wants_both_risks_and_harmless_messages(small_corpus: list[Example]) -> None:
    harmless = [example for example in small_corpus if not example.category]
    with pytest.raises(ValueError, match="both"):
        Reader.fit(harmless)
