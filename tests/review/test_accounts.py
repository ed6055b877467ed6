"""Accounts: links that work once, roles, closing, the audit log."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from bot.review.main import first_account_link, new_password_link
from bot.store import accounts
from bot.store.classes import erase_chat, leave_class
from bot.store.database import reading, writing
from bot.store.models import Account, AuditEntry, Invitation

from .school import NOW, PASSWORD

NEW = {"name": "Ana Diallo", "email": "ana@college.example", "password": PASSWORD, "password_again": PASSWORD}


def invite(school, role: str = "educator") -> str:
    """The path of a link a lead makes."""
    page = school.visitor(school.lead).send("/equipe/comptes/inviter", role=role, note="Mme Diallo").text
    return re.search(r'value="http://localhost(/equipe/invitation/[^"]+)"', page)[1]


def roles(school) -> dict[str, str]:
    with reading(school.database) as connection:
        return {card.email: card.role for card in accounts.list_accounts(connection)}


@pytest.mark.parametrize("role", accounts.ROLES)
def test_an_invitation_opens_an_account_with_its_role(school, role):
    visitor, path = school.visitor(), invite(school, role)
    assert "Ouvrir votre compte" in visitor.get(path).text
    answer = visitor.send(path, **NEW)

    assert answer.headers["Location"] == "/equipe/connexion"
    assert roles(school)["ana@college.example"] == role
    assert visitor.sign_in("ana@college.example").headers["Location"] == "/equipe/"


def test_a_role_cannot_be_asked_for_with_the_form(school):
    school.visitor().send(invite(school), **NEW, role="lead")

    assert roles(school)["ana@college.example"] == "educator"


def gone(page) -> bool:
    return page.status_code == 404 and "Ce lien ne marche pas" in page.text


def test_a_link_works_once(school):
    path = invite(school)
    school.visitor().send(path, **NEW)
    again = school.visitor()

    assert gone(again.get(path))
    assert gone(again.send(path, **NEW | {"email": "b@college.example"}))
    assert "b@college.example" not in roles(school)


def test_a_link_expires_after_a_week(school):
    path = invite(school)
    school.clock += accounts.INVITATION_SECONDS - 1
    assert school.visitor().get(path).status_code == 200
    school.clock += 1

    assert gone(school.visitor().get(path))
    assert gone(school.visitor().send(path, **NEW))


def test_a_revoked_link_is_worth_nothing(school):
    path, lead = invite(school), school.visitor(school.lead)
    lead.send("/equipe/comptes/liens/1/annuler")
    with reading(school.database) as connection:
        left = connection.execute(sa.select(Invitation.id)).scalars().all()
    for link in left:
        lead.send(f"/equipe/comptes/liens/{link}/annuler")

    assert gone(school.visitor().get(path))


@pytest.mark.parametrize("token", ["x", "a" * 43, "..", "%00", "é" * 30, "' OR 1=1 --", "a" * 4000])
def test_a_forged_link_says_no_more_than_an_old_one(school, token):
    page = school.visitor().get(f"/equipe/invitation/{token}")

    assert page.status_code == 404
    assert "4e B" not in page.text


def test_only_a_hash_of_a_link_is_kept(school):
    token = invite(school).rpartition("/")[2]
    with reading(school.database) as connection:
        kept = connection.execute(sa.select(Invitation.__table__)).all()

    assert kept
    assert token not in repr(kept)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": ""}, "À remplir"),
        ({"name": "www.evil.fr"}, "Des lettres"),
        ({"name": "Ana 0612345678"}, "Pas de numéro"),
        ({"email": "pas une adresse"}, "pas une adresse"),
        ({"password": "court", "password_again": "court"}, "Entre 12 et 128"),
        ({"password": "x" * 129, "password_again": "x" * 129}, "Entre 12 et 128"),
        ({"password_again": "autre chose ici"}, "pas les mêmes"),
        ({"password": "ana@college.example", "password_again": "ana@college.example"}, "votre adresse"),
        ({"email": "claire@college.example"}, "déjà un compte"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_is_kept(school, change, told):
    visitor, path = school.visitor(), invite(school)
    page = visitor.send(path, **NEW | change)

    assert page.status_code == 400
    assert told in page.text.replace("&#39;", "'")
    for name in ("name", "email"):
        if name not in change:
            assert f'value="{NEW[name]}"' in page.text
    assert PASSWORD not in page.text
    # The link is not used up by a mistake.
    assert visitor.send(path, **NEW).status_code == 302


def test_a_lead_gives_a_link_for_a_new_password(school):
    page = school.visitor(school.lead).send(f"/equipe/comptes/{school.educator}", do="link_renew").text
    path = re.search(r"http://localhost(/equipe/invitation/[\w-]+)", page)[1]
    signed_in = school.visitor(school.educator)
    fresh = {"password": "une phrase toute neuve", "password_again": "une phrase toute neuve"}

    assert "claire@college.example" in school.visitor().get(path).text
    assert school.visitor().send(path, **fresh).status_code == 302
    assert signed_in.get("/equipe/").status_code == 302  # signed out by the change
    assert school.visitor().sign_in("claire@college.example").status_code == 200
    assert school.visitor().sign_in("claire@college.example", "une phrase toute neuve").status_code == 302
    assert gone(school.visitor().get(path))


def test_a_lead_changes_roles_and_closes_accounts(school):
    lead = school.visitor(school.lead)
    lead.send(f"/equipe/comptes/{school.educator}", do="role_lead")
    assert roles(school)["claire@college.example"] == "lead"
    lead.send(f"/equipe/comptes/{school.educator}", do="role_educator")
    assert roles(school)["claire@college.example"] == "educator"
    lead.send(f"/equipe/comptes/{school.educator}", do="account_off")
    assert "incorrects" in school.visitor().sign_in("claire@college.example").text
    lead.send(f"/equipe/comptes/{school.educator}", do="account_on")
    assert school.visitor().sign_in("claire@college.example").status_code == 302


@pytest.mark.parametrize("what", ["role_educator", "account_off"])
def test_a_lead_cannot_undo_themselves(school, what):
    page = school.visitor(school.lead).send(f"/equipe/comptes/{school.lead}", do=what)

    assert page.status_code == 400
    assert "Pas sur votre propre compte" in page.text


def test_a_lead_is_always_left(school):
    with writing(school.database) as connection:
        accounts.set_active(connection, school.other_lead, False)
        with pytest.raises(accounts.LastLead):
            accounts.set_role(connection, school.lead, "educator")
        with pytest.raises(accounts.LastLead):
            accounts.set_active(connection, school.lead, False)


@pytest.mark.parametrize("do", ["", "rien", "role_admin"])
def test_an_unknown_action_changes_nothing(school, do):
    before = roles(school)

    assert school.visitor(school.lead).send(f"/equipe/comptes/{school.educator}", do=do).status_code == 400
    assert roles(school) == before


# --- the first account ----------------------------------------------------------------------------------------


def empty(school) -> None:
    with writing(school.database) as connection:
        connection.execute(sa.delete(Account))


def test_the_first_account_is_opened_by_a_link_of_the_console(school):
    empty(school)
    link = first_account_link(school.database, "http://127.0.0.1:8080/", NOW)
    assert link is not None
    assert link.startswith("http://127.0.0.1:8080/equipe/invitation/")
    path = link.removeprefix("http://127.0.0.1:8080")
    answer = school.visitor().send(path, **NEW)

    assert answer.status_code == 302
    assert roles(school) == {"ana@college.example": "lead"}
    assert first_account_link(school.database, "http://127.0.0.1:8080/", NOW) is None


def test_links_printed_at_other_starts_die_with_the_first_account(school):
    empty(school)
    paths = [
        str(first_account_link(school.database, "http://localhost", NOW)).removeprefix("http://localhost")
        for _ in range(2)
    ]
    school.visitor().send(paths[0], **NEW)

    assert gone(school.visitor().get(paths[1]))


def test_the_first_link_lasts_a_day(school):
    empty(school)
    path = str(first_account_link(school.database, "", NOW))
    school.clock = NOW + accounts.SHORT_LINK_SECONDS

    assert gone(school.visitor().get(path))


def test_whoever_holds_the_machine_lets_a_locked_out_lead_back_in(school):
    assert new_password_link(school.database, "", "personne@college.example", NOW) is None
    path = new_password_link(school.database, "", "nadia@college.example", NOW)
    assert path is not None
    fresh = {"password": "une phrase toute neuve", "password_again": "une phrase toute neuve"}

    assert school.visitor().send(path, **fresh).status_code == 302
    assert school.visitor().sign_in("nadia@college.example", "une phrase toute neuve").status_code == 302


# --- the audit log --------------------------------------------------------------------------------------------


def told(school, account: int | None = None) -> list[str]:
    """The lines of the audit log as a lead reads them, newest first, without mark-up."""
    page = school.visitor(account or school.lead).get("/equipe/journal").text
    lines = re.findall(r'<li class="list-group-item">(.*?)</li>', page, flags=re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", "", line).split()) for line in lines]


def test_each_reading_of_a_transcript_is_in_the_log_with_who_day_and_hour(school):
    play = school.play(school.own)
    nickname = school.join(school.own, "renard")
    reader = school.visitor(school.educator)
    reader.get(f"/equipe/transcriptions/{play}")
    school.clock += 3600
    reader.get(f"/equipe/transcriptions/{play}")

    line = f"Claire Morel a lu la transcription de {nickname} (Un essai, 4e B)"
    assert told(school) == [f"23 nov. 2026, 15 h {line}", f"23 nov. 2026, 14 h {line}"]


def test_a_refused_reading_is_not_in_the_log_as_one(school):
    play = school.play(school.own)
    school.visitor(school.colleague).get(f"/equipe/transcriptions/{play}")

    assert told(school) == []


def test_what_is_done_with_classes_and_accounts_is_in_the_log(school):
    lead = school.visitor(school.lead)
    lead.send(f"/equipe/comptes/{school.educator}", do="role_lead")
    lead.send(f"/equipe/classes/{school.own}/etat", status="closed")
    lead.send(f"/equipe/classes/{school.own}/equipe", account=str(school.colleague), do="in")
    lead.send("/equipe/comptes/inviter", role="educator", note="Mme Diallo")

    assert [line.partition("Nadia Roche ")[2] for line in told(school)] == [
        "a créé un lien d&#39;invitation",
        "a donné accès à la classe « 4e B » à Idriss Benali",
        "a fermé la classe « 4e B »",
        "a nommé responsable Claire Morel",
    ]


def test_every_action_that_can_be_noted_has_its_words(school):
    with reading(school.database) as connection:
        noted = set(connection.execute(sa.select(AuditEntry.action)).scalars())

    assert noted <= school.team.words.actions.keys()


def test_the_log_is_read_page_by_page(school):
    with writing(school.database) as connection:
        for hour in range(120):
            accounts.note(connection, school.lead, accounts.Moment(school_day(hour), hour % 24), "link_new")
    lead = school.visitor(school.lead)
    seen, path = [], "/equipe/journal"
    while path:
        page = lead.get(path).text
        seen += re.findall(
            r'<span class="text-body-secondary"><time datetime="([^"]+)">.*?</time>, (\d+) h', page
        )
        older = re.search(r'href="([^"]+)" rel="next"', page)
        path = older[1] if older else ""

    assert len(seen) == 120
    assert len(set(seen)) == 120
    assert seen == sorted(seen, key=lambda one: (one[0], int(one[1])), reverse=True)


def school_day(hour: int) -> dt.date:
    return dt.date(2026, 11, 1) + dt.timedelta(days=hour // 24)


@pytest.mark.parametrize("before", ["-1", "x", "99999999999999999999", "0"])
def test_a_forged_page_of_the_log_is_the_first(school, before):
    assert school.visitor(school.lead).get(f"/equipe/journal?avant={before}").status_code == 200


def test_a_transcript_withdrawn_or_erased_is_told_as_gone_in_the_log(school):
    withdrawn, erased = school.play(school.own, "renard"), school.play(school.own, "loutre")
    reader = school.visitor(school.educator)
    for play in (withdrawn, erased):
        reader.get(f"/equipe/transcriptions/{play}")
    with writing(school.database) as connection:
        leave_class(connection, "renard", school.own, withdraw=True)
        erase_chat(connection, "loutre")

    assert all(line.endswith("a lu une transcription effacée ou reprise") for line in told(school))
    assert len(told(school)) == 2
