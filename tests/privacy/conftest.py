"""What the tests of the privacy room share."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.privacy.keys import Keys, derive_keys
from bot.privacy.redact import redact


@pytest.fixture
def keys() -> Keys:
    return derive_keys(b"a master secret of more than thirty-two bytes")


@pytest.fixture
def other_keys() -> Keys:
    return derive_keys(b"another master secret of more than thirty-two bytes")


@pytest.fixture
def found() -> Callable[[str], list[tuple[str, str]]]:
    """What redaction finds in a text: (type, the words)."""

    def find(text: str) -> list[tuple[str, str]]:
        return [(span.type, text[span.start : span.end]) for span in redact(text).spans]

    return find
