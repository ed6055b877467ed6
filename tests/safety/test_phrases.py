"""What Vigie never says, checked over everything it does say."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from bot.safety.phrases import ForbiddenPhrase, find_forbidden, load_forbidden, texts_of
from tests.safety.conftest import CONTENT

FILES = sorted([*(CONTENT / "replies").glob("*.yml"), *(CONTENT / "resources").glob("*.yml")])


@pytest.fixture(scope="module")
def phrases() -> tuple[ForbiddenPhrase, ...]:
    return load_forbidden(CONTENT / "forbidden.yml")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_reply_says_what_is_never_said(phrases: tuple[ForbiddenPhrase, ...], path: Path) -> None:
    country = path.stem if path.parent.name == "resources" else "fr"
    found = [
        (where, finding)
        for where, text in texts_of(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))
        for finding in find_forbidden(text, phrases, country=country)
        # A fire number is named where it is right; the Swiss file is Swiss.
    ]
    assert found == []


@pytest.mark.parametrize("path", sorted((CONTENT / "replies").glob("*.yml")), ids=lambda path: path.name)
def test_every_file_of_copy_says_who_read_it_and_when_or_that_nobody_did(path: Path) -> None:
    copy = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    assert {"reviewed_by", "reviewed_on"} <= set(copy)
    assert (copy["reviewed_by"] is None) == (copy["reviewed_on"] is None)


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("C'est promis.", "promise"),
        ("C’est 100 % secret", "secret"),
        ("Tu aurais dû le dire", "should_have"),
        ("Calme-toi", "calm_down"),
        ("Tu es en sécurité.", "you_are_safe"),
        ("Je comprends ce que tu ressens", "i_understand"),
        ("Raconte-moi", "tell_me"),
        ("La police va venir", "police_will"),
        ("C'était une fausse alerte", "false_alarm"),
        ("Envoie un SMS au 112", "text_112"),
        ("Appelle le 118", "fire_abroad"),
        ("Appelle le 3020", "closed_line"),
        ("Tu peux payer", "pay"),
        ("Je ne sais pas. C'est promis.", "promise"),
    ],
)
def test_a_forbidden_phrase_is_found(phrases: tuple[ForbiddenPhrase, ...], text: str, phrase: str) -> None:
    assert phrase in {finding.id for finding in find_forbidden(text, phrases)}


@pytest.mark.parametrize(
    "text",
    [
        "Je ne te promets pas le secret.",
        "Ne paie pas.",
        "Est-ce que tu es en sécurité, là ?",
        "Tu fais bien de t'inquiéter.",
        "N'affronte pas la personne.",
        "Une promesse de vente du 1180",
    ],
)
def test_negated_forms_and_other_words_are_free(phrases: tuple[ForbiddenPhrase, ...], text: str) -> None:
    assert find_forbidden(text, phrases) == ()


def test_the_swiss_may_be_told_of_118(phrases: tuple[ForbiddenPhrase, ...]) -> None:
    assert find_forbidden("Pompiers : 118", phrases, country="ch") == ()
