"""What all tests share: honest skips, and a PostgreSQL where there is one."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests import postgres

REQUIRE_ALL = os.environ.get("VIGIE_REQUIRE_ALL") == "1"


def missing(what: str) -> None:
    """Skip because the machine lacks something; a failure where everything is required."""
    message = f"not tested without {what}"
    if REQUIRE_ALL:
        pytest.fail(f"VIGIE_REQUIRE_ALL=1, but {message}")
    pytest.skip(message)


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The URL of a PostgreSQL of our own, for the whole session."""
    folder = postgres.binaries()
    if folder is None:
        missing("PostgreSQL")
    with postgres.cluster(folder) as url:
        yield url


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """End with one loud line that names what this machine could not test."""
    reasons = sorted(
        {
            report.longrepr[2].removeprefix("Skipped: ")
            for report in terminalreporter.stats.get("skipped", ())
            if isinstance(report.longrepr, tuple)
        }
    )
    if reasons:
        terminalreporter.write_sep("!", "NOT TESTED HERE: " + "; ".join(reasons), red=True, bold=True)
