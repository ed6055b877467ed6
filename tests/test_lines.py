"""Lines survive the outbox."""

from __future__ import annotations

import json

from bot.lines import Choice, Line, Picture


def test_a_line_with_everything_comes_back_from_json_as_it_was():
    line = Line(
        "slt",
        "persona",
        "Lilou",
        "Salut",
        (Choice("Non", "m:a:1:refuse"),),
        1.5,
        ("a.json", "{}"),
        silent=True,
        removes=(101, 102),
        if_refused="pas tout",
        picture=Picture("profile", {"name": "Lilou", "badges": ["nouvelle"]}, "Le profil de Lilou."),
    )
    assert Line.from_dict(json.loads(json.dumps(line.as_dict()))) == line


def test_a_row_written_before_there_were_pictures_is_still_read():
    old = {"text": "salut", "voice": "vigie", "speaker": None, "clear": None, "choices": [], "pause": 0.0}
    assert Line.from_dict(old) == Line("salut")
