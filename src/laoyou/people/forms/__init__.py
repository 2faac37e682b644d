"""Forms of the register of people: they clean what was typed; commands decide."""
