"""Scenes not played yet: where they are, and a skeleton to begin from."""

from __future__ import annotations

import re
from pathlib import Path

from bot.scenarios.schema import ID

TEMPLATE = "scenario-template.yml"
DRAFTS = "drafts"
SCENES = "scenarios"


class DraftError(ValueError):
    """A draft that cannot be begun or found; the message says why."""


def scene_path(content: Path, scene_id: str) -> Path:
    """The file of a scene, played or draft. Raises DraftError."""
    for folder in (SCENES, DRAFTS):
        path = content / folder / f"{scene_id}.yml"
        if path.is_file():
            return path
    raise DraftError(f"no scene {scene_id!r} under {content / SCENES} or {content / DRAFTS}")


def played_scenes(content: Path) -> list[str]:
    """The ids of the scenes that are played."""
    return sorted(path.stem for path in (content / SCENES).glob("*.yml"))


def new_draft(content: Path, scene_id: str, title: str) -> Path:
    """Write the skeleton of a scene; its path. Raises DraftError: a bad id, or one that is taken."""
    path = free_path(content, scene_id)
    template = (content / TEMPLATE).read_text(encoding="utf-8")
    # YAML takes a JSON string as it is: a title may hold a colon or a quote.
    quoted = '"' + title.replace("\\", "\\\\").replace('"', '\\"') + '"'
    text = template.replace("title: {title}", f"title: {quoted}").replace("{title}", " ".join(title.split()))
    path.write_text(text.replace("{id}", scene_id), encoding="utf-8")
    return path


def free_path(content: Path, scene_id: str) -> Path:
    """Where a draft of that id may be written. Raises DraftError."""
    if not re.fullmatch(ID, scene_id):
        raise DraftError(
            f"{scene_id!r}: an id is 2 to 32 small letters, digits or _, and begins with a letter"
        )
    for folder in (SCENES, DRAFTS):
        if (content / folder / f"{scene_id}.yml").exists():
            raise DraftError(f"there is already a scene {scene_id!r} in {content / folder}")
    (content / DRAFTS).mkdir(exist_ok=True)
    return content / DRAFTS / f"{scene_id}.yml"
