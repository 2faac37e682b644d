"""Presenters of planning."""
