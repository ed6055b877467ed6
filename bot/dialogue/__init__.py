"""One turn: the Rasa agent in this process, its tracker store, local actions, the transaction."""
