"""Validation reports: `./dev validate NAME --data DIR` computes a report anew and writes it to docs/."""
