"""The shape of the house: what import-linter holds, and what it cannot see. Each check is shown to fail on bad code."""
