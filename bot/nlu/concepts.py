"""Families of words (`concepts.yml`) searched in the standard view of a message."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

CONCEPTS_FILE = Path(__file__).with_name("concepts.yml")

#: A pattern starts at a word, which may carry a clitic (« l'adresse », « d'une arme », « qu'il »).
_WORD_START = r"(?<![a-z])(?:(?:[cdjlmnst]|qu)' ?)?"


@lru_cache(maxsize=4)
def load_concepts(path: Path = CONCEPTS_FILE) -> Mapping[str, re.Pattern[str]]:
    """Concept name to its compiled pattern, in file order. Raises OSError or re.error on a bad file."""
    table = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    return {name: re.compile(f"{_WORD_START}(?:{'|'.join(patterns)})") for name, patterns in table.items()}


def concepts_in(standard_text: str) -> list[str]:
    """Names of the concepts found in a standard view (`Views.standard`), in file order."""
    return [name for name, pattern in load_concepts().items() if pattern.search(standard_text)]
