"""A strict stand-in for the Telegram Bot API: `BotApi` is Telegram, `User` and `Group` are the people on it.

with BotApi() as api:
    bot = telegram.Bot(api.token, base_url=api.base_url)   # or TELEGRAM_API_URL=api.url for the whole program
    sacha = api.user(first_name="Sacha")
    sacha.start()
    sacha.wait_for("Bonjour")
    sacha.press("14–15 ans")
"""

from .faults import Faults, Rule
from .rules import Refusal
from .script import Actor, Button, Group, Shown, User
from .server import TOKEN, BotApi, Record
from .world import MALFORMED, Press, Send

__all__ = [
    "MALFORMED",
    "TOKEN",
    "Actor",
    "BotApi",
    "Button",
    "Faults",
    "Group",
    "Press",
    "Record",
    "Refusal",
    "Rule",
    "Send",
    "Shown",
    "User",
]
