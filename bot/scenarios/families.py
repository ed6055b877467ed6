"""The four families of red flags (design.md §8): shape of `content/flags.yml`."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import validator

from bot.scenarios.schema import FLAGS, ContentModel, Flag

FAMILIES = ("identity", "pressure", "isolation", "demand")


class Family(ContentModel):
    """One family: how a teen reads its name, and its flags."""

    name: str
    flags: tuple[Flag, ...]


class Families(ContentModel):
    """`content/flags.yml`: every flag is in one family."""

    families: Mapping[str, Family]

    @validator("families")
    def _each_flag_once(cls, value: Mapping[str, Family]) -> Mapping[str, Family]:
        if tuple(value) != FAMILIES:
            raise ValueError(f"the families are {', '.join(FAMILIES)}")
        placed = sorted(flag for family in value.values() for flag in family.flags)
        if placed != sorted(FLAGS):
            raise ValueError("each flag is in exactly one family")
        return value

    def of(self, flag: str) -> str:
        """The family of a flag. Raises LookupError for no flag at all."""
        found = next((name for name, family in self.families.items() if flag in family.flags), None)
        if found is None:
            raise LookupError(flag)
        return found
