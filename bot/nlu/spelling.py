"""Spelling views of a message: the same words, however a teen spells them.

`plain` folds case, accents and stretched letters; `standard` rewrites SMS spelling, verlan and glued
clitics to ordinary (accentless) French; `sound` gives a rough phonetic key of a word. A view is for
features only: nothing a person reads is ever made of one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

SPELLING_FILE = Path(__file__).with_name("spelling.yml")

_QUOTES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "œ": "oe", "æ": "ae", "…": "..."})
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufe0e\ufe0f\ufeff]")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_REPEATED_MARK = re.compile(r"([!?])[!?]+|\.{2,}")
_SPACED_LETTERS = re.compile(r"\b(?:[a-z][ .\-_*]){3,}[a-z]\b")
_LEET_INSIDE = re.compile(r"(?<=[a-z])[013457@$](?=[a-z])")
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
_SPACES = re.compile(r"\s+")

#: A word with its clitics apart (« j'ai » gives « j' », « ai »), a number, a mark, or a pictograph.
_TOKEN = re.compile(r"[a-z]+'(?=[a-z])|[a-z]+|\d+|[!?€]|\.\.\.|[^\x00-\x7f]|[:;x]['-]?[()dp](?![a-z])")


def plain(text: str) -> str:
    """`text` without case, accents, stretched letters, invisible characters, leet or letter-spacing."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text).translate(_QUOTES).lower())
    folded = _ACCENTED.sub(lambda found: _ACCENTED_WORDS[found[1]], folded)
    folded = unicodedata.normalize("NFKD", folded)
    folded = "".join(char for char in folded if not unicodedata.combining(char))
    folded = _SPACES.sub(" ", folded).strip()
    folded = _SPACED_LETTERS.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), folded)
    folded = _LEET_INSIDE.sub(lambda found: _LEET[found.group()], folded)
    folded = _STRETCHED.sub(r"\1", folded)
    return _REPEATED_MARK.sub(lambda found: found.group(1) or "...", folded)


@dataclass(frozen=True)
class SpellingTable:
    """`spelling.yml`, ready for use."""

    words: Mapping[str, str]
    whole: frozenset[str]
    after_have: frozenset[str]
    after_be: frozenset[str]
    elided: frozenset[str]


@lru_cache(maxsize=1)
def spelling_table() -> SpellingTable:
    """The table beside this module. Raises OSError or KeyError when it is missing or incomplete."""
    table = YAML(typ="safe", pure=True).load(SPELLING_FILE.read_text(encoding="utf-8"))
    return SpellingTable(
        words={
            variant: standard
            for standard, variants in table["words"].items()
            for variant in str(variants).split()
        },
        whole=frozenset(table["whole"].split()),
        after_have=frozenset(table["after_have"].split()),
        after_be=frozenset(table["after_be"].split()),
        elided=frozenset(table["elided"].split()),
    )


#: Spellings that lose their sense with their accent: « cé », « gé », « fé ».
_ACCENTED = re.compile(r"(?<![^\W\d_])([cgjfvs]?)[éè](?![^\W\d_])")
_ACCENTED_WORDS = {"c": "c'est", "g": "j'ai", "j": "j'ai", "f": "fait", "v": "vais", "s": "sais", "": "est"}

_VOWELS = "aeiouyh"
#: Glued pronouns: « jpeu » → je peu, « mfait » → me fait, « jlui » → je lui.
_GLUED_J = re.compile(rf"j([^{_VOWELS}j'].+)")
_GLUED_JM = re.compile(
    r"j([mt])(.{2,})|j(l)((?:[ai]m|a[itpv]|en|ou|ec|ui?$|[bcdfgpqtv]).*)|j(s)([bcdfgpqtv].*)"
)
_GLUED = re.compile(r"([tmlsdn])([bcdfgjkpqtvz][a-z]{2,})")
_APOSTROPHE_LESS = re.compile(r"([jtmldsnck]|qu)([aeiouyh][a-z]*)")
_FRENCH_STARTS = re.compile(r"(?:sc|sp|st|sk|sm|tr|ch|sh|ts|tch|dj|tsu)")


