"""Writes of the register of people: plain functions in one transaction, each with its audit entry inside."""
