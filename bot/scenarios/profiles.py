"""A profile of a scene as a picture: what the card shows, and the same in words."""

from __future__ import annotations

from bot.lines import Picture
from bot.scenarios.phrasing import fill
from bot.scenarios.schema import Profile
from bot.scenarios.wording import ProfileWords


def profile_picture(scenario_id: str, name: str, profile: Profile, words: ProfileWords) -> Picture:
    """The card of the profile called `name` in its file. The same person looks the same in every version."""
    joined = fill(words.joined, {"joined": profile.joined})
    friends = fill(words.friends, {"friends": _count(profile.friends)})
    posts = fill(words.posts, {"posts": _count(profile.posts)})
    alt = fill(words.alt, {"name": profile.name, "joined": joined, "friends": friends, "posts": posts})
    if profile.bio:
        alt += fill(words.bio, {"bio": profile.bio})
    if profile.badges:
        alt += fill(words.badges, {"badges": ", ".join(profile.badges)})
    facts = {
        "seed": f"{scenario_id}:{name}",
        "name": profile.name,
        "joined": joined,
        "friends": friends,
        "posts": posts,
        "bio": profile.bio,
        "badges": list(profile.badges),
    }
    return Picture("profile", facts, alt)


def _count(number: int) -> str:
    """French thousands: a narrow no-break space."""
    return f"{number:,}".replace(",", "\u202f")
