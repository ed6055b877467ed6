"""French sentences that code has to hand out come from templates, never from code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app


@dataclass(frozen=True)
class Notice:
    """What went wrong: `code` for scripts, `title` and `message` to read."""

    code: str
    title: str
    message: str


def notice(code: str, for_team: bool = False) -> Notice:
    """Read one notice: `vigie/notices.html`, or for an educator `team/sentences.html` first.

    Raises KeyError for an unknown code.
    """
    if for_team and code in (own := sentences("notices")):
        return Notice(code, **own[code])
    table = current_app.jinja_env.get_template("vigie/notices.html").module.notices  # type: ignore[attr-defined]
    return Notice(code, **table[code])


def sentences(table: str) -> dict[str, Any]:
    """One table of `team/sentences.html`. Raises KeyError."""
    template = current_app.jinja_env.get_template("team/sentences.html")
    return dict(template.module.sentences[table])  # type: ignore[attr-defined]


def sentence(code: str) -> str:
    """A sentence for an educator: what was done, or what is wrong with a field. Raises KeyError."""
    return str(sentences("said")[code])
