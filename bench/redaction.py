"""How well redaction hides, how much it hides too much, how fast it is.

Reads ../shared/eval (authentic SMS, for measuring only: nothing of it is in this project) and says so when it is absent.

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
from pathlib import Path

from bot.privacy.redact import Span, redact

EVAL = Path(__file__).resolve().parents[2] / "shared" / "eval"
GOLD = EVAL / "pii_sms_dev.tsv"
TEENS = EVAL / "teen_sms_dev.tsv"
TYPES = ("PRE", "NOM", "TEL", "ADR", "MEL", "LIE")


def rows(path: Path) -> list[list[str]]:
    """The rows of a tab-separated file, heading left out."""
    lines = path.read_text(encoding="utf-8").split("\n")[1:]
    return [line.split("\t") for line in lines if line]


def overlap(start: int, end: int, spans: list[Span]) -> list[Span]:
    """The spans that share a character with [start, end)."""
    return [span for span in spans if span.start < end and span.end > start]


def with_ner(text: str, spans: list[Span], nlp: object) -> list[Span]:
    """The spans, and what the tagger sees besides."""
    kinds = {"PER": "PRE", "LOC": "LIE"}
    found = list(spans)
    for entity in nlp(text).ents:  # type: ignore[operator]
        if entity.label_ in kinds and not overlap(entity.start_char, entity.end_char, found):
            found.append(Span(entity.start_char, entity.end_char, kinds[entity.label_]))  # type: ignore[arg-type]
    return sorted(found)


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", action="store_true")
    parser.add_argument("--misses", action="store_true")
    parser.add_argument("--half", choices=("odd", "even"))
    chosen = parser.parse_args()
    if not GOLD.exists():
        print(f"SKIPPED: {GOLD.name} is not beside this project (../shared/eval); nothing was measured.")
        return 0
    nlp = None
    if chosen.ner:
        import spacy

        nlp = spacy.load("fr_core_news_md", exclude=["parser", "tagger", "morphologizer", "lemmatizer", "attribute_ruler"])
    redact("")  # reads the lists

    def detect(text: str) -> list[Span]:
        spans = list(redact(text).spans)
        return with_ner(text, spans, nlp) if nlp else spans

    gold_rows = rows(GOLD)
    if chosen.half:
        gold_rows = gold_rows[(chosen.half == "odd") :: 2]
    recall, exact, whole, total = Counter(), Counter(), Counter(), Counter()
    hits, made = Counter(), Counter()
    wrong_characters = clean_characters = 0
    for _, _, gold_json, text in gold_rows:
        gold = [(start, end, kind) for start, end, kind in json.loads(gold_json)]
        spans = detect(text)
        for start, end, kind in gold:
            total[kind] += 1
            seen = overlap(start, end, spans)
            recall[kind] += bool(seen)
            exact[kind] += any(span.type == kind for span in seen)
            hidden = sum(min(end, span.end) - max(start, span.start) for span in seen)
            whole[kind] += hidden == end - start
            if chosen.misses and not seen:
                print(f"MISSED {kind} «{text[start:end]}» in: {text[max(0, start - 45) : end + 30]!r}")
        marked = {place for start, end, _ in gold for place in range(start, end)}
        clean_characters += len(text) - len(marked)
        for span in spans:
            made[span.type] += 1
            good = any(start < span.end and end > span.start for start, end, _ in gold)
            hits[span.type] += good
            wrong_characters += sum(place not in marked for place in range(span.start, span.end))
            if chosen.misses and not good:
                print(f"EXTRA {span.type} «{text[span.start : span.end]}» in: {text[max(0, span.start - 30) : span.end + 20]!r}")
    print(f"\n{GOLD.name}: {len(gold_rows)} messages")
    print("type   spans  hidden  same type  every character")
    for kind in TYPES:
        if total[kind]:
            print(f"{kind:5} {total[kind]:6}  {recall[kind] / total[kind]:6.1%}     {exact[kind] / total[kind]:6.1%}   {whole[kind] / total[kind]:6.1%}")
    print("precision (a span that touches gold): " + ", ".join(f"{kind} {hits[kind]}/{made[kind]}" for kind in sorted(made)))
    print(f"all: {sum(hits.values()) / sum(made.values()):.1%}; characters hidden for nothing: {wrong_characters / clean_characters:.2%}")

    # Messages whose anonymised places were left as <PRE_3> hold personal data; the others are taken as clean.
    clean = [row[2] for row in rows(TEENS) if not re.search(r"<[A-Z]{3}_", row[2])]
    touched = Counter()
    any_span = not_place = 0
    for text in clean:
        spans = detect(text)
        any_span += bool(spans)
        not_place += any(span.type != "LIE" for span in spans)
        touched.update(span.type for span in spans)
        if chosen.misses:
            for span in spans:
                print(f"CLEAN {span.type} «{text[span.start : span.end]}» in: {text[max(0, span.start - 30) : span.end + 20]!r}")
    print(f"\n{TEENS.name}: {len(clean)} messages without a marked person")
    print(f"with any span: {any_span / len(clean):.1%}; other than a place: {not_place / len(clean):.1%}; {dict(touched)}")

    texts = [row[3] for row in rows(GOLD)] + clean
    began = time.perf_counter()
    for text in texts:
        detect(text)
    print(f"\n{len(texts) / (time.perf_counter() - began):,.0f} messages a second")
    return 0


if __name__ == "__main__":
    sys.exit(main())
