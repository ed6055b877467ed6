"""The help dialogue: pure steps from a reading of risk, or a button, to bubbles.

Routing is `routing.py`, wording `content/replies/help.yml`, facts `content/resources/`; rules: safeguarding.md.
The state is JSON, holds no text, and expires with the live state; every answer is understood without it.
The clock is passed in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.lines import Choice, Line
from bot.quiet_hours import QUIET_FROM, QUIET_UNTIL
from bot.safety.cards import number_line, number_words
from bot.safety.numbers import NumberWords, print_number
from bot.safety.plan import PlanWords, answer_plan
from bot.safety.plan import ask as ask_plan
from bot.safety.resources import COUNTRIES, Need, Resource, Resources, open_now
from bot.safety.risk import CATEGORIES, NO_RISK, Risk
from bot.safety.routing import CONTENT_CATEGORIES, friend_target, route
from bot.safety.wording import MAX_BUBBLE, ActionWords, HelpWords, Speaks

UNDER_11 = "under-11"
ADULT = "adult"
_BARRIERS_A_PAGE = 6
#: What an adult drawn to children is told of, beside the lines.
_ATTRACTION_CATEGORIES = frozenset({"grooming", "abuse", "sextortion"})
_LEVELS = ("urgent", "high", "medium")


@dataclass(frozen=True)
class HelpStep:
    """What help says now and what it must remember: `state` is JSON without any text, {} once it is over."""

    state: dict[str, Any]
    lines: tuple[Line, ...]
    #: A message the next day was asked for, at this hour (0–23, never a quiet one).
    next_day_at: int | None = None


@dataclass(frozen=True)
class _Case:
    """Who needs what, where: what the state holds."""

    category: str = "friend"
    level: str = "high"
    role: str = "self"
    also: tuple[str, ...] = ()
    country: str = "fr"
    in_scene: bool = False
    band: str | None = None
    follow_up: bool = False
    step: str = "open"

    def as_state(self, step: str) -> dict[str, Any]:
        return {
            "category": self.category,
            "level": self.level,
            "role": self.role,
            "also": list(self.also),
            "country": self.country,
            "in_scene": self.in_scene,
            "band": self.band,
            "follow_up": self.follow_up,
            "step": step,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any] | None) -> _Case | None:
        """The case of a state; None where there is none or it is of another shape."""
        if not state or state.get("category") not in CATEGORIES or state.get("level") not in _LEVELS:
            return None
        return cls(
            category=state["category"],
            level=state["level"],
            role=state.get("role") or "self",
            also=tuple(other for other in state.get("also") or () if other in CATEGORIES),
            country=state.get("country") or "fr",
            in_scene=bool(state.get("in_scene")),
            band=state.get("band"),
            follow_up=bool(state.get("follow_up")),
            step=state.get("step") or "open",
        )

    @property
    def speaks(self) -> Speaks:
        """Whose opening it is."""
        target = friend_target(self.category, self.also)
        if self.role == "author":
            return "author_before" if self.level == "urgent" else "author_after"
        if self.role == "witness":
            return "witness_content" if target in CONTENT_CATEGORIES else "witness"
        return "friend" if self.role == "friend" or self.category == "friend" else "self"


@dataclass(frozen=True)
class Help:
    """Help in plain functions over its wording and the help lines; nothing here changes."""

    words: HelpWords
    plan: PlanWords
    resources: Resources
    _numbers: NumberWords = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_numbers", number_words(self.words.numbers))

    # ------------------------------------------------------------------ opening

    def open_help(
        self,
        risk: Risk,
        now: dt.datetime,
        *,
        country: str = "fr",
        in_scene: bool = False,
        age_band: str | None = None,
        offer_follow_up: bool = False,
    ) -> HelpStep:
        """Answer something real. A risk without category opens the help menu. Raises ValueError on a naive `now`.

        `offer_follow_up`: whether the caller can send a message the next day (never offered when urgent).
        """
        if risk.category is None:
            return HelpStep({}, self.help_menu(now, country=country))
        case = _Case(
            category=risk.category,
            level=risk.level or "high",
            role=risk.role or "self",
            also=risk.also,
            country=country,
            in_scene=in_scene,
            band=age_band,
            # The youngest are sent to a grown-up, not to a message of tomorrow.
            follow_up=offer_follow_up and age_band != UNDER_11,
        )
        return self._opened(case, now)

    def _opened(self, case: _Case, now: dt.datetime) -> HelpStep:
        if case.level != "urgent" and (case.band == ADULT or self._speaks_of_attraction(case)):
            return HelpStep(case.as_state("open"), self._adult(case, now))
        if case.band == UNDER_11:
            return self._under_eleven(case, now)
        acknowledge, action = self._acknowledge(case), self._action(case)
        if case.level == "urgent":
            return HelpStep(
                case.as_state("safe"),
                (*_bubbles(acknowledge, action, self._urgent_card(case, now)), self._ask_safe(case, now)),
            )
        lines = self._route(case, now)
        first = lines[0]
        tail = [
            self.words.what_happens.format(name=_short_name(first), what=first.what_happens),
            self.words.honest,
        ]
        if len(" ".join(tail)) > MAX_BUBBLE:
            # The line whose story is long keeps its first sentence; the promise not made is always said.
            tail[0] = tail[0].split(". ")[0] + "."
        return HelpStep(
            case.as_state("open"),
            (
                *_bubbles(acknowledge, action, self._printed(lines, now, case)),
                Line("\n".join(tail), voice="help", choices=self._open_choices(case)),
            ),
        )

    def _acknowledge(self, case: _Case) -> str:
        texts = self.words.acknowledge[case.speaks]
        return texts.get(case.category) or texts["other"]

    def _action(self, case: _Case) -> str:
        speaks = "author" if case.speaks.startswith("author") else case.speaks
        texts = self.words.action[speaks]  # type: ignore[index]
        words: ActionWords = texts.get(friend_target(case.category, case.also)) or texts["other"]
        text = words.urgent if case.level == "urgent" else words.other
        return text.format(**self._places(case.country))

    def _places(self, country: str) -> dict[str, str]:
        """Numbers that stand in sentences: « 17 ou 112 », « 15 »."""
        file = self.resources.of(country)
        police = " ou ".join(_reach(resource) for resource in file.answering("police"))
        child = file.answering("child") or file.answering("police")
        return {
            "police": police,
            "medical": _reach(file.answering("medical")[0]),
            "child": _reach(child[0]),
            "suicide": _reach((file.answering("suicide") or child)[0]),
        }

    def _open_choices(self, case: _Case) -> tuple[Choice, ...]:
        buttons = self.words.buttons
        game = (Choice(buttons.game, "h:game"),) if case.in_scene else ()
        return (
            Choice(buttons.go, "h:go"),
            Choice(buttons.blocked, "h:blocked"),
            *self._plan_door(case),
            *game,
            Choice(buttons.not_that, "h:not_that"),
        )

    def _plan_door(self, case: _Case) -> tuple[Choice, ...]:
        """A meeting may still be going to happen: a plan for it."""
        own = case.role == "self" and "meetup" in (case.category, *case.also)
        return (Choice(self.plan.door, "h:plan"),) if own else ()

    def _ask_safe(self, case: _Case, now: dt.datetime) -> Line:
        """The one question. The numbers stand under it: who falls silent keeps them last on screen."""
        words, buttons = self.words.ask_safe, self.words.buttons
        text = words.text if case.speaks == "self" else self.words.ask_safe_friend
        game = (Choice(buttons.game, "h:game"),) if case.in_scene else ()
        question = words.text if case.speaks.startswith("author") else text
        return Line(
            f"{question}\n\n{self._reaches(self._route(case, now))}",
            voice="help",
            choices=(
                Choice(words.yes, "h:safe_yes"),
                Choice(words.no, "h:safe_no"),
                Choice(words.unsure, "h:safe_unsure"),
                *game,
                Choice(buttons.not_that, "h:not_that"),
            ),
        )

    def _under_eleven(self, case: _Case, now: dt.datetime) -> HelpStep:
        """The simplest words; the same lines and the same question when it is urgent."""
        words = self.words.under_11
        opening = words.author if case.role == "author" else words.acknowledge
        urgent = case.level == "urgent"
        card = (
            self._urgent_card(case, now) if urgent else self._printed(self._route(case, now)[:2], now, case)
        )
        lines = _bubbles(
            opening, words.urgent if urgent else words.action, card if urgent else f"{words.numbers}\n{card}"
        )
        if urgent:
            return HelpStep(case.as_state("safe"), (*lines, self._ask_safe(case, now)))
        return HelpStep(
            case.as_state("open"),
            (*lines, Line(self.words.honest, voice="help", choices=self._open_choices(case))),
        )

    def _speaks_of_attraction(self, case: _Case) -> bool:
        """Somebody of unknown age, drawn to children or having approached one."""
        return case.band is None and case.role == "author" and case.category == "grooming"

    def _adult(self, case: _Case, now: dt.datetime) -> tuple[Line, ...]:
        """Adults worried for a child; one who speaks of being drawn to children is told of the line for it."""
        words, file = self.words.adult, self.resources.of(case.country)
        chosen = [line for line in self._route(case, now) if line.id != "114"]
        for need in ("child", "online"):
            chosen += [line for line in file.answering(need)[:1] if line not in chosen]
        chosen.sort(key=lambda line: open_now(line, now) is not True)
        printed = self._printed(chosen[:4], now, case)
        extra = ""
        target = friend_target(case.category, case.also)
        if case.role == "author" and target in _ATTRACTION_CATEGORIES and file.answering("attraction"):
            extra = words.attraction.format(number=_reach(file.answering("attraction")[0]))
        opening = words.open if case.speaks == "friend" else words.open_self
        if case.role == "author":
            opening = self._acknowledge(case)
        lines = _bubbles(opening, extra or words.how, printed)
        return (
            *lines[:-1],
            Line(lines[-1].text, voice="help", choices=(Choice(self.words.buttons.more, "h:more"),)),
        )

    # ------------------------------------------------------------------ numbers

    def _route(self, case: _Case, now: dt.datetime) -> tuple[Resource, ...]:
        file = self.resources.of(case.country)
        return route(file, now, case.category, case.level, case.role, case.also)

    def _print(self, resource: Resource, now: dt.datetime) -> str:
        return print_number(number_line(resource, self.words.numbers), self._numbers, now)

    def _printed(self, lines: Iterable[Resource], now: dt.datetime, case: _Case) -> str:
        """The lines one under the other, with the quiet word that sextortion always carries."""
        return _fitting([self._print(line, now) for line in lines], self._quiet(case))

    def _quiet(self, case: _Case) -> str:
        """The quiet line of every reply about pictures or blackmail (safeguarding.md « Which number »)."""
        if "sextortion" not in (case.category, *case.also):
            return ""
        return self.words.quiet_suicide.format(number=self._places(case.country)["suicide"])

    def _reaches(self, lines: Sequence[Resource]) -> str:
        """Numbers alone, in one short line."""
        return self.words.reach.format(numbers=" · ".join(map(_short, lines)))

    def brief(self, now: dt.datetime, *, country: str = "fr") -> tuple[Line, ...]:
        """Help shortened, never blocked: for insults and nonsense while it is open."""
        file = self.resources.of(country)
        lines = [*file.answering("police"), *file.answering("silent")[:1], *file.answering("child")[:1]]
        numbers = " · ".join(_short(line) for line in lines if open_now(line, now))
        choices = (Choice(self.words.buttons.help, "c:help"), self._menu_choice())
        return (Line(self.words.brief.format(numbers=numbers), voice="help", choices=choices),)

    def _urgent_card(self, case: _Case, now: dt.datetime) -> str:
        lines = self._route(case, now)
        parts = [self._print(line, now) for line in lines]
        ids = {line.id for line in lines}
        medical = self.resources.of(case.country).answering("medical")[0]
        if "114" in ids:
            parts.append(self.words.copy_sms)
        if friend_target(case.category, case.also) in {"danger", "abuse"} and medical.id not in ids:
            parts.append(self.words.hurt.format(number=_reach(medical)))
        return _fitting(parts, self._quiet(case))

    # ------------------------------------------------------------------ turns

    def help_turn(
        self,
        state: Mapping[str, Any] | None,
        answer: str,
        now: dt.datetime,
        *,
        country: str = "fr",
        age_band: str | None = None,
        offer_follow_up: bool = False,
    ) -> HelpStep:
        """One button of a help dialogue: `answer` is what follows `h:`. Unknown or forged answers get the numbers.

        `country`, `age_band` and `offer_follow_up` hold where the state has been forgotten, or none was open.
        """
        verb, _, argument = answer.partition(":")
        case = _Case.from_state(state)
        here = case.country if case else country
        if verb in {"theme", "about"}:
            read = theme_risk(argument) if verb == "theme" else _about_risk(argument)
            if verb == "theme" and argument == "friend":
                return HelpStep({}, self._about_whom())
            return self.open_help(read, now, country=here, age_band=age_band, offer_follow_up=offer_follow_up)
        if verb == "lang":
            return HelpStep(dict(state or {}), self._language(argument, here))
        if verb == "country":
            return self._country(case, argument, now)
        if verb == "more":
            return HelpStep(dict(state or {}), self.all_numbers(now, country=here))
        if verb == "next_day":
            return self._next_day(case, argument, now, here)
        if verb == "plan" and (case is None or case.level != "urgent" or case.step == "safe_yes"):
            return HelpStep(dict(state or {}), self._plan(argument, age_band, here))
        if case is None:
            return HelpStep({}, self._expired(now))
        if verb in {"safe_no", "safe_unsure"}:
            return self._not_safe(case, now)
        if verb == "safe_yes":
            return self._safe(case, now)
        if verb in {"game", "not_that"}:
            return HelpStep({}, self.correction(verb, now, in_scene=case.in_scene, country=case.country))
        if case.level == "urgent":
            # No barrier, no follow-up here: whatever else is pressed, the emergency card is what stays.
            return self._not_safe(case, now)
        if verb == "go":
            return self._going(case, now)
        if verb == "blocked":
            return HelpStep(case.as_state("barrier"), (self._barriers(case, argument),))
        if verb == "barrier":
            return self._barrier(case, argument, now)
        if verb in {"follow_up", "tomorrow"} and case.follow_up:
            return self._tomorrow(case, argument if verb == "tomorrow" else None)
        if verb == "done":
            return HelpStep({}, (Line(self.words.done, voice="help", choices=(self._menu_choice(),)),))
        return HelpStep(case.as_state("open"), self.all_numbers(now, country=case.country))

    def _tomorrow(self, case: _Case, hour: str | None) -> HelpStep:
        """A message the next day: at which hour? `hour` None asks; « no » declines; anything else is an hour."""
        words = self.words.follow_up
        if hour == "no":
            return HelpStep(case.as_state("going"), (self._last(words.not_set),))
        chosen = int(hour) if hour is not None and hour.isdecimal() else None
        if chosen is not None and QUIET_UNTIL <= chosen < QUIET_FROM:
            text = words.set.format(hour=chosen)
            return HelpStep(case.as_state("going"), (self._last(text),), next_day_at=chosen)
        choices = tuple(Choice(words.hour.format(hour=one), f"h:tomorrow:{one}") for one in words.hours)
        line = Line(
            words.ask if hour is None else words.unclear,
            voice="help",
            choices=(*choices, Choice(words.none, "h:tomorrow:no")),
        )
        return HelpStep(case.as_state("hour"), (line,))

    def _next_day(self, case: _Case | None, answer: str, now: dt.datetime, country: str) -> HelpStep:
        """The answer to the message of the next day. What it was about may have been forgotten since."""
        words, state = self.words.follow_up, case.as_state(case.step) if case else {}
        if answer == "fine":
            return HelpStep({}, (self._last(words.fine),))
        if answer != "same" or case is None:
            before = (Line(words.same, voice="help"),) if answer == "same" else ()
            return HelpStep(state, (*before, *self.help_menu(now, country=country)))
        if case.level == "urgent":
            return self._not_safe(case, now)
        choices = (
            Choice(self.words.buttons.blocked, "h:blocked"),
            Choice(self.words.buttons.more, "h:more"),
            self._menu_choice(),
        )
        text = self._printed(self._route(case, now), now, case)
        same = words.same_author if case.role == "author" else words.same
        return HelpStep(
            case.as_state("open"), (Line(same, voice="help"), Line(text, voice="help", choices=choices))
        )

    def _plan(self, answer: str, band: str | None, country: str) -> tuple[Line, ...]:
        if not answer:
            return ask_plan(self.plan)
        silent = "".join(
            f"SMS sans parler : {_reach(line)}."
            for line in self.resources.of(country).answering("silent")[:1]
        )
        return answer_plan(self.plan, answer, band, {**self._places(country), "silent": silent})

    def _last(self, text: str) -> Line:
        return Line(text, voice="help", choices=(self._menu_choice(),))

    def _expired(self, now: dt.datetime) -> tuple[Line, ...]:
        return (Line(self.words.expired, voice="help"), *self.all_numbers(now)[:3])

    def _not_safe(self, case: _Case, now: dt.datetime) -> HelpStep:
        """The emergency card, last on screen."""
        urgent = _urgent(case)
        action = self.words.under_11.urgent if case.band == UNDER_11 else self._action(urgent)
        card = Line(
            self._urgent_card(urgent, now),
            voice="help",
            choices=(Choice(self.words.buttons.safe_now, "h:safe_yes"),),
        )
        return HelpStep(urgent.as_state("unsafe"), (*_bubbles(self.words.safe_no, action), card))

    def _safe(self, case: _Case, now: dt.datetime) -> HelpStep:
        calmer = _Case.from_state({**case.as_state("open"), "level": "high"}) or case
        lines = self._route(calmer, now)
        buttons = self.words.buttons
        return HelpStep(
            case.as_state("safe_yes"),
            (
                Line(self.words.safe_yes.format(**self._places(case.country)), voice="help"),
                Line(
                    f"{self.words.safe_yes_next}\n{self._printed(lines, now, case)}",
                    voice="help",
                    choices=(
                        Choice(buttons.not_safe, "h:safe_no"),
                        *self._plan_door(case),
                        self._menu_choice(),
                    ),
                ),
            ),
        )

    def _going(self, case: _Case, now: dt.datetime) -> HelpStep:
        others = [line for line in self._route(case, now)[1:] if open_now(line, now)]
        text = self.words.go_next.format(numbers=_reach(others[0])) if others else self.words.go
        text = _fitting([text], self._quiet(case))
        buttons = self.words.buttons
        follow = (Choice(buttons.follow_up, "h:follow_up"),) if case.follow_up else ()
        choices = (Choice(buttons.done, "h:done"), Choice(buttons.blocked, "h:blocked"), *follow)
        return HelpStep(
            case.as_state("going"),
            (Line(text, voice="help"), Line(self.words.go_after, voice="help", choices=choices)),
        )

    def _barriers(self, case: _Case, page: str) -> Line:
        words, buttons = self.words.barriers, self.words.buttons
        start = _BARRIERS_A_PAGE if page == "2" else 0
        options = [one for one in words.options if one.answer_to(author=case.role == "author")]
        shown = options[start:] if start else options[:_BARRIERS_A_PAGE]
        other = Choice(buttons.back, "h:blocked") if start else Choice(buttons.more_barriers, "h:blocked:2")
        return Line(
            words.ask,
            voice="help",
            choices=(*(Choice(option.label, f"h:barrier:{option.id}") for option in shown), other),
        )

    def _barrier(self, case: _Case, barrier_id: str, now: dt.datetime) -> HelpStep:
        option = next((one for one in self.words.barriers.options if one.id == barrier_id), None)
        answer = option.answer_to(author=case.role == "author") if option else ""
        if option is None or not answer:
            return HelpStep(case.as_state("barrier"), (self._barriers(case, ""),))
        watched = option.id == "phone_read"
        if watched:
            # Somebody reads that phone: no message is sent to it, and the screen can be cleaned.
            case = replace(case, follow_up=False)
        lines = self._route(case, now)
        facts = {
            **self._places(case.country),
            "written": self._written(case, now),
            "bill": self._phone_bill(case.country),
        }
        buttons = self.words.buttons
        step = self.words.barriers.next.format(step=option.step.format(**facts)).strip()
        return HelpStep(
            case.as_state("barrier_answered"),
            (
                Line(answer.format(**facts), voice="help"),
                Line(step, voice="help"),
                Line(
                    self._printed(lines[:1], now, case),
                    voice="help",
                    choices=(
                        Choice(buttons.go, "h:go"),
                        Choice(buttons.other_barrier, "h:blocked"),
                        Choice(buttons.clean, "c:clean") if watched else Choice(buttons.more, "h:more"),
                    ),
                ),
            ),
        )

    def _written(self, case: _Case, now: dt.datetime) -> str:
        """Where one can write right now, for who does not dare to call."""
        file = self.resources.of(case.country)
        needs: tuple[Need, ...] = ("police_chat", "online", "child", "talk")
        candidates = [*self._route(case, now), *(line for need in needs for line in file.answering(need))]
        for line in candidates:
            if "chat" in line.channels and open_now(line, now, "chat"):
                return self.words.written.format(reach=line.channels["chat"].reach)
        return ""

    def _phone_bill(self, country: str) -> str:
        file = self.resources.of(country)
        for line in file.answering("child"):
            if line.phone_bill == "not_shown":
                return self.words.numbers.phone_bill.format(number=_reach(line))
        return ""

    # ------------------------------------------------------------------ doors without a disclosure

    def help_menu(self, now: dt.datetime, *, country: str = "fr") -> tuple[Line, ...]:
        """/aide, *sos*, *stop*: emergency numbers first, then themes by button. Raises ValueError on a naive `now`."""
        words, buttons = self.words.menu, self.words.buttons
        file = self.resources.of(country)
        silent = "".join(self._print(line, now) for line in file.answering("silent")[:1])
        child = self._print((file.answering("child") or file.answering("police"))[0], now)
        emergency = words.emergency.format(silent=silent, **self._places(country))
        themes = tuple(
            Choice(theme.label, f"h:theme:{'witness' if theme.role == 'witness' else theme.category}")
            for theme in words.themes
        )
        return (
            Line(_fitting([emergency.strip(), child]), voice="help"),
            Line(
                words.ask,
                voice="help",
                choices=(
                    *themes,
                    Choice(buttons.more, "h:more"),
                    Choice(buttons.country, "h:country"),
                    Choice(buttons.languages, "h:lang"),
                    self._menu_choice(),
                ),
            ),
        )

    def _about_whom(self) -> tuple[Line, ...]:
        choices = tuple(
            Choice(one.label, f"h:about:{one.category}")
            for one in self.words.menu.themes
            if one.role == "self"
        )
        return (Line(self.words.menu.friend_ask, voice="help", choices=choices),)

    def all_numbers(self, now: dt.datetime, *, country: str = "fr") -> tuple[Line, ...]:
        """Every line a teen may need, emergencies first, three bubbles at most. Raises ValueError on a naive `now`."""
        file = self.resources.of(country)
        needs: Sequence[Need] = (
            "police",
            "medical",
            "silent",
            "child",
            "suicide",
            "online",
            "police_chat",
            "talk",
            "lgbt",
            "cyber",
            "missing",
        )
        seen: dict[str, Resource] = {}
        for need in needs:
            for line in file.answering(need):
                seen.setdefault(line.id, line)
        bubbles = _packed([self._print(line, now) for line in seen.values()])[:4]
        choices = (Choice(self.words.buttons.help, "c:help"), self._menu_choice())
        return tuple(
            Line(text, voice="help", choices=choices if index == len(bubbles) - 1 else ())
            for index, text in enumerate(bubbles)
        )

    def _country(self, case: _Case | None, country: str, now: dt.datetime) -> HelpStep:
        if country not in COUNTRIES:
            choices = tuple(Choice(self.resources.of(code).name, f"h:country:{code}") for code in COUNTRIES)
            state = case.as_state(case.step) if case else {}
            return HelpStep(state, (Line(self.words.menu.country_ask, voice="help", choices=choices),))
        if case is not None:
            there = _Case.from_state({**case.as_state(case.step), "country": country})
            if there is not None:
                return self._opened(there, now)
        return HelpStep({}, self.all_numbers(now, country=country))

    def _language(self, language: str, country: str) -> tuple[Line, ...]:
        choices = (Choice(self.words.buttons.more, "h:more"), self._menu_choice())
        for card in self.words.languages:
            if card.id == language:
                return (Line(card.text, voice="help", choices=choices),)
        if language == "easy":
            places = self._places(country)
            return (Line(self.words.easy_french.format(**places), voice="help", choices=choices),)
        listed = tuple(Choice(card.label, f"h:lang:{card.id}") for card in self.words.languages)
        easy = Choice(self.words.menu.easy, "h:lang:easy")
        return (Line(self.words.menu.language_ask, voice="help", choices=(easy, *listed)),)

    def check_in(
        self, in_scene: bool, risk: Risk, now: dt.datetime, *, country: str = "fr"
    ) -> tuple[Line, ...]:
        """« du jeu ou de ta vraie vie ? », with numbers already visible. Raises ValueError on a naive `now`."""
        words = self.words.check_in
        lines = route(
            self.resources.of(country),
            now,
            risk.category or "distress",
            risk.level or "medium",
            risk.role or "self",
            risk.also,
        )
        if in_scene:
            question = words.scene
            choices = (
                Choice(words.scene_game, "k:game"),
                Choice(words.scene_real, "k:real"),
                Choice(words.scene_unsaid, "k:unsaid"),
            )
        else:
            question = words.idle
            choices = (
                Choice(words.idle_me, "k:me"),
                Choice(words.idle_other, "k:other"),
                Choice(words.idle_no, "k:no"),
            )
        head = f"{question}\n\n{words.help_here}\n{self._print(lines[0], now)}"
        second = "".join(self._print(line, now) for line in lines[1:2])
        text = _fitting([head, second] if second else [head], self._at_any_hour(risk, lines[:2], country))
        if second not in text:
            text = _fitting([head], self._at_any_hour(risk, lines[:1], country))
        return (Line(text, voice="help", choices=choices),)

    def _at_any_hour(self, risk: Risk, shown: Sequence[Resource], country: str) -> str:
        """Whatever a message was read as, the line that takes any child's call stays in sight; for pictures, 3114."""
        file = self.resources.of(country)
        quiet = "sextortion" in (risk.category, *risk.also)
        wanted = [*file.answering("child")[:1], *(file.answering("suicide")[:1] if quiet else ())]
        numbers = [_reach(line) for line in wanted if line not in shown]
        return self.words.check_in.any_hour.format(numbers=" · ".join(numbers)) if numbers else ""

    def check_in_answer(
        self,
        answer: str,
        risk: Risk | None,
        now: dt.datetime,
        *,
        in_scene: bool,
        country: str = "fr",
        age_band: str | None = None,
        offer_follow_up: bool = False,
    ) -> HelpStep:
        """What follows `k:`. `risk` is the reading that was asked about; None when it has been forgotten since."""
        words = self.words.check_in
        resume = Choice(self.words.buttons.resume, "c:resume") if in_scene else self._menu_choice()
        if answer in {"game", "no"}:
            text = words.game_answer if answer == "game" else words.no_answer
            return HelpStep({}, (Line(text, voice="help", choices=(resume,)),))
        read = risk or NO_RISK
        if answer in {"real", "me", "other"} and read.category is not None:
            if answer == "other" and read.category != "friend":
                read = Risk("alarm", "friend", read.level, "friend", (read.category, *read.also))
            return self.open_help(
                Risk("alarm", read.category, read.level, read.role, read.also),
                now,
                country=country,
                in_scene=in_scene,
                age_band=age_band,
                offer_follow_up=offer_follow_up,
            )
        if answer == "unsaid":
            numbers = self.all_numbers(now, country=country)
            return HelpStep({}, (Line(words.unsaid_answer, voice="help"), *numbers[:3]))
        return HelpStep({}, self.help_menu(now, country=country))

    def correction(
        self, kind: str, now: dt.datetime, *, in_scene: bool = False, country: str = "fr"
    ) -> tuple[Line, ...]:
        """« c'était pour le jeu », « c'est pas ça »: no label, no reproach, and the word that always works."""
        words = self.words.correction
        if kind == "game":
            choice = Choice(self.words.buttons.resume, "c:resume") if in_scene else self._menu_choice()
            return (Line(words.game, voice="help", choices=(choice,)),)
        menu = self.help_menu(now, country=country)
        return (Line(words.not_that, voice="help"), *menu)

    def discreet(self, now: dt.datetime) -> tuple[Line, ...]:
        """« parapluie »: nothing on screen says help. `now` is unused yet taken, like every door of help."""
        del now
        words = self.words.discreet
        return (Line(words.text, choices=tuple(Choice(one.label, one.data) for one in words.choices)),)

    def media(self, kind: str, now: dt.datetime, *, country: str = "fr") -> tuple[Line, ...]:
        """A photo, a voice note, a place or a contact: never opened, and it may be the disclosure."""
        words = self.words.media
        texts = {
            "photo": words.photo,
            "voice": words.voice,
            "location": words.location,
            "contact": words.contact,
        }
        file = self.resources.of(country)
        child = (file.answering("child") or file.answering("police"))[0]
        line = child if open_now(child, now) else file.answering("police")[0]
        return (
            Line(texts.get(kind, words.other), voice="help"),
            Line(
                words.help.format(numbers=_reach(line)),
                voice="help",
                choices=(
                    Choice(self.words.buttons.help, "c:help"),
                    Choice(self.words.buttons.clean, "c:clean"),
                ),
            ),
        )

    def reminder(self) -> Line:
        """The coach's one line after a third ambiguous message in a scene."""
        return Line(self.words.check_in.reminder, voice="coach")

    def _menu_choice(self) -> Choice:
        return Choice(self.words.buttons.menu, "c:menu")


