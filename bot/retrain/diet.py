"""Rasa's default pipeline (DIET) trained on the same `data/nlu`: the baseline that any Rasa project starts from.

Trained in a folder of its own and measured like the bot. It takes long, so its figures are kept under the key of
what shaped them and shown until somebody measures anew.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

from bot.nlu.corpus import MOVES, RISK_PREFIX
from bot.retrain.systems import System, alarm_of
from bot.safety.risk import CATEGORIES, Risk

if TYPE_CHECKING:
    from rasa.core.agent import Agent

FILE = "baseline-diet.json"
#: Rasa's own default has 100 epochs, meant for about a thousand lines. Over the tens of thousands of data/nlu three
#: show it more examples than that.
EPOCHS = 3
#: What Rasa 3.6 uses where config.yml names no pipeline, without the entity-synonym and response parts, which
#: nothing of data/nlu would train.
PIPELINE: tuple[dict[str, Any], ...] = (
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "random_seed": 1},
    {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
)


@dataclass(frozen=True)
class Kept:
    """Figures of an earlier measurement. `key`: data, pipeline and test set it was made on."""

    key: str
    at: str
    values: dict[str, float]


def diet_key(root: Path, testset: str) -> str:
    """The key of a measurement on the tree as it is."""
    digest = hashlib.sha256(json.dumps([PIPELINE, testset]).encode())
    for path in sorted((root / "data" / "nlu").glob("*.yml")):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def read_kept(folder: Path) -> Kept | None:
    """The last measurement, or None."""
    path = folder / FILE
    return Kept(**json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None


def keep(folder: Path, kept: Kept) -> None:
    """Keep a measurement in place of the last."""
    (folder / FILE).write_text(json.dumps(asdict(kept), indent=1), encoding="utf-8")


class BaselineFailed(Exception):
    """Rasa made no model; its own messages say why."""


def train_diet(root: Path) -> System:
    """Train on `data/nlu` and load the result. Raises BaselineFailed."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    with tempfile.TemporaryDirectory(prefix="vigie-diet-") as scratch:
        config = Path(scratch) / "config.yml"
        with config.open("w", encoding="utf-8") as handle:
            YAML(typ="safe", pure=True).dump(
                {
                    "recipe": "default.v1",
                    "language": "fr",
                    "assistant_id": "diet",
                    "pipeline": list(PIPELINE),
                },
                handle,
            )
        model = train_nlu(str(config), str(root / "data" / "nlu"), scratch, fixed_model_name="diet")
        if model is None:
            raise BaselineFailed("rasa trained no baseline model")
        return diet_system(Agent.load(model))


def diet_system(agent: Agent) -> System:
    """Its top intent taken at its word: `risk_…` is an alarm, a move is a move. It knows no situation, no flag."""

    def parse(row: dict[str, Any]) -> dict[str, Any]:
        found = asyncio.run(agent.parse_message(row["text"].lstrip("/ \n\t") or "-"))
        return as_reading(found["intent"]["name"] or "", row.get("situation"))

    return System("diet", parse, skills=frozenset({"risk", "intents"}))


def as_reading(intent: str, situation: str | None) -> dict[str, Any]:
    """An intent of `data/nlu` in the shape of `vigie parse`."""
    category = intent.removeprefix(RISK_PREFIX)
    if intent.startswith(RISK_PREFIX) and category in CATEGORIES:
        return {"intent": "risk_alarm", "move": None, "risk": alarm_of(category).as_dict()}
    move = intent if situation is not None and intent in MOVES else None
    return {"intent": intent, "move": move, "risk": Risk("none").as_dict()}
