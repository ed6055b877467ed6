"""What is sent is always legal for Telegram, and shows the text as written."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.lines import Choice, Line
from bot.telegram.render import keyboard, render, split

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
