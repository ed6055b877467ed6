"""Nicknames in a class, « Renard bleu 12 », and the codes that open one. Words: `content/nicknames.yml`."""

from __future__ import annotations

import random
import secrets
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, Extra
from ruamel.yaml import YAML

from bot.settings import ROOT

#: No vowel (no word is spelt by chance), nothing that looks like something else: B 8, S 5, Z 2, G 6, I 1 L, O 0 Q.
CODE_SIGNS = "CDFHJKMNPRTWXY3479"
CODE_LENGTH = 6
LARGEST_NUMBER = 99


class NicknameWords(BaseModel):
    """`content/nicknames.yml`: nouns by gender, adjectives as (masculine, feminine)."""

    masculine: tuple[str, ...]
    feminine: tuple[str, ...]
    adjectives: tuple[tuple[str, str], ...]
    never_in_codes: tuple[str, ...]

    class Config:
        extra = Extra.forbid
        allow_mutation = False


def load_words(path: Path) -> NicknameWords:
    """Read and check the words. Raises pydantic.ValidationError."""
    return NicknameWords.parse_obj(YAML(typ="safe", pure=True).load(path))


@lru_cache(maxsize=1)
def words() -> NicknameWords:
    """The words of this tree, read once."""
    return load_words(ROOT / "content" / "nicknames.yml")


def nicknames(seed: int) -> Iterator[str]:
    """Nicknames in an order decided by the seed, without end; they may come twice."""
    chance = random.Random(seed)  # which animal somebody gets is no secret
    known = words()
    nouns = [(noun, 0) for noun in known.masculine] + [(noun, 1) for noun in known.feminine]
    while True:
        noun, gender = chance.choice(nouns)
        adjective = chance.choice(known.adjectives)[gender]
        yield f"{noun} {adjective} {chance.randint(1, LARGEST_NUMBER)}"


def new_code() -> str:
    """A random class code that spells nothing."""
    while True:
        code = "".join(secrets.choice(CODE_SIGNS) for _ in range(CODE_LENGTH))
        if not any(word in code for word in words().never_in_codes):
            return code


def plain_code(typed: str) -> str | None:
    """What somebody typed as a code: case, spaces and dashes do not count. None when it cannot be one."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign.isalnum()).upper()
    return bare if len(bare) == CODE_LENGTH and set(bare) <= set(CODE_SIGNS) else None
