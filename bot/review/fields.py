"""What an adult types, cleaned and checked. A problem is the key of a sentence in `team/sentences.html`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

#: What a school, a class or a person is called: letters, digits, and what joins them.
_NAME = re.compile(r"[\w '’.,°()&/+-]+")
_LINK = re.compile(r"\w\.\w|https?|www", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s<>\"'()]+@[^@\s<>\"'()]+\.[^@\s<>\"'()]+|[^@\s<>\"'()]+@localhost")

LONGEST_EMAIL = 254
LONGEST_COMMENT = 2000

#: How many digits a name may hold: « 4e B 2026-2027 » is a class, ten digits are a telephone number.
_DIGITS = {"class": 9, "school": 4, "person": 0}


@dataclass(frozen=True)
class Field:
    """A field as cleaned, and what is wrong with it (None: nothing)."""

    value: str
    problem: str | None = None


def name_field(typed: str, kind: Literal["class", "school", "person"], longest: int) -> Field:
    """A short name that a teen may read: no link, no address, no number, no control sign."""
    value = " ".join(unicodedata.normalize("NFC", typed).split())
    if not value:
        return Field(value, "missing")
    if len(value) > longest:
        return Field(value, "too_long_name")
    if sum(sign.isdigit() for sign in value) > _DIGITS[kind]:
        return Field(value, "too_many_digits")
    if not _NAME.fullmatch(value) or _LINK.search(value) or not any(sign.isalpha() for sign in value):
        return Field(value, "not_a_name")
    return Field(value)


def email_field(typed: str) -> Field:
    """An address to sign in with."""
    value = typed.strip()
    if not value:
        return Field(value, "missing")
    if len(value) > LONGEST_EMAIL or not value.isprintable() or not _EMAIL.fullmatch(value):
        return Field(value, "not_an_email")
    return Field(value)


def comment_field(typed: str) -> Field:
    """A colleague's note: any text, in plain signs."""
    lines = typed.replace("\r\n", "\n").replace("\r", "\n")
    value = "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc").strip()
    if not value:
        return Field(value, "empty_comment")
    if len(value) > LONGEST_COMMENT:
        return Field(value, "too_long_comment")
    return Field(value)
