"""Teen text made plain: the same words whatever the case, accents, stretched letters or hidden characters.

Standard library only, total (any `str` in, never an exception) and linear in the text: the net and the
safe words stand on it. SMS spelling is left alone here; the lexicon rewrites it (see `matching.py`).
"""

from __future__ import annotations

import re
import unicodedata

#: Telegram's limit on a message; longer text is read at both ends, where people say what matters.
MAX_CHARACTERS = 4096

_QUOTES = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ´`′＇‛", "'"),
        # two ligatures that NFKC would blow up to 18 and 8 letters each
        "\ufdfa": " ",
        "\ufdfb": " ",
        "œ": "oe",
        "Œ": "oe",
        "æ": "ae",
        "Æ": "ae",
        "ß": "ss",
        "ø": "o",
        "ł": "l",
        "ı": "i",
    }
)
#: Cyrillic and Greek letters that look Latin: « аide » with a Cyrillic a is still a cry for help.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһкмтвнοαερνικτυχ", "aeopcyxijsdhkmtbhoaepviktux")
_LATIN = re.compile(r"[a-z]")
_MIXED_WORD = re.compile(r"[a-z\u0370-\u03ff\u0400-\u052f]+")
_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")
_LEET_INSIDE = re.compile(r"(?<=[a-z])[013457@$](?=[a-z])")
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s"}
#: « a.i.d.e », « a i d e »: four single letters or more, all set apart.
_SPACED_OUT = re.compile(r"(?<![^\W_])(?:[a-z][ .\-_*]){3,40}[a-z](?![^\W_'])")
_SPACES = re.compile(r"\s+")

#: Categories that draw nothing or only decorate: format (zero-width, bidi), marks, surrogates, private use.
_DROPPED = frozenset({"Cf", "Mn", "Me", "Mc", "Cs", "Co", "Cn"})

_ELIDED = r"(?:[cdjlmnstk]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu|aujourd)'(?=[^\W\d_])"
_TOKEN = re.compile(
    rf"{_ELIDED}|[^\W_]+|[\u2190-\u21ff\u2300-\u23ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff€]|<3+"
)


def _cut(text: str) -> str:
    if len(text) <= MAX_CHARACTERS:
        return text
    half = MAX_CHARACTERS // 2
    return f"{text[:half]} {text[-half:]}"


def _without_marks(text: str) -> str:
    """`text` without accents and whatever else hangs on a letter or hides between two."""
    if text.isascii():
        return text
    return "".join(
        char for char in unicodedata.normalize("NFKD", text) if unicodedata.category(char) not in _DROPPED
    )


def normalise(text: str) -> str:
    """Lower-case, accentless, plain-spaced `text` with straight apostrophes; emoji are kept.

    Leet digits are read only between two letters (« m3c », never « 13h »), letters repeated three times
    or more count once. Never raises.
    """
    plain = _cut(unicodedata.normalize("NFKC", _cut(text).translate(_QUOTES))).translate(_QUOTES).lower()
    # Zero-width characters go before stretched letters are counted, accents after: « créée » is no stretch.
    if not plain.isascii():
        plain = "".join(
            char for char in plain if char.isascii() or unicodedata.category(char) not in {"Cf", "Cs", "Co"}
        )
    plain = _without_marks(_STRETCHED.sub(r"\1", plain))
    plain = _MIXED_WORD.sub(_latin_if_mixed, plain)
    plain = "".join(char if char.isprintable() else " " for char in plain)
    plain = _LEET_INSIDE.sub(lambda found: _LEET[found.group()], plain)
    plain = _SPACED_OUT.sub(lambda found: re.sub(r"[^a-z]", "", found.group()), plain)
    return _SPACES.sub(" ", plain).strip()


def _latin_if_mixed(found: re.Match[str]) -> str:
    word = found.group()
    return word.translate(_LOOKALIKES) if not word.isascii() and _LATIN.search(word) else word


def tokens(text: str) -> list[str]:
    """The words of `text` once normalised: « j'ai » is « j' », « ai »; emoji stand alone; marks are dropped."""
    return _TOKEN.findall(normalise(text))
