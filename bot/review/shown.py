"""What an educator sees of a transcript: the dialogue, less every exchange during which somebody left the game.

Nobody may be able to tell a disclosure from a pause (safeguarding.md, « What adults may infer »). Hiding a line is
not enough: the coach quotes it, and a story that goes on after a mark would say that something was *typed*. So the
unit is the exchange at one decision point — what the persona asks, what the teen does, what the coach says of it —
and an exchange is replaced as a whole by one neutral mark, whatever happened in it: pause, help, a question, « stop »,
a disclosure, or a line that the re-reading withheld. Both kinds of transcript then read exactly alike
(tests/review/test_shown.py proves it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bot.scenarios.library import Scenario
from bot.scenarios.schema import Version
from bot.store.review import StoredLine

#: How a transcript's lines say that the game was left.
OUT = "out"
TEEN = "teen"
#: Moves that leave the game from inside it: « stop », and a question put to the coach.
LEAVING_MOVES = ("quit", "ask_coach")


@dataclass(frozen=True)
class Mark:
    """« hors-jeu »."""


@dataclass(frozen=True)
class ShownLine:
    """A line and, for the teen's, its margin: ids of the move, the rating, the rubric type, the flags."""

    voice: str
    speaker: str | None
    text: str
    move: str | None = None
    rating: str | None = None
    rubric: str | None = None
    flags: tuple[str, ...] = ()


@dataclass
class _Exchange:
    """What is asked, what is done, what comes back."""

    asked: list[StoredLine] = field(default_factory=list)
    said: StoredLine | None = None
    answered: list[StoredLine] = field(default_factory=list)
    left: bool = False

    @property
    def hidden(self) -> bool:
        said = self.said
        return self.left or (said is not None and said.withheld is not False)

    @property
    def lines(self) -> list[StoredLine]:
        return [*self.asked, *([self.said] if self.said else []), *self.answered]


def shown(lines: Sequence[StoredLine], scenario: Scenario | None, version: str) -> list[ShownLine | Mark]:
    """The dialogue to show. A teen's line not re-read yet (`withheld` None) counts as withheld."""
    graph = scenario.file.version(version) if scenario else None
    dialogue: list[ShownLine | Mark] = []
    for exchange in _exchanges(lines):
        if not exchange.hidden:
            dialogue += [_shown(line, graph) for line in exchange.lines]
        elif not dialogue or not isinstance(dialogue[-1], Mark):
            # Several in a row are one mark: how many is nobody's business.
            dialogue.append(Mark())
    return dialogue


def reread_all(
    lines: Sequence[StoredLine], scenario: Scenario | None, version: str, reread: Callable[[str], bool]
) -> tuple[tuple[StoredLine, ...], list[tuple[int, bool]]]:
    """Re-read the teen's lines nobody has re-read: the lines with their verdict, and the new verdicts.

    A button's own label is not a teen's words, and passes. Raises what `reread` raises.
    """
    graph = scenario.file.version(version) if scenario else None
    verdicts = {
        line.id: not _is_a_label(line, graph) and reread(line.text)
        for line in lines
        if line.voice == TEEN and line.withheld is None
    }
    known = tuple(replace(line, withheld=verdicts.get(line.id, line.withheld)) for line in lines)
    return known, list(verdicts.items())


def _exchanges(lines: Iterable[StoredLine]) -> list[_Exchange]:
    """Cut a transcript at its decision points.

    After a teen's line comes what answers it, up to the coach's last word, then the next question.
    """
    exchanges = [_Exchange()]
    after: list[StoredLine] = []  # since the last thing the teen did
    for line in lines:
        current = exchanges[-1]
        if line.voice not in (OUT, TEEN):
            after.append(line)
            continue
        if current.said is not None:
            current = _next(exchanges, after)
        else:
            current.asked += after
        after = []
        # A question to the coach answers nothing: what is typed next belongs to the same decision point.
        if line.voice == OUT or line.move in LEAVING_MOVES:
            current.left = True
        else:
            current.said = line
    if exchanges[-1].said is not None:
        _next(exchanges, after)
    else:
        exchanges[-1].asked += after
    return exchanges


def _next(exchanges: list[_Exchange], after: list[StoredLine]) -> _Exchange:
    """Give the running exchange its answer; the rest is what the next one asks."""
    coach = [place for place, line in enumerate(after) if line.voice == "coach"]
    cut = coach[-1] + 1 if coach else 0
    exchanges[-1].answered = after[:cut]
    exchanges.append(_Exchange(asked=after[cut:]))
    return exchanges[-1]


def _shown(line: StoredLine, graph: Version | None) -> ShownLine:
    if line.voice != TEEN:
        return ShownLine(line.voice, line.speaker, line.text)
    return ShownLine(
        line.voice, None, line.text, line.move, line.rating, _rubric(line, graph), tuple(line.flags)
    )


def _rubric(line: StoredLine, graph: Version | None) -> str | None:
    """The published type of this answer; None when the scene was rewritten since."""
    node = graph.nodes.get(line.node) if graph and line.node else None
    answer = node.answer_to(line.move) if node and line.move else None
    return answer.rubric if answer and answer.rating == line.rating else None


def _is_a_label(line: StoredLine, graph: Version | None) -> bool:
    node = graph.nodes.get(line.node) if graph and line.node else None
    labels: Mapping[str, str] = node.buttons if node else {}
    return line.move is not None and labels.get(line.move) == line.text
