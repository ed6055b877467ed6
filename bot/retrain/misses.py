"""The worst misses of a run, redacted, a few of each kind."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bot.privacy.redact import redact
from bot.retrain.lines import RightLine
from bot.retrain.measures import Pair, alarmed, called_ok, checked, helped, of_kind, right_move, right_verdict

SHOWN = 10
_WORST_FIRST = {"urgent": 0, "high": 1, "medium": 2}


@dataclass(frozen=True)
class Miss:
    """One message read wrongly, redacted."""

    wanted: str
    found: str
    text: str


def worst_misses(pairs: Sequence[Pair], line: RightLine) -> dict[str, list[Miss]]:
    """Kind of miss → at most `SHOWN` of them: the gravest levels first, no category twice before each came once."""
    risks = of_kind(pairs, "risk")
    harmless = of_kind(pairs, "none", "move", "command", "chitchat")
    told = of_kind(pairs, "verify")
    kinds: dict[str, Iterable[Pair]] = {
        "Real risk, nothing offered": [pair for pair in risks if not helped(*pair)],
        "Help without the right line": [pair for pair in risks if helped(*pair) and not line(*pair)],
        "Full alarm on a harmless message": [pair for pair in harmless if alarmed(*pair)],
        "Check-in on a harmless message": [pair for pair in harmless if checked(*pair)],
        "A danger called ok": [pair for pair in told if pair[0].label == "danger" and called_ok(*pair)],
        "Another wrong verdict": [
            pair
            for pair in told
            if not right_verdict(*pair) and not (pair[0].label == "danger" and called_ok(*pair))
        ],
        "Wrong move": [pair for pair in of_kind(pairs, "move") if not right_move(*pair)],
    }
    return {kind: _shown(found) for kind, found in kinds.items() if found}


def _shown(pairs: Iterable[Pair]) -> list[Miss]:
    ordered = sorted(pairs, key=lambda pair: _WORST_FIRST.get(pair[0].level or "", 3))
    return [
        Miss(_wanted(pair), _found(pair), redact(pair[0].text).text)
        for pair in _in_turn(ordered, lambda pair: pair[0].label)[:SHOWN]
    ]


def _in_turn(pairs: list[Pair], label: Callable[[Pair], str]) -> list[Pair]:
    """The first of each label, then the second of each…, order kept within a label."""
    rank: defaultdict[str, int] = defaultdict(int)
    ranked: list[tuple[int, Pair]] = []
    for pair in pairs:
        ranked.append((rank[label(pair)], pair))
        rank[label(pair)] += 1
    return [pair for _, pair in sorted(ranked, key=lambda both: both[0])]


def _wanted(pair: Pair) -> str:
    case = pair[0]
    where = "" if case.context == "idle" else f" · {case.context}"
    if case.kind == "risk":
        return f"{case.label} · {case.level} · {case.role}{where}"
    return f"{case.label}{where}" + (f": {', '.join(case.flags)}" if case.flags else "")


def _found(pair: Pair) -> str:
    case, answer = pair
    if answer.risk.decision != "none":
        return f"{answer.risk.decision}: {answer.risk.category} · {answer.risk.level} · {answer.risk.role}"
    if case.kind == "verify":
        return ", ".join(answer.flags) or "no flag"
    if case.kind == "move":
        return answer.move or answer.intent
    return "nothing"
