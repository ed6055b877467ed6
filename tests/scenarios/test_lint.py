"""The lint catches each defect an author can make, and says where."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest

from bot.scenarios.lint import Problem, lint
from tests.scenarios.sample import NODES, scene_from


@pytest.fixture
def problems(data, library):
    """Lint the sample scene after a test has bent it."""

    def run(bend=None, **options):
        if bend:
            bend(data)
        return [str(problem) for problem in lint(scene_from(data, library), random_plays=3, **options)]

    return run


def version(data):
    return data["versions"][0]


def node(data, i=1):
    return version(data)["nodes"][f"node_{i:02}"]


def put(data, where, value):
    """Set `a.b.0.c` under the version."""
    *path, last = where.split(".")
    place = version(data)
    for step in path:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value


def test_the_sample_scene_has_no_problem(problems):
    assert problems() == []


LONG = "mot " * 45


@pytest.mark.parametrize(
    ("where", "value", "expected"),
    [
        # doors
        ("start", "nowhere", "no node 'nowhere'"),
        ("nodes.node_04.answers.0.to", "nowhere", "leads to 'nowhere', which does not exist"),
        ("nodes.node_04.answers.1.moves", ["chat"], "challenge is not answered"),
        ("nodes.node_04.stage", "secrecy", "unknown stage 'secrecy'"),
        ("nodes.node_04.lines.0.when", {"given": "age"}, "somebody may see none"),
        ("nodes.node_04.answers.2.reply.0.when", {"visited": "nowhere"}, "a condition names 'nowhere'"),
        ("nodes.node_04.answers.2.reply.0.when", {"played": "nowhere:chat"}, "a condition names 'nowhere'"),
        ("nodes.node_12.answers.0.to", "node_03", "can come back for ever"),
        # flags
        ("nodes.node_02.lines.0.flags", ["urgency"], "urgency is planted and never explained"),
        ("nodes.node_03.lines.0.flags", [], "secrecy is explained and never planted"),
        # profiles
        ("nodes.node_04.lines.0.profile", "nobody", "a bubble shows 'nobody'"),
        (
            "profiles",
            {"lou": {"name": "Lou", "joined": "hier", "friends": 1, "posts": 0}},
            "lou: is never shown",
        ),
        # words
        ("nodes.node_04.lines.0.text", LONG, "160 at most"),
        ("nodes.node_04.lines.0.text", "un " * 13 + "mot", "12 at most"),
        ("nodes.node_04.lines.0.text", "😭😭", "says nothing without its emoji"),
        ("nodes.node_04.lines.0.text", "va sur www.truc.fr", "looks like a link"),
        ("nodes.node_04.lines.0.text", "écris à lou@truc.fr", "looks like a link"),
        ("nodes.node_04.lines.0.clear", "appelle le 06 12 34 56 78", "looks like a link"),
        ("nodes.node_04.lines.0.text", "viens sur insta", "names a brand: insta"),
        ("nodes.node_04.lines.0.text", "salut {card.name}", "unknown placeholder {card.name}"),
        ("nodes.node_04.answers.0.feedback", "Tu tiens bon, fois numéro 0.", "feedback said already"),
        ("nodes.node_04.answers.0.feedback", "Cette phrase " + "très " * 20 + "longue.", "20 at most"),
        ("nodes.node_04.answers.0.better", LONG, "160 at most"),
        # buttons
        ("nodes.node_04.buttons", {"chat": "Parler", "refuse": "Dire non"}, "2 buttons; 3 to 5"),
        ("nodes.node_04.buttons.chat", "Parler de tout et rien", "at most three words more"),
        ("nodes.node_04.buttons.chat", "Parler anticonstitutionnellement ensemble", "32 at most"),
        ("nodes.node_04.buttons.chat", "Une blague", "begins with a verb"),
        (
            "nodes.node_04.buttons",
            {"refuse": "Dire non", "delay": "Attendre", "ask_proof": "Demander"},
            "nothing to choose",
        ),
        # ratings
        ("nodes.node_04.answers.0.rubric", "accepting", "accepting is a vulnerable type"),
        ("nodes.node_04.answers.0.rubric", "kindness", "unknown rubric type 'kindness'"),
        ("nodes.node_04.answers.1.rubric", "declining_directly", "a neutral one has none"),
        ("nodes.node_04.answers.0.rubric", None, "has a rubric type"),
        ("nodes.node_04.answers.1.false_alarm", True, "belong to genuine variants"),
        ("nodes.node_04.answers.2.gives", [], "says with `gives`"),
        # endings
        ("endings.safe.kind", "well_seen", "a fake scene does not end well_seen"),
        ("endings.safe.kind", "close", "no ending safe"),
        ("debrief.gave_away", [{"text": "x y", "when": {"given": "age"}}], "somebody may see none"),
        ("nodes.node_04.asks", {"dog": {"reply": "ouaf"}}, "has no words"),
    ],
)
def test_a_defect_in_a_version_is_named(problems, where, value, expected):
    found = problems(lambda data: put(data, where, value))
    assert any(expected in problem for problem in found), found


def test_a_node_nobody_reaches_is_named(problems):
    def skip(data):
        for answer in node(data, 3)["answers"]:
            answer["to"] = "node_05"

    assert "essai.essai_fake.node_04: is never reached" in problems(skip)


def test_an_ending_nobody_reaches_is_named(problems):
    def always_safe(data):
        for answer in node(data, 12)["answers"]:
            answer["to"] = "safe"

    found = problems(always_safe)
    assert "essai.essai_fake.helped: is never reached" in found


def test_a_branch_whose_condition_never_holds_hides_its_target(problems):
    def never(data):
        for answer in node(data, 12)["answers"]:
            answer["to"] = [{"when": {"given": "school", "not_given": "school"}, "to": "helped"}, "safe"]

    assert "essai.essai_fake.helped: is never reached" in problems(never)


def test_a_step_between_stages_must_be_on_the_graph(problems):
    def stages(data):
        data["stages"] = {"trust": ["secrecy"], "secrecy": []}
        node(data, 2)["stage"] = "secrecy"

    assert any("goes from secrecy to trust" in p for p in problems(stages))


def test_a_turn_shows_three_bubbles_at_most(problems):
    def four(data):
        node(data, 5)["lines"] = [{"text": "un"}, {"text": "deux"}, {"text": "trois"}]

    assert any("4 bubbles in a turn" in p for p in problems(four))


def test_bubbles_that_exclude_each_other_are_not_added_up(problems):
    def exclusive(data):
        node(data, 5)["lines"] = [
            {"text": "un"},
            {"text": "deux", "when": {"given": "school"}},
            {"text": "trois", "when": {"not_given": "school"}},
        ]

    assert problems(exclusive) == []


@pytest.mark.parametrize("count", [11, 19])
def test_a_version_has_12_to_18_nodes(problems, count):
    def resize(data):
        nodes = version(data)["nodes"]
        if count == 11:
            del nodes["node_01"]
            version(data)["start"] = "node_02"
        for i in range(13, count + 1):
            nodes[f"node_{i}"] = {**node(data, 12), "recap": f"Encore {i}."}
            answers = deepcopy(node(data, i - 1)["answers"])
            for answer in answers:
                answer["to"] = f"node_{i}"
            node(data, i - 1)["answers"] = answers

    assert any(f"{count} nodes; 12 to 18" in p for p in problems(resize))


def test_an_honest_person_plants_no_flag(problems):
    def honest(data):
        version(data)["variant"] = "genuine"

    found = problems(honest)
    assert any("an honest person plants no red flag" in p for p in found)
    assert any("a genuine scene does not end safe" in p for p in found)


def test_ages_and_versions_must_agree(problems):
    found = problems(lambda data: data.update(ages=["11-13", "14-15"]))
    assert any("14-15 is in `ages` or in a version, not in both" in p for p in found)


def test_help_lines_must_exist(problems):
    assert any("3018 is not a help line" in p for p in problems(resources=["119"]))
    assert problems(resources=["3018"]) == []
    assert any("0000 has no name" in p for p in problems(lambda data: data.update(call=["0000"])))


def test_phrases_never_said_are_looked_for_in_vigies_own_voice_only(problems):
    def forbidden(text):
        return ["promis"] if "promis" in text else []

    def persona_says(data):
        node(data, 4)["lines"][0]["text"] = "promis juré"

    def coach_says(data):
        node(data, 4)["answers"][0]["feedback"] = "C'est promis, ça va aller."

    assert problems(persona_says, forbidden=forbidden) == []
    assert any("forbidden phrase: promis" in p for p in problems(coach_says, forbidden=forbidden))


def test_a_brand_is_matched_by_whole_words(problems):
    assert problems(lambda data: node(data, 4)["lines"][0].update(text="un instant svp")) == []


def test_an_unknown_stage_and_an_unused_one_are_named(problems):
    found = problems(lambda data: data.update(stages={"trust": ["moon"], "gift": []}))
    assert "essai.stages.trust: unknown stage 'moon'" in found
    assert "essai.stages.gift: no node is at this stage" in found


def test_a_problem_reads_as_a_place_and_a_message():
    assert str(Problem("scene.node", "is lost")) == "scene.node: is lost"


def test_brands_come_from_the_rubric(data, library):
    scenario = scene_from(data, library)
    named = replace(scenario, rubric=scenario.rubric.copy(update={"brands": ("bonjour",)}))
    assert sum("names a brand" in str(p) for p in lint(named, random_plays=1)) == 2 * len(NODES)


def two_bands(data):
    """The sample scene for two bands, with a node that only the older meet."""
    data["ages"] = ["14-15", "16-18"]
    version(data).update(bands=["14-15", "16-18"])
    version(data)["role_card"]["age"] = 15
    extra = deepcopy(node(data, 4))
    extra.update(recap="Un moment de plus.", hints=["Un.", "Deux.", "Trois."])
    for i, answer in enumerate(extra["answers"]):
        answer.update(feedback=f"Voilà encore autre chose, réponse {i}.", to="node_05")
    version(data)["nodes"]["extra"] = extra
    for answer in node(data, 4)["answers"]:
        answer["to"] = [{"to": "extra", "when": {"band": "16-18"}}, "node_05"]


def test_a_node_of_one_band_is_reached_by_that_band(problems):
    assert problems(two_bands) == []


def test_a_node_that_no_band_meets_is_never_reached(problems):
    def neither(data):
        two_bands(data)
        for answer in node(data, 4)["answers"]:
            answer["to"] = [{"to": "extra", "when": {"band": "16-18", "not_visited": "node_01"}}, "node_05"]

    assert problems(neither) == ["essai.essai_fake.extra: is never reached"]


def test_a_condition_names_an_age_that_the_version_is_for(problems):
    def youngest(data):
        node(data, 4)["answers"][0]["reply"] = {"text": "ok", "when": {"band": "16-18"}}

    assert "essai.essai_fake.node_04: a condition names 16-18, an age this version is not for" in problems(
        youngest
    )


def test_the_nodes_are_counted_by_band_where_bands_play_apart(problems):
    def short(data):
        two_bands(data)
        for answer in node(data, 1)["answers"]:
            answer["to"] = [{"to": "node_03", "when": {"band": "14-15"}}, "node_02"]

    assert problems(short) == ["essai.essai_fake: 11 nodes at 14-15; 12 to 18 make a scene"]


def test_each_band_finds_a_key_moment_and_every_ending(problems):
    def younger_skip(data):
        two_bands(data)
        for i, name in enumerate(NODES):
            version(data)["nodes"][name]["key"] = False
            if i == 11:
                for answer in version(data)["nodes"][name]["answers"]:
                    answer["to"] = [{"to": "safe", "when": {"band": "14-15"}}, *answer["to"]]
        version(data)["nodes"]["extra"]["key"] = True

    found = problems(younger_skip)
    assert "essai.essai_fake: no key moment at 14-15" in found
    assert "essai.essai_fake: no ending close at 14-15" in found
    assert not any("at 16-18" in problem for problem in found)


def test_bubbles_of_different_bands_are_not_added_up_and_are_enough_together(problems):
    def by_age(data):
        two_bands(data)
        node(data, 1)["lines"] = [
            {"text": f"{text} {i}", "when": {"band": band}}
            for i in range(3)
            for text, band in (("salut", "14-15"), ("bonsoir", "16-18"))
        ]

    assert problems(by_age) == []


def test_a_band_that_may_read_nothing_at_a_node_is_named(problems):
    def only_older(data):
        two_bands(data)
        node(data, 1)["lines"] = [{"text": "bonsoir", "when": {"band": "16-18"}}]

    assert "essai.essai_fake.node_01.lines: every line has a condition: somebody may see none" in problems(
        only_older
    )


def test_a_loop_of_one_band_is_found(problems):
    def back(data):
        two_bands(data)
        for answer in node(data, 12)["answers"]:
            answer["to"] = [{"to": "node_01", "when": {"band": "16-18"}}, *answer["to"]]

    assert any("can come back for ever" in problem for problem in problems(back))
