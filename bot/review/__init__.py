"""The web pages (Flask): the chat page, and the educators' pages under /equipe.

`create_app(ReviewConfig(...))` builds the app, `serve(app, host, port)` runs it in a thread. Nothing here knows
Telegram; the chat page talks to a `Conversation`, the educators' pages to the queries of `bot.store`.
Who may see what: `bot.review.access`. What of a transcript is shown: `bot.review.shown`.
"""
