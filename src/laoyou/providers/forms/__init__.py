"""Forms of the register of those who serve: they clean what was typed; commands decide."""
