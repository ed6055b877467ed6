"""The shapes of a plain French question, for messages that leave the question mark out.

What is looked for is a shape, not a word: « je sais pas quoi dire », « quand tu veux » or « pourquoi pas » ask nothing.
Where it is not clear, nothing is asked: the scene's own answer then speaks, as to any small talk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

#: A longer clause tells something, whatever stands in it.
MOST_WORDS = 16

#: Words around a question that change nothing to it.
_BEFORE = frozenset(
    "et mais bah ba ben euh alors donc du coup dc sinon ok okay oui ouais ouai oue non nan nn mdr mdrr ptdr lol xd "
    "haha salut slt coucou cc hey yo wsh wesh hein ah oh dis dis-moi attends au fait en frr frere bro genre juste "
    "deja stp svp pardon dsl vasy".split()
)
_AFTER = frozenset(
    "toi stp stpl svp mdr mdrr ptdr lol xd haha du coup au fait en vrai alors deja frr frere bro wsh wesh hein mtn "
    "maintenant exactement sinon la ca sa".split()
)

_WHAT, _WHO, _WHERE = r"(?:quoi|koi)", r"(?:qui|ki)", r"(?:d'|d)?ou"
_HOW, _MANY, _WHEN = r"(?:comment|cmt|cmnt)", r"(?:combien|cb|cbn)", r"(?:quand|kan|kand)"
_WHICH = r"(?:quel(?:le)?s?|kel(?:le)?s?)"
_WHY = r"(?:pourquoi|pourkoi|pk|pq|pkoi|pquoi|prk|prkoi)"
_ANY = rf"(?:{_WHAT}|{_WHO}|{_WHERE}|{_HOW}|{_MANY}|{_WHEN}|{_WHICH}|{_WHY})"
_IT_IS = r"(?:c'est|cest|c|ces|sest|c'etait)"
_WITH = r"(?:avec|a|pour|de|chez|par|contre|en|sur|depuis|jusqu'a|dans)"
_YOU_ARE = r"(?:t'es|t'est|tes|te|t|tu es|tu est|t es|ta|vous etes)"
#: What one asks the name or the kind of; « quel relou » and « quelle horreur » ask nothing.
_KINDS = (
    "age|college|lycee|bahut|ecole|ville|pays|quartier|rue|classe|filiere|heure|jour|date|taille|genre|appli|jeu|site|"
    "serveur|niveau|nom|prenom|pseudo|numero|num|sport|film|serie|musique|photo|endroit|lien|preuve|groupe|question|"
    "arret|bus|parc|cafe|adresse|rapport|est|sont"
)
_INVERTED = (
    "as|es|veux|peux|sais|fais|viens|habites?|connais|aimes?|vas?|joues?|etais|avais|pourrais|serais|aurais|penses?|"
    "crois|preferes?|t'appelles?"
)

#: Questions that begin with their question word.
_OPENING = (
    rf"{_WHY}(?! pas\b)(?: .+)?",
    r"(?:est|es)[- ](?:ce|c|k)\b.*",
    r"(?:qu'|k'?)(?:est|es)[- ]?(?:ce|c|k)\b(?! (?:que? ?)?(?:tu |t')es\b).*",
    r"(?:esk|eske|esque|esq|kesk|keske|kestu|kes)\b.*",
    _HOW,
    rf"{_HOW} (?:vas?[- ]tu|ca$|ca va|ca (?:marche|se|s')|on |vous |faire|savoir|etre |je (?:fais|peux|sais)).*",
    rf"{_HOW} (?:ils?|elles?|il|elle|tu|t)\b(?!'| (?:me )?parles?\b| es\b| m'(?!as?\b)| pues?\b).*",
    rf"{_HOW} (?:(?:s|t)'appell|t'(?!es\b)|tu m'as?\b|c'est possible).*",
    _WHO,
    rf"{_WHO} (?:es|est|t'as?|ta|te|c'est|c|tu|d'autre|a|m'a|sont|peut|veut|va|vous)\b.*",
    rf"{_WITH} (?:{_WHO}|{_WHAT}|{_WHEN}|{_WHERE}|{_MANY})",
    rf"{_WITH} (?:{_WHO}|{_WHAT}|{_WHEN}|{_MANY}) "
    r"(?!le dis)(?:tu|t'\w+|on|ca|c'est|vous|ils?|elles?|est[- ]ce|sert)\b.*",
    rf"{_WITH} {_WHICH} .+",
    rf"{_WHICH} (?:{_KINDS})s?\b.*",
    r"(?:lequel|laquelle|lesquel(?:le)?s)\b.*",
    rf"{_MANY}(?: (?:de|tu|ca|vous|on)\b.*| [td]'.*)?",
    rf"{_WHERE}",
    rf"{_WHERE} (?:ca|exactement|tu (?:es|vas?)|t'(?:es|vas?))",
    rf"{_WHERE} (?:es|vis|habites?|vas)[- ]tu\b.*",
    rf"{_WHERE} (?:tu |t'|t)(?:habites?|vis|traines?|etudies?|bosses?)\b.*",
    rf"{_WHERE} on se .*",
    rf"{_WHEN}(?: (?:ca|exactement)| (?:est[- ]ce|esk).*)?",
    rf"{_WHAT}(?: (?:de neuf|d'autre|comme)\b.*)?",
    rf"(?:{_INVERTED})[- ]tu\b.*",
    rf"{_IT_IS} (?:{_WITH} )?(?:{_WHO}|{_WHAT}|{_HOW}(?! dire)|{_MANY}|{_WHEN}(?! meme)|{_WHICH})\b.*",
    rf"{_IT_IS} (?:{_WHERE}|{_WHY})(?: (?:que?|ton|ta|tes|ce|cet|cette|le|la)\b.*| qu'.*)?",
    rf"{_YOU_ARE} (?:{_WHO}|{_WHAT}|d'ou|dou)\b.*",
    rf"{_YOU_ARE} (?:{_WHERE}|{_HOW})",
    r"(?:(?:moi|je|j'|jai|ca va|bien|tranquille|nickel) ?.+ )?(?:et|e) (?:toi|twa|vous)",
)

#: Who a question with its word at the end is about: whoever is spoken to, what was said, somebody of theirs.
_ABOUT = (
    r"(?:tu|t'\w+|t|te?s|ta|ton|vous|vos|votre|on|ca|sa|cela|ils?|elles?|y'? ?a|ya|c'est|cest|c|ces|"
    r"t(?:fai|fe|veu|vx|kiff|hab|vien|joue|aim|ecout|regard|pref|appel|connai|parl|cherch)\w*)"
)
#: A verb by its ending (« tu fais », « ça veut dire »), as short messages write it, or what goes before a noun.
_VERB = (
    r"(?!(?:pas|plus|jamais|tres|moins|toujours|sans|des|les|mes|tes|ses) )(?:\w+'?)?"
    r"(?:\w(?:s|x|er|re|ir|ez)|fait|fai|fe|font|vont|ont|veut|veu|di|dit|sert|aime|joue|parle|cherche|regarde|ecoute|pense|mange|"
    rf"prefere|kiffe|ta|as|es|a|{_WITH}|comme|{_IT_IS})"
)
_LAST = "|".join(
    (
        rf"(?:{_WITH} )?{_WHICH} .+",
        rf"{_WITH} (?:{_WHO}|{_WHAT})(?: .+)?",
        rf"\S+ (?:{_WHERE}|{_HOW}|{_MANY}|{_WHEN}|{_WHY})",
        rf"{_VERB} {_WHO}",
        rf"{_VERB} {_WHAT}(?: .+)?",
        rf"{_IT_IS} (?:{_WHO}|{_WHAT})(?: .+)?",
        rf"ou (?:pas|non|{_WHAT})",
    )
)
_ENDING = (
    rf"{_ABOUT} (?:.* )?(?:{_LAST})",
    # the verb joined to its subject, or no more than that
    rf"(?:t'\w+|t\w+s|tas|ta|ca|on|tu|c) (?:{_WHERE}|{_HOW}|{_MANY}|{_WHEN}|{_WHY}|{_WHO}|{_WHAT}(?: .+)?)",
    rf"(?:t'as|tas|ta|t'es|tes|te|t'\w+) {_WHICH} .+",
    rf"(?:j|je|j'\w+)(?: .*)? (?:fais|dis|mets|prends|reponds|dois faire|dois dire|vais faire|ecris) {_WHAT}(?: .+)?",
)
#: Such words without the question: « tu sais pas quoi », « n'importe qui », « tu m'as pas dit où ».
_TOLD = re.compile(
    rf"n'? ?importe|\b(?:sais|sait|sai|vois|(?<!se )voit)(?: \w+)? {_ANY}\b"
    rf"|\b(?:pas|plus|jamais|rien)(?: \w+)? {_ANY}\b|\ba[is]? de {_WHAT}"
)
_AS_YOU_LIKE = re.compile(rf".*\b(?!{_MANY}){_ANY} (?:tu|vous|on) (?:veux|veut|voulez|voudras?|peux|peut)")

_OPENINGS = re.compile("|".join(_OPENING))
_ENDINGS = re.compile("|".join(_ENDING))
_CLAUSE = re.compile(r"[^\w' -]+|(?<!\w)[-']+|[-']+(?!\w)")


def has_a_question(folded: str) -> bool:
    """Whether a clause of a folded text (`typed.fold`) has the shape of a question."""
    return any(_asks(bare) for clause in _CLAUSE.split(folded) for bare in _bare(clause.split()))


def _bare(words: list[str]) -> Iterator[str]:
    """A clause without what stands around a question, then without what stands after it too."""
    while len(words) > 1 and words[0] in _BEFORE and words[:2] != ["et", "toi"]:
        words = words[1:]
    if words and len(words) <= MOST_WORDS:
        yield " ".join(words)
        while len(words) > 1 and words[-1] in _AFTER:
            words = words[:-1]
        yield " ".join(words)


def _asks(clause: str) -> bool:
    if _AS_YOU_LIKE.fullmatch(clause):
        return False
    return bool(_OPENINGS.fullmatch(clause) or (_ENDINGS.fullmatch(clause) and not _TOLD.search(clause)))
