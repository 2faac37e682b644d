"""Reads of exchange."""
