"""Street addresses, schools, towns and named places."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.privacy.gazetteers import Gazetteers
from bot.privacy.spans import HIDDEN_CLASS, Span, fold
from bot.privacy.words import Word

#: Names of ways that need no other sign, in full and shortened.
_SURE_STREET = (
    r"rues?|avenues?|aven|av\.?|ave\.?|boulevards?|bld\.?|bvd\.?|blvd\.?|bd\.?|chemins?|ch\.|impasses?|imp\.|all[ée]es?"
    r"|routes?|rte\.?|quais?|faubourg|fbg\.?|esplanade|promenade|ruelle|venelle|chauss[ée]e|r[ée]sidences?|rés\.?"
    r"|lotissements?|lot\.|hameau|lieu[- ]dit|rond[- ]point|mont[ée]e|traverse|sentier|sente|hlm|zac|zup|cit[ée]s?"
)
#: Also ordinary words: they need a name with a capital behind them, or somebody who lives there.
_MAYBE_STREET = (
    r"places?|pl\.?|cours|passages?|square|villa|clos|voie|parc|mail|c[ôo]te|porte|immeuble|b[âa]timent"
    r"|b[âa]t\.?|tour|r\."
)
_NUMBERED = re.compile(
    r"(?<![\w/.,])(?:n ?° ?)?\d{1,4}(?: ?(?:bis|ter|quater)| ?[a-d](?![^\W_]))?(?: ?[-/] ?\d{1,4})?,? ?,?"
    rf"(?:(?P<sure>{_SURE_STREET})|(?P<maybe>{_MAYBE_STREET}))(?![^\W\d_]) ?",
    re.I,
)
_UNNUMBERED = re.compile(
    r"(?<![\w-])(?:rue|avenue|boulevard|bd|impasse|all[ée]e|chemin|faubourg|quai|r[ée]sidence|lotissement|cit[ée]|ruelle"
    r"|place|square|cours|rond[- ]point|esplanade)(?![^\W\d_]) ?",
    re.I,
)
#: Inside a street's name without being it.
_LINKS = frozenset(
    "de du des d l la le les a au aux et en sur sous saint sainte st ste notre dr docteur general gal marechal mal"
    " president pt colonel capitaine abbe commandant professeur pr".split()
)
#: After a street's name, what belongs to the sentence.
_STOP = frozenset(
    "a au et c ya y j on tu il elle je mais ou pour pr dans ac avec pres vers chez en derriere devant stp svp si ok"
    " cest".split()
)
_NAME_WORD = re.compile(rf"[ ]?(?:([dlDL])'|-)?([^\W_{HIDDEN_CLASS}][^\W_{HIDDEN_CLASS}]*)")
_LONGEST_NAME = 6
#: « Saint-Jean-de-la-Forêt-sur-Mer » has seven words.
_LONGEST_PLACE = 8
_LIVING_THERE = re.compile(
    r"(?:abite|habite|hab|vis|vit|crèche|adresse|domicile|loge)\w{0,3}[^.!?\n]{0,14}$", re.I
)
_NICKNAMED_DEPARTEMENT = re.compile(r"(?<!\w)(?:du|le) (9 ?- ?[1-5])(?![\w/.-])", re.I)
_DEPARTEMENT = re.compile(
    r"(?:(?:habite|hab|abite|vis|vit|viens|vient|suis|chui|jsuis|originaire|gars|mec|fille|meuf)\w{0,2}"
    r" (?:dans|ds|du|de|d'?) ?(?:le |l')?|dans le |ds le )"
    r"(?P<number>(?:[013-8]\d|2[1-9AB]|9[0-5]|97[1-6])(?![\d.,:/]|\s?\d))"
    # « dans le 12 mai », « du 10 au 15 », « dans le 20h »: a date, an hour, a measure
    r"(?! ?(?:[%€h]|min|ans|km|e\b|eme|janv|f[ée]v|mars|avr|mai|juin|juil|ao|sept|oct|nov|d[ée]c|au|du|et\b|a\b|à))",
    re.I,
)


def find_addresses(work: str, lists: Gazetteers) -> list[Span]:
    """Street addresses (ADR), with or without a house number; spans do not overlap."""
    spans: list[Span] = []
    for match in _NUMBERED.finditer(work):
        sure = match["sure"] is not None
        end = _street_name(work, match.end(), lists, any_word=sure)
        if end is not None:
            spans.append(Span(match.start(), end, "ADR"))
    for match in _UNNUMBERED.finditer(work):
        if any(start <= match.start() < stop for start, stop, _ in spans):
            continue
        told = _LIVING_THERE.search(work, max(0, match.start() - 24), match.start())
        end = _street_name(work, match.end(), lists, any_word=bool(told))
        if end is not None:
            spans.append(Span(match.start(), end, "ADR"))
    return spans


def _street_name(work: str, start: int, lists: Gazetteers, any_word: bool) -> int | None:
    """Where the street's name ends; None when nothing there reads as one.

    `any_word`: after a house number and « rue », the first word is the name whatever it is.
    """
    end: int | None = None
    place = start
    capitals = False
    for step in range(_LONGEST_NAME + 2):
        match = _NAME_WORD.match(work, place)
        if match is None or (step > 0 and match.group()[0] not in " -'" and work[place - 1] not in "'-"):
            break
        word = match.group(2)
        folded = fold(word)
        joined = work[place : place + 1] == "-"
        after_elision = work[match.end() : match.end() + 1] == "'"
        if word[0].isdigit():
            # « rue du 8 mai 1945 », « 57 impasse 1 »
            if len(word) > 4 or (not any_word and end is None):
                break
            end, place = match.end(), match.end()
            continue
        if (folded in _LINKS or after_elision) and not joined:
            if end is not None and folded in _STOP and not after_elision:
                break
            place = match.end() + (1 if after_elision else 0)
            continue
        if end is not None and folded in _STOP and not joined:
            break
        raised = word[0].isupper()
        if raised or joined:
            capitals = True
        elif end is not None:
            # A second word in lower case belongs to the name only when it is no plain word.
            if lists.is_ordinary(folded):
                break
        elif not any_word and folded not in lists.first_names and _is_plain(folded, lists):
            break
        end, place = match.end(), match.end()
    if end is None or (not any_word and not capitals and end - start < 5):
        return None
    return end


def _is_plain(word: str, lists: Gazetteers) -> bool:
    return lists.is_ordinary(word) or lists.looks_like_name(word) < 0


def find_departements(work: str) -> list[Span]:
    """« j'habite dans le 93 », « je suis du 9-3 » (LIE)."""
    spans = [Span(*match.span("number"), "LIE") for match in _DEPARTEMENT.finditer(work)]
    spans += [Span(*match.span(1), "LIE") for match in _NICKNAMED_DEPARTEMENT.finditer(work)]
    return spans


