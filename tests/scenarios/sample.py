"""A small scene for tests: twelve nodes in a row, one way to be caught, and nothing the lint can say against it."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime, timezone
from typing import Any

from bot.scenarios.library import Library, Scenario
from bot.scenarios.schema import ScenarioFile

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=timezone.utc)
NODES = [f"node_{i:02}" for i in range(1, 13)]


def scene_data() -> dict[str, Any]:
    """A scene as its YAML would read: fresh at each call, to be bent by a test."""
    nodes = {}
    for i, name in enumerate(NODES):
        to: Any = NODES[i + 1] if i + 1 < len(NODES) else _endings()
        nodes[name] = {
            "stage": "trust",
            "situation": "ask_contact" if i == 5 else "chat",
            "key": i in (3, 5),
            "recap": f"Voici le moment {i}.",
            "lines": [
                {"text": f"bonjour {i}", "clear": f"Bonjour {i}.", "flags": ["secrecy"] if i == 2 else []}
            ],
            "buttons": {"chat": "Parler un peu", "refuse": "Dire non", "share_info": "Donner une info"},
            "answers": [
                {
                    "moves": ["refuse", "delay", "ask_proof", "set_condition", "tell_adult", "block_report"],
                    "rating": "protective",
                    "rubric": "declining_directly",
                    "reply": f"ok {i}",
                    "feedback": f"Tu tiens bon, fois numéro {i}.",
                    "better": "Non merci.",
                    "to": to,
                },
                {
                    "moves": ["chat", "challenge"],
                    "rating": "neutral",
                    "feedback": f"Rien de grave au tour {i}.",
                    "better": "On verra.",
                    "to": to,
                },
                {
                    "moves": ["accept", "share_info"],
                    "rating": "vulnerable",
                    "rubric": "accepting",
                    "gives": ["school"],
                    "reply": [{"text": "{card.school} alors", "when": {"given": "school"}}],
                    "feedback": f"Cette info dit beaucoup, étape {i}.",
                    "better": "Je garde ça pour moi.",
                    "to": to,
                },
            ],
            "hints": ["Regarde la question.", "Elle demande une info.", "Dis non."],
        }
    return {
        "id": "essai",
        "title": "Un essai",
        "summary": "Une scène pour les tests.",
        "ages": ["11-13"],
        "minutes": 5,
        "content_note": "Rien de grave.",
        "threat": "aucune",
        "tactics": ["demander"],
        "stages": {"trust": []},
        "competences": {"crcn": ["4.2"]},
        "law": {"text": "C'est interdit.", "source": "test"},
        "reflexes": ["Je demande."],
        "call": ["3018"],
        "lesson": "On peut dire non.",
        "model_answer": "Non merci.",
        "red_flags": {"secrecy": "Un secret pèse."},
        "versions": [
            {
                "id": "essai_fake",
                "bands": ["11-13"],
                "variant": "fake",
                "role_card": {
                    "first_name": "Noa",
                    "age": 12,
                    "school": "collège des Tilleuls",
                    "town": "Port-Clair",
                    "about": "Tu dessines.",
                },
                "persona": {
                    "name": "Lou",
                    "age": 12,
                    "claims": "12 ans",
                    "truth": "un adulte",
                    "voice": "brève",
                    "asks": {"age": {"words": ["quel âge"], "reply": "12 ans"}},
                },
                "start": NODES[0],
                "nodes": nodes,
                "endings": {
                    name: {
                        "kind": name,
                        "lines": [{"voice": "narrator", "text": "Fin."}],
                        "well": "tu as joué.",
                    }
                    for name in ("safe", "close", "helped")
                },
                "debrief": {"truth": "Lou mentait.", "gave_away": ["Son histoire changeait."]},
            }
        ],
    }


def _endings() -> list[Any]:
    return [{"when": {"given": "school"}, "to": "helped"}, {"when": {"vulnerable": 1}, "to": "close"}, "safe"]


ROLES = ("Sam", "L'ami·e de Sam")


def of_two_roles(data: dict[str, Any]) -> dict[str, Any]:
    """The same scene, that one plays as Sam or as a friend of Sam's: `essai_sam` and `essai_friend`."""
    [alone] = data["versions"]
    friend = deepcopy(alone)
    for node in friend["nodes"].values():
        for answer in node["answers"]:
            answer["feedback"] = answer["feedback"].replace(".", ", vu d'à côté.")
    friend["role_card"]["first_name"] = "Lina"
    alone.update(id="essai_sam", role=ROLES[0])
    friend.update(id="essai_friend", role=ROLES[1])
    return {**data, "versions": [alone, friend]}


def scene_from(data: dict[str, Any], library: Library) -> Scenario:
    """That scene with the real wording and rubric around it."""
    return Scenario(ScenarioFile.parse_obj(data), library.wording, library.rubric, "test0000")
