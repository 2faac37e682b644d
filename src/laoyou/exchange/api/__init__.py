"""The API: its table of addresses, its door, what stands behind it."""
