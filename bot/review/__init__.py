"""The web pages (Flask): the chat page now; sign-in, classes and transcripts join the same app.

`create_app(ReviewConfig(...))` builds the app, `serve(app, host, port)` runs it in a thread. Nothing here
knows Telegram, Rasa or the database: the chat page talks to a `Conversation`.
"""
