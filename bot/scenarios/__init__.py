"""The scenario room: role-plays written in YAML, checked, played and drawn. No Rasa, no Telegram, no database.

`library.load_library` reads `content/`; `play.open_scene`, `play.play_turn`, `play.resume` and `play.replay` are the
pure steps; `lint.lint` proves a scenario; `graph.mermaid` draws one of its versions.
"""
