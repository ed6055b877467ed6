"""How browsers reach the pages: from this machine, from others, or through a proxy that speaks https for us."""

from __future__ import annotations

import socket
from dataclasses import replace

from bot.review.config import LOOPBACK_NAMES, ReviewConfig
from bot.settings import Settings

#: Listening on every address of the machine.
EVERYWHERE = ("0.0.0.0", "::")


def reached(config: ReviewConfig, settings: Settings) -> ReviewConfig:
    """`config` as `VIGIE_REVIEW_LISTEN` and `VIGIE_PUBLIC_URL` want it.

    A public address means that anybody may come, whatever we listen on: the chat page then needs sign-in, cookies
    travel over https alone, and no other `Host` is served. Without one, off loopback, names are refused that are not
    this machine's own: a foreign name is how links in our pages would be made to lead elsewhere.
    """
    listen, public = settings.review_listen, settings.public_url
    if public is not None:
        return replace(
            config, open_chat=False, secure_cookies=True, trusted_hosts=(public.host,), public_url=public.text
        )
    if listen.is_loopback:
        return replace(config, open_chat=True, secure_cookies=False, trusted_hosts=LOOPBACK_NAMES)
    own = (socket.gethostname().lower(), socket.getfqdn().lower())
    return replace(
        config,
        open_chat=False,
        secure_cookies=True,
        trusted_hosts=(*LOOPBACK_NAMES, listen.host.lower(), *own),
        trust_addresses=listen.host in EVERYWHERE,
    )
