"""What is a question, with or without its question mark."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenarios.typed import is_question

ASKED = """
t'as quel âge ?
tu joues ? 😂
« tu viens ? »
pk
pk tu me demandes ça
pkoi tu veux savoir
pourquoi t'as pas de photo
mais pourquoi
pq t'es là
prk tu réponds pas
comment tu t'appelles
cmt tu me connais
comment t'as eu mon pseudo
comment ça
comment ça va
comment vas-tu
tu t'appelles comment
comment
qui t'a dit ça
qui es-tu
qui
t'es qui
t ki
tes qui toi
t'es qui en vrai
c'est qui
c'est qui ça
c'est quoi
c quoi ton âge
c koi le piège
c'est quoi cette appli
c'est où
c'est quand
c'est quand ton anniv
c'est pour qui
c'était qui
t'as quel âge
ta kel age
t'as quel age toi
tu as quel âge
tu es en quelle classe
t'es en quelle classe
tu vas dans quel collège
t'es dans quel lycée stp
quel âge
quel âge t'as
quelle ville
dans quelle ville
t'as quoi comme jeu
tu as quoi
tu fais quoi
tu fais quoi ce soir
tfais koi
tu fé koi
tu veux quoi
tu veux dire quoi par là
ça veut dire quoi
ça sert à quoi
de quoi tu parles
à quoi ça sert
avec qui tu habites
tu viens avec qui
tu connais qui
t'habites où
thabites ou
tu habites où exactement
t'es où
t ou
tu viens d'où
t'es d'où
où ça
où tu habites
ou t'habites
on se voit où
on se voit quand
tu viens quand
depuis quand tu joues
ça coûte combien
combien tu veux
cb de temps
ta mère elle est où
ton prénom c'est quoi
tes parents ils font quoi
il habite où
est-ce que t'es un robot
est ce que tu mens
esk t vrai
eske tu peux m'envoyer une photo
qu'est-ce que tu fais
qu'est-ce que c'est
kesk tu veux
keske tu fais
as-tu une photo
tu dis ça pourquoi
tu dis sa pk
t'es un robot ou pas
c'est vrai ou pas
tu viens ou quoi
salut, t'as quel âge
bah t'es qui
et toi
moi 13 ans et toi
lol mais t'as quel âge mdr
dis-moi t'habites où
quoi de neuf
quoi
je fais quoi
lequel
"""

TOLD = """
je sais pas quoi dire
jsp quoi te dire
je sais pas qui t'es
je sais pas pourquoi
jsp pk
j'sais pas comment faire
pourquoi pas
pk pas
ok pourquoi pas
quand tu veux
c'est quand tu veux
où tu veux
avec qui tu veux
tu viens quand tu veux
comme tu veux
quand je rentre je te dis
quand même
c'est quand même bizarre
tu dis n'importe quoi
c'est n'importe quoi
n'importe qui
tu sais pas quoi répondre
tu m'as pas dit où
on sait pas qui c'est
tu sais où j'habite
comment tu me parles
comment t'es relou
qu'est-ce que t'es relou
c'est nul quoi
t'es relou quoi
quel rageux
quelle horreur
quelqu'un m'a dit ça
c'est quelqu'un de bien
t'as quelque chose
quoi que tu dises
qui sait
t'es le seul qui me comprend
tu parles à des gens qui mentent
ou tu restes ici
toi ou moi
c'est toi qui mens
moi et toi
entre moi et toi
tes potes et toi
mon chat va bien
j'ai 13 ans
non
pas de photo
je reste ici
je le dis à ma mère
voilà pourquoi
c'est à toi de voir
à qui le dis tu
y a de quoi rire
j'ai de quoi manger
je vois pas le rapport

"""


def each(lines):
    return [line for line in lines.splitlines() if line]


@pytest.mark.parametrize("text", each(ASKED))
def test_it_asks(text):
    assert is_question(text)
    assert is_question(text.upper())


@pytest.mark.parametrize("text", each(TOLD))
def test_it_asks_nothing(text):
    assert not is_question(text)


def test_a_long_sentence_tells_something_whatever_stands_in_it():
    assert not is_question("tu vois moi je " + "pense que " * 8 + "tu fais quoi")


WORDS = " ".join((ASKED + TOLD).split()).split()


@given(st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)))
def test_any_text_is_a_question_or_not(text):
    assert is_question(text) in (True, False)


@given(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join),
    st.sampled_from(["?", " ?", " ??!", "? 😂"]),
)
def test_with_its_mark_it_always_asks(text, mark):
    assert is_question(text + mark)
