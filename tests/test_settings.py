"""Settings are read once, checked, and never shown."""

import pytest

from bot.settings import Listen, Settings, SettingsError

TOKEN = "123456:" + "A" * 35


def test_an_empty_environment_gives_the_documented_defaults():
    settings = Settings.from_env({})
    assert settings.telegram_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.home.name == "var"
    assert settings.database_url == f"sqlite:///{settings.home / 'vigie.db'}"
    assert settings.review_listen == Listen("127.0.0.1", 8080)
    assert settings.pacing == 1.0


def test_an_empty_variable_counts_as_unset():
    assert Settings.from_env({"TELEGRAM_BOT_TOKEN": " "}).telegram_token is None


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("TELEGRAM_BOT_TOKEN", "not a token"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("VIGIE_REVIEW_LISTEN", "8080"),
        ("VIGIE_REVIEW_LISTEN", "127.0.0.1:99999"),
        ("VIGIE_PUBLIC_URL", "vigie.example.org"),
        ("VIGIE_PUBLIC_URL", "http://vigie.example.org"),
        ("VIGIE_PUBLIC_URL", "https://example.org/vigie"),
        ("VIGIE_PUBLIC_URL", "https://"),
        ("VIGIE_PUBLIC_URL", "https://a@example.org"),
        ("VIGIE_PUBLIC_URL", "https://[::1"),
        ("VIGIE_TRUSTED_PROXY", "proxy.example.org"),
        ("VIGIE_PACING", "fast"),
        ("VIGIE_PACING", "-1"),
        ("VIGIE_PACING", "nan"),
    ],
)
def test_a_bad_value_is_refused_by_name(variable, value):
    with pytest.raises(SettingsError, match=variable):
        Settings.from_env({variable: value})


def test_secrets_stay_out_of_the_repr():
    settings = Settings.from_env(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "VIGIE_SECRET_KEY": "hush" * 10,
            "VIGIE_DATABASE_URL": "postgresql://u:pw@h/d",
        }
    )
    assert TOKEN not in repr(settings)
    assert "hush" not in repr(settings)
    assert "pw" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "loopback"),
    [("127.0.0.1:80", True), ("[::1]:80", True), ("localhost:80", True), ("0.0.0.0:80", False)],
)
def test_loopback_is_told_from_the_open(text, loopback):
    assert Listen.parse(text, variable="X").is_loopback is loopback


@pytest.mark.parametrize(
    ("env", "proxy"),
    [
        ({}, None),
        ({"VIGIE_PUBLIC_URL": "https://vigie.example.org/"}, "127.0.0.1"),
        ({"VIGIE_PUBLIC_URL": "https://vigie.example.org", "VIGIE_REVIEW_LISTEN": "10.0.0.2:80"}, None),
        ({"VIGIE_TRUSTED_PROXY": "10.0.0.1", "VIGIE_REVIEW_LISTEN": "10.0.0.2:80"}, "10.0.0.1"),
    ],
)
def test_a_proxy_is_believed_where_it_is_said_or_on_this_machine(env, proxy):
    assert Settings.from_env(env).trusted_proxy == proxy


def test_the_public_address_is_kept_without_its_last_slash():
    public = Settings.from_env({"VIGIE_PUBLIC_URL": "https://Vigie.example.org:8443/"}).public_url
    assert public is not None
    assert (public.text, public.host) == ("https://vigie.example.org:8443", "vigie.example.org")
