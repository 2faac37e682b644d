"""Reads of the register of people, always for somebody: scoped by area and role."""
