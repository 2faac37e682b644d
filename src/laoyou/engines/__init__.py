"""Engines: pure functions over arrays and texts. No Django, no files, no clock, no network."""
