"""The `vigie` command."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
import typer

from bot import authoring
from bot.settings import MODEL, ROOT, Settings, SettingsError

if TYPE_CHECKING:
    from rasa.core.agent import Agent

    from bot.batch import Tool

# TensorFlow comes with Rasa and greets at import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
authoring.register(app)


def settings() -> Settings:
    """The settings of this process, or one clear line and exit code 2."""
    try:
        return Settings.from_env(os.environ)
    except SettingsError as error:
        typer.echo(f"vigie: {error}", err=True)
        raise typer.Exit(2) from error


@app.command()
def run() -> None:
    """Serve: Telegram when TELEGRAM_BOT_TOKEN is set, and the pages at VIGIE_REVIEW_LISTEN."""
    from bot.privacy.logs import configure_logging

    # Before anything of Rasa is imported: what it warns of, or quotes, goes through our formatter.
    configure_logging()
    from bot.run import StartError, serve

    try:
        serve(settings())
    except StartError as error:
        typer.echo(f"vigie: {error}", err=True)
        raise typer.Exit(1) from error


@app.command()
def review() -> None:
    """Serve the educators' pages alone: no engine, no chat; may run beside `vigie run` on the same database."""
    from bot.review.main import ReviewStartError, serve_review

    try:
        serve_review(settings())
    except ReviewStartError as error:
        typer.echo(f"vigie: {error}", err=True)
        raise typer.Exit(1) from error


@app.command("new-password-link")
def new_password_link(email: str) -> None:
    """Print a one-time link for somebody locked out: new password, second factor removed."""
    from bot.review.main import new_password_link as make_link
    from bot.store.database import open_database

    found = settings()
    local = f"http://{found.review_listen.host}:{found.review_listen.port}"
    url = found.public_url.text if found.public_url else local
    link = make_link(open_database(found.database_url), url, email)
    if link is None:
        typer.echo("vigie: no account has this address", err=True)
        raise typer.Exit(1)
    typer.echo(link)


@app.command()
def train(
    if_stale: bool = typer.Option(False, help="Do nothing when the model is that of the tree as it is."),
) -> None:
    """Train the model from config.yml, domain.yml and data/, and put it in use."""
    from bot.training import TrainingFailed, is_fresh
    from bot.training import train as train_model

    if if_stale and is_fresh(ROOT):
        return
    typer.echo("vigie: training the model (about four minutes)…", err=True)
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    # Left alone, Rasa's structlog prints every state of every rule: thousands of lines around our few.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    logging.getLogger("bot.nlu").setLevel(logging.INFO)
    logging.getLogger("rasa.engine.training").setLevel(logging.INFO)
    try:
        trained = train_model(ROOT)
    except TrainingFailed as error:
        typer.echo(f"vigie: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"vigie: {trained.name} is in use as {MODEL.relative_to(ROOT)}", err=True)


@app.command()
def evaluate(
    baselines: bool = typer.Option(
        False, help="Also train Rasa's default pipeline on the same data (minutes)."
    ),
    voices: bool = typer.Option(False, help="Also read each voice by a model that never met it (minutes)."),
    gate: bool = typer.Option(False, help="Exit with 1 when a floor falls."),
) -> None:
    """Measure the model in use on messages written apart; report in the terminal and under results/."""
    from bot.privacy.logs import configure_logging

    configure_logging()
    from bot.retrain.evaluate import evaluate as measure
    from bot.retrain.gates import fallen
    from bot.retrain.terminal import print_report

    report = measure(
        ROOT,
        ROOT / "results",
        say=lambda line: typer.echo(f"vigie: {line}", err=True),
        voices=voices,
        baselines=baselines,
    )
    print_report(report)
    if gate and fallen(report.figures.values):
        raise typer.Exit(1)


@app.command("quiz-export")
def quiz_export(folder: Path) -> None:
    """Write the anonymous tables of the quiz for a study: people.csv, items.csv and codebook.csv, in FOLDER."""
    import random

    from bot.quiz.export import LEAST, export
    from bot.quiz.schema import load_quiz
    from bot.store.database import open_database, reading
    from bot.store.migrate import migrate
    from bot.store.quiz import runs_for_a_study

    found = settings()
    found.home.mkdir(parents=True, exist_ok=True)
    migrate(found.database_url)
    with reading(open_database(found.database_url)) as connection:
        runs = runs_for_a_study(connection)
    made = export(runs, load_quiz(ROOT / "content"), random.SystemRandom())
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in (
        ("people", made.people_csv),
        ("items", made.items_csv),
        ("codebook", made.codebook_csv),
    ):
        (folder / f"{name}.csv").write_text(table, encoding="utf-8")
    few = f"fewer than {LEAST}"
    left_out, other_items = (few if n is None else str(n) for n in (made.left_out, made.other_items))
    typer.echo(f"vigie: {made.people} people in {folder}; left out, in groups under {LEAST}: {left_out}")
    if made.other_items != 0:
        typer.echo(f"vigie: left out, whose first quiz had other items than today's: {other_items}")


@app.command()
def parse() -> None:
    """Read messages: {"text", "situation"} per line in; intent, move and risk per line out."""
    from bot.batch import parse_tool

    _batch(parse_tool(_agent()))


@app.command()
def verify() -> None:
    """Look for red flags: {"text"} per line in; flags with their quotes and the verdict per line out."""
    from bot.batch import verify_tool

    _batch(verify_tool(_agent()))


@app.command()
def redact() -> None:
    """Redact: {"text"} per line in; the redacted text and the spans of the input per line out."""
    from bot.batch import redact_tool

    _batch(redact_tool)


def _agent() -> Agent:
    """The model in use, loaded quietly: standard output is for results."""
    from bot.privacy.logs import configure_logging

    configure_logging()
    from bot.dialogue.agent import ModelMissing, load_agent

    try:
        return load_agent(MODEL)
    except ModelMissing as error:
        typer.echo(f"vigie: {error}", err=True)
        raise typer.Exit(1) from error


def _batch(tool: Tool) -> None:
    from bot.batch import run_tool

    bad = 0
    for line, fine in run_tool(tool, sys.stdin):
        sys.stdout.write(line + "\n")
        bad += not fine
    sys.stdout.flush()
    if bad:
        typer.echo(f"vigie: {bad} lines could not be read; each has its error in its place", err=True)
        raise typer.Exit(1)


if __name__ == "__main__":
    app()
