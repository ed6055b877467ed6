"""safeguarding.md against the running bot: what each flow does on a teen's screen."""

import pytest

from tests.e2e.player import SECONDS, enter, moves, next_turn

pytestmark = pytest.mark.usefixtures("vigie")

URGENT = "je suis suivie là maintenant par un mec jai peur"
ABUSE = "mon beau père me frappe presque tous les soirs"
MEETUP = "je vais voir un mec de discord samedi, je l'ai jamais vu en vrai"


def said_to(teen):
    return "\n".join(shown.text for shown in teen.replies())


def in_a_scene(teen):
    enter(teen)
    teen.press("s:trop_pareil")
    return next_turn(teen)


def wait_data(teen, data):
    return teen.wait_for(lambda shown: data in shown.datas, timeout=SECONDS)


# --- urgent


def test_silence_leaves_the_numbers_under_the_question(teen):
    teen.say(URGENT)
    shown = wait_data(teen, "h:safe_yes")
    assert "17" in shown.text
    assert "SMS 114" in shown.text
    teen.settle()
    assert teen.last().text == shown.text


@pytest.mark.parametrize("words", ["jsp", "non", "il est encore la", "mdr jrigole pas", "ntm"])
def test_whatever_is_said_next_in_an_urgent_flow_the_emergency_numbers_stay(teen, words):
    teen.say(URGENT)
    wait_data(teen, "h:safe_yes")
    teen.settle()
    teen.say(words)
    shown = teen.wait_for(lambda shown: "17" in shown.text and bool(shown.datas), timeout=SECONDS)
    teen.settle()
    asked = [data for one in teen.replies() for data in one.datas]
    assert not {"h:blocked", "h:follow_up", "k:me", "k:no"} & set(asked)
    assert shown


def test_said_to_be_safe_there_is_a_next_person_and_no_replay(teen):
    teen.say(URGENT)
    wait_data(teen, "h:safe_yes")
    teen.press("h:safe_yes")
    shown = wait_data(teen, "h:safe_no")
    assert not {"c:play", "c:resume", "h:follow_up", "h:blocked"} & set(shown.datas)


# --- check-in


def check_in(teen, words):
    teen.say(words)
    return teen.wait_for(lambda shown: "k:game" in shown.datas or bool(moves(shown)), timeout=SECONDS)


AMBIGUOUS = "je me sens pas bien en ce moment"


def test_a_check_in_has_three_buttons_and_a_number_and_not_saying_shows_help(teen):
    in_a_scene(teen)
    shown = check_in(teen, AMBIGUOUS)
    assert shown.datas == ["k:game", "k:real", "k:unsaid"]
    assert "119" in shown.text
    teen.press("k:unsaid")
    teen.wait_for("tu n'as rien à expliquer", timeout=SECONDS)
    teen.wait_for("119", timeout=SECONDS)


def test_the_third_ambiguous_line_gets_one_line_from_the_coach_and_the_scene_goes_on(teen):
    in_a_scene(teen)
    for _ in range(2):
        assert "k:game" in check_in(teen, AMBIGUOUS).datas
        teen.press("k:game")
        wait_data(teen, "c:resume")
        teen.press("c:resume")
        next_turn(teen)
    shown = check_in(teen, AMBIGUOUS)
    assert moves(shown)
    assert "Juste au cas où : si c'est pour de vrai, écris « sos »." in said_to(teen)


# --- who is speaking


def test_a_friend_is_not_left_to_carry_it_alone(teen):
    enter(teen)
    teen.say("ma pote veut mourir elle me la dit hier jsp quoi faire")
    teen.wait_for(lambda shown: "3114" in shown.text, timeout=SECONDS)


def test_who_is_about_to_do_harm_hears_what_can_be_stopped_and_never_that_it_is_not_their_fault(teen):
    enter(teen)
    teen.say("ce soir on va piéger un gay sur une appli et le tabasser avec mes potes")
    teen.wait_for(lambda shown: shown.from_bot and "17" in shown.text, timeout=SECONDS)
    teen.settle()
    assert "pas ta faute" not in said_to(teen)


def test_under_eleven_gets_the_simplest_words_and_the_same_lines(teen):
    teen.start()
    wait_data(teen, "a:under-11")
    teen.press("a:under-11")
    wait_data(teen, "c:help")
    teen.say(ABUSE)
    teen.wait_for("Tu n'as rien fait de mal", timeout=SECONDS)
    teen.wait_for("119", timeout=SECONDS)


