"""What is sent is always legal for Telegram, and shows the text as written."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.lines import Choice, Line, Picture
from bot.telegram.render import Photo, keyboard, render, split

HOSTILE = st.text(min_size=1, max_size=9000)


def plain(message_html: str) -> str:
    return html.unescape(re.sub(r"</?(?:b|tg-spoiler)>", "", message_html))


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_html_in_a_text_is_shown_not_obeyed():
    [message] = render(Line("<b>gras</b> & co"))
    assert message.html == "&lt;b&gt;gras&lt;/b&gt; &amp; co"


def test_the_speaker_stands_in_bold_above():
    [message] = render(Line("salut", "persona", speaker="Lilou <3"))
    assert message.html == "<b>💬 Lilou &lt;3</b>\nsalut"


def test_the_version_claire_hides_behind_a_tap():
    [message] = render(Line("slt cv", "persona", speaker="Lilou", clear="Salut, ça va ?"))
    assert message.html.endswith("\n<tg-spoiler>Salut, ça va ?</tg-spoiler>")


@given(HOSTILE.filter(lambda text: text.strip()), st.sampled_from(["vigie", "persona", "coach", "help"]))
def test_every_message_is_within_telegrams_limit_and_not_blank(text, voice):
    for message in render(Line(text, voice)):
        assert 0 < units(plain(message.html)) <= 4096
        assert plain(message.html).strip()


@given(HOSTILE)
def test_splitting_loses_nothing_but_space(text):
    assert "".join("".join(split(text)).split()) == "".join(text.split())


def test_only_the_last_part_carries_the_keyboard():
    first, last = render(Line("mot " * 1500, choices=(Choice("Oui", "c:play"),)))
    assert first.keyboard is None
    assert last.keyboard is not None


def test_short_labels_pair_up_and_long_ones_stand_alone():
    choices = (
        Choice("Oui", "c:1"),
        Choice("Non", "c:2"),
        Choice("Je préfère pas dire ça", "c:3"),
        Choice("Aide", "c:4"),
    )
    rows = keyboard(choices).inline_keyboard
    assert [[button.text for button in row] for row in rows] == [
        ["Oui", "Non"],
        ["Je préfère pas dire ça"],
        ["Aide"],
    ]


def a_line_with_a_picture(text: str, alt: str, **more: object) -> Line:
    return Line(text, "persona", speaker="Lilou", picture=Picture("profile", {}, alt), **more)  # type: ignore[arg-type]


def test_a_picture_is_one_photo_whose_caption_says_the_bubble_and_the_picture():
    choices = (Choice("Oui", "c:play"),)
    [photo] = render(a_line_with_a_picture("tiens <3", "Le profil : 2 ami·es & 0 <post>", choices=choices))
    assert isinstance(photo, Photo)
    assert photo.html == "<b>💬 Lilou</b>\ntiens &lt;3\nLe profil : 2 ami·es &amp; 0 &lt;post&gt;"
    assert photo.keyboard is not None
    assert [message.html for message in photo.instead] == [photo.html]


def test_words_too_long_for_a_caption_follow_the_photo_and_carry_the_keyboard():
    choices = (Choice("Oui", "c:play"),)
    photo, words = render(a_line_with_a_picture("mot " * 400, "Le profil", choices=choices))
    assert isinstance(photo, Photo)
    assert photo.html == "Le profil"
    assert photo.keyboard is None
    assert words.keyboard is not None
    assert [message.html for message in photo.instead] == ["Le profil"]


WORDS = HOSTILE.filter(lambda text: text.strip())


@given(WORDS, WORDS, st.text(max_size=1500))
def test_every_caption_is_within_telegrams_limit(text, alt, clear):
    for message in render(a_line_with_a_picture(text, alt, clear=clear)):
        assert units(plain(message.html)) <= (1024 if isinstance(message, Photo) else 4096)
