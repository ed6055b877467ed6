"""Processes of our own to break."""

from tests.e2e.conftest import api, model, starter

__all__ = ["api", "model", "starter"]
