"""The doors: trained, stored, loaded and run as Rasa does."""

from __future__ import annotations

from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.events import SlotSet
from rasa.shared.core.slots import AnySlot
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.components import FlagReader, MessageReader, RiskOnTop, situation_of, sources_fingerprint
from bot.nlu.corpus import Example


def _tracker(situation: str | None) -> DialogueStateTracker:
    slots = [AnySlot("situation", mappings=[{}], influence_conversation=False)]
    return DialogueStateTracker.from_events("parse", [SlotSet("situation", situation)], slots)


def _message(example: Example) -> Message:
    metadata = {
        "voice": example.voice,
        "context": example.context,
        "situation": example.situation,
        "level": example.level,
        "role": example.role,
        "also": list(example.also),
        "flags": list(example.flags),
        "kind": example.kind,
    }
    return Message.build(example.text, example.intent, intent_metadata=metadata)


@pytest.fixture(scope="module")
def pipeline(
    small_corpus: list[Example], tmp_path_factory: pytest.TempPathFactory
) -> tuple[MessageReader, FlagReader, RiskOnTop]:
    """Each component trained, then loaded again from the storage."""
    storage = LocalModelStorage.create(tmp_path_factory.mktemp("models"))
    context = ExecutionContext(GraphSchema({}))
    data = TrainingData([_message(example) for example in small_corpus])
    loaded = []
    for kind in (MessageReader, FlagReader):
        resource = Resource(kind.__name__)
        config = kind.get_default_config()
        kind.create(config, storage, resource, context).train(data)
        loaded.append(kind.load(config, storage, resource, context))
    return loaded[0], loaded[1], RiskOnTop.create({}, storage, Resource("top"), context)


def _parse(
    pipeline: tuple[MessageReader, FlagReader, RiskOnTop],
    text: str,
    tracker: DialogueStateTracker | None = None,
) -> dict:
    reader, flags, top = pipeline
    message = Message({"text": text})
    top.process(flags.process(reader.process([message], tracker), tracker))
    return message.as_dict(only_output_properties=True)


def test_a_message_outside_scenes_has_no_move(pipeline: tuple) -> None:
    parse = _parse(pipeline, "salut", _tracker(None))
    assert parse["intent"]["name"] == "greet"
    assert parse.get("move") is None
    assert parse["risk"]["decision"] == "none"
    assert parse["flags"] == []


def test_the_situation_of_the_tracker_gives_the_move(pipeline: tuple) -> None:
    parse = _parse(pipeline, "non j'envoie rien", _tracker("ask_photo"))
    assert parse["move"] == parse["intent"]["name"] == "refuse"


@pytest.mark.parametrize("tracker", [None, DialogueStateTracker("new", slots=[])])
def test_without_a_tracker_or_its_slot_no_scene_runs(
    pipeline: tuple, tracker: DialogueStateTracker | None
) -> None:
    assert _parse(pipeline, "non", tracker).get("move") is None


def test_a_situation_not_in_the_design_reads_as_plain_chat() -> None:
    assert situation_of(_tracker("dancing")) == "chat"


def test_an_alarm_tops_the_ranking_and_leaves_no_move(pipeline: tuple) -> None:
    text = "hors jeu. mon beau-père me frappe tous les soirs, j'ai peur de rentrer chez moi, aide moi"
    parse = _parse(pipeline, text)
    assert parse["intent"]["name"] in ("risk_alarm", "risk_check")
    assert parse["intent_ranking"][0] == parse["intent"]
    assert len(parse["intent_ranking"]) > 1
    assert not any(word in str(parse["risk"]["evidence"]) for word in text.split() if len(word) > 4)


def test_alarm_and_check_differ_on_the_move() -> None:
    top = RiskOnTop()
    for decision, move in (("alarm", None), ("check", "refuse")):
        message = Message(
            {"text": "x", "move": "refuse", "intent_ranking": [{"name": "refuse", "confidence": 1.0}]}
        )
        message.set("risk", {"decision": decision, "category": "abuse"})
        top.process([message])
        assert message.get("move") == move
        assert message.get("intent")["name"] == f"risk_{decision}"


def test_in_a_scene_the_teen_raises_no_flag(pipeline: tuple) -> None:
    assert _parse(pipeline, "tu veux que je vienne seule ce soir ?", _tracker("ask_meet"))["flags"] == []


class _Heard:
    """A flag model that notes what naming nothing would cost."""

    def __init__(self) -> None:
        self.doubts: list[float] = []

    def read(self, text: str, least: float, doubt: float) -> list:
        self.doubts.append(doubt)
        return []


@pytest.mark.parametrize(("decision", "setting"), [("none", "doubt"), ("check", "doubt_at_risk")])
def test_where_risk_is_read_too_naming_no_flag_costs_more(decision: str, setting: str) -> None:
    model = _Heard()
    reader = FlagReader({"doubt": 1.0, "doubt_at_risk": 2.0}, None, Resource("flags"), model)  # type: ignore[arg-type]
    message = Message({"text": "x", "risk": {"decision": decision}})
    reader.process([message])
    assert model.doubts == [reader._config[setting]]


def test_the_fingerprint_follows_concepts_and_lexicon(tmp_path: Path) -> None:
    (tmp_path / "bot" / "nlu").mkdir(parents=True)
    (tmp_path / "content").mkdir()
    concepts = tmp_path / "bot" / "nlu" / "concepts.yml"
    concepts.write_text("a: [b]\n", encoding="utf-8")
    before = sources_fingerprint(tmp_path)
    concepts.write_text("a: [c]\n", encoding="utf-8")
    changed = sources_fingerprint(tmp_path)
    (tmp_path / "content" / "lexicon.yml").write_text("patterns: {}\n", encoding="utf-8")
    assert len({before, changed, sources_fingerprint(tmp_path)}) == 3
