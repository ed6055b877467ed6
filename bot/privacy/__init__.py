"""What stands at the door of the store and of the logs: pseudonyms, sealing, redaction."""