def find_places(words: list[Word], lists: Gazetteers, capitals: bool) -> list[Span]:
    """Schools (ECOLE) and places (LIE); spans do not overlap. `capitals`: whether a capital tells something."""
    spans: list[Span] = []
    number = 0
    while number < len(words):
        taken, span = _school_at(words, number, lists, capitals)
        if not taken:
            taken, span = _place_at(words, number, lists, capitals)
        if span is not None:
            spans.append(span)
        number += taken or 1
    return spans


def _school_at(words: list[Word], number: int, lists: Gazetteers, capitals: bool) -> tuple[int, Span | None]:
    cues = lists.cues
    head = words[number]
    if head.folded not in cues["schools"]:
        return 0, None
    place = number + 1
    while (
        place < len(words)
        and place - number < 4
        and words[place].folded in cues["school_links"]
        and _near(words[place])
    ):
        place += 1
    if place >= len(words) or not _near(words[place]):
        return 0, None
    known = _listed(words, place, lists.schools) or _listed(words, place, lists.places)
    if not known and place > number + 1 and words[place - 1].folded == "les":
        # « école les acacias »: with « les » straight before it, any word is the school's name
        known = 1
    end = place + known
    if not known:
        while (
            end < len(words)
            and end - place < 5
            and _near(words[end])
            and _names_school(words, end, place, lists, capitals)
        ):
            end += 1
        if end > place and words[end - 1].folded in cues["school_links"]:
            end -= 1
    if end <= place:
        return 0, None
    return end - number, Span(head.start, words[end - 1].end, "ECOLE")


def _names_school(words: list[Word], place: int, first: int, lists: Gazetteers, capitals: bool) -> bool:
    word = words[place]
    if word.hidden or not word.folded:
        return False
    if place > first and word.folded in _LINKS and place + 1 < len(words):
        following = words[place + 1]
        return following.capital and _near(following)
    if word.capital and capitals and not word.opens:
        return word.folded not in _STOP
    if word.folded in lists.cues["saints"]:
        return True
    if place > first and words[place - 1].folded in lists.cues["saints"]:
        return True
    if lists.first_name_rank(word.folded) in ("plain", "weak") and word.folded not in lists.ordinary:
        return True
    return (
        not lists.is_ordinary(word.folded)
        and len(word.folded) > 3
        and lists.looks_like_name(word.folded) > 0.3
    )


def _place_at(words: list[Word], number: int, lists: Gazetteers, capitals: bool) -> tuple[int, Span | None]:
    word = words[number]
    if word.hidden or not word.folded:
        return 0, None
    raised = word.capital and capitals
    taken = _listed(words, number, lists.places)
    if taken:
        names = as_listed(words[number : number + taken])
        common = names in lists.common_places
        if taken == 1 and not word.capital and _is_noun(words, number, lists):
            return 0, None
        if not common or _place_cue(words, number, lists, raised, common=True):
            return taken, Span(word.start, words[number + taken - 1].end, "LIE")
        return 0, None
    taken = _compound(words, number, lists)
    if taken:
        return taken, Span(word.start, words[number + taken - 1].end, "LIE")
    if lists.is_ordinary(word.folded) or word.folded in lists.first_names:
        return 0, None
    if (
        len(word.folded) >= 7
        and word.folded.endswith(lists.place_endings)
        and word.folded not in lists.surnames
    ):
        return 1, Span(word.start, word.end, "LIE")
    if len(word.folded) >= 4 and _place_cue(words, number, lists, raised, common=False):
        return 1, Span(word.start, word.end, "LIE")
    return 0, None


