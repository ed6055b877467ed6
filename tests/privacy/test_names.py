"""First names and surnames in teen spelling."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "name",
    [
        "Léa", "lea", "LÉA", "leaaaaa", "𝓛é𝓪", "l\u0301ea", "enzo", "Mohamed", "aïcha", "aicha", "fatoumata", "mamadou",
        "Joao", "inês", "emre", "elif", "Nguyet", "thanh", "arjun", "océane", "Kenji", "teva", "svetlana",
        "shaïna", "yohan", "maëlys", "timéo", "Gertrude", "jean-baptiste", "Marie-Lou",
    ],
)  # fmt: skip
def test_a_listed_first_name_is_found_however_it_is_written(name: str, found: Found) -> None:
    assert found(f"t'as parlé a {name} hier ?") == [("PRE", name)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("jm'appelle rose", "rose"),
        ("je m'appelle Ange", "Ange"),
        ("mon prénom c'est claire", "claire"),
        ("moi c prune", "prune"),
        ("jmapel zorgane", "zorgane"),
        ("elle s'apelle aya", "aya"),
        ("chui avec rose", "rose"),
        ("salut ange", "ange"),
        ("ma soeur blanche arrive", "blanche"),
        ("t'as vu pierre ?", "pierre"),
        ("ça va jade ?", "jade"),
        ("le num de marine stp", "marine"),
        ("hier Prune pleurait", "Prune"),
        ("Claire m'a dit non", "Claire"),
        ("inès et Rose arrivent", "Rose"),
    ],
)
def test_a_name_that_is_also_a_word_is_found_by_its_cue(text: str, name: str, found: Found) -> None:
    assert ("PRE", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "une rose et un jean",
        "c rose pâle",
        "il est clair que nan",
        "bleu marine",
        "mon ange",
        "une pierre précieuse",
        "ils se marient, elle se marie en juin",
        "bonne année, joyeux noel",
        "ben oui",
        "ma grand mère",
        "grace à toi",
        "en avril ou en mai",
        "parfait !",
        "c'est long",
        "5 min max",
        "un max de points",
        "sam soir ou dim",
        "la toussaint",
        "mon papa et ma tata",
        "come d'hab",
        "jaime pas",
        "Bisous ma belle",
        "Trop bien Merci",
        "C'EST PAS MOI JTE JURE",
    ],
)
def test_ordinary_words_are_no_name(text: str, found: Found) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "surname"),
    [
        ("c noa martinez", "martinez"),
        ("Inès El Amrani", "El Amrani"),
        ("lucas da silva", "da silva"),
        ("Léa Petit", "Petit"),
        ("hugo Vandertruc", "Vandertruc"),
        ("la prof mme lebreton", "lebreton"),
        ("mr petit m'a collé", "petit"),
        ("m.Durand", "Durand"),
        ("M. Le Gall", "Le Gall"),
        ("y a diallo qui arrive", "diallo"),
        ("t'as eu benali ?", "benali"),
        ("NGUYEN Linh", "NGUYEN"),
        ("Noa Martin", "Martin"),
    ],
)
def test_a_surname_is_found(text: str, surname: str, found: Found) -> None:
    assert ("NOM", surname) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bonjour Madame",
        "oui monsieur",
        "la prof de maths est absente",
        "un petit chat noir",
        "le boulanger du coin",
    ],
)
def test_titles_and_trades_alone_are_no_surname(text: str, found: Found) -> None:
    assert found(text) == []


def test_an_unlisted_name_with_a_capital_inside_a_sentence_is_hidden(found: Found) -> None:
    assert [words for _, words in found("hier on a croisé Bourgadin devant")] == ["Bourgadin"]


def test_capitals_say_nothing_in_a_message_typed_in_capitals(found: Found) -> None:
    assert found("OUAIS GRAVE TROP BIEN LA PISCINE HIER") == []


def test_a_whole_name_is_one_placeholder_each(found: Found) -> None:
    assert found("jean-noé de oliveira") == [("PRE", "jean-noé"), ("NOM", "de oliveira")]
