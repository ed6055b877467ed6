"""Transcripts: the list, the filters, one read as a dialogue, notes."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any

import pytest
import sqlalchemy as sa

from bot.review.transcripts import PAGE_SIZE
from bot.store.classes import leave_class
from bot.store.database import reading, writing
from bot.store.models import AuditEntry, Play, PlayComment, PlayLabel, PlayLine
from bot.store.review import add_staff

from .school import TODAY, School, exchange

LIST = "/equipe/transcriptions/"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ config.SECRET_KEY }}{% for x in y %}",
    "\u202egnp.exe\u202c",
    "Z̸̢̛͚a̷̡͙l̵g̶o̴",
    "a" * 4096,
    "😀" * 2000,
    "</p></article></section></main>",
    "javascript:alert(1)",
]


def ids(page: Any) -> list[int]:
    """The transcripts of a list, in its order."""
    return [
        int(found)
        for found in re.findall(r'<a class="d-block py-1" href="/equipe/transcriptions/(\d+)[?"]', page.text)
    ]


def row(school: School, play: int) -> Any:
    with reading(school.database) as connection:
        return connection.execute(sa.select(Play.__table__).where(Play.id == play)).one()


def count(school: School, table: Any, play: int) -> int:
    with reading(school.database) as connection:
        return connection.execute(
            sa.select(sa.func.count()).select_from(table).where(table.play == play)
        ).scalar_one()


# --- the list -------------------------------------------------------------------------------------------------


def test_the_newest_day_comes_first_and_the_day_is_all_that_is_told_of_the_time(school):
    old = school.play(school.own, day=TODAY - dt.timedelta(days=2))
    new = school.play(school.own)
    middle = school.play(school.own, day=TODAY - dt.timedelta(days=1))
    page = school.visitor(school.educator).get(LIST)

    assert ids(page) == [new, middle, old]
    assert re.findall(r'datetime="([^"]+)"', page.text) == ["2026-11-23", "2026-11-22", "2026-11-21"]
    assert not re.search(r"\d\d:\d\d|\d ?h ?\d\d", page.text)


def test_an_educator_lists_their_own_classes_and_a_lead_all(school):
    mine, theirs = school.play(school.own), school.play(school.other, "loutre")

    assert ids(school.visitor(school.educator).get(LIST)) == [mine]
    assert ids(school.visitor(school.colleague).get(LIST)) == [theirs]
    assert ids(school.visitor(school.lead).get(LIST)) == [theirs, mine]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "safe close none delicate other reviewed labelled"),
        ("classe={second}", "other"),
        ("scene=delicat", "delicate"),
        ("fin=close", "close"),
        ("fin=none", "none"),
        ("relues=non", "safe close none delicate other labelled"),
        ("etiquette=show_class", "labelled"),
        ("classe={own}&fin=safe&relues=non", "safe delicate labelled"),
        ("scene=inconnue", ""),
        # What it does not understand it leaves out.
        ("fin=nulle&etiquette=nulle&classe=x", "safe close none delicate other reviewed labelled"),
    ],
)
def test_the_list_is_filtered(school, query, expected):
    second = school.school_class(school.educator, "4e D", ["essai"])
    plays = {
        "safe": school.play(school.own),
        "close": school.play(school.own, ending="close"),
        "none": school.play(school.own, ending=None),
        "delicate": school.play(school.own, scenario="delicat"),
        "other": school.play(second, "loutre", ending="helped"),
        "reviewed": school.play(school.own, ending="close"),
        "labelled": school.play(school.own),
    }
    visitor = school.visitor(school.educator)
    visitor.send(f"{LIST}{plays['reviewed']}/relue", reviewed="1")
    visitor.send(f"{LIST}{plays['labelled']}/etiquettes", label="show_class")
    if query == "fin=close":
        expected = "close reviewed"
    page = visitor.get(f"{LIST}?{query.format(own=school.own, second=second)}")

    assert sorted(ids(page)) == sorted(plays[name] for name in expected.split())


def test_archived_classes_are_out_of_the_list_but_can_be_asked_for(school):
    play = school.play(school.own)
    for account in (school.educator, school.lead):
        visitor = school.visitor(account)
        visitor.send(f"/equipe/classes/{school.own}/etat", status="archived")

        assert ids(visitor.get(LIST)) == []
        assert ids(visitor.get(f"{LIST}?classe={school.own}")) == [play]


def pages_of(school: School, visitor: Any, path: str, rel: str) -> list[list[int]]:
    """Every page from `path` on, following the links."""
    pages = []
    while path:
        page = visitor.get(path)
        pages.append(ids(page))
        link = re.search(rf'href="([^"]+)" rel="{rel}"', page.text)
        path = html.unescape(link[1]) if link else ""
    return pages


@pytest.mark.parametrize("who", ["educator", "lead"])
def test_the_list_is_read_page_by_page_to_the_end_and_back(school, who):
    second = school.school_class(school.educator, "4e D", ["essai"])
    plays = [
        school.play(
            [school.own, second][number % 2], f"teen{number % 7}", day=TODAY - dt.timedelta(days=number // 9)
        )
        for number in range(2 * PAGE_SIZE + 5)
    ]
    days = {play: row(school, play).day for play in plays}
    visitor = school.visitor(getattr(school, who))
    forward = pages_of(school, visitor, LIST, "next")

    assert [len(page) for page in forward] == [PAGE_SIZE, PAGE_SIZE, 5]
    listed = [play for page in forward for play in page]
    assert listed == sorted(plays, key=lambda play: (days[play], play), reverse=True)
    last = visitor.get(f"{LIST}?apres={days[forward[1][-1]]}.{forward[1][-1]}")
    back = re.search(r'href="([^"]+)" rel="prev"', last.text)
    assert back
    assert pages_of(school, visitor, html.unescape(back[1]), "prev") == forward[1::-1]


@pytest.mark.parametrize(
    "place", ["x", "2026-11-23", "2026-13-45.1", "2026-11-23.x", "2026-11-23.99999999999999999999"]
)
def test_a_forged_place_in_the_list_is_its_start(school, place):
    play = school.play(school.own)

    assert ids(school.visitor(school.educator).get(f"{LIST}?apres={place}")) == [play]
    assert ids(school.visitor(school.educator).get(f"{LIST}?avant={place}")) == [play]


def test_an_empty_list_says_what_will_come(school):
    assert "arrivent ici" in school.visitor(school.educator).get(LIST).text
    assert (
        "Aucune transcription pour ce choix" in school.visitor(school.educator).get(f"{LIST}?fin=safe").text
    )


# --- one transcript -------------------------------------------------------------------------------------------


def test_a_transcript_reads_as_a_dialogue_with_its_margin(school):
    play = school.play(school.own, said="on se voit où ?", seen=["secrecy"], missed=["urgency"])
    nickname = school.join(school.own, "renard")
    page = html.unescape(school.visitor(school.educator).get(f"{LIST}{play}").text)

    texts = re.findall(r'<p class="text" dir="auto">([^<]*)</p>', page)
    assert texts[:4] == ["question 0", "on se voit où ?", "réponse 0", "« on se voit où ? » conseil 0"]
    assert f"<h1>{nickname}</h1>" in page
    assert "Refuser clairement" in page
    assert "protège" in page
    assert "Demande de garder le secret" in page
    assert "Il faut répondre tout de suite" in page
    assert "renard" not in page.lower().replace(nickname.lower(), "")


def test_the_word_vulnerable_is_on_no_page(school):
    play = school.play(school.own, lines=exchange(0, rating="vulnerable", move="accept"))
    page = school.visitor(school.educator).get(f"{LIST}{play}").text

    assert "expose" in page
    assert not re.search(r">[^<]*vuln[eé]rable[^<]*<", page)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(school, text):
    play = school.play(school.own, said=text)
    visitor = school.visitor(school.educator)
    visitor.send(f"{LIST}{play}/commentaire", comment=text[:2000])
    page = visitor.get(f"{LIST}{play}")

    assert page.status_code == 200
    assert text in html.unescape(page.text)
    for tag in ("<script>alert", "<img src=x", "</p></article></section>"):
        assert tag not in page.text.replace('<p class="text" dir="auto">', "")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_rereading_withholds_a_doubtful_exchange_for_good(school):
    school.doubted.add("il m'attend en vrai")
    play = school.play(school.own, lines=[*exchange(0), *exchange(1, "il m'attend en vrai"), *exchange(2)])
    page = html.unescape(school.visitor(school.educator).get(f"{LIST}{play}").text)
    school.doubted.clear()
    again = html.unescape(school.visitor(school.educator).get(f"{LIST}{play}").text)

    for told in (page, again):
        assert "il m'attend en vrai" not in told
        assert told.count('<p class="out">hors-jeu</p>') == 1
        assert "« non » conseil 2" in told
    with reading(school.database) as connection:
        kept = (
            connection.execute(sa.select(PlayLine.withheld).where(PlayLine.voice == "teen")).scalars().all()
        )
    assert kept == [False, True, False]


def test_a_rereading_that_fails_shows_nothing_and_is_tried_again(school, caplog):
    play = school.play(school.own, said="panne")
    page = school.visitor(school.educator).get(f"{LIST}{play}")

    assert page.status_code == 200
    assert "panne" not in page.text
    assert "panne" not in caplog.text
    with reading(school.database) as connection:
        assert (
            connection.execute(sa.select(PlayLine.withheld).where(PlayLine.voice == "teen")).scalar() is None
        )


def without_what_differs(page: str) -> str:
    """A page less its tokens, ids and nicknames."""
    page = re.sub(r'value="[^"]{40,}"|/transcriptions/\d+', "", page)
    return re.sub(r"[A-ZÉ]\w+ \w+ \d+", "", page)


def test_a_disclosure_a_pause_and_a_withheld_line_give_the_same_page(school):
    """Whole pages, not only the dialogue: nothing on them tells who said something real."""
    school.doubted.add("c'est pour de vrai")
    out = {"voice": "out", "text": "hors-jeu"}
    first, second, third = exchange(0), exchange(1), exchange(2)
    ways = {
        "pause": [*first, out, *second, *third],
        "disclosure": [*first, out, out, *second, *third],
        "withheld": [*first, *exchange(1, "c'est pour de vrai"), *third],
    }
    visitor = school.visitor(school.educator)
    pages = []
    for name, lines in ways.items():
        play = school.play(school.own, name, lines=lines)
        pages.append(without_what_differs(visitor.get(f"{LIST}{play}?scene=essai&fin=safe&relues=non").text))

    pages = [
        re.sub(r'<li class="page-item"><a [^>]*rel="(prev|next)".*?</a></li>\s*', "", page) for page in pages
    ]
    assert pages[0] == pages[1] == pages[2]


def test_next_and_previous_follow_the_filter(school):
    first = school.play(school.own, day=TODAY - dt.timedelta(days=3))
    school.play(school.own, day=TODAY - dt.timedelta(days=2), ending="close")
    last = school.play(school.own, day=TODAY - dt.timedelta(days=1))
    page = school.visitor(school.educator).get(f"{LIST}{last}?fin=safe").text

    assert re.search(rf'href="/equipe/transcriptions/{first}\?fin=safe" rel="next" data-key="j"', page)
    assert 'rel="prev"' not in page


def test_what_somebody_left_is_read_until_they_take_it_back(school):
    play = school.play(school.own)
    with writing(school.database) as connection:
        leave_class(connection, "renard", school.own, withdraw=False)
    assert school.visitor(school.educator).get(f"{LIST}{play}").status_code == 200
    with writing(school.database) as connection:
        leave_class(connection, "renard", school.own, withdraw=True)

    assert school.visitor(school.educator).get(f"{LIST}{play}").status_code == 404


# --- notes ----------------------------------------------------------------------------------------------------


def test_a_comment_is_read_by_colleagues_with_its_author(school):
    play = school.play(school.own)
    answer = school.visitor(school.educator).send(
        f"{LIST}{play}/commentaire?fin=safe", comment="À montrer\nlundi"
    )
    page = school.visitor(school.lead).get(f"{LIST}{play}").text

    assert answer.headers["Location"] == f"{LIST}{play}?fin=safe"
    assert "À montrer\nlundi" in page
    assert "<strong>Claire Morel</strong>" in page


@pytest.mark.parametrize(
    ("text", "told"), [("   ", "Écrivez quelque chose"), ("a" * 2001, "2000 caractères")]
)
def test_a_comment_that_will_not_do_is_told_and_kept(school, text, told):
    play = school.play(school.own)
    page = school.visitor(school.educator).send(f"{LIST}{play}/commentaire", comment=text)

    assert page.status_code == 400
    assert told in page.text
    assert text.strip() in page.text
    assert count(school, PlayComment, play) == 0


def test_one_takes_back_ones_own_comment_and_a_lead_anybodys(school):
    with writing(school.database) as connection:
        add_staff(connection, school.own, school.colleague)
    play = school.play(school.own)
    author, colleague = school.visitor(school.educator), school.visitor(school.colleague)
    for text in ("un", "deux"):
        author.send(f"{LIST}{play}/commentaire", comment=text)

    assert "Retirer" not in colleague.get(f"{LIST}{play}").text
    assert colleague.send(f"{LIST}{play}/commentaire/1/retirer").status_code == 404
    assert author.send(f"{LIST}{play}/commentaire/1/retirer").status_code == 302
    assert school.visitor(school.lead).send(f"{LIST}{play}/commentaire/2/retirer").status_code == 302
    assert count(school, PlayComment, play) == 0


def test_a_comment_of_another_transcript_cannot_be_taken_back_through_this_one(school):
    mine, other = school.play(school.own), school.play(school.own)
    author = school.visitor(school.educator)
    author.send(f"{LIST}{other}/commentaire", comment="là-bas")

    assert author.send(f"{LIST}{mine}/commentaire/1/retirer").status_code == 404
    assert count(school, PlayComment, other) == 1


def test_labels_are_chosen_among_those_there_are(school):
    play = school.play(school.own)
    visitor = school.visitor(school.educator)
    visitor.send(f"{LIST}{play}/etiquettes", label=["show_class", "good_answer", "dangereux", "<b>"])
    assert count(school, PlayLabel, play) == 2
    assert "À montrer en classe" in visitor.get(LIST).text
    visitor.send(f"{LIST}{play}/etiquettes", label=["good_answer"])

    assert count(school, PlayLabel, play) == 1


def test_reviewed_is_said_and_unsaid(school):
    play = school.play(school.own)
    visitor = school.visitor(school.educator)
    visitor.send(f"{LIST}{play}/relue", reviewed="1")
    assert row(school, play).reviewed
    visitor.send(f"{LIST}{play}/relue", reviewed="0")

    assert not row(school, play).reviewed


def test_every_view_even_a_head_request_is_written_down(school):
    play = school.play(school.own)
    visitor = school.visitor(school.educator)
    visitor.get(f"{LIST}{play}")
    visitor.client.head(f"{LIST}{play}")
    visitor.send(f"{LIST}{play}/commentaire", comment="")  # a refused comment shows it again

    assert count(school, AuditEntry, play) == 3


def test_the_list_alone_is_no_reading(school):
    play = school.play(school.own)
    school.visitor(school.educator).get(LIST)

    assert count(school, AuditEntry, play) == 0
