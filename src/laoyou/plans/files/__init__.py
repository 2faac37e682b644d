"""Plan documents as files: text, Word, PDF and web pages become numbered lines; nothing is understood here."""
