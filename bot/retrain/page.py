"""The evaluation as one self-contained HTML page: no script, nothing from outside."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.nlu.corpus import MOVES
from bot.retrain.gates import GATES, Gate
from bot.retrain.measures import HARMLESS, NOTHING, Rate
from bot.retrain.pictures import confusion_picture, gauge, trend
from bot.safety.risk import CATEGORIES

if TYPE_CHECKING:
    from bot.retrain.evaluate import Report

#: More runs than this make a line nobody can read.
_RUNS_DRAWN = 20


@dataclass(frozen=True)
class GateRow:
    """One line of the first table."""

    gate: Gate
    state: str
    value: str
    interval: str
    before: str
    baselines: tuple[str, ...]
    gauge: Markup
    trend: Markup


def write_page(report: Report, path: Path) -> None:
    """Render `report` to `path`."""
    path.write_text(render(report), encoding="utf-8")


def render(report: Report) -> str:
    """The page as text."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(percent=_percent, shade=_shade)
    confusions = report.figures.confusions
    return environment.get_template("evaluation.html").render(
        report=report,
        figures=report.figures,
        values=report.figures.values,
        rows=[_row(report, gate) for gate in GATES],
        categories_picture=confusion_picture(
            confusions.get("categories", {}),
            (*CATEGORIES, HARMLESS),
            NOTHING,
            "Categories: what the message was about, and what was read",
            {HARMLESS: NOTHING},
        ),
        moves_picture=confusion_picture(
            confusions.get("moves", {}), MOVES, NOTHING, "Moves: what the teen did, and what was read"
        ),
        verdicts_picture=confusion_picture(
            confusions.get("verdicts", {}), ("danger", "doubt", "ok"), NOTHING, "Verdicts"
        ),
    )


def _row(report: Report, gate: Gate) -> GateRow:
    value = report.figures.values.get(gate.figure)
    counted = report.figures.rates.get(gate.figure)
    interval = counted.interval if counted else None
    drawn = [run.values[gate.figure] for run in report.history if gate.figure in run.values][-_RUNS_DRAWN:]
    return GateRow(
        gate=gate,
        state=gate.state(value),
        value=gate.shown(value),
        interval=f"{interval[0]:.1%} – {interval[1]:.1%}" if interval else "",
        before=gate.shown(report.previous.values.get(gate.figure)) if report.previous else "–",
        baselines=tuple(gate.shown(baseline.values.get(gate.figure)) for baseline in report.baselines),
        gauge=gauge(gate, value, interval),
        trend=trend(drawn, f"{gate.title}: the last {len(drawn)} runs"),
    )


def _percent(value: Rate | float | None) -> str:
    share = value.share if isinstance(value, Rate) else value
    return "–" if share is None else f"{share:.0%}" if share in (0, 1) else f"{share:.1%}"


def _shade(value: Rate | float | None) -> str:
    """A share as a CSS custom property, for the bar behind a number."""
    share = value.share if isinstance(value, Rate) else value
    return f"--share: {(share or 0) * 100:.1f}%"
