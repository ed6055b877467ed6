"""E-mail addresses, links and handles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ruamel.yaml import YAML

from bot.privacy.gazetteers import FOLDER, Gazetteers
from bot.privacy.spans import HIDDEN_CLASS, Span, fold

_NAME = r"[^\W_](?:[\w.+%-]{0,63}\w)?"
_TOP = (
    r"(?:com|fr|net|org|eu|be|ch|ca|lu|info|gouv|edu|io|me|tv|gg|co|uk|de|es|it|pt|re|xyz|live|pro|app|dev|link|site"
    r"|online)"
)
_DOT = r"(?: ?\. ?| (?:point|dot|pt) |\((?:point|dot)\)|\[(?:point|dot)\])"
_AT = r"(?: ?@ ?| ?(?:\(at\)|\[at\]|\(arobase\)|\[arobase\]|\{at\}) ?| (?:arobase|arobas|arrobase|at) )"
_MAIL = re.compile(
    rf"(?<![\w.+-]){_NAME}{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{2,63}}){{0,3}}?{_DOT}{_TOP}(?![\w])", re.I
)
_DICTATED_MAIL = re.compile(
    r"(?<![\w.])[\w.-]{2,40}(?: (?:point|tiret|underscore|tiret du bas) [\w-]{1,40}){0,3} (?:arobase|arobas|arrobase)"
    rf" [\w-]{{2,40}}(?:{_DOT}[\w-]{{2,20}}){{0,3}}",
    re.I,
)
_PLAIN_MAIL = re.compile(r"(?<![\w.+-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_LINK = re.compile(
    rf"(?:https?|ftp|tg)://[^\s<>\"{HIDDEN_CLASS}]+|(?<![\w@.])www\.[^\s<>\"{HIDDEN_CLASS}]+", re.I
)
#: A bare address: the endings that are also words (« me », « de », « it »…) need a path behind them.
_BARE_LINK = re.compile(
    r"(?<![\w@.-])(?:[\w-]{1,63}\.){1,4}"
    r"(?:(?:com|fr|net|org|eu|info|gouv|xyz|app|link|online|shop)(?![\w@-])(?:/[^\s<>\"]*)?"
    r"|[a-z]{2,6}/[\w@+?=&%./-]+)",
    re.I,
)
_HANDLE = re.compile(r"(?<![\w@./])@(?P<name>[A-Za-z0-9_][\w.-]{1,40})")
_DISCORD = re.compile(r"(?<![\w#])[\w.]{2,32}#\d{4}(?!\d)")
_TOKEN = rf"[^\s,;!?()<>\"{HIDDEN_CLASS}]{{2,40}}"


@lru_cache(maxsize=1)
def _handles() -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str], tuple[str, ...]]:
    read = YAML(typ="safe", pure=True).load(FOLDER / "handles.yml")
    apps = "|".join(re.escape(app) for app in sorted(read["apps"].split(), key=len, reverse=True))
    copula = r"(?:(?:c'?est|c|ces|s'?est|est)(?!\w)|:|=|->|>)"
    told = re.compile(
        rf"(?<!\w)(?:{apps})(?: (?:{apps}))?(?P<said>\s*{copula}\s*|\s+)(?:{copula}\s*)?@?(?P<name>{_TOKEN})",
        re.I,
    )
    asked = re.compile(
        rf"(?<!\w)(?:ajoute|add|rajoute|follow|cherche|mp|dm)(?:[- ]?(?:moi|oim|mwa|me|le|la))?"
        rf"(?: (?:sur|on|su) (?:{apps}))?\s*(?::|=|->|(?:c'?est|c)(?!\w))\s*@?(?P<name>{_TOKEN})",
        re.I,
    )
    return told, asked, frozenset(read["not_handles"].split()), tuple(read["help_sites"].split())


def find_contacts(work: str, lists: Gazetteers) -> list[Span]:
    """E-mails (MEL), links (URL) and handles (PSEUDO) of a working copy; spans do not overlap."""
    lowered = work.lower()
    spans: list[Span] = []
    taken: list[tuple[int, int]] = []

    def take(start: int, end: int, kind: str) -> None:
        if all(end <= left or start >= right for left, right in taken):
            taken.append((start, end))
            spans.append(Span(start, end, kind))  # type: ignore[arg-type]

    if "@" in work or "aro" in lowered or "arro" in lowered or "at" in lowered:
        for pattern in (_PLAIN_MAIL, _DICTATED_MAIL, _MAIL):
            for match in pattern.finditer(work):
                take(match.start(), _trimmed(work, *match.span()), "MEL")
    if "." in work or "://" in work:
        for pattern in (_LINK, _BARE_LINK):
            for match in pattern.finditer(work):
                if not _is_help_site(match.group()):
                    take(match.start(), _trimmed(work, *match.span()), "URL")
    if "#" in work:
        for match in _DISCORD.finditer(work):
            take(*match.span(), "PSEUDO")
    for start, end in _told_handles(work, lists):
        take(start, end, "PSEUDO")
    return spans


def _told_handles(work: str, lists: Gazetteers) -> Iterator[tuple[int, int]]:
    told, asked, never, _ = _handles()
    if "@" in work:
        for match in _HANDLE.finditer(work):
            # « @ demain », « @+ », « @toute » : a sign that sounds like « à ».
            name = fold(match["name"])
            if not (name in never or lists.is_ordinary(name.strip("._-") or "a")) or not name.isalpha():
                yield match.start(), _trimmed(work, *match.span())
    for pattern in (told, asked):
        for match in pattern.finditer(work):
            end = _trimmed(work, *match.span("name"))
            name = fold(work[match.start("name") : end])
            if name and _reads_as_handle(name, pattern is told and not match["said"].strip(), lists, never):
                yield match.start("name"), end


def _reads_as_handle(name: str, bare: bool, lists: Gazetteers, never: frozenset[str]) -> bool:
    """A handle has digits or signs inside, or is no word at all; without « c'est » before it, it needs the former."""
    if name in never or name.isdigit() or name.startswith(("'", "-", "/", "http")):
        return False
    if any(sign.isdigit() or sign in "_.-#" for sign in name):
        return (
            any(sign.isalpha() for sign in name) and "'" not in name and not _is_sentence_joint(name, lists)
        )
    if bare or "'" in name or not name.isalpha():
        return False
    return not lists.is_ordinary(name)


def _is_sentence_joint(name: str, lists: Gazetteers) -> bool:
    """« nul...tu », « la-bas »: words that only lack a space."""
    parts = [part for part in re.split(r"[._-]+", name) if part]
    return not any(sign.isdigit() or sign == "_" for sign in name) and all(
        lists.is_ordinary(part) for part in parts
    )


def _is_help_site(link: str) -> bool:
    sites = _handles()[3]
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", link.lower()).split("/")[0].rstrip(".,;:!?)")
    return any(host == site or host.endswith("." + site) for site in sites)


def _trimmed(work: str, start: int, end: int) -> int:
    """Where a match ends once the punctuation of the sentence is let go."""
    while end > start + 1 and work[end - 1] in ".,;:!?)'\"-…":
        end -= 1
    return end
