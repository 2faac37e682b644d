"""Privacy: tests."""
