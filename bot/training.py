"""Training: one model per state of everything that shapes it, and `models/current` pointing at the one in use."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

#: Everything a trained model depends on, relative to the root of the tree.
SHAPES_THE_MODEL = (
    "config.yml",
    "domain.yml",
    "uv.lock",
    "data",
    "bot/nlu",
    "bot/safety",
    "content/lexicon.yml",
)


KEPT_MODELS = 3


class TrainingFailed(Exception):
    """Rasa made no model; its own messages say why."""


def model_key(root: Path) -> str:
    """A digest over the content of all that shapes the model."""
    digest = hashlib.sha256()
    for path in _files(root):
        digest.update(f"{path.relative_to(root)}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def is_fresh(root: Path) -> bool:
    """Whether `models/current` was trained from the tree as it is."""
    current = root / "models" / "current"
    return current.exists() and current.resolve().name == _name(model_key(root))


def train(root: Path) -> Path:
    """Train with Rasa, then point `models/current` at the new model. Raises TrainingFailed.

    The pointer moves in one step, so that a bot starting meanwhile finds the old model or the new one.
    """
    from rasa.model_training import train as rasa_train

    key = model_key(root)
    models = root / "models"
    models.mkdir(exist_ok=True)
    result = rasa_train(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        training_files=str(root / "data"),
        output=str(models),
        fixed_model_name=_name(key).removesuffix(".tar.gz"),
    )
    if result.code != 0 or result.model is None:
        raise TrainingFailed(f"rasa train ended with code {result.code}")
    trained = Path(result.model)
    pointer = models / ".current.new"
    pointer.unlink(missing_ok=True)
    pointer.symlink_to(trained.name)
    os.replace(pointer, models / "current")
    _forget_old_models(models, keep=trained)
    return trained


def _forget_old_models(models: Path, keep: Path) -> None:
    """A model weighs tens of megabytes: the newest few stay, to go back to."""
    newest = sorted(models.glob("vigie-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in newest[KEPT_MODELS:]:
        if path.name != keep.name:
            path.unlink()


def _name(key: str) -> str:
    return f"vigie-{key}.tar.gz"


def _files(root: Path) -> Iterator[Path]:
    for name in SHAPES_THE_MODEL:
        path = root / name
        if path.is_dir():
            yield from sorted(
                one for one in path.rglob("*") if one.is_file() and one.suffix in (".py", ".yml", ".txt")
            )
        elif path.is_file():
            yield path
