"""What Vigie says, before any channel dresses it: plain lines and choices.

Scenes and help produce these; Telegram and the chat page render them. No HTML here, no Telegram, no Rasa.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

PictureKind = Literal["profile", "quiz", "progress"]
Voice = Literal["vigie", "persona", "coach", "help", "narrator"]

#: Telegram's limit on `callback_data` (Bot API, InlineKeyboardButton).
MAX_CHOICE_BYTES = 64


@dataclass(frozen=True)
class Choice:
    """A button: the `label` a teen reads and the short ASCII `data` that comes back (at most 64 bytes)."""

    label: str
    data: str

    def __post_init__(self) -> None:
        if not 1 <= len(self.data.encode()) <= MAX_CHOICE_BYTES:
            raise ValueError(f"choice data must take 1 to {MAX_CHOICE_BYTES} bytes: {self.data!r}")


@dataclass(frozen=True)
class Picture:
    """What is drawn with a bubble: `kind` names who draws it (bot.pictures), `facts` (JSON) what it shows.

    `alt`: all of it in words, for whoever does not see it.
    """

    kind: PictureKind
    facts: Mapping[str, Any]
    alt: str


@dataclass(frozen=True)
class Line:
    """One bubble. `pause`: seconds before it is shown; `clear`: the « version claire » of SMS spelling.

    `attachment`: a file's name and its text, sent with the bubble. `silent`: Vigie speaks first, so it makes no
    sound, and never at night. `picture`: drawn where the bubble is shown. `removes`: message ids that are deleted from
    the screen before the bubble is shown, with `if_refused` for its text where Telegram kept some of them.
    """

    text: str
    voice: Voice = "vigie"
    speaker: str | None = None
    clear: str | None = None
    choices: tuple[Choice, ...] = ()
    pause: float = 0.0
    attachment: tuple[str, str] | None = None
    silent: bool = False
    picture: Picture | None = None
    removes: tuple[int, ...] | None = None
    if_refused: str | None = None

    def as_dict(self) -> dict[str, Any]:
        """JSON-ready form; `from_dict` reads it back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Line:
        """Inverse of `as_dict`. Raises KeyError or TypeError on anything else."""
        attachment, picture = data.get("attachment"), data.get("picture")
        return cls(
            **{
                **data,
                "choices": tuple(Choice(**choice) for choice in data.get("choices", ())),
                "attachment": tuple(attachment) if attachment else None,
                "picture": Picture(**picture) if picture else None,
                "removes": tuple(data["removes"]) if data.get("removes") is not None else None,
            }
        )
