"""Telephones and long numbers, and the numbers that say nothing about anybody."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.privacy.gazetteers import gazetteers
from bot.privacy.redact import redact

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "number",
    [
        "0612345678",
        "06 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "06_12_34_56_78",
        "+33612345678",
        "+33 6 12 34 56 78",
        "+33 (0)6 12 34 56 78",
        "0033 6 12 34 56 78",
        "6 12 34 56 78",
        "0 6 1 2 3 4 5 6 7 8",
        "01 45 67 89 10",
        "0692 12 34 56",
        "0478 12 34 56",
        "+32 478 12 34 56",
        "+41 79 123 45 67",
        "079 123 45 67",
        "514-555-0199",
        "+1 514 555 0199",
    ],
)
def test_a_telephone_is_found_in_its_usual_writings(number: str, found: Found) -> None:
    assert found(f"voila mon num {number} stp") == [("TEL", number)]


@pytest.mark.parametrize(
    "number",
    [
        "o6 12 34 56 78",
        "O612345678",
        "06 12 34 56 7o",
        "o6l2345678",
        "06 point 12 point 34 point 56 point 78",
        "zéro six douze trente-quatre cinquante-six soixante-dix-huit",
        "zero six douze trente quatre 56 78",
        "06❤️12❤️34❤️56❤️78",
        "06a12b34c56d78",
        "0️⃣6️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣",
        "０６１２３４５６７８",
        "٠٦١٢٣٤٥٦٧٨",
        "06\u00a012\u00a034\u00a056\u00a078",
        "06 . 12 . 34 . 56 . 78",
        "06 12 34 56",
    ],
)
def test_a_telephone_written_to_dodge_is_found(number: str, found: Found) -> None:
    assert found(f"jte donne {number}") == [("TEL", number)]


def test_a_telephone_glued_to_a_name_leaves_the_name_apart(found: Found) -> None:
    assert found("0612345678Karim: t où ?") == [("TEL", "0612345678"), ("PRE", "Karim")]


def test_two_telephones_are_two_spans(found: Found) -> None:
    assert [kind for kind, _ in found("0612345678 ou 07 98 76 54 32")] == ["TEL", "TEL"]


@pytest.mark.parametrize("number", ["15", "17", "18", "112", "114", "119", *sorted(gazetteers().help_lines)])
def test_help_lines_survive(number: str, found: Found) -> None:
    assert found(f"appelle le {number} maintenant") == []


@pytest.mark.parametrize(
    "number",
    [
        "30 18",
        "116 006",
        "0 800 235 236",
        "0800 05 95 95",
        "01 48 06 42 41",
        "0.800.235.236",
        "+33 1 80 52 33 76",
    ],
)
def test_help_lines_survive_in_their_usual_writings(number: str, found: Found) -> None:
    assert found(f"c'est le {number}") == []


def test_help_lines_side_by_side_survive(found: Found) -> None:
    assert found("3018 119 17 3114 0 800 235 236") == []


@pytest.mark.parametrize(
    "text",
    [
        "j'ai 13 ans et mon frère 9 ans",
        "rdv à 14h30 ou 15:45",
        "né le 12/05/2010, rentrée le 01.09.25",
        "rdv le 06/07/2025 à 12:30",
        "en 2012 et en 2024",
        "on a gagné 3-2 puis 5 à 4",
        "15/20, 8/20, 10/12, 11/13",
        "ça coûte 25€, 1499 euros, 12.50 €",
        "j'ai 1523 abonnés et 12408 vues",
        "1000 bisous, 10000 fois",
        "un deux trois quatre cinq six sept soleil",
        "5 4 3 2 1 0 go",
        "exo 12 13 14 page 245",
        "bus 2043 et iphone 1234",
        "il fait 38 degrés à 14 heures, 500 m plus loin",
    ],
)
def test_ages_hours_dates_scores_and_prices_survive(text: str, found: Found) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("mon code c 4821", "4821"),
        ("le mdp 2012", "2012"),
        ("carte 4970 1234 5678 9012", "4970 1234 5678 9012"),
        ("iban FR76 3000 4000 0312 3456 7890 143", "FR76 3000 4000 0312 3456 7890 143"),
        ("tape 839201", "839201"),
        ("34090 c'est mon code postal", "34090"),
        ("digicode 48213", "48213"),
    ],
)
def test_codes_and_cards_are_numbers(text: str, number: str, found: Found) -> None:
    assert found(text) == [("NUM", number)]


def test_a_dictated_number_is_replaced_whole() -> None:
    text = "note : zéro six, douze, trente-quatre, cinquante-six, soixante-dix-huit. ok ?"
    assert redact(text).text == "note : [téléphone]. ok ?"
