"""Privacy: queries."""
