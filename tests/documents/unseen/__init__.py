"""Plans of places that do not exist, in shapes that plans have, with slips that can be put into them one at a time."""
