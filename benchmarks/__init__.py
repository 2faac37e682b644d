"""Benchmarks: each file measures one published set of figures, beside its peers."""