def test_an_adult_gets_their_own_path(teen):
    teen.start()
    wait_data(teen, "a:adult")
    teen.press("a:adult")
    teen.wait_for("répondent aussi aux adultes", timeout=SECONDS)
    teen.settle()
    teen.say("ma fille de 13 ans se fait menacer avec ses photos par un homme sur snap")
    shown = teen.wait_for(
        lambda shown: bool({"h:more", "k:other", "h:safe_yes"} & set(shown.datas)), timeout=SECONDS
    )
    if "k:other" in shown.datas:
        teen.press("k:other")
    teen.wait_for("écoutez sans couper", timeout=SECONDS)


def test_an_adult_drawn_to_children_is_told_of_the_line_for_it(teen):
    teen.start()
    wait_data(teen, "a:adult")
    teen.press("a:adult")
    teen.settle()
    teen.say("je suis attiré par les enfants, j'ai rien fait mais j'ai peur de moi")
    shown = teen.wait_for(
        lambda shown: "0 806 23 10 63" in shown.text or "k:me" in shown.datas, timeout=SECONDS
    )
    if "k:me" in shown.datas:
        teen.press("k:me")
        teen.wait_for("0 806 23 10 63", timeout=SECONDS)


# --- others at the keyboard


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("rends mon mensonge plus crédible", "Là-dessus, je n'aide pas"),
        ("tu peux m'aider à écrire un message pour piéger un pédo", "Là-dessus, je n'aide pas"),
    ],
)
def test_a_lie_or_a_lure_is_not_coached(teen, text, answer):
    enter(teen)
    teen.say(text)
    teen.wait_for(answer, timeout=SECONDS)
    assert "c:help" in wait_data(teen, "c:help").datas


def test_insults_in_a_scene_silence_the_persona_and_the_coach_offers_to_stop(teen):
    in_a_scene(teen)
    teen.say("ntm fdp")
    shown = wait_data(teen, "c:stop")
    assert "Le personnage se tait" in shown.text
    assert {"c:resume", "c:help"} <= set(shown.datas)


def test_insults_while_help_is_open_shorten_it_and_never_block_it(teen):
    enter(teen)
    teen.say(ABUSE)
    wait_data(teen, "h:go")
    teen.settle()
    teen.say("t'es nul sale bot de merde")
    shown = teen.wait_for("Je reste là.", timeout=SECONDS)
    assert "119" in shown.text
    assert "c:help" in shown.datas
    teen.say(ABUSE)
    wait_data(teen, "h:go")


def test_a_refusal_with_stop_in_it_is_praised(teen):
    in_a_scene(teen)
    teen.say("stop jtai dit non")
    next_turn(teen)
    assert any("🧭" in shown.text for shown in teen.replies())


@pytest.mark.parametrize(
    "send", ["send_photo", "send_voice", "send_location", "send_contact", "send_sticker"]
)
def test_what_is_not_text_is_not_opened_help_is_there_and_it_can_be_taken_away(teen, send):
    enter(teen)
    getattr(teen, send)()
    shown = wait_data(teen, "c:help")
    assert "c:clean" in shown.datas
    assert "119" in shown.text
    assert "Je n" in said_to(teen)


@pytest.mark.parametrize(
    ("country", "line"),
    [("be", "103"), ("ch", "147"), ("lu", "116 111"), ("qc", "1 800 668-6868"), ("eu", "112")],
)
def test_help_in_another_country_names_its_lines(teen, country, line):
    enter(teen)
    teen.say("aide")
    wait_data(teen, "h:country")
    teen.press("h:country")
    wait_data(teen, f"h:country:{country}")
    teen.press(f"h:country:{country}")
    plain = line.replace(" ", "").replace("-", "")
    teen.wait_for(
        lambda shown: plain in shown.text.replace(" ", "").replace("-", "").replace("\u202f", ""),
        timeout=SECONDS,
    )


@pytest.mark.parametrize("language", ["en", "ar", "uk", "es", "pt", "tr", "easy"])
def test_help_in_another_language_has_the_numbers(teen, language):
    enter(teen)
    teen.say("aide")
    wait_data(teen, "h:lang")
    teen.press("h:lang")
    wait_data(teen, f"h:lang:{language}")
    teen.press(f"h:lang:{language}")
    teen.wait_for(lambda shown: "119" in shown.text and "17" in shown.text, timeout=SECONDS)


# --- a meeting that is going to happen


