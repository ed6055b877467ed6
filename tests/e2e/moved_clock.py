"""`vigie run` on a clock that a test moves: `python -m tests.e2e.moved_clock FILE` adds the seconds the file holds."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import bot.run
from bot.cli import app


def main() -> None:
    """Run, with `bot.run.now` moved."""
    moved = Path(sys.argv[1])
    bot.run.now = lambda: int(time.time()) + int(moved.read_text())
    app(["run"])


if __name__ == "__main__":
    main()
