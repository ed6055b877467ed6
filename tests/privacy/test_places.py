"""Addresses, schools, places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "address",
    [
        "12 rue des Lilas",
        "12 rue des lilas",
        "12 bis avenue Jean Jaurès",
        "3, impasse des Mimosas",
        "5 allée du Moulin-Vert",
        "67 route d'Arvert",
        "8 bd Gambetta",
        "21 chemin de la Garenne",
        "4 place de la République",
        "rue Gambetta",
        "10 résidence Beauséjour",
    ],
)
def test_a_street_address_is_found(address: str, found: Found) -> None:
    assert found(f"viens au {address} stp") == [("ADR", address)]


def test_a_street_in_lower_case_is_found_where_somebody_lives(found: Found) -> None:
    assert found("j'habite rue des acacias") == [("ADR", "rue des acacias")]


@pytest.mark.parametrize(
    "text",
    [
        "j'ai 3 cours de maths demain",
        "garde moi une place au ciné",
        "en route pour la plage",
        "il traîne dans la rue",
        "t'as cours de 4 à 5 ?",
        "2 places de concert",
        "passage au tableau, la honte",
        "c'est sur le chemin du bus",
    ],
)
def test_ways_and_lessons_are_no_address(text: str, found: Found) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "school",
    [
        "collège Jean Moulin",
        "lycée victor hugo",
        "college saint joseph",
        "école les acacias",
        "lycée Sainte-Marie",
        "collège Henri-Barbusse",
        "lycée de Sarlat",
    ],
)
def test_a_school_is_found(school: str, found: Found) -> None:
    assert found(f"jsuis au {school}") == [("ECOLE", school)]


@pytest.mark.parametrize(
    "text",
    [
        "mon lycée c'est nul",
        "au collège on a sport",
        "l'école de danse",
        "lycée demain 8h",
        "jsuis en 4e au collège",
    ],
)
def test_school_as_such_is_no_name(text: str, found: Found) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "place",
    [
        "Roubaix",
        "montpellier",
        "st etienne",
        "Saint-Germain-en-Laye",
        "aix en provence",
        "fort de france",
        "La Chaux-de-Fonds",
        "Charleroi",
        "Saguenay",
        "seine saint denis",
        "la courneuve",
        "Vaulx-en-Velin",
        "part-dieu",
    ],
)
def test_a_listed_place_is_found(place: str, found: Found) -> None:
    assert found(f"jvais à {place} demain") == [("LIE", place)]


@pytest.mark.parametrize(
    "place", ["Plouzeville-sur-Orne", "Bergenheim", "kerlincourt", "Saint-Guinoux-le-Vieux"]
)
def test_a_village_is_found_by_the_shape_of_its_name(place: str, found: Found) -> None:
    assert found(f"on va a {place} samedi") == [("LIE", place)]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("j'habite à nice", "nice"),
        ("jhabite a sens", "sens"),
        ("il vient de Tours", "Tours"),
        ("gare de Bulle", "Bulle"),
        ("j'habite dans le 93", "93"),
        ("chui du 9-3", "9-3"),
        ("j'habite à Zorgville", "Zorgville"),
        ("quartier des moulins", "moulins"),
    ],
)
def test_a_place_that_is_also_a_word_is_found_by_its_cue(text: str, place: str, found: Found) -> None:
    assert ("LIE", place) in [(kind, words.split()[-1]) for kind, words in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "it's nice",
        "ça n'a pas de sens",
        "fais deux tours",
        "je fais des paris sportifs",
        "sete pas moi",
        "sion se voit demain",
        "c lens ton tel",
        "vire le de là",
        "que des vannes",
        "la saint valentin",
        "bulle de bd",
        "pau de bol",
        "je suis perdu dans le 20h",
        "du 12 au 15 mai",
        "vive la france et le maroc",
    ],
)
def test_ordinary_words_are_no_place(text: str, found: Found) -> None:
    assert found(text) == []
