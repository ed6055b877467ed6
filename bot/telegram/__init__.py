"""Telegram through python-telegram-bot's `Bot`: updates in by a loop of our own, replies out from the outbox."""
