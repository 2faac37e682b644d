"""Privacy: domain."""
