"""Reading assessments within a scope."""