@lru_cache(maxsize=50_000)
def _rewrite(token: str) -> str:
    """One plain token as standard words (several when pronouns were glued)."""
    table = spelling_table()
    known = table.words.get(token)
    if known is not None:
        return known
    if token in table.whole or not token.isalpha() or len(token) < 3:
        return token
    if token[0] == "j":
        if found := _GLUED_JM.fullmatch(token):
            clitic, verb = (part for part in found.groups() if part)
            if token.startswith("jlui"):
                return f"je lui {_rewrite(token[4:])}" if token[4:] else "je lui"
            return f"je {clitic}{chr(39) if verb[0] in 'aeiou' else 'e'} {_rewrite(verb)}"
        if found := _GLUED_J.fullmatch(token):
            return f"je {_rewrite(found[1])}"
    if (found := _APOSTROPHE_LESS.fullmatch(token)) and found[2] in table.elided:
        return f"{'que' if found[1] in ('k', 'qu') else found[1] + chr(39)} {_rewrite(found[2])}"
    if (found := _GLUED.fullmatch(token)) and not _FRENCH_STARTS.match(token):
        return f"{found[1]}e {_rewrite(found[2])}"
    return token


def standard_tokens(plain_text: str) -> list[str]:
    """The words of a `plain` text in standard, accentless French; marks and pictographs are kept."""
    words: list[str] = []
    tokens = _TOKEN.findall(plain_text)
    table = spelling_table()
    for index, token in enumerate(tokens):
        if token.endswith("'"):
            words.append(_CLITICS.get(token, token))
            continue
        following = tokens[index + 1] if index + 1 < len(tokens) else ""
        if token == "t":
            words += ["t'", "es"]
        elif token == "ta" and (not following or following in table.after_have or following[-1:] in "eui"):
            # « ta vu », « ta pas » is t'as; « ta photo » is ta
            words += ["t'", "as"] if following in table.after_have or following[-1:] in "ui" else ["ta"]
        elif token == "tes" and following in table.after_be:
            words += ["t'", "es"]
        elif token == "ma" and following in table.after_have:
            words += ["m'", "a"]
        elif token == "la" and following in table.after_have:
            words += ["l'", "a"]
        elif token == "s" and following:
            words.append("se")
        elif token == "m" and following:
            words.append("me")
        elif token == "l" and following:
            words.append("le")
        elif token == "n" and following:
            words.append("ne")
        elif token == "d" and following:
            words.append("d'" if following[0] in "aeiou" else "de")
        else:
            words += _rewrite(token).split()
    return words


_CLITICS = {"j'": "j'", "qu'": "que", "k'": "que", "c'": "c'"}

_SOUND_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"ph", "f"),
        (r"qu|q|ck|cc(?=[aou])|k", "k"),
        (r"sch|sh|ch", "C"),
        (r"c(?=[eiy])|sc(?=[eiy])", "s"),
        (r"c", "k"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[eiy])", "g"),
        (r"eau|au", "o"),
        (r"oin|ouin", "wI"),
        (r"oi|oua|wa", "W"),
        (r"ai[nm](?![aeiouynm])|ei[nm](?![aeiouynm])|i[nm](?![aeiouynm])|y[nm](?![aeiouynm])|un\b", "I"),
        (r"[ae][nm](?![aeiouynm])", "A"),
        (r"o[nm](?![aeiouynm])", "O"),
        (r"aient\b|ait\b|ais\b|ai|ei|ez\b|er\b|ee?s?\b", "e"),
        (r"ou", "U"),
        (r"oeu|eu", "E"),
        (r"y", "i"),
        (r"h", ""),
        (r"ent\b", ""),
        (r"(.)\1+", r"\1"),
        (r"(?<=[aeiouE])s(?=[aeiouE])", "z"),
        (r"(?<=..)[tdspxzn]+\b", ""),
        (r"(?<=...)e\b", ""),
    )
]


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """A rough phonetic key of one plain word: « koman », « comment » and « komen » share theirs."""
    if not word.isalpha() or len(word) < 3:
        return word
    key = word
    for pattern, replacement in _SOUND_RULES:
        key = pattern.sub(replacement, key)
    return key or word


@dataclass(frozen=True)
class Views:
    """The views of one text: the raw text, its plain form, its standard words and their sounds."""

    raw: str
    plain: str
    words: tuple[str, ...]
    sounds: tuple[str, ...]

    @property
    def standard(self) -> str:
        """The standard words joined by single spaces, clitics glued back (« j'ai »)."""
        return " ".join(self.words).replace("' ", "'")


@lru_cache(maxsize=4_096)
def views(text: str) -> Views:
    """All the views of `text`."""
    folded = plain(text)
    words = tuple(standard_tokens(folded))
    return Views(text, folded, words, tuple(sound(word) for word in words))
