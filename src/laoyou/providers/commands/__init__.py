"""Writes. Each is one transaction that checks the scope, keeps the history and leaves one audit entry."""
