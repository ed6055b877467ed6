"""The short table of an evaluation in a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from bot.retrain.evaluate import Report
from bot.retrain.gates import GATES, State

_MARKS: dict[State, str] = {
    "goal": "[bold green]goal[/]",
    "pass": "[green]holds[/]",
    "fail": "[bold red]FALLS[/]",
    "unmeasured": "[yellow]not measured[/]",
}


def print_report(report: Report, console: Console | None = None) -> None:
    """Print gates beside the previous run and the baselines, then what a reader must know."""
    console = console or Console()
    table = Table(title=f"{report.run.model} · {report.cases} messages written apart", title_justify="left")
    table.add_column("measure")
    for heading in ("floor", "goal", "now", "before", *(baseline.name for baseline in report.baselines)):
        table.add_column(heading, justify="right")
    table.add_column("")
    before = report.previous.values if report.previous else {}
    for gate in GATES:
        value = report.figures.values.get(gate.figure)
        table.add_row(
            gate.title,
            gate.bound(gate.floor),
            gate.bound(gate.goal),
            gate.shown(value),
            gate.shown(before.get(gate.figure)),
            *(gate.shown(baseline.values.get(gate.figure)) for baseline in report.baselines),
            _MARKS[gate.state(value)],
        )
    console.print(table)
    for line in remarks(report):
        console.print(line, style="yellow", highlight=False)


def remarks(report: Report) -> list[str]:
    """What would mislead if it were not said."""
    found = []
    if not report.fresh:
        found.append("The model is not that of the tree as it is: `make train` first.")
    if report.real.skipped:
        found.append(f"SKIPPED, not on this machine: {', '.join(report.real.skipped)}")
    if not any(baseline.name == "diet" for baseline in report.baselines):
        found.append("Rasa's default pipeline was never measured here: `vigie evaluate --baselines`.")
    return found
