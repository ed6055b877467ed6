"""Classes as an educator works with them."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from bot.review.classes import qr_path
from bot.store.classes import class_by_code
from bot.store.database import reading
from bot.store.models import SchoolClass

from .school import School

FIELDS = {"name": "5e A", "school": "Collège Jean Moulin", "teacher": "M. Durand"}


def classes(school: School) -> dict[str, str]:
    with reading(school.database) as connection:
        found = connection.execute(sa.select(SchoolClass.name, SchoolClass.status))
        return {row.name: row.status for row in found}


def code_of(school: School, class_id: int) -> str:
    with reading(school.database) as connection:
        return connection.execute(sa.select(SchoolClass.code).where(SchoolClass.id == class_id)).scalar_one()


def test_a_class_is_opened_and_is_ones_own(school):
    visitor = school.visitor(school.educator)
    answer = visitor.send("/equipe/classes/nouvelle", **FIELDS)
    page = visitor.get(answer.headers["Location"]).text

    assert classes(school)["5e A"] == "open"
    assert "Collège Jean Moulin · M. Durand" in page
    assert "Claire Morel" in page
    assert "5e A" not in school.visitor(school.colleague).get("/equipe/").text
    assert "5e A" in school.visitor(school.lead).get("/equipe/").text


@pytest.mark.parametrize("missing", FIELDS)
def test_class_school_and_teacher_are_all_required_and_the_rest_is_kept(school, missing):
    page = school.visitor(school.educator).send("/equipe/classes/nouvelle", **FIELDS | {missing: "  "})

    assert page.status_code == 400
    assert "À remplir" in page.text
    assert f'id="{missing}-wrong"' in page.text
    for name, value in FIELDS.items():
        if name != missing:
            assert f'value="{value}"' in page.text
    assert "5e A" not in classes(school)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "va sur evil.fr",
        "https://evil.example",
        "écris-moi à x@y.fr",
        "06 12 34 56 78",
        "a" * 61,
        "\u202eetfa",
        "🙂🙂",
        "12",
    ],
)
def test_what_a_teen_will_read_of_an_adult_is_a_name_and_nothing_else(school, name):
    for field in ("school", "teacher"):
        page = school.visitor(school.educator).send("/equipe/classes/nouvelle", **FIELDS | {field: name})
        assert page.status_code == 400
        assert f'id="{field}-wrong"' in page.text
        assert "<script>alert" not in page.text


def test_a_class_is_renamed(school):
    visitor = school.visitor(school.educator)
    assert 'value="4e B"' in visitor.get(f"/equipe/classes/{school.own}/modifier").text
    visitor.send(f"/equipe/classes/{school.own}/modifier", **FIELDS)

    assert "5e A" in classes(school)
    assert visitor.send(f"/equipe/classes/{school.own}/modifier", **FIELDS | {"name": ""}).status_code == 400


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_a_class_is_closed_archived_and_opened_again(school, status):
    visitor = school.visitor(school.educator)
    visitor.send(f"/equipe/classes/{school.own}/etat", status=status)
    assert classes(school)["4e B"] == status
    listed = visitor.get("/equipe/").text
    assert ("4e B" in listed) == (status == "closed")
    assert ("4e B" in visitor.get("/equipe/?archives=1").text) == (status == "archived")
    assert "Personne n&#39;entre plus" in visitor.get(f"/equipe/classes/{school.own}").text.replace(
        "'", "&#39;"
    )
    visitor.send(f"/equipe/classes/{school.own}/etat", status="open")

    assert classes(school)["4e B"] == "open"


@pytest.mark.parametrize("status", ["", "deleted", "open; drop table classes"])
def test_an_unknown_status_changes_nothing(school, status):
    visitor = school.visitor(school.educator)

    assert visitor.send(f"/equipe/classes/{school.own}/etat", status=status).status_code == 400
    assert classes(school)["4e B"] == "open"


def assigned(school: School) -> tuple[str, ...]:
    with reading(school.database) as connection:
        card = class_by_code(connection, code_of(school, school.own))
    assert card
    return card.scenarios


def test_scenes_are_chosen_from_the_library_and_an_invented_one_is_left_out(school):
    visitor = school.visitor(school.educator)
    visitor.send(f"/equipe/classes/{school.own}/scenes", scenario=["essai", "inventee", "../../etc/passwd"])

    assert assigned(school) == ("essai",)
    visitor.send(f"/equipe/classes/{school.own}/scenes")
    assert assigned(school) == ()


def test_a_delicate_scene_needs_two_trained_adults_said_so(school):
    visitor = school.visitor(school.educator)
    refused = visitor.send(f"/equipe/classes/{school.own}/scenes", scenario=["essai", "delicat"])

    assert refused.status_code == 400
    assert "deux adultes formés" in refused.text
    assert re.search(r'value="delicat" checked', refused.text)
    assert assigned(school) == ("essai",)

    visitor.send(f"/equipe/classes/{school.own}/scenes", scenario=["essai", "delicat"], two_adults="1")
    assert assigned(school) == ("delicat", "essai")
    page = school.visitor(school.lead).get("/equipe/journal").text
    assert "a confirmé deux adultes formés" in page


def test_a_delicate_scene_once_confirmed_is_not_asked_about_again(school):
    visitor = school.visitor(school.educator)
    visitor.send(f"/equipe/classes/{school.own}/scenes", scenario=["delicat"], two_adults="1")

    assert visitor.send(f"/equipe/classes/{school.own}/scenes", scenario=["delicat"]).status_code == 302


def test_the_members_are_nicknames_and_nothing_else(school):
    names = [school.join(school.own, f"pseudonyme-{number}", seed=number) for number in range(3)]
    page = school.visitor(school.educator).get(f"/equipe/classes/{school.own}").text

    assert "3 élèves" in page
    assert all(f"<li>{name}</li>" in page for name in names)
    assert "pseudonyme" not in page


def test_figures_come_from_five_people_on(school):
    visitor = school.visitor(school.educator)
    for number in range(4):
        school.play(school.own, f"teen{number}", missed=["urgency"])
        school.play(school.own, f"teen{number}", ending="close")
    four = visitor.get(f"/equipe/classes/{school.own}").text
    school.play(school.own, "teen4", ending=None)
    unfinished = visitor.get(f"/equipe/classes/{school.own}").text
    school.play(school.own, "teen4", ending="helped", missed=["urgency"])
    five = visitor.get(f"/equipe/classes/{school.own}").text

    assert "cinq élèves au moins" in four
    assert "De justesse" not in four
    assert "cinq élèves au moins" in unfinished
    assert "9 scènes terminées par 5 élèves" in five
    assert re.search(r"Il faut répondre tout de suite</th><td>5</td>", five)


def test_the_total_of_the_quiz_comes_from_five_people_who_agreed(school):
    visitor = school.visitor(school.educator)
    for number in range(4):
        school.take_the_quiz(school.own, f"teen{number}", 2)
    school.take_the_quiz(school.own, "unwilling", 2, agreed=False)
    school.take_the_quiz(school.other, "elsewhere", 2)
    four = visitor.get(f"/equipe/classes/{school.own}").text
    school.take_the_quiz(school.own, "teen4", 0)
    five = visitor.get(f"/equipe/classes/{school.own}").text
    school.take_the_quiz(school.own, "teen5", 0)
    six = visitor.get(f"/equipe/classes/{school.own}").text

    assert "ont dit oui pour être comptés" in four
    assert "Pièges vus" not in four
    assert "5 élèves pris ensemble" in five
    assert re.search(r"Pièges vus</th><td>0 % .*?</td><td>80 % ", five)
    assert re.search(r"Personnes honnêtes reconnues</th><td>50 % .*?</td><td>50 % ", five)
    assert "En parler" not in five
    # The sixth is not shown alone.
    quiz = re.compile(r"Quiz avant et après.*?</table>", re.DOTALL)
    assert quiz.search(six)[0] == quiz.search(five)[0]


def test_the_sheet_has_the_code_and_a_qr_code_of_the_deep_link(school):
    code = code_of(school, school.own)
    page = school.visitor(school.educator).get(f"/equipe/classes/{school.own}/affiche").text

    assert f"https://t.me/vigie_bot?start={code}" in page
    assert f"/classe {code}" in page
    assert qr_path(f"https://t.me/vigie_bot?start={code}").path in page
    assert "Vérifie en vrai que c'est ton prof" in page


def test_without_the_bots_name_the_sheet_shows_the_code_alone(school):
    school.username = None
    page = school.visitor(school.educator).get(f"/equipe/classes/{school.own}/affiche").text

    assert "t.me" not in page
    assert 'class="qr"' not in page
    assert f"/classe {code_of(school, school.own)}" in page


def test_the_qr_code_is_drawn_module_by_module():
    drawn = qr_path("https://t.me/vigie_bot?start=CDF347")

    assert drawn.side == 29 + 2 * 4  # version 3, and its quiet zone
    assert drawn.path.startswith("M4 4h1v1h-1z")  # the corner of the first finder
    assert re.fullmatch(r"(M\d+ \d+h1v1h-1z)+", drawn.path)


def test_a_lead_gives_a_colleague_a_class_and_takes_it_back(school):
    lead, colleague = school.visitor(school.lead), school.visitor(school.colleague)
    path = f"/equipe/classes/{school.own}"
    for _ in range(2):  # twice is as good as once
        lead.send(f"{path}/equipe", account=str(school.colleague), do="in")
    assert colleague.get(path).status_code == 200
    lead.send(f"{path}/equipe", account=str(school.colleague), do="out")

    assert colleague.get(path).status_code == 404


@pytest.mark.parametrize("account", ["", "999", "-1", "x", "99999999999999999999"])
def test_a_colleague_who_does_not_exist_gets_nothing(school, account):
    answer = school.visitor(school.lead).send(
        f"/equipe/classes/{school.own}/equipe", account=account, do="in"
    )

    assert answer.status_code == 404


def test_a_newcomer_is_told_what_to_do_first(school):
    page = school.visitor(school.account("Ana Diallo", "educator")).get("/equipe/").text

    assert "pas encore de classe" in page


def test_a_scene_that_leaves_no_transcript_says_so_where_it_is_given(school):
    page = school.visitor(school.educator).get(f"/equipe/classes/{school.own}").text
    delicate = page[page.index('id="scene-delicat"') :].partition("</label>")[0]
    assert "ne laisse aucune transcription" in delicate
    assert page.count("ne laisse aucune transcription") == 1
