"""How well the NLU reads writers it never met: leave one voice out, then real messages where present.

    .venv/bin/python bench/nlu_voices.py [--voices v1 v5] [--groups 4] [--eval ../shared/eval]

Trains once per voice on all the others (or, faster, once per group of voices left out together), with the
thresholds and the lexicon of config.yml, and prints a table of fractions. The second part trains on every
voice and only measures: authentic SMS of 11–17-year-olds (almost none deserves a question) and SMS beside
their standard spelling (both should be read alike). Its files are not part of the project and never trained
on; where they are absent it says so and skips.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bot.nlu.corpus import FLAGS, MOVES, Example, read_corpus  # noqa: E402
from bot.nlu.flag_model import DOUBT, DOUBT_AT_RISK, LEAST, FlagModel  # noqa: E402
from bot.nlu.patterns import no_patterns, pattern_reader  # noqa: E402
from bot.nlu.reader import Reader, Reading  # noqa: E402
from bot.nlu.risk_model import Thresholds  # noqa: E402
from bot.safety.risk import Risk  # noqa: E402
from bot.safety.verdict import verdict  # noqa: E402

COLUMNS = (
    ("risk", "any help offered on real risk"),
    ("alarm", "…as a full alarm"),
    ("urgent", "any help on urgent risk"),
    ("scene", "any help on risk told inside a scene"),
    ("h.alarm", "full alarms on harmless messages"),
    ("h.check", "checks on harmless messages"),
    ("chatter", "any, on ordinary chatter"),
    ("hard", "any, on harmless lines with alarming words"),
    ("play", "any, on moves and in-character lines"),
    ("line", "a line of the right category, among risks seen"),
    ("cat", "right category among risks seen"),
    ("level", "right level among risks seen"),
    ("role", "right role among risks seen"),
    ("also", "micro-F1 of the other categories"),
    ("moves", "macro-F1 of the twelve moves"),
    ("talk", "right intent among commands and chit-chat"),
    ("flags", "micro-F1 of the red flags"),
    ("verdict", "right verdict"),
    ("missed", "dangers read as ok"),
)


#: design.md §4: the lines of which a reply must name one, and those that answer when it is now.
_LINES = {
    "danger": {"17", "112", "114"},
    "meetup": {"3018", "119"},
    "sextortion": {"3018"},
    "grooming": {"3018", "119"},
    "abuse": {"119"},
    "suicide": {"3114"},
    "bullying": {"3018"},
    "lgbt": {"3018", "SOS homophobie"},
    "drugged": {"15", "112"},
    "illicit": {"3018", "119"},
    "identity": {"3018", "17Cyber"},
    "distress": {"3114", "119"},
}
_NOW = {
    "meetup": {"17", "112", "114"},
    "suicide": {"15", "112"},
    "lgbt": {"17", "114"},
    "illicit": {"17"},
}


def _lines(told: Risk | Example) -> set[str]:
    """The lines of a category; for a friend, those of what happens to the friend."""
    said = told.also if told.category == "friend" else (told.category,)
    names = [name for name in said if name in _LINES]
    found = {line for name in names for line in _LINES[name]} or {"119", "3018"}
    if told.level == "urgent":
        found |= {line for name in names for line in _NOW.get(name, ())}
    return found


class Bench:
    """A trained pipeline with the settings of config.yml."""

    def __init__(self, config: Path) -> None:
        settings = {
            entry["name"].rsplit(".", 1)[-1]: entry
            for entry in YAML(typ="safe").load(config.read_text(encoding="utf-8"))["pipeline"]
        }
        reading = settings["MessageReader"]
        self.thresholds = Thresholds(
            **{name: reading[name] for name in vars(Thresholds()) if name in reading}
        )
        self.clear_command = reading.get("clear_command", 0.5)
        self.least = settings["FlagReader"].get("least", LEAST)
        self.doubt = settings["FlagReader"].get("doubt", DOUBT)
        self.doubt_at_risk = settings["FlagReader"].get("doubt_at_risk", DOUBT_AT_RISK)
        self.meaning = reading.get("meaning", False)
        lexicon = reading.get("lexicon")
        self.patterns = pattern_reader(ROOT / lexicon) if lexicon else no_patterns
        self.reader: Any = None
        self.flags: Any = None

    def fit(self, examples: Sequence[Example]) -> None:
        """Train both readers."""
        self.reader, self.flags = Reader.fit(examples, meaning=self.meaning), FlagModel.fit(examples)

    def read(self, text: str, situation: str | None = None) -> Reading:
        """One message as the running bot would read it."""
        return self.reader.read(text, situation, self.thresholds, self.clear_command, self.patterns(text))

    def score(self, examples: Iterable[Example]) -> dict[str, float]:
        """The table's columns over `examples`."""
        hits: Counter[str] = Counter()
        total: Counter[str] = Counter()

        def count(name: str, hit: bool) -> None:
            total[name] += 1
            hits[name] += hit

        moves: defaultdict[str, Counter[str]] = defaultdict(Counter)
        found_also, found_flags = Counter[str](), Counter[str]()
        for example in examples:
            if example.intent == "verify":
                at_risk = self.read(example.text).risk.decision != "none"
                doubt = self.doubt_at_risk if at_risk else self.doubt
                seen = {flag.flag for flag in self.flags.read(example.text, self.least, doubt)}
                found_flags += _overlap(set(example.flags), seen)
                count("verdict", verdict(seen) == verdict(example.flags))
                if verdict(example.flags) == "danger":
                    count("missed", verdict(seen) == "ok")
                continue
            reading = self.read(example.text, example.situation or ("chat" if example.in_scene else None))
            risk, helped = reading.risk, reading.risk.decision != "none"
            if example.category:
                count("risk", helped)
                count("alarm", risk.decision == "alarm")
                if example.level == "urgent":
                    count("urgent", helped)
                if example.in_scene:
                    count("scene", helped)
                if helped:
                    count("line", bool(_lines(risk) & _lines(example)))
                    count("cat", risk.category == example.category)
                    count("level", risk.level == example.level)
                    count("role", risk.role == example.role)
                    found_also += _overlap(set(example.also), set(risk.also))
            elif example.situation or example.intent in ("chatter", "in_play"):
                count("h.alarm", risk.decision == "alarm")
                count("h.check", risk.decision == "check")
                count(
                    "play"
                    if example.in_scene and example.kind not in ("chatter", "hard")
                    else example.kind or "",
                    helped,
                )
                if example.situation:
                    moves[example.intent][reading.move or "command"] += 1
            else:
                count("talk", reading.ranking[0][0] == example.intent)
        scores = {name: hits[name] / total[name] for name in total}
        if moves:
            scores["moves"] = _macro_f1(moves)
        if found_also:
            scores["also"] = _micro_f1(found_also)
        if found_flags:
            scores["flags"] = _micro_f1(found_flags)
        return scores


