"""Docs hold: every setting, command, scene and table that exists is documented."""

import re

import pytest

from bot.cli import app
from bot.dialogue.choices import COMMANDS
from bot.settings import ROOT
from bot.store.models import Base
from bot.telegram.profile import load_profile

DOCS = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")}
README = (ROOT / "README.md").read_text(encoding="utf-8")


def settings_read():
    source = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
    shell = (ROOT / "deploy" / "set-up").read_text(encoding="utf-8")
    quoted = set(re.findall(r'"((?:VIGIE|TELEGRAM)_[A-Z_]+)"', source))
    return sorted(quoted | set(re.findall(r"\$\{(VIGIE_[A-Z_]+)", shell)))


@pytest.mark.parametrize("name", settings_read())
def test_every_setting_is_documented(name):
    assert f"`{name}`" in DOCS["operators.md"]


@pytest.mark.parametrize(
    "name", sorted(command.name or command.callback.__name__ for command in app.registered_commands)
)
def test_every_command_is_documented(name):
    assert f"`vigie {name}`" in DOCS["maintainers.md"]


@pytest.mark.parametrize("name", sorted(Base.metadata.tables))
def test_every_table_says_how_long_it_is_kept(name):
    assert f"`{name}`" in DOCS["operators.md"]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "content" / "scenarios").glob("*.yml")), ids=lambda path: path.stem
)
def test_every_scene_is_listed_for_authors(path):
    assert f"`{path.stem}`" in DOCS["scenario-author.md"]


def test_every_slash_command_does_something_that_exists():
    profile = load_profile(ROOT / "content" / "telegram.yml")
    assert {one.does for one in profile.commands} <= set(COMMANDS)


def test_every_link_of_the_readme_leads_somewhere():
    for target in re.findall(r"\]\((?!http)([^)#]+)\)|src=\"([^\"]+)\"", README):
        assert (ROOT / "".join(target)).exists(), target


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", README, re.MULTILINE):
        assert re.search(rf"^{''.join(target)}:", makefile, re.MULTILINE), target
