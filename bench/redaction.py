"""How well redaction hides, how much it hides too much, how fast it is.

Reads ../shared/eval (authentic SMS, for measuring only: nothing of it is in this project); says so when it is absent.

    python bench/redaction.py [--ner] [--misses] [--half odd|even]

`--ner` adds what fr_core_news_md finds, for comparison; `--misses` prints what was missed or hidden for nothing.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.privacy.redact import Span, redact

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
GOLD = EVAL / "pii_sms_dev.tsv"
TEENS = EVAL / "teen_sms_dev.tsv"
Detect = Callable[[str], list[Span]]
TYPES = ("PRE", "NOM", "TEL", "ADR", "MEL", "LIE")


def rows(path: Path) -> list[list[str]]:
    """The rows of a tab-separated file, heading left out."""
    lines = path.read_text(encoding="utf-8").split("\n")[1:]
    return [line.split("\t") for line in lines if line]


def overlap(start: int, end: int, spans: list[Span]) -> list[Span]:
    """The spans that share a character with [start, end)."""
    return [span for span in spans if span.start < end and span.end > start]


def with_ner(text: str, spans: list[Span], nlp: Any) -> list[Span]:
    """The spans, and what the tagger sees besides."""
    kinds = {"PER": "PRE", "LOC": "LIE"}
    found = list(spans)
    for entity in nlp(text).ents:
        if entity.label_ in kinds and not overlap(entity.start_char, entity.end_char, found):
            found.append(Span(entity.start_char, entity.end_char, kinds[entity.label_]))  # type: ignore[arg-type]
    return sorted(found)


def around(text: str, span: Span) -> str:
    """A span and a few words on each side."""
    shown = text[max(0, span.start - 40) : span.end + 25]
    return f"{span.type} «{text[span.start : span.end]}» in {shown!r}"


def measure_gold(gold_rows: list[list[str]], detect: Detect, show: bool) -> None:
    """Print recall by type and precision on annotated messages."""
    recall, same, whole, total, hits, made = (Counter[str]() for _ in range(6))
    wrong_characters = clean_characters = 0
    for _, _, gold_json, text in gold_rows:
        gold = [Span(start, end, kind) for start, end, kind in json.loads(gold_json)]
        spans = detect(text)
        for wanted in gold:
            seen = overlap(wanted.start, wanted.end, spans)
            hidden = sum(min(wanted.end, span.end) - max(wanted.start, span.start) for span in seen)
            total[wanted.type] += 1
            recall[wanted.type] += bool(seen)
            same[wanted.type] += any(span.type == wanted.type for span in seen)
            whole[wanted.type] += hidden == wanted.end - wanted.start
            if show and not seen:
                print("MISSED", around(text, wanted))
        marked = {place for span in gold for place in range(span.start, span.end)}
        clean_characters += len(text) - len(marked)
        for span in spans:
            good = bool(overlap(span.start, span.end, gold))
            made[span.type] += 1
            hits[span.type] += good
            wrong_characters += sum(place not in marked for place in range(span.start, span.end))
            if show and not good:
                print("EXTRA", around(text, span))
    print(f"\n{GOLD.name}: {len(gold_rows)} messages")
    print("type   spans  hidden  same type  every character")
    for kind in filter(total.get, TYPES):
        shares = (count[kind] / total[kind] for count in (recall, same, whole))
        print(f"{kind:5} {total[kind]:6}  {next(shares):6.1%}     {next(shares):6.1%}   {next(shares):6.1%}")
    touching = ", ".join(f"{kind} {hits[kind]}/{made[kind]}" for kind in sorted(made))
    print(f"spans that touch an annotated one: {touching}; all {sum(hits.values()) / sum(made.values()):.1%}")
    print(f"characters hidden for nothing: {wrong_characters / clean_characters:.2%}")


def measure_clean(texts: list[str], detect: Detect, show: bool) -> None:
    """Print how many messages without personal data lose something."""
    touched = Counter[str]()
    any_span = not_place = 0
    for text in texts:
        spans = detect(text)
        any_span += bool(spans)
        not_place += any(span.type != "LIE" for span in spans)
        touched.update(span.type for span in spans)
        if show:
            for span in spans:
                print("CLEAN", around(text, span))
    print(f"\n{TEENS.name}: {len(texts)} messages without a marked person")
    print(
        f"with any span {any_span / len(texts):.1%}, other than a place {not_place / len(texts):.1%}: {dict(touched)}"
    )


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--half", choices=("odd", "even"))
    chosen = parser.parse_args()
    if not (GOLD.exists() and TEENS.exists()):
        print("SKIPPED: ../shared/eval is not beside this project; nothing was measured.")
        return 0
    nlp: Any = None
    if chosen.ner:
        import spacy

        unused = ["parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler"]
        nlp = spacy.load("fr_core_news_md", exclude=unused)
    redact("")  # reads the lists

    def detect(text: str) -> list[Span]:
        spans = list(redact(text).spans)
        return with_ner(text, spans, nlp) if nlp else spans

    gold_rows = rows(GOLD)
    if chosen.half:
        gold_rows = gold_rows[(chosen.half == "odd") :: 2]
    # Messages whose anonymised places were left as <PRE_3> hold personal data; the others are taken as clean.
    clean = [row[2] for row in rows(TEENS) if not re.search(r"<[A-Z]{3}_", row[2])]
    measure_gold(gold_rows, detect, chosen.misses)
    measure_clean(clean, detect, chosen.misses)
    texts = [row[3] for row in gold_rows] + clean
    began = time.perf_counter()
    for text in texts:
        detect(text)
    print(f"\n{len(texts) / (time.perf_counter() - began):,.0f} messages a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
