"""E-mail addresses, links, handles."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Found = Callable[[str], list[tuple[str, str]]]


@pytest.mark.parametrize(
    "address",
    [
        "lina.haddad@exemple.fr",
        "lina_2010@exemple.co.uk",
        "lina+jeu@sous.exemple.org",
        "LINA@EXEMPLE.COM",
        "lina @ exemple . fr",
        "lina (at) exemple.fr",
        "lina[at]exemple.com",
        "lina arobase exemple point fr",
        "lina point haddad arobase exemple point com",
    ],
)
def test_an_address_is_found_plain_or_disguised(address: str, found: Found) -> None:
    assert found(f"écris a {address} stp") == [("MEL", address)]


def test_the_full_stop_of_the_sentence_is_not_in_the_address(found: Found) -> None:
    assert found("voilà lina@exemple.fr.") == [("MEL", "lina@exemple.fr")]


@pytest.mark.parametrize(
    "link",
    [
        "https://exemple.fr/x?y=1&z=2",
        "http://exemple.org",
        "www.exemple.com/moi",
        "exemple.com",
        "discord.gg/abcdef",
        "t.me/quelquun",
        "tg://resolve?domain=quelquun",
    ],
)
def test_a_link_is_found(link: str, found: Found) -> None:
    assert found(f"va voir {link} mdr") == [("URL", link)]


@pytest.mark.parametrize(
    "site", ["filsantejeunes.com", "https://www.3018.fr", "17cyber.gouv.fr", "https://3114.fr/aide"]
)
def test_sites_of_help_survive(site: str, found: Found) -> None:
    assert found(f"j'ai regardé {site} hier") == []


@pytest.mark.parametrize(
    "text", ["ok.de toute façon", "non...me saoule pas", "fini.la suite demain", "etc.et voilà"]
)
def test_a_missing_space_makes_no_link(text: str, found: Found) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("mon snap c lina_hdd", "lina_hdd"),
        ("mon snap c'est xxlina", "xxlina"),
        ("snap: lina.hdd", "lina.hdd"),
        ("insta lina93_off", "lina93_off"),
        ("mon pseudo est zorglub77", "zorglub77"),
        ("discord : lina#4821", "lina#4821"),
        ("ajoute moi sur snap : bg_du_13", "bg_du_13"),
        ("@lina_hdd t'es là ?", "@lina_hdd"),
    ],
)
def test_a_handle_is_found(text: str, handle: str, found: Found) -> None:
    assert found(text) == [("PSEUDO", handle)]


@pytest.mark.parametrize(
    "text",
    [
        "mon insta c nul",
        "snap c'est pour les vieux",
        "t'as quoi comme pseudo ?",
        "jsuis chez moi, je suis content",
        "@+ et @demain, @toute",
        "mon discord c mort",
        "viens sur insta plutôt",
        "mon tel c de la merde",
    ],
)
def test_talking_of_apps_gives_no_handle(text: str, found: Found) -> None:
    assert found(text) == []
