"""What Telegram shows of the bot: its commands, name and descriptions. Cosmetic: a refusal changes nothing."""

from __future__ import annotations

import logging
from pathlib import Path

from pydantic import BaseModel, Extra, Field
from ruamel.yaml import YAML
from telegram import Bot, BotCommand
from telegram.error import TelegramError

logger = logging.getLogger(__name__)


class SlashCommand(BaseModel):
    """`name` is typed after the slash; `does` names one of bot.dialogue.choices.COMMANDS.

    `says`: whole messages that ask for it in words, beside those the model understands.
    """

    name: str = Field(regex=r"^[a-z0-9_]{1,32}$")
    does: str
    description: str = Field(min_length=1, max_length=256)
    listed: bool = True
    says: list[str] = Field(default_factory=list)

    class Config:
        extra = Extra.forbid
        frozen = True


class Profile(BaseModel):
    """content/telegram.yml, lengths as the Bot API limits them."""

    name: str = Field(min_length=1, max_length=64)
    description: str = Field(max_length=512)
    short_description: str = Field(max_length=120)
    leaving_group: str = Field(min_length=1, max_length=500)
    commands: list[SlashCommand]

    class Config:
        extra = Extra.forbid
        frozen = True


def load_profile(path: Path) -> Profile:
    """Read content/telegram.yml. Raises pydantic.ValidationError."""
    return Profile.parse_obj(YAML(typ="safe", pure=True).load(path))


async def register(bot: Bot, profile: Profile) -> None:
    """Tell Telegram; each call that it refuses is logged and left."""
    commands = [BotCommand(one.name, one.description) for one in profile.commands if one.listed]
    calls = (
        bot.delete_webhook(),
        bot.set_my_commands(commands),
        bot.set_my_name(profile.name),
        bot.set_my_description(profile.description),
        bot.set_my_short_description(profile.short_description),
    )
    for call in calls:
        try:
            await call
        except TelegramError as error:
            logger.warning("Telegram refused a profile call: %s", type(error).__name__)