def theme_risk(theme: str) -> Risk:
    """A theme of the menu is asked for, not guessed: help at level high. NO_RISK for one that is not there."""
    if theme == "witness":
        return Risk("alarm", "illicit", "medium", "witness")
    return Risk("alarm", theme, "high", "self") if theme in CATEGORIES else NO_RISK


def _about_risk(category: str) -> Risk:
    known = category in CATEGORIES
    return Risk("alarm", "friend", "high", "friend", (category,)) if known else NO_RISK


def _urgent(case: _Case) -> _Case:
    return _Case.from_state({**case.as_state(case.step), "level": "urgent"}) or case


def _reach(resource: Resource) -> str:
    return resource.reached_by


def _short(resource: Resource) -> str:
    """« 17 », « SMS 114 »: nobody is told to call a line that only reads."""
    by_sms = next(iter(resource.channels)) == "sms"
    return f"SMS {_reach(resource)}" if by_sms else _reach(resource)


def _short_name(resource: Resource) -> str:
    """« 119 », but « Fil Santé Jeunes » rather than ten figures."""
    return resource.number if resource.number and len(resource.number) <= 5 else resource.name


def _bubbles(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, voice="help") for text in texts if text)


def _fitting(parts: Sequence[str], last: str = "") -> str:
    """Parts one under the other, some left out where the bubble would grow too long; never the first, nor `last`."""
    kept, end = [parts[0]], [last] if last else []
    for part in parts[1:]:
        if len("\n".join([*kept, part, *end])) <= MAX_BUBBLE:
            kept.append(part)
    return "\n".join([*kept, *end])


def _packed(parts: Sequence[str]) -> list[str]:
    """Parts in as few bubbles as hold them."""
    bubbles: list[str] = []
    for part in parts:
        if bubbles and len(bubbles[-1]) + 1 + len(part) <= MAX_BUBBLE:
            bubbles[-1] = f"{bubbles[-1]}\n{part}"
        else:
            bubbles.append(part)
    return bubbles
