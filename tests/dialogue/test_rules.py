"""Nothing of the dialogue is dead: every button and command leads to a rule, every rule to an action that exists."""

from __future__ import annotations

import pytest
from rasa_sdk.executor import ActionExecutor
from ruamel.yaml import YAML

from bot.dialogue.choices import COMMANDS, UNKNOWN, VERBS
from bot.settings import ROOT

YAML_READER = YAML(typ="safe", pure=True)
DOMAIN = YAML_READER.load(ROOT / "domain.yml")
RULES = [
    rule
    for path in sorted((ROOT / "data" / "rules").glob("*.yml"))
    for rule in YAML_READER.load(path)["rules"]
]
INTENTS = sorted(
    {*(f"command_{name}" for name in COMMANDS), *(intent for intent, _ in VERBS.values()), UNKNOWN}
)


def intents_of(rule):
    for step in rule["steps"]:
        yield from (one["intent"] for one in step.get("or", ()))
        if "intent" in step:
            yield step["intent"]


@pytest.mark.parametrize("intent", INTENTS)
def test_every_button_has_an_intent_and_a_rule_that_holds_in_every_mode(intent):
    assert intent in DOMAIN["intents"]
    assert any(intent in intents_of(rule) for rule in RULES if "condition" not in rule)


def test_every_action_of_a_rule_is_in_the_domain_and_exists():
    executor = ActionExecutor()
    executor.register_package("actions")
    called = {step["action"] for rule in RULES for step in rule["steps"] if "action" in step}
    assert called <= set(DOMAIN["actions"])
    assert set(DOMAIN["actions"]) <= set(executor.actions)


def test_in_every_mode_free_text_has_a_rule():
    modes = next(slot["values"] for name, slot in DOMAIN["slots"].items() if name == "mode")
    answered = {
        condition["slot_was_set"][0]["mode"]
        for rule in RULES
        for condition in rule.get("condition", ())
        if "slot_was_set" in condition
    }
    assert set(modes) == answered