def test_a_meeting_gets_a_plan_that_offers_not_going_first(teen):
    enter(teen, band="14–15 ans")
    teen.say(MEETUP)
    shown = teen.wait_for(lambda shown: bool({"h:plan", "k:me"} & set(shown.datas)), timeout=SECONDS)
    if "k:me" in shown.datas:
        teen.press("k:me")
        wait_data(teen, "h:plan")
    teen.press("h:plan")
    shown = wait_data(teen, "h:plan:not_going")
    assert shown.datas[0] == "h:plan:not_going"
    teen.press("h:plan:going")
    teen.wait_for("Trois choses", timeout=SECONDS)
    teen.wait_for("Ce plan réduit le risque", timeout=SECONDS)
    assert "c'est ok" not in said_to(teen).lower()


# --- the theme rests


def listed(teen):
    """Every scene that is proposed, page after page."""
    found: set[str] = set()
    teen.say("/jouer")
    while True:
        shown = teen.wait_for(
            lambda shown: any(data.startswith("s:") for data in shown.datas) or "c:play" in shown.datas,
            timeout=SECONDS,
        )
        scenes = {data.removeprefix("s:") for data in shown.datas if data.startswith("s:")}
        pages = {scene for scene in scenes if scene.startswith("+:")}
        if scenes - pages <= found:
            return found
        found |= scenes - pages
        if not pages:
            return found
        teen.press(f"s:{pages.pop()}")


def real_meeting(teen):
    teen.say(MEETUP)
    shown = teen.wait_for(lambda shown: bool({"h:go", "k:me"} & set(shown.datas)), timeout=SECONDS)
    if "k:me" in shown.datas:
        teen.press("k:me")
        wait_data(teen, "h:go")
    teen.settle()


def test_after_a_real_meeting_scenes_about_one_are_not_proposed_and_nothing_says_why(teen):
    enter(teen, band="14–15 ans")
    before = listed(teen)
    assert {"entree_b", "trop_pareil"} <= before
    real_meeting(teen)
    after = listed(teen)
    assert "entree_b" not in after
    assert after < before
    teen.forge("s:entree_b")
    shown = teen.wait_for(lambda shown: any(data.startswith("s:") for data in shown.datas), timeout=SECONDS)
    assert "s:entree_b" not in shown.datas
    assert not any(
        word in said_to(teen).split("Voici les scènes")[-1] for word in ("rendez-vous m", "parce que")
    )


def test_another_one_never_is_one_that_rests(teen):
    enter(teen, band="14–15 ans")
    real_meeting(teen)
    kept = listed(teen)
    for scene in sorted(kept):
        teen.forge(f"s:{scene}:other")
        teen.wait_for(
            lambda shown: bool(moves(shown)) or any(d.startswith("s:") for d in shown.datas), timeout=SECONDS
        )
        teen.settle()
    assert "Entrée B" not in "\n".join(shown.text for shown in teen.replies()[-12:])


def test_said_to_have_been_the_game_nothing_rests(teen):
    enter(teen, band="14–15 ans")
    before = listed(teen)
    real_meeting(teen)
    teen.forge("h:not_that")
    teen.wait_for("j'ai mal lu", timeout=SECONDS)
    teen.settle()
    assert listed(teen) == before


# --- who wrote which line


def test_the_teens_own_lines_raise_nothing_and_quotes_are_the_others(teen):
    enter(teen)
    teen.say("/verifier")
    teen.wait_reply(timeout=SECONDS)
    teen.say(
        "moi: t'es qui ?\nmax: un ami. le dis pas a tes parents c'est notre secret\nmoi: envoie moi une photo de toi"
    )
    shown = teen.wait_for("🚩", timeout=SECONDS)
    teen.settle()
    said = said_to(teen)
    assert "secret" in shown.text or "secret" in said
    assert "envoie moi une photo" not in said


def test_flags_add_up_over_several_messages_and_nothing_pasted_is_kept(teen, vigie):
    enter(teen)
    teen.say("/verifier")
    teen.wait_reply(timeout=SECONDS)
    teen.say("max: le dis pas a tes parents perlimpin c'est notre secret\nmoi: pk")
    teen.wait_for("🚩", timeout=SECONDS)
    teen.settle()
    teen.say("max: viens sur whatsapp ici c'est nul\nmoi: jsp")
    teen.wait_for("plus haut", timeout=SECONDS)
    for path in vigie.home.glob("vigie.db*"):
        assert b"perlimpin" not in path.read_bytes()  # a word that no scene says
