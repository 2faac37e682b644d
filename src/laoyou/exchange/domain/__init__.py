"""Decisions of exchange, without a database."""
