"""Authentic messages beside the project (`../shared/eval`): measured where present, never copied, never trained on."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.retrain.measures import Rate, Table
from bot.retrain.systems import Answer, System, read_message

TEEN_SMS = "teen_sms_dev.tsv"
SPELLINGS = "sms_normalisation_dev.tsv"
CHATS = "teen_chats_dev.tsv"
#: One chat line in so many is read: the figure is for information and the quick run stays quick.
_CHAT_STEP = 4
#: Labels of CyberAgression-Large: overtly, covertly, not aggressive.
_TONES = {"OAG": "overtly aggressive", "CAG": "covertly aggressive", "NAG": "not aggressive"}


@dataclass(frozen=True)
class RealMessages:
    """What authentic messages show. `skipped` names the files that this machine lacks."""

    rates: dict[str, Rate] = field(default_factory=dict)
    chats: Table = field(default_factory=dict)
    skipped: tuple[str, ...] = ()


def measure_real(system: System, folder: Path) -> RealMessages:
    """Read each file that is there. Raises OSError, KeyError on a file of another shape."""
    rates: dict[str, Rate] = {}
    chats: Table = {}
    skipped: list[str] = []
    if (sms := _rows(folder / TEEN_SMS)) is None:
        skipped.append(TEEN_SMS)
    else:
        decisions = [read_message(system, row["text"]).risk.decision for row in sms]
        rates["sms_alarm"] = Rate(decisions.count("alarm"), len(sms))
        rates["sms_check"] = Rate(decisions.count("check"), len(sms))
    if (pairs := _rows(folder / SPELLINGS)) is None:
        skipped.append(SPELLINGS)
    else:
        both = [
            (read_message(system, row["sms_raw"]), read_message(system, row["norm_researchers"]))
            for row in pairs
        ]
        rates["same_risk"] = _rate(typed.risk.decision == plain.risk.decision for typed, plain in both)
        if "intents" in system.skills:
            rates["same_reading"] = _rate(_alike(typed, plain) for typed, plain in both)
    if (lines := _rows(folder / CHATS)) is None:
        skipped.append(CHATS)
    else:
        chats = _chats(system, lines[::_CHAT_STEP])
    return RealMessages(rates, chats, tuple(skipped))


def _chats(system: System, lines: list[dict[str, str]]) -> Table:
    groups: dict[str, list[Answer]] = {name: [] for name in _TONES.values()}
    groups["by the bullied"] = []
    for row in lines:
        answer = read_message(system, row["text"])
        if row["hate"] in _TONES:
            groups[_TONES[row["hate"]]].append(answer)
        if row["role"] == "victim":
            groups["by the bullied"].append(answer)
    return {
        name: {
            "help": _rate(answer.risk.decision != "none" for answer in answers),
            "bullying": _rate("bullying" in (answer.risk.category, *answer.risk.also) for answer in answers),
        }
        for name, answers in groups.items()
        if answers
    }


def _alike(typed: Answer, plain: Answer) -> bool:
    """Same reading: same intent and same decision (design §8)."""
    return typed.intent == plain.intent and typed.risk.decision == plain.risk.decision


def _rate(passed: Iterable[bool]) -> Rate:
    all_of_them = list(passed)
    return Rate(sum(all_of_them), len(all_of_them))


def _rows(path: Path) -> list[dict[str, str]] | None:
    if not path.exists():
        return None
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))
