"""`make evaluate`: measure the trained model on messages written apart, beside baselines and the run before."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bot.retrain import diet
from bot.retrain.cases import Case, read_testset, set_key
from bot.retrain.gates import Gate, fallen, unmeasured
from bot.retrain.history import Run, keep_run, previous_run, read_runs
from bot.retrain.lines import emergency_line, right_line
from bot.retrain.measures import Figures, Pair, Rate, measure, percentile
from bot.retrain.misses import Miss, worst_misses
from bot.retrain.page import write_page
from bot.retrain.real import RealMessages, measure_real
from bot.retrain.systems import System, keyword_system, read_cases, trained_system
from bot.retrain.voices import leave_one_voice_out
from bot.safety.resources import load_resources
from bot.training import is_fresh

TESTSET = "bench/testset"
KEYWORDS = "bench/baselines/keywords.yml"
JSON_FILE = "evaluation.json"
PAGE_FILE = "evaluation.html"
#: Beside the tree where a machine has it; not part of the project.
_REAL = "shared/eval"
#: What is compared per writer: enough to see whether one hand carries the whole.
_PER_WRITER = (
    "help",
    "urgent_help",
    "right_line",
    "harmless_alarm",
    "harmless_check",
    "moves_f1",
    "flags_f1",
    "verdict",
)

Say = Callable[[str], None]


@dataclass(frozen=True)
class Baseline:
    """Another system on the same messages. `note` says what the reader must know of its making."""

    name: str
    values: dict[str, float]
    note: str


@dataclass(frozen=True)
class Report:
    """A whole evaluation. `figures.values` holds what the gates look at."""

    run: Run
    fresh: bool
    cases: int
    figures: Figures
    writers: dict[str, dict[str, float]]
    real: RealMessages
    latency: dict[str, float]
    misses: dict[str, list[Miss]]
    baselines: tuple[Baseline, ...] = ()
    previous: Run | None = None
    history: tuple[Run, ...] = ()
    voices: dict[str, dict[str, float]] = field(default_factory=dict)

    @property
    def fallen(self) -> tuple[Gate, ...]:
        """The gates whose floor does not hold."""
        return fallen(self.figures.values)

    @property
    def unmeasured(self) -> tuple[Gate, ...]:
        """The gates that this run has no figure for."""
        return unmeasured(self.figures.values)

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready: everything but the history, which has its own file."""
        data = asdict(self)
        del data["history"]
        data["fallen"] = [gate.figure for gate in self.fallen]
        data["unmeasured"] = [gate.figure for gate in self.unmeasured]
        return data


def evaluate(
    root: Path,
    out: Path,
    *,
    voices: bool = False,
    baselines: bool = False,
    system: System | None = None,
    now: dt.datetime | None = None,
    say: Say = lambda line: None,
) -> Report:
    """Measure, compare, and write the page, the JSON and a line of history under `out`.

    `system` is the model in use when None; `voices` adds leave-one-voice-out and `baselines` trains Rasa's default
    pipeline (both take long). Raises BadTestSet, ModelMissing, BaselineFailed, OSError.
    """
    cases = read_testset(root / TESTSET)
    out.mkdir(parents=True, exist_ok=True)
    model = root / "models" / "current"
    if system is None:
        say("loading the model…")
        system = trained_system(model)
    real_folder = root.parent / _REAL
    score = _scorer(root, cases)

    say(f"reading {len(cases)} messages written apart…")
    with one_core():
        pairs = read_cases(system, cases)
    figures = score(pairs)
    latency = _latency(pairs)
    figures.values.update(latency)
    say("reading authentic messages…")
    real = measure_real(system, real_folder)
    _add(figures, real.rates)

    moment = (now or dt.datetime.now(dt.timezone.utc)).isoformat(timespec="seconds")
    testset = set_key(root / TESTSET)
    run = Run(moment, model.resolve().name.removesuffix(".tar.gz"), testset, figures.values)
    runs = read_runs(out)
    report = Report(
        run=run,
        fresh=is_fresh(root),
        cases=len(cases),
        figures=figures,
        writers=_per_writer(pairs, score),
        real=real,
        latency=latency,
        misses=worst_misses(pairs, right_line(load_resources(root / "content" / "resources").of("fr"))),
        baselines=(
            _keywords(root, cases, real_folder, score),
            *_diet(root, out, cases, real_folder, score, run, measure_now=baselines, say=say),
        ),
        previous=previous_run(runs, run),
        history=(*(one for one in runs if one.testset == testset), run),
        voices=leave_one_voice_out(root, say) if voices else {},
    )
    keep_run(out, run)
    (out / JSON_FILE).write_text(json.dumps(report.as_dict(), ensure_ascii=False, indent=1), encoding="utf-8")
    write_page(report, out / PAGE_FILE)
    return report


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this thread on one core meanwhile: the latency that is promised is that of one."""
    if not hasattr(os, "sched_setaffinity"):  # macOS
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(allowed)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


Score = Callable[[list[Pair]], Figures]


def _scorer(root: Path, cases: list[Case]) -> Score:
    france = load_resources(root / "content" / "resources").of("fr")
    line, emergency = right_line(france), emergency_line(france)
    return lambda pairs: measure(pairs, line, emergency)


def _add(figures: Figures, rates: dict[str, Rate]) -> None:
    figures.rates.update(rates)
    figures.values.update({name: one.share for name, one in rates.items() if one.share is not None})


def _latency(pairs: list[Pair]) -> dict[str, float]:
    seconds = [answer.seconds for case, answer in pairs if case.kind != "verify"]
    return {f"parse_p{share}": percentile(seconds, share / 100) * 1000 for share in (50, 95, 99)}


def _per_writer(pairs: list[Pair], score: Score) -> dict[str, dict[str, float]]:
    found = {}
    for writer in sorted({case.writer for case, _ in pairs}):
        values = score([pair for pair in pairs if pair[0].writer == writer]).values
        found[writer] = {name: values[name] for name in _PER_WRITER if name in values}
    return found


def _keywords(root: Path, cases: list[Case], real_folder: Path, score: Score) -> Baseline:
    system = keyword_system(root / KEYWORDS)
    figures = score(read_cases(system, cases))
    _add(figures, measure_real(system, real_folder).rates)
    return Baseline("keywords", figures.values, "a list of words, any of which is an alarm")


def _diet(
    root: Path,
    out: Path,
    cases: list[Case],
    real_folder: Path,
    score: Score,
    run: Run,
    *,
    measure_now: bool,
    say: Say,
) -> tuple[Baseline, ...]:
    """Rasa's default pipeline, as last measured unless `measure_now` and something has changed since."""
    key = diet.diet_key(root, run.testset)
    kept = diet.read_kept(out)
    if measure_now and (kept is None or kept.key != key):
        say("training Rasa's default pipeline on data/nlu (this takes long)…")
        system = diet.train_diet(root)
        figures = score(read_cases(system, cases))
        _add(figures, measure_real(system, real_folder).rates)
        kept = diet.Kept(key, run.at, figures.values)
        diet.keep(out, kept)
    if kept is None:
        return ()
    older = "" if kept.key == key else ", on other training data or another test set"
    note = f"Rasa's default pipeline, {diet.EPOCHS} epochs, measured {kept.at[:10]}{older}"
    return (Baseline("diet", kept.values, note),)