def _overlap(wanted: set[str], seen: set[str]) -> Counter[str]:
    return Counter(right=len(wanted & seen), extra=len(seen - wanted), missed=len(wanted - seen))


def _micro_f1(found: Counter[str]) -> float:
    return 2 * found["right"] / max(1, 2 * found["right"] + found["extra"] + found["missed"])


def _macro_f1(confusion: dict[str, Counter[str]]) -> float:
    scores = []
    for move in MOVES:
        right = confusion[move][move] if move in confusion else 0
        missed = sum(confusion[move].values()) - right if move in confusion else 0
        extra = sum(row[move] for other, row in confusion.items() if other != move)
        if right + missed:
            scores.append(2 * right / max(1, 2 * right + extra + missed))
    return sum(scores) / max(1, len(scores))


def _rows(path: Path) -> list[dict[str, str]] | None:
    if not path.exists():
        print(f"SKIPPED: {path.name} is not on this machine")
        return None
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t", quoting=csv.QUOTE_NONE))


def leave_one_out(
    bench: Bench, corpus: Sequence[Example], voices: Sequence[str], groups: int | None = None
) -> None:
    """Print a line per voice held out (with the others of its group, if any), and their mean."""
    print("voice".ljust(8) + "".join(name.rjust(8) for name, _ in COLUMNS))
    kept: list[dict[str, float]] = []
    size = len(voices) if groups is None else groups
    for group in (set(voices[start::size]) for start in range(min(size, len(voices)))):
        bench.fit([example for example in corpus if example.voice not in group])
        for voice in (name for name in voices if name in group):
            scores = bench.score(example for example in corpus if example.voice == voice)
            kept.append(scores)
            print(_line(voice, scores), flush=True)
    means = {
        name: sum(row[name] for row in kept if name in row) / count
        for name, _ in COLUMNS
        if (count := sum(name in row for row in kept))
    }
    print(_line("mean", means))


def _line(name: str, scores: dict[str, float]) -> str:
    return name.ljust(8) + "".join(
        (f"{scores[column]:.3f}" if column in scores else "–").rjust(8) for column, _ in COLUMNS
    )


def real_messages(bench: Bench, folder: Path) -> None:
    """False alarms on authentic SMS, and robustness to spelling."""
    if (rows := _rows(folder / "teen_sms_dev.tsv")) is not None:
        decisions = Counter(bench.read(row["text"]).risk.decision for row in rows)
        started = time.perf_counter()
        for row in rows[:300]:
            bench.read(row["text"])
        each = (time.perf_counter() - started) / 300 * 1000
        print(
            f"authentic teen SMS ({len(rows)}): alarm {decisions['alarm'] / len(rows):.4f}"
            f"  check {decisions['check'] / len(rows):.4f}  ({each:.2f} ms each)"
        )
    if (rows := _rows(folder / "sms_normalisation_dev.tsv")) is not None:
        alike: Counter[str] = Counter()
        for row in rows:
            typed, standard = bench.read(row["sms_raw"]), bench.read(row["norm_researchers"])
            same_intent = typed.ranking[0][0] == standard.ranking[0][0]
            same_risk = typed.risk.decision == standard.risk.decision
            alike.update(intent=same_intent, risk=same_risk, both=same_intent and same_risk)
        shares = "  ".join(f"{name} {alike[name] / len(rows):.3f}" for name in ("intent", "risk", "both"))
        print(f"SMS and their standard spelling read alike ({len(rows)}): {shares}")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run both parts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--voices", nargs="*", help="voices to leave out in turn (default: all)")
    parser.add_argument("--groups", type=int, help="leave the voices out in so many groups")
    parser.add_argument(
        "--eval", type=Path, default=ROOT.parent / "shared" / "eval", help="folder of real messages"
    )
    chosen = parser.parse_args(arguments)
    corpus = read_corpus(ROOT / "data" / "nlu")
    names = sorted({example.voice for example in corpus}, key=lambda name: (len(name), name))
    voices = names if chosen.voices is None else chosen.voices
    bench = Bench(ROOT / "config.yml")
    print(f"{len(corpus)} examples, {len(names)} voices, {len(FLAGS)} flags; {bench.thresholds}")
    for name, meaning in COLUMNS:
        print(f"  {name:8} {meaning}")
    if voices:
        leave_one_out(bench, corpus, voices, chosen.groups)
    bench.fit(corpus)
    real_messages(bench, chosen.eval)


if __name__ == "__main__":
    main()
