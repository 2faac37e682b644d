"""Decisions about those who serve; no Django."""
