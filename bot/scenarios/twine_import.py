"""From a Twine story to a draft scene. The notation is in docs/scenario-author.md, « Depuis Twine ».

What Twine says becomes nodes, lines, buttons, answers and endings; what it does not say is marked « À ÉCRIRE »,
which the lint refuses. Every fault is told with its line.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from bot.scenarios.lint import UNWRITTEN
from bot.scenarios.schema import (
    ANSWERED_MOVES,
    FAKE_ENDINGS,
    FLAGS,
    GENUINE_ENDINGS,
    GIVEN_FIELDS,
    ID,
    ScenarioFile,
    Situation,
    read_content,
)
from bot.scenarios.twee import Fault, Passage, Story, TweeError, link_of

SITUATIONS: tuple[str, ...] = get_args(Situation)
RATINGS = ("protective", "neutral", "vulnerable")
ENDINGS = (*FAKE_ENDINGS, *GENUINE_ENDINGS)
SHEET, ENDING, KEY = "fiche", "fin", "key"
NARRATOR = "récit"
#: What a line after « > » adds to the answer above it, and after « ( » to the bubble above it.
_ADDS = {
    "réponse": "reply",
    "clair": "clear",
    "coach": "feedback",
    "autre": "better",
    "valeur": "rating",
    "donne": "gives",
}
_NOTE = re.compile(r"^>\s*(\w+)\s*:\s*(.+)$")
_MARK = re.compile(r"^\((clair|signal)\)\s*(.+)$")
_SPOKEN = re.compile(r"^([^\W\d_][\w '’·-]{0,30}?)\s*:\s+(.+)$")


def draft_of(story: Story, scene_id: str) -> dict[str, Any]:
    """The scene as its YAML would be read. Raises TweeError."""
    return _Import(story, scene_id).scene()


def write_draft(data: Mapping[str, Any], path: Path) -> None:
    """Write the YAML, then read it back as a scene. Raises ScenarioError; the file then stays, to be looked at."""
    yaml = YAML()
    yaml.width = 120  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.representer.ignore_aliases = lambda *_: True  # an author reads lists, not « &id001 »
    out = io.StringIO()
    yaml.dump(dict(data), out)
    path.write_text(out.getvalue(), encoding="utf-8")
    read_content(path, ScenarioFile)


def slug(text: str) -> str:
    """An id made of a title: « Trop pareil ! » → trop_pareil."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"_+", "_", re.sub(r"[^a-z0-9]+", "_", plain)).strip("_")[:32].strip("_")


