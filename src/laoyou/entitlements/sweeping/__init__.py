"""
The sweep itself: facts in columns, determinations, files. Loads Polars, so it runs in a process of its own and nothing of the
web processes imports it.
"""
