"""Days and hours as the people who read these pages count them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from bot.review.config import team
from bot.store.accounts import Moment

PARIS = ZoneInfo("Europe/Paris")


def moment() -> Moment:
    """Now, to the hour."""
    now = dt.datetime.fromtimestamp(team().clock(), PARIS)
    return Moment(now.date(), now.hour)