class _Import:
    """One import: collects faults, so that an author mends them all at once."""

    def __init__(self, story: Story, scene_id: str) -> None:
        self.story = story
        self.scene_id = scene_id
        self.faults: list[Fault] = []
        self.sheet: dict[str, Any] = {}
        self.ids: dict[str, str] = {}

    def scene(self) -> dict[str, Any]:
        passages = dict(self.story.passages)
        for sheet in [one for one in passages.values() if SHEET in one.tags]:
            del passages[sheet.name]
            self.sheet |= self._sheet(sheet)
        for passage in passages.values():
            self.ids[passage.name] = self._id(passage)
        nodes = {self.ids[p.name]: self._node(p) for p in passages.values() if ENDING not in p.tags}
        endings = {self.ids[p.name]: self._ending(p) for p in passages.values() if ENDING in p.tags}
        if not nodes:
            self._fault(1, "no passage to play")
        start = self._start(passages)
        if self.faults:
            raise TweeError(sorted(self.faults, key=lambda fault: fault.line))
        return self._whole(nodes, endings, start)

    # --- passages

    def _id(self, passage: Passage) -> str:
        name = slug(passage.name)
        if not name:
            self._fault(passage.line, f"« {passage.name} » gives no id: a name has letters or digits")
        elif not re.match(ID, name):
            name = f"p_{name}"[:32]
        if name and name in self.ids.values():
            self._fault(passage.line, f"« {passage.name} » gives the id {name!r}, which another passage has")
        return name

    def _node(self, passage: Passage) -> dict[str, Any]:
        stage, situation = "trust", "chat"
        for tag in passage.tags:
            if tag in SITUATIONS:
                situation = tag
            elif tag != KEY:
                stage = tag
        if not re.match(ID, stage):
            self._fault(passage.line, f"the tag {stage!r} is no stage: small letters, digits, _")
        node: dict[str, Any] = {
            "stage": stage,
            "situation": situation,
            "recap": f"{UNWRITTEN}. {passage.name}",
        }
        if KEY in passage.tags:
            node["key"] = True
        lines, answers, buttons, hints = self._body(passage)
        if not lines:
            self._fault(passage.line, f"« {passage.name} » says nothing")
        if not answers:
            self._fault(
                passage.line, f"« {passage.name} » leads nowhere: add a link, or the tags [{ENDING} safe]"
            )
        recaps = [text[1:].strip() for _number, text in passage.lines if text.startswith("=")]
        node["recap"] = next(filter(None, recaps), node["recap"])
        node |= {"lines": lines, "buttons": buttons, "answers": answers}
        node["hints"] = [*hints, *[f"{UNWRITTEN}."] * 3][:3]
        return node

    def _ending(self, passage: Passage) -> dict[str, Any]:
        kinds = [tag for tag in passage.tags if tag in ENDINGS]
        if len(kinds) != 1:
            self._fault(passage.line, f"the ending « {passage.name} » needs one tag of {', '.join(ENDINGS)}")
        lines, answers, _buttons, _hints = self._body(passage)
        if answers:
            self._fault(passage.line, f"the ending « {passage.name} » has a link: an ending leads nowhere")
        if not lines:
            self._fault(passage.line, f"« {passage.name} » says nothing")
        return {"kind": kinds[0] if kinds else "safe", "lines": lines, "well": f"{UNWRITTEN}."}

    def _body(
        self, passage: Passage
    ) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, str], list[str]]:
        lines: list[dict[str, Any]] = []
        answers: list[dict[str, Any]] = []
        buttons: dict[str, str] = {}
        hints: list[str] = []
        for number, raw in passage.lines:
            text = raw.strip()
            if not text or text.startswith("="):
                continue
            if text.startswith("?"):
                hints.append(text[1:].strip())
            elif text.startswith(">"):
                self._add(number, text, answers)
            elif found := _MARK.match(text):
                self._mark(number, found, lines)
            elif link := link_of(text):
                answers += self._answer(number, link.text, link.target, link.rest, buttons)
            else:
                lines.append(self._bubble(text))
        return lines, answers, buttons, hints

    def _bubble(self, text: str) -> dict[str, Any]:
        spoken = _SPOKEN.match(text)
        if spoken is None:
            return {"text": text}
        speaker, said = spoken[1], spoken[2]
        if speaker.casefold() == NARRATOR:
            return {"voice": "narrator", "text": said}
        name = (self.sheet.get("persona") or {}).get("name")
        return {"text": said} if speaker == name else {"text": said, "speaker": speaker}

    def _mark(self, number: int, found: re.Match[str], lines: list[dict[str, Any]]) -> None:
        if not lines:
            self._fault(number, f"({found[1]}) has no bubble above it")
        elif found[1] == "clair":
            lines[-1]["clear"] = found[2]
        else:
            flags = found[2].replace(",", " ").split()
            self._known(number, flags, FLAGS, "signal")
            lines[-1]["flags"] = flags

    # --- answers

    def _answer(
        self, number: int, label: str, target: str, rest: str, buttons: dict[str, str]
    ) -> list[dict[str, Any]]:
        moves = rest.replace(",", " ").split()
        if not moves:
            self._fault(
                number, f"which moves is this? Write them after the link: [[{label}->{target}]] refuse, delay"
            )
        self._known(number, moves, ANSWERED_MOVES, "move")
        if target not in self.story.passages:
            self._fault(number, f"leads to « {target} », which does not exist")
        if moves and moves[0] in buttons:
            self._fault(number, f"a second button for {moves[0]!r} in this passage")
        elif moves:
            buttons[moves[0]] = label
        return [
            {
                "moves": moves,
                "rating": "neutral",
                "feedback": f"{UNWRITTEN}.",
                "better": f"{UNWRITTEN}.",
                "to": self.ids.get(target, target),
            }
        ]

    def _add(self, number: int, text: str, answers: list[dict[str, Any]]) -> None:
        found = _NOTE.match(text)
        key = _ADDS.get(found[1].casefold()) if found else None
        if found is None or key is None:
            self._fault(number, f"after « > » comes one of {', '.join(_ADDS)}, a colon and a text")
            return
        if not answers:
            self._fault(number, "« > » has no link above it")
            return
        answer, said = answers[-1], found[2].strip()
        if key == "clear":
            if "reply" not in answer:
                self._fault(number, "« > clair » has no « > réponse » above it")
            else:
                answer["reply"]["clear"] = said
        elif key == "reply":
            answer["reply"] = {"text": said}
        elif key == "rating":
            rating, *rubric = said.split()
            self._known(number, [rating], RATINGS, "valeur")
            answer["rating"] = rating
            if rubric:
                answer["rubric"] = rubric[0]
        elif key == "gives":
            fields = said.replace(",", " ").split()
            self._known(number, fields, GIVEN_FIELDS, "donne")
            answer["gives"] = fields
        else:
            answer[key] = said

    # --- the whole

    def _sheet(self, passage: Passage) -> dict[str, Any]:
        try:
            data = YAML(typ="safe", pure=True).load(passage.text)
        except YAMLError as error:
            self._fault(passage.line, f"the sheet is not YAML: {str(error).splitlines()[0]}")
            return {}
        if not isinstance(data, dict):
            self._fault(passage.line, "the sheet is a list of « key: value »")
            return {}
        return data

    def _start(self, passages: Mapping[str, Passage]) -> str:
        wanted = str(self.story.data.get("start") or next(iter(passages), ""))
        if wanted not in passages:
            self._fault(1, f"the story starts at « {wanted} », which does not exist")
        elif ENDING in passages[wanted].tags:
            self._fault(passages[wanted].line, "the story starts at an ending")
        return self.ids.get(wanted, wanted)

    def _whole(self, nodes: dict[str, Any], endings: dict[str, Any], start: str) -> dict[str, Any]:
        sheet, todo = self.sheet, f"{UNWRITTEN}."
        bands = sheet.get("ages", ["14-15", "16-18"])
        genuine = any(ending["kind"] in GENUINE_ENDINGS for ending in endings.values())
        flags = [f for node in nodes.values() for b in node["lines"] for f in b.get("flags", ())]
        version = {
            "id": f"{self.scene_id[:26]}_{'true' if genuine else 'fake'}",
            "bands": bands,
            "variant": "genuine" if genuine else "fake",
            "role_card": {
                "first_name": "Noa",
                "age": 15,
                "school": "lycée des Acacias",
                "town": "Port-Clair",
                "about": todo,
                **(sheet.get("role_card") or {}),
            },
            "persona": {
                "name": todo,
                "claims": todo,
                "truth": todo,
                "voice": todo,
                **(sheet.get("persona") or {}),
            },
            "start": start,
            "nodes": nodes,
            "endings": endings,
            "debrief": {"truth": todo, "gave_away": [todo], **(sheet.get("debrief") or {})},
        }
        scene: dict[str, Any] = {
            "id": self.scene_id,
            "title": self.story.title,
            "summary": todo,
            "ages": bands,
            "minutes": 8,
            "content_note": todo,
            "threat": todo,
            "tactics": [todo],
            "stages": self._stages(nodes),
            "competences": {"crcn": ["2.1", "4.2"]},
            "law": {"text": todo, "source": todo},
            "reflexes": [todo],
            "call": ["3018", "119"],
            "lesson": todo,
            "model_answer": todo,
            "red_flags": dict.fromkeys(flags, todo),
        }
        own = {
            name: value for name, value in sheet.items() if name not in ("role_card", "persona", "debrief")
        }
        return {**scene, **own, "versions": [version]}

    @staticmethod
    def _stages(nodes: Mapping[str, Any]) -> dict[str, list[str]]:
        """Each stage and where its links lead: an author looks at it and takes out what should not be."""
        stages: dict[str, list[str]] = {node["stage"]: [] for node in nodes.values()}
        for node in nodes.values():
            for answer in node["answers"]:
                target = nodes.get(answer["to"])
                if target and target["stage"] not in (node["stage"], *stages[node["stage"]]):
                    stages[node["stage"]].append(target["stage"])
        return stages

    def _known(self, line: int, names: list[str], known: tuple[str, ...], what: str) -> None:
        for name in names:
            if name not in known:
                self._fault(line, f"unknown {what} {name!r}; one of {', '.join(known)}")

    def _fault(self, line: int, message: str) -> None:
        self.faults.append(Fault(line, message))
