"""Rasa custom actions: thin doors. What they decide lives in bot.scenarios and bot.safety."""
