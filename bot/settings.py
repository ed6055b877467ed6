"""Settings: one typed object, read once from the environment and passed in. No other module reads it."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

#: The tree that holds content/, data/, models/ and config.yml.
ROOT = Path(__file__).resolve().parent.parent
MODEL = ROOT / "models" / "current"

TELEGRAM_API = "https://api.telegram.org"
TOKEN = re.compile(r"^\d+:[A-Za-z0-9_-]{20,}$")


class SettingsError(ValueError):
    """A variable holds something Vigie cannot run with; the message says which, and what is expected."""


@dataclass(frozen=True)
class Listen:
    """An address to listen on."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    @classmethod
    def parse(cls, text: str, *, variable: str) -> Listen:
        """Read `host:port`. Raises SettingsError naming `variable`."""
        host, colon, port = text.rpartition(":")
        host = host.strip("[]")
        if not colon or not host or not port.isdigit() or int(port) > 65535:
            raise SettingsError(f"{variable} must look like 127.0.0.1:8080, not {text!r}")
        return cls(host, int(port))


@dataclass(frozen=True)
class PublicUrl:
    """Where the world finds the pages: `text` without a slash at its end, `host` the name in it."""

    text: str
    host: str

    @classmethod
    def parse(cls, text: str, *, variable: str) -> PublicUrl:
        """Read `https://name[:port]`. Raises SettingsError naming `variable`."""
        try:
            parts = urlsplit(text)
            host, _port = parts.hostname, parts.port
        except ValueError:
            host = None
        else:
            if (
                parts.scheme != "https"
                or parts.path.strip("/")
                or parts.query
                or parts.fragment
                or "@" in text
            ):
                host = None
        if not host:
            raise SettingsError(f"{variable} must look like https://vigie.example.org, not {text!r}")
        return cls(f"https://{parts.netloc.lower()}", host)


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides (design.md §2). Secrets stay out of its repr."""

    home: Path
    telegram_token: str | None = field(repr=False)
    telegram_api_url: str
    database_url: str = field(repr=False)
    review_listen: Listen
    public_url: PublicUrl | None
    trusted_proxy: str | None
    secret_key: str | None = field(repr=False)
    pacing: float

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the documented variables; an empty one counts as unset. Raises SettingsError."""
        env = {name: value.strip() for name, value in environ.items() if value.strip()}
        home = Path(env.get("VIGIE_HOME", "./var")).expanduser().resolve()
        token = env.get("TELEGRAM_BOT_TOKEN")
        if token is not None and not TOKEN.match(token):
            raise SettingsError("TELEGRAM_BOT_TOKEN does not look like a token from @BotFather (123456:ABC…)")
        api_url = env.get("TELEGRAM_API_URL", TELEGRAM_API).rstrip("/")
        if not api_url.startswith(("https://", "http://")):
            raise SettingsError("TELEGRAM_API_URL must start with https:// or http://")
        listen = Listen.parse(
            env.get("VIGIE_REVIEW_LISTEN", "127.0.0.1:8080"), variable="VIGIE_REVIEW_LISTEN"
        )
        public = env.get("VIGIE_PUBLIC_URL")
        return cls(
            home=home,
            telegram_token=token,
            telegram_api_url=api_url,
            database_url=env.get("VIGIE_DATABASE_URL", f"sqlite:///{home / 'vigie.db'}"),
            review_listen=listen,
            public_url=PublicUrl.parse(public, variable="VIGIE_PUBLIC_URL") if public else None,
            trusted_proxy=_proxy(env.get("VIGIE_TRUSTED_PROXY"), behind=bool(public) and listen.is_loopback),
            secret_key=env.get("VIGIE_SECRET_KEY"),
            pacing=_pacing(env.get("VIGIE_PACING", "1")),
        )


def _pacing(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 10:
        raise SettingsError(f"VIGIE_PACING must be a number from 0 to 10, not {text!r}")
    return value


def _proxy(text: str | None, *, behind: bool) -> str | None:
    """The address of the proxy in front: on this machine when there is one and nothing else is said."""
    if text is None:
        return "127.0.0.1" if behind else None
    try:
        return str(ipaddress.ip_address(text))
    except ValueError as error:
        raise SettingsError(f"VIGIE_TRUSTED_PROXY must be an IP address, not {text!r}") from error