def _is_noun(words: list[Word], number: int, lists: Gazetteers) -> bool:
    """« des paris », « un calais »: an article that no town takes; « paris sportifs »."""
    before = words[number - 1].folded if number and not words[number].opens else ""
    if number > 1 and words[number - 2].folded in lists.cues["place_nouns"]:
        return False
    after = words[number + 1].folded if number + 1 < len(words) else ""
    return before in lists.cues["plural_articles"] or after in lists.cues["after_bets"]


def _place_cue(words: list[Word], number: int, lists: Gazetteers, raised: bool, common: bool) -> bool:
    """Whether what stands before says that somebody lives there, goes there or comes from there."""
    cues = lists.cues
    before = [other.folded for other in words[max(0, number - 4) : number]]
    if not before or words[number].opens:
        return False
    links = {
        "a",
        "au",
        "aux",
        "en",
        "dans",
        "ds",
        "sur",
        "vers",
        "de",
        "des",
        "du",
        "d",
        "le",
        "la",
        "l",
        "les",
        "pres",
        "cote",
        "centre",
    }
    stem = list(before)
    linked = 0
    while stem and stem[-1] in links:
        stem.pop()
        linked += 1
    said = stem[-1] if stem else ""
    if linked and said in cues["living"]:
        return True
    if said in cues["place_nouns"] and (raised or common or not lists.is_ordinary(words[number].folded)):
        return True
    if not common:
        return False
    if raised and (linked or said in cues["going"]):
        return True
    return (
        bool(linked)
        and said in cues["going"]
        and before[-1] in {"a", "sur", "vers", "de"}
        and len(words[number].folded) > 3
    )


def _compound(words: list[Word], number: int, lists: Gazetteers) -> int:
    """« Marly-sous-Issy », « Saint-Jean-de-X », « notre dame d'oé »: how many words, 0 for none."""
    word = words[number]
    end = number + 1
    if word.folded in lists.cues["saints"]:
        if end >= len(words) or words[end].gap not in ("-", " ") or words[end].hidden:
            return 0
        saint = words[end]
        hyphen = saint.gap == "-"
        if saint.folded in lists.cues["feasts"] and not _goes_on(words, end + 1):
            return 0
        if not (hyphen or (word.capital and saint.capital)):
            return 0
        end += 1
    elif word.folded == "notre" and end < len(words) and words[end].folded == "dame":
        end += 1
    elif (
        lists.is_ordinary(word.folded) and not (word.capital and not word.opens) and not _hyphened(words, end)
    ):
        return 0
    first = end
    while end - number < _LONGEST_PLACE and _goes_on(words, end):
        step = 1
        while (
            step < 3
            and end + step < len(words)
            and words[end + step].folded in _JOINTS
            and _tight(words[end + step])
        ):
            step += 1
        if end + step >= len(words) or words[end + step].hidden or not _tight(words[end + step]):
            break
        last = words[end + step]
        hyphens = all(other.gap in ("-", "'") for other in words[end : end + step + 1])
        if hyphens:
            named = words[end].folded in _SURE_JOINTS or last.capital or not lists.is_ordinary(last.folded)
        else:
            named = words[end].folded in ("sur", "sous") and word.capital and last.capital and not word.opens
        if not named:
            break
        end += step + 1
    return end - number if end > first or word.folded in lists.cues["saints"] else 0


_SURE_JOINTS = frozenset(("sur", "sous", "les", "lez"))
_JOINTS = frozenset(("sur", "sous", "les", "lez", "en", "de", "du", "des", "d", "la", "le", "l", "aux", "a"))


def _goes_on(words: list[Word], place: int) -> bool:
    return place < len(words) - 1 and words[place].folded in _JOINTS and _tight(words[place])


def _hyphened(words: list[Word], place: int) -> bool:
    return place < len(words) and words[place].gap == "-" and words[place].folded in _SURE_JOINTS


def _tight(word: Word) -> bool:
    return word.gap in ("-", " ", "'")


def _near(word: Word) -> bool:
    return not word.hidden and word.gap.strip(" '-:\"«") == "" and len(word.gap) <= 3


def _listed(words: list[Word], number: int, names: Mapping[str, tuple[tuple[str, ...], ...]]) -> int:
    """How many words from `number` make a listed name, 0 for none."""
    first = _SAINTS.get(words[number].folded, words[number].folded)
    for name in names.get(first, ()):
        end = number + len(name)
        if end > len(words) or not all(_tight(word) for word in words[number + 1 : end]):
            continue
        if as_listed(words[number:end]) == name:
            return len(name)
    return 0


_SAINTS = {"st": "saint", "ste": "sainte", "snt": "saint"}


def as_listed(words: list[Word]) -> tuple[str, ...]:
    """Words as the gazetteers hold them."""
    return tuple(_SAINTS.get(word.folded, word.folded) for word in words)
