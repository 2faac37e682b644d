"""Privacy: commands."""
