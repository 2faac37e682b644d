"""Decisions of assessments, without a database."""
