"""Privacy: presenters."""
