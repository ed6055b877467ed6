"""Twee 3 is read as its specification says, and whatever is wrong is told with its line."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.scenarios.twee import Link, TweeError, link_of, read_story

STORY = """:: StoryTitle
Un titre

:: StoryData
{"ifid": "A", "start": "Début"}

:: Début [trust key] {"position": "1,2"}
Bonjour.
[[Suite]]

:: Suite
\\:: pas un titre
Fin.


:: Style [stylesheet]
body {}
"""


def faults(text):
    with pytest.raises(TweeError) as caught:
        read_story(text)
    return [str(fault) for fault in caught.value.faults]


def test_title_data_names_tags_and_lines():
    story = read_story(STORY)
    assert story.title == "Un titre"
    assert story.data["start"] == "Début"
    assert list(story.passages) == ["Début", "Suite"]
    first, second = story.passages.values()
    assert (first.tags, first.line, first.text) == (("trust", "key"), 7, "Bonjour.\n[[Suite]]")
    assert second.text == ":: pas un titre\nFin."


def test_names_with_escaped_brackets():
    story = read_story(":: StoryTitle\nT\n:: Un \\[mot\\] \\{ici\\} [a]\nx\n")
    assert list(story.passages) == ["Un [mot] {ici}"]


@pytest.mark.parametrize(
    ("line", "link"),
    [
        ("[[Suite]]", Link("Suite", "Suite", "")),
        ("[[Dire non->Suite]] refuse, delay", Link("Dire non", "Suite", "refuse, delay")),
        ("[[Suite<-Dire non]]", Link("Dire non", "Suite", "")),
        ("[[Dire non|Suite]]", Link("Dire non", "Suite", "")),
        ("[[a->b->c]]", Link("a->b", "c", "")),
        ("rien", None),
    ],
)
def test_links_in_every_spelling(line, link):
    assert link_of(line) == link


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: no story title"),
        (":: StoryTitle\n\n", "line 1: no story title"),
        ("perdu\n:: StoryTitle\nT", "line 1: text before the first passage"),
        (":: StoryTitle\nT\n:: A\nx\n\n:: A\ny", "line 6: a second passage « A »; the first is on line 3"),
        (":: StoryTitle\nT\n::\nx", "line 3: not a passage header"),
        (":: StoryTitle\nT\n:: A [b\nx", "line 3: not a passage header"),
        (":: StoryTitle\nT\n:: StoryData\n{", "line 3: StoryData is not JSON"),
        (":: StoryTitle\nT\n:: StoryData\n[1]", "line 3: StoryData is not a JSON object"),
    ],
)
def test_each_fault_is_told_with_its_line(text, said):
    assert any(fault.startswith(said) for fault in faults(text))


def test_all_faults_are_told_at_once_in_the_order_of_the_file():
    assert [fault.split(":")[0] for fault in faults("::\n:: A\nx\n:: A\ny\n")] == [
        "line 1",
        "line 1",
        "line 4",
    ]


WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc", "Zl", "Zp", "Zs"]), min_size=1, max_size=12)
NAMES = st.lists(WORDS, min_size=1, max_size=3).map(" ".join)
BODIES = st.lists(st.lists(WORDS, max_size=4).map(" ".join), max_size=4)


def escaped(text):
    return "".join(f"\\{sign}" if sign in "\\[]{}" else sign for sign in text)


@given(st.dictionaries(NAMES, st.tuples(st.lists(WORDS, max_size=3), BODIES), max_size=5))
def test_a_story_written_out_is_read_back_as_it_was(passages):
    passages.pop("StoryTitle", None)
    passages.pop("StoryData", None)
    out = [":: StoryTitle", "T", "", ":: StoryData", json.dumps({"ifid": "A"}), ""]
    for name, (tags, body) in passages.items():
        mark = f" [{' '.join(map(escaped, tags))}]" if tags else ""
        out += [
            f":: {escaped(name)}{mark}",
            *(f"\\{line}" if line.startswith("::") else line for line in body),
            "",
        ]
    kept = {n: p for n, p in passages.items() if not {"script", "stylesheet"} & set(p[0])}
    story = read_story("\n".join(out))
    assert list(story.passages) == list(kept)
    for name, (tags, body) in kept.items():
        while body and not body[-1].strip():
            body.pop()
        # A backslash before « :: » is the one escape of a body.
        expected = [line[1:] if line.startswith("\\::") else line for line in body]
        assert story.passages[name].tags == tuple(tags)
        assert story.passages[name].text == "\n".join(expected)


def faults_of(text):
    """The faults of a text; none for a good story. Anything but TweeError escapes."""
    try:
        read_story(text)
    except TweeError as error:
        return error.faults
    return []


@given(st.text(max_size=400))
def test_any_text_is_a_story_or_says_what_is_wrong(text):
    assert all(fault.line >= 1 and fault.message for fault in faults_of(text))


@given(st.text(st.sampled_from(':[]{}\\-><| \nAb"'), max_size=200))
def test_any_jumble_of_its_signs_too(text):
    assert all(fault.message for fault in faults_of(f":: StoryTitle\nT\n{text}"))
    for line in text.splitlines():
        link_of(line)
